/** What laws of an fp-ts instance are tried on: values, when two are the same, and how they are shown. */
import fc from 'fast-check'
import type { Eq } from '#fp/Eq'
import { type AnyLaw, anyLaw } from '../check.js'
import { agreement, type Report } from '../Law.js'

/** Values of a type, and how they are shown. */
export interface Values<A> {
  readonly inputs: fc.Arbitrary<A>
  /** What the laws are about, in messages. */
  readonly name?: string
  readonly show?: (a: A) => string
}

/** Values of a type, and when two of them are the same. */
export interface Sample<A> extends Values<A> {
  readonly eq: Eq<A>
}

/** Whether something is as it ought to be; `detail` is asked where it is not. */
export const yes = (is: boolean, detail: () => string): Report =>
  is
    ? agreement(1, 1, 0, 'true or false')
    : agreement(0, 1, 0, 'true or false, as numbers', detail())

/** Longer ones nobody reads. */
const LONGEST = 200

/** A text that somebody reads. */
export const short = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text

/** Two values that ought to be the same. */
export const same =
  <A>(eq: Eq<A>, show: (a: A) => string = fc.stringify) =>
  (claimed: A, wanted: A): Report =>
    yes(eq.equals(claimed, wanted), () => `${short(show(claimed))} is not ${short(show(wanted))}`)

/** A law of an instance by its name, formula and predicate. */
export const about =
  <X>(subject: string, inputs: fc.Arbitrary<X>, show: (x: X) => string = fc.stringify) =>
  (name: string, formula: string, check: (x: X) => Report): AnyLaw =>
    anyLaw<X>({ name, formula, subject, inputs, check, show })

/** Some values, often with copies of them, so that what is said of equal ones is tried. */
export const several = <A>(a: fc.Arbitrary<A>): fc.Arbitrary<readonly A[]> =>
  fc
    .array(fc.oneof(fc.clone(a, 2), fc.tuple(a)), { minLength: 1, maxLength: 5 })
    .map((all: readonly (readonly A[])[]) => all.flat())

/** Three values as text. */
export const showAll =
  <A>(show: (a: A) => string = fc.stringify) =>
  (all: readonly A[]): string =>
    all.map(a => short(show(a))).join(', ')
