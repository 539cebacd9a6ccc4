/** Which law, if any, sees a fault: the first that fails, without shrinking what is found. */
import type { AnyLaw } from 'chainrule/laws'
import fc from 'fast-check'

/** The default number of runs of `assertLaws`. */
export const RUNS = 50

const fails = (law: AnyLaw, seed: number, runs: number): boolean => {
  const found = fc.check(law.property(), {
    numRuns: runs,
    seed,
    maxSkipsPerRun: 1,
    endOnFailure: true,
  })
  return found.failed && found.counterexample !== null
}

/** The name of a law that fails on a seed; the one that did before is asked first. */
export const caughtBy = (
  laws: readonly AnyLaw[],
  seed: number,
  before?: string,
  runs = RUNS,
): string | undefined =>
  laws
    .toSorted((a, b) => Number(b.name === before) - Number(a.name === before))
    .find(law => fails(law, seed, runs))?.name
