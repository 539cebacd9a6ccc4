/** The laws of generators of programs: what they draw runs, is the same for a seed, and shrinks to a few lines. */
import fc from 'fast-check'
import { run } from '../../src/runtime/run.js'
import { showValue } from '../../src/Space.js'
import { encode } from '../../src/space/encode.js'
import { arbitrary } from '../arbitrary.js'
import { type AnyLaw, anyLaw } from '../check.js'
import { agreement, type Law } from '../Law.js'
import type { Generated } from './generate.js'

/** How many lines are few. */
const FEW = 3

/**
 * The laws of a generator of programs: the same seed draws the same programs; each runs, and gives a value of
 * its codomain; of a fault of one operation no more than three lines are left.
 *
 * @example
 * import { real, vector } from 'chainrule'
 * import { arbitraryDiff, assertLaws, generatorLaws } from 'chainrule/laws'
 *
 * assertLaws(generatorLaws(arbitraryDiff(vector(3), real)), { runs: 10 }) // => undefined
 */
export const generatorLaws = <A, B>(
  programs: fc.Arbitrary<Generated<A, B>>,
  name = 'the generator',
): readonly AnyLaw[] => {
  const ofSeed = (what: string, formula: string, check: Law<number>['check']): AnyLaw =>
    anyLaw<number>({
      name: what,
      formula,
      subject: name,
      inputs: fc.nat(2 ** 30),
      check,
      show: seed => `seed ${seed}`,
      runs: 20,
    })
  const one = (seed: number): Generated<A, B> => fc.sample(programs, { numRuns: 1, seed })[0]!
  return [
    ofSeed('the same seed draws the same program', 'text (draw s) = text (draw s)', seed => {
      const [once, again] = [one(seed), one(seed)]
      return agreement(Number(once.text === again.text), 1, 0, 'the same text')
    }),
    anyLaw<readonly [Generated<A, B>, A]>({
      name: 'what it draws runs',
      formula: 'run f x : B',
      subject: name,
      inputs: programs.chain(p => fc.tuple(fc.constant(p), arbitrary(p.diff.dom))),
      check: ([{ diff }, x]) => {
        encode('laws', diff.cod)(run(diff)(x)) // throws where it is of another space: a failure
        return agreement(1, 1, 0, 'a value of B')
      },
      show: ([p, x]) => `${showValue(p.diff.dom)(x)}, of the program\n${p.text}`,
    }),
    ofSeed('what fails for one operation shrinks to a few lines', 'lines (shrunk f) ≤ 3', seed => {
      const op = one(seed).operations.at(-1)
      const fails = fc.check(
        fc.property(programs, p => op === undefined || !p.operations.includes(op)),
        { seed, numRuns: 1 },
      )
      const left = fails.counterexample?.[0].operations.length ?? 0
      const few = Math.min(left, FEW)
      return agreement(left, few, 0, 'the lines that are left', `of a fault of ${op}`)
    }),
  ]
}
