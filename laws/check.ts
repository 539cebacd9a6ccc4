/** What runs laws: as properties of fast-check for any test runner, as an assertion, and as a table. */
import fc from 'fast-check'
import { attempt, explain, type Law, type Report, share, worst } from './Law.js'

/** A law of whatever inputs: what suites are lists of. */
export type AnyLaw = Pick<Law<never>, 'name' | 'formula' | 'subject'> & {
  readonly property: () => fc.IProperty<unknown>
  readonly reports: (runs: number, seed: number) => readonly Report[]
  /** What went wrong at a counterexample of the property, with the entry at fault. */
  readonly explainAt: (counterexample: unknown) => string
}

/** At least every second input must be decided: a law that is hardly ever tried does not hold. */
const SKIPS_PER_RUN = 1

/**
 * A law as a fast-check property, for any runner. Inputs at which nothing can be told are skipped; give
 * `maxSkipsPerRun: 1` to `fc.assert`, as `assertLaws` does, so that a run of them does not pass.
 *
 * @example
 * import { fn, real, sin } from 'chainrule'
 * import { gradientLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 *
 * const [law] = gradientLaws(fn(real, x => sin(x)))
 * fc.assert(law!.property(), { maxSkipsPerRun: 1 }) // => undefined
 */
export const property = <X>(law: Law<X>): fc.IProperty<unknown> =>
  fc.property(law.inputs, x => {
    const report = attempt(law, x)
    if (report.verdict === 'fails') throw new Error(explain(law, x, report))
    fc.pre(report.verdict === 'holds')
  })

/** A law whose inputs are its own affair. */
export const anyLaw = <X>(law: Law<X>): AnyLaw => ({
  name: law.name,
  formula: law.formula,
  subject: law.subject,
  property: () => property(law),
  reports: (runs, seed) => fc.sample(law.inputs, { numRuns: runs, seed }).map(x => attempt(law, x)),
  explainAt: counterexample => {
    const [x] = counterexample as readonly [X] // of this law's own property
    const report = attempt(law, x)
    return explain(law, x, report, law.locate?.(x) ?? report.detail)
  },
})

/** How often, and from which seed, laws are tried. */
export interface Runs {
  readonly runs?: number
  readonly seed?: number
}

const reasonOf = (reports: readonly Report[]): string =>
  reports.find(r => r.verdict === 'inconclusive')?.detail ?? 'no reason is known'

/**
 * @throws Error where a number of runs is not a whole number from 1
 */
const checkRuns = (runs: number): void => {
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`laws: expected a whole number of runs from 1, got ${runs}`)
}

const undecidedLaw = (law: AnyLaw, runs: number, found: fc.RunDetails<unknown>): Error =>
  new Error(
    [
      `${law.subject}: the law «${law.name}» is inconclusive, ${found.numSkips} inputs against ${found.numRuns}`,
      `  law:       ${law.formula}`,
      `  because:   ${reasonOf(law.reports(runs, found.seed))}`,
      `  replay:    seed: ${found.seed}`,
    ].join('\n'),
  )

const brokenLaw = (law: AnyLaw, found: fc.RunDetails<unknown>): Error =>
  new Error(
    `${law.explainAt(found.counterexample)}\n  replay:    seed: ${found.seed}, path: "${found.counterexamplePath}" (after ${found.numShrinks} shrinks)`,
    { cause: found.errorInstance },
  )

/**
 * Asserts laws in order; the first that fails throws, with the law, the shrunk input, both numbers, the
 * tolerance and its origin, the entry at fault, and what replays it. Where none fails, the first that cannot
 * be decided at half of its inputs does.
 *
 * @example
 * import { fn, real, sin } from 'chainrule'
 * import { assertLaws, gradientLaws } from 'chainrule/laws'
 *
 * assertLaws(gradientLaws(fn(real, x => sin(x)))) // => undefined
 *
 * @throws Error with fast-check's seed, and where a law fails its path, to replay; where `runs` is no whole
 * number from 1
 */
export const assertLaws = (laws: readonly AnyLaw[], { runs = 50, seed }: Runs = {}): void => {
  checkRuns(runs)
  let undecided: Error | undefined
  for (const law of laws) {
    const found = fc.check(law.property(), {
      numRuns: runs,
      maxSkipsPerRun: SKIPS_PER_RUN,
      ...(seed === undefined ? {} : { seed }),
    })
    if (!found.failed) continue
    if (found.counterexample !== null) throw brokenLaw(law, found)
    undecided ??= undecidedLaw(law, runs, found)
  }
  if (undecided !== undefined) throw undecided
}

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

/**
 * Tries laws and tells how each fared, without exceptions. A law that could not be decided at half of its
 * inputs does not hold.
 *
 * @example
 * import { exp, fn, real } from 'chainrule'
 * import { gradientLaws, tryLaws } from 'chainrule/laws'
 *
 * tryLaws(gradientLaws(fn(real, x => exp(x)))).every(s => s.holds) // => true
 */
export const tryLaws = (
  laws: readonly AnyLaw[],
  { runs = 50, seed = 0 }: Runs = {},
): readonly Summary[] => {
  checkRuns(runs)
  return laws.map(law => {
    const reports = law.reports(runs, seed)
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
  })
}
