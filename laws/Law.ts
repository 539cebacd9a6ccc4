/**
 * What a law is: a statement in words and as a formula, the inputs it speaks of, and a pure predicate that
 * reports. What runs laws stands apart, in `check.ts`.
 */
import type fc from 'fast-check'
import { isPending, type Replay } from './ask.js'

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
  /** How many numbers an input has, about: wide ones are tried less often. */
  readonly coordinates?: number
  /** How often it is tried unless somebody says; by its coordinates if nothing is said here. */
  readonly runs?: number
  /** How a predicate is run that asks what answers later; at once unless said. */
  readonly replay?: Replay
  readonly inputs: fc.Arbitrary<X>
  readonly check: (x: X) => Report
  readonly show: (x: X) => string
  /** What is at fault where the law fails; asked once, of the shrunk input. */
  readonly diagnose?: (x: X) => Diagnosis
}

/** Which entries are at fault, and what is likely wrong. */
export interface Diagnosis {
  readonly where: readonly string[]
  readonly cause?: string
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

/** What rounding hides, in units of ε and more: asked where a comparison fails. */
export interface Hidden {
  /** Numbers no larger than this may be rounding only. */
  readonly alone: () => number
  /** Numbers no further apart than this cannot be told apart. */
  readonly apart: () => number
}

/** The same, a number of times. */
export const hiddenTimes = (factor: number, { alone, apart }: Hidden): Hidden => ({
  alone: () => factor * alone(),
  apart: () => factor * apart(),
})

/**
 * A strict verdict, and where it fails, what noise nearby makes of it: right if the noise is small and
 * explains the difference; nothing can be told if it is large, or if rounding hides both numbers or their
 * difference. Noise above the share `noisiest` of what is compared is large.
 */
export const forgiving = (
  strict: Report,
  noise: () => number,
  within: (noise: number) => Report,
  hidden: Hidden,
  noisiest: number,
): Report => {
  if (strict.verdict !== 'fails') return strict
  const level = noise()
  const lenient = within(level)
  const size = Math.max(Math.abs(lenient.claimed), Math.abs(lenient.measured))
  if (lenient.verdict === 'holds')
    return level <= noisiest * size ? lenient : undecided(`noise of ${level.toExponential(1)}`)
  const apart = hidden.apart()
  if (Math.abs(lenient.claimed - lenient.measured) <= apart)
    return undecided(`they differ by less than ${apart.toExponential(1)}, rounding of the value`)
  const alone = hidden.alone()
  return size <= alone
    ? undecided(`both are below ${alone.toExponential(1)}, rounding of what they are elsewhere`)
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
    if (isPending(e)) throw e
    return {
      ...undecided(`it threw ${e instanceof Error ? e.message : String(e)}`),
      verdict: 'fails',
    }
  }
}

/** The worst of many entries, by name: only that of the worst is asked for. */
export const worstOf = (
  n: number,
  entry: (k: number) => Report,
  name: (k: number) => string,
): Report => {
  let at = 0
  let found: Report | undefined
  for (let k = 0; k < n; k++) {
    const next = entry(k)
    if (found !== undefined && worst([found, next]) === found) continue
    at = k
    found = next
  }
  return found === undefined
    ? worst([])
    : found.detail === undefined
      ? { ...found, detail: name(at) }
      : found
}
