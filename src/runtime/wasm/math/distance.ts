/** √(a² + b²), within 1.2 ulp; where a square has not all its digits the host is asked. */
import { simd } from '../instructions.js'
import type { Expansion } from '../vectors.js'
import { lanes } from './lanes.js'

export const hypot: Expansion = (v, a, b) => {
  const l = lanes(v)
  const value = v.simd(simd.f64x2Sqrt, l.add(l.mul(a, a), l.mul(b, b)))
  const size = v.simd(simd.f64x2Max, l.abs(a), l.abs(b))
  // Both are 0, or the larger is neither so small nor so large.
  const within = l.and(l.less(l.number(2 ** -450), size), l.less(size, l.number(2 ** 500)))
  return l.patch(Math.hypot, l.not(l.or(within, l.equal(size, l.number(0)))), value, a, b)
}
