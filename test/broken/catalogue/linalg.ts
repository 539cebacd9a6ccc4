/** Faults in derivatives of linear algebra and of Fourier transforms. */

import { fromFlat } from 'chainrule'
import { matrix, real, vector } from 'chainrule/Space'
import fc from 'fast-check'
import {
  type Data,
  dot,
  each,
  flip,
  inverse,
  minus,
  plus,
  product,
  scaled,
  total,
} from './arrays.js'
import { about, type Fault, type Kind, thread } from './model.js'
import { fault } from './plain.js'

const N = 2
const mm = (...as: readonly Data[]): Data => as.reduce((a, b) => product(a, N, b, N))
const T = (a: Data): Data => flip(a, N)
const inv = (a: Data): Data => inverse(a, N)
const mv = (a: Data, x: Data): Data => product(a, N, x, 1)
const det = ([a, b, c, d]: Data): number => a! * d! - b! * c!
const cofactors = ([a, b, c, d]: Data): Data => [d!, -c!, -b!, a!]

/** Matrices near to the identity, so that they have an inverse. */
const regular = fc
  .array(fc.integer({ min: -40, max: 40 }), { minLength: 4, maxLength: 4 })
  .map(xs =>
    fromFlat(
      xs.map((x, k) => x / 100 + (k % 3 === 0 ? 1 : 0)),
      [2, 2],
    ),
  )
const small = fc
  .array(fc.integer({ min: -200, max: 200 }), { minLength: 2, maxLength: 2 })
  .map(xs =>
    fromFlat(
      xs.map(x => x / 100),
      [2],
    ),
  )

type Back = (a: Data, w: Data) => Data
const ofMatrix =
  (operation: string, f: (a: Data) => Data, right: Back) =>
  (kind: Kind, slip: string, wrong: Back, source?: string): Fault =>
    fault(
      // Points of this very domain.
      { ...about(operation, kind, slip, source), at: regular as fc.Arbitrary<never> },
      [matrix(2, 2)],
      [matrix(2, 2)],
      { value: ([a]) => [f(a)], vjp: ([a], [w]) => [right(a, w)] },
      { vjp: ([a], [w]) => [wrong(a, w)] },
    )

const numberOf =
  (operation: string, f: (a: Data) => number, right: (a: Data) => Data, anywhere = false) =>
  (kind: Kind, slip: string, wrong: (a: Data) => Data, source?: string): Fault =>
    fault(
      {
        ...about(operation, kind, slip, source),
        ...(anywhere
          ? { range: { min: -1, max: 1, step: 1 } }
          : { at: regular as fc.Arbitrary<never> }),
      },
      [matrix(2, 2)],
      [real],
      { value: ([a]) => [[f(a)]], vjp: ([a], [[w]]) => [scaled(w!, right(a))] },
      { vjp: ([a], [[w]]) => [scaled(w!, wrong(a))] },
    )

const inverted = ofMatrix('inverse', inv, (a, w) => scaled(-1, mm(T(inv(a)), w, T(inv(a)))))
const squared = ofMatrix(
  'square of a matrix',
  a => mm(a, a),
  (a, w) => plus(mm(w, T(a)), mm(T(a), w)),
)
const determinant = numberOf('determinant', det, cofactors)
const singular = numberOf('determinant', det, cofactors, true)
const logdet = numberOf(
  'log determinant',
  a => Math.log(det(a)),
  a => T(inv(a)),
)
const traced = numberOf(
  'trace of the square',
  a => dot(a, T(a)),
  a => scaled(2, T(a)),
)

const solve = (
  kind: Kind,
  slip: string,
  wrong: (a: Data, x: Data, w: Data) => readonly [Data, Data],
): Fault =>
  fault(
    { ...about('solve', kind, slip), at: fc.tuple(regular, small) as fc.Arbitrary<never> },
    [matrix(2, 2), vector(2)],
    [vector(2)],
    {
      value: ([a, b]) => [mv(inv(a), b)],
      vjp: ([a, b], [w]) => {
        const c = mv(T(inv(a)), w)
        return [scaled(-1, product(c, 1, mv(inv(a), b), N)), c]
      },
    },
    { vjp: ([a, b], [w]) => wrong(a, mv(inv(a), b), w) },
  )

/** The lower factor of a positive matrix, of which the lower part is read: a, b below, c. */
const factor = ([a, b, c]: Data): Data => {
  const l = Math.sqrt(a!)
  return [l, b! / l, Math.sqrt(c! - (b! * b!) / a!)]
}
const cholesky = (
  kind: Kind,
  slip: string,
  wrong: (x: Data, w: Data) => Data,
  source?: string,
): Fault =>
  fault(
    {
      ...about('cholesky', kind, slip, source),
      at: fc
        .array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 })
        .map(([p, q, r]) =>
          fromFlat([2 + p! / 100, q! / 100, 1.5 + r! / 100], [3]),
        ) as fc.Arbitrary<never>,
    },
    [vector(3)],
    [vector(3)],
    { value: ([x]) => [factor(x)], vjp: ([x], [w]) => [choleskyBack(x, w)] },
    { vjp: ([x], [w]) => [wrong(x, w)] },
  )
