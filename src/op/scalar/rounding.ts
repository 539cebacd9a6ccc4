/** Rounding, elementwise: steps, whose derivative is 0 everywhere, and what is left over. */

import { binary, unary } from '../elementwise.js'
import { div, neg, sub } from './arithmetic.js'

const jump = [{ at: [1], note: 'jump: derivative 0' }]

/** The largest whole number not above x. */
export const floor = unary('floor', Math.floor, () => 0, { edges: jump })

/** The smallest whole number not below x. */
export const ceil = unary('ceil', Math.ceil, () => 0, { edges: jump })

const nearest = (x: number): number => {
  const below = Math.floor(x)
  const above = x - below
  return above < 0.5 || (above === 0.5 && below % 2 === 0) ? below : below + 1
}

/** The nearest whole number, of two the even one (as NumPy and IEEE 754). */
export const round = unary(
  'round',
  x => (Number.isFinite(x) ? nearest(x) : x),
  () => 0,
  {
    scalar: (s, x) => {
      const below = s.call(Math.floor, x)
      const above = s.sub(x, below)
      const half = s.mul(below, s.number(0.5))
      const even = s.equal(s.call(Math.floor, half), half)
      const tie = s.and(s.equal(above, s.number(0.5)), even)
      const down = s.or(s.less(above, s.number(0.5)), tie)
      return s.choose(down, below, s.add(below, s.number(1)))
    },
    edges: [{ at: [0.5], note: 'jump: derivative 0' }],
  },
)

/** The whole part of x, towards 0. */
export const trunc = unary('trunc', Math.trunc, () => 0, { edges: jump })

/**
 * What is left of a over whole multiples of b, with the sign of a (as JavaScript's `%`, C's `fmod`).
 *
 * @example
 * import { fn, grad, real, run, tuple } from 'chainrule'
 * import { rem } from 'chainrule/op'
 *
 * const f = fn(tuple(real, real), ([a, b]) => rem(a, b))
 * run(f)([-7, 2]) // => -1
 * run(grad(f))([-7, 2]) // => [1, 3]
 */
export const rem = binary(
  'rem',
  (a, b) => a % b,
  // The quotient from what is left: a / b alone may round up to the next whole number.
  (a, b, y) => [1, neg(round(div(sub(a, y), b)))],
  { edges: [{ at: [4, 2], note: 'jump: derivatives 1 and −a/b' }] },
)
