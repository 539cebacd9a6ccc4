/** Samples of arithmetic, comparisons and rounding. */
import * as op from 'chainrule/op'
import { binary, pairs, type Sample, some, unary } from './sample.js'

const word = (b: boolean): number => (b ? 1 : 0)

/** A sample an operation, by name. */
export const arithmetic: Readonly<Record<string, Sample>> = {
  add: binary(op.add, (a, b) => a + b, pairs),
  sub: binary(op.sub, (a, b) => a - b, pairs),
  mul: binary(op.mul, (a, b) => a * b, pairs),
  div: binary(op.div, (a, b) => a / b, pairs),
  neg: unary(op.neg, x => -x, some),
  reciprocal: unary(op.reciprocal, x => 1 / x, some),
  square: unary(op.square, x => x * x, some),
  abs: unary(op.abs, Math.abs, some),
  sign: unary(op.sign, Math.sign, some),
  maximum: binary(op.maximum, Math.max, pairs),
  minimum: binary(op.minimum, Math.min, pairs),
  less: binary(
    (a, b) => op.less(a, b),
    (a, b) => word(a < b),
    pairs,
  ),
  lessEqual: binary(
    (a, b) => op.lessEqual(a, b),
    (a, b) => word(a <= b),
    pairs,
  ),
  greater: binary(
    (a, b) => op.greater(a, b),
    (a, b) => word(a > b),
    pairs,
  ),
  greaterEqual: binary(
    (a, b) => op.greaterEqual(a, b),
    (a, b) => word(a >= b),
    pairs,
  ),
  equal: binary(
    (a, b) => op.equal(a, b),
    (a, b) => word(a === b),
    pairs,
  ),
  notEqual: binary(
    (a, b) => op.notEqual(a, b),
    (a, b) => word(a !== b),
    pairs,
  ),
  and: unary(
    x => op.and(op.greater(x, 0), op.less(x, 1)),
    x => word(x > 0 && x < 1),
    some,
  ),
  or: unary(
    x => op.or(op.less(x, 0), op.greater(x, 1)),
    x => word(x < 0 || x > 1),
    some,
  ),
  not: unary(
    x => op.not(op.greater(x, 0)),
    x => word(x <= 0),
    some,
  ),
  isFinite: unary(
    x => op.isFinite(op.div(1, op.relu(x))),
    x => word(x > 0),
    some,
  ),
  toReal: unary(
    x => op.mul(x, op.toReal(op.greater(x, 0))),
    x => Math.max(x, 0),
    some,
  ),
  copysign: binary(op.copysign, (a, b) => Math.abs(a) * Math.sign(b), pairs),
  round: unary(op.round, x => Math.floor(x + 0.5), some),
  trunc: unary(op.trunc, x => Math.sign(x) * Math.floor(Math.abs(x)), some),
  rem: binary(op.rem, (a, b) => a - b * Math.trunc(a / b), pairs),
  floor: unary(op.floor, Math.floor, some),
  ceil: unary(op.ceil, Math.ceil, some),
}
