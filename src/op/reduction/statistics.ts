/** What describes a sample: its spread, and the entries that divide it. */
import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import { type Shape, size } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { add, div, mul, square, sub } from '../scalar/arithmetic.js'
import { equal, where } from '../scalar/compare.js'
import { stack } from '../structure/axes.js'
import { slice } from '../structure/slicing.js'
import {
  broadcastTo,
  type Reduce,
  type Reduced,
  reducedShape,
  reshape,
  sum,
} from '../structure/structure.js'
import { mergeAxes } from './merging.js'
import { norm } from './norm.js'
import { sort } from './ordering.js'
import { mean, type Reduction } from './reduction.js'

type Axes = number | readonly number[]

/** A measure of spread over axes; `ddof`, 0 unless said, is taken off the number of entries. */
export type Spread = <
  S extends Shape,
  const A extends Axes | undefined = undefined,
  Keep extends boolean = false,
>(
  x: Expr<S>,
  options?: { readonly axis?: A; readonly keepdims?: Keep; readonly ddof?: number },
) => Expr<Reduced<S, A, Keep>>

interface SpreadOptions extends Reduce {
  readonly ddof?: number
}

/** Entries less their mean, and what their squares are divided by: NaN where nothing is left. */
const centred = (name: string, x: Expr, { axis, ddof = 0 }: SpreadOptions) => {
  requireKind(name, 'real', x)
  const { axes } = reducedShape(name, x.shape, axis, false)
  if (!Number.isFinite(ddof)) throw shapeError(name, 'a finite ddof', `${ddof}`)
  const left = size(axes.map(i => x.shape[i]!)) - ddof
  const apart = sub(x, mean(x, { axis: axes, keepdims: true }))
  return { apart, count: left > 0 ? left : Number.NaN }
}

const reduce = ({ axis, keepdims }: SpreadOptions): Reduce => ({
  ...(axis === undefined ? {} : { axis }),
  ...(keepdims === undefined ? {} : { keepdims }),
})

/**
 * The variance over axes: Σ (x − mean)² / (n − ddof), NaN where nothing is left to divide by; `ddof: 1`
 * is the estimate from a sample without bias.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { variance } from 'chainrule/op'
 *
 * run(fn(vector(4), x => variance(x)))(array([1, 3, 5, 7])) // => 5
 * run(fn(vector(2), x => variance(x, { ddof: 1 })))(array([1, 3])) // => 2
 *
 * @throws ShapeError where an axis is out of range or named twice, or `ddof` is not finite
 */
export const variance: Spread = ((x: Expr, options: SpreadOptions = {}): Expr => {
  const { apart, count } = centred('variance', x, options)
  return div(sum(square(apart), reduce(options)), count)
}) as Spread // `reducedShape` is `Reduced`

/**
 * The standard deviation over axes, the root of the variance; where all entries are equal its derivative
 * is 0, that of `norm` at the zero vector.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { std } from 'chainrule/op'
 *
 * run(fn(vector(2), x => std(x)))(array([1, 5])) // => 2
 *
 * @throws ShapeError where an axis is out of range or named twice, or `ddof` is not finite
 */
export const std: Spread = ((x: Expr, options: SpreadOptions = {}): Expr => {
  const { apart, count } = centred('std', x, options)
  return div(norm(apart, reduce(options)), Math.sqrt(count))
}) as Spread // `reducedShape` is `Reduced`

/** The quantiles of a tensor over axes, without the axes: one for each q. */
const quantiles = (
  name: string,
  whole: Expr,
  qs: readonly number[],
  { axis: over, keepdims = false }: Reduce,
): readonly Expr[] => {
  requireKind(name, 'real', whole)
  const { axes, out } = reducedShape(name, whole.shape, over, keepdims)
  qs.forEach(q => {
    if (!(q >= 0 && q <= 1)) throw shapeError(name, 'numbers from 0 to 1', `${q}`)
  })
  const { x, axis } = mergeAxes(whole, axes)
  const n = x.shape[axis]!
  if (n === 0) return qs.map(() => broadcastTo(Number.NaN, out))
  const ordered: Expr = sort(x, { axis })
  const at = (k: number): Expr => {
    const ranges = x.shape.map((_, i) => (i === axis ? { start: k, stop: k + 1 } : {}))
    return reshape(slice(ordered, ranges), out)
  }
  const last = at(n - 1) // a NaN, where there is one
  return qs.map(q => {
    const place = q * (n - 1)
    const below = Math.floor(place)
    const part = place - below
    // At an entry the next is not looked at: 0 · ∞ is NaN.
    const value = part === 0 ? at(below) : add(mul(1 - part, at(below)), mul(part, at(below + 1)))
    return where(equal(last, last), value, Number.NaN)
  })
}

/** The shape of quantiles: one number's, or with an axis in front for a list. */
type Quantiled<S extends Shape, Q, A, Keep> = Q extends readonly number[]
  ? readonly [Q['length'], ...Reduced<S, A, Keep>]
  : Reduced<S, A, Keep>

type Quantile = <
  S extends Shape,
  const Q extends number | readonly number[],
  const A extends Axes | undefined = undefined,
  Keep extends boolean = false,
>(
  x: Expr<S>,
  q: Q,
  options?: { readonly axis?: A; readonly keepdims?: Keep },
) => Expr<Quantiled<S, Q, A, Keep>>

/**
 * The quantile over axes: where the entries are in order, what lies at the part q of the way from the
 * smallest to the largest, between two of them as the line from one to the other; for a list of q's all of
 * them, along a new axis in front. NaN where an entry is NaN, or there is none.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { quantile } from 'chainrule/op'
 *
 * run(fn(vector(3), x => quantile(x, 0.25)))(array([4, 0, 2])) // => 1
 * toNested(run(fn(vector(3), x => quantile(x, [0, 1])))(array([4, 0, 2]))) // => [0, 4]
 *
 * @throws ShapeError where an axis is out of range or named twice, q is not from 0 to 1, or a list is empty
 */
export const quantile: Quantile = ((
  x: Expr,
  q: number | readonly number[],
  options: Reduce = {},
): Expr => {
  const list = typeof q === 'number' ? [q] : q
  if (list.length === 0) throw shapeError('quantile', 'at least one number', 'none')
  const values = quantiles('quantile', x, list, options)
  return typeof q === 'number' ? values[0]! : stack(values)
}) as Quantile // `reducedShape` is `Reduced`

/**
 * The median over axes: the entry in the middle, or the mean of the two that are; NaN where an entry is
 * NaN, or there is none.
 *
 * @throws ShapeError where an axis is out of range or named twice
 */
export const median: Reduction = ((x: Expr, options: Reduce = {}): Expr =>
  quantiles('median', x, [0.5], options)[0]!) as Reduction // `reducedShape` is `Reduced`
