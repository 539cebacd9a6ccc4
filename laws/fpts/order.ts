/** The laws of fp-ts's `Eq` and `Ord`: an equivalence, and a total order that agrees with it. */
import type { Eq } from '#fp/Eq'
import type { Ord } from '#fp/Ord'
import type { AnyLaw } from '../check.js'
import { type Report, worst } from '../Law.js'
import { about, showAll, triples, type Values, yes } from './sample.js'

type Three<A> = readonly [A, A, A]

const laws = <A>(what: string, { inputs, name, show }: Values<A>) =>
  about<Three<A>>(name ?? what, triples(inputs), showAll(show))

/**
 * The laws of an `Eq`: reflexive, symmetric, transitive. Inputs are often copies of each other, so that the
 * premises are met where the `Eq` tells copies to be equal.
 *
 * @example
 * import { vector } from 'chainrule'
 * import { arbitrary, assertLaws, eqLaws } from 'chainrule/laws'
 * import { getEq } from 'chainrule/Space'
 *
 * assertLaws(eqLaws(getEq(vector(2)), { inputs: arbitrary(vector(2)) })) // => undefined
 */
export const eqLaws = <A>(E: Eq<A>, values: Values<A>): readonly AnyLaw[] => {
  const law = laws('an Eq', values)
  return [
    law('equality is reflexive', 'a = a', ([a]) =>
      yes(E.equals(a, a), () => 'a is not equal to itself'),
    ),
    law('equality is symmetric', 'a = b ⇔ b = a', ([a, b]) =>
      yes(E.equals(a, b) === E.equals(b, a), () => `a = b is ${E.equals(a, b)}, b = a is not`),
    ),
    law('equality is transitive', 'a = b, b = c ⇒ a = c', ([a, b, c]) =>
      yes(
        !(E.equals(a, b) && E.equals(b, c)) || E.equals(a, c),
        () => 'a = b and b = c, but a is not c',
      ),
    ),
  ]
}

/** The orders of three: of a total order at least one of them ascends. */
const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

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
  const law = laws('an Ord', values)
  const below = (a: A, b: A): boolean => O.compare(a, b) <= 0
  const ascends = ([i, j, k]: (typeof orders)[number], abc: Three<A>): Report => {
    const [a, b, c] = [abc[i], abc[j], abc[k]]
    return yes(
      !(below(a, b) && below(b, c)) || below(a, c),
      () => `input ${i + 1} ≤ input ${j + 1} ≤ input ${k + 1}, but the first is above the last`,
    )
  }
  return [
    ...eqLaws(O, values),
    law('order is total and antisymmetric', 'sign (a ? b) = −sign (b ? a)', ([a, b]) => {
      const [there, back] = [O.compare(a, b), O.compare(b, a)]
      return yes(Math.sign(there) + Math.sign(back) === 0, () => `a ? b is ${there}, b ? a ${back}`)
    }),
    law('order is transitive', 'a ≤ b, b ≤ c ⇒ a ≤ c', abc =>
      worst(orders.map(o => ascends(o, abc))),
    ),
    law('only equals have no order', 'a ? b = 0 ⇔ a = b', ([a, b]) =>
      yes(
        (O.compare(a, b) === 0) === O.equals(a, b),
        () => `a ? b is ${O.compare(a, b)}, a = b is ${O.equals(a, b)}`,
      ),
    ),
  ]
}
