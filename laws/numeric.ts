/**
 * Numerical derivatives with an error bar: central differences, extrapolated (Ridders 1982), with an estimate
 * of truncation and of rounding. The bar decides what a check may tolerate, and when it cannot tell.
 */

/** A measured number and how far it may be off. */
export interface Estimate {
  readonly value: number
  readonly error: number
}

/** What a measurement says: a number with its bar, or why there is none. */
export type Measurement =
  | ({ readonly tag: 'measured' } & Estimate)
  | { readonly tag: 'inconclusive'; readonly reason: string }

const ROWS = 16
const RATIO = 2

/** How a slope is measured. */
export interface Stencil {
  /** The largest step. */
  readonly largest?: number
  /** The size of the largest terms that g adds up: what it loses by rounding follows them, not the sum. */
  readonly terms?: number
}

const inconclusive = (reason: string): Measurement => ({ tag: 'inconclusive', reason })

/** One-sided second-order slopes at a small step: they differ at a kink, and show a jump. */
const sides = (g: (t: number) => number, h: number): readonly [left: number, right: number] => {
  const [g0, r1, r2, l1, l2] = [g(0), g(h), g(2 * h), g(-h), g(-2 * h)]
  return [(3 * g0 - 4 * l1 + l2) / (2 * h), (-3 * g0 + 4 * r1 - r2) / (2 * h)]
}

/**
 * How much a value of g may be off: what fourth differences show over steps so small that a smooth function
 * has none (Hamming 1971; Moré, Wild 2011), and no less than rounding of its largest terms.
 */
const noiseOf = (g: (t: number) => number, terms: number): number => {
  const ys = Array.from({ length: 9 }, (_, j) => g((j - 4) * 2 ** -26))
  const differences = ys
    .slice(4)
    .map((y, j) => Math.abs(ys[j]! - 4 * ys[j + 1]! + 6 * ys[j + 2]! - 4 * ys[j + 3]! + y))
  // √70 is the norm of the coefficients.
  const seen = Math.max(...differences) / Math.sqrt(70)
  return 4 * Math.max(seen, Number.EPSILON * Math.max(Math.abs(ys[4]!), terms))
}

/**
 * The derivative of g at 0, with its error bar; inconclusive at a kink, at a non-finite value, and where
 * the bar is wider than the number is worth.
 *
 * @example
 * import { slope } from 'chainrule/laws'
 *
 * const m = slope(t => Math.sin(1 + t))
 * m.tag === 'measured' && Math.abs(m.value - Math.cos(1)) <= m.error // => true
 * slope(Math.abs).tag // => 'inconclusive'
 */
export const slope = (
  g: (t: number) => number,
  { largest = 0.125, terms = 0 }: Stencil = {},
): Measurement => {
  let best: Estimate = { value: Number.NaN, error: Infinity }
  let previous: readonly number[] = []
  const g0 = g(0)
  if (!Number.isFinite(g0)) return inconclusive(`the value is ${g0}`)
  const level = noiseOf(g, terms)
  for (let i = 0; i < ROWS; i++) {
    const h = largest / RATIO ** i
    const [right, left] = [g(h), g(-h)]
    const noise = (2 * level) / h
    const row = [(right - left) / (2 * h)]
    for (let j = 1; j <= i; j++) {
      const q = RATIO ** (2 * j)
      const fine = row[j - 1]!
      const coarse = previous[j - 1]!
      const value = (q * fine - coarse) / (q - 1)
      row.push(value)
      const error = 2 * Math.max(Math.abs(value - fine), Math.abs(value - coarse)) + noise
      if (error < best.error) best = { value, error }
    }
    // Rounding only grows from here on.
    if (noise > best.error) break
    previous = row
  }
  if (!Number.isFinite(best.value)) return inconclusive('differences are not finite')
  const h = 2 ** -13
  const [left, right] = sides(g, h)
  const slack = 1e-3 * (Math.abs(left) + Math.abs(right)) + (8 * level) / h + best.error
  if (Math.abs(right - left) > slack)
    return inconclusive(
      `one-sided derivatives ${left.toPrecision(4)} and ${right.toPrecision(4)} differ: a kink`,
    )
  if (Math.abs((left + right) / 2 - best.value) > slack)
    return inconclusive('differences do not settle: a jump')
  const scale = Math.max(Math.abs(best.value), Math.abs(g0))
  if (best.error > 1e-4 * scale + 1e-8)
    return inconclusive(`the error bar ${best.error.toExponential(1)} is too wide`)
  return { tag: 'measured', ...best }
}
