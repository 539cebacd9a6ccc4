/** Limits as a step goes to zero, extrapolated from halved steps, with an error bar (Ridders 1982). */

/** A measured number and how far it may be off. */
export interface Estimate {
  readonly value: number
  readonly error: number
}

export const ROWS = 16

/** Steps are in no simple ratio to decimals, to each other's families, nor to π. */
export const IRREGULAR = 0.9433981132056604
export const OTHER = 0.8090169943749475

/** The powers of h by which an error goes: `first`, `first` + `each`, … */
interface Powers {
  readonly first: number
  readonly each: number
}

/**
 * The limit of y(h) as h goes to 0, extrapolated from halved steps, where its error goes by powers of h. The bar is twice what two refinements in a row changed, the former scaled to
 * the latter, so that chance agreement of one pair does not make it narrow.
 */
export const limit = (
  y: (h: number) => number,
  noise: (h: number) => number,
  largest: number,
  { first, each }: Powers,
): Estimate => {
  let best: Estimate = { value: Number.NaN, error: Infinity }
  let previous: readonly number[] = []
  let changes: readonly number[] = []
  for (let i = 0; i < ROWS; i++) {
    const h = largest / 2 ** i
    const floor = noise(h)
    // Rounding only grows from here on.
    if (floor > best.error) break
    const row = [y(h)]
    const change: number[] = []
    for (let j = 1; j <= i; j++) {
      const q = 2 ** (first + each * (j - 1))
      const [fine, coarse] = [row[j - 1]!, previous[j - 1]!]
      const value = fine + (fine - coarse) / (q - 1)
      row.push(value)
      change.push(Math.abs(value - coarse))
      // NaN where there was none before: never the best.
      const error = 2 * Math.max(change[j - 1]!, (changes[j - 1] ?? Number.NaN) / q) + floor
      if (error < best.error) best = { value, error }
    }
    previous = row
    changes = change
  }
  return best
}

/** Of two families of steps the better, with a bar that holds the limit if the bar of either does. */
export const both = (estimate: (from: number) => Estimate, largest: number): Estimate => {
  // A wave which one of them samples in step does not look still to the other.
  const [one, other] = [estimate(IRREGULAR * largest), estimate(IRREGULAR * OTHER * largest)]
  return {
    value: one.error <= other.error ? one.value : other.value,
    error: Math.max(one.error, other.error) + Math.abs(one.value - other.value),
  }
}
