/**
 * log and log1p: x = 2ᵏ m, √½ ≤ m < √2, log m by a series in s = (m − 1) / (m + 1) (the form of fdlibm: the
 * large part f − f²/2 apart from the rest). Errors below 1 ulp; what is not a positive normal number is left
 * to the host.
 */
import type { Expansion } from '../vectors.js'
import { LOG2 } from './exponential.js'
import { type Lanes, lanes } from './lanes.js'

/** (log((1 + s)/(1 − s)) / s − 2) / s² as a function of s², by Chebyshev interpolation at 60 digits. */
const P = [
  0.6666666666666667, 0.3999999999989827, 0.2857142862653362, 0.22222211043776857,
  0.18182895750119193, 0.1533150161114533, 0.1461916613488797,
]

/** √½. */
const ROOT = 0x3fe6a09e667f3bcdn

/** A positive normal number as 2ᵏ m. */
export const parts = (l: Lanes, x: number): { readonly k: number; readonly m: number } => {
  const above = l.subBits(x, l.bits(ROOT))
  const m = l.subBits(x, l.and(above, l.bits(0xfff0000000000000n)))
  // k + 1024 in the lowest bits of 2⁵².
  const biased = l.down(52, l.addBits(above, l.bits(1024n << 52n)))
  return { k: l.sub(l.or(biased, l.bits(0x4330000000000000n)), l.number(2 ** 52 + 1024)), m }
}

/** Where x is a positive normal number. */
export const isOrdinary = (l: Lanes, x: number): number =>
  l.and(l.less(l.number(2 ** -1022), x), l.less(x, l.number(Infinity)))

/** log x + c, for c far smaller. */
const plus = (l: Lanes, x: number, c: number | undefined): number => {
  const { k, m } = parts(l, x)
  const f = l.sub(m, l.number(1))
  const s = l.div(f, l.add(f, l.number(2)))
  const z = l.mul(s, s)
  const half = l.mul(l.mul(f, f), l.number(0.5))
  const series = l.mul(z, l.polynomial(P, z))
  const low = l.mul(k, l.number(LOG2[1]))
  const rest = l.add(l.mul(s, l.add(half, series)), c === undefined ? low : l.add(low, c))
  return l.sub(l.mul(k, l.number(LOG2[0])), l.sub(l.sub(half, rest), f))
}

/** log x. */
export const log: Expansion = (v, x) => {
  const l = lanes(v)
  return v.patch(Math.log, l.not(isOrdinary(l, x)), plus(l, x, undefined), x)
}

/** log(1 + x): of the rounded sum, and what rounding took. */
export const log1p: Expansion = (v, x) => {
  const l = lanes(v)
  const one = l.number(1)
  const sum = l.add(one, x)
  const lost = l.choose(l.less(one, x), l.sub(one, l.sub(sum, x)), l.sub(x, l.sub(sum, one)))
  const value = plus(l, sum, l.div(lost, sum))
  const zero = l.equal(x, l.number(0))
  return v.patch(Math.log1p, l.not(isOrdinary(l, sum)), l.choose(zero, x, value), x)
}
