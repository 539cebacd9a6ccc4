/** Functions of a point in the plane: its distance and angle, right at any scale, and what they derive to. */

import { binary } from '../elementwise.js'
import { absolute, type Scalars } from '../Scalars.js'
import { add, div, mul, neg, sub } from './arithmetic.js'

const directionOf = (a: number, b: number): number => {
  const size = Math.max(Math.abs(a), Math.abs(b))
  // Powers of two, so that neither end of the range of doubles costs digits.
  const scale = size > 1e300 ? 2 ** -600 : size < 1e-280 ? 2 ** 600 : 1
  return (a * scale) / Math.hypot(a * scale, b * scale)
}

/** The same as code. */
const directionCode = <T>(s: Scalars<T>, a: T, b: T): T => {
  const size = s.call(Math.max, absolute(s, a), absolute(s, b))
  const small = s.choose(s.less(size, s.number(1e-280)), s.number(2 ** 600), s.number(1))
  const scale = s.choose(s.less(s.number(1e300), size), s.number(2 ** -600), small)
  const [x, y] = [s.mul(a, scale), s.mul(b, scale)]
  return s.div(x, s.call(Math.hypot, x, y))
}

/** a / √(a² + b²), whose derivative b² / (a² + b²)^{3/2} has no difference in it that could cancel. */
export const direction = binary(
  'direction',
  directionOf,
  (a, b, u) => {
    const r = hypot(a, b)
    const v = direction(b, a)
    return [mul(v, div(v, r)), neg(mul(u, div(v, r)))]
  },
  { scalar: directionCode },
)

/** a / (a² + b²): the first coordinate of the point inverted in the unit circle. */
export const inversion = binary(
  'inversion',
  (a, b) => directionOf(a, b) / Math.hypot(a, b),
  (a, b) => {
    const r = hypot(a, b)
    const over = (x: typeof r): typeof r => div(div(x, r), r)
    return [
      mul(over(sub(b, a)), over(add(b, a))),
      mul(-2, mul(div(direction(a, b), r), div(direction(b, a), r))),
    ]
  },
  { scalar: (s, a, b) => s.div(directionCode(s, a, b), s.call(Math.hypot, a, b)) },
)

/** √(a² + b²), without overflow between. */
export const hypot = binary('hypot', Math.hypot, (a, b) => [direction(a, b), direction(b, a)], {
  latex: (a, b) => `\\sqrt{${a}^2 + ${b}^2}`,
  edges: [{ at: [0, 0], note: 'kink: derivative NaN' }],
})

/** The angle of the point (x = b, y = a), in radians. */
export const atan2 = binary(
  'atan2',
  Math.atan2,
  (a, b) => [inversion(b, a), neg(inversion(a, b))],
  { edges: [{ at: [0, 0], note: 'no angle: derivative NaN' }] },
)
