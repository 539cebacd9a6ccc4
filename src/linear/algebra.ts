/** Linear maps from linear maps: composition, sums, products, the transpose. */

import type { MeetSpaces } from '../diff/meet.js'
import { shapeError } from '../Errors.js'
import { type AnySpace, sameSpace, showSpace, tuple } from '../Space.js'
import { zero } from './atoms.js'
import { type AnyLinear, isIdentity, isZero, type Linear, linear } from './model.js'

const meet = (operation: string, expected: AnySpace, got: AnySpace): void => {
  if (!sameSpace(expected.form, got.form))
    throw shapeError(operation, showSpace(expected), showSpace(got))
}

/** A composition of maps whose spaces are known to meet. */
export const composed = (g: AnyLinear, f: AnyLinear): AnyLinear => {
  if (isIdentity(f)) return g
  if (isIdentity(g)) return f
  if (isZero(f) || isZero(g)) return zero(f.dom, g.cod)
  return linear(f.dom, g.cod, { tag: 'compose', second: g, first: f })
}

/** A sum of maps whose spaces are known to be the same. */
export const added = (f: AnyLinear, g: AnyLinear): AnyLinear =>
  isZero(g) ? f : isZero(f) ? g : linear(f.dom, f.cod, { tag: 'add', left: f, right: g })

/**
 * The composition g ∘ f: f, then g; its matrix is the product of theirs (7). Identities vanish, zero absorbs.
 *
 * @example
 * import { array, toNested, vector } from 'chainrule'
 * import { compose, dense, diagonal, toMatrix } from 'chainrule/Linear'
 *
 * const layer = compose(diagonal(vector(2), array([0, 1])), dense(array([[1, 2], [3, 4]])))
 * toNested(toMatrix(layer)) // => [[0, 0], [3, 4]]
 *
 * @throws ShapeError where the codomain of f is not the domain of g
 */
export const compose = <A, B, C, D>(
  g: Linear<C, D>,
  f: Linear<A, B> & MeetSpaces<B, C>,
): Linear<A, D> => {
  meet('compose', g.dom, f.cod)
  return composed(g, f)
}

/**
 * The sum of two maps between the same spaces; zero vanishes.
 *
 * @example
 * import { real } from 'chainrule'
 * import { add, apply, identity, scale } from 'chainrule/Linear'
 *
 * apply(add(identity(real), scale(real, 2)))(5) // => 15
 *
 * @throws ShapeError where the spaces differ
 */
export const add = <A, B>(f: Linear<A, B>, g: Linear<NoInfer<A>, NoInfer<B>>): Linear<A, B> => {
  meet('add', f.dom, g.dom)
  meet('add', f.cod, g.cod)
  return added(f, g)
}

/**
 * Both results of the same argument: v ↦ (f v, g v). Its transpose adds up.
 *
 * @example
 * import { real } from 'chainrule'
 * import { apply, fork, scale, transpose } from 'chainrule/Linear'
 *
 * const both = fork(scale(real, 2), scale(real, 3))
 * apply(both)(1) // => [2, 3]
 * apply(transpose(both))([1, 10]) // => 32
 *
 * @throws ShapeError where the domains differ
 */
export const fork = <A, B, C>(
  f: Linear<A, B>,
  g: Linear<NoInfer<A>, C>,
): Linear<A, readonly [B, C]> => {
  meet('fork', f.dom, g.dom)
  return linear(f.dom, tuple(f.cod, g.cod), { tag: 'fork', parts: [f, g] })
}

/**
 * The transpose Lᵀ, with ⟨L v, w⟩ = ⟨v, Lᵀ w⟩; nothing is computed until it is applied.
 *
 * @example
 * import { array, toNested } from 'chainrule'
 * import { apply, dense, transpose } from 'chainrule/Linear'
 *
 * toNested(apply(transpose(dense(array([[1, 2], [3, 4]]))))(array([1, 0]))) // => [1, 2]
 */
export const transpose = <A, B>(f: Linear<A, B>): Linear<B, A> => {
  const { term } = f
  if (term.tag === 'zero') return zero(f.cod, f.dom)
  if (term.tag === 'transpose') return term.of // the transpose of a transpose
  const symmetric = term.tag === 'identity' || term.tag === 'scale' || term.tag === 'diagonal'
  return linear(f.cod, f.dom, symmetric ? term : { tag: 'transpose', of: f })
}
