/** Claims of two functions or arrows, or of one arrow at one place. */
import fc from 'fast-check'
import { closeValues } from '../../laws/compare.js'
import { type AnyLaw, anyLaw, arbitrary } from '../../laws/index.js'
import { type AnyDiff, type Diff, run, type Space } from '../../src/index.js'
import { type AnySpace, showValue } from '../../src/Space.js'

/** A function of whatever a space has. */
type Loose = (x: never) => unknown

/** Two functions that ought to be one. */
export const sameFunction = (
  dom: AnySpace,
  cod: AnySpace,
  f: Loose,
  g: Loose,
): readonly AnyLaw[] => [
  anyLaw<unknown>({
    name: 'both are the same',
    formula: 'f x = g x',
    subject: 'a claim',
    inputs: arbitrary(dom as Space<unknown>),
    check: x => closeValues(cod, f(x as never), g(x as never)),
    show: showValue(dom as Space<unknown>),
  }),
]

/** Two arrows that ought to be one. */
export const same = (f: AnyDiff, g: AnyDiff): readonly AnyLaw[] =>
  sameFunction(f.dom, g.cod, run(f as Diff<unknown, unknown>), run(g as Diff<unknown, unknown>))

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
