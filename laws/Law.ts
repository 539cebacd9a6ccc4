/**
 * What a law is: a statement in words and as a formula, the inputs it speaks of, and a pure predicate that
 * reports. What runs laws stands apart, in `check.ts`.
 */
import type fc from 'fast-check'

/** What a predicate finds at one input. */
export interface Report {
  readonly verdict: 'holds' | 'fails' | 'inconclusive'
  /** The two numbers that ought to agree. */
  readonly claimed: number
  readonly measured: number
  /** How far apart they may be, and where that comes from. */
  readonly tolerance: number
  readonly origin: string
  /** Where the fault lies, or why nothing can be told. */
  readonly detail?: string
}

/** A law about inputs of type `X`. */
export interface Law<X> {
  readonly name: string
  readonly formula: string
  /** What the law is about: the operation or function. */
  readonly subject: string
  readonly inputs: fc.Arbitrary<X>
  readonly check: (x: X) => Report
  readonly show: (x: X) => string
  /** Which entry is at fault where the law fails; asked once, of the shrunk input. */
  readonly locate?: (x: X) => string | undefined
}

/** Two numbers that ought to agree within a tolerance. */
export const agreement = (
  claimed: number,
  measured: number,
  tolerance: number,
  origin: string,
  detail?: string,
): Report => ({
  verdict:
    Object.is(claimed, measured) || Math.abs(claimed - measured) <= tolerance ? 'holds' : 'fails',
  claimed,
  measured,
  tolerance,
  origin,
  ...(detail === undefined ? {} : { detail }),
})

/** Nothing can be told here, and why. */
export const undecided = (detail: string): Report => ({
  verdict: 'inconclusive',
  claimed: Number.NaN,
  measured: Number.NaN,
  tolerance: Number.NaN,
  origin: 'none',
  detail,
})

/** Noise above this share of what is compared tells that it is of no use, not that it is right. */
const NOISIEST = 1e-6

/**
 * A strict verdict, and where it fails, what noise nearby makes of it: right if the noise is small and
 * explains the difference; nothing can be told if it is large, or if both numbers are no more than what
 * rounding is elsewhere.
 */
export const forgiving = (
  strict: Report,
  noise: () => number,
  within: (noise: number) => Report,
  rounding: () => number,
): Report => {
  if (strict.verdict !== 'fails') return strict
  const level = noise()
  const lenient = within(level)
  const size = Math.max(Math.abs(lenient.claimed), Math.abs(lenient.measured))
  if (lenient.verdict === 'holds')
    return level <= NOISIEST * size ? lenient : undecided(`noise of ${level.toExponential(1)}`)
  const least = rounding()
  return size <= least
    ? undecided(`both are below ${least.toExponential(1)}, rounding of what they are elsewhere`)
    : lenient
}

/** The error in units of the tolerance: past 1 it fails. */
export const share = (r: Report): number =>
  Object.is(r.claimed, r.measured)
    ? 0
    : Math.abs(r.claimed - r.measured) / (r.tolerance === 0 ? Number.MIN_VALUE : r.tolerance)

const rank = { fails: 2, inconclusive: 1, holds: 0 } as const

/**
 * All of these at once: the first that fails; else the first that cannot tell, since what was not seen to
 * hold does not hold; else the one nearest to failing.
 */
export const worst = (reports: readonly Report[]): Report =>
  reports.reduce(
    (a, b) =>
      rank[b.verdict] > rank[a.verdict] ||
      (b.verdict === 'holds' && a.verdict === 'holds' && share(b) > share(a))
        ? b
        : a,
    reports[0] ?? agreement(0, 0, 0, 'nothing to compare'),
  )

/** What a predicate finds, also where the function it speaks of throws. */
export const attempt = <X>(law: Law<X>, x: X): Report => {
  try {
    return law.check(x)
  } catch (e) {
    return {
      ...undecided(`it threw ${e instanceof Error ? e.message : String(e)}`),
      verdict: 'fails',
    }
  }
}

/** What went wrong, for a person. */
export const explain = <X>(law: Law<X>, x: X, r: Report, at = r.detail): string =>
  [
    `${law.subject} breaks the law «${law.name}»`,
    `  law:       ${law.formula}`,
    `  at:        ${law.show(x)}`,
    `  claimed:   ${r.claimed}`,
    `  measured:  ${r.measured}`,
    `  tolerance: ${r.tolerance.toExponential(2)} (${r.origin})`,
    ...(at === undefined ? [] : [`  where:     ${at}`]),
  ].join('\n')
