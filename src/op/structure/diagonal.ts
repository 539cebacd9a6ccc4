/** Diagonals of matrices, read and written, and the triangles on either side of one. */
import { shapeError } from '../../Errors.js'
import { constant, type Expr } from '../../Expr.js'
import { checkShape, normaliseAxes, type Shape, showShape } from '../../Shape.js'
import { fromFlat, type Kind } from '../../Tensor.js'
import { apply1, requireKind } from '../Operation.js'
import { lessEqual, where } from '../scalar/compare.js'
import { moveAxis } from './axes.js'
import { positions } from './grid.js'
import { along } from './parts.js'
import { addWindow, slice } from './slicing.js'
import { reshape, sum, zeros } from './structure.js'

/** Which diagonal: the main one unless said, those above it from 1, those below it from −1. */
export interface Offset {
  readonly offset?: number
}

const offsetOf = (operation: string, { offset = 0 }: Offset): number => {
  if (!Number.isSafeInteger(offset)) throw shapeError(operation, 'a whole offset', `${offset}`)
  return offset
}

/** Which diagonal of which two axes, the last ones unless said. */
export interface Diagonal extends Offset {
  readonly axes?: readonly [rows: number, columns: number]
}

/** The sizes of the last two axes. */
const matrixOf = (operation: string, x: Shape): readonly [rows: number, columns: number] => {
  if (x.length < 2) throw shapeError(operation, 'at least two axes', showShape(x))
  return [x[x.length - 2]!, x[x.length - 1]!]
}

const checkDiagonal = (operation: string, x: Shape, options: Diagonal): void => {
  matrixOf(operation, x)
  offsetOf(operation, options)
  const axes: readonly number[] = options.axes ?? [-2, -1]
  if (normaliseAxes(operation, axes, x.length).length !== 2)
    throw shapeError(operation, 'two axes', showShape(axes))
}

/**
 * The diagonals of the matrices in two axes, the last ones unless said: an axis at the end in place of
 * both. Beyond the corners it is empty.
 *
 * @example
 * import { array, fn, matrix, run } from 'chainrule'
 * import { diagonal } from 'chainrule/op'
 *
 * const f = fn(matrix(2, 3), x => diagonal(x, { offset: 1 }))
 * run(f)(array([[1, 2, 3], [4, 5, 6]])) // => [2, 6]
 *
 * @throws ShapeError where there are not two axes, or the offset is not whole
 */
export const diagonal = <K extends Kind>(
  x: Expr<Shape, K>,
  options: Diagonal = {},
): Expr<Shape, K> => {
  checkDiagonal('diagonal', x.shape, options)
  return cut(moveAxis(x, options.axes ?? [-2, -1], [-2, -1]), options.offset ?? 0)
}

/** The diagonals of the last two axes: every so many-th of their entries in a row. */
const cut = <K extends Kind>(x: Expr<Shape, K>, offset: number): Expr<Shape, K> => {
  const [m, n] = matrixOf('diagonal', x.shape)
  const count = Math.max(0, Math.min(m + Math.min(offset, 0), n - Math.max(offset, 0)))
  const start = count === 0 ? 0 : offset < 0 ? -offset * n : offset
  const rows = reshape(x, [...x.shape.slice(0, -2), m * n])
  const stop = start + count * (n + 1) - (count === 0 ? 0 : n)
  return slice(rows, along(rows.shape, rows.shape.length - 1, { start, stop, step: n + 1 }))
}

/**
 * The sum of the diagonals of the last two axes, or of those said.
 *
 * @example
 * import { array, fn, matrix, run } from 'chainrule'
 * import { trace } from 'chainrule/op'
 *
 * run(fn(matrix(2, 2), x => trace(x)))(array([[1, 2], [3, 4]])) // => 5
 *
 * @throws ShapeError where there are not two axes, or the offset is not whole
 */
export const trace = <S extends Shape>(x: Expr<S>, options: Diagonal = {}): Expr<Rest<S>> => {
  requireKind('trace', 'real', x)
  checkDiagonal('trace', x.shape, options)
  return sum(diagonal(x, options), { axis: -1 }) as Expr<Rest<S>> // two axes fewer
}

