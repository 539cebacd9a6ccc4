/**
 * Draws from distributions, made of uniform numbers. What is continuous is differentiable in its
 * parameters where they are a location and a scale: `add(mean, mul(deviation, normal(key, shape)))`.
 */
import { shapeError } from '../../Errors.js'
import { type Expr, lift, type Operand, type ShapeOf } from '../../Expr.js'
import { broadcastShapes, normaliseAxis, type Shape, sameShape, showShape } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { argmax, peak } from '../reduction/reduction.js'
import { add, div, maximum, neg, sub } from '../scalar/arithmetic.js'
import { less, where } from '../scalar/compare.js'
import { log, log1p } from '../scalar/transcendental.js'
import { type Reduced, zeros } from '../structure/structure.js'
import { checkDraw, type KeyExpr, uniform } from './random.js'

/**
 * Truth values, each true with probability p; of the shape of p unless said.
 *
 * @example
 * import { fn, key, keyFrom, run, toNested } from 'chainrule'
 * import { bernoulli } from 'chainrule/op'
 *
 * toNested(run(fn(key, k => bernoulli(k, 0.5, [4])))(keyFrom(0))) // => [true, true, false, false]
 *
 * @throws ShapeError where p does not broadcast to the shape
 */
export const bernoulli = <const P extends Operand, const S extends Shape = ShapeOf<P>>(
  key: KeyExpr,
  p: P,
  shape?: S,
): Expr<S, 'bool'> => {
  const chance = lift(p)
  requireKind('bernoulli', 'real', chance)
  const out = shape ?? chance.shape
  checkDraw('bernoulli', key, out)
  if (!sameShape(broadcastShapes('bernoulli', chance.shape, out), out))
    throw shapeError(
      'bernoulli',
      `a probability that broadcasts to ${showShape(out)}`,
      showShape(chance.shape),
    )
  const u: Expr = uniform(key, out)
  const truth: Expr<Shape, 'bool'> = less(u, chance as Expr) // `requireKind` has seen it
  return truth as Expr<S, 'bool'> // the shape asked for
}

/**
 * Numbers of the exponential distribution with mean 1.
 *
 * @example
 * import { fn, key, keyFrom, run } from 'chainrule'
 * import { exponential } from 'chainrule/op'
 *
 * run(fn(key, k => exponential(k, [])))(keyFrom(0)) > 0 // => true
 *
 * @throws ShapeError where a size is not a whole number from 0
 */
export const exponential = <const S extends Shape>(key: KeyExpr, shape: S): Expr<S> => {
  checkDraw('exponential', key, shape)
  // Never 0: uniform numbers are multiples of 2⁻⁵³, and half of that stands for 0.
  return neg(log1p(neg(maximum(uniform(key, shape) as Expr, 2 ** -54)))) as Expr<S> // entry by entry
}

/**
 * Numbers of the standard Gumbel distribution, −log(−log u); all finite.
 *
 * @example
 * import { fn, key, keyFrom, run } from 'chainrule'
 * import { gumbel } from 'chainrule/op'
 *
 * run(fn(key, k => gumbel(k, [])))(keyFrom(0)) < 37.5 // => true
 *
 * @throws ShapeError where a size is not a whole number from 0
 */
export const gumbel = <const S extends Shape>(key: KeyExpr, shape: S): Expr<S> => {
  checkDraw('gumbel', key, shape)
  return neg(log(exponential(key, shape) as Expr)) as Expr<S> // entry by entry
}

/**
 * Positions along an axis, the last unless said, drawn with the probabilities softmax(logits): where
 * logits and Gumbel numbers together are largest (Gumbel 1954). A logit of −∞ is never drawn.
 *
 * @example
 * import { array, fn, key, keyFrom, run, tuple, vector } from 'chainrule'
 * import { categorical } from 'chainrule/op'
 *
 * const draw = fn(tuple(key, vector(3)), ([k, z]) => categorical(k, z))
 * run(draw)([keyFrom(0), array([0, 10000, 0])]) // => 1
 *
 * @throws ShapeError where the axis is out of range, or has no entry
 */
export const categorical = <S extends Shape, const A extends number = -1>(
  key: KeyExpr,
  logits: Expr<S>,
  options: { readonly axis?: A } = {},
): Expr<Reduced<S, A, false>, 'index'> => {
  requireKind('categorical', 'real', logits)
  checkDraw('categorical', key, logits.shape)
  const axis = normaliseAxis('categorical', options.axis ?? -1, logits.shape.length)
  if (logits.shape[axis] === 0)
    throw shapeError('categorical', 'at least one entry to draw', showShape(logits.shape))
  // Near 0 the digits of what is added are not lost.
  const level = sub(logits as Expr, peak(logits, axis))
  const noise: Expr = gumbel(key, logits.shape)
  const best: Expr<Shape, 'index'> = argmax(add(level, noise), { axis })
  return best as Expr<Reduced<S, A, false>, 'index'> // the axis is gone
}

/**
 * x with entries put to 0 at a rate, and the others divided by 1 − rate, so that the mean stays
 * (Srivastava et al. 2014).
 *
 * @example
 * import { array, fn, key, keyFrom, run, toNested, tuple, vector } from 'chainrule'
 * import { dropout } from 'chainrule/op'
 *
 * const f = fn(tuple(key, vector(4)), ([k, x]) => dropout(k, x, 0.5))
 * toNested(run(f)([keyFrom(0), array([1, 2, 3, 4])])) // => [2, 4, 0, 0]
 *
 * @throws ShapeError where the rate is not from 0 to 1
 */
export const dropout = <S extends Shape>(key: KeyExpr, x: Expr<S>, rate: number): Expr<S> => {
  requireKind('dropout', 'real', x)
  checkDraw('dropout', key, x.shape)
  if (!(rate >= 0 && rate <= 1)) throw shapeError('dropout', 'a rate from 0 to 1', `${rate}`)
  if (rate === 0) return x
  if (rate === 1) return zeros(x.shape)
  const kept: Expr<Shape, 'bool'> = bernoulli(key, 1 - rate, x.shape)
  const y: Expr = where(kept, div(x as Expr, 1 - rate), 0)
  return y as Expr<S> // entry by entry
}
