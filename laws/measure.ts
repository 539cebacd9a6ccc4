/** A claimed product held against the slope of a curve. */
import { agreement, forgiving, type Hidden, hiddenTimes, type Report, undecided } from './Law.js'
import { noiseOf } from './noise.js'
import { type Measurement, slope } from './numeric.js'
import { formatOf, type Precision } from './precision.js'
import { sizes } from './sizes.js'

/** The sum of products. */
export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((s, x, i) => s + x * b[i]!, 0)

/** A sum of products as a function of t, with the size of its terms, and how fast t goes. */
export interface Curve {
  readonly at: (t: number) => number
  readonly terms: number
  readonly speed: number
  /** How far t may go to either side within the domain. */
  readonly room: number
  readonly precision: Precision | undefined
  /** The slope by a complex step, and the size of its terms, where the function allows it. */
  readonly complexStep?: () => readonly [slope: number, terms: number]
}

/** The curve ⟨ws, ys(t)⟩. */
export const curve = (
  ws: readonly number[],
  ys: (t: number) => readonly number[],
  { room, speed }: Pick<Curve, 'room' | 'speed'>,
  precision: Precision | undefined,
): Curve => ({
  at: t => dot(ws, ys(t)),
  terms: sizes(ys(0), ws),
  speed,
  room,
  precision,
})

/** Steps shorter than this see little but rounding. */
export const SHORTEST = 2 ** -10

/**
 * A derivative of a curve by differences: t goes faster than the curve is long, and what is measured goes by a
 * power of that.
 */
export const slopesOf =
  (measure: typeof slope, power: number) =>
  ({ at, terms, speed, room, precision }: Curve): Measurement => {
    const far = room * speed
    if (far < SHORTEST) return { tag: 'inconclusive', reason: 'this is the edge of the domain' }
    // Long directions are walked in shorter steps, else many kinks lie on the way.
    const m = measure(t => at(t / speed), {
      terms,
      largest: far,
      ...(precision === undefined ? {} : { precision }),
    })
    const scale = speed ** power
    return m.tag === 'measured' ? { ...m, value: m.value * scale, error: m.error * scale } : m
  }

/** The slope of a curve by differences, or by a complex step where they agree. */
const slopeOf = (curve: Curve): Measurement => {
  const seen = slopesOf(slope, 1)(curve)
  const { complexStep, precision } = curve
  if (complexStep === undefined || (seen.tag === 'inconclusive' && !seen.reason.includes('wide')))
    return seen
  const [value, size] = complexStep()
  const { epsilon, losses } = formatOf(precision)
  if (seen.tag === 'measured' && !(Math.abs(value - seen.value) <= seen.error))
    return {
      tag: 'inconclusive',
      reason: `a complex step gives ${value}, differences ${seen.value} ± ${seen.error.toExponential(1)}`,
    }
  const flat = seen.tag === 'measured' && seen.flat
  return { tag: 'measured', value, error: epsilon * losses * size, flat }
}

/**
 * A claimed number, Σ claimedᵢ alongᵢ, against the slope of a curve. What is claimed is computed, too, and may
 * be off by its own noise nearby. Where it is no more than what may be hidden, nothing can be told; what is
 * hidden may depend on whether the curve is flat to its last digit.
 */
export const measuredBy = (
  claimed: (t: number) => readonly number[],
  along: readonly number[],
  seen: Curve,
  what: string,
  hidden: (flat: boolean) => Hidden,
  measure: (c: Curve) => Measurement = slopeOf,
): Report => {
  const format = formatOf(seen.precision)
  const m = measure(seen)
  if (m.tag === 'inconclusive') return undecided(m.reason)
  const claims = claimed(0)
  if (claims.some((c, i) => along[i] === 0 && !Number.isFinite(c)))
    return undecided('what is claimed is not finite where the direction is 0')
  const rounding = (format.losses / 4) * format.epsilon
  const own = rounding * sizes(claims, along)
  const within = (tolerance: number, origin: string): Report =>
    agreement(dot(claims, along), m.value, m.error + tolerance, origin, what)
  return forgiving(
    within(own, 'the error bar of the differences'),
    () => noiseOf(t => [dot(claimed(t), along)], format)[0]!,
    noise =>
      within(own + noise, 'the error bar of the differences, and the noise of what is claimed'),
    hiddenTimes(rounding, hidden(m.flat)),
    format.noisiest,
  )
}
