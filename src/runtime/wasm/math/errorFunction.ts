/**
 * erf: x + x P(x²) where |x| ≤ 1, and beyond 1 − e^{−x²} Q(t), t = (x − c) / (x + c) (as Shepherd, Laframboise
 * 1981). Errors below 2 ulp: what is subtracted from 1 is below 0.16. erfc and Φ keep their digits in the tail, by
 * a quotient of polynomials (as Cody 1969); errors below 3.3 ulp.
 */
import type { Expansion, Vectors } from '../vectors.js'
import { exp } from './exponential.js'
import { type Lanes, lanes } from './lanes.js'

/** erf x / x − 1 in x² on [0, 1], by Chebyshev interpolation at 50 digits; error 7e-18. */
const NEAR = [
  0.12837916709551256, -0.37612638903183543, 0.11283791670945006, -0.02686617064323777,
  0.0052239776071164225, -0.0008548325975389692, 0.00012055294904839707, -1.492473690741966e-5,
  1.6447424703317362e-6, -1.6208483801871705e-7, 1.3720064546777686e-8, -7.795898827002142e-10,
]

const C = 2.5

/** e^{x²} erfc x in t, x from 1 to 6, made likewise; error 1e-18. */
const FAR = [
  0.2108063640611436, -0.3717367339489734, 0.2517131932174494, -0.1250330523788247,
  0.039922539075574935, -0.003993701166223159, -0.002642365963784453, 0.0008759154630794508,
  0.00022838036598153182, -0.00012887741536369735, -3.4182063549802165e-5, 1.8617072081910595e-5,
  7.5513017799442535e-6, -2.3140931150942177e-6, -1.79706306540687e-6, 1.2966926825389417e-7,
  3.3657006736237105e-7,
]

/** erf x for 0 ≤ x ≤ 1. */
const nearOf = (l: Lanes, x: number): number => l.add(x, l.mul(x, l.polynomial(NEAR, l.mul(x, x))))

/** erf x, with the sign of x; from 6 on it is 1. */
export const erf: Expansion = (v, x) => {
  const l = lanes(v)
  const size = l.abs(x)
  const near = nearOf(l, size)
  const y = l.atMost(size, l.number(6))
  const t = l.div(l.sub(y, l.number(C)), l.add(y, l.number(C)))
  const tail = l.mul(exp(v, l.neg(l.mul(y, y))), l.polynomial(FAR, t))
  const value = l.choose(l.less(l.number(1), size), l.sub(l.number(1), tail), near)
  return l.or(value, l.sign(x))
}

/** (x + ½) e^{x²} erfc x less its mean, a quotient in x from 0.5 to 27.5, interpolated at 90 digits; error 4e-18. */
const OVER = [
  -0.0937499999829329, 0.11612643551308925, 0.34994769690223576, 0.34537698867505584,
  0.1967680866128856, 0.07234102834528118, 0.017130975783362798, 0.0022656086127484498,
  3.0383941516122248e-5, -4.106234450942473e-5, -5.400260145553232e-6,
]
const UNDER = [
  1, 3.4099624601999485, 5.41621651497791, 5.292702019508082, 3.5364461075626097,
  1.6957449756842164, 0.5942783813075537, 0.15141560400619597, 0.02712186327308191,
  0.003132465311906701, 0.00018268552319747555,
]
const MEAN = 0.59375

/** e^{−c x²} with the digits that squaring x would lose, for c a power of 2. */
const gauss = (v: Vectors, x: number, c: number): number => {
  const l = lanes(v)
  const high = l.head(x) // its square is exact
  const little = l.mul(l.sub(x, high), l.add(x, high))
  return exp(v, l.mul(l.number(-c), l.mul(high, high)), l.mul(l.number(-c), little))
}

/** From here on erfc is below every double; and Φ, downwards. */
const [LEAST, LEAST_NORMAL] = [28, 40]

/** erfc x, of x, and of e^{−x²}. */
const complement = (l: Lanes, x: number, decay: number): number => {
  const size = l.abs(x)
  const y = l.atMost(size, l.number(LEAST))
  const more = l.div(l.polynomial(OVER, y), l.polynomial(UNDER, y))
  const upper = l.div(l.mul(decay, l.add(l.number(MEAN), more)), l.add(y, l.number(0.5)))
  const below = l.less(x, l.number(-1))
  const near = l.or(nearOf(l, size), l.sign(x))
  const rest = l.sub(l.choose(below, l.number(2), l.number(1)), l.choose(below, upper, near))
  return l.choose(l.less(l.number(0.5), x), upper, rest)
}

/** erfc x. */
export const erfc: Expansion = (v, x) => {
  const l = lanes(v)
  return complement(l, x, gauss(v, l.atMost(l.abs(x), l.number(LEAST)), 1))
}

/** Φ(x) = erfc(−x / √2) / 2, of e^{−x²/2} from x itself. */
export const normal: Expansion = (v, x) => {
  const l = lanes(v)
  const decay = gauss(v, l.atMost(l.abs(x), l.number(LEAST_NORMAL)), 0.5)
  return l.mul(l.number(0.5), complement(l, l.mul(l.number(-Math.SQRT1_2), x), decay))
}
