/**
 * The error function and its kin. Values by Chebyshev series whose coefficients were computed to 60 digits:
 * of erf x / x on [0, 1], and of e^{x²} erfc x beyond (as Shepherd, Laframboise 1981), so that tails keep
 * their digits.
 */

import { unary } from '../elementwise.js'
import { add, mul, neg, square } from './arithmetic.js'
import { less, where } from './compare.js'
import { erfcOf, erfOf, gauss, normalOf } from './erf.js'
import { exp } from './transcendental.js'

// -------------------------------------------------------------------------------------
// values
// -------------------------------------------------------------------------------------

/** The inverse of erf: a rough formula (Winitzki 2008), and steps of Halley's method. */
const erfinvOf = (y: number): number => {
  if (!(Math.abs(y) < 1)) return Math.abs(y) === 1 ? y * Infinity : Number.NaN
  if (Math.abs(y) < 1e-8) return (y * Math.sqrt(Math.PI)) / 2
  const a = 0.147
  const L = Math.log1p(-y * y)
  const half = 2 / (Math.PI * a) + L / 2
  const tail = 1 - Math.abs(y)
  let x = Math.sqrt(-L / a / (Math.sqrt(half * half - L / a) + half))
  for (let i = 0; i < 3; i++) {
    // In the tail by erfc, whose digits erf has not.
    const off = tail < 0.5 ? tail - erfcOf(x) : erfOf(x) - Math.abs(y)
    const step = (off * Math.sqrt(Math.PI)) / (2 * gauss(x))
    x -= step / (1 + x * step)
  }
  return Math.sign(y) * x
}

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

/** The error function 2/√π ∫₀ˣ e^{−t²} dt (DLMF 7.2.1). */
export const erf = unary('erf', erfOf, x => mul(2 / Math.sqrt(Math.PI), exp(neg(square(x)))), {
  latex: '\\operatorname{erf}',
})

/** 1 − erf x, with all its digits in the upper tail (DLMF 7.2.2). */
export const erfc = unary('erfc', erfcOf, x => mul(-2 / Math.sqrt(Math.PI), exp(neg(square(x)))), {
  latex: '\\operatorname{erfc}',
})

/** The inverse of erf; NaN outside [−1, 1]. */
export const erfinv = unary(
  'erfinv',
  erfinvOf,
  (_, y) => mul(Math.sqrt(Math.PI) / 2, exp(square(y))),
  {
    latex: '\\operatorname{erf}^{-1}',
    edges: [
      { at: [-1], note: 'end of the domain: −∞, derivative ∞' },
      { at: [1], note: 'end of the domain: ∞, derivative ∞' },
    ],
  },
)

/** Φ(x), the distribution function of the standard normal, with all its digits in the lower tail. */
export const normalCdf = unary(
  'normalCdf',
  normalOf,
  x => mul(1 / Math.sqrt(2 * Math.PI), exp(mul(-0.5, square(x)))),
  { latex: '\\Phi' },
)

/**
 * x Φ(x), the Gaussian error linear unit in its exact form (Hendrycks, Gimpel 2016).
 *
 * @example
 * import { fn, grad, real, run } from 'chainrule'
 * import { gelu } from 'chainrule/op'
 *
 * run(grad(fn(real, x => gelu(x))))(0) // => 0.5
 */
export const gelu = unary(
  'gelu',
  x => (x === -Infinity ? 0 : x * normalOf(x)),
  x => {
    // Beyond 40 the density is 0: no 0 · ∞.
    const inner = where(less(square(x), 1600), x, 0)
    const density = mul(1 / Math.sqrt(2 * Math.PI), exp(mul(-0.5, square(inner))))
    return add(normalCdf(x), mul(inner, density))
  },
  {
    scalar: (s, x) =>
      s.choose(s.equal(x, s.number(-Infinity)), s.number(0), s.mul(x, s.call(normalOf, x))),
  },
)