const choleskyBack = ([a, b, c]: Data, [u, v, z]: Data): Data => {
  const [l, m] = [Math.sqrt(a!), Math.sqrt(c! - (b! * b!) / a!)]
  const zm = z! / (2 * m)
  return [
    u! / (2 * l) - (v! * b!) / (2 * a! * l) + (zm * b! * b!) / (a! * a!),
    v! / l - (2 * zm * b!) / a!,
    zm,
  ]
}

/** The larger eigenvalue of a symmetric matrix with diagonal a, c and b beside. */
const spread = ([a, b, c]: Data): number => Math.hypot((a! - c!) / 2, b!)
const eigen = (kind: Kind, slip: string, wrong: (x: Data) => Data, source?: string): Fault =>
  fault(
    { ...about('eigenvalue', kind, slip, source), range: { min: 0.2, max: 2 } },
    [vector(3)],
    [real],
    {
      value: ([x]) => [[(x[0]! + x[2]!) / 2 + spread(x)]],
      vjp: ([x], [[w]]) => [scaled(w!, eigenBack(x))],
    },
    { vjp: ([x], [[w]]) => [scaled(w!, wrong(x))] },
  )
const eigenBack = (x: Data): Data => {
  const t = (x[0]! - x[2]!) / (4 * spread(x))
  return [0.5 + t, x[1]! / spread(x), 0.5 - t]
}

const F = 4
const angle = (k: number): number => (2 * Math.PI * k) / F
/** The real and the imaginary part of a transform of four numbers, with a sign of the exponent. */
const re = (x: Data, y: Data, s: number): Data =>
  each(F, k =>
    total(x.map((e, j) => e * Math.cos(angle(k * j)) - s * y[j]! * Math.sin(angle(k * j)))),
  )
const im = (x: Data, y: Data, s: number): Data =>
  each(F, k =>
    total(x.map((e, j) => s * e * Math.sin(angle(k * j)) + y[j]! * Math.cos(angle(k * j)))),
  )
type Pair = readonly [Data, Data]
const fourier =
  (operation: string, sign: number, scale: number) =>
  (kind: Kind, slip: string, wrong: (w: Pair) => Pair): Fault =>
    fault(
      about(operation, kind, slip),
      [vector(F), vector(F)],
      [vector(F), vector(F)],
      {
        value: ([x, y]) => [scaled(scale, re(x, y, sign)), scaled(scale, im(x, y, sign))],
        vjp: (_, [u, v]) => [scaled(scale, re(u, v, -sign)), scaled(scale, im(u, v, -sign))],
      },
      { vjp: (_, w) => wrong(w) },
    )
const forward = fourier('fft', -1, 1)
const backward = fourier('inverse fft', 1, 1 / F)

/** The cotangent of the mirror: with what its length does, or without. */
const mirror = (v: Data, x: Data, w: Data, whole: boolean): Data => {
  const [n, a, b] = [dot(v, v), dot(v, x), dot(v, w)]
  return v.map(
    (e, i) => (-2 / n) * (b * x[i]! + a * w[i]!) + (whole ? (4 * a * b * e) / (n * n) : 0),
  )
}

