/** erf, erfc and Φ as numbers: by Chebyshev series, of erf x / x on [0, 1], and of e^{x²} erfc x beyond. */
import { chebyshev } from './chebyshev.js'

/** erf x / x as a function of 2x² − 1. */
const NEAR = [
  0.9754769393826541, -0.14226120510371365, 0.010035582187599796, -0.0005768764699767485,
  2.741993125219606e-5, -1.1043175507344507e-6, 3.8488755420345036e-8, -1.1808582533875466e-9,
  3.233421582605091e-11, -7.991015947004549e-13, 1.7990725113961456e-14, -3.718635487818693e-16,
  7.103599003714253e-18,
]

/** (x + K) e^{x²} erfc x as a function of (x − K) / (x + K). */
const K = 3.75
const FAR = [
  1.5802719754089016, -1.4155291636062, 0.5310168126584589, -0.16770511573096464, 0.044234890018353,
  -0.009506139167741073, 0.0015696224296742666, -0.0001678661262168746, 1.971677029425334e-6,
  3.086971620657423e-6, -4.936920694378021e-7, -9.53473146659699e-9, 1.355826598349273e-8,
  -1.0830423386818938e-9, -2.9040184105173024e-10, 5.307787477918412e-11, 5.780745301094449e-12,
  -1.993785314415682e-12, -1.1724828156626574e-13, 7.242772425819852e-14, 2.8807292328713077e-15,
  -2.704740368320276e-15, -1.0963030130900087e-16, 1.0501564927720586e-16, 6.164032198401936e-18,
  -4.1796818392698915e-18,
]

/** e^{−c x²} with the digits that squaring x would lose. */
export const gauss = (x: number, c = 1): number => {
  const high = Math.round(x * 2 ** 20) / 2 ** 20 // its square is exact
  return Math.exp(-c * high * high) * Math.exp(c * (high - x) * (high + x))
}

/** e^{x²} erfc x for x ≥ 0.5. */
const scaled = (x: number): number => chebyshev(FAR, (x - K) / (x + K)) / (x + K)

/** erfc x for x ≥ 0.5; beyond 28 it is below every double. */
const upper = (x: number): number => (x > 28 ? 0 : gauss(x) * scaled(x))

/** erf x for |x| ≤ 1. */
const near = (x: number): number => x * chebyshev(NEAR, 2 * x * x - 1)

/** erf x. */
export const erfOf = (x: number): number =>
  Math.abs(x) <= 1 ? near(x) : x > 1 ? 1 - upper(x) : x < -1 ? upper(-x) - 1 : Number.NaN

/** erfc x. */
export const erfcOf = (x: number): number =>
  x > 0.5 ? upper(x) : x >= -1 ? 1 - near(x) : x < -1 ? 2 - upper(-x) : Number.NaN

/** Φ(x). */
export const normalOf = (x: number): number =>
  x < -1 && x > -39
    ? (gauss(x, 0.5) * scaled(-x * Math.SQRT1_2)) / 2
    : erfcOf(-x * Math.SQRT1_2) / 2
