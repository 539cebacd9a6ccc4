/** Identity and the arrows of products. */

import { shapeError } from '../Errors.js'
import { type Space, sameSpace, showSpace, tuple } from '../Space.js'
import type { Diff } from './model.js'
import { apply } from './stages.js'
import { fn } from './trace.js'

/** The identity of a space. */
export const identity = <A>(dom: Space<A>): Diff<A, A> =>
  Object.freeze({ _tag: 'Diff', dom, cod: dom, path: Object.freeze({ tag: 'identity' }) })

/**
 * Both results at the same point: x ↦ (f x, g x). Cotangents of the two add up.
 *
 * @throws ShapeError where the two do not have one domain
 */
export const fork = <A, B, C>(f: Diff<A, B>, g: Diff<A, C>): Diff<A, readonly [B, C]> => {
  if (!sameSpace(f.dom.form, g.dom.form))
    throw shapeError('fork', `a second arrow from ${showSpace(f.dom)}`, showSpace(g.dom))
  return fn(f.dom, tuple(f.cod, g.cod), x => [apply(f, x), apply(g, x)])
}

/** Two arrows side by side: (a, b) ↦ (f a, g b). */
export const both = <A, B, C, D>(
  f: Diff<A, B>,
  g: Diff<C, D>,
): Diff<readonly [A, C], readonly [B, D]> =>
  fn(tuple(f.dom, g.dom), tuple(f.cod, g.cod), ([a, c]) => [apply(f, a), apply(g, c)])

/** The first of two. */
export const fst = <A, B>(a: Space<A>, b: Space<B>): Diff<readonly [A, B], A> =>
  fn(tuple(a, b), a, ([x]) => x)

/** The second of two. */
export const snd = <A, B>(a: Space<A>, b: Space<B>): Diff<readonly [A, B], B> =>
  fn(tuple(a, b), b, ([, y]) => y)

/** The two exchanged. */
export const swap = <A, B>(a: Space<A>, b: Space<B>): Diff<readonly [A, B], readonly [B, A]> =>
  fn(tuple(a, b), tuple(b, a), ([x, y]) => [y, x])
