/** Shapes of einsums, computed from specs that are literal strings without ellipsis or spaces. */
import type { AnyExpr, ShapeOf } from '../../Expr.js'
import type { Shape } from '../../Shape.js'

/** The indices of one operand with their sizes, as a union of pairs; an error is no pair. */
type Pairs<Term, S> = Term extends `${infer C}${infer Rest}`
  ? S extends readonly [infer D, ...infer More]
    ? readonly [C, D] | Pairs<Rest, More>
    : S extends readonly []
      ? 'an operand has fewer axes than indices'
      : readonly [C, number] | Pairs<Rest, S> // of unknown rank
  : S extends readonly [unknown, ...(readonly unknown[])]
    ? 'an operand has more axes than indices'
    : never

type AllPairs<Terms, Xs> = Xs extends readonly [infer X, ...infer More]
  ? Terms extends `${infer Term},${infer Rest}`
    ? More extends readonly []
      ? 'there are fewer operands than the spec says'
      : Pairs<Term, ShapeOf<X>> | AllPairs<Rest, More>
    : More extends readonly []
      ? Pairs<Terms, ShapeOf<X>>
      : 'there are more operands than the spec says'
  : never

type SizeOf<U, C> = U extends readonly [C, infer D extends number] ? D : never

/** The indices that have two sizes; an unknown one meets any. */
type Apart<U, All = U> = U extends readonly [infer C, infer D]
  ? number extends SizeOf<All, C>
    ? never
    : [SizeOf<All, C>] extends [D]
      ? never
      : C
  : never

type Sizes<Out, U, Done extends Shape = readonly []> = Out extends `${infer C}${infer Rest}`
  ? [SizeOf<U, C>] extends [never]
    ? { readonly 'no operand has the index': C }
    : Sizes<Rest, U, readonly [...Done, SizeOf<U, C>]>
  : Done

/** The letters that a spec names once, and those it names again. */
type Letters<Terms, Once = never, Again = never> = Terms extends `${infer C}${infer Rest}`
  ? C extends Once | Again
    ? Letters<Rest, Exclude<Once, C>, Again | C>
    : Letters<Rest, Once | C, Again>
  : Exclude<Once, ','>

type Sorted<
  Once,
  Out extends string = '',
  Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
> = Alphabet extends `${infer C}${infer Rest}`
  ? Sorted<Once, C extends Once ? `${Out}${C}` : Out, Rest>
  : Out

type Opaque = `${string}${'.' | ' '}${string}`

/** The result's shape, or a record that says what is wrong. */
type Judged<Spec, Xs> = Spec extends `${infer Terms}->${infer Out}`
  ? Settled<AllPairs<Terms, Xs>, Out>
  : Settled<AllPairs<Spec, Xs>, Sorted<Letters<Spec>>>
type Settled<U, Out> = [Extract<U, string>] extends [never]
  ? [Apart<U>] extends [never]
    ? Sizes<Out, U>
    : { readonly 'sizes differ along the index': Apart<U> }
  : { readonly 'spec and operands do not meet': Extract<U, string> }

type Readable<Spec, Xs> = string extends Spec
  ? false
  : Spec extends Opaque
    ? false
    : Xs extends readonly []
      ? false
      : Xs extends readonly [unknown, ...(readonly unknown[])]
        ? true
        : false

/** The shape of an einsum; of unknown rank where the spec is not a literal string, or has an ellipsis. */
export type Einsum<Spec extends string, Xs extends readonly AnyExpr[]> =
  Readable<Spec, Xs> extends true
    ? Judged<Spec, Xs> extends infer S extends Shape
      ? S
      : Shape
    : Shape

/** What a spec must be: anything, or a record that says what is wrong with it. */
export type MeetsEinsum<Spec extends string, Xs extends readonly AnyExpr[]> =
  Readable<Spec, Xs> extends true
    ? Judged<Spec, Xs> extends infer S
      ? S extends Shape
        ? unknown
        : S
      : unknown
    : unknown
