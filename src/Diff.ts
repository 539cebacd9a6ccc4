/**
 * `Diff<A, B>`: an arrow, a differentiable function as a pure value, and how arrows compose.
 *
 * 1. `pullback(compose(g, f)) ≡ composePairs(pullback(g), pullback(f))` (Lemma 1, transposed)
 * 2. `compose(h, compose(g, f)) ≡ compose(compose(h, g), f)`
 * 3. `compose(f, identity(A)) ≡ f ≡ compose(identity(B), f)`
 *
 * fp-ts instances are those that are lawful. Arrows compose associatively: a `Semigroupoid`. It is not
 * fp-ts's `Category`, whose `id` must be an arrow for every type at once: an identity here needs its space.
 * For the same reason there is no `Strong` or `Choice`; `Functor` would map any JavaScript function, which
 * has no derivative. The endomorphisms of one space are a `Monoid`.
 *
 * @example
 * import { array, compose, fn, grad, mul, run, sum, toNested, vector } from 'chainrule'
 *
 * const square = fn(vector(2), x => mul(x, x))
 * const total = fn(vector(2), x => sum(x))
 * toNested(run(grad(compose(total, square)))(array([1, 2]))) // => [2, 4]
 */

import type { Monoid } from '#fp/Monoid'
import type { Semigroupoid2 } from '#fp/Semigroupoid'
import type { Chained, Flowed } from './diff/flow.js'
import type { MeetSpaces } from './diff/meet.js'
import type { AnyDiff, Diff } from './diff/model.js'
import { both, fork, identity } from './diff/products.js'
import { shapeError } from './Errors.js'
import { type Space, type Sym, sameSpace, showSpace, type Tangent } from './Space.js'

export type { Chained, Flowed } from './diff/flow.js'
export type { MeetSpaces } from './diff/meet.js'
export type { AnyDiff, Diff } from './diff/model.js'
export { both, fork, fst, identity, snd, swap } from './diff/products.js'
export { apply, programOf, stages } from './diff/stages.js'
export { fn } from './diff/trace.js'

// -------------------------------------------------------------------------------------
// the chain rule
// -------------------------------------------------------------------------------------

/** A map paired with its pullback: the value at x, and how cotangents come back from there. */
export type Pair<A, B> = (
  x: Sym<A>,
) => readonly [y: Sym<B>, back: (w: Sym<Tangent<B>>) => Sym<Tangent<A>>]

/** The chain rule (Lemma 1, transposed): forward through f then g, back through g then f. */
export const composePairs =
  <A, B, C>(g: Pair<B, C>, f: Pair<A, B>): Pair<A, C> =>
  x => {
    const [y, backF] = f(x)
    const [z, backG] = g(y)
    return [z, w => backF(backG(w))]
  }

// Law 1: `pullback(compose(g, f)) ≡ composePairs(pullback(g), pullback(f))`. The same rule with pairs made
// data, paths of stages, so that arrows can be listed, drawn, compiled, and composed 100,000 deep.

/**
 * The composition g ∘ f: f, then g.
 *
 * @throws ShapeError where the codomain of f is not the domain of g
 */
export const compose = <A, B, C, D>(
  g: Diff<C, D>,
  f: Diff<A, B> & MeetSpaces<B, C>,
): Diff<A, D> => {
  if (!sameSpace(f.cod.form, g.dom.form))
    throw shapeError('compose', `a codomain ${showSpace(g.dom)}`, showSpace(f.cod))
  return Object.freeze({
    _tag: 'Diff',
    dom: f.dom,
    cod: g.cod,
    path: Object.freeze({ tag: 'then', first: f.path, second: g.path }),
  })
}

// -------------------------------------------------------------------------------------
// for pipe
// -------------------------------------------------------------------------------------

/** `compose` for fp-ts's pipe: `pipe(f, andThen(g))` is g ∘ f. */
export const andThen =
  <C, D>(g: Diff<C, D>) =>
  <A, B>(f: Diff<A, B> & MeetSpaces<B, C>): Diff<A, D> =>
    compose(g, f)

/** `fork` for pipe: `pipe(f, forkWith(g))` is x ↦ (f x, g x). */
export const forkWith =
  <A, C>(g: Diff<A, C>) =>
  <B>(f: Diff<A, B>): Diff<A, readonly [B, C]> =>
    fork(f, g)

/** `both` for pipe: `pipe(f, bothWith(g))` is (a, c) ↦ (f a, g c). */
export const bothWith =
  <C, D>(g: Diff<C, D>) =>
  <A, B>(f: Diff<A, B>): Diff<readonly [A, C], readonly [B, D]> =>
    both(f, g)

/**
 * Arrows from left to right: `flow(f, g, h)` is h ∘ g ∘ f.
 *
 * @example
 * import { exp, flow, fn, neg, real, run, square } from 'chainrule'
 *
 * const bell = flow(fn(real, x => square(x)), fn(real, x => neg(x)), fn(real, x => exp(x)))
 * run(bell)(0) // => 1
 *
 * @throws ShapeError where the codomain of one is not the domain of the next
 */
export const flow = <const Fs extends readonly [AnyDiff, ...(readonly AnyDiff[])]>(
  ...arrows: Fs & Chained<Fs>
): Flowed<Fs> => {
  const [first, ...rest] = arrows as Fs as readonly [
    Diff<unknown, unknown>,
    ...(readonly Diff<unknown, unknown>[]),
  ] // `Chained` says that neighbours meet, and composition checks it
  return rest.reduce((f, g) => compose(g, f), first) as AnyDiff as Flowed<Fs>
}

// -------------------------------------------------------------------------------------
// instances
// -------------------------------------------------------------------------------------

/** The name of `Diff` among fp-ts's type constructors. */
export const URI = 'Diff'

/** The type of that name. */
export type URI = typeof URI

declare module 'fp-ts/HKT' {
  interface URItoKind2<E, A> {
    readonly Diff: Diff<E, A>
  }
}

/**
 * Composition as fp-ts has it.
 *
 * @example
 * import { fn, mul, real, run, sin } from 'chainrule'
 * import { Semigroupoid } from 'chainrule/Diff'
 *
 * const twice = fn(real, x => mul(2, x))
 * run(Semigroupoid.compose(twice, fn(real, x => sin(x))))(0) // => 0
 */
export const Semigroupoid: Semigroupoid2<URI> = {
  URI,
  // Sound: with one type between them the spaces meet.
  compose: (g, f) => compose(g, f),
}

/**
 * The monoid of the maps of a space into itself: `concat(f, g)` is f, then g.
 *
 * @example
 * import { add, fn, mul, real, run } from 'chainrule'
 * import { getEndomorphismMonoid } from 'chainrule/Diff'
 *
 * const M = getEndomorphismMonoid(real)
 * run(M.concat(fn(real, x => add(x, 1)), fn(real, x => mul(2, x))))(3) // => 8
 */
export const getEndomorphismMonoid = <A>(s: Space<A>): Monoid<Diff<A, A>> => ({
  concat: (f, g) => compose(g, f),
  empty: identity(s),
})
