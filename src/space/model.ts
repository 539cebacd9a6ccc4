/** What a space is, and what it says of types: the value, its symbolic twin, its tangent. */
import type { AnyTensor, Kind, Tensor } from '../Dense.js'
import type { Expr } from '../Expr.js'
import type { Shape } from '../Shape.js'

/** A part without parts: a tensor, or a bare number or boolean where `scalar`. */
export interface Leaf {
  readonly tag: 'leaf'
  readonly kind: Kind
  readonly shape: Shape
  readonly scalar: boolean
  /** For an index: values are 0 … bound − 1; where it is absent, any 32-bit integer. */
  readonly bound?: number
}

/** What a space is made of. */
export type Form =
  | Leaf
  | { readonly tag: 'tuple'; readonly parts: readonly Form[] }
  | { readonly tag: 'struct'; readonly fields: readonly (readonly [name: string, form: Form])[] }

/** A space of whatever values. */
export interface AnySpace {
  readonly _tag: 'Space'
  readonly form: Form
}

/** An object: a description of the values of type `A`. */
export interface Space<A> extends AnySpace {
  /** Never there: it carries `A`, invariantly. */
  readonly '~A'?: (a: A) => A
}

/** The values of a space. */
export type ValueOf<S> = S extends Space<infer A> ? A : never

/** A whole number below `N`; plain numbers are accepted, and checked when a program runs. */
export type Index<N extends number = number> = number & { readonly '~index'?: N }

/** The only value of the unit space; the tangent of what is discrete. */
export type Unit = readonly []

/** A splittable key of random numbers. */
export type Key = Tensor<readonly [2], 'index'>

/** The symbolic twin of a value. */
export type Sym<A> = [A] extends [number]
  ? '~index' extends keyof A
    ? Expr<readonly [], 'index'>
    : Expr<readonly []>
  : [A] extends [boolean]
    ? Expr<readonly [], 'bool'>
    : A extends Tensor<infer S, infer K>
      ? Expr<S, K>
      : { readonly [P in keyof A]: Sym<A[P]> }

/** A symbolic twin, or one with numbers for some of its real scalars: constants. */
export type SymOrNumber<A> = Sym<A> | Lifted<A>
type Lifted<A> = [A] extends [number]
  ? Sym<A> | ('~index' extends keyof A ? never : number)
  : [A] extends [boolean]
    ? Sym<A>
    : A extends AnyTensor
      ? Sym<A>
      : { readonly [P in keyof A]: Lifted<A[P]> }

/** The value that a symbolic result stands for; a bare number or tensor is a constant. */
export type Val<X> = X extends number
  ? number
  : X extends Expr<infer S, infer K> | Tensor<infer S, infer K>
    ? number extends S['length']
      ? ValOfKind<K> | Tensor<S, K> // of unknown rank: which it is shows when the program is built
      : S extends readonly []
        ? ValOfKind<K>
        : Tensor<S, K>
    : { readonly [P in keyof X]: Val<X[P]> }
type ValOfKind<K extends Kind> = K extends 'bool' ? boolean : K extends 'index' ? Index : number

/** Directions at a value: discrete parts have the unit tangent. */
export type Tangent<A> = [A] extends [number]
  ? '~index' extends keyof A
    ? Unit
    : number
  : [A] extends [boolean]
    ? Unit
    : A extends Tensor<infer S, infer K>
      ? K extends 'real'
        ? Tensor<S>
        : Unit
      : { readonly [P in keyof A]: Tangent<A[P]> }
