/**
 * What a law is: a statement in words and as a formula, the inputs it speaks of, and a pure predicate that
 * reports. The runner stands apart: `property` makes a fast-check property of a law, for any test runner.
 */
import fc from 'fast-check'

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
}

/** A law of whatever inputs: what suites are lists of. */
export type AnyLaw = Pick<Law<never>, 'name' | 'formula' | 'subject'> & {
  readonly property: () => fc.IRawProperty<unknown>
  readonly reports: (runs: number, seed: number) => readonly Report[]
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

/** The first report that fails; else the one nearest to failing. */
export const worst = (reports: readonly Report[]): Report => {
  const share = (r: Report): number =>
    r.verdict === 'fails'
      ? Infinity
      : r.verdict === 'inconclusive'
        ? -1
        : Math.abs(r.claimed - r.measured) / (r.tolerance === 0 ? Number.MIN_VALUE : r.tolerance)
  return reports.reduce(
    (a, b) => (share(b) > share(a) ? b : a),
    reports[0] ?? agreement(0, 0, 0, 'nothing to compare'),
  )
}

/** What went wrong, for a person. */
export const explain = <X>(law: Law<X>, x: X, r: Report): string =>
  [
    `${law.subject} breaks the law «${law.name}»`,
    `  law:       ${law.formula}`,
    `  at:        ${law.show(x)}`,
    `  claimed:   ${r.claimed}`,
    `  measured:  ${r.measured}`,
    `  tolerance: ${r.tolerance.toExponential(2)} (${r.origin})`,
    ...(r.detail === undefined ? [] : [`  where:     ${r.detail}`]),
  ].join('\n')

/**
 * A law as a fast-check property. Inputs at which nothing can be told do not count as runs: where there are
 * too many of them the property fails and says so.
 */
export const property = <X>(law: Law<X>): fc.IRawProperty<unknown> =>
  fc.property(law.inputs, x => {
    const report = law.check(x)
    if (report.verdict === 'fails') throw new Error(explain(law, x, report))
    fc.pre(report.verdict === 'holds')
  }) // its inputs are its own affair

/** A law whose inputs are its own affair. */
export const anyLaw = <X>(law: Law<X>): AnyLaw => ({
  name: law.name,
  formula: law.formula,
  subject: law.subject,
  property: () => property(law),
  reports: (runs, seed) => fc.sample(law.inputs, { numRuns: runs, seed }).map(law.check),
})

/** How often, and from which seed, laws are tried. */
export interface Runs {
  readonly runs?: number
  readonly seed?: number
}

/**
 * Asserts laws in order; the first that fails throws, with the law, the shrunk input, both numbers and the
 * tolerance.
 *
 * @example
 * import { fn, real, sin } from 'chainrule'
 * import { assertLaws, gradientLaws } from 'chainrule/laws'
 *
 * assertLaws(gradientLaws(fn(real, x => sin(x)))) // => undefined
 *
 * @throws Error with fast-check's seed and path, to replay
 */
export const assertLaws = (laws: readonly AnyLaw[], { runs = 50, seed }: Runs = {}): void => {
  for (const law of laws)
    fc.assert(law.property(), { numRuns: runs, ...(seed === undefined ? {} : { seed }) })
}

/** How a law fared. */
export interface Summary {
  readonly law: string
  readonly formula: string
  /** How many inputs could be decided. */
  readonly runs: number
  readonly inconclusive: number
  /** The error nearest to its tolerance, and that tolerance. */
  readonly worst: number
  readonly tolerance: number
  readonly holds: boolean
}

/**
 * Tries laws and tells how each fared, without exceptions. A law that could be decided nowhere does not hold.
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
): readonly Summary[] =>
  laws.map(law => {
    const reports = law.reports(runs, seed)
    const decided = reports.filter(r => r.verdict !== 'inconclusive')
    const { claimed, measured, tolerance } = worst(decided)
    return {
      law: law.name,
      formula: law.formula,
      runs: decided.length,
      inconclusive: reports.length - decided.length,
      worst: Math.abs(claimed - measured),
      tolerance,
      holds: decided.length > 0 && decided.every(r => r.verdict === 'holds'),
    }
  })
