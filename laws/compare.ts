/** Comparing two results that ought to be the same but for rounding, entry by entry. */
import type { AnySpace } from '../src/Space.js'
import {
  agreement,
  forgiving,
  type Hidden,
  hiddenTimes,
  type Report,
  undecided,
  worstOf,
} from './Law.js'
import { noiseOf } from './noise.js'
import { type Format, formatOf } from './precision.js'
import { once } from './remember.js'
import { size } from './sizes.js'
import { entriesOf, entryName } from './subject.js'

/** What sums of products may lose, in units of the largest term. */
const roundingOf = ({ losses, epsilon }: Format): number => losses * epsilon

/** What is tolerated at this size of terms; terms beyond every double excuse nothing. */
const toleranceAt = (scale: number, format: Format): number =>
  roundingOf(format) * (Number.isFinite(scale) ? scale : 0) + format.tiny

/** Compares numbers; `scale` is the size of the largest term that went into them. */
export const close = (
  claimed: readonly number[],
  measured: readonly number[],
  name: (k: number) => string,
  scale: number = Math.max(size(claimed), size(measured)),
  format: Format = formatOf(),
): Report => {
  if (claimed.length !== measured.length)
    return agreement(claimed.length, measured.length, 0, 'the number of entries')
  const tolerance = toleranceAt(scale, format)
  return worstOf(
    claimed.length,
    k => {
      const [c, m] = [claimed[k]!, measured[k]!]
      return !Number.isFinite(c) && !Number.isFinite(m) && !Object.is(c, m)
        ? undecided('both are not finite')
        : agreement(c, m, tolerance, 'rounding of the largest term')
    },
    name,
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
  hidden: Hidden,
  format: Format,
): Report => {
  const { claimed, measured, terms } = sides(0)
  const bad = [...claimed, ...measured].find(x => !Number.isFinite(x))
  if (bad !== undefined) return undecided(`what is compared is ${bad}`)
  if (claimed.length !== measured.length) return close(claimed, measured, name, terms, format)
  const noise = once(() =>
    noiseOf(t => {
      const there = sides(t)
      return there.claimed.map((c, k) => c - there.measured[k]!)
    }, format),
  )
  return worstOf(
    claimed.length,
    k => {
      const one = (more: number, origin: string): Report =>
        agreement(claimed[k]!, measured[k]!, toleranceAt(terms, format) + more, origin)
      return forgiving(
        one(0, 'rounding of the largest term'),
        () => noise()[k]!,
        level => one(level, 'rounding, and noise seen nearby'),
        hiddenTimes(roundingOf(format), hidden),
        format.noisiest,
      )
    },
    name,
  )
}

/** Compares two values of a space. */
export const closeValues = (
  s: AnySpace,
  claimed: unknown,
  measured: unknown,
  scale?: number,
  format?: Format,
): Report =>
  close(entriesOf(s)(claimed), entriesOf(s)(measured), k => entryName(s, k), scale, format)

/** Compares two values of a space bit by bit (a NaN is itself). */
export const sameValues = (s: AnySpace, claimed: unknown, measured: unknown): Report => {
  const [a, b] = [entriesOf(s)(claimed), entriesOf(s)(measured)]
  return worstOf(
    a.length,
    k => agreement(a[k]!, b[k] ?? Number.NaN, 0, 'the same bits'),
    k => entryName(s, k),
  )
}
