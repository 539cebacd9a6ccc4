/** What runs laws: as an assertion, as a value, and as a table; at once, or where answers come later. */
import fc from 'fast-check'
import type { Either } from '#fp/Either'
import * as E from '#fp/Either'
import type { TaskEither } from '#fp/TaskEither'
import type { AnyLaw } from './check.js'
import { type Failure, type Fault, showFailure } from './failure.js'
import type { Report } from './Law.js'
import { reasonOf, SKIPS_PER_RUN, type Summary, summaryOf } from './summary.js'

/** How often, and from which seed, laws are tried. */
export interface Runs {
  /** How often each law is tried; 50 times unless said, and less often where inputs are wide. */
  readonly runs?: number
  readonly seed?: number
  /** The path of a failure to replay, with its seed: only that input is tried. */
  readonly path?: string
}

/**
 * @throws Error where a number of runs is not a whole number from 1
 */
const checkRuns = (runs: number | undefined): void => {
  if (runs !== undefined && !(Number.isInteger(runs) && runs >= 1))
    throw new Error(`laws: expected a whole number of runs from 1, got ${runs}`)
}

const parameters = (
  law: AnyLaw,
  { runs = law.runs, seed, path }: Runs,
): fc.Parameters<unknown> => ({
  numRuns: runs,
  maxSkipsPerRun: SKIPS_PER_RUN,
  ...(seed === undefined ? {} : { seed }),
  ...(path === undefined ? {} : { path }),
})

/** What a run of one law found, as a summary or a failure; `fault` is known where it broke. */
const outcome = (
  law: AnyLaw,
  found: fc.RunDetails<unknown>,
  seen: readonly Report[],
  fault: Fault | undefined,
): Either<Failure, Summary> => {
  if (!found.failed) return E.right(summaryOf(law, seen))
  if (fault !== undefined)
    return E.left({
      tag: 'broken',
      ...fault,
      seed: found.seed,
      ...(found.counterexamplePath === null ? {} : { path: found.counterexamplePath }),
      shrinks: found.numShrinks,
    })
  return E.left({
    tag: 'inconclusive',
    law: law.name,
    formula: law.formula,
    subject: law.subject,
    reason: reasonOf(seen),
    decided: found.numRuns,
    undecided: found.numSkips,
    seed: found.seed,
  })
}

const tried = (law: AnyLaw, runs: Runs): Either<Failure, Summary> => {
  const seen: Report[] = []
  const found = fc.check(
    law.property(r => seen.push(r)),
    parameters(law, runs),
  )
  const broken = found.counterexample !== null
  return outcome(law, found, seen, broken ? law.faultAt(found.counterexample) : undefined)
}

const triedLater = async (law: AnyLaw, runs: Runs): Promise<Either<Failure, Summary>> => {
  const seen: Report[] = []
  const found = await fc.check(
    law.asyncProperty(r => seen.push(r)),
    parameters(law, runs),
  )
  const broken = found.counterexample !== null
  return outcome(
    law,
    found,
    seen,
    broken ? await law.faultAtAsync(found.counterexample) : undefined,
  )
}

/** What was found so far: a broken law ends it, one that cannot be decided does not. */
interface SoFar {
  readonly summaries: readonly Summary[]
  readonly undecided?: Failure
}

const after = (sofar: SoFar, one: Either<Failure, Summary>): SoFar =>
  E.isRight(one)
    ? { ...sofar, summaries: [...sofar.summaries, one.right] }
    : { undecided: one.left, ...sofar }

const ending = ({ summaries, undecided }: SoFar): Either<Failure, readonly Summary[]> =>
  undecided === undefined ? E.right(summaries) : E.left(undecided)

const breaks = (one: Either<Failure, Summary>): one is E.Left<Failure> =>
  E.isLeft(one) && one.left.tag === 'broken'

/**
 * Tries laws in order and stops at the first that is broken: what was found, as a value. Where none is, the
 * first that cannot be decided at half of its inputs is a failure of its own kind.
 *
 * @example
 * import { fn, real, sin } from 'chainrule'
 * import { checkLaws, gradientLaws } from 'chainrule/laws'
 * import { isRight } from 'fp-ts/Either'
 *
 * isRight(checkLaws(gradientLaws(fn(real, x => sin(x))), { runs: 20, seed: 1 })) // => true
 *
 * @throws Error where `runs` is no whole number from 1
 */
