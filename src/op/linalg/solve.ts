/** Systems with any square matrix, by elimination with partial pivoting; inverses and powers. */

import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import { type Shape, size } from '../../Shape.js'
import { broadcasting } from '../batching.js'
import { matmul } from '../contraction/contraction.js'
import { apply1, operation, primitive } from '../Operation.js'
import { neg } from '../scalar/arithmetic.js'
import { broadcastTo, sumTo } from '../structure/structure.js'
import { solver } from './dense.js'
import { flip, identity, product, total } from './parts.js'
import {
  cubed,
  type IsSquare,
  onColumns,
  perSystem,
  type Solved,
  squareOf,
  systemResult,
} from './stack.js'

const solveWith = (a: Expr, b: Expr): Expr => apply1(solveOp, [a, b]) as Expr // its result is real

const solveOp = operation({
  name: 'solve',
  result: systemResult('solve'),
  evaluate: (args, out, _, precision) => perSystem(args, out, precision, solver),
  flops: ([a], out) => (2 / 3) * cubed(a!) + 2 * size(out.shape) * a!.shape[a!.shape.length - 1]!,
  derivative: {
    form: 'rule',
    // dx = A⁻¹ (db − dA x) (Giles 2008, section 2.3.1).
    vjp: (e, [w], needed) => {
      const [a, b] = e.args as readonly [Expr, Expr]
      const back = solveWith(flip(a), w!)
      return [
        needed(0) ? neg(sumTo(product(back, flip(e)), a.shape)) : undefined,
        needed(1) ? sumTo(back, b.shape) : undefined,
      ]
    },
    jvp: (e, [va, vb]) => {
      const moved = va === undefined ? undefined : neg(product(va, e as Expr))
      return [solveWith(e.args[0] as Expr, total([vb, moved])!)]
    },
  },
  batch: broadcasting, // axes before the last two broadcast
})

/**
 * x with A x = b for a square matrix A; b is a vector, a vector for each matrix of a batch, or a matrix of
 * columns. Infinities or NaN where A is singular.
 *
 * @example
 * import { array, fn, matrix, run, toNested, tuple, vector } from 'chainrule'
 * import { solve } from 'chainrule/linalg'
 *
 * const f = fn(tuple(matrix(2, 2), vector(2)), ([a, b]) => solve(a, b))
 * toNested(run(f)([array([[0, 2], [1, 1]]), array([4, 3])])) // => [1, 2]
 *
 * @throws ShapeError where the matrix is not square, or the right side does not have as many rows
 */
export const solve = primitive(
  solveOp,
  <S extends Shape, T extends Shape>(a: Expr<S> & IsSquare<S>, b: Expr<T>): Expr<Solved<S, T>> =>
    onColumns('solve', a, b, solveWith) as Expr<Solved<S, T>>, // without a batch, the shape is that of b
)

/**
 * The inverse of a square matrix; to apply it to something, `solve` is quicker and loses less.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { inverse } from 'chainrule/linalg'
 *
 * toNested(run(fn(matrix(2, 2), x => inverse(x)))(array([[2, 0], [0, 4]]))) // => [[0.5, 0], [0, 0.25]]
 *
 * @throws ShapeError where the matrix is not square
 */
export const inverse = <S extends Shape>(x: Expr<S> & IsSquare<S>): Expr<S> => {
  const [, n] = squareOf('inverse', x)
  return solveWith(x, identity(n)) as Expr<S> // as many columns as rows
}

/**
 * A whole power of a square matrix, by repeated squaring; of the inverse where it is negative.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { matrixPower } from 'chainrule/linalg'
 *
 * const fifth = fn(matrix(2, 2), x => matrixPower(x, 5))
 * toNested(run(fifth)(array([[1, 1], [1, 0]]))) // => [[8, 5], [5, 3]]
 *
 * @throws ShapeError where the matrix is not square, or the power is not whole
 */
export const matrixPower = <S extends Shape>(x: Expr<S> & IsSquare<S>, power: number): Expr<S> => {
  const [, n] = squareOf('matrixPower', x)
  if (!Number.isSafeInteger(power)) throw shapeError('matrixPower', 'a whole power', `${power}`)
  const base: Expr = power < 0 ? solveWith(x, identity(n)) : x
  const raised = (p: number): Expr => {
    if (p === 1) return base
    const half = raised(Math.floor(p / 2))
    const even: Expr = matmul(half, half)
    return p % 2 === 0 ? even : matmul(even, base)
  }
  const y = power === 0 ? broadcastTo(identity(n), x.shape) : raised(Math.abs(power))
  return y as Expr<S> // products of matrices of one shape
}
