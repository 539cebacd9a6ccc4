/** Axes of size 1 put in and taken out, and tensors stacked along a new one: names for reshapes. */
import { shapeError } from '../Errors.js'
import type { AnyExpr, Expr } from '../Expr.js'
import { type Axis, normaliseAxis, type ReplaceAxes, type Shape, showShape } from '../Shape.js'
import type { Kind } from '../Tensor.js'
import { concat } from './slicing.js'
import { reshape } from './structure.js'

type Insert<S extends Shape, A, Done extends Shape = readonly []> = Done['length'] extends A
  ? readonly [...Done, 1, ...S]
  : S extends readonly [infer D extends number, ...infer Rest extends Shape]
    ? Insert<Rest, A, readonly [...Done, D]>
    : Shape

/** The shape with a new axis of size 1, counted as in the result. */
export type Expanded<S extends Shape, A extends number> = number extends A | S['length']
  ? Shape
  : Insert<S, Axis<readonly [...S, 1], A>>

/**
 * A new axis of size 1, at `axis` of the result.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { expandDims } from 'chainrule/op'
 *
 * toNested(run(fn(vector(2), x => expandDims(x, { axis: 1 })))(array([1, 2]))) // => [[1], [2]]
 *
 * @throws ShapeError where the axis is out of range
 */
export const expandDims = <S extends Shape, const A extends number, K extends Kind>(
  x: Expr<S, K>,
  options: { readonly axis: A },
): Expr<Expanded<S, A>, K> => {
  const at = normaliseAxis('expandDims', options.axis, x.shape.length + 1)
  const shape = [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]
  return reshape(x, shape) as Expr<Shape, K> as Expr<Expanded<S, A>, K> // the shape is `Expanded`
}

/**
 * An axis of size 1 taken out.
 *
 * @throws ShapeError where the axis is out of range, or of another size
 */
export const squeeze = <S extends Shape, const A extends number, K extends Kind>(
  x: Expr<S, K>,
  options: { readonly axis: A },
): Expr<number extends A ? Shape : ReplaceAxes<S, Axis<S, A>, readonly []>, K> => {
  const at = normaliseAxis('squeeze', options.axis, x.shape.length)
  if (x.shape[at] !== 1) throw shapeError('squeeze', `size 1 along axis ${at}`, showShape(x.shape))
  const shape = x.shape.filter((_, i) => i !== at)
  return reshape(x, shape) as Expr<Shape, K> as never // the shape is that without the axis
}

/**
 * Tensors of one shape along a new axis, the first unless said.
 *
 * @throws ShapeError where there is none, or shapes differ
 */
export const stack = <K extends Kind>(
  xs: readonly Expr<Shape, K>[],
  options: { readonly axis?: number } = {},
): Expr<Shape, K> => {
  const [first] = xs
  if (first === undefined) throw shapeError('stack', 'at least one tensor', 'none')
  const axis = normaliseAxis('stack', options.axis ?? 0, first.shape.length + 1)
  if (xs.some(x => showShape(x.shape) !== showShape(first.shape)))
    throw shapeError('stack', 'tensors of one shape', xs.map(x => showShape(x.shape)).join(', '))
  const parts: readonly AnyExpr[] = xs.map(x => expandDims(x, { axis }))
  return concat(parts, { axis }) as Expr<Shape, K> // the kind is that of the parts
}
