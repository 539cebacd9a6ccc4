/**
 * log Γ as a number: around [1, 2] by a polynomial that is right at its zeros; elsewhere by recurrence, Stirling's
 * series and reflection (DLMF 5.5, 5.11).
 */

/** log Γ(x) / ((x − 1)(x − 2)) in (x − 1.8) / 0.8 on [−1, 1], by Chebyshev interpolation at 60 digits; error 1e-18. */
export const BETWEEN: readonly [number, ...number[]] = [
  0.44427420571482606, -0.09213454932482958, 0.026744899881414985, -0.008908453163533902,
  0.003192419183562689, -0.0011959046178724865, 0.00046129196962631366, -0.00018161729643263803,
  7.259026057408147e-5, -2.9348907631379123e-5, 1.1974020058469453e-5, -4.921189440040826e-6,
  2.034885291826036e-6, -8.458646582443436e-7, 3.531062698331264e-7, -1.4762454861692642e-7,
  6.206561128255666e-8, -2.680804174269902e-8, 1.1339931430059274e-8, -3.989937135641473e-9,
  1.6903334536729855e-9, -1.4346164514095229e-9, 6.143728005147773e-10, 1.4461586129988797e-10,
  -6.280242191459022e-11, -1.0874644295164414e-10, 4.678927404586456e-11,
]

/** What its first coefficient lacks. */
export const BETWEEN_LOW = -2.114193133215395e-17

/** Where the recurrence of log Γ ends: below, logarithms of what it multiplies would cancel with what is near 0. */
export const MOST = 2.6

/** The Bernoulli numbers B₂, B₄, …. */
export const BERNOULLI = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
]

/** B₂ₖ / (2k (2k − 1)) for k from 1 on, of Stirling's series in x⁻². */
export const STIRLING = BERNOULLI.map((b, k) => b / ((2 * k + 2) * (2 * k + 1)))

/** log √(2π). */
export const HALF_LOG_2PI = 0.9189385332046728

/** From here on Stirling's series has all digits. */
export const LARGE = 13

/** sin πx, right at any x. */
const sinPi = (x: number): number => {
  const r = x - 2 * Math.round(x / 2) // in [−1, 1]
  return Math.sin(Math.PI * (Math.abs(r) > 0.5 ? Math.sign(r) * (1 - Math.abs(r)) : r))
}

/** Where Γ is infinite. */
export const isPole = (x: number): boolean => x <= 0 && Number.isInteger(x)

const stirling = (x: number): number => {
  const tail = STIRLING.reduceRight((s, b) => s / (x * x) + b, 0)
  return x * (Math.log(x) - 1) + (HALF_LOG_2PI - Math.log(x) / 2 + tail / x)
}

/** log Γ(x) / ((x − 1)(x − 2)) at x = 1 + t. */
const between = (t: number): number =>
  BETWEEN.reduceRight((sum, a, k) => sum * ((t - 0.8) * 1.25) + (k === 0 ? BETWEEN_LOW : 0) + a, 0)

/** log Γ(x). */
export const logGamma = (x: number): number => {
  if (Number.isNaN(x)) return x
  if (!Number.isFinite(x) || isPole(x)) return Infinity
  if (x < 0) return Math.log(Math.PI / Math.abs(sinPi(x) * x)) - logGamma(-x)
  if (x >= LARGE) return stirling(x)
  // Γ(x) is a product with Γ of what lies in [1, 2.6].
  let [y, factor] = [x, 1]
  while (y > MOST) {
    y -= 1
    factor *= y
  }
  if (y < 1) return y * (y - 1) * between(y) - Math.log(y) // y Γ(y) = Γ(y + 1)
  return (y - 1) * (y - 2) * between(y - 1) + Math.log(factor)
}
