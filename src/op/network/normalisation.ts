/** Normalisation of layers and of batches, composed from primitives. */
import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import { normaliseAxes, normaliseAxis, type Shape, sameShape, showShape } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { mean } from '../reduction/reduction.js'
import { add, mul, square, sub } from '../scalar/arithmetic.js'
import { rsqrt } from '../scalar/transcendental.js'
import { reshape } from '../structure/structure.js'

/** What follows the normalisation, a scale and a shift; and ε, added to the variance: 10⁻⁵ unless said. */
export interface Rescaling {
  readonly scale?: Expr
  readonly shift?: Expr
  readonly epsilon?: number
}

/** A tensor that has some axes of x, seen so that it broadcasts with x. */
const along = (name: string, x: Expr, axes: readonly number[], t: Expr): Expr => {
  requireKind(name, 'real', t)
  const want = axes.map(i => x.shape[i]!)
  if (!sameShape(t.shape, want))
    throw shapeError(
      name,
      `a scale, shift, mean or variance of shape ${showShape(want)}`,
      showShape(t.shape),
    )
  return reshape(
    t,
    x.shape.map((d, i) => (axes.includes(i) ? d : 1)),
  )
}

/** (x − mean) / √(variance + ε) and the rescaling, whose operands have some axes of x. */
const rescaled = (
  name: string,
  x: Expr,
  [centred, variance]: readonly [Expr, Expr],
  own: readonly number[],
  { scale, shift, epsilon = 1e-5 }: Rescaling,
): Expr => {
  if (!(epsilon >= 0 && epsilon < Infinity))
    throw shapeError(name, 'an epsilon from 0', `${epsilon}`)
  const y = mul(centred, rsqrt(add(variance, epsilon)))
  const scaled = scale === undefined ? y : mul(y, along(name, x, own, scale))
  return shift === undefined ? scaled : add(scaled, along(name, x, own, shift))
}

/** x less its mean, the mean, and the variance (divided by n), over axes kept at size 1. */
const moments = (
  x: Expr,
  axis: readonly number[],
): { readonly centred: Expr; readonly centre: Expr; readonly variance: Expr } => {
  const options = { axis, keepdims: true } as const
  const centre: Expr = mean(x, options)
  const centred = sub(x, centre)
  return { centred, centre, variance: mean(square(centred), options) }
}

/**
 * x less its mean, over its standard deviation, along axes (the last unless said), example by example
 * (Ba, Kiros, Hinton 2016); then scaled and shifted by tensors that have these axes.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { layerNorm } from 'chainrule/op'
 *
 * const f = fn(vector(2), x => layerNorm(x, { epsilon: 0 }))
 * toNested(run(f)(array([10001, 10003]))) // => [-1, 1]
 *
 * @throws ShapeError where an axis is out of range or named twice, or scale or shift are of another shape
 */
export const layerNorm = <S extends Shape>(
  x: Expr<S>,
  options: Rescaling & { readonly axes?: number | readonly number[] } = {},
): Expr<S> => {
  requireKind('layerNorm', 'real', x)
  const axes = normaliseAxes('layerNorm', options.axes ?? -1, x.shape.length)
  const { centred, variance } = moments(x, axes)
  return rescaled('layerNorm', x, [centred, variance], axes, options) as Expr<S> // as x
}

/** What batches are normalised by: a mean and a variance a channel. */
export interface Statistics {
  readonly mean: Expr
  readonly variance: Expr
}

/** The axes that are not that of the channels, which is the second unless said. */
const channels = (
  name: string,
  x: Expr,
  axis = 1,
): { readonly own: readonly number[]; readonly others: readonly number[] } => {
  requireKind(name, 'real', x)
  const at = normaliseAxis(name, axis, x.shape.length)
  return { own: [at], others: x.shape.flatMap((_, i) => (i === at ? [] : [i])) }
}

/**
 * x less its mean, over its standard deviation, channel by channel over a whole batch (Ioffe, Szegedy
 * 2015); then scaled and shifted. The channels lie along `axis`, the second unless said. Returned with
 * the batch's own mean and variance (divided by n), from which the caller keeps running ones for
 * `batchNormBy`.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { batchNorm } from 'chainrule/op'
 *
 * const f = fn(matrix(2, 2), x => batchNorm(x, { epsilon: 0 }).y)
 * toNested(run(f)(array([[1, 0], [3, 8]]))) // => [[-1, -1], [1, 1]]
 *
 * @throws ShapeError where the axis is out of range, or scale or shift are not one number a channel
 */
export const batchNorm = <S extends Shape>(
  x: Expr<S>,
  options: Rescaling & { readonly axis?: number } = {},
): { readonly y: Expr<S> } & Statistics => {
  const { own, others } = channels('batchNorm', x, options.axis)
  const { centred, centre, variance } = moments(x, others)
  const y = rescaled('batchNorm', x, [centred, variance], own, options) as Expr<S> // as x
  const each = own.map(i => x.shape[i]!)
  return { y, mean: reshape(centre, each), variance: reshape(variance, each) }
}

/**
 * The same by a mean and a variance that are given, one number a channel: what a trained network does.
 *
 * @example
 * import { array, constant, fn, matrix, run, toNested } from 'chainrule'
 * import { batchNormBy } from 'chainrule/op'
 *
 * const known = { mean: constant(array([1])), variance: constant(array([4])) }
 * const f = fn(matrix(2, 1), x => batchNormBy(x, known, { epsilon: 0 }))
 * toNested(run(f)(array([[1], [5]]))) // => [[0], [2]]
 *
 * @throws ShapeError where the axis is out of range, or anything is not one number a channel
 */
export const batchNormBy = <S extends Shape>(
  x: Expr<S>,
  by: Statistics,
  options: Rescaling & { readonly axis?: number } = {},
): Expr<S> => {
  const { own } = channels('batchNormBy', x, options.axis)
  const centred = sub(x as Expr, along('batchNormBy', x, own, by.mean))
  const variance = along('batchNormBy', x, own, by.variance)
  return rescaled('batchNormBy', x, [centred, variance], own, options) as Expr<S> // as x
}