export const linalg: readonly Fault[] = [
  inverted('sign', 'the minus is lost', (a, w) => mm(T(inv(a)), w, T(inv(a)))),
  inverted('transposed', 'the inverses are not transposed', (a, w) =>
    scaled(-1, mm(inv(a), w, inv(a))),
  ),
  inverted('other', 'one of the two inverses', (a, w) => scaled(-1, mm(T(inv(a)), w))),
  squared('fan-out', 'one of the two uses', (a, w) => mm(w, T(a))),
  squared('transposed', 'as if they commuted', (a, w) => scaled(2, mm(T(a), w))),
  determinant('transposed', 'the inverse is not transposed', a => T(cofactors(a))),
  determinant('factor', 'not times the determinant', a => T(inv(a))),
  determinant('sign', 'of one cofactor', ([a, b, c, d]) => [d!, c!, -b!, a!]),
  singular('branch', 'NaN where it is singular', a => scaled(det(a), T(inv(a)))),
  logdet('transposed', 'the inverse is not transposed', inv),
  logdet('factor', 'times the determinant', cofactors),
  traced('transposed', 'A for its transpose', a => scaled(2, a)),
  solve('sign', 'that of the matrix', (a, x, w) => [
    product(mv(T(inv(a)), w), 1, x, N),
    mv(T(inv(a)), w),
  ]),
  solve('transposed', 'solved with A again', (a, x, w) => [
    scaled(-1, product(mv(inv(a), w), 1, x, N)),
    mv(inv(a), w),
  ]),
  solve('transposed', 'the outer product the wrong way round', (a, x, w) => [
    scaled(-1, product(x, 1, mv(T(inv(a)), w), N)),
    mv(T(inv(a)), w),
  ]),
  cholesky(
    'factor',
    'half of what is beside the diagonal',
    (x, w) => choleskyBack(x, w).map((e, i) => (i === 1 ? e / 2 : e)),
    thread('pytorch/pytorch', 137284),
  ),
  cholesky('factor', 'the diagonal is not halved', (x, w) =>
    choleskyBack(x, w).map((e, i) => (i === 1 ? e : 2 * e)),
  ),
  cholesky('detached', 'the last pivot hangs on its own entry only', ([a, b, c], [u, v, z]) => {
    const l = Math.sqrt(a!)
    return [
      u! / (2 * l) - (v! * b!) / (2 * a! * l),
      v! / l,
      z! / (2 * Math.sqrt(c! - (b! * b!) / a!)),
    ]
  }),
  eigen(
    'factor',
    'half of what is beside the diagonal',
    x => eigenBack(x).map((e, i) => (i === 1 ? e / 2 : e)),
    thread('pytorch/pytorch', 30578),
  ),
  eigen('branch', 'that of the smaller one', x => {
    const [p, q, r] = eigenBack(x)
    return [1 - p!, -q!, 1 - r!]
  }),
  forward('transposed', 'not conjugated', ([u, v]) => [re(u, v, -1), im(u, v, -1)]),
  forward('factor', 'divided by the length', ([u, v]) => [
    scaled(1 / F, re(u, v, 1)),
    scaled(1 / F, im(u, v, 1)),
  ]),
  backward('factor', 'not divided by the length', ([u, v]) => [re(u, v, -1), im(u, v, -1)]),
  backward('sign', 'of the imaginary part', ([u, v]) => [
    scaled(1 / F, re(u, v, -1)),
    scaled(-1 / F, im(u, v, -1)),
  ]),
  fault(
    about(
      'normal log density',
      'sign',
      'of the quadratic part, for the covariance',
      thread('HIPS/autograd', 412),
    ),
    [vector(2), real],
    [real],
    {
      value: ([x, [t]]) => [[-(dot(x, x) * Math.exp(-t!)) / 2 - t!]],
      vjp: ([x, [t]], [[w]]) => [
        scaled(-w! * Math.exp(-t!), x),
        [w! * ((dot(x, x) * Math.exp(-t!)) / 2 - 1)],
      ],
    },
    {
      vjp: ([x, [t]], [[w]]) => [
        scaled(-w! * Math.exp(-t!), x),
        [w! * (-(dot(x, x) * Math.exp(-t!)) / 2 - 1)],
      ],
    },
  ),
  fault(
    about('rotation', 'sign', 'of one sine'),
    [real, vector(2)],
    [vector(2)],
    {
      value: ([[t], [x, y]]) => [
        [Math.cos(t!) * x! - Math.sin(t!) * y!, Math.sin(t!) * x! + Math.cos(t!) * y!],
      ],
      vjp: ([[t], [x, y]], [[u, v]]) => {
        const [c, s] = [Math.cos(t!), Math.sin(t!)]
        return [
          [u! * (-s * x! - c * y!) + v! * (c * x! - s * y!)],
          [c * u! + s * v!, c * v! - s * u!],
        ]
      },
    },
    {
      vjp: ([[t], [x, y]], [[u, v]]) => {
        const [c, s] = [Math.cos(t!), Math.sin(t!)]
        return [
          [u! * (-s * x! - c * y!) + v! * (c * x! - s * y!)],
          [c * u! - s * v!, c * v! + s * u!],
        ]
      },
    },
  ),
  fault(
    about('reflection', 'detached', 'the length of the mirror is a constant'),
    [vector(2), vector(2)],
    [vector(2)],
    {
      value: ([v, x]) => [minus(x, scaled((2 * dot(v, x)) / dot(v, v), v))],
      vjp: ([v, x], [w]) => [
        mirror(v, x, w, true),
        minus(w, scaled((2 * dot(v, w)) / dot(v, v), v)),
      ],
    },
    {
      vjp: ([v, x], [w]) => [
        mirror(v, x, w, false),
        minus(w, scaled((2 * dot(v, w)) / dot(v, v), v)),
      ],
    },
  ),
]
