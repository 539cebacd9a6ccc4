/** A claimed product held against the slope of a curve. */
import { type AnySpace, dim } from '../src/Space.js'
import { agreement, type Report, undecided } from './Law.js'
import { slope } from './numeric.js'
import { sizes } from './point.js'
import { entriesOf } from './subject.js'

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
  at: t => ys(t).reduce((s, y, i) => s + y * ws[i]!, 0),
  terms: sizes(ys(0), ws),
  // Long directions are walked in shorter steps, else many kinks lie on the way.
  speed: Math.max(1, Math.sqrt(sizes(vs, vs))),
})

/** Whether a direction goes nowhere, though it could go somewhere: what holds there says nothing. */
export const still = (s: AnySpace, v: unknown): boolean =>
  dim(s) > 0 && entriesOf(s)(v).every(e => e === 0)

/** What is found along a direction that is zero. */
export const nowhere = undecided('a direction is zero')

/** A claimed number against the slope of a curve. */
export const measuredBy = (
  claimed: readonly number[],
  along: readonly number[],
  { at, terms, speed }: Curve,
  what: string,
): Report => {
  const m = slope(t => at(t / speed), { terms })
  if (m.tag === 'inconclusive') return undecided(m.reason)
  const claim = claimed.reduce((t, c, i) => t + c * along[i]!, 0)
  const rounding = 2 ** 10 * Number.EPSILON * sizes(claimed, along)
  const tolerance = m.error * speed + rounding
  return agreement(claim, m.value * speed, tolerance, 'the error bar of the differences', what)
}
