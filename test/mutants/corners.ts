/** Claims at corners: systems of which one side does not move, indices out of range, zeros, what is no number. */
import fc from 'fast-check'
import { type AnyLaw, gradientLaws } from '../../laws/index.js'
import {
  add,
  array,
  constant,
  cos,
  type Diff,
  type Expr,
  fn,
  grad,
  hessian,
  indices,
  jvp,
  matrix,
  mul,
  real,
  sin,
  square,
  sub,
  sum,
  tensor,
  tuple,
  vector,
  vmap,
} from '../../src/index.js'
import * as op from '../../src/op/index.js'
import * as linalg from '../../src/op/linalg/index.js'
import { at } from './same.js'

type Laws = () => readonly AnyLaw[]

const three = constant(array([1, -2, 0.5]))
const outOf = (...indices: readonly number[]) => constant(array(indices, 'index'))
const shifted = (a: Expr): Expr => add(mul(0.25, a), mul(2, op.eye(a.shape[a.shape.length - 1]!)))
const M = constant(
  array([
    [2, 0.5, -1],
    [0.25, 3, 1],
    [1, -0.5, 4],
  ]),
)

/** Solving where one side does not move, which is then not asked for. */
const oneSided = (
  name: string,
  solve: (a: Expr, b: Expr) => Expr,
): readonly (readonly [string, Laws])[] => {
  const byRight = (): Diff<never, never> => fn(vector(3), b => solve(M, b)) as never // of any shape
  const byLeft = (): Diff<never, never> => fn(matrix(3, 3), a => solve(shifted(a), three)) as never
  return [
    [`${name} by the right side`, () => gradientLaws(byRight())],
    [`${name} by the matrix`, () => gradientLaws(byLeft())],
    [`the jvp of ${name} by the right side`, () => gradientLaws(jvp(byRight()))],
    [`the jvp of ${name} by the matrix`, () => gradientLaws(jvp(byLeft()))],
  ]
}

const unitUpper = { lower: false, unitDiagonal: true }

/** Matrices with values and vectors apart from each other. */
const apart: fc.Arbitrary<never> = fc.constantFrom(
  array([
    [
      [2, 0.5],
      [0.5, -1],
    ],
    [
      [1, -0.25],
      [-0.25, 3],
    ],
  ]),
) as never

/** Samples of corners, by name. */
export const cornered: Readonly<Record<string, Laws>> = {
  ...Object.fromEntries([
    ...oneSided('solve', (a, b) => linalg.solve(a, b)),
    ...oneSided('triangularSolve', (a, b) => linalg.triangularSolve(a, b)),
    ...oneSided('triangularSolve, upper with ones', (a, b) =>
      linalg.triangularSolve(a, b, unitUpper),
    ),
    ...oneSided('lstsq', (a, b) => linalg.lstsq(a, b)),
  ]),
  'decompositions of a batch': () =>
    gradientLaws(
      fn(tensor(2, 2, 2), a => {
        const [s, [l, q]] = [linalg.svd(a), linalg.eigh(a)]
        return [s[1], sum(sin(mul(s[0], s[2]))), l, square(q)]
      }),
      { at: apart },
    ),
  'choices that broadcast': () =>
    gradientLaws(
      fn(tuple(real, vector(3), matrix(2, 1)), ([a, v, m]) => [
        op.where(op.less(v, 0), a, m),
        op.where(op.less(m, 0), v, a),
        op.where(op.less(a, 0), m, v),
      ]),
    ),
  'products that broadcast': () =>
    gradientLaws(
      fn(tuple(tensor(2, 2, 3), matrix(3, 2), tensor(2, 3, 1), matrix(2, 3)), ([a, b, c, d]) => [
        op.matmul(a, b),
        op.matmul(d, c),
        op.matmul(a, c),
      ]),
    ),
  'entries written out of range': () =>
    gradientLaws(
      fn(tuple(vector(3), vector(3)), ([x, s]) => [
        op.scatter(x, outOf(7, 1, 0), s),
        op.scatter(x, outOf(7, 8, 2), s),
        op.scatter(x, outOf(0, 7, 0), s),
        op.scatterAdd(x, outOf(7, 0, 0), s),
      ]),
    ),
  'entries written out of range, of a batch': () =>
    gradientLaws(
      vmap(
        fn(tuple(matrix(3, 2), matrix(3, 2)), ([x, s]) => op.scatter(x, outOf(7, 0, 0), s)),
        2,
      ),
    ),
  'entries written elsewhere in each example': () =>
    gradientLaws(
      vmap(
        fn(tuple(tensor(2, 3, 2), indices(3, 2), tensor(2, 2, 2)), ([x, i, s]) =>
          op.scatter(x, i, s, { axis: 1 }),
        ),
        2,
      ),
    ),
  'entries along an axis out of range': () => {
    const i = constant(
      array(
        [
          [7, 1],
          [0, 9],
        ],
        'index',
      ),
    )
    const f = fn(matrix(2, 3), x => sum(op.takeAlongAxis(x, i, { axis: 1 })))
    const counts = array([
      [0, 1, 0],
      [1, 0, 0],
    ])
    return at(grad(f), counts, counts)
  },
  'reads of one vector, added to what is there': () =>
    gradientLaws(
      fn(tuple(vector(4), vector(4)), ([x, c]) => {
        const [y, z] = [add(x, c), sub(c, x)]
        return add(
          add(sum(sin(y)), add(sum(op.slice(y, [{ start: 1, stop: 3 }])), sum(cos(x)))),
          add(
            mul(sum(op.gather(z, outOf(0, 0, 3))), sum(op.slice(z, [{ stop: 1 }]))),
            sum(square(z)),
          ),
        )
      }),
    ),
  'the tangent of a sum that broadcasts': () => {
    const f = fn(real, a => [add(a, three), add(sin(a), add(three, mul(a, three)))])
    return [...gradientLaws(f), ...gradientLaws(jvp(f))]
  },
  'the norm at zero': () =>
    at(
      grad(fn(vector(3), x => add(op.norm(x), op.norm(x, { order: 3 })))),
      array([0, 0, 0]),
      array([0, 0, 0]),
    ),
  'second derivatives of a log lemma': () =>
    at(
      hessian(
        fn(vector(2), x =>
          op.xlogy(op.sum(op.slice(x, [{ stop: 1 }])), op.sum(op.slice(x, [{ start: 1 }]))),
        ),
      ),
      array([0, 2]),
      array([
        [0, 0.5],
        [0.5, 0],
      ]),
    ),
  'a lemma of logs where both are 0': () =>
    at(grad(fn(tuple(real, real), ([a, b]) => op.xlogy(a, b))), [0, 0], [-Infinity, 0]),
  'a power of zero': () =>
    at(grad(fn(tuple(real, real), ([a, b]) => op.pow(a, b))), [0, 3], [0, 0]),
  'a power of what is no number': () =>
    at(
      grad(fn(tuple(real, real), ([a, b]) => op.pow(a, b))),
      [0, Number.NaN],
      [Number.NaN, Number.NaN],
    ),
}
