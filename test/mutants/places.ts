/** Operations at places that are seldom drawn: zeros, saturation, far out; matrices that are tall, wide, in batches; orders above the first. */
import fc from 'fast-check'
import { type AnyLaw, gradientLaws } from '../../laws/index.js'
import {
  type AnyDiff,
  add,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  mul,
  real,
  sum,
  tensor,
  tuple,
} from '../../src/index.js'
import * as op from '../../src/op/index.js'
import * as linalg from '../../src/op/linalg/index.js'
import type { Edge } from '../../src/op/Operation.js'

type Laws = () => readonly AnyLaw[]
type Named = readonly (readonly [name: string, laws: Laws])[]
type Pointwise = (...xs: readonly Expr<readonly []>[]) => Expr<readonly []>

/** Those that take an order beside a number, by some of their orders. */
const ordered = Object.fromEntries(
  [0, 1, 2, 3].flatMap(n => [
    [`polygamma ${n}`, (x: Expr) => op.polygamma(x, { order: n })],
    [`sphericalBessel ${n}`, (x: Expr) => op.sphericalBessel(x, { order: n })],
  ]),
)
const functions: Readonly<Record<string, unknown>> = {
  ...op,
  ...ordered,
  polygamma: 0,
  sphericalBessel: 0,
}
const elementwise: readonly { readonly name: string; readonly edges: readonly Edge[] }[] = [
  ...[...op.operations.values()].filter(o => o.derivative.form === 'elementwise'),
  ...Object.keys(ordered).map(name => ({ name, edges: [] })),
]

const at = (f: AnyDiff, x: unknown): readonly AnyLaw[] =>
  gradientLaws(f as Diff<unknown, unknown>, { at: fc.constant(x) })

/** A function of one number or of several, as many as the point has. */
const pointwise = (σ: Pointwise, point: readonly number[]): readonly AnyLaw[] =>
  at(
    fn(tuple(...point.map(() => real)), xs => σ(...(xs as readonly Expr<readonly []>[]))),
    point,
  )

const FAR = [0, 1, -1, 0.5, -0.5, 1e-9, -1e-9, 3, -3, 12, -12, 40, -40, 750, -750]
const PAIRS = [
  [0, 0],
  [0, 2],
  [2, 0],
  [-2, 3],
  [-2, 0.5],
  [3, -2],
  [0, 1],
  [1, 1],
  [-1e3, 1e3],
  [1e3, 999],
] as const

const places: Named = elementwise.flatMap(({ name, edges }) => {
  const σ = functions[name]
  if (typeof σ !== 'function') return []
  const points =
    σ.length === 1
      ? FAR.map(x => [x])
      : σ.length === 2
        ? PAIRS
        : ([] as readonly (readonly number[])[])
  return [...points, ...edges.map(e => e.at)].map(
    point => [`${name} at ${point.join(', ')}`, () => pointwise(σ as Pointwise, point)] as const, // elementwise
  )
})

const BROADCASTS = [
  [[], [3]],
  [[3], []],
  [
    [2, 1],
    [1, 3],
  ],
  [[2, 3], [3]],
] as const

const open = <S extends readonly number[]>(shape: S) => tensor<readonly number[]>(...shape)

/** Whose arguments broadcast: sums over what was repeated are seen where nothing is summed afterwards. */
const broadcasts: Named = [
  ...elementwise.flatMap(({ name }) => {
    const σ = functions[name]
    return typeof σ === 'function' && σ.length === 2
      ? BROADCASTS.map(
          ([s, t]) =>
            [
              `${name} of ${s.join(' × ')} and ${t.join(' × ')}`,
              () =>
                gradientLaws(
                  fn(tuple(open(s), open(t)), ([a, b]) => (σ as (a: Expr, b: Expr) => Expr)(a, b)),
                  { range: { min: 0.5, max: 2, step: 1 / 64 } },
                ),
            ] as const,
        )
      : []
  }),
  ...BROADCASTS.map(
    ([s, t]) =>
      [
        `where of ${s.join(' × ')} and ${t.join(' × ')}`,
        () =>
          gradientLaws(
            fn(tuple(open(s), open(t), open(s), open(t)), ([a, b, c, d]) => [
              op.where(op.less(a, c), b, d),
              op.where(op.less(c, d), a, b),
            ]),
          ),
      ] as const,
  ),
  ...(
    [
      [
        [2, 2, 2],
        [2, 2],
      ],
      [[2, 3], [3]],
      [[3], [3, 2]],
      [
        [2, 2],
        [3, 2, 2],
      ],
      [
        [2, 1, 1, 2],
        [3, 2, 1],
      ],
      [[3], [3]],
    ] as const
  ).map(
    ([s, t]) =>
      [
        `matmul of ${s.join(' × ')} and ${t.join(' × ')}`,
        () => gradientLaws(fn(tuple(open(s), open(t)), ([a, b]) => op.matmul(a, b))),
      ] as const,
  ),
]

type Of = (a: Expr) => Expr | Readonly<Record<string, Expr>> | readonly Expr[]

const weights = (shape: readonly number[]): Expr => {
  const n = shape.reduce((a, b) => a * b, 1)
  return constant(
    fromFlat(
      Array.from({ length: n }, (_, i) => 1 + i / 7),
      shape,
    ),
  )
}

/** Everything that a decomposition gives, weighted so that nothing cancels. */
const seen = (y: ReturnType<Of>): Expr => {
  const parts = (Array.isArray(y) ? y : 'op' in y ? [y] : Object.values(y)) as readonly Expr[]
  return parts
    .map((p, i) => mul(i + 1, sum(op.sin(mul(weights(p.shape), p)))))
    .reduce((a, b) => add(a, b))
}

const SHAPES = [
  [2, 2],
  [3, 2],
  [2, 3],
  [1, 1],
  [1, 3],
  [3, 1],
  [2, 2, 2],
  [2, 3, 2],
  [2, 2, 3],
  [0, 0],
  [3, 3],
] as const

const decompositions: Named = Object.entries(linalg).flatMap(([name, f]) =>
  typeof f !== 'function' || f.length < 1
    ? []
    : SHAPES.map(
        s =>
          [
            `${name} of ${s.join(' × ')}`,
            () => gradientLaws(fn(tensor<readonly number[]>(...s), a => seen((f as Of)(a)))),
          ] as const,
      ),
)

const solved: Named = Object.entries(linalg).flatMap(([name, f]) =>
  typeof f !== 'function' || f.length < 2
    ? []
    : (
        [
          [
            [2, 2],
            [2, 3],
          ],
          [[2, 2], [2]],
          [
            [3, 2],
            [3, 1],
          ],
          [[2, 3], [2]],
          [
            [2, 2, 2],
            [2, 2, 1],
          ],
          [
            [2, 2],
            [3, 2, 1],
          ],
        ] as const
      ).map(
        ([s, t]) =>
          [
            `${name} of ${s.join(' × ')} and ${t.join(' × ')}`,
            () =>
              gradientLaws(
                fn(
                  tuple(tensor<readonly number[]>(...s), tensor<readonly number[]>(...t)),
                  ([a, b]) => seen((f as (a: Expr, b: Expr) => ReturnType<Of>)(a, b)),
                ),
              ),
          ] as const,
      ),
)

/** Samples of places, by name. */
export const placed: Named = [...places, ...broadcasts, ...decompositions, ...solved]
