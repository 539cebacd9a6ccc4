/**
 * sin and cos: x = n π/2 + y (Cody, Waite 1980), polynomials on |y| ≤ π/4 (the form of fdlibm). Errors below 2 ulp,
 * mostly below 1; what is beyond 2¹⁴ is left to the host. Both of one argument share all but the choice.
 */
import type { Expansion } from '../vectors.js'
import { type Lanes, lanes, nearest } from './lanes.js'

/** π/2 in parts of 33 bits, so that products with n are exact, and the rest. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const

/** (sin y / y − 1) / y², and (cos y − 1) / y², as functions of y², by Chebyshev interpolation at 60 digits. */
const SIN = [
  -0.16666666666666666, 0.008333333333330925, -0.00019841269836722418, 2.755731608381636e-6,
  -2.5051127944014188e-8, 1.5917848524808262e-10,
]
const COS = [
  -0.5, 0.04166666666666664, -0.001388888888888077, 2.4801587293690305e-5, -2.755731556524682e-7,
  2.0875886564482672e-9, -1.1367988423294987e-11,
]

const reduced = (l: Lanes, x: number) => {
  const { bits, whole } = nearest(l, l.mul(x, l.number(2 / Math.PI)))
  const first = l.sub(x, l.mul(whole, l.number(HALF_PI[0])))
  const second = l.sub(first, l.mul(whole, l.number(HALF_PI[1])))
  const y = l.sub(second, l.mul(whole, l.number(HALF_PI[2])))
  return { bits, y, hard: l.less(l.number(2 ** 14), l.abs(x)) }
}

/** sin y for |y| ≤ π/4. */
export const sinOf = (l: Lanes, y: number, series = SIN): number => {
  const z = l.mul(y, y)
  const value = l.add(y, l.mul(l.mul(y, z), l.polynomial(series, z)))
  return l.or(value, l.sign(y)) // of −0 as well
}

/** cos y for |y| ≤ π/4. */
export const cosOf = (l: Lanes, y: number, series = COS): number => {
  const z = l.mul(y, y)
  return l.add(l.number(1), l.mul(z, l.polynomial(series, z)))
}

/** Either of two functions. */
export type Circular = typeof Math.sin | typeof Math.cos

/** sin or cos of an angle in a quarter of a turn, of those of what is left of it. */
export const chosen = (
  l: Lanes,
  f: Circular,
  bits: number,
  sine: number,
  cosine: number,
): number => {
  const even = l.sameBits(l.and(bits, l.bits(1n)), l.bits(0n))
  // One of the two, by the bits in which they differ: the other function takes the other.
  const difference = l.and(l.xor(sine, cosine), even)
  const value = l.xor(f === Math.sin ? cosine : sine, difference)
  const quarter = f === Math.sin ? bits : l.addBits(bits, l.bits(1n))
  // The second bit of the quarter is the sign.
  return l.xor(value, l.up(l.size - 2, l.and(quarter, l.bits(2n))))
}

/** Arguments in quarters of a turn, and the functions of what is left. */
export interface Quartered {
  readonly reduced: (
    l: Lanes,
    x: number,
  ) => {
    /** The quarter, in the lowest bits; what is left; and where all is left to the host. */
    readonly bits: number
    readonly y: number
    readonly hard: number
  }
  readonly sinOf: (l: Lanes, y: number) => number
  readonly cosOf: (l: Lanes, y: number) => number
}

/** sin x, or cos x, which is sin (x + π/2). */
export const turned =
  (f: Circular, way: Quartered): Expansion =>
  (v, x) => {
    const l = lanes(v)
    const { bits, y, hard } = way.reduced(l, x)
    return l.patch(f, hard, chosen(l, f, bits, way.sinOf(l, y), way.cosOf(l, y)), x)
  }

const exactly: Quartered = { reduced, sinOf, cosOf }

/** sin x. */
export const sin = turned(Math.sin, exactly)

/** cos x. */
export const cos = turned(Math.cos, exactly)
