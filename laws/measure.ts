/** A claimed product held against the slope of a curve. */
import { agreement, forgiving, type Report, undecided } from './Law.js'
import { noiseOf } from './noise.js'
import { slope } from './numeric.js'
import { sizes } from './point.js'

/** The sum of products. */
export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((s, x, i) => s + x * b[i]!, 0)

/** A sum of products as a function of t, with the size of its terms, and how fast t goes. */
export interface Curve {
  readonly at: (t: number) => number
  readonly terms: number
  readonly speed: number
}

/** The sum Σ wᵢ yᵢ(t), along a direction. */
export const curve = (
  ws: readonly number[],
  ys: (t: number) => readonly number[],
  vs: readonly number[],
): Curve => ({
  at: t => dot(ys(t), ws),
  terms: sizes(ys(0), ws),
  // Long directions are walked in shorter steps, else many kinks lie on the way.
  speed: Math.max(1, Math.sqrt(sizes(vs, vs))),
})

/** What sums of products may lose, in units of their terms. */
const ROUNDING = 2 ** 10 * Number.EPSILON

/**
 * A claimed number, Σ claimedᵢ alongᵢ, against the slope of a curve. What is claimed is computed, too, and may
 * be off by its own noise nearby. Where it is no more than what may be hidden, nothing can be told; what is
 * hidden may depend on whether the curve is flat to its last digit.
 */
export const measuredBy = (
  claimed: (t: number) => readonly number[],
  along: readonly number[],
  { at, terms, speed }: Curve,
  what: string,
  hidden: (flat: boolean) => number,
): Report => {
  const m = slope(t => at(t / speed), { terms })
  if (m.tag === 'inconclusive') return undecided(m.reason)
  const claims = claimed(0)
  if (claims.some((c, i) => along[i] === 0 && !Number.isFinite(c)))
    return undecided('what is claimed is not finite where the direction is 0')
  const own = ROUNDING * sizes(claims, along)
  const within = (tolerance: number, origin: string): Report =>
    agreement(dot(claims, along), m.value * speed, m.error * speed + tolerance, origin, what)
  return forgiving(
    within(own, 'the error bar of the differences'),
    () => noiseOf(t => [dot(claimed(t), along)])[0]!,
    noise =>
      within(own + noise, 'the error bar of the differences, and the noise of what is claimed'),
    () => ROUNDING * hidden(m.flat),
  )
}
