/**
 * How much computed numbers may be off: what differences of high order show over steps so small that what is
 * smooth has none (Hamming 1971; Moré, Wild 2011).
 */
import type { Format } from './precision.js'

/** The coefficients of a fourth difference, and their norm: the spread of it where each term has spread one. */
const COEFFICIENTS = [1, -4, 6, -4, 1]
const NORM = Math.sqrt(70)

/** How many standard deviations are allowed for. */
const CAUTION = 4

const SAMPLES = 9

/**
 * How much each entry of a curve of numbers may be off near t = 0, for what rounding does there. What it is at
 * t = 0 is not looked at: a number that is wrong just there is no noise.
 */
export const noiseOf = (
  ys: (t: number) => readonly number[],
  format: Format,
): readonly number[] => {
  const worst: number[] = []
  for (const step of format.fine) {
    const samples = Array.from({ length: SAMPLES }, (_, j) => ys((j + 1) * step))
    for (let first = 0; first + COEFFICIENTS.length <= SAMPLES; first++)
      samples[0]!.forEach((_, k) => {
        const difference = COEFFICIENTS.reduce((s, c, j) => s + c * samples[first + j]![k]!, 0)
        worst[k] = Math.max(worst[k] ?? 0, (CAUTION * Math.abs(difference)) / NORM)
      })
  }
  return worst
}
