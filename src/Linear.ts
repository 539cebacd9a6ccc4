/**
 * `Linear<A, B>`: a linear map between spaces of tangents, as data: a derivative at a point (7), to be
 * applied, transposed, read as a matrix, looked at.
 *
 * 1. `apply(compose(g, f)) ≡ apply(g) ∘ apply(f)`, `apply(identity(A)) ≡ v => v`
 * 2. `apply(add(f, g))(v) ≡ apply(f)(v) + apply(g)(v)`
 * 3. `transpose(compose(g, f)) ≡ compose(transpose(f), transpose(g))`, `transpose(transpose(f)) ≡ f`
 * 4. `⟨apply(f)(v), w⟩ ≡ ⟨v, apply(transpose(f))(w)⟩`
 * 5. `toMatrix(fromMatrix(A, B, M)) ≡ M`, `toMatrix(compose(g, f)) ≡ toMatrix(g) · toMatrix(f)`
 * 6. `linearize(compose(g, f))(x) ≡ compose(linearize(g)(f(x)), linearize(f)(x))`: Lemma 1
 *
 * Here ≡ is equality as functions. Structure is kept as it was made, so that it can be read; only
 * identities vanish and zeros absorb.
 *
 * @example
 * import { array, toNested, vector } from 'chainrule'
 * import { apply, compose, dense, diagonal, transpose } from 'chainrule/Linear'
 *
 * const J = compose(diagonal(vector(2), array([1, 0])), dense(array([[1, 2], [3, 4]])))
 * toNested(apply(J)(array([1, 1]))) // => [3, 0]
 * toNested(apply(transpose(J))(array([1, 1]))) // => [1, 2]
 */
export type { MeetSpaces } from './diff/meet.js'
export { add, compose, fork, transpose } from './linear/algebra.js'
export { apply, toDiff, toMatrix } from './linear/apply.js'
export {
  dense,
  diagonal,
  fromMatrix,
  identity,
  operation,
  project,
  scale,
  zero,
} from './linear/atoms.js'
export { linearize } from './linear/linearize.js'
export type { AnyLinear, Linear, Term } from './linear/model.js'
export { showLinear } from './linear/show.js'
