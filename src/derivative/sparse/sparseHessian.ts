/** Sparse Hessians: one product with the Hessian a colour, and each entry read from it or from its mirror image. */
import type { Diff } from '../../diff/model.js'
import { grad } from '../gradient.js'
import { patternFrom, rowsOf, symmetric } from './formats.js'
import { sparsityPattern } from './pattern.js'
import { entriesOf, type SparseDerivative } from './sparseJacobian.js'
import { colouredStars, readPlaces } from './star.js'

/**
 * The Hessian of a scalar function as a sparse matrix: its pattern, which is symmetric, and the arrow to
 * its entries. It takes one sweep forward over the gradient a colour of a star colouring.
 *
 * @example
 * import { array, fn, mul, run, slice, sum, toNested, vector } from 'chainrule'
 * import { sparseHessian, toDense } from 'chainrule/sparse'
 *
 * // An arrow: the first coordinate times the square of each other.
 * const f = fn(vector(4), x => {
 *   const rest = slice(x, [{ start: 1 }])
 *   return sum(mul(slice(x, [{ stop: 1 }]), mul(rest, rest)))
 * })
 * const { pattern, values, colours } = sparseHessian(f)
 * colours // => 2
 * toNested(toDense(pattern, run(values)(array([1, 2, 3, 4]))))
 * // => [[0, 4, 6, 8], [4, 2, 0, 0], [6, 0, 2, 0], [8, 0, 0, 2]]
 *
 * @throws ShapeError where the function is not to ℝ
 */
export const sparseHessian = <A>(f: Diff<A, number>): SparseDerivative<A> => {
  const slope = grad(f)
  const p = symmetric(rowsOf(sparsityPattern(slope)))
  const coloured = colouredStars(p)
  const erased = slope as unknown as Diff<A, never> // only its leaves are used from here
  return {
    pattern: patternFrom(p),
    values: entriesOf(erased, 'forward', coloured, readPlaces(p, coloured.colours)),
    colours: coloured.count,
    mode: 'forward',
  }
}
