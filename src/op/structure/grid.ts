/** Constants by rule: positions, evenly spaced numbers, the identity; and grids of coordinates. */
import { shapeError } from '../../Errors.js'
import { type AnyExpr, constant, type Expr } from '../../Expr.js'
import { checkShape, type Shape, showShape } from '../../Shape.js'
import { fromFlat, fromFunction, type Kind } from '../../Tensor.js'
import { broadcastTo, reshape } from './structure.js'

/**
 * The positions 0 … n − 1, an index constant: what `gather` takes. For real numbers there is `arange`.
 *
 * @example
 * import { fn, run, unit } from 'chainrule'
 * import { positions, toReal } from 'chainrule/op'
 *
 * run(fn(unit, () => toReal(positions(3))))([]) // => [0, 1, 2]
 *
 * @throws ShapeError where n is not a whole number from 0
 */
export const positions = <const N extends number>(n: N): Expr<readonly [N], 'index'> =>
  constant(
    fromFlat(
      Int32Array.from({ length: checkShape('positions', [n])[0]! }, (_, i) => i),
      [n],
    ),
  )

const finite = (operation: string, ...xs: readonly number[]): void => {
  const other = xs.find(x => !Number.isFinite(x))
  if (other !== undefined) throw shapeError(operation, 'finite numbers', `${other}`)
}

/**
 * Numbers from `start` up to but not including `stop`, a real constant; of one number, those from 0 up to
 * it. For positions there is `positions`.
 *
 * @example
 * import { fn, run, unit } from 'chainrule'
 * import { arange } from 'chainrule/op'
 *
 * run(fn(unit, () => arange(3)))([]) // => [0, 1, 2]
 * run(fn(unit, () => arange(1, 0, -0.25)))([]) // => [1, 0.75, 0.5, 0.25]
 *
 * @throws ShapeError where a number is not finite, or the step is 0
 */
export const arange = (start: number, stop?: number, step = 1): Expr<readonly [number]> => {
  const [from, to] = stop === undefined ? [0, start] : [start, stop]
  finite('arange', from, to, step)
  if (step === 0) throw shapeError('arange', 'a step other than 0', '0')
  const n = Math.max(0, Math.ceil((to - from) / step))
  checkShape('arange', [n])
  return constant(fromFunction([n], (i = 0) => from + i * step))
}

/**
 * So many numbers, evenly spaced, both ends among them; a real constant. Of one, it is `start`.
 *
 * @example
 * import { fn, run, unit } from 'chainrule'
 * import { linspace } from 'chainrule/op'
 *
 * run(fn(unit, () => linspace(0, 1, 5)))([]) // => [0, 0.25, 0.5, 0.75, 1]
 *
 * @throws ShapeError where an end is not finite, or the count is not a whole number from 0
 */
export const linspace = <const N extends number>(
  start: number,
  stop: number,
  count: N,
): Expr<readonly [N]> => {
  finite('linspace', start, stop)
  checkShape('linspace', [count])
  const last = Math.max(count - 1, 1)
  // One rounding, so that whole numbers stay whole; where the span overflows, a mean of the ends.
  const between = (i: number): number =>
    Number.isFinite((stop - start) * last)
      ? start + ((stop - start) * i) / last
      : start * (1 - i / last) + stop * (i / last)
  return constant(fromFunction([count], (i = 0) => (i === last && count > 1 ? stop : between(i))))
}

/**
 * The identity matrix, or a matrix of any sizes with ones on a diagonal; a real constant.
 *
 * @example
 * import { fn, run, unit } from 'chainrule'
 * import { eye } from 'chainrule/op'
 *
 * run(fn(unit, () => eye(2)))([]) // => [[1, 0], [0, 1]]
 * run(fn(unit, () => eye(2, 3, { offset: 1 })))([]) // => [[0, 1, 0], [0, 0, 1]]
 *
 * @throws ShapeError where a size is not a whole number from 0, or the offset is not whole
 */
export const eye = <const N extends number, const M extends number = N>(
  rows: N,
  columns: M = rows as number as M, // `M` is `N` where no number is given
  { offset = 0 }: { readonly offset?: number } = {},
): Expr<readonly [N, M]> => {
  checkShape('eye', [rows, columns])
  if (!Number.isSafeInteger(offset)) throw shapeError('eye', 'a whole offset', `${offset}`)
  return constant(fromFunction([rows, columns], (i = 0, j = 0) => (j - i === offset ? 1 : 0)))
}

/** The coordinates of a grid: one tensor a vector, of its kind. */
export type Grid<Xs extends readonly AnyExpr[]> = {
  readonly [I in keyof Xs]: Expr<Shape, Xs[I]['kind'] & Kind>
}

/**
 * The coordinates of all points of the grid that some vectors span, one tensor for each, an axis a vector.
 * As in NumPy, the first two axes are exchanged (`xy`) unless `ij` is said.
 *
 * @example
 * import { array, fn, run, tuple, vector } from 'chainrule'
 * import { meshgrid } from 'chainrule/op'
 *
 * const f = fn(tuple(vector(2), vector(1)), ([x, y]) => meshgrid([x, y], { indexing: 'ij' }))
 * run(f)([array([1, 2]), array([3])]) // => [[[1], [2]], [[3], [3]]]
 *
 * @throws ShapeError where one is not a vector
 */
export const meshgrid = <const Xs extends readonly AnyExpr[]>(
  xs: Xs,
  { indexing = 'xy' }: { readonly indexing?: 'xy' | 'ij' } = {},
): Grid<Xs> => {
  const vectors: readonly AnyExpr[] = xs
  vectors.forEach(x => {
    if (x.shape.length !== 1) throw shapeError('meshgrid', 'vectors', showShape(x.shape))
  })
  /** The vector along an axis, and the axis of a vector: the exchange is its own inverse. */
  const turned = (i: number): number => (indexing === 'xy' && xs.length > 1 && i < 2 ? 1 - i : i)
  const shape = vectors.map((_, axis) => vectors[turned(axis)]!.shape[0]!)
  return vectors.map((x, i) => {
    const own = shape.map((d, axis) => (axis === turned(i) ? d : 1))
    return broadcastTo(reshape(x, own), shape)
  }) as readonly unknown[] as Grid<Xs> // one a vector
}
