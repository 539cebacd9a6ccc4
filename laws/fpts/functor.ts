/** The laws of fp-ts's `Functor`, `Applicative` and `Monad`, tried with whole numbers and affine functions. */
import fc from 'fast-check'
import type { Applicative, Applicative1, Applicative2, Applicative2C } from '#fp/Applicative'
import type { Functor, Functor1, Functor2, Functor2C } from '#fp/Functor'
import type { Monad, Monad1, Monad2, Monad2C } from '#fp/Monad'
import * as N from '#fp/number'
import * as S from '#fp/string'
import type { AnyLaw } from '../check.js'
import {
  affine,
  type HKT,
  type Lift,
  type Lift1,
  type Lift2,
  type URIS,
  type URIS2,
  type Whole,
  whole,
} from './lift.js'
import { about, same } from './sample.js'

/** What a law is tried with: values, values that are functions, and functions. */
interface Input<F> {
  readonly u: HKT<F, number>
  readonly v: HKT<F, number>
  readonly f: Whole
  readonly g: Whole
  readonly fs: HKT<F, Whole>
  readonly gs: HKT<F, Whole>
  readonly n: number
}

const laws = <F>(what: string, { inputs, name }: Lift<F>) =>
  about<Input<F>>(
    name ?? what,
    fc.record({
      u: inputs(whole),
      v: inputs(whole),
      f: affine,
      g: affine,
      fs: inputs(affine),
      gs: inputs(affine),
      n: whole,
    }),
  )

const spell = (n: number): string => `#${n}`

const functor = <F>(F: Functor<F>, lift: Lift<F>): readonly AnyLaw[] => {
  const law = laws('a Functor', lift)
  return [
    law('mapping the identity changes nothing', 'map id u = u', ({ u }) =>
      same(lift.eq(N.Eq))(
        F.map(u, n => n),
        u,
      ),
    ),
    law('mapping twice is mapping once', 'map g (map f u) = map (g ∘ f) u', ({ u, f }) =>
      same(lift.eq(S.Eq))(
        F.map(F.map(u, f), spell),
        F.map(u, n => spell(f(n))),
      ),
    ),
  ]
}

const applicative = <F>(F: Applicative<F>, lift: Lift<F>): readonly AnyLaw[] => {
  const law = laws('an Applicative', lift)
  const are = same(lift.eq(N.Eq))
  const after =
    (g: Whole) =>
    (f: Whole): Whole =>
    n =>
      g(f(n))
  return [
    ...functor(F, { name: 'an Applicative', ...lift }),
    law('the pure identity changes nothing', 'of id <*> u = u', ({ u }) =>
      are(
        F.ap<number, number>(
          F.of((n: number) => n),
          u,
        ),
        u,
      ),
    ),
    law('of keeps application', 'of f <*> of n = of (f n)', ({ f, n }) =>
      are(F.ap(F.of(f), F.of(n)), F.of(f(n))),
    ),
    law('what is pure may change sides', 'fs <*> of n = of ($ n) <*> fs', ({ fs, n }) =>
      are(
        F.ap(fs, F.of(n)),
        F.ap(
          F.of((f: Whole) => f(n)),
          fs,
        ),
      ),
    ),
    law(
      'applying in turn is applying the composite',
      'gs <*> (fs <*> u) = map (∘) gs <*> fs <*> u',
      ({ gs, fs, u }) => are(F.ap(gs, F.ap(fs, u)), F.ap(F.ap(F.map(gs, after), fs), u)),
    ),
    law('mapping is applying what is pure', 'map f u = of f <*> u', ({ f, u }) =>
      are(F.map(u, f), F.ap(F.of(f), u)),
    ),
  ]
}