/** Sizes not known, of two axes fewer. */
type Rest<S extends Shape> = number extends S['length']
  ? Shape
  : S extends readonly [number, number, ...infer T extends Shape]
    ? { readonly [I in keyof T]: number }
    : Shape

/** The matrix of a vector, or the diagonal of a matrix; literal where no offset is said. */
export type Diag<S extends Shape, K extends number> = S extends readonly [infer N extends number]
  ? readonly [K] extends readonly [0]
    ? readonly [N, N]
    : readonly [number, number]
  : S extends readonly [number, number]
    ? readonly [number]
    : Shape

/**
 * The square matrix with a vector on a diagonal and 0 elsewhere; or the diagonal of a matrix.
 *
 * @example
 * import { array, fn, matrix, run, vector } from 'chainrule'
 * import { diag } from 'chainrule/op'
 *
 * run(fn(vector(2), x => diag(x)))(array([1, 2])) // => [[1, 0], [0, 2]]
 * run(fn(matrix(2, 2), x => diag(x, { offset: -1 })))(array([[1, 2], [3, 4]])) // => [3]
 *
 * @throws ShapeError where there are neither one axis nor two, or the offset is not whole
 */
export const diag = <S extends Shape, const O extends number = 0>(
  x: Expr<S>,
  options: { readonly offset?: O } = {},
): Expr<Diag<S, O>> => {
  const offset = offsetOf('diag', options)
  requireKind('diag', 'real', x)
  const [n = 0] = x.shape
  if (x.shape.length === 2) return cut<'real'>(x, offset) as Expr<Diag<S, O>> // its one axis
  if (x.shape.length !== 1) throw shapeError('diag', 'a vector or a matrix', showShape(x.shape))
  const side = n + Math.abs(offset)
  checkShape('diag', [side, side])
  const flat = apply1(addWindow.operation, [zeros([side * side]), x], {
    shape: [n],
    starts: [offset < 0 ? -offset * side : offset],
    steps: [side + 1],
  })
  return reshape(flat as Expr, [side, side]) as Expr as Expr<Diag<S, O>> // square
}

/** The entries of the last two axes on one side of a diagonal, 0 on the other. */
const triangle =
  (operation: string, upper: boolean) =>
  <S extends Shape>(x: Expr<S>, options: Offset = {}): Expr<S> => {
    requireKind(operation, 'real', x)
    const [m, n] = matrixOf(operation, x.shape)
    const offset = Math.min(Math.max(offsetOf(operation, options), -m), n)
    const row: Expr<Shape, 'index'> = constant(
      fromFlat(
        Int32Array.from({ length: m }, (_, i) => i + offset),
        [m, 1],
      ),
    )
    const column: Expr<Shape, 'index'> = positions(n)
    const all: Expr = x
    const kept: Expr = where(upper ? lessEqual(row, column) : lessEqual(column, row), all, 0)
    return kept as Expr<S> // sizes stay
  }

/** What `triu` and `tril` are. */
export type Triangle = <S extends Shape>(x: Expr<S>, options?: Offset) => Expr<S>

/**
 * The upper triangles of the matrices in the last two axes: 0 below a diagonal.
 *
 * @example
 * import { array, fn, matrix, run } from 'chainrule'
 * import { triu } from 'chainrule/op'
 *
 * run(fn(matrix(2, 2), x => triu(x)))(array([[1, 2], [3, 4]])) // => [[1, 2], [0, 4]]
 *
 * @throws ShapeError where there are not two axes, or the offset is not whole
 */
export const triu: Triangle = triangle('triu', true)

/**
 * The lower triangles of the matrices in the last two axes: 0 above a diagonal.
 *
 * @example
 * import { array, fn, matrix, run } from 'chainrule'
 * import { tril } from 'chainrule/op'
 *
 * run(fn(matrix(2, 2), x => tril(x, { offset: -1 })))(array([[1, 2], [3, 4]])) // => [[0, 0], [3, 0]]
 *
 * @throws ShapeError where there are not two axes, or the offset is not whole
 */
export const tril: Triangle = triangle('tril', false)
