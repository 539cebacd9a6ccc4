/** Laws of whatever inputs: properties of fast-check for any test runner. */
import fc from 'fast-check'
import type { Replay } from './ask.js'
import { type Fault, faultOf, showFault } from './failure.js'
import { attempt, type Law, type Report } from './Law.js'

/** A law of whatever inputs: what suites are lists of. */
export type AnyLaw = Pick<Law<never>, 'name' | 'formula' | 'subject'> & {
  /** How often it is tried unless somebody says. */
  readonly runs: number
  /** A property; each report goes to `seen`, too. */
  readonly property: (seen?: (r: Report) => void) => fc.IProperty<unknown>
  /** The same, for functions that answer later. */
  readonly asyncProperty: (seen?: (r: Report) => void) => fc.IAsyncProperty<unknown>
  readonly reports: (runs: number, seed: number) => readonly Report[]
  /** What is at fault at a counterexample of the property. */
  readonly faultAt: (counterexample: unknown) => Fault
  readonly faultAtAsync: (counterexample: unknown) => Promise<Fault>
  /** What went wrong at a counterexample of the property, with the entry at fault. */
  readonly explainAt: (counterexample: unknown) => string
}

const RUNS = 50

/** So many coordinates that one input says enough. */
const WIDE = 20_000

/** The numbers that a law looks at in a run, about: wide inputs are tried less often. */
const NUMBERS = 5000

/** How often a law of so many coordinates is tried: less often where one input is dear. */
const runsFor = (coordinates: number): number =>
  Math.max(
    coordinates > WIDE ? 1 : 2,
    Math.min(RUNS, Math.floor(NUMBERS / Math.max(1, coordinates))),
  )

/** What a property does with a report. */
const judged = <X>(law: Law<X>, x: X, report: Report): void => {
  if (report.verdict === 'fails') throw new Error(showFault(faultOf(law, x, report, false)))
  fc.pre(report.verdict === 'holds')
}

const atOnce: Replay = async predicate => await Promise.resolve(predicate())

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
export const property = <X>(
  law: Law<X>,
  seen: (r: Report, x: X) => void = () => undefined,
): fc.IProperty<unknown> =>
  fc.property(law.inputs, x => {
    const report = attempt(law, x)
    seen(report, x)
    judged(law, x, report)
  })

/** A law whose inputs are its own affair. */
export const anyLaw = <X>(law: Law<X>): AnyLaw => {
  const replay = law.replay ?? atOnce
  // The last that failed: what changes its input would not fail there again.
  let last: { readonly x: X; readonly report: Report } | undefined
  const noted =
    (seen: (r: Report) => void) =>
    (report: Report, x: X): void => {
      if (report.verdict === 'fails') last = { x, report }
      seen(report)
    }
  const faultAt = (counterexample: unknown): Fault => {
    const [x] = counterexample as readonly [X] // of this law's own property
    const report = last !== undefined && Object.is(last.x, x) ? last.report : attempt(law, x)
    return faultOf(law, x, report, true)
  }
  return {
    name: law.name,
    formula: law.formula,
    subject: law.subject,
    runs: law.runs ?? runsFor(law.coordinates ?? 1),
    property: (seen = () => undefined) => property(law, noted(seen)),
    asyncProperty: (seen = () => undefined) =>
      fc.asyncProperty(law.inputs, async x => {
        const report = await replay(() => attempt(law, x))
        noted(seen)(report, x)
        judged(law, x, report)
      }),
    reports: (runs, seed) =>
      fc.sample(law.inputs, { numRuns: runs, seed }).map(x => attempt(law, x)),
    faultAt,
    faultAtAsync: counterexample => replay(() => faultAt(counterexample)),
    explainAt: counterexample => showFault(faultAt(counterexample)),
  }
}
