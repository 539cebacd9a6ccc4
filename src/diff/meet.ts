/** Whether what one arrow gives is what the next takes: as types, where unknown sizes meet any. */
import type { MeetShape } from '../Shape.js'
import type { Sym } from '../Space.js'
import type { Tensor } from '../Tensor.js'

/**
 * Whether two types of values can be the same; equality first, so that generic helpers check. It is that of
 * the symbols: a label is a number to TypeScript, its symbol is not that of a real.
 */
export type MeetValue<A, B> = readonly [Sym<A>] extends readonly [Sym<B>]
  ? readonly [Sym<B>] extends readonly [Sym<A>]
    ? true
    : MeetParts<A, B>
  : MeetParts<A, B>

type MeetParts<A, B> =
  A extends Tensor<infer S, infer K>
    ? B extends Tensor<infer T, infer L>
      ? readonly [K, L] extends readonly [L, K]
        ? MeetShape<S, T>
        : false
      : false
    : A extends readonly unknown[]
      ? B extends readonly unknown[]
        ? MeetTuple<A, B>
        : false
      : A extends object
        ? B extends object
          ? readonly [keyof A, keyof B] extends readonly [keyof B, keyof A]
            ? false extends {
                [P in keyof A]: P extends keyof B ? MeetValue<A[P], B[P]> : false
              }[keyof A]
              ? false
              : true
            : false
          : false
        : false

type MeetTuple<
  A extends readonly unknown[],
  B extends readonly unknown[],
> = number extends A['length']
  ? MeetValue<A[number], B[number]>
  : number extends B['length']
    ? MeetValue<A[number], B[number]>
    : MeetEach<A, B>
type MeetEach<A, B> = A extends readonly [infer X, ...infer As]
  ? B extends readonly [infer Y, ...infer Bs]
    ? MeetValue<X, Y> extends true
      ? MeetTuple<As, Bs>
      : false
    : false
  : B extends readonly []
    ? true
    : false

/** What an arrow must be to go before another: anything, or a record that says what does not meet. */
export type MeetSpaces<B, C> =
  MeetValue<B, C> extends true
    ? unknown
    : { readonly 'the spaces do not meet': readonly [codomain: B, 'is not the domain', domain: C] }
