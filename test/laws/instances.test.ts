/** Suites of fp-ts instances: this library's own and fp-ts's keep their laws. */
import {
  bool,
  type Diff,
  exp,
  fn,
  index,
  matrix,
  mul,
  real,
  run,
  type Space,
  sin,
  struct,
  tanh,
  tuple,
  unit,
  vector,
} from 'chainrule'
import * as D from 'chainrule/Diff'
import {
  type AnyLaw,
  arbitrary,
  arbitrarySpace,
  arbitraryTangent,
  assertLaws,
  categoryLaws,
} from 'chainrule/laws'
import {
  equalWithin,
  getEq,
  getMonoid,
  scaleTangent,
  showValue,
  type Tangent,
  tangentSpace,
} from 'chainrule/Space'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import type { Eq } from 'fp-ts/lib/Eq.js'
import type { Group } from 'fp-ts/lib/Group.js'
import * as N from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as S from 'fp-ts/lib/string.js'
import { describe, expect, test } from 'vitest'
import { groupLaws, monoidLaws, semigroupLaws } from '../../laws/fpts/algebra.js'
import { applicativeLaws, functorLaws, monadLaws } from '../../laws/fpts/functor.js'
import { eqLaws, ordLaws } from '../../laws/fpts/order.js'

const seeds = Array.from({ length: 10 }, (_, k) => k + 1)
const keep = (suites: Readonly<Record<string, readonly AnyLaw[]>>): void => {
  test.each(Object.entries(suites))('%s', (_, laws) => {
    for (const seed of seeds) assertLaws(laws, { seed, runs: 20 })
  })
}

/** Tangents are a group up to rounding: the library's monoid, and minus one times. */
const tangents = <A>(s: Space<A>): readonly AnyLaw[] => {
  const T = tangentSpace(s)
  const group: Group<Tangent<A>> = {
    ...getMonoid(s),
    inverse: a => scaleTangent(s)(-1, a),
  }
  return groupLaws(group, {
    name: 'the tangents',
    inputs: arbitraryTangent(s),
    eq: { equals: equalWithin({ absolute: 1e-12, relative: 0 })(T) },
    show: showValue(T),
  })
}

/** Arrows are the same where their values are, here and there. */
const pointwise = <A>(s: Space<A>, points: readonly A[]): Eq<Diff<A, A>> => ({
  equals: (f, g) => {
    const [there, here] = [run(f), run(g)]
    return points.every(x =>
      equalWithin({ absolute: 1e-12, relative: 1e-12 })(s)(there(x), here(x)),
    )
  },
})
const unary: fc.Arbitrary<Diff<number, number>> = fc
  .constantFrom(sin, exp, tanh)
  .chain(σ => fc.integer({ min: -3, max: 3 }).map(c => fn(real, x => σ(mul(c, x)))))
const both = struct({ x: vector(2), ok: bool, label: index(3), deep: tuple(real, unit) })

describe("this library's instances keep their laws", () => {
  keep({
    'Eq of a space': eqLaws(getEq(both), { inputs: arbitrary(both) }),
    'Eq of numbers': eqLaws(getEq(real), {
      inputs: fc.double(),
    }),
    'Monoid of tangents': tangents(struct({ w: matrix(2, 2), b: real })),
    'Monoid of the tangents of what is partly discrete': tangents(both),
    'Monoid of endomorphisms': monoidLaws(D.getEndomorphismMonoid(real), {
      inputs: unary,
      eq: pointwise(real, [-1.5, -0.3, 0, 0.7, 2]),
      show: f => `an arrow from 0.7 to ${run(f)(0.7)}`,
    }),
    'Semigroupoid of arrows': categoryLaws(
      fn(vector(2), x => exp(x)),
      fn(vector(2), x => sin(x)),
      fn(vector(2), x => tanh(x)),
      {},
      { compose: D.Semigroupoid.compose as typeof D.compose }, // its first two spaces are plain
    ),
  })
  test('Eq and Monoid of spaces of every make', () => {
    fc.assert(
      fc.property(arbitrarySpace, fc.nat(), (s, seed) => {
        assertLaws([...eqLaws(getEq(s), { inputs: arbitrary(s) }), ...tangents(s)], {
          runs: 4,
          seed,
        })
      }),
      { numRuns: 40 },
    )
  })
})

describe("fp-ts's instances keep their laws", () => {
  const option = {
    inputs: <A>(a: fc.Arbitrary<A>) => fc.oneof(fc.constant(O.none), a.map(O.some)),
    eq: O.getEq,
  }
  const array = { inputs: <A>(a: fc.Arbitrary<A>) => fc.array(a, { maxLength: 4 }), eq: RA.getEq }
  const either = {
    inputs: <A>(a: fc.Arbitrary<A>) => fc.oneof(fc.string().map(E.left), a.map(E.right)),
    eq: <A>(eq: Eq<A>) => E.getEq(S.Eq, eq),
  }
  const words = { inputs: fc.string({ maxLength: 3 }), eq: S.Eq }
  keep({
    'Ord of numbers': ordLaws(N.Ord, { inputs: fc.integer({ min: -3, max: 3 }) }),
    'Ord of strings': ordLaws(S.Ord, words),
    'Ord of options': ordLaws(O.getOrd(N.Ord), { inputs: option.inputs(fc.integer()) }),
    'Semigroup of strings': semigroupLaws(S.Semigroup, words),
    'Monoid of arrays': monoidLaws(RA.getMonoid<number>(), {
      inputs: array.inputs(fc.integer()),
      eq: RA.getEq(N.Eq),
    }),
    'Functor of options': functorLaws(O.Functor, option),
    'Functor of eithers': functorLaws<'Either', string>(E.Functor, either),
    'Applicative of eithers': applicativeLaws<'Either', string>(E.Applicative, either),
    'Applicative of eithers that collects': applicativeLaws<'Either', string>(
      E.getApplicativeValidation(S.Semigroup),
      either,
    ),
    'Monad of options': monadLaws(O.Monad, option),
    'Monad of arrays': monadLaws(RA.Monad, array),
    'Monad of eithers': monadLaws<'Either', string>(E.Monad, either),
  })
  test('a failure names the law, the instance and the two values', () => {
    const minus = { concat: (a: number, b: number) => a - b }
    const laws = semigroupLaws(minus, {
      name: 'subtraction',
      inputs: fc.integer({ min: 0, max: 9 }),
      eq: N.Eq,
    })
    expect(() => assertLaws(laws, { seed: 1 })).toThrow(
      /^subtraction breaks the law «it is associative»[\s\S]*-1 is not 1/,
    )
  })
})
