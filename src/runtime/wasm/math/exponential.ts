/**
 * exp and its kin: x = n log 2 + r, |r| ≤ log 2 / 2, eʳ − 1 by a polynomial (Cody, Waite 1980), 2ⁿ by its bits.
 * What has one argument shares its reduction. Errors below 1 ulp; of tanh below 2.
 */
import type { Expansion } from '../vectors.js'
import { type Lanes, lanes, nearest, powerOfTwo, SIGN } from './lanes.js'

/** log 2, of few bits so that its products with small whole numbers are exact, and the rest. */
export const LOG2 = [0.6931471803691238, 1.9082149292705877e-10] as const

/** (eʳ − 1 − r) / r² on |r| ≤ log 2 / 2, by Chebyshev interpolation at 60 digits; error 1.3e-17 of r² q. */
const Q = [
  0.5, 0.16666666666666669, 0.041666666666623824, 0.008333333333330039, 0.0013888888917367081,
  0.00019841269863171557, 2.4801521057868204e-5, 2.7557268276905696e-6, 2.7620201591031547e-7,
  2.5100472505694996e-8,
]

/** eʳ⁺ᶜ − 1 − r for small r, and c far smaller. */
export const small = (l: Lanes, r: number, c: number): number =>
  l.add(l.mul(l.mul(r, r), l.polynomial(Q, r)), c)

/** 2ⁿ as two factors, so that neither leaves the range of doubles. */
export const halves = (l: Lanes, whole: number): readonly [number, number] => {
  const half = nearest(l, l.mul(whole, l.number(0.5)))
  const rest = nearest(l, l.sub(whole, half.whole))
  return [powerOfTwo(l, half.bits), powerOfTwo(l, rest.bits)]
}

/** eˣ = (1 + r + p) · 2ⁿ, with 2ⁿ as two factors. */
const reduced = (l: Lanes, given: number) => {
  const x = l.atMost(l.atLeast(given, l.number(-746)), l.number(710))
  const { whole } = nearest(l, l.mul(x, l.number(Math.LOG2E)))
  const high = l.sub(x, l.mul(whole, l.number(LOG2[0])))
  const low = l.mul(whole, l.number(LOG2[1]))
  const r = l.sub(high, low)
  const p = small(l, r, l.sub(l.sub(high, r), low))
  return { r, p, factors: halves(l, whole) }
}

/** eˣ. */
export const exp: Expansion = (v, x) => {
  const l = lanes(v)
  const { r, p, factors } = reduced(l, x)
  return l.mul(l.mul(l.add(l.number(1), l.add(r, p)), factors[0]), factors[1])
}

/** eˣ − 1: 2ⁿ (1 + r) − 1, which is exact where it matters, and the rest. */
export const expm1: Expansion = (v, x) => {
  const l = lanes(v)
  const { r, p, factors } = reduced(l, x)
  const power = l.mul(...factors)
  const most = l.add(l.mul(power, r), l.sub(power, l.number(1)))
  const value = l.add(most, l.mul(power, p))
  // Beyond 50 the 1 does not matter, and 2ⁿ may be infinite; 0 keeps its sign.
  const large = l.choose(l.less(l.number(50), x), exp(v, x), value)
  return l.choose(l.equal(x, l.number(0)), x, large)
}

/**
 * tanh x with the sign of x: −m / (2 + m) with m = e^{−2|x|} − 1 where it is below ½, 1 − 2e^{−2|x|} / (2 + m)
 * beyond.
 */
export const tanh: Expansion = (v, x) => {
  const l = lanes(v)
  const twice = l.mul(l.number(-2), l.abs(x))
  const { r, p, factors } = reduced(l, twice)
  const power = l.mul(...factors)
  const m = l.add(l.mul(power, l.add(r, p)), l.sub(power, l.number(1)))
  const beyond = l.less(twice, l.number(-1.1))
  const e = exp(v, twice)
  const quotient = l.div(l.choose(beyond, l.add(e, e), m), l.add(l.number(2), m))
  const size = l.choose(beyond, l.sub(l.number(1), quotient), quotient)
  return l.or(l.abs(size), l.and(x, l.bits(SIGN)))
}
