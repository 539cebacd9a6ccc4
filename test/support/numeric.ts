/** An oracle for tests: derivatives by central differences, extrapolated, with an estimate of their error. */
import { expect } from 'vitest'

/** A number and how far it may be off. */
export interface Estimate {
  readonly value: number
  readonly error: number
}

/** dg/dt at 0 by Ridders' method: the entry of the tableau whose neighbours agree best. */
export const slope = (g: (t: number) => number, h0 = 0.1): Estimate => {
  const rows: number[][] = []
  let best: Estimate = { value: Number.NaN, error: Infinity }
  for (let i = 0; i < 10; i++) {
    const h = h0 / 1.6 ** i
    const row = [(g(h) - g(-h)) / (2 * h)]
    for (let j = 1; j <= i; j++) {
      const q = 1.6 ** (2 * j)
      row.push((q * row[j - 1]! - rows[i - 1]![j - 1]!) / (q - 1))
      const error = Math.max(
        Math.abs(row[j]! - row[j - 1]!),
        Math.abs(row[j]! - rows[i - 1]![j - 1]!),
      )
      if (error < best.error) best = { value: row[j]!, error }
    }
    rows.push(row)
  }
  // Rounding of g at the smallest steps that went in.
  const noise = (Number.EPSILON * Math.max(Math.abs(g(0)), Math.abs(best.value))) / (h0 / 1.6 ** 9)
  return { value: best.value, error: 10 * best.error + noise }
}

/** The numerical Jacobian of a map of arrays: rows are outputs. */
export const slopes = (
  f: (x: readonly number[]) => readonly number[],
  x: readonly number[],
): readonly (readonly Estimate[])[] =>
  f(x).map((_, i) => x.map((_, j) => slope(t => f(x.map((v, k) => (k === j ? v + t : v)))[i]!)))

/** Expects each claim to lie within the error of its estimate. */
export const expectWithin = (claims: readonly number[], estimates: readonly Estimate[]): void => {
  expect(claims.length).toBe(estimates.length)
  claims.forEach((claim, i) => {
    const { value, error } = estimates[i]!
    expect(error).toBeLessThan(1e-6 * (1 + Math.abs(value))) // an oracle that knows nothing proves nothing
    expect(
      Math.abs(claim - value),
      `entry ${i}: ${claim} against ${value} ± ${error}`,
    ).toBeLessThanOrEqual(error)
  })
}
