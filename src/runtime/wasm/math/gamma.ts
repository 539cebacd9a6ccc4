/**
 * log Γ: on (0, 10) by the recurrence to [1, 2.6], where it is (y − 1)(y − 2) P(y) and so right at its zeros; from 10
 * on by Stirling's series (DLMF 5.5.1, 5.11.1). Errors below 2 ulp; what is not positive is left to the host.
 */
import {
  BETWEEN,
  BETWEEN_LOW,
  HALF_LOG_2PI,
  LARGE,
  logGamma,
  MOST,
  STIRLING,
} from '../../../op/scalar/logGamma.js'
import type { Expansion } from '../vectors.js'
import { lanes } from './lanes.js'
import { log } from './logarithm.js'

/** log Γ(x). */
export const lgamma: Expansion = (v, x) => {
  const l = lanes(v)
  const [one, two] = [l.number(1), l.number(2)]
  const below = l.less(x, one)
  const large = l.less(l.number(LARGE), x)
  // Γ(x) is a product with Γ of what lies in [1, 2.6]; below 1, x Γ(x) = Γ(x + 1).
  let [y, factor] = [x, one]
  for (let k = 2; k < LARGE; k++) {
    const more = l.less(l.number(MOST), y)
    y = l.choose(more, l.sub(y, one), y)
    factor = l.choose(more, l.mul(factor, y), factor)
  }
  const first = l.choose(below, x, l.sub(y, one))
  const second = l.choose(below, l.sub(x, one), l.sub(y, two))
  const s = l.mul(l.sub(first, l.number(0.8)), l.number(1.25))
  // Where all is added up to the first coefficient at once, one rounding of it is all that is lost.
  const [at, ...rest] = BETWEEN
  const polynomial = l.add(
    l.number(at),
    l.add(l.mul(s, l.polynomial(rest, s)), l.number(BETWEEN_LOW)),
  )
  const between = l.mul(l.mul(first, second), polynomial)
  const logarithm = log(v, l.choose(l.or(below, large), x, factor))
  const small = l.choose(below, l.sub(between, logarithm), l.add(between, logarithm))

  const inverse = l.div(one, x)
  const tail = l.mul(inverse, l.polynomial(STIRLING, l.mul(inverse, inverse)))
  const less = l.add(l.sub(l.number(HALF_LOG_2PI), l.mul(l.number(0.5), logarithm)), tail)
  const series = l.add(l.mul(x, l.sub(logarithm, one)), less)
  const positive = l.and(l.less(l.number(0), x), l.less(x, l.number(Infinity)))
  return v.patch(logGamma, l.not(positive), l.choose(large, series, small), x)
}
