/**
 * exp and its kin: x = n log 2 + r, |r| ≤ log 2 / 2, eʳ − 1 by a polynomial (Cody, Waite 1980), 2ⁿ by its bits.
 * What has one argument shares its reduction. Errors below 1.1 ulp, of expm1 1.6, of tanh 1.3.
 */
import type { Expansion, Vectors } from '../vectors.js'
import { type Lanes, lanes, nearest, powerOfTwo, SIGN } from './lanes.js'
import { signOf } from './sign.js'

/** log 2, of few bits so that its products with small whole numbers are exact, and the rest. */
export const LOG2 = [0.6931471803691238, 1.9082149292705877e-10] as const

/** (eʳ − 1 − r) / r² on |r| ≤ log 2 / 2, by Chebyshev interpolation at 60 digits; error 1.3e-17 of r² q. */
const Q = [
  0.5, 0.16666666666666669, 0.041666666666623824, 0.008333333333330039, 0.0013888888917367081,
  0.00019841269863171557, 2.4801521057868204e-5, 2.7557268276905696e-6, 2.7620201591031547e-7,
  2.5100472505694996e-8,
]

/** eʳ − 1 − r for small r. */
export const remainder = (l: Lanes, r: number): number => l.mul(l.mul(r, r), l.polynomial(Q, r))

/** 2ⁿ for n in the lowest bits, as two factors, so that neither leaves the range of doubles. */
export const halves = (l: Lanes, bits: number): readonly [number, number] => {
  const half = l.half(bits)
  return [powerOfTwo(l, half), powerOfTwo(l, l.rest(bits, half))]
}

/** The same where n ≤ 0: one factor is always 2⁻⁶⁴. */
const lowered = (l: Lanes, bits: number): readonly [number, number] => [
  powerOfTwo(l, bits, 64),
  l.number(2 ** -64),
]

/** eˣ = (1 + r + p) · 2ⁿ, with 2ⁿ as two factors. */
const reduced = (v: Vectors, given: number) => {
  const l = lanes(v)
  const small = signOf(v, given) === -1
  const above = l.atLeast(given, l.number(-746))
  const x = small ? above : l.atMost(above, l.number(710))
  const { bits, whole } = nearest(l, l.mul(x, l.number(Math.LOG2E)))
  const high = l.sub(x, l.mul(whole, l.number(LOG2[0])))
  const r = l.sub(high, l.mul(whole, l.number(LOG2[1])))
  const factors = small ? lowered(l, bits) : halves(l, bits)
  return { r, p: remainder(l, r), factors }
}

/** eˣ. */
export const exp: Expansion = (v, x) => {
  const l = lanes(v)
  const { r, p, factors } = reduced(v, x)
  return l.mul(l.mul(l.add(l.number(1), l.add(r, p)), factors[0]), factors[1])
}

/** eˣ − 1: 2ⁿ (1 + r) − 1, which is exact where it matters, and the rest. */
export const expm1: Expansion = (v, x) => {
  const l = lanes(v)
  const { r, p, factors } = reduced(v, x)
  const power = l.mul(...factors)
  const most = l.add(l.mul(power, r), l.sub(power, l.number(1)))
  const value = l.add(most, l.mul(power, p))
  // Beyond 50 the 1 does not matter, and 2ⁿ may be infinite; 0 keeps its sign.
  const large = l.choose(l.less(l.number(50), x), exp(v, x), value)
  return l.choose(l.equal(x, l.number(0)), x, large)
}

/** (1 − tanh x / x) / x² as a quotient in x² on [0, 0.625²], by interpolation at 60 digits; error 2e-18. */
const TANH = {
  over: [0.3333333333333333, 0.020498799708498872, 0.0001991780435861287],
  under: [1, 0.4614963991254931, 0.02329133187629886, 0.0002065337374875025],
}

/**
 * tanh x with the sign of x: |x| less a quotient of polynomials up to 0.625, and beyond 1 less 2e^{−2|x|} / (1 + e^{−2|x|}).
 * Both are one division.
 */
export const tanh: Expansion = (v, x) => {
  const l = lanes(v)
  const size = l.abs(x)
  const beyond = l.less(l.number(0.625), size)
  const e = exp(v, l.mul(l.number(-2), size))
  const z = l.mul(x, x)
  const over = l.choose(beyond, l.add(e, e), l.mul(l.mul(size, z), l.polynomial(TANH.over, z)))
  const under = l.choose(beyond, l.add(l.number(1), e), l.polynomial(TANH.under, z))
  const value = l.sub(l.choose(beyond, l.number(1), size), l.div(over, under))
  return l.or(value, l.and(x, l.bits(SIGN)))
}
