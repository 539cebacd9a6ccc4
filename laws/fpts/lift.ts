/** Values of a type constructor: how fp-ts's instances of one or two parameters are tried. */
import fc from 'fast-check'
// Types only, and not under `lib`, where `#fp` looks.
// eslint-disable-next-line no-restricted-imports
import type { HKT, Kind, Kind2, URIS, URIS2 } from 'fp-ts/HKT.js'
import type { Eq } from '#fp/Eq'

export type { HKT, URIS, URIS2 }

/** Values of a type constructor, made of values of its parameter, and when they are the same. */
export interface Lift<F> {
  readonly inputs: <A>(a: fc.Arbitrary<A>) => fc.Arbitrary<HKT<F, A>>
  readonly eq: <A>(E: Eq<A>) => Eq<HKT<F, A>>
  readonly name?: string
}

/** The same for a constructor of one parameter. */
export interface Lift1<F extends URIS> {
  readonly inputs: <A>(a: fc.Arbitrary<A>) => fc.Arbitrary<Kind<F, A>>
  readonly eq: <A>(E: Eq<A>) => Eq<Kind<F, A>>
  readonly name?: string
}

/** The same for a constructor of two, with the first of them settled. */
export interface Lift2<F extends URIS2, E> {
  readonly inputs: <A>(a: fc.Arbitrary<A>) => fc.Arbitrary<Kind2<F, E, A>>
  readonly eq: <A>(eq: Eq<A>) => Eq<Kind2<F, E, A>>
  readonly name?: string
}

/** What the laws speak of. */
export type Whole = (n: number) => number

/** Numbers that can be read. */
export const whole: fc.Arbitrary<number> = fc.integer({ min: -9, max: 9 })

/** Functions that seldom commute, shown as formulas. */
export const affine: fc.Arbitrary<Whole> = fc
  .tuple(fc.integer({ min: -3, max: 3 }), whole)
  .map(([p, q]) =>
    Object.assign((n: number) => p * n + q, {
      [fc.toStringMethod]: () => `(n => ${p} n + ${q})`,
    }),
  )
