/**
 * log and log1p: x = 2ᵏ m, √½ ≤ m < √2, log m by a series in s = (m − 1) / (m + 1) (the form of fdlibm: the
 * large part f − f²/2 apart from the rest). Errors below 1 ulp; what is not a positive normal number is left
 * to the host.
 */
import type { Expansion } from '../vectors.js'
import { type Lanes, LOG2, lanes } from './lanes.js'

/** What the forms are filled in with. */
interface Constants {
  /** (log((1 + s)/(1 − s)) / s − 2) / s² as a function of s², by Chebyshev interpolation at 60 digits. */
  readonly series: readonly number[]
  readonly log2: readonly [number, number]
  /** √½, as bits. */
  readonly root: bigint
}

const DOUBLE: Constants = {
  series: [
    0.6666666666666667, 0.3999999999989827, 0.2857142862653362, 0.22222211043776857,
    0.18182895750119193, 0.1533150161114533, 0.1461916613488797,
  ],
  log2: LOG2[2],
  root: 0x3fe6a09e667f3bcdn,
}

const SINGLE: Constants = {
  series: [0.6666668653488159, 0.3998878002166748, 0.29579949378967285],
  log2: LOG2[4],
  root: 0x3f3504f3n,
}

/** A positive normal number as 2ᵏ m. */
export const parts = (
  l: Lanes,
  x: number,
  { root } = DOUBLE,
): { readonly k: number; readonly m: number } => {
  const digits = BigInt(l.digits)
  const above = l.subBits(x, l.bits(root))
  const exponent = BigInt.asUintN(l.size, -1n << digits)
  const m = l.subBits(x, l.and(above, l.bits(exponent)))
  // k and a little more in the lowest bits of a number whose digits are whole.
  const more = BigInt(l.bias + 1)
  const biased = l.down(l.digits, l.addBits(above, l.bits(more << digits)))
  const whole = BigInt(l.bias + l.digits) << digits
  return { k: l.sub(l.or(biased, l.bits(whole)), l.number(2 ** l.digits + l.bias + 1)), m }
}

/** Where x is a positive normal number. */
export const isOrdinary = (l: Lanes, x: number): number =>
  l.and(l.less(l.number(l.least), x), l.less(x, l.number(Infinity)))

/** log x + c, for c far smaller. */
const plus = (l: Lanes, x: number, c: number | undefined, constants = DOUBLE): number => {
  const { log2, series: coefficients } = constants
  const { k, m } = parts(l, x, constants)
  const f = l.sub(m, l.number(1))
  const s = l.div(f, l.add(f, l.number(2)))
  const z = l.mul(s, s)
  const half = l.mul(l.mul(f, f), l.number(0.5))
  const series = l.mul(z, l.polynomial(coefficients, z))
  const low = l.mul(k, l.number(log2[1]))
  const rest = l.add(l.mul(s, l.add(half, series)), c === undefined ? low : l.add(low, c))
  return l.sub(l.mul(k, l.number(log2[0])), l.sub(l.sub(half, rest), f))
}

const logarithm =
  (width: 2 | 4, constants: Constants): Expansion =>
  (v, x) => {
    const l = lanes(v, width)
    return l.patch(Math.log, l.not(isOrdinary(l, x)), plus(l, x, undefined, constants), x)
  }

/** log x. */
export const log = logarithm(2, DOUBLE)

/** The same of four singles. */
export const quadLog = logarithm(4, SINGLE)

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
