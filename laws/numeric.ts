/**
 * Numerical derivatives with an error bar: central differences, extrapolated (Ridders 1982), with an estimate
 * of truncation and of rounding. The bar decides what a check may tolerate, and when it cannot tell.
 */
import { both, type Estimate, IRREGULAR, limit, OTHER } from './extrapolate.js'
import { formatOf, type Precision } from './precision.js'
import { aside, sampled, scaleOf } from './sampled.js'

export type { Estimate } from './extrapolate.js'

/** What a measurement says: a number with its bar, or why there is none. */
export type Measurement =
  | ({
      readonly tag: 'measured'
      /** Whether g does not move nearby: what it does below its last digit, it does not show. */
      readonly flat: boolean
    } & Estimate)
  | { readonly tag: 'inconclusive'; readonly reason: string }

/** How a slope is measured. */
export interface Stencil {
  /** The largest step. */
  readonly largest?: number
  /** The size of the largest terms that g adds up: what it loses by rounding follows them, not the sum. */
  readonly terms?: number
  /** The format in which g computes. */
  readonly precision?: Precision
}

const inconclusive = (reason: string): Measurement => ({ tag: 'inconclusive', reason })

/**
 * The derivative of g at 0, with its error bar; inconclusive at a kink, at a non-finite value, and where
 * the bar is wider than a millionth of what g is nearby (f64). What g throws, it throws.
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
  { terms = 0, precision, ...stencil }: Stencil = {},
): Measurement => {
  const format = formatOf(precision)
  const largest = Math.min(stencil.largest ?? format.largest, format.largest)
  const here = g(0)
  if (!Number.isFinite(here)) return inconclusive(`the value is ${here}`)
  const s = sampled(g, terms, format, largest)
  const { at, g0, off } = s
  const { value, error } = both(
    from =>
      limit(
        h => (at(h) - at(-h)) / (2 * h),
        h => (2 * off(h)) / h,
        from,
        { first: 2, each: 2 },
      ),
    largest,
  )
  if (!Number.isFinite(value)) return inconclusive('differences are not finite')
  // What a smooth function has none of: the slope to the right less the slope to the left.
  const bend = limit(
    h => (at(h) - 2 * g0 + at(-h)) / h,
    h => (8 * off(h)) / h,
    IRREGULAR * largest,
    { first: 1, each: 2 },
  )
  if (Math.abs(bend.value) > bend.error) {
    const [left, right] = [value - bend.value / 2, value + bend.value / 2]
    return inconclusive(
      `one-sided derivatives ${left.toPrecision(4)} and ${right.toPrecision(4)} differ: a kink`,
    )
  }
  if (!(error <= format.widest * scaleOf(s, value, largest)))
    return inconclusive(`the error bar ${error.toExponential(1)} is too wide`)
  const elsewhere = aside(s, value, error, largest)
  if (elsewhere !== undefined) return inconclusive(elsewhere)
  const near = (IRREGULAR * largest) / 2 ** 6
  const flat = [1, -1, OTHER, -OTHER].every(side => at(side * near) === g0)
  return { tag: 'measured', value, error, flat }
}

/**
 * The derivative of g at 0 from one side, with its error bar: what there is at a kink.
 *
 * @example
 * import { sided } from 'chainrule/laws'
 *
 * const right = sided(Math.abs, 1)
 * right.tag === 'measured' && Math.abs(right.value - 1) <= right.error // => true
 */
export const sided = (
  g: (t: number) => number,
  side: 1 | -1,
  { terms = 0, precision, ...stencil }: Stencil = {},
): Measurement => {
  const format = formatOf(precision)
  const largest = Math.min(stencil.largest ?? format.largest, format.largest)
  // Nothing is asked on the other side, where g may not be.
  const s = sampled(t => g(side * Math.abs(t)), terms, format, largest)
  const { at, g0, off } = s
  if (!Number.isFinite(g0)) return inconclusive(`the value is ${g0}`)
  const { value, error } = both(
    from =>
      limit(
        h => (side * (at(h) - g0)) / h,
        h => (2 * off(h)) / h,
        from,
        { first: 1, each: 1 },
      ),
    largest,
  )
  if (!Number.isFinite(value)) return inconclusive('differences are not finite')
  return error <= format.widest * scaleOf(s, value, largest)
    ? { tag: 'measured', value, error, flat: false }
    : inconclusive(`the error bar ${error.toExponential(1)} is too wide`)
}

/** Second differences lose twice the digits. */
const WIDER = 100

/**
 * The second derivative of g at 0, with its error bar.
 *
 * @example
 * import { curvature } from 'chainrule/laws'
 *
 * const m = curvature(t => Math.exp(3 * t))
 * m.tag === 'measured' && Math.abs(m.value - 9) <= m.error // => true
 */
export const curvature = (
  g: (t: number) => number,
  { terms = 0, precision, ...stencil }: Stencil = {},
): Measurement => {
  const format = formatOf(precision)
  const largest = Math.min(stencil.largest ?? format.largest, format.largest)
  const s = sampled(g, terms, format, largest)
  const { at, g0, off } = s
  if (!Number.isFinite(g0)) return inconclusive(`the value is ${g0}`)
  const { value, error } = both(
    from =>
      limit(
        h => (at(h) - 2 * g0 + at(-h)) / (h * h),
        h => (8 * off(h)) / (h * h),
        from,
        { first: 2, each: 2 },
      ),
    largest,
  )
  if (!Number.isFinite(value)) return inconclusive('differences are not finite')
  return error <= WIDER * format.widest * scaleOf(s, value, largest)
    ? { tag: 'measured', value, error, flat: false }
    : inconclusive(`the error bar ${error.toExponential(1)} is too wide`)
}
