/** Truth over axes: whether any entry holds, whether all do. */
import type { Expr } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { greater, not } from '../scalar/compare.js'
import { toReal } from '../scalar/kinds.js'
import { type Reduce, type Reduced, reducedShape, sum } from '../structure/structure.js'

type Axes = number | readonly number[]

/** A reduction of truth values over some axes, all of them unless `axis` says which. */
export type Quantifier = <
  S extends Shape,
  const A extends Axes | undefined = undefined,
  Keep extends boolean = false,
>(
  x: Expr<S, 'bool'>,
  options?: { readonly axis?: A; readonly keepdims?: Keep },
) => Expr<Reduced<S, A, Keep>, 'bool'>

type Truth = Expr<Shape, 'bool'>

const some = (name: string, x: Truth, options: Reduce): Truth => {
  requireKind(name, 'bool', x)
  reducedShape(name, x.shape, options.axis, false)
  return greater(sum(toReal(x), options), 0)
}

/**
 * Whether an entry is true, over axes; of nothing, false.
 *
 * @example
 * import { any, greater } from 'chainrule/op'
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 *
 * const f = fn(matrix(2, 2), x => any(greater(x, 0), { axis: 1 }))
 * toNested(run(f)(array([[-1, 2], [-3, -4]]))) // => [true, false]
 *
 * @throws ShapeError where an axis is out of range or named twice
 */
export const any: Quantifier = ((x: Truth, options: Reduce = {}): Truth =>
  some('any', x, options)) as Quantifier // `reducedShape` is `Reduced`

/**
 * Whether all entries are true, over axes; of nothing, true.
 *
 * @throws ShapeError where an axis is out of range or named twice
 */
export const all: Quantifier = ((x: Truth, options: Reduce = {}): Truth => {
  requireKind('all', 'bool', x)
  return not(some('all', not(x), options)) // in single precision a count may round, 0 does not
}) as Quantifier // `reducedShape` is `Reduced`
