/**
 * Functions of four numbers of single precision, computed in it; only what is left of an angle comes from doubles.
 * Errors below 1.5 units of single precision, of sech² 3.8. The forms are those of doubles, the polynomials shorter.
 */
import type { HostFunction } from '../../../op/Scalars.js'
import { sech2Of } from '../../../op/scalar/logistic.js'
import { simd } from '../instructions.js'
import { type Expansion, singleBitsOf, type Vectors } from '../vectors.js'
import { lanes, nested } from './lanes.js'
import { quarterOf } from './rounded.js'
import { signOf } from './sign.js'

/** (eʳ − 1 − r) / r² on |r| ≤ log 2 / 2, by Chebyshev interpolation at 60 digits, as all here. */
const E = [
  0.5, 0.1666657626628875, 0.04166655242443085, 0.008363176137208939, 0.0013926352839916945,
]

/** log 2, of few bits so that its products with small whole numbers are exact, and the rest. */
const LOG2 = [0.693359375, -0.00021219444170128554] as const

/** (1 − tanh x / x) / x² as a quotient in x² on [0, 0.625²]. */
const TANH = {
  over: [0.333333283662796, 0.0015510664088651538],
  under: [1, 0.4046468138694763],
}

/** (sin y / y − 1) / y², and (cos y − 1) / y², as functions of y² on |y| ≤ π/4. */
const SIN = [-0.166666641831398, 0.008332747966051102, -0.00019587890710681677]
const COS = [-0.5, 0.04166664928197861, -0.0013887588866055012, 2.4463788577122614e-5]

/** (log((1 + s)/(1 − s)) / s − 2) / s² as a function of s². */
const LOG = [0.6666668653488159, 0.3998878002166748, 0.29579949378967285]

/** √½, and the least number that is not subnormal, as bits. */
const [ROOT, LEAST] = [0x3f3504f3n, 2 ** -126]

/** 3·2²²: added to a small number, it leaves the nearest whole one in the lowest bits. */
const MAGIC = 12582912

const twice = (bits: bigint): bigint => (bits << 32n) | bits

const singles = (v: Vectors) => {
  const two =
    (code: number) =>
    (a: number, b: number): number =>
      v.simd(code, a, b)
  const one =
    (code: number) =>
    (a: number): number =>
      v.simd(code, a)
  const number = (x: number): number => v.bits(singleBitsOf(x))
  const bits = (b: bigint): number => v.bits(twice(b))
  const [add, sub, mul] = [two(simd.f32x4Add), two(simd.f32x4Sub), two(simd.f32x4Mul)]
  return {
    number,
    bits,
    add,
    sub,
    mul,
    div: two(simd.f32x4Div),
    abs: one(simd.f32x4Abs),
    neg: one(simd.f32x4Neg),
    and: two(simd.and),
    or: two(simd.or),
    xor: two(simd.xor),
    not: one(simd.not),
    less: two(simd.f32x4Lt),
    atMost: two(simd.f32x4Pmin),
    atLeast: two(simd.f32x4Pmax),
    addBits: two(simd.i32x4Add),
    subBits: two(simd.i32x4Sub),
    sameBits: two(simd.i32x4Eq),
    up: (by: number, a: number): number => v.shift(simd.i32x4Shl, by, a),
    down: (by: number, a: number): number => v.shift(simd.i32x4ShrU, by, a),
    half: (a: number): number => v.shift(simd.i32x4ShrS, 1, a),
    choose: (p: number, a: number, b: number): number => v.simd(simd.bitselect, a, b, p),
    polynomial: (cs: readonly number[], x: number): number => nested({ number, add, mul }, cs, x),
    /** The sign that a number has. */
    sign: (a: number): number => v.simd(simd.and, a, bits(1n << 31n)),
    powerOfTwo: (a: number, shift = 0): number =>
      v.simd(simd.i32x4Add, v.shift(simd.i32x4Shl, 23, a), bits(BigInt(127 + shift) << 23n)),
  }
}

const exp: Expansion = (v, given) => {
  const l = singles(v)
  const small = signOf(v, given) === -1
  const above = l.atLeast(given, l.number(-104))
  const x = small ? above : l.atMost(above, l.number(89))
  const bits = l.add(l.mul(x, l.number(Math.LOG2E)), l.number(MAGIC))
  const whole = l.sub(bits, l.number(MAGIC))
  const r = l.sub(l.sub(x, l.mul(whole, l.number(LOG2[0]))), l.mul(whole, l.number(LOG2[1])))
  const rest = l.add(r, l.mul(l.mul(r, r), l.polynomial(E, r)))
  const value = l.add(l.number(1), rest)
  // 2ⁿ as two factors, so that neither leaves the range; one is always 2⁻³² where n ≤ 0.
  if (small) return l.mul(l.mul(value, l.powerOfTwo(bits, 32)), l.number(2 ** -32))
  const half = l.half(bits)
  return l.mul(l.mul(value, l.powerOfTwo(half)), l.powerOfTwo(l.subBits(bits, half)))
}

