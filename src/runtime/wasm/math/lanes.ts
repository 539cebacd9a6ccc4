/** Arithmetic of vectors of doubles, for the functions of this room; truth values are masks. */
import { simd } from '../instructions.js'
import type { Vectors } from '../vectors.js'

type Two = (a: number, b: number) => number
type One = (a: number) => number

/** What functions are written in; operands and results are nodes of a graph. */
export interface Lanes {
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
  readonly not: One
  readonly less: Two
  readonly equal: Two
  /** Sums and differences of bits, as whole numbers of 64. */
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
}

/** The sign of a double. */
export const SIGN = 1n << 63n

/** 3·2⁵¹: added to a small number, it leaves the nearest whole one in the lowest bits. */
const MAGIC = 6755399441055744

/** a₀ + a₁ x + a₂ x² + …, long ones as two of x², so that fewer steps wait for others (Knuth 1962). */
export const nested = (
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

/** Arithmetic on a graph. */
export const lanes = (v: Vectors): Lanes => {
  const two =
    (code: number): Two =>
    (a, b) =>
      v.simd(code, a, b)
  const one =
    (code: number): One =>
    a =>
      v.simd(code, a)
  const [add, mul] = [two(simd.f64x2Add), two(simd.f64x2Mul)]
  return {
    number: v.number,
    bits: v.bits,
    add,
    sub: two(simd.f64x2Sub),
    mul,
    div: two(simd.f64x2Div),
    abs: one(simd.f64x2Abs),
    neg: one(simd.f64x2Neg),
    and: two(simd.and),
    or: two(simd.or),
    not: one(simd.not),
    less: two(simd.f64x2Lt),
    equal: two(simd.f64x2Eq),
    addBits: two(simd.i64x2Add),
    subBits: two(simd.i64x2Sub),
    sameBits: two(simd.i64x2Eq),
    up: (by, a) => v.shift(simd.i64x2Shl, by, a),
    down: (by, a) => v.shift(simd.i64x2ShrU, by, a),
    half: a => v.shift(simd.i32x4ShrS, 1, a),
    rest: two(simd.i32x4Sub),
    choose: (p, a, b) => v.simd(simd.bitselect, a, b, p),
    atMost: two(simd.f64x2Pmin),
    atLeast: two(simd.f64x2Pmax),
    polynomial: (coefficients, x) => nested({ number: v.number, add, mul }, coefficients, x),
    head: a => v.simd(simd.and, a, v.bits(0xffffffff00000000n)),
  }
}

/** The nearest whole number: as bits, in the lowest of them, and as a double. */
export const nearest = (l: Lanes, x: number): { readonly bits: number; readonly whole: number } => {
  const bits = l.add(x, l.number(MAGIC))
  return { bits, whole: l.sub(bits, l.number(MAGIC)) }
}

/** 2ⁿ for a whole number in the lowest bits, −1022 ≤ n ≤ 1023; or, shifted, 2 to one larger than that. */
export const powerOfTwo = (l: Lanes, bits: number, shift = 0): number =>
  l.addBits(l.up(52, bits), l.bits(BigInt(1023 + shift) << 52n))
