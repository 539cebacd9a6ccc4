/** Arithmetic of vectors of doubles, or of four singles, for the functions of this room; truth values are masks. */
import { simd } from '../instructions.js'
import { singleBitsOf, type Vectors } from '../vectors.js'

type Two = (a: number, b: number) => number
type One = (a: number) => number

/** How numbers are made of bits. */
interface Layout {
  /** How many bits a number has, and how many of them, without the first, its digits. */
  readonly size: number
  readonly digits: number
  /** What is added to exponents. */
  readonly bias: number
  /** Added to a small number, it leaves the nearest whole one in the lowest bits. */
  readonly magic: number
  /** The least number that has all its digits. */
  readonly least: number
}

/** What functions are written in; operands and results are nodes of a graph. */
export interface Lanes extends Layout {
  readonly number: (x: number) => number
  readonly bits: (bits: bigint) => number
  readonly add: Two
  readonly sub: Two
  readonly mul: Two
  readonly div: Two
  readonly abs: One
  readonly neg: One
  readonly and: Two
  readonly or: Two
  readonly xor: Two
  readonly not: One
  readonly less: Two
  readonly equal: Two
  /** The bit that is the sign. */
  readonly sign: One
  /** Sums and differences of bits, as whole numbers. */
  readonly addBits: Two
  readonly subBits: Two
  readonly sameBits: Two
  /** Bits shifted to the left, and to the right. */
  readonly up: (by: number, a: number) => number
  readonly down: (by: number, a: number) => number
  /** A whole number in the lowest 32 bits as two that differ by 0 or 1: the first of them, and what it lacks. */
  readonly half: One
  readonly rest: Two
  /** The second where the first is true, else the third. */
  readonly choose: (p: number, a: number, b: number) => number
  /** The first, unless it is above the second. */
  readonly atMost: Two
  readonly atLeast: Two
  readonly polynomial: (coefficients: readonly number[], x: number) => number
  /** Without the lower half of its bits: the product of two such is exact. */
  readonly head: One
  readonly patch: Vectors['patch']
}

/** The sign of a double. */
export const SIGN = 1n << 63n

const layouts: Readonly<Record<2 | 4, Layout>> = {
  2: { size: 64, digits: 52, bias: 1023, magic: 3 * 2 ** 51, least: 2 ** -1022 },
  4: { size: 32, digits: 23, bias: 127, magic: 3 * 2 ** 22, least: 2 ** -126 },
}

/** log 2, of few bits so that its products with small whole numbers are exact, and the rest. */
export const LOG2 = {
  2: [0.6931471803691238, 1.9082149292705877e-10],
  4: [0.693359375, -0.00021219444170128554],
} as const

/** Instructions on two doubles, and on four singles. */
const codes = {
  2: {
    add: simd.f64x2Add,
    sub: simd.f64x2Sub,
    mul: simd.f64x2Mul,
    div: simd.f64x2Div,
    abs: simd.f64x2Abs,
    neg: simd.f64x2Neg,
    less: simd.f64x2Lt,
    equal: simd.f64x2Eq,
    atMost: simd.f64x2Pmin,
    atLeast: simd.f64x2Pmax,
    addBits: simd.i64x2Add,
    subBits: simd.i64x2Sub,
    sameBits: simd.i64x2Eq,
    up: simd.i64x2Shl,
    down: simd.i64x2ShrU,
  },
  4: {
    add: simd.f32x4Add,
    sub: simd.f32x4Sub,
    mul: simd.f32x4Mul,
    div: simd.f32x4Div,
    abs: simd.f32x4Abs,
    neg: simd.f32x4Neg,
    less: simd.f32x4Lt,
    equal: simd.f32x4Eq,
    atMost: simd.f32x4Pmin,
    atLeast: simd.f32x4Pmax,
    addBits: simd.i32x4Add,
    subBits: simd.i32x4Sub,
    sameBits: simd.i32x4Eq,
    up: simd.i32x4Shl,
    down: simd.i32x4ShrU,
  },
} as const

/** a₀ + a₁ x + a₂ x² + …, long ones as two of x², so that fewer steps wait for others (Knuth 1962). */
const nested = (
  { number, add, mul }: Pick<Lanes, 'number' | 'add' | 'mul'>,
  coefficients: readonly number[],
  x: number,
): number => {
  const horner = (cs: readonly number[], y: number): number =>
    cs.slice(0, -1).reduceRight((sum, c) => add(number(c), mul(sum, y)), number(cs.at(-1)!))
  if (coefficients.length < 5) return horner(coefficients, x)
  const every = (k: number) => coefficients.filter((_, i) => i % 2 === k)
  const square = mul(x, x)
  return add(horner(every(0), square), mul(x, horner(every(1), square)))
}

/** Arithmetic on a graph, of so many numbers a vector. */
export const lanes = (v: Vectors, width: 2 | 4 = 2): Lanes => {
  const two =
    (code: number): Two =>
    (a, b) =>
      v.simd(code, a, b)
  const one =
    (code: number): One =>
    a =>
      v.simd(code, a)
  const own = codes[width]
  const bits = (b: bigint): number => v.bits(width === 2 ? b : (b << 32n) | b)
  const number = (x: number): number => (width === 2 ? v.number(x) : v.bits(singleBitsOf(x)))
  const [add, mul] = [two(own.add), two(own.mul)]
  return {
    ...layouts[width],
    number,
    bits,
    add,
    sub: two(own.sub),
    mul,
    div: two(own.div),
    abs: one(own.abs),
    neg: one(own.neg),
    and: two(simd.and),
    or: two(simd.or),
    xor: two(simd.xor),
    not: one(simd.not),
    less: two(own.less),
    equal: two(own.equal),
    sign: a => v.simd(simd.and, a, bits(width === 2 ? 1n << 63n : 1n << 31n)),
    addBits: two(own.addBits),
    subBits: two(own.subBits),
    sameBits: two(own.sameBits),
    up: (by, a) => v.shift(own.up, by, a),
    down: (by, a) => v.shift(own.down, by, a),
    half: a => v.shift(simd.i32x4ShrS, 1, a),
    rest: two(simd.i32x4Sub),
    choose: (p, a, b) => v.simd(simd.bitselect, a, b, p),
    atMost: two(own.atMost),
    atLeast: two(own.atLeast),
    polynomial: (coefficients, x) => nested({ number, add, mul }, coefficients, x),
    head: a => v.simd(simd.and, a, bits(width === 2 ? 0xffffffff00000000n : 0xffff0000n)),
    patch: width === 2 ? v.patch : v.patchSingle,
  }
}

/** The nearest whole number: as bits, in the lowest of them, and as a number. */
export const nearest = (l: Lanes, x: number): { readonly bits: number; readonly whole: number } => {
  const bits = l.add(x, l.number(l.magic))
  return { bits, whole: l.sub(bits, l.number(l.magic)) }
}

/** 2ⁿ for a whole number in the lowest bits, as far as there are such numbers; or, shifted, 2 to one larger than that. */
export const powerOfTwo = (l: Lanes, bits: number, shift = 0): number =>
  l.addBits(l.up(l.digits, bits), l.bits(BigInt(l.bias + shift) << BigInt(l.digits)))
