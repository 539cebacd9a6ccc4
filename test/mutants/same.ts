/** Claims of two arrows, or of one at one place. */
import fc from 'fast-check'
import { closeValues } from '../../laws/compare.js'
import { type AnyLaw, anyLaw, arbitrary } from '../../laws/index.js'
import { type AnyDiff, type Diff, run, type Space } from '../../src/index.js'
import { showValue } from '../../src/Space.js'

/** Two arrows that ought to be one. */
export const same = (f: AnyDiff, g: AnyDiff): readonly AnyLaw[] => {
  const dom = f.dom as Space<unknown>
  const [one, other] = [run(f as Diff<unknown, unknown>), run(g as Diff<unknown, unknown>)]
  return [
    anyLaw<unknown>({
      name: 'both are the same',
      formula: 'f x = g x',
      subject: 'a claim',
      inputs: arbitrary(dom),
      check: x => closeValues(g.cod, one(x), other(x)),
      show: showValue(dom),
    }),
  ]
}

/** What an arrow is at one place. */
export const at = (f: AnyDiff, x: unknown, y: unknown): readonly AnyLaw[] => [
  anyLaw<unknown>({
    name: 'it is this there',
    formula: 'f x = y',
    subject: 'a claim',
    inputs: fc.constant(x),
    check: x => closeValues(f.cod, run(f as Diff<unknown, unknown>)(x), y),
    show: showValue(f.dom as Space<unknown>),
  }),
]
