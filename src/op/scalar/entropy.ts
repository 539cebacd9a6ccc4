/** What entropies and odds are made of, with 0 log 0 = 0. */

import { binary, unary } from '../elementwise.js'
import { absolute } from '../Scalars.js'
import { add, div, reciprocal, sub } from './arithmetic.js'
import { and, equal, where } from './compare.js'
import { log } from './transcendental.js'

/**
 * x log x, 0 at 0; NaN below.
 *
 * @example
 * import { fn, grad, real, run } from 'chainrule'
 * import { xlogx } from 'chainrule/op'
 *
 * run(fn(real, x => xlogx(x)))(0) // => 0
 * run(grad(fn(real, x => xlogx(x))))(1) // => 1
 */
export const xlogx = unary(
  'xlogx',
  x => (x === 0 ? 0 : x * Math.log(x)),
  x => add(log(x), 1),
  {
    scalar: (s, x) => {
      const none = s.equal(x, s.number(0))
      const y = s.choose(none, s.number(1), x) // whose logarithm costs little
      return s.choose(none, s.number(0), s.mul(x, s.call(Math.log, y)))
    },
    latex: x => `${x} \\log ${x}`,
    edges: [{ at: [0], note: 'end of the domain: 0, derivative −∞' }],
  },
)

/**
 * a log b, 0 where a is 0 and b is no NaN.
 *
 * @example
 * import { fn, grad, real, run, tuple } from 'chainrule'
 * import { xlogy } from 'chainrule/op'
 *
 * run(fn(tuple(real, real), ([a, b]) => xlogy(a, b)))([0, 0]) // => 0
 * run(grad(fn(tuple(real, real), ([a, b]) => xlogy(a, b))))([2, 4]) // => [Math.log(4), 0.5]
 */
export const xlogy = binary(
  'xlogy',
  (a, b) => (a === 0 && !Number.isNaN(b) ? 0 : a * Math.log(b)),
  (a, b) => {
    const none = and(equal(a, 0), equal(b, 0))
    return [log(b), where(none, 0, div(a, where(none, 1, b)))]
  },
  {
    scalar: (s, a, b) => {
      const none = s.and(s.equal(a, s.number(0)), s.equal(b, b)) // b is itself unless it is no number
      const c = s.choose(none, s.number(1), b)
      return s.choose(none, s.number(0), s.mul(a, s.call(Math.log, c)))
    },
    latex: (a, b) => `${a} \\log ${b}`,
    edges: [{ at: [0, 0], note: '0, derivatives −∞ and 0' }],
  },
)

/** log(x / (1 − x)), the inverse of the sigmoid; NaN outside [0, 1]. */
export const logit = unary(
  'logit',
  // Near ½ the quotient is near 1, and its logarithm has not the digits.
  x => (Math.abs(x - 0.5) < 0.25 ? 2 * Math.atanh(2 * x - 1) : Math.log(x / (1 - x))),
  x => add(reciprocal(x), reciprocal(sub(1, x))),
  {
    scalar: (s, x) => {
      const [one, two] = [s.number(1), s.number(2)]
      const near = s.less(absolute(s, s.sub(x, s.number(0.5))), s.number(0.25))
      const middle = s.call(Math.atanh, s.sub(s.mul(two, s.choose(near, x, s.number(0.5))), one))
      const odds = s.choose(near, one, s.div(x, s.sub(one, x)))
      return s.choose(near, s.mul(two, middle), s.call(Math.log, odds))
    },
    edges: [
      { at: [0], note: 'end of the domain: −∞, derivative ∞' },
      { at: [1], note: 'end of the domain: ∞, derivative ∞' },
    ],
  },
)
