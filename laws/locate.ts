/** Coordinates of tangents, and unit directions. */
import { type Space, type Tangent, unflatten } from '../src/Space.js'
import { fromFlat } from '../src/Tensor.js'

/** The tangent with these coordinates. */
export const tangentOf = <A>(s: Space<A>, xs: readonly number[]): Tangent<A> =>
  unflatten(s)(fromFlat(xs, [xs.length], 'real'))

/** The unit direction of one entry. */
export const unitOf = (n: number, k: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => (i === k ? 1 : 0))
