/**
 * Numerical derivatives with an error bar: central differences, extrapolated (Ridders 1982), with an estimate
 * of truncation and of rounding. The bar decides what a check may tolerate, and when it cannot tell.
 */
import { noiseOf } from './noise.js'
import { remembering } from './remember.js'

/** A measured number and how far it may be off. */
export interface Estimate {
  readonly value: number
  readonly error: number
}

/** What a measurement says: a number with its bar, or why there is none. */
export type Measurement =
  | ({
      readonly tag: 'measured'
      /** Whether g does not move nearby: what it does below its last digit, it does not show. */
      readonly flat: boolean
    } & Estimate)
  | { readonly tag: 'inconclusive'; readonly reason: string }

const ROWS = 16

/** Steps are in no simple ratio to decimals, to each other's families, nor to π. */
const IRREGULAR = 0.9433981132056604
const OTHER = 0.8090169943749475

/** The widest bar that tells anything, in units of what is measured. */
const WIDEST = 1e-6

/** How a slope is measured. */
export interface Stencil {
  /** The largest step. */
  readonly largest?: number
  /** The size of the largest terms that g adds up: what it loses by rounding follows them, not the sum. */
  readonly terms?: number
}

/**
 * The limit of y(h) as h goes to 0, extrapolated from halved steps, where its error goes by the powers
 * `first`, `first` + 2, … of h. The bar is twice what two refinements in a row changed, the former scaled to
 * the latter, so that chance agreement of one pair does not make it narrow.
 */
const limit = (
  y: (h: number) => number,
  noise: (h: number) => number,
  largest: number,
  first: 1 | 2,
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
      const q = 2 ** (first + 2 * (j - 1))
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

const inconclusive = (reason: string): Measurement => ({ tag: 'inconclusive', reason })

/**
 * The derivative of g at 0, with its error bar; inconclusive at a kink, at a non-finite value, and where
 * the bar is wider than a millionth of what g is nearby. What g throws, it throws.
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
  const g0 = g(0)
  if (!Number.isFinite(g0)) return inconclusive(`the value is ${g0}`)
  const at = remembering(g)
  const level = Math.max(
    noiseOf(t => [g(t)])[0]!,
    4 * Number.EPSILON * Math.max(Math.abs(g0), terms),
  )
  // Where g(0) is 0, what g loses by rounding shows only aside from it.
  const off = (h: number): number =>
    Math.max(level, 4 * Number.EPSILON * Math.max(Math.abs(at(h)), Math.abs(at(-h)))) / h
  const central = (from: number): Estimate =>
    limit(
      h => (at(h) - at(-h)) / (2 * h),
      h => 2 * off(h),
      from,
      2,
    )
  // Two families of steps, so that a wave which one of them samples in step does not look still.
  const [one, other] = [central(IRREGULAR * largest), central(IRREGULAR * OTHER * largest)]
  const { value } = one.error <= other.error ? one : other
  const error = Math.max(one.error, other.error, Math.abs(one.value - other.value))
  if (!Number.isFinite(value)) return inconclusive('differences are not finite')
  // What a smooth function has none of: the slope to the right less the slope to the left.
  const bend = limit(
    h => (at(h) - 2 * g0 + at(-h)) / h,
    h => 8 * off(h),
    IRREGULAR * largest,
    1,
  )
  if (Math.abs(bend.value) > bend.error) {
    const [left, right] = [value - bend.value / 2, value + bend.value / 2]
    return inconclusive(
      `one-sided derivatives ${left.toPrecision(4)} and ${right.toPrecision(4)} differ: a kink`,
    )
  }
  // How large g is nearby, so that the verdict on c·g is the verdict on g.
  const reach = Math.max(Math.abs(at(largest)), Math.abs(at(-largest))) / largest
  const size = Math.max(Math.abs(value), Math.abs(g0), terms)
  const scale = Number.isFinite(reach) ? Math.max(size, reach) : size
  if (!(error <= WIDEST * scale))
    return inconclusive(`the error bar ${error.toExponential(1)} is too wide`)
  const near = (IRREGULAR * largest) / 2 ** 6
  const flat = [1, -1, OTHER, -OTHER].every(s => at(s * near) === g0)
  return { tag: 'measured', value, error, flat }
}
