/** How large the error terms of a network are, layer by layer: the norms of the eˡ of (13). */

import { errors } from '../derivative/scans.js'
import type { Diff } from '../diff/model.js'
import { applyLeaves, stagesOf } from '../diff/stages.js'
import { arrow, parameters } from '../diff/trace.js'
import { constant, type Expr } from '../Expr.js'
import { square } from '../op/scalar/arithmetic.js'
import { sqrt } from '../op/scalar/transcendental.js'
import { sum } from '../op/structure/structure.js'
import { fromForm, real, tangentSpace } from '../Space.js'
import { leaves } from '../space/form.js'

/**
 * The norms |e¹|, …, |eᴸ| of an objective's error terms at an example: one a layer, the output's last.
 *
 * @example
 * import { array, run, tanh } from 'chainrule'
 * import { errorNorms, objective, quadratic, ridge } from 'chainrule/learn'
 *
 * const R = objective(quadratic(1), ridge(tanh, 1, 1))
 * const net = { W: array([[0]]), b: array([0]) }
 * run(errorNorms(R))({ net, x: array([1]), y: array([2]) }) // => [2]
 */
export const errorNorms = <A>(objective: Diff<A, number>): Diff<A, readonly number[]> => {
  const params = parameters(objective.dom.form)
  const scan = applyLeaves(errors(objective), [...params, constant(1)])
  const forms = [objective.dom.form, ...stagesOf(objective).map(s => s.cod)]
  // Where each eˡ ends: what a layer carries along stands before its activity.
  const ends = forms
    .map(form => leaves(tangentSpace(fromForm<unknown>(form)).form).length)
    .map((_, l, sizes) => sizes.slice(0, l + 1).reduce((a, b) => a + b, 0))
  const norms = ends.slice(1, -1).map(end => {
    const e = scan[end - 1] as Expr // a cotangent is real
    return sqrt(sum(square(e)))
  })
  const cod = { tag: 'tuple', parts: norms.map(() => real.form) } as const
  return arrow({ dom: objective.dom.form, cod, graph: { params, results: norms } })
}
