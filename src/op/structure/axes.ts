/** Axes put in, taken out and moved, and tensors stacked along a new one: names for reshapes and transposes. */
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Expr } from '../../Expr.js'
import {
  type Axis,
  normaliseAxes,
  normaliseAxis,
  type ReplaceAxes,
  type Shape,
  sameShape,
  showShape,
} from '../../Shape.js'
import type { Kind } from '../../Tensor.js'
import { requireKind } from '../Operation.js'
import { transpose } from './permutation.js'
import { concat, type Joined } from './slicing.js'
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

type Axes = number | readonly number[]
type Listed<A> = A extends number ? A : A extends readonly (infer I extends number)[] ? I : never

/** The shape without some axes of size 1. */
export type Squeezed<S extends Shape, A> = [A] extends [undefined]
  ? Shape
  : number extends Listed<A> | S['length']
    ? Shape
    : ReplaceAxes<S, Axis<S, Listed<A>>, readonly []>

/**
 * Axes of size 1 taken out: one, several, or all that there are.
 *
 * @example
 * import { array, fn, matrix, run } from 'chainrule'
 * import { squeeze } from 'chainrule/op'
 *
 * run(fn(matrix(1, 2), x => squeeze(x, { axis: 0 })))(array([[1, 2]])) // => [1, 2]
 * run(fn(matrix(1, 1), x => squeeze(x, { axis: [0, 1] })))(array([[3]])) // => 3
 *
 * @throws ShapeError where an axis is out of range, named twice, or of another size
 */
export const squeeze = <
  S extends Shape,
  K extends Kind,
  const A extends Axes | undefined = undefined,
>(
  x: Expr<S, K>,
  options: { readonly axis?: A } = {},
): Expr<Squeezed<S, A>, K> => {
  const { axis } = options
  const ones = x.shape.flatMap((d, i) => (d === 1 ? [i] : []))
  const axes = normaliseAxes('squeeze', axis ?? ones, x.shape.length)
  const other = axes.find(i => x.shape[i] !== 1)
  if (other !== undefined)
    throw shapeError('squeeze', `size 1 along axis ${other}`, showShape(x.shape))
  const shape = x.shape.filter((_, i) => !axes.includes(i))
  return reshape(x, shape) as Expr<Shape, K> as Expr<Squeezed<S, A>, K> // the shape is that without the axes
}

/** The axes in another order, if it is another. */
const reordered = <K extends Kind>(x: Expr<Shape, K>, perm: readonly number[]): Expr<Shape, K> =>
  perm.every((a, i) => a === i) ? x : transpose(x, perm)

/** The shape with two axes exchanged. */
export type Swapped<S extends Shape, A extends number, B extends number> = number extends
  | A
  | B
  | S['length']
  ? Joined<S>
  : {
      readonly [I in keyof S]: I extends `${Axis<S, A>}`
        ? S[Axis<S, B>] & number
        : I extends `${Axis<S, B>}`
          ? S[Axis<S, A>] & number
          : S[I]
    }

/**
 * Two axes exchanged.
 *
 * @example
 * import { array, fn, matrix, run } from 'chainrule'
 * import { swapAxes } from 'chainrule/op'
 *
 * run(fn(matrix(1, 2), x => swapAxes(x, 0, 1)))(array([[1, 2]])) // => [[1], [2]]
 *
 * @throws ShapeError where an axis is out of range
 */
export const swapAxes = <
  S extends Shape,
  K extends Kind,
  const A extends number,
  const B extends number,
>(
  x: Expr<S, K>,
  a: A,
  b: B,
): Expr<Swapped<S, A, B>, K> => {
  const [i, j] = [a, b].map(axis => normaliseAxis('swapAxes', axis, x.shape.length))
  const perm = x.shape.map((_, axis) => (axis === i ? j! : axis === j ? i! : axis))
  return reordered<K>(x, perm) as Expr<Swapped<S, A, B>, K> // the shape is `Swapped`
}

/**
 * One axis or several put elsewhere, `to` counted as in the result; the others stay in their order.
 *
 * @example
 * import { fn, run, tensor, fromFunction } from 'chainrule'
 * import { moveAxis } from 'chainrule/op'
 *
 * const f = fn(tensor(2, 3, 4), x => moveAxis(x, 0, -1))
 * run(f)(fromFunction([2, 3, 4], () => 0)).shape // => [3, 4, 2]
 *
 * @throws ShapeError where an axis is out of range or named twice, or there are not as many on both sides
 */
export const moveAxis = <S extends Shape, K extends Kind>(
  x: Expr<S, K>,
  from: Axes,
  to: Axes,
): Expr<Joined<S>, K> => {
  const rank = x.shape.length
  const listed = (axes: Axes): readonly number[] => {
    normaliseAxes('moveAxis', axes, rank)
    return (typeof axes === 'number' ? [axes] : axes).map(a => normaliseAxis('moveAxis', a, rank))
  }
  const [sources, targets] = [listed(from), listed(to)]
  if (sources.length !== targets.length)
    throw shapeError('moveAxis', `${sources.length} axes to move to`, showShape(targets))
  const rest = x.shape.flatMap((_, i) => (sources.includes(i) ? [] : [i])).values()
  const perm = x.shape.map((_, i) => {
    const at = targets.indexOf(i)
    return at < 0 ? rest.next().value! : sources[at]!
  })
  return reordered<K>(x, perm) as Expr<Joined<S>, K> // as many axes
}

/**
 * Tensors of one shape along a new axis, the first unless said.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { stack } from 'chainrule/op'
 *
 * run(fn(vector(2), x => stack([x, x])))(array([1, 2])) // => [[1, 2], [1, 2]]
 *
 * @throws ShapeError where there is none, or shapes or kinds differ
 */
export const stack = <K extends Kind>(
  xs: readonly Expr<Shape, K>[],
  options: { readonly axis?: number } = {},
): Expr<Shape, K> => {
  const [first] = xs
  if (first === undefined) throw shapeError('stack', 'at least one tensor', 'none')
  const axis = normaliseAxis('stack', options.axis ?? 0, first.shape.length + 1)
  if (xs.some(x => !sameShape(x.shape, first.shape)))
    throw shapeError('stack', 'tensors of one shape', xs.map(x => showShape(x.shape)).join(', '))
  xs.forEach(x => {
    requireKind('stack', first.kind, x)
  })
  const parts: readonly AnyExpr[] = xs.map(x => expandDims(x, { axis }))
  return concat(parts, { axis }) as Expr<Shape, K> // the kind is that of the parts
}
