/** Orthogonal factors, and least squares by them. */
import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import { broadcastShapes, type Shape, showShape, size } from '../../Shape.js'
import { leading } from '../batching.js'
import { applyAll, operation, primitive } from '../Operation.js'
import { add, neg, sub } from '../scalar/arithmetic.js'
import { concat, slice } from '../structure/slicing.js'
import { orthogonal } from './householder.js'
import { flip, product, total, triangle } from './parts.js'
import { type BatchOf, type IsMatrix, matrixOf, onColumns, perMatrix } from './stack.js'
import { triangularSolve } from './triangular.js'

/** x R⁻¹, or x R⁻ᵀ. */
const overR = (x: Expr, r: Expr, transposed: boolean): Expr =>
  flip(triangularSolve(r, flip(x), { lower: false, transpose: !transposed }))

/** A square matrix made symmetric from its lower triangle. */
const fromLower = (x: Expr): Expr => add(triangle(x, true), flip(triangle(x, true, true)))

const qrOp = operation({
  name: 'qr',
  result: ([x]) => {
    const [batch, m, n] = matrixOf('qr', x!)
    if (m < n) throw shapeError('qr', 'as many rows as columns, or more', showShape(x!.shape))
    return [
      { shape: [...batch, m, n], kind: 'real' },
      { shape: [...batch, n, n], kind: 'real' },
    ]
  },
  evaluateAll: ([x], outs, _, { precision }) => {
    const [, m, n] = matrixOf('qr', x!)
    return perMatrix([x!], outs, precision, a => {
      const { q, r } = orthogonal(a, m, n)
      return [q, r]
    })
  },
  flops: ([x]) => 4 * size(x!.shape) * (x!.shape[x!.shape.length - 1] ?? 1),
  derivative: {
    form: 'rule',
    // Seeger, Hetzel, Dai, Meissner, Lawrence 2017, section 4.3, there of Aᵀ.
    vjp: (e, [wq, wr]) => {
      const [q, r] = factorsOf(e.args[0] as Expr)
      const m = total([
        wr === undefined ? wr : product(r, flip(wr)),
        wq === undefined ? wq : neg(product(flip(wq), q)),
      ])!
      return [overR(total([wq, product(q, fromLower(m))])!, r, true)]
    },
    jvp: (e, [v]) => {
      const [q, r] = factorsOf(e.args[0] as Expr)
      const x = overR(v!, r, false)
      const c = product(flip(q), x)
      const below = triangle(c, true, true)
      const turned = sub(below, flip(below))
      return [add(sub(x, product(q, c)), product(q, turned)), product(sub(c, turned), r)]
    },
  },
  batch: leading,
})

const factorsOf = (x: Expr): readonly [q: Expr, r: Expr] => {
  const [q, r] = applyAll(qrOp, [x])
  return [q as Expr, r as Expr] // both are real
}

/** The columns of a matrix from one on, or up to it. */
const columns = (x: Expr, range: { readonly start?: number; readonly stop?: number }): Expr =>
  slice(
    x,
    x.shape.map((_, i, { length }) => (i === length - 1 ? range : {})),
  ) // of any shape

/** The shapes of both factors. */
type Factors<S extends Shape> = S extends readonly [
  ...Shape,
  infer M extends number,
  infer N extends number,
]
  ? readonly [
      q: Expr<readonly [...BatchOf<S>, M, number]>,
      r: Expr<readonly [...BatchOf<S>, number, N]>,
    ]
  : readonly [q: Expr, r: Expr]

/**
 * A = Q R, reduced: the columns of Q orthonormal, R upper triangular with a positive diagonal. The
 * derivative asks for columns that are independent, as many as there are rows where there are more.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { qr } from 'chainrule/linalg'
 *
 * const r = fn(matrix(2, 2), x => qr(x)[1])
 * toNested(run(r)(array([[0, 2], [-3, 1]]))) // => [[3, -1], [0, 2]]
 *
 * @throws ShapeError where it is not a matrix
 */
export const qr = primitive(qrOp, <S extends Shape>(x: Expr<S> & IsMatrix<S>): Factors<S> => {
  const a: Expr = x
  const [, m, n] = matrixOf('qr', a)
  const [q, first] = factorsOf(m < n ? columns(a, { stop: m }) : a)
  const r: Expr =
    m < n ? concat([first, product(flip(q), columns(a, { start: m }))], { axis: -1 }) : first
  return [q, r] as unknown as Factors<S> // the shapes are those of the factors
})

/** The shape of a least-squares solution, where the matrix has no batch. */
type Fitted<S extends Shape, T extends Shape> = S extends readonly [number, infer N extends number]
  ? T extends readonly [number]
    ? readonly [N]
    : T extends readonly [number, infer K extends number]
      ? readonly [N, K]
      : Shape
  : Shape

/**
 * The x that makes ‖A x − b‖ least, by orthogonal factors; where A has fewer rows than columns, the
 * shortest x with A x = b. A is to have full rank: else infinities or NaN (for any rank, multiply by
 * `pinv`). b is a vector, a vector for each matrix of a batch, or a matrix of columns.
 *
 * @example
 * import { array, fn, matrix, run, toNested, tuple, vector } from 'chainrule'
 * import { lstsq } from 'chainrule/linalg'
 *
 * const f = fn(tuple(matrix(3, 1), vector(3)), ([a, b]) => lstsq(a, b))
 * toNested(run(f)([array([[2], [0], [0]]), array([6, 1, 1])])) // => [3]
 *
 * @throws ShapeError where the right side does not have as many rows as the matrix
 */
export const lstsq = <S extends Shape, T extends Shape>(
  a: Expr<S> & IsMatrix<S>,
  b: Expr<T>,
): Expr<Fitted<S, T>> =>
  onColumns('lstsq', a, b, (x, y) => {
    const [batch, m, n] = matrixOf('lstsq', x)
    const [others, rows] = matrixOf('lstsq', y)
    if (rows !== m) throw shapeError('lstsq', `a right side of ${m} rows`, showShape(b.shape))
    broadcastShapes('lstsq', batch, others)
    if (m < n) {
      const [q, r] = factorsOf(flip(x))
      return product(q, triangularSolve(r, y, { lower: false, transpose: true }))
    }
    const [q, r] = factorsOf(x)
    return triangularSolve(r, product(flip(q), y), { lower: false })
  }) as Expr<Fitted<S, T>> // rows of the solution for columns of the matrix
