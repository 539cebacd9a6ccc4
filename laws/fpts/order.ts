/** The laws of fp-ts's `Eq` and `Ord`: an equivalence, and a total order that agrees with it. */
import fc from 'fast-check'
import type { Eq } from '#fp/Eq'
import type { Ord } from '#fp/Ord'
import type { AnyLaw } from '../check.js'
import { about, several, short, showAll, type Values, yes } from './sample.js'

/** A law of all tuples of some values: by the first for which it is not so, and what it is then. */
const lawsOf = <A>(what: string, { inputs, name, show = fc.stringify }: Values<A>) => {
  const law = about<readonly A[]>(name ?? what, several(inputs), showAll(show))
  const text = (a: A): string => short(show(a))
  return {
    ofOne: (title: string, formula: string, is: (a: A) => boolean): AnyLaw =>
      law(title, formula, all => {
        const odd = all.findIndex(a => !is(a))
        return yes(odd < 0, () => `not so of a = ${text(all[odd]!)}`)
      }),
    ofTwo: (title: string, formula: string, is: (a: A, b: A) => boolean): AnyLaw =>
      law(title, formula, all => {
        const odd = all.flatMap(a => all.filter(b => !is(a, b)).map(b => [a, b] as const))[0]
        return yes(odd === undefined, () => `not so of a = ${text(odd![0])}, b = ${text(odd![1])}`)
      }),
    /** A relation that is transitive. */
    transitive: (title: string, formula: string, r: (a: A, b: A) => boolean): AnyLaw =>
      law(title, formula, all => {
        const related = all.map(a => all.map(b => r(a, b)))
        const chains = all.flatMap((_, i) =>
          all.flatMap((__, j) =>
            all.flatMap((___, k) =>
              related[i]![j]! && related[j]![k]! && !related[i]![k]! ? [[i, j, k] as const] : [],
            ),
          ),
        )
        const [i, j, k] = chains[0] ?? [0, 0, 0]
        return yes(
          chains.length === 0,
          () => `not so of a = ${text(all[i]!)}, b = ${text(all[j]!)}, c = ${text(all[k]!)}`,
        )
      }),
  }
}

/**
 * The laws of an `Eq`: reflexive, symmetric, transitive. It is asked of all of some values at once, copies among
 * them, so that the premises are met.
 *
 * @example
 * import { vector } from 'chainrule'
 * import { arbitrary, assertLaws, eqLaws } from 'chainrule/laws'
 * import { getEq } from 'chainrule/Space'
 *
 * assertLaws(eqLaws(getEq(vector(2)), { inputs: arbitrary(vector(2)) })) // => undefined
 */
export const eqLaws = <A>(E: Eq<A>, values: Values<A>): readonly AnyLaw[] => {
  const { ofOne, ofTwo, transitive } = lawsOf('an Eq', values)
  const equals = (a: A, b: A): boolean => E.equals(a, b)
  return [
    ofOne('equality is reflexive', 'a = a', a => equals(a, a)),
    ofTwo('equality is symmetric', 'a = b ⇔ b = a', (a, b) => equals(a, b) === equals(b, a)),
    transitive('equality is transitive', 'a = b, b = c ⇒ a = c', equals),
  ]
}

/**
 * The laws of an `Ord`, those of its `Eq` among them: total, antisymmetric, transitive, and 0 for equals only.
 *
 * @example
 * import { assertLaws, ordLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 * import * as N from 'fp-ts/lib/number.js'
 *
 * assertLaws(ordLaws(N.Ord, { inputs: fc.integer() })) // => undefined
 */
export const ordLaws = <A>(O: Ord<A>, values: Values<A>): readonly AnyLaw[] => {
  const { ofTwo, transitive } = lawsOf('an Ord', values)
  return [
    ...eqLaws(O, { name: 'an Ord', ...values }),
    ofTwo(
      'order is total and antisymmetric',
      'sign (a ? b) = −sign (b ? a)',
      (a, b) => Math.sign(O.compare(a, b)) + Math.sign(O.compare(b, a)) === 0,
    ),
    transitive('order is transitive', 'a ≤ b, b ≤ c ⇒ a ≤ c', (a, b) => O.compare(a, b) <= 0),
    ofTwo(
      'only equals have no order',
      'a ? b = 0 ⇔ a = b',
      (a, b) => (O.compare(a, b) === 0) === O.equals(a, b),
    ),
  ]
}
