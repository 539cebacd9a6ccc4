/** Numbers at which functions are compared with what is right, and those functions. */
import type { Expr } from '../../src/index.js'
import { fromFlat } from '../../src/index.js'
import * as op from '../../src/op/index.js'
import { digammaOf } from '../../src/op/scalar/digamma.js'
import { erfcOf, erfOf, normalOf } from '../../src/op/scalar/erf.js'
import { logGamma } from '../../src/op/scalar/logGamma.js'

export type One = (x: Expr) => Expr
export type Two = (a: Expr, b: Expr) => Expr

export const numbersOf = (xs: readonly number[]) => fromFlat(Float64Array.from(xs), [xs.length])

/** Doubles of all magnitudes and signs, by their bits; and those that are special. */
export const anywhere = (count: number): readonly number[] => {
  let state = 88172645463325252n
  const bits = BigUint64Array.from({ length: count }, () => {
    state ^= BigInt.asUintN(64, state << 13n)
    state ^= state >> 7n
    state ^= BigInt.asUintN(64, state << 17n)
    return state
  })
  return [...new Float64Array(bits.buffer)]
}
export const special = [
  0,
  1,
  2,
  0.5,
  1e-320,
  2 ** -1022,
  2 ** -1074,
  2 ** 1023,
  Number.MAX_VALUE,
  Infinity,
  710,
  745.2,
  746,
  709.78,
  Math.PI / 2,
  Math.PI,
  32768,
  1e22,
  1 - 2 ** -53,
  1 + 2 ** -52,
  1e-8,
  0.55,
  0.35,
  Math.SQRT1_2,
  Math.SQRT2,
  50,
]
  .flatMap(x => [x, -x])
  .concat(Number.NaN)
export const ordinary = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => 40 * Math.sin(i * 12.9898) * Math.cos(i * 1.7) ** 3)

/** Functions as vectors, and of the host. */
export const ones: Readonly<Record<string, readonly [One, (x: number) => number]>> = {
  exp: [op.exp, Math.exp],
  expm1: [op.expm1, Math.expm1],
  log: [op.log, Math.log],
  log1p: [op.log1p, Math.log1p],
  sin: [op.sin, Math.sin],
  cos: [op.cos, Math.cos],
  tanh: [op.tanh, Math.tanh],
  erf: [op.erf, erfOf],
  lgamma: [op.lgamma, logGamma],
  log2: [op.log2, Math.log2],
  log10: [op.log10, Math.log10],
  sinh: [op.sinh, Math.sinh],
  cosh: [op.cosh, Math.cosh],
  asinh: [op.asinh, Math.asinh],
  acosh: [op.acosh, Math.acosh],
  atanh: [op.atanh, Math.atanh],
}

/** Those that are off by a little more, as plain numbers too. */
export const tails: typeof ones = {
  erfc: [op.erfc, erfcOf],
  normalCdf: [op.normalCdf, normalOf],
  digamma: [op.digamma, digammaOf],
}

/** exp where it is known that nothing is positive. */
export const decays: typeof ones = {
  'exp −|x|': [x => op.exp(op.neg(op.abs(x))), x => Math.exp(-Math.abs(x))],
}
