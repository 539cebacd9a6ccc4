/** What a linear map does: as an arrow, to a vector, as a matrix. */
import { seal } from '../Dense.js'
import type { Diff } from '../diff/model.js'
import { programOf } from '../diff/stages.js'
import { arrow, parameters } from '../diff/trace.js'
import type { Expr } from '../Expr.js'
import { interpret } from '../runtime/interpret.js'
import { run } from '../runtime/run.js'
import { size } from '../Shape.js'
import { dim } from '../Space.js'
import { leaves } from '../space/form.js'
import type { Tensor } from '../Tensor.js'
import { transpose } from './algebra.js'
import { image, known } from './image.js'
import type { AnyLinear, Linear } from './model.js'

/**
 * A linear map as an arrow, so that whatever is made for arrows serves it: it runs, compiles, is drawn.
 *
 * @example
 * import { array, grad, compose, fn, run, sum, toNested, vector } from 'chainrule'
 * import { dense, toDiff } from 'chainrule/Linear'
 *
 * const f = toDiff(dense(array([[1, 2], [3, 4]])))
 * toNested(run(grad(compose(fn(vector(2), y => sum(y)), f)))(array([0, 0]))) // => [4, 6]
 */
export const toDiff = <A, B>(f: Linear<A, B>): Diff<A, B> => {
  const params = parameters(f.dom.form)
  // Sound: a map is between spaces of real leaves.
  const results = known(f.cod, image(f, params as readonly Expr[]))
  return arrow({ dom: f.dom.form, cod: f.cod.form, graph: { params, results } })
}

/**
 * The map applied: v ↦ L v. Applied to `L` alone, it prepares a function for many vectors.
 *
 * @example
 * import { array, toNested } from 'chainrule'
 * import { apply, dense } from 'chainrule/Linear'
 *
 * toNested(apply(dense(array([[1, 2], [3, 4]])))(array([1, 10]))) // => [21, 43]
 *
 * @throws ShapeError from the function, where its argument is not of the domain
 */
export const apply = <A, B>(f: Linear<A, B>): ((v: A) => B) => run(toDiff(f))

/** The images of the unit vectors, one after another; a coordinate −0 is 0. */
const images = (f: AnyLinear): Float64Array => {
  const evaluate = interpret(programOf(toDiff(f as Linear<never, never>))) // only leaves are used
  const places = leaves(f.dom.form).map(({ leaf }) => leaf)
  const width = dim(f.cod)
  const out = new Float64Array(dim(f.dom) * width)
  let row = 0
  places.forEach((chosen, at) => {
    for (let k = 0; k < size(chosen.shape); k++) {
      const unit = places.map((leaf, i) => ({
        ...leaf,
        data: new Float64Array(size(leaf.shape)).fill(i === at ? 1 : 0, k, k + 1),
      }))
      let offset = row++ * width
      for (const { data } of evaluate(unit)) for (const x of data) out[offset++] = x + 0
    }
  })
  return out
}

/**
 * The matrix of a map: a row a coordinate of the codomain, a column a coordinate of the domain, both in
 * the order of `flatten`; the Jacobian (5) where the map is a linearization.
 *
 * @example
 * import { real, toNested, tuple, vector } from 'chainrule'
 * import { project, toMatrix } from 'chainrule/Linear'
 *
 * toNested(toMatrix(project(tuple(real, vector(2)), 1))) // => [[0, 1, 0], [0, 0, 1]]
 */
export const toMatrix = <A, B>(f: Linear<A, B>): Tensor<readonly [number, number]> => {
  const m = dim(f.cod)
  const n = dim(f.dom)
  // As many sweeps as there are rows, or columns, whichever are fewer.
  if (m < n) return seal([m, n], 'real', images(transpose(f)))
  const columns = images(f)
  return seal(
    [m, n],
    'real',
    Float64Array.from({ length: m * n }, (_, k) => columns[(k % n) * m + Math.floor(k / n)]!),
  )
}
