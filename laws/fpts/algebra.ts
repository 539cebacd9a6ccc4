/** The laws of fp-ts's `Semigroup`, `Monoid` and `Group`, up to an `Eq`. */
import fc from 'fast-check'
import type { Group } from '#fp/Group'
import type { Monoid } from '#fp/Monoid'
import type { Semigroup } from '#fp/Semigroup'
import type { AnyLaw } from '../check.js'
import { worst } from '../Law.js'
import { about, type Sample, same, showAll } from './sample.js'

type Three<A> = readonly [A, A, A]

const laws = <A>(what: string, { inputs, name, show }: Sample<A>) =>
  about<Three<A>>(name ?? what, fc.tuple(inputs, inputs, inputs), showAll(show))

/**
 * The law of a `Semigroup`: it is associative.
 *
 * @example
 * import { assertLaws, semigroupLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 * import * as S from 'fp-ts/lib/string.js'
 *
 * assertLaws(semigroupLaws(S.Semigroup, { inputs: fc.string(), eq: S.Eq })) // => undefined
 */
export const semigroupLaws = <A>(S: Semigroup<A>, sample: Sample<A>): readonly AnyLaw[] => {
  const are = same(sample.eq, sample.show)
  const law = laws('a Semigroup', sample)
  return [
    law('it is associative', '(a · b) · c = a · (b · c)', ([a, b, c]) =>
      are(S.concat(S.concat(a, b), c), S.concat(a, S.concat(b, c))),
    ),
  ]
}

/**
 * The laws of a `Monoid`, those of a semigroup among them: its empty is a unit on both sides.
 *
 * @example
 * import { vector } from 'chainrule'
 * import { arbitraryTangent, assertLaws, monoidLaws } from 'chainrule/laws'
 * import { equalWithin, getMonoid } from 'chainrule/Space'
 *
 * const s = vector(2)
 * const eq = { equals: equalWithin({ absolute: 1e-12, relative: 0 })(s) }
 * assertLaws(monoidLaws(getMonoid(s), { inputs: arbitraryTangent(s), eq })) // => undefined
 */
export const monoidLaws = <A>(M: Monoid<A>, sample: Sample<A>): readonly AnyLaw[] => {
  const are = same(sample.eq, sample.show)
  const law = laws('a Monoid', sample)
  return [
    ...semigroupLaws(M, { name: 'a Monoid', ...sample }),
    law('empty is a unit', '∅ · a = a = a · ∅', ([a]) =>
      worst([are(M.concat(M.empty, a), a), are(M.concat(a, M.empty), a)]),
    ),
  ]
}

/**
 * The laws of a `Group`, those of a monoid among them: an inverse on both sides.
 *
 * @example
 * import { assertLaws, groupLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 * import * as N from 'fp-ts/lib/number.js'
 *
 * const sums = { ...N.MonoidSum, inverse: (x: number) => -x }
 * assertLaws(groupLaws(sums, { inputs: fc.integer(), eq: N.Eq })) // => undefined
 */
export const groupLaws = <A>(G: Group<A>, sample: Sample<A>): readonly AnyLaw[] => {
  const are = same(sample.eq, sample.show)
  const law = laws('a Group', sample)
  return [
    ...monoidLaws(G, { name: 'a Group', ...sample }),
    law('inverses undo', 'a⁻¹ · a = ∅ = a · a⁻¹', ([a]) =>
      worst([are(G.concat(G.inverse(a), a), G.empty), are(G.concat(a, G.inverse(a)), G.empty)]),
    ),
  ]
}
