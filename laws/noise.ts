/**
 * How much computed numbers may be off: what differences of high order show over steps so small that what is
 * smooth has none (Hamming 1971; Moré, Wild 2011).
 */

/** The steps: no two in a simple ratio, since rounding can be the same at all multiples of one. */
const STEPS = [2 ** -26, Math.SQRT2 * 2 ** -24, Math.E * 2 ** -22]

/** The coefficients of a fourth difference, and their norm: the spread of it where each term has spread one. */
const COEFFICIENTS = [1, -4, 6, -4, 1]
const NORM = Math.sqrt(70)

/** Five standard deviations are hardly ever passed. */
const CAUTION = 4

/** How much each entry of a curve of numbers may be off near t = 0, for what rounding does there. */
export const noiseOf = (ys: (t: number) => readonly number[]): readonly number[] => {
  const worst: number[] = []
  for (const step of STEPS) {
    const samples = Array.from({ length: 9 }, (_, j) => ys((j - 4) * step))
    for (let first = 0; first < 5; first++)
      samples[0]!.forEach((_, k) => {
        const difference = COEFFICIENTS.reduce((s, c, j) => s + c * samples[first + j]![k]!, 0)
        worst[k] = Math.max(worst[k] ?? 0, (CAUTION * Math.abs(difference)) / NORM)
      })
  }
  return worst
}
