/**
 * The logarithm of the Gamma function and its derivatives, the polygamma functions: by recurrence, Stirling's series
 * and reflection (DLMF 5.5, 5.11, 5.15).
 */

import { unary } from '../elementwise.js'
import { ordered } from '../ordered.js'
import { cotPi, digammaOf } from './digamma.js'
import { BERNOULLI, isPole, LARGE, logGamma } from './logGamma.js'

// -------------------------------------------------------------------------------------
// values
// -------------------------------------------------------------------------------------

/** The derivative of order n of cot πx, over πⁿ: a polynomial in cot πx, differentiated n times. */
const cotDerivative = (n: number, x: number): number => {
  let p: readonly number[] = [0, 1]
  for (let i = 0; i < n; i++) {
    // (p(c))′ = −(1 + c²) p′(c)
    const d = p.slice(1).map((a, k) => (k + 1) * a)
    p = Array.from({ length: d.length + 2 }, (_, k) => -((d[k] ?? 0) + (d[k - 2] ?? 0)))
  }
  const c = cotPi(x)
  return p.reduceRight((s, a) => s * c + a, 0)
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))

/** ψ⁽ⁿ⁾(x), n ≥ 1. */
const polygammaOf = (n: number, x: number): number => {
  if (Number.isNaN(x) || x === -Infinity) return Number.NaN
  const sign = n % 2 === 0 ? -1 : 1
  if (isPole(x)) return n % 2 === 0 ? Number.NaN : Infinity
  if (x < 0) return -sign * polygammaOf(n, 1 - x) - Math.PI ** (n + 1) * cotDerivative(n, x)
  let [y, sum] = [x, 0]
  while (y < LARGE + n) {
    sum += y ** -(n + 1)
    y += 1
  }
  // Terms (2k + n − 1)! / ((2k)! n!) of the series, in units of n! y⁻ⁿ⁻¹.
  const tail = BERNOULLI.reduce(
    (s, b, k) => {
      const m = 2 * k + 2
      const ratio = (s.ratio * (m + n - 2) * (m + n - 1)) / (m * (m - 1) * y * y)
      return { ratio, sum: s.sum + b * ratio }
    },
    { ratio: y / n, sum: y / n + 0.5 },
  )
  return sign * factorial(n) * (sum + y ** -n * (tail.sum / y))
}

// -------------------------------------------------------------------------------------
// operations
// -------------------------------------------------------------------------------------

const poles = [{ at: [0], note: 'pole' }]

/** log |Γ(x)|; ∞ at the whole numbers up to 0. */
export const lgamma = unary('lgamma', logGamma, x => digamma(x), {
  latex: '\\log\\Gamma',
  edges: poles,
})

/** ψ(x), the derivative of log Γ; NaN at the whole numbers up to 0. */
export const digamma = unary('digamma', digammaOf, x => polygamma(x, { order: 1 }), {
  latex: '\\psi',
  edges: poles,
})

/**
 * ψ⁽ⁿ⁾(x), the derivative of order n ≥ 1 of ψ (DLMF 5.15); at its poles, the whole numbers up to 0, ∞ where n is odd,
 * else NaN.
 *
 * @example
 * import { fn, real, run } from 'chainrule'
 * import { polygamma } from 'chainrule/op'
 *
 * run(fn(real, x => polygamma(x, { order: 1 })))(1) // => Math.PI ** 2 / 6
 *
 * @throws ShapeError where the order is not a whole number from 1
 */
export const polygamma = ordered('polygamma', {
  least: 1,
  value: polygammaOf,
  partial: (order, x) => polygamma(x, { order: order + 1 }),
  text: (order, x) => `polygamma(${x}, ${order})`,
  latex: (order, x) => `\\psi^{(${order})}\\left(${x}\\right)`,
})