/** e^{−2|x|}, which tanh and sech² share. */
const decay = (v: Vectors, x: number): number => {
  const l = singles(v)
  return exp(v, l.mul(l.number(-2), l.abs(x)))
}

const tanh: Expansion = (v, x) => {
  const l = singles(v)
  const [size, e, z] = [l.abs(x), decay(v, x), l.mul(x, x)]
  const beyond = l.less(l.number(0.625), size)
  const over = l.choose(beyond, l.add(e, e), l.mul(l.mul(size, z), l.polynomial(TANH.over, z)))
  const under = l.choose(beyond, l.add(l.number(1), e), l.polynomial(TANH.under, z))
  const value = l.sub(l.choose(beyond, l.number(1), size), l.div(over, under))
  return l.or(value, l.sign(x))
}

const sech2: Expansion = (v, x) => {
  const l = singles(v)
  const e = decay(v, x)
  const sum = l.add(l.number(1), e)
  return l.div(l.mul(l.number(4), e), l.mul(sum, sum))
}

const log: Expansion = (v, x) => {
  const l = singles(v)
  const above = l.subBits(x, l.bits(ROOT))
  const m = l.subBits(x, l.and(above, l.bits(0xff800000n)))
  const biased = l.down(23, l.addBits(above, l.bits(128n << 23n)))
  const k = l.sub(l.or(biased, l.bits(0x4b000000n)), l.number(2 ** 23 + 128))
  const f = l.sub(m, l.number(1))
  const s = l.div(f, l.add(f, l.number(2)))
  const z = l.mul(s, s)
  const half = l.mul(l.mul(f, f), l.number(0.5))
  const rest = l.mul(s, l.add(half, l.mul(z, l.polynomial(LOG, z))))
  const low = l.add(rest, l.mul(k, l.number(LOG2[1])))
  const value = l.add(l.mul(k, l.number(LOG2[0])), l.sub(f, l.sub(half, low)))
  const ordinary = l.and(l.less(l.number(LEAST), x), l.less(x, l.number(Infinity)))
  return v.patchSingle(Math.log, l.not(ordinary), value, x)
}

/** sin, or cos: what is left of the angle in doubles, which have digits to lose, and from there on in singles. */
const turned =
  (f: typeof Math.sin | typeof Math.cos): Expansion =>
  (v, x) => {
    const l = singles(v)
    const halves = [x, v.shuffle([2, 3, 2, 3], x, x)].map(half =>
      quarterOf(lanes(v), v.simd(simd.promote, half)),
    ) as [ReturnType<typeof quarterOf>, ReturnType<typeof quarterOf>]
    const bits = v.shuffle([0, 2, 4, 6], halves[0].bits, halves[1].bits)
    const [low, high] = [v.simd(simd.demote, halves[0].y), v.simd(simd.demote, halves[1].y)]
    const y = v.shuffle([0, 1, 4, 5], low, high)
    const z = l.mul(y, y)
    const sine = l.or(l.add(y, l.mul(l.mul(y, z), l.polynomial(SIN, z))), l.sign(y)) // of −0 as well
    const cosine = l.add(l.number(1), l.mul(z, l.polynomial(COS, z)))
    const even = l.sameBits(l.and(bits, l.bits(1n)), l.bits(0n))
    const difference = l.and(l.xor(sine, cosine), even)
    const value = l.xor(f === Math.sin ? cosine : sine, difference)
    const quarter = f === Math.sin ? bits : l.addBits(bits, l.bits(1n))
    const sign = l.up(30, l.and(quarter, l.bits(2n)))
    return v.patchSingle(f, l.less(l.number(2 ** 15), l.abs(x)), l.xor(value, sign), x)
  }

/** Expansions by function of the host, for kernels that are of single precision throughout. */
export const quads: ReadonlyMap<HostFunction, Expansion> = new Map<HostFunction, Expansion>([
  [Math.exp, exp],
  [Math.log, log],
  [Math.sin, turned(Math.sin)],
  [Math.cos, turned(Math.cos)],
  [Math.tanh, tanh],
  [sech2Of, sech2],
])
