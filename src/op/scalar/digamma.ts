/**
 * ψ as a number: on [1, 2] by a Chebyshev series computed to 60 digits, right at its zero; elsewhere by recurrence,
 * Stirling's series and reflection (DLMF 5.5, 5.11).
 */
import { chebyshev } from './chebyshev.js'
import { BERNOULLI, isPole, LARGE } from './logGamma.js'

/** The zero x₀ of ψ, in two parts. */
export const ZERO = [1.4616321449683622, 9.549995429965697e-17] as const

/** ψ(x) / (x − x₀) as a function of 2x − 3. */
const DIGAMMA = [
  0.983570260441567, -0.2270640863346444, 0.03336889902393011, -0.005320077271596548,
  0.0008788656937820505, -0.00014773492650606044, 2.5060543468359143e-5, -4.2721034029993324e-6,
  7.302769272465923e-7, -1.2502886813559597e-7, 2.1425009322359472e-8, -3.673295918565179e-9,
  6.299717236108931e-10, -1.080593028883266e-10, 1.853735192053638e-11, -3.18023536582553e-12,
  5.456147570322795e-13, -9.360993131036438e-14, 1.606064636295075e-14, -2.755543137743881e-15,
  4.727736178601912e-16, -8.11148420346509e-17, 1.3917077694741543e-17, -2.3877901082188625e-18,
]

/** cot πx, right at any x. */
export const cotPi = (x: number): number => {
  const r = x - Math.round(x) // in [−½, ½]
  return Math.abs(r) > 0.25
    ? Math.tan(Math.PI * (Math.sign(r) * 0.5 - r))
    : 1 / Math.tan(Math.PI * r)
}

/** ψ(x). */
export const digammaOf = (x: number): number => {
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
