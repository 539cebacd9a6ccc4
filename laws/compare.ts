/** Comparing two results that ought to be the same but for rounding, entry by entry. */
import type { AnySpace } from '../src/Space.js'
import { agreement, forgiving, type Report, undecided, worst } from './Law.js'
import { noiseOf } from './noise.js'
import { once } from './remember.js'
import { entriesOf, entryName } from './subject.js'

/** What sums of products may lose, in units of the largest term. */
const ROUNDING = 2 ** 12 * Number.EPSILON

const size = (xs: readonly number[]): number => xs.reduce((m, x) => Math.max(m, Math.abs(x)), 0)

/** What is tolerated at this size of terms; terms beyond every double excuse nothing. */
const toleranceAt = (scale: number): number =>
  ROUNDING * (Number.isFinite(scale) ? scale : 0) + Number.MIN_VALUE

/** Compares numbers; `scale` is the size of the largest term that went into them. */
export const close = (
  claimed: readonly number[],
  measured: readonly number[],
  name: (k: number) => string,
  scale: number = Math.max(size(claimed), size(measured)),
): Report => {
  if (claimed.length !== measured.length)
    return agreement(claimed.length, measured.length, 0, 'the number of entries')
  const tolerance = toleranceAt(scale)
  return worst(
    claimed.map((c, k) => {
      const m = measured[k]!
      if (!Number.isFinite(c) && !Number.isFinite(m) && !Object.is(c, m))
        return undecided('both are not finite')
      return agreement(c, m, tolerance, 'rounding of the largest term', name(k))
    }),
  )
}

/** Two lists of numbers that ought to agree, and the size of the largest term that went into them. */
export interface Sides {
  readonly claimed: readonly number[]
  readonly measured: readonly number[]
  readonly terms: number
}

/**
 * Compares two sides at t = 0. What cancelled inside of them no result shows: where they differ by more than
 * rounding of their terms, they may by what their difference is seen to do nearby.
 */
export const closeAlong = (
  sides: (t: number) => Sides,
  name: (k: number) => string,
  elsewhere: () => number,
): Report => {
  const { claimed, measured, terms } = sides(0)
  const bad = [...claimed, ...measured].find(x => !Number.isFinite(x))
  if (bad !== undefined) return undecided(`what is compared is ${bad}`)
  if (claimed.length !== measured.length) return close(claimed, measured, name, terms)
  const noise = once(() =>
    noiseOf(t => {
      const there = sides(t)
      return there.claimed.map((c, k) => c - there.measured[k]!)
    }),
  )
  return worst(
    claimed.map((c, k) => {
      const one = (more: number, origin: string): Report =>
        agreement(c, measured[k]!, toleranceAt(terms) + more, origin, name(k))
      return forgiving(
        one(0, 'rounding of the largest term'),
        () => noise()[k]!,
        level => one(level, 'rounding, and noise seen nearby'),
        () => ROUNDING * elsewhere(),
      )
    }),
  )
}

/** Compares two values of a space. */
export const closeValues = (
  s: AnySpace,
  claimed: unknown,
  measured: unknown,
  scale?: number,
): Report => close(entriesOf(s)(claimed), entriesOf(s)(measured), k => entryName(s, k), scale)

/** Compares two values of a space bit by bit (a NaN is itself). */
export const sameValues = (s: AnySpace, claimed: unknown, measured: unknown): Report => {
  const b = entriesOf(s)(measured)
  return worst(
    entriesOf(s)(claimed).map((c, k) =>
      agreement(c, b[k] ?? Number.NaN, 0, 'the same bits', entryName(s, k)),
    ),
  )
}
