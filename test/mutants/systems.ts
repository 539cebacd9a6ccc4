/** What generated programs seldom reach: systems whose sides broadcast, matrices in any direction, entries written twice. */
import fc from 'fast-check'
import { type AnyLaw, gradientLaws } from '../../laws/index.js'
import {
  add,
  array,
  constant,
  type Expr,
  fn,
  gradOf,
  jvp,
  matrix,
  mul,
  real,
  sin,
  sum,
  tensor,
  tuple,
  vector,
  vjp,
  vmap,
} from '../../src/index.js'
import * as op from '../../src/op/index.js'
import * as linalg from '../../src/op/linalg/index.js'

type Laws = () => readonly AnyLaw[]
type Any = readonly number[]

const open = (shape: Any) => tensor<Any>(...shape)

/** A matrix far from a singular one. */
const shifted = (a: Expr): Expr => add(mul(0.25, a), mul(2, op.eye(a.shape[a.shape.length - 1]!)))

const sides = [
  [
    [2, 2, 2],
    [2, 1],
  ],
  [
    [2, 2],
    [3, 2, 1],
  ],
  [
    [1, 2, 2],
    [2, 2, 2],
  ],
  [[2, 2], [2]],
  [[2, 2, 2], [2]],
  [
    [2, 2],
    [2, 3],
  ],
] as const

const systems: Readonly<Record<string, Laws>> = Object.fromEntries(
  sides.flatMap(([s, t]) => {
    const of = `of ${s.join(' × ')} and ${t.join(' × ')}`
    const law =
      (f: (a: Expr, b: Expr) => Expr): Laws =>
      () =>
        gradientLaws(fn(tuple(open(s), open(t)), ([a, b]) => f(shifted(a), b)))
    return [
      [`solve ${of}`, law((a, b) => linalg.solve(a, b))],
      [`lstsq ${of}`, law((a, b) => linalg.lstsq(a, b))],
      ...[true, false].flatMap(lower =>
        [true, false].map(
          transpose =>
            [
              `triangularSolve ${of}, ${lower ? 'lower' : 'upper'}${transpose ? ', transposed' : ''}`,
              law((a, b) => linalg.triangularSolve(a, b, { lower, transpose })),
            ] as const,
        ),
      ),
    ] as const
  }),
)

const definite = [
  array([
    [2, 0.5, 0.25],
    [0.5, 3, -0.5],
    [0.25, -0.5, 4],
  ]),
  array([
    [5, 1, 0],
    [1, 2.5, 1],
    [0, 1, 1],
  ]),
]

/** Derivatives of what only the symmetric part of a matrix says, along any direction. */
const decomposed = (f: (a: Expr) => Expr): readonly AnyLaw[] =>
  gradientLaws(
    fn(matrix(3, 3), a => f(a)),
    { at: fc.constantFrom(...definite) as never }, // of this shape
  )

const W = constant(
  array([
    [1, -2, 0.5],
    [0.25, 3, -1],
    [2, 0.75, 1],
  ]),
)

const at = constant(array([1, 1, 0], 'index'))
const twoAt = constant(
  array(
    [
      [1, 1],
      [0, 2],
    ],
    'index',
  ),
)

/** Samples of systems, decompositions and writing, by name. */
export const systematic: Readonly<Record<string, Laws>> = {
  ...systems,
  'a Cholesky factor': () => decomposed(a => linalg.cholesky(a)),
  'a Cholesky factor, weighed': () => decomposed(a => sum(sin(mul(W, linalg.cholesky(a))))),
  'the gradient of a Cholesky factor': () =>
    decomposed(a => gradOf((x: Expr) => sum(mul(W, linalg.cholesky(x as never))), a as never)),
  eigenvalues: () => decomposed(a => linalg.eigvalsh(a)),
  eigenvectors: () => decomposed(a => sum(sin(mul(W, linalg.eigh(a)[1])))),
  'an exponential': () => decomposed(a => linalg.matrixExp(mul(0.3, a))),
  'the tangent of an exponential': () =>
    gradientLaws(jvp(fn(matrix(2, 2), a => linalg.matrixExp(a)))),
  'determinants of higher order': () =>
    gradientLaws(jvp(vjp(fn(matrix(3, 3), a => linalg.det(a))))),
  'entries written twice': () =>
    gradientLaws(fn(tuple(vector(3), vector(3)), ([x, s]) => op.scatter(x, at, s))),
  'entries written twice, along another axis': () =>
    gradientLaws(
      fn(tuple(matrix(2, 3), matrix(2, 3)), ([x, s]) => op.scatter(x, at, s, { axis: 1 })),
    ),
  'entries written twice, in the middle': () =>
    gradientLaws(
      fn(tuple(tensor(2, 3, 2), tensor(2, 2, 2, 2)), ([x, s]) =>
        op.scatter(x, twoAt, s, { axis: 1 }),
      ),
    ),
  'entries written twice, of a batch': () =>
    gradientLaws(
      vmap(
        fn(tuple(matrix(3, 2), matrix(3, 2)), ([x, s]) => op.scatter(x, at, s)),
        2,
      ),
    ),
  'entries added twice': () =>
    gradientLaws(
      fn(tuple(tensor(2, 3, 2), tensor(2, 2, 2, 2)), ([x, s]) =>
        op.scatterAdd(x, twoAt, s, { axis: 1 }),
      ),
    ),
  'many reads of one vector': () =>
    gradientLaws(
      fn(tuple(vector(4), real), ([x, a]) =>
        add(
          mul(sum(op.slice(x, [{ start: 1, stop: 3 }])), sum(op.gather(x, at))),
          add(sum(sin(op.slice(x, [{ stop: 2 }]))), mul(a, sum(op.gather(x, at)))),
        ),
      ),
    ),
  'sums that broadcast': () =>
    gradientLaws(
      fn(tuple(real, vector(3), matrix(2, 1)), ([a, v, m]) => [
        add(a, v),
        op.sub(m, v),
        op.neg(a),
        add(add(m, a), v),
      ]),
    ),
  'reductions without their axes': () =>
    gradientLaws(
      fn(tensor(2, 3, 2), x => [
        op.norm(x, { axis: 1 }),
        op.norm(x, { order: 3, axis: [0, 2] }),
        op.prod(x, { axis: 1 }),
        op.sum(x, { axis: [0, 2] }),
        op.mean(x, { axis: 1 }),
        op.variance(x, { axis: 0 }),
      ]),
    ),
}
