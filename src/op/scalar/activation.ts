/** Activation functions of networks and what is made of the logistic, stable at any size of argument. */

import type { Expr } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { binary, unary } from '../elementwise.js'
import { requireKind } from '../Operation.js'
import { absolute, type Scalars } from '../Scalars.js'
import { abs, add, clamp, mul, neg, square, sub } from './arithmetic.js'
import { greater, less, where } from './compare.js'
import { logistic } from './logistic.js'
import { exp, sech2, tanh } from './transcendental.js'

const kink = [{ at: [0], note: 'kink' }]
const softPlus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** e^−|x|, which never overflows. */
const decay = <T>(s: Scalars<T>, x: T): T => s.call(Math.exp, s.neg(absolute(s, x)))

const softPlusCode = <T>(s: Scalars<T>, x: T): T =>
  s.add(s.call(Math.max, x, s.number(0)), s.call(Math.log1p, decay(s, x)))

/** `f` where x is above 0, `g` below and where x is not a number. */
const above = <T>(s: Scalars<T>, x: T, f: T, g: T): T => s.choose(s.less(s.number(0), x), f, g)

/**
 * max(x, 0); the derivative at 0 is 0.
 *
 * @example
 * import { array, fn, relu, run, toNested, vector } from 'chainrule'
 *
 * toNested(run(fn(vector(3), x => relu(x)))(array([-1, 0, 2]))) // => [0, 0, 2]
 */
export const relu = unary(
  'relu',
  x => (x > 0 ? x : x <= 0 ? 0 : x),
  x => where(greater(x, 0), 1, 0),
  {
    scalar: (s, x) => {
      const zero = s.number(0)
      return above(s, x, x, s.choose(s.lessEqual(x, zero), zero, x))
    },
    edges: kink,
  },
)

/** x above 0, 0.01·x below; the derivative at 0 is 0.01. */
export const leakyRelu = unary(
  'leakyRelu',
  x => (x > 0 ? x : 0.01 * x),
  x => where(greater(x, 0), 1, 0.01),
  { scalar: (s, x) => above(s, x, x, s.mul(s.number(0.01), x)), edges: kink },
)

/** x above 0, eˣ − 1 below. */
export const elu = unary(
  'elu',
  x => (x > 0 ? x : Math.expm1(x)),
  x => where(greater(x, 0), 1, exp(where(greater(x, 0), 0, x))),
  { scalar: (s, x) => above(s, x, x, s.call(Math.expm1, x)), edges: kink },
)

const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 }

/** The self-normalising ELU (Klambauer et al. 2017): λ x above 0, λ α (eˣ − 1) below. */
export const selu = unary(
  'selu',
  x => SELU.scale * (x > 0 ? x : SELU.alpha * Math.expm1(x)),
  x => {
    const below = mul(SELU.scale * SELU.alpha, exp(where(greater(x, 0), 0, x)))
    return where(greater(x, 0), SELU.scale, below)
  },
  {
    scalar: (s, x) => {
      const below = s.mul(s.number(SELU.alpha), s.call(Math.expm1, x))
      return s.mul(s.number(SELU.scale), above(s, x, x, below))
    },
    edges: kink,
  },
)

/** x held between −1 and 1; the derivative is 1 also at the bounds. */
export const hardtanh = <S extends Shape>(x: Expr<S>): Expr<S> => {
  requireKind('hardtanh', 'real', x)
  return clamp(x, { min: -1, max: 1 })
}

/** 1 / (1 + e⁻ˣ); the derivative ¼ sech²(x/2) keeps its digits in both tails and, differentiated, at 0. */
export const sigmoid = unary('sigmoid', logistic, x => mul(0.25, sech2(mul(0.5, x))), {
  scalar: (s, x) => s.call(logistic, x),
  latex: '\\sigma',
})

/** log σ(x). */
export const logSigmoid = unary(
  'logSigmoid',
  x => -softPlus(-x),
  x => sigmoid(neg(x)),
  { scalar: (s, x) => s.neg(softPlusCode(s, s.neg(x))) },
)

/** log(1 + eˣ). */
export const softplus = unary('softplus', softPlus, x => sigmoid(x), {
  scalar: (s, x) => softPlusCode(s, x),
})

/** x·σ(x). */
export const silu = unary(
  'silu',
  x => (x === -Infinity ? 0 : x * logistic(x)),
  // Beyond 800 one of the logistics is 0: no 0 · ∞.
  x => mul(sigmoid(x), add(1, mul(where(less(abs(x), 800), x, 0), sigmoid(neg(x))))),
  {
    scalar: (s, x) =>
      s.choose(s.equal(x, s.number(-Infinity)), s.number(0), s.mul(x, s.call(logistic, x))),
  },
)

/** x tanh(log(1 + eˣ)) (Misra 2019). */
export const mish = <S extends Shape>(x: Expr<S>): Expr<S> => {
  requireKind('mish', 'real', x)
  const y: Expr = x
  // Below −800 it is 0: no 0 · ∞.
  const held = where(less(y, -800), -800, y)
  return mul(held, tanh(softplus(held))) as Expr<S> // entry by entry
}

/** x Φ(x) by its approximation with tanh (Hendrycks, Gimpel 2016): x σ(√(8/π) (x + 0.044715 x³)). */
export const geluTanh = <S extends Shape>(x: Expr<S>): Expr<S> => {
  requireKind('geluTanh', 'real', x)
  const y: Expr = x
  // Below −40 it is 0, and its cube must not meet ∞.
  const held = where(less(y, -40), -40, y)
  const inner = add(1, mul(0.044715, square(held)))
  return mul(held, sigmoid(mul(Math.sqrt(8 / Math.PI), mul(held, inner)))) as Expr<S> // entry by entry
}

/** log(eᵃ + eᵇ), stable. */
export const logaddexp = binary(
  'logaddexp',
  (a, b) => {
    const m = Math.max(a, b)
    return Number.isFinite(m) ? m + Math.log1p(Math.exp(-Math.abs(a - b))) : m
  },
  (a, b) => [sigmoid(sub(a, b)), sigmoid(sub(b, a))],
  {
    scalar: (s, a, b) => {
      const m = s.call(Math.max, a, b)
      const more = s.call(Math.log1p, decay(s, s.sub(a, b)))
      return s.choose(s.less(absolute(s, m), s.number(Infinity)), s.add(m, more), m)
    },
  },
)
