/**
 * sin and cos: x = n π/2 + y, y in two parts (Cody, Waite 1980), polynomials on |y| ≤ π/4 (the form of fdlibm).
 * Errors below 1 ulp; what is beyond 2¹⁵, or so near a multiple of π/2 that the parts do not suffice, is left
 * to the host. Both of one argument share all but the choice.
 */
import type { HostFunction } from '../../../op/Scalars.js'
import { simd } from '../instructions.js'
import type { Expansion } from '../vectors.js'
import { type Lanes, lanes, nearest } from './lanes.js'

/** π/2 in parts of 33 bits, so that products with n are exact, and the rest. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const

/** (sin y / y − 1) / y², and (cos y − 1 + y²/2) / y⁴, as functions of y², by Chebyshev interpolation at 60 digits. */
const SIN = [
  -0.16666666666666666, 0.008333333333330925, -0.00019841269836722418, 2.755731608381636e-6,
  -2.5051127944014188e-8, 1.5917848524808262e-10,
]
const COS = [
  0.041666666666666664, -0.0013888888888887382, 2.480158729874307e-5, -2.7557317260008837e-7,
  2.0876143827993133e-9, -1.1382456778061306e-11,
]

const reduced = (l: Lanes, x: number) => {
  const { bits, whole } = nearest(l, l.mul(x, l.number(2 / Math.PI)))
  const first = l.sub(x, l.mul(whole, l.number(HALF_PI[0])))
  const second = l.mul(whole, l.number(HALF_PI[1]))
  const left = l.sub(first, second)
  const third = l.sub(l.mul(whole, l.number(HALF_PI[2])), l.sub(l.sub(first, left), second))
  const y = l.sub(left, third)
  const rest = l.sub(l.sub(left, y), third)
  const size = l.abs(x)
  const near = l.less(l.abs(y), l.mul(size, l.number(2 ** -42)))
  const far = l.not(l.less(size, l.number(2 ** 15)))
  return { bits, y, rest, hard: l.or(near, far) }
}

const sinOf = (l: Lanes, y: number, rest: number): number => {
  const z = l.mul(y, y)
  const cube = l.mul(z, y)
  const series = l.polynomial(SIN.slice(1), z)
  const inner = l.sub(l.mul(z, l.sub(l.mul(l.number(0.5), rest), l.mul(cube, series))), rest)
  return l.sub(y, l.sub(inner, l.mul(cube, l.number(SIN[0]!))))
}

const cosOf = (l: Lanes, y: number, rest: number): number => {
  const z = l.mul(y, y)
  const half = l.mul(l.number(0.5), z)
  const most = l.sub(l.number(1), half)
  const lost = l.sub(l.sub(l.number(1), most), half)
  const series = l.mul(l.mul(z, z), l.polynomial(COS, z))
  return l.add(most, l.add(lost, l.sub(series, l.mul(y, rest))))
}

/** Arguments in quarters of a turn, and the functions of what is left. */
export interface Quartered {
  readonly reduced: (
    l: Lanes,
    x: number,
  ) => {
    /** The quarter, in the lowest bits; what is left, and what that lacks; what is left to the host. */
    readonly bits: number
    readonly y: number
    readonly rest: number
    readonly hard: number
  }
  readonly sinOf: (l: Lanes, y: number, rest: number) => number
  readonly cosOf: (l: Lanes, y: number, rest: number) => number
}

/** sin(x + quarters · π/2). */
export const turned =
  (f: HostFunction, quarters: bigint, way: Quartered): Expansion =>
  (v, x) => {
    const l = lanes(v)
    const { bits, y, rest, hard } = way.reduced(l, x)
    const quarter = quarters === 0n ? bits : l.addBits(bits, l.bits(quarters))
    const even = l.sameBits(l.and(quarter, l.bits(1n)), l.bits(0n))
    const value = l.choose(even, way.sinOf(l, y, rest), way.cosOf(l, y, rest))
    // The second bit of the quarter is the sign.
    const sign = l.up(62, l.and(quarter, l.bits(2n)))
    return v.patch(f, hard, v.simd(simd.xor, value, sign), x)
  }

const exactly: Quartered = { reduced, sinOf, cosOf }

/** sin x. */
export const sin = turned(Math.sin, 0n, exactly)

/** cos x. */
export const cos = turned(Math.cos, 1n, exactly)
