/** The transpose of an arrow that is linear: its pullback, which then does not depend on the point. */
import type { Diff } from '../diff/model.js'
import { inputs } from '../diff/stages.js'
import { arrow, parameters } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import { postorder } from '../Expr.js'
import { zeros } from '../op/structure/structure.js'
import { type AnySpace, showSpace } from '../Space.js'
import { leaves } from '../space/form.js'
import { pullbackLeaves } from './pullback.js'

const allReal = (s: AnySpace): boolean => leaves(s.form).every(({ leaf }) => leaf.kind === 'real')

/**
 * The transpose of a linear arrow, w ↦ fᵀ w with ⟨w, f v⟩ = ⟨fᵀ w, v⟩; of an affine one that of its linear part.
 *
 * @example
 * import { array, concat, fn, linearTranspose, mul, run, toNested, vector } from 'chainrule'
 *
 * const f = fn(vector(2), x => concat([x, mul(3, x)]))
 * toNested(run(linearTranspose(f))(array([1, 2, 10, 20]))) // => [31, 62]
 *
 * @throws ShapeError where the arrow is not linear as written: its derivative depends on the point
 */
export const linearTranspose = <A, B>(f: Diff<A, B>): Diff<B, A> => {
  if (!allReal(f.dom) || !allReal(f.cod))
    throw shapeError(
      'linearTranspose',
      'spaces of real numbers',
      `${showSpace(f.dom)} → ${showSpace(f.cod)}`,
    )
  const point = inputs(f)
  const params = parameters(f.cod.form)
  const { back } = pullbackLeaves(f, point)
  const ws = back(params as Parameters<typeof back>[0]) // real, as was tested
  const results = point.map((x, i) => ws[i] ?? zeros(x.shape))
  const at = new Set(point)
  if (postorder(results).some(e => at.has(e)))
    throw shapeError(
      'linearTranspose',
      'a linear arrow',
      'one whose derivative depends on the point',
    )
  return arrow({ dom: f.cod.form, cod: f.dom.form, graph: { params, results } })
}
