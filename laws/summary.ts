/** How a law fared over many inputs: what was decided, and the error nearest to its tolerance. */
import type { AnyLaw } from './check.js'
import { type Report, share, worst } from './Law.js'

/** At least every second input must be decided: a law that is hardly ever tried does not hold. */
export const SKIPS_PER_RUN = 1

/** How a law fared. */
export interface Summary {
  readonly law: string
  readonly formula: string
  /** How many inputs could be decided, how many could not, and why the first of those could not. */
  readonly runs: number
  readonly inconclusive: number
  readonly reason?: string
  /** The error nearest to its tolerance, and that tolerance. */
  readonly worst: number
  readonly tolerance: number
  /** That error in units of the tolerance. */
  readonly share: number
  readonly holds: boolean
}

/** Why the first input that could not be decided could not. */
export const reasonOf = (reports: readonly Report[]): string =>
  reports.find(r => r.verdict === 'inconclusive')?.detail ?? 'no reason is known'

/** The summary of what a law was seen to say. */
export const summaryOf = (law: AnyLaw, reports: readonly Report[]): Summary => {
  const decided = reports.filter(r => r.verdict !== 'inconclusive')
  const inconclusive = reports.length - decided.length
  const nearest = decided.reduce((a, b) => (share(b) > share(a) ? b : a), worst(decided))
  return {
    law: law.name,
    formula: law.formula,
    runs: decided.length,
    inconclusive,
    ...(inconclusive === 0 ? {} : { reason: reasonOf(reports) }),
    worst: Math.abs(nearest.claimed - nearest.measured),
    tolerance: nearest.tolerance,
    share: share(nearest),
    holds:
      decided.length > 0 &&
      inconclusive <= SKIPS_PER_RUN * decided.length &&
      decided.every(r => r.verdict === 'holds'),
  }
}
