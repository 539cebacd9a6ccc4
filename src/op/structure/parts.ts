/** Parts of a tensor along an axis: runs of entries, and entries at fixed positions. */
import { shapeError } from '../../Errors.js'
import { constant, type Expr } from '../../Expr.js'
import {
  type Axis,
  checkShape,
  normaliseAxis,
  type ReplaceAxes,
  type Shape,
  showShape,
} from '../../Shape.js'
import { fromFlat, type Kind } from '../../Tensor.js'
import { gather } from './gathering.js'
import { type Range, slice } from './slicing.js'
import { reshape } from './structure.js'

/** A range along one axis, all the others whole. */
export const along = (shape: Shape, axis: number, range: Range): readonly Range[] =>
  shape.map((_, i) => (i === axis ? range : {}))

/** The shape with the axis `A` replaced by `With`. */
type Along<S extends Shape, A extends number, With extends Shape> = number extends A | S['length']
  ? Shape
  : ReplaceAxes<S, Axis<S, A>, With>

type Many<N extends number, X, Done extends readonly unknown[] = readonly []> = number extends N
  ? readonly X[]
  : Done['length'] extends N
    ? Done
    : Done['length'] extends 64
      ? readonly X[]
      : Many<N, X, readonly [...Done, X]>

/** The parts of a tensor: as many as are said, with their sizes along the axis where these are. */
export type Parts<
  S extends Shape,
  K extends Kind,
  P extends number | Shape,
  A extends number,
> = P extends Shape
  ? { readonly [I in keyof P]: Expr<Along<S, A, readonly [P[I] & number]>, K> }
  : Many<P & number, Expr<Along<S, A, readonly [number]>, K>>

/** The sizes of parts along an axis of size n. */
const sizesOf = (parts: number | Shape, n: number): Shape => {
  if (typeof parts !== 'number') {
    for (const d of parts) checkShape('split', [d])
    const total = parts.reduce((a, b) => a + b, 0)
    if (total !== n) throw shapeError('split', `sizes that add up to ${n}`, showShape(parts))
    return parts
  }
  if (!Number.isInteger(parts) || parts < 1 || n % parts !== 0)
    throw shapeError('split', `a number of parts that divides ${n}`, `${parts}`)
  return Array<number>(parts).fill(n / parts)
}

/**
 * A tensor cut into parts along an axis, the first unless said: into a number of equal ones, or into
 * ones of the sizes listed. `concat` puts them together again.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { split } from 'chainrule/op'
 *
 * run(fn(vector(4), x => split(x, 2)))(array([1, 2, 3, 4])) // => [[1, 2], [3, 4]]
 * run(fn(vector(4), x => split(x, [1, 3])))(array([1, 2, 3, 4])) // => [[1], [2, 3, 4]]
 *
 * @throws ShapeError where the number of parts does not divide the axis, or sizes do not add up to it
 */
export const split = <
  S extends Shape,
  K extends Kind,
  const P extends number | Shape,
  const A extends number = 0,
>(
  x: Expr<S, K>,
  parts: P,
  options: { readonly axis?: A } = {},
): Parts<S, K, P, A> => {
  const axis = normaliseAxis('split', options.axis ?? 0, x.shape.length)
  const sizes = sizesOf(parts, x.shape[axis]!)
  return sizes.map((d, i) => {
    const start = sizes.slice(0, i).reduce((a, b) => a + b, 0)
    return slice(x, along(x.shape, axis, { start, stop: start + d }))
  }) as readonly unknown[] as Parts<S, K, P, A> // one a size, of that size along the axis
}

/** Positions counted from the front, of an axis of size n. */
const counted = (n: number, positions: readonly number[]): readonly number[] =>
  positions.map(i => {
    if (!Number.isInteger(i) || i < -n || i >= n)
      throw shapeError('take', `positions from ${-n} to ${n - 1}`, `${i}`)
    return i < 0 ? i + n : i
  })

/** An axis replaced by the entries at positions in range. */
export const entriesAt = <K extends Kind>(
  x: Expr<Shape, K>,
  positions: readonly number[],
  axis: number,
): Expr<Shape, K> =>
  gather(x, constant(fromFlat(Int32Array.from(positions), [positions.length])), { axis })

/**
 * The entries at fixed positions along an axis, the first unless said: a list of them, or one, whose axis
 * goes away. Negative positions count from the end. Positions that are computed are for `gather`.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { take } from 'chainrule/op'
 *
 * run(fn(vector(3), x => take(x, [-1, 0, 0])))(array([1, 2, 3])) // => [3, 1, 1]
 * run(fn(vector(3), x => take(x, -1)))(array([1, 2, 3])) // => 3
 *
 * @throws ShapeError where a position or the axis is out of range
 */
export const take = <
  S extends Shape,
  K extends Kind,
  const P extends number | Shape,
  const A extends number = 0,
>(
  x: Expr<S, K>,
  positions: P,
  options: { readonly axis?: A } = {},
): Expr<Along<S, A, P extends Shape ? readonly [P['length']] : readonly []>, K> => {
  const axis = normaliseAxis('take', options.axis ?? 0, x.shape.length)
  const at = counted(x.shape[axis]!, typeof positions === 'number' ? [positions] : positions)
  const [start = 0] = at
  const picked: Expr<Shape, K> =
    typeof positions === 'number'
      ? reshape(
          slice(x, along(x.shape, axis, { start, stop: start + 1 })) as Expr<Shape, K>,
          x.shape.filter((_, i) => i !== axis),
        )
      : entriesAt(x, at, axis)
  return picked as never // the axis replaced by that of the list, or by none
}
