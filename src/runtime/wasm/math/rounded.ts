/**
 * Functions for kernels of single precision, which round what they compute in double: by shorter polynomials, with
 * errors below 2⁻³¹ of the value. Rounded they are off by 0.51 units of single precision at most.
 */
import type { HostFunction } from '../../../op/Scalars.js'
import type { Expansion } from '../vectors.js'
import { type Quartered, turned } from './circular.js'
import { type Lanes, lanes, nearest, powerOfTwo } from './lanes.js'
import { isOrdinary, parts } from './logarithm.js'
import { approximate } from './math.js'
import { products } from './power.js'

/** (eʳ − 1) / r on |r| ≤ log 2 / 2, by Chebyshev interpolation at 60 digits, as all here. */
const E = [
  1, 0.5000000047117757, 0.16666666718997508, 0.04166635289677516, 0.008333298483754886,
  0.0013941108433972674, 0.0001989927395864936,
]

/** (sin y / y − 1) / y², and (cos y − 1) / y², as functions of y² on |y| ≤ π/4. */
const SIN = [
  -0.1666666666385529, 0.008333331874710208, -0.00019840086735384846, 2.724992580305979e-6,
]
const COS = [
  -0.49999999969119313, 0.04166665064451703, -0.0013887589155600576, 2.4463788293265746e-5,
]

/** (log((1 + s)/(1 − s)) / s − 2) / s² as a function of s²; for powers, which magnify its error, with one more. */
const LOG = [0.6666666655449709, 0.40000121839806124, 0.28550820815960665, 0.23330467216303835]
const LOGS = [
  0.6666666666737509, 0.3999999879733759, 0.2857175453591449, 0.22191400830308503,
  0.19362653714202008,
]

/** eʳ − 1 for |r| ≤ log 2 / 2. */
const small = (l: Lanes, r: number): number => l.mul(r, l.polynomial(E, r))

/** 2ⁿ and m, of which eˣ is 2ⁿ (1 + m); beyond doubles 2ⁿ is 0 or infinite. */
const reduced = (l: Lanes, given: number) => {
  const x = l.atMost(l.atLeast(given, l.number(-709)), l.number(710))
  const { bits, whole } = nearest(l, l.mul(x, l.number(Math.LOG2E)))
  const m = small(l, l.sub(x, l.mul(whole, l.number(Math.LN2))))
  return { m, power: powerOfTwo(l, bits) }
}

const exp: Expansion = (v, x) => {
  const l = lanes(v)
  const { m, power } = reduced(l, x)
  return l.mul(power, l.add(l.number(1), m))
}

/** eˣ − 1 where 2ⁿ is finite. */
const less = (l: Lanes, x: number): number => {
  const { m, power } = reduced(l, x)
  return l.add(l.mul(power, m), l.sub(power, l.number(1)))
}

const expm1: Expansion = (v, x) => {
  const l = lanes(v)
  // 0 keeps its sign.
  return l.choose(
    l.less(l.number(50), x),
    exp(v, x),
    l.choose(l.equal(x, l.number(0)), x, less(l, x)),
  )
}

/** −m / (2 + m) with m = e^{−2|x|} − 1, and the sign of x. */
const tanh: Expansion = (v, x) => {
  const l = lanes(v)
  const m = less(l, l.mul(l.number(-2), l.abs(x)))
  return l.or(l.abs(l.div(m, l.add(l.number(2), m))), l.sign(x))
}

/** A quarter of a turn of 33 bits, so that its products with n are exact, and the rest. */
const HALF_PI = [1.5707963267341256, 6.077100506506192e-11] as const

/** The quarter of a turn in which an angle of at most 2¹⁵ is, in the lowest bits, and what is left of it. */
export const quarterOf = (l: Lanes, x: number): { readonly bits: number; readonly y: number } => {
  const { bits, whole } = nearest(l, l.mul(x, l.number(2 / Math.PI)))
  const left = l.sub(x, l.mul(whole, l.number(HALF_PI[0])))
  return { bits, y: l.sub(left, l.mul(whole, l.number(HALF_PI[1]))) }
}

const quartered: Quartered = {
  reduced: (l, x) => ({ ...quarterOf(l, x), hard: l.less(l.number(2 ** 15), l.abs(x)) }),
  sinOf: (l, y) => {
    const z = l.mul(y, y)
    return l.mul(y, l.add(l.number(1), l.mul(z, l.polynomial(SIN, z))))
  },
  cosOf: (l, y) => {
    const z = l.mul(y, y)
    return l.add(l.number(1), l.mul(z, l.polynomial(COS, z)))
  },
}

/** log m for √½ ≤ m < √2. */
const near = (l: Lanes, m: number, coefficients: readonly number[]): number => {
  const f = l.sub(m, l.number(1))
  const s = l.div(f, l.add(f, l.number(2)))
  const z = l.mul(s, s)
  return l.mul(s, l.add(l.number(2), l.mul(z, l.polynomial(coefficients, z))))
}

const log: Expansion = (v, x) => {
  const l = lanes(v)
  const { k, m } = parts(l, x)
  const value = l.add(l.mul(k, l.number(Math.LN2)), near(l, m, LOG))
  return v.patch(Math.log, l.not(isOrdinary(l, x)), value, x)
}

const pow: Expansion = (v, a, b) => {
  const known = products(v, a, b)
  if (known !== undefined) return known
  const l = lanes(v)
  const { k, m } = parts(l, a)
  const log2 = l.add(k, l.mul(near(l, m, LOGS), l.number(Math.LOG2E)))
  const exponent = l.mul(b, log2)
  const { bits, whole } = nearest(l, exponent)
  const rest = small(l, l.mul(l.sub(exponent, whole), l.number(Math.LN2)))
  const value = l.mul(powerOfTwo(l, bits), l.add(l.number(1), rest))
  const easy = l.and(isOrdinary(l, a), l.less(l.abs(exponent), l.number(1020)))
  return v.patch(Math.pow, l.not(easy), value, a, b)
}

/** Expansions by function of the host, in place of those that are good to all bits of a double. */
export const rounded: ReadonlyMap<HostFunction, Expansion> = new Map<HostFunction, Expansion>([
  ...approximate,
  [Math.exp, exp],
  [Math.expm1, expm1],
  [Math.log, log],
  [Math.sin, turned(Math.sin, quartered)],
  [Math.cos, turned(Math.cos, quartered)],
  [Math.tanh, tanh],
  [Math.pow, pow],
])
