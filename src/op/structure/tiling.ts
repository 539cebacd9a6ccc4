/** Tensors repeated, turned round and shifted along their axes: copies of entries in another place. */
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Expr } from '../../Expr.js'
import {
  checkShape,
  normaliseAxes,
  normaliseAxis,
  type Shape,
  showShape,
  size,
} from '../../Shape.js'
import type { Kind } from '../../Tensor.js'
import { along, entriesAt } from './parts.js'
import { concat, type Joined, slice } from './slicing.js'
import { broadcastTo, reshape } from './structure.js'

/** The shape of tiles, of as many axes as there are. */
export type Tiled<S extends Shape, R extends Shape> = number extends S['length'] | R['length']
  ? Shape
  : S['length'] extends R['length']
    ? Joined<S>
    : Shape

/**
 * A tensor laid side by side, so many times along each axis. As in NumPy, of the tensor's axes and the
 * numbers the fewer are taken as the last ones.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { tile } from 'chainrule/op'
 *
 * run(fn(vector(2), x => tile(x, [2])))(array([1, 2])) // => [1, 2, 1, 2]
 * run(fn(vector(2), x => tile(x, [2, 1])))(array([1, 2])) // => [[1, 2], [1, 2]]
 *
 * @throws ShapeError where a number of times is not a whole number from 0
 */
export const tile = <S extends Shape, K extends Kind, const R extends Shape>(
  x: Expr<S, K>,
  times: R,
): Expr<Tiled<S, R>, K> => {
  const rank = Math.max(x.shape.length, checkShape('tile', times).length)
  const ones = (n: number): Shape => Array<number>(n).fill(1)
  const sizes = [...ones(rank - x.shape.length), ...x.shape]
  const all = [...ones(rank - times.length), ...times]
  const out = checkShape(
    'tile',
    sizes.map((d, i) => d * all[i]!),
  )
  // Axes that are not repeated need none of their own beside them.
  const pairs = (of: (i: number) => number): Shape =>
    sizes.flatMap((d, i) => (all[i] === 1 ? [d] : [of(i), d]))
  const spread = reshape(
    x,
    pairs(() => 1),
  )
  const copies = broadcastTo(
    spread,
    pairs(i => all[i]!),
  )
  return reshape(copies, out) as Expr<Shape, K> as Expr<Tiled<S, R>, K> // as many axes as the more have
}

/**
 * Each entry so many times in a row along an axis, the first unless said; or as many times as a list
 * says, one number an entry.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { repeat } from 'chainrule/op'
 *
 * run(fn(vector(2), x => repeat(x, 2)))(array([1, 2])) // => [1, 1, 2, 2]
 * run(fn(vector(2), x => repeat(x, [0, 3])))(array([1, 2])) // => [2, 2, 2]
 *
 * @throws ShapeError where a number of times is not a whole number from 0, or there is not one an entry
 */
export const repeat = <S extends Shape, K extends Kind>(
  x: Expr<S, K>,
  times: number | readonly number[],
  options: { readonly axis?: number } = {},
): Expr<Joined<S>, K> => {
  const axis = normaliseAxis('repeat', options.axis ?? 0, x.shape.length)
  const n = x.shape[axis]!
  for (const count of typeof times === 'number' ? [times] : times) checkShape('repeat', [count])
  if (typeof times !== 'number') {
    if (times.length !== n)
      throw shapeError('repeat', `${n} numbers of times, one an entry`, showShape(times))
    const at = times.flatMap((count, i) => Array<number>(count).fill(i))
    return entriesAt<K>(x, at, axis) as Expr<Joined<S>, K> // as many axes
  }
  const out = checkShape(
    'repeat',
    x.shape.map((d, i) => (i === axis ? d * times : d)),
  )
  const before = x.shape.slice(0, axis + 1)
  const after = x.shape.slice(axis + 1)
  const copies = broadcastTo(reshape(x, [...before, 1, ...after]), [...before, times, ...after])
  return reshape(copies, out) as Expr<Shape, K> as Expr<Joined<S>, K> // as many axes
}

/**
 * The entries in the opposite order along some axes, all of them unless said.
 *
 * @example
 * import { array, fn, matrix, run } from 'chainrule'
 * import { flip } from 'chainrule/op'
 *
 * const f = fn(matrix(2, 2), x => flip(x, { axis: 1 }))
 * run(f)(array([[1, 2], [3, 4]])) // => [[2, 1], [4, 3]]
 *
 * @throws ShapeError where an axis is out of range or named twice
 */
export const flip = <S extends Shape, K extends Kind>(
  x: Expr<S, K>,
  options: { readonly axis?: number | readonly number[] } = {},
): Expr<S, K> => {
  const axes = normaliseAxes('flip', options.axis, x.shape.length)
  if (axes.length === 0) return x
  return slice(
    x,
    x.shape.map((_, i) => (axes.includes(i) ? { step: -1 } : {})),
  ) as Expr<Shape, K> as Expr<S, K> // sizes stay
}

/** The entries of one axis, by `shift` places further on. */
const rolled = <K extends Kind>(x: Expr<Shape, K>, shift: number, axis: number): Expr<Shape, K> => {
  const n = x.shape[axis]!
  const cut = n === 0 ? 0 : ((-shift % n) + n) % n // what comes to the front
  if (cut === 0) return x
  const parts: readonly AnyExpr[] = [{ start: cut }, { stop: cut }].map(range =>
    slice(x, along(x.shape, axis, range)),
  )
  return concat(parts, { axis }) as Expr<Shape, K> // the kind of both
}

/**
 * The entries shifted round along some axes: what leaves at the end comes in at the front. One shift for
 * all of the axes, or one each; with no axis said, along the entries in row-major order, as NumPy does.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { roll } from 'chainrule/op'
 *
 * run(fn(vector(4), x => roll(x, 1)))(array([1, 2, 3, 4])) // => [4, 1, 2, 3]
 *
 * @throws ShapeError where a shift is not whole, an axis is out of range or named twice, or there are not
 * as many shifts as axes
 */
export const roll = <S extends Shape, K extends Kind>(
  x: Expr<S, K>,
  shift: number | readonly number[],
  options: { readonly axis?: number | readonly number[] } = {},
): Expr<S, K> => {
  const { axis } = options
  const axes = axis === undefined ? [0] : typeof axis === 'number' ? [axis] : axis
  const from = axis === undefined ? reshape(x, [size(x.shape)]) : (x as Expr<Shape, K>)
  normaliseAxes('roll', axes, from.shape.length)
  const shifts = typeof shift === 'number' ? axes.map(() => shift) : shift
  if (!shifts.every(Number.isSafeInteger))
    throw shapeError('roll', 'whole shifts', showShape(shifts))
  if (shifts.length !== axes.length)
    throw shapeError('roll', `${axes.length} shifts, one an axis`, showShape(shifts))
  const out = axes.reduce(
    (y, a, i) => rolled(y, shifts[i]!, normaliseAxis('roll', a, y.shape.length)),
    from,
  )
  return reshape(out, x.shape)
}
