/**
 * Logarithms: x = 2ᵏ m, √½ ≤ m < √2, log m by a series in s = (m − 1) / (m + 1) (the form of fdlibm: the
 * large part f − f²/2 apart from the rest). Errors below 1 ulp, to bases 2 and 10 below 1.6; what is not a positive
 * normal number is left to the host.
 */
import type { HostFunction } from '../../../op/Scalars.js'
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

/** k, and log m as f − (half − rest), of a positive normal number 2ᵏ m. */
const terms = (l: Lanes, x: number, constants = DOUBLE) => {
  const { k, m } = parts(l, x, constants)
  const f = l.sub(m, l.number(1))
  const s = l.div(f, l.add(f, l.number(2)))
  const z = l.mul(s, s)
  const half = l.mul(l.mul(f, f), l.number(0.5))
  const series = l.mul(z, l.polynomial(constants.series, z))
  return { k, f, half, rest: l.mul(s, l.add(half, series)) }
}

/** log x + c, for c far smaller. */
const plus = (l: Lanes, x: number, c: number | undefined, constants = DOUBLE): number => {
  const { log2 } = constants
  const { k, f, half, rest } = terms(l, x, constants)
  const low = l.mul(k, l.number(log2[1]))
  const more = l.add(rest, c === undefined ? low : l.add(low, c))
  return l.sub(l.mul(k, l.number(log2[0])), l.sub(l.sub(half, more), f))
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

/** A logarithm of x, of k and log m. */
const based =
  (f: HostFunction, of: (l: Lanes, k: number, log: number) => number): Expansion =>
  (v, x) => {
    const l = lanes(v)
    const { k, f: most, half, rest } = terms(l, x)
    const value = of(l, k, l.sub(most, l.sub(half, rest)))
    return l.patch(f, l.not(isOrdinary(l, x)), value, x)
  }

/** log₂ x. */
export const log2 = based(Math.log2, (l, k, log) => l.add(k, l.mul(log, l.number(Math.LOG2E))))

/** log₁₀ 2, of few bits so that its products with small whole numbers are exact, and the rest. */
const LOG10_2 = [0.30102999566361177, 3.694239077158931e-13] as const

/** log₁₀ x. */
export const log10 = based(Math.log10, (l, k, log) => {
  const low = l.add(l.mul(log, l.number(Math.LOG10E)), l.mul(k, l.number(LOG10_2[1])))
  return l.add(l.mul(k, l.number(LOG10_2[0])), low)
})

/** log(1 + a), or log(1 + a + b) for b no larger than a: of rounded sums, and what rounding took. */
export const logOfSum = (l: Lanes, a: number, b?: number): number => {
  const one = l.number(1)
  const x = b === undefined ? a : l.add(a, b)
  const sum = l.add(one, x)
  const last = l.choose(l.less(one, x), l.sub(one, l.sub(sum, x)), l.sub(x, l.sub(sum, one)))
  const lost = b === undefined ? last : l.add(last, l.sub(b, l.sub(x, a)))
  return plus(l, sum, l.div(lost, sum))
}

/** log(1 + x). */
export const log1p: Expansion = (v, x) => {
  const l = lanes(v)
  const ordinary = isOrdinary(l, l.add(l.number(1), x))
  const value = l.choose(l.equal(x, l.number(0)), x, logOfSum(l, x))
  return l.patch(Math.log1p, l.not(ordinary), value, x)
}
