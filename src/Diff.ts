/**
 * `Diff<A, B>`: an arrow, a differentiable function as a pure value, and how arrows compose.
 *
 * 1. `pullback(compose(g, f)) ≡ composePairs(pullback(g), pullback(f))` (Lemma 1, transposed)
 * 2. `compose(h, compose(g, f)) ≡ compose(compose(h, g), f)`
 * 3. `compose(f, identity(A)) ≡ f ≡ compose(identity(B), f)`
 *
 * @example
 * import { array, compose, fn, grad, mul, run, sum, toNested, vector } from 'chainrule'
 *
 * const square = fn(vector(2), x => mul(x, x))
 * const total = fn(vector(2), x => sum(x))
 * toNested(run(grad(compose(total, square)))(array([1, 2]))) // => [2, 4]
 */

import type { MeetSpaces } from './diff/meet.js'
import type { Diff } from './diff/model.js'
import { shapeError } from './Errors.js'
import { type Sym, sameSpace, showSpace, type Tangent } from './Space.js'

export type { AnyDiff, Diff } from './diff/model.js'
export { both, fork, fst, identity, snd, swap } from './diff/products.js'
export { apply, stages } from './diff/stages.js'
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
  return {
    _tag: 'Diff',
    dom: f.dom,
    cod: g.cod,
    path: { tag: 'then', first: f.path, second: g.path },
  }
}

// -------------------------------------------------------------------------------------
// for pipe
// -------------------------------------------------------------------------------------

/** `compose` for fp-ts's pipe: `pipe(f, andThen(g))` is g ∘ f. */
export const andThen =
  <C, D>(g: Diff<C, D>) =>
  <A, B>(f: Diff<A, B> & MeetSpaces<B, C>): Diff<A, D> =>
    compose(g, f)
