/** Prices of options. */
import { add, exp, log, mul, neg, sqrt, square, sub } from 'chainrule'
import { div, erfc } from 'chainrule/op'
import { entriesOf, minus, plus, type Scalar, type Scalars, times } from './support.js'

/** The normal distribution function. */
const below = (x: Scalar): Scalar => mul(0.5, erfc(div(neg(x), Math.SQRT2)))

/** By Black and Scholes; a call has sign 1, a put −1. */
const blackScholes =
  (sign: 1 | -1): Scalars[string] =>
  x => {
    const [S, K, r, sigma, T] = entriesOf(x)
    const spread = mul(sigma!, sqrt(T!))
    const drift = mul(add(r!, div(square(sigma!), 2)), T!)
    const d1 = div(add(log(div(S!, K!)), drift), spread)
    const d2 = sub(d1, spread)
    const paid = times(K!, exp(neg(mul(r!, T!))), below(mul(sign, d2)))
    return mul(sign, sub(mul(S!, below(mul(sign, d1))), paid))
  }

const shocks = [0.3, -0.7, 1.1, 0.2, -0.4, 0.9]

/** One path of a geometric Brownian motion, its mean against 100. */
const asianPath: Scalars[string] = x => {
  const [S, r, sigma, T] = entriesOf(x)
  const drift = times(minus(r!, times(0.5, square(sigma!))), T!, 1 / 6)
  const spread = mul(sigma!, sqrt(div(T!, 6)))
  let L = log(S!)
  const prices = shocks.map(z => {
    L = plus(L, drift, times(z, spread))
    return exp(L)
  })
  const mean = div(plus(...prices), 6)
  return mul(exp(neg(mul(r!, T!))), sqrt(plus(1, square(minus(mean, 100)))))
}

/** `finance`: by name. */
export const finance: Scalars = {
  black_scholes_call: blackScholes(1),
  black_scholes_put: blackScholes(-1),
  asian_path: asianPath,
}

const [S, K, r, sigma, T] = [0, 1, 2, 3, 4]

/** The greeks: a sign, and with respect to what the price is differentiated, once or twice. */
export const greeks: Readonly<Record<string, readonly [sign: number, ...by: readonly number[]]>> = {
  delta: [1, S!],
  dual_delta: [1, K!],
  rho: [1, r!],
  vega: [1, sigma!],
  theta: [-1, T!],
  gamma: [1, S!, S!],
  vanna: [1, S!, sigma!],
  volga: [1, sigma!, sigma!],
  charm: [-1, S!, T!],
  veta: [1, sigma!, T!],
  vera: [1, r!, sigma!],
  dual_gamma: [1, K!, K!],
}
