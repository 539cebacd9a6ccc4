/**
 * Hyperbolic functions by exp, and their inverses by log. Errors below 1.8 ulp; where numbers are so large that a
 * square may be infinite the host is asked.
 */
import { simd } from '../instructions.js'
import type { Expansion } from '../vectors.js'
import { exp } from './exponential.js'
import { lanes } from './lanes.js'
import { logOfSum } from './logarithm.js'

/** (sinh x / x − 1) / x² in x² on [0, 1], by Chebyshev interpolation at 60 digits; error 1e-17. */
const SINH = [
  0.16666666666666666, 0.008333333333333299, 0.00019841269841324198, 2.7557319191381816e-6,
  2.5052117695907823e-8, 1.6057679623801638e-10, 7.746178593018827e-13,
]

/** Up to it eˣ is a number, and its inverse an ordinary one. */
const LARGE = 700

/** sinh x: a series up to 1, and beyond half of what e^{|x|} is above its inverse. */
export const sinh: Expansion = (v, x) => {
  const l = lanes(v)
  const size = l.abs(x)
  const z = l.mul(x, x)
  const near = l.add(size, l.mul(l.mul(size, z), l.polynomial(SINH, z)))
  const half = l.mul(l.number(0.5), exp(v, size))
  const far = l.sub(half, l.div(l.number(0.25), half))
  const value = l.or(l.choose(l.less(l.number(1), size), far, near), l.sign(x))
  return l.patch(Math.sinh, l.less(l.number(LARGE), size), value, x)
}

/** cosh x. */
export const cosh: Expansion = (v, x) => {
  const l = lanes(v)
  const size = l.abs(x)
  const half = l.mul(l.number(0.5), exp(v, size))
  const value = l.add(half, l.div(l.number(0.25), half))
  return l.patch(Math.cosh, l.less(l.number(LARGE), size), value, x)
}

/** Beyond it squares may be infinite. */
const HUGE = 2 ** 500

/** arsinh x = log(1 + |x| + x² / (1 + √(1 + x²))). */
export const asinh: Expansion = (v, x) => {
  const l = lanes(v)
  const [size, one] = [l.abs(x), l.number(1)]
  const z = l.mul(x, x)
  const more = l.div(z, l.add(one, v.simd(simd.f64x2Sqrt, l.add(one, z))))
  const value = l.or(logOfSum(l, size, more), l.sign(x))
  return l.patch(Math.asinh, l.not(l.less(size, l.number(HUGE))), value, x)
}

/** arcosh x = log(1 + t + √(t (t + 2))), t = x − 1. */
export const acosh: Expansion = (v, x) => {
  const l = lanes(v)
  const t = l.sub(x, l.number(1))
  const root = v.simd(simd.f64x2Sqrt, l.mul(t, l.add(t, l.number(2))))
  const outside = l.or(l.less(x, l.number(1)), l.not(l.less(x, l.number(HUGE))))
  return l.patch(Math.acosh, outside, logOfSum(l, root, t), x)
}

/** artanh x = log(1 + 2|x| / (1 − |x|)) / 2. */
export const atanh: Expansion = (v, x) => {
  const l = lanes(v)
  const [size, one] = [l.abs(x), l.number(1)]
  const odds = l.div(l.add(size, size), l.sub(one, size))
  const value = l.or(l.mul(l.number(0.5), logOfSum(l, odds)), l.sign(x))
  return l.patch(Math.atanh, l.not(l.less(size, one)), value, x)
}
