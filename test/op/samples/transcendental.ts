/** Samples of roots, exponentials, logarithms and functions of angles. */
import * as op from 'chainrule/op'
import { above, binary, inside, pairs, type Sample, some, unary } from './sample.js'

/** A sample an operation, by name. */
export const transcendental: Readonly<Record<string, Sample>> = {
  sqrt: unary(op.sqrt, Math.sqrt, above),
  rsqrt: unary(op.rsqrt, x => 1 / Math.sqrt(x), above),
  cbrt: unary(op.cbrt, x => Math.sign(x) * Math.abs(x) ** (1 / 3), some),
  exp2: unary(op.exp2, x => Math.exp(x * Math.LN2), some),
  exp: unary(op.exp, Math.exp, some),
  expm1: unary(op.expm1, Math.expm1, some),
  log: unary(op.log, Math.log, above),
  log1p: unary(op.log1p, Math.log1p, above),
  log2: unary(op.log2, Math.log2, above),
  log10: unary(op.log10, Math.log10, above),
  sin: unary(op.sin, Math.sin, some),
  cos: unary(op.cos, Math.cos, some),
  tan: unary(op.tan, Math.tan, inside),
  oneMinusSquare: unary(op.oneMinusSquare, x => 1 - x * x, some),
  asin: unary(op.asin, Math.asin, inside),
  acos: unary(op.acos, Math.acos, inside),
  atan: unary(op.atan, Math.atan, some),
  sinh: unary(op.sinh, Math.sinh, some),
  cosh: unary(op.cosh, Math.cosh, some),
  sech2: unary(op.sech2, x => 1 / Math.cosh(x) ** 2, some),
  tanh: unary(op.tanh, Math.tanh, some),
  asinh: unary(op.asinh, Math.asinh, some),
  acosh: unary(op.acosh, Math.acosh, [1.4, 2, 5]),
  atanh: unary(op.atanh, Math.atanh, inside),
  pow: binary(op.pow, Math.pow, [above, some]),
  direction: binary(op.direction, (a, b) => a / Math.sqrt(a * a + b * b), pairs),
  inversion: binary(op.inversion, (a, b) => a / (a * a + b * b), pairs),
  hypot: binary(op.hypot, (a, b) => Math.sqrt(a * a + b * b), pairs),
  atan2: binary(op.atan2, Math.atan2, pairs),
}