const monad = <F>(M: Monad<F>, lift: Lift<F>): readonly AnyLaw[] => {
  const law = laws('a Monad', lift)
  const are = same(lift.eq(N.Eq))
  /** An arrow n ↦ F: one value for even numbers, another for odd. */
  const kleisli =
    (u: HKT<F, number>, v: HKT<F, number>) =>
    (n: number): HKT<F, number> =>
      M.map(n % 2 === 0 ? u : v, m => m + n)
  return [
    ...applicative(M, { name: 'a Monad', ...lift }),
    law('of is a unit on the left', 'of n >>= k = k n', ({ n, u, v }) => {
      const k = kleisli(u, v)
      return are(M.chain(M.of(n), k), k(n))
    }),
    law('of is a unit on the right', 'u >>= of = u', ({ u }) => are(M.chain(u, M.of), u)),
    law('chaining is associative', '(u >>= k) >>= l = u >>= (n ↦ k n >>= l)', ({ u, v, f, g }) => {
      const [k, l] = [kleisli(u, v), kleisli(M.map(v, f), M.map(u, g))]
      return are(
        M.chain(M.chain(u, k), l),
        M.chain(u, n => M.chain(k(n), l)),
      )
    }),
    law('applying is chaining', 'fs <*> u = fs >>= (f ↦ map f u)', ({ fs, u }) =>
      are(
        M.ap(fs, u),
        M.chain(fs, f => M.map(u, f)),
      ),
    ),
  ]
}

/**
 * The laws of a `Functor`: it keeps identities and composition.
 *
 * @example
 * import { assertLaws, functorLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 * import * as RA from 'fp-ts/lib/ReadonlyArray.js'
 *
 * assertLaws(functorLaws(RA.Functor, { inputs: a => fc.array(a), eq: RA.getEq })) // => undefined
 */
export function functorLaws<F extends URIS2, E>(
  F: Functor2<F> | Functor2C<F, E>,
  lift: Lift2<F, E>,
): readonly AnyLaw[]
export function functorLaws<F extends URIS>(F: Functor1<F>, lift: Lift1<F>): readonly AnyLaw[]
export function functorLaws<F>(F: Functor<F>, lift: Lift<F>): readonly AnyLaw[] {
  return functor(F, lift)
}

/**
 * The laws of an `Applicative`, those of a functor among them: identity, homomorphism, interchange, composition.
 * Of a constructor of two parameters the first is stated.
 *
 * Source: McBride and Paterson, "Applicative programming with effects", 2008.
 *
 * @example
 * import { applicativeLaws, assertLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as S from 'fp-ts/lib/string.js'
 *
 * const laws = applicativeLaws<'Either', string>(E.Applicative, {
 *   inputs: a => fc.oneof(fc.string().map(E.left), a.map(E.right)),
 *   eq: eq => E.getEq(S.Eq, eq),
 * })
 * assertLaws(laws) // => undefined
 */
export function applicativeLaws<F extends URIS2, E>(
  F: Applicative2<F> | Applicative2C<F, E>,
  lift: Lift2<F, E>,
): readonly AnyLaw[]
export function applicativeLaws<F extends URIS>(
  F: Applicative1<F>,
  lift: Lift1<F>,
): readonly AnyLaw[]
export function applicativeLaws<F>(F: Applicative<F>, lift: Lift<F>): readonly AnyLaw[] {
  return applicative(F, lift)
}

/**
 * The laws of a `Monad`, those of an applicative among them: units, associativity, and an `ap` that agrees.
 *
 * Source: Wadler, "Monads for functional programming", 1995.
 *
 * @example
 * import { assertLaws, monadLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const inputs = <A>(a: fc.Arbitrary<A>) => fc.oneof(fc.constant(O.none), a.map(O.some))
 * assertLaws(monadLaws(O.Monad, { inputs, eq: O.getEq })) // => undefined
 */
export function monadLaws<F extends URIS2, E>(
  M: Monad2<F> | Monad2C<F, E>,
  lift: Lift2<F, E>,
): readonly AnyLaw[]
export function monadLaws<F extends URIS>(M: Monad1<F>, lift: Lift1<F>): readonly AnyLaw[]
export function monadLaws<F>(M: Monad<F>, lift: Lift<F>): readonly AnyLaw[] {
  return monad(M, lift)
}