export const checkLaws = (
  laws: readonly AnyLaw[],
  runs: Runs = {},
): Either<Failure, readonly Summary[]> => {
  checkRuns(runs.runs)
  let sofar: SoFar = { summaries: [] }
  for (const law of laws) {
    const one = tried(law, runs)
    if (breaks(one)) return one
    sofar = after(sofar, one)
  }
  return ending(sofar)
}

/**
 * The same for functions that answer later, as a task.
 *
 * @example
 * import { box, checkLawsAsync, gradient } from 'chainrule/laws'
 * import { isRight } from 'fp-ts/Either'
 *
 * const square = gradient.of(async (x: number) => x * x, async x => 2 * x)
 * isRight(await checkLawsAsync(square.on(box(-2, 2)), { runs: 5 })()) // => true
 *
 * @throws Error where `runs` is no whole number from 1
 */
export const checkLawsAsync = (
  laws: readonly AnyLaw[],
  runs: Runs = {},
): TaskEither<Failure, readonly Summary[]> => {
  checkRuns(runs.runs)
  return async () => {
    let sofar: SoFar = { summaries: [] }
    for (const law of laws) {
      const one = await triedLater(law, runs)
      if (breaks(one)) return one
      sofar = after(sofar, one)
    }
    return ending(sofar)
  }
}

const raise = (failure: Failure): never => {
  const error = new Error(showFailure(failure), { cause: failure })
  error.name = failure.tag === 'broken' ? 'LawBroken' : 'LawInconclusive'
  throw error
}

/**
 * Asserts laws in order; the first that is broken throws, with the law, the shrunk input, both numbers, the
 * tolerance and its origin, the entries at fault, a likely cause, and what replays it. Where none is, the first
 * that cannot be decided at half of its inputs does.
 *
 * @example
 * import { fn, real, sin } from 'chainrule'
 * import { assertLaws, box, gradient, gradientLaws } from 'chainrule/laws'
 *
 * assertLaws(gradientLaws(fn(real, x => sin(x)))) // => undefined
 * assertLaws(gradient.of(Math.sin, Math.cos).on(box(-2, 2))) // => undefined
 *
 * @throws Error named `LawBroken` or `LawInconclusive`, whose `cause` is the `Failure`; where `runs` is no
 * whole number from 1
 */
export const assertLaws = (laws: readonly AnyLaw[], runs: Runs = {}): void => {
  const found = checkLaws(laws, runs)
  if (E.isLeft(found)) raise(found.left)
}

/**
 * Asserts laws of functions that answer later.
 *
 * @example
 * import { assertLawsAsync, box, gradient } from 'chainrule/laws'
 *
 * const sine = gradient.of(async (x: number) => Math.sin(x), async x => Math.cos(x))
 * await assertLawsAsync(sine.on(box(-2, 2)), { runs: 5 }) // => undefined
 *
 * @throws Error (the promise is rejected with it) as `assertLaws`
 */
export const assertLawsAsync = async (laws: readonly AnyLaw[], runs: Runs = {}): Promise<void> => {
  const found = await checkLawsAsync(laws, runs)()
  if (E.isLeft(found)) raise(found.left)
}

/**
 * Tries all laws and tells how each fared, whether it holds or not: a table to print. A law that could not be
 * decided at half of its inputs does not hold.
 *
 * @example
 * import { exp, fn, real } from 'chainrule'
 * import { gradientLaws, tryLaws } from 'chainrule/laws'
 *
 * tryLaws(gradientLaws(fn(real, x => exp(x)))).every(s => s.holds) // => true
 */
export const tryLaws = (
  laws: readonly AnyLaw[],
  { runs, seed = 0 }: Omit<Runs, 'path'> = {},
): readonly Summary[] => {
  checkRuns(runs)
  return laws.map(law => summaryOf(law, law.reports(runs ?? law.runs, seed)))
}
