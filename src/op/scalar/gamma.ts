/**
 * The logarithm of the Gamma function and its derivatives, the polygamma functions. Values of these on [1, 2] by
 * Chebyshev series computed to 60 digits, right at their zeros; elsewhere by recurrence, Stirling's series
 * and reflection (DLMF 5.5, 5.11, 5.15).
 */

import { unary } from '../elementwise.js'
import { ordered } from '../ordered.js'
import { chebyshev } from './chebyshev.js'
import { BERNOULLI, isPole, LARGE, logGamma } from './logGamma.js'

// -------------------------------------------------------------------------------------
// values
// -------------------------------------------------------------------------------------

/** ψ(x) / (x − x₀) as a function of 2x − 3, x₀ being the zero of ψ, in two parts. */
const ZERO = [1.4616321449683622, 9.549995429965697e-17] as const
const DIGAMMA = [
  0.983570260441567, -0.2270640863346444, 0.03336889902393011, -0.005320077271596548,
  0.0008788656937820505, -0.00014773492650606044, 2.5060543468359143e-5, -4.2721034029993324e-6,
  7.302769272465923e-7, -1.2502886813559597e-7, 2.1425009322359472e-8, -3.673295918565179e-9,
  6.299717236108931e-10, -1.080593028883266e-10, 1.853735192053638e-11, -3.18023536582553e-12,
  5.456147570322795e-13, -9.360993131036438e-14, 1.606064636295075e-14, -2.755543137743881e-15,
  4.727736178601912e-16, -8.11148420346509e-17, 1.3917077694741543e-17, -2.3877901082188625e-18,
]

const cotPi = (x: number): number => {
  const r = x - Math.round(x) // in [−½, ½]
  return Math.abs(r) > 0.25
    ? Math.tan(Math.PI * (Math.sign(r) * 0.5 - r))
    : 1 / Math.tan(Math.PI * r)
}

const digammaOf = (x: number): number => {
  if (Number.isNaN(x) || x === -Infinity || isPole(x)) return Number.NaN
  if (x < 0) return digammaOf(1 - x) - Math.PI * cotPi(x)
  if (x >= LARGE) {
    const tail = BERNOULLI.reduceRight((s, b, k) => s / (x * x) + b / (2 * k + 2), 0)
    return Math.log(x) - 1 / (2 * x) - tail / x / x
  }
  let [y, sum] = [x, 0]
  while (y > 2) {
    y -= 1
    sum += 1 / y
  }
  if (y < 1) return digammaOf(y + 1) - 1 / y
  return sum + (y - ZERO[0] - ZERO[1]) * chebyshev(DIGAMMA, 2 * y - 3)
}

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
