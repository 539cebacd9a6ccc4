/** The two scans of Proposition 2 over the stages of a composition: activities forward, errors backward. */
import type { Diff } from '../diff/model.js'
import { stagesOf } from '../diff/stages.js'
import { arrow, parameters } from '../diff/trace.js'
import type { AnyExpr } from '../Expr.js'
import { inline } from '../op/control/control.js'
import type { Maybe } from '../op/Operation.js'
import { zeros } from '../op/structure/structure.js'
import { type Form, fromForm, type Tangent, tangentSpace, tuple } from '../Space.js'
import { leaves } from '../space/form.js'
import { type Backward, reverse } from './graph.js'
import { modes } from './modes.js'

/**
 * The activities x¹, …, xᴸ of a composition, one a stage: the forward scan (11).
 *
 * @example
 * import { activities, add, compose, fn, mul, real, run } from 'chainrule'
 *
 * const f = compose(fn(real, x => mul(2, x)), fn(real, x => add(x, 1)))
 * run(activities(f))(3) // => [4, 8]
 */
export const activities = <A, B>(f: Diff<A, B>): Diff<A, readonly unknown[]> => {
  const params = parameters(f.dom.form)
  const stages = stagesOf(f)
  const results: AnyExpr[] = []
  let xs: readonly AnyExpr[] = params
  for (const { graph } of stages) {
    xs = inline(graph, xs)
    results.push(...xs)
  }
  const cod: Form = { tag: 'tuple', parts: stages.map(s => s.cod) }
  return arrow({ dom: f.dom.form, cod, graph: { params, results } })
}

const tangent = (form: Form): Form => tangentSpace(fromForm<unknown>(form)).form

const known = (form: Form, ws: readonly Maybe[]): readonly AnyExpr[] =>
  leaves(form).flatMap(({ leaf }, i) => (leaf.kind === 'real' ? [ws[i] ?? zeros(leaf.shape)] : []))

const spread = (form: Form, ws: readonly AnyExpr[]): readonly Maybe[] => {
  const next = ws.values()
  return leaves(form).map(({ leaf }) =>
    leaf.kind === 'real' ? (next.next().value as Maybe) : undefined,
  )
}

/**
 * The errors e⁰, e¹, …, eᴸ of a composition at x, from its last one: the backward scan (13),
 * eˡ = eˡ⁺¹ · J of stage l + 1.
 *
 * @example
 * import { add, compose, errors, fn, mul, real, run } from 'chainrule'
 *
 * const f = compose(fn(real, x => mul(2, x)), fn(real, x => add(x, 1)))
 * run(errors(f))([3, 1]) // => [2, 2, 1]
 */
export const errors = <A, B>(f: Diff<A, B>): Diff<readonly [A, Tangent<B>], readonly unknown[]> => {
  const dom = tuple(f.dom, tangentSpace(f.cod))
  const params = parameters(dom.form)
  const inputs = leaves(f.dom.form).length
  const stages = stagesOf(f)
  const backs: Backward[] = []
  let xs: readonly AnyExpr[] = params.slice(0, inputs)
  for (const { graph } of stages) {
    const stage = reverse(modes, graph, xs)
    backs.push(stage)
    xs = stage.results
  }
  let ws = spread(f.cod.form, params.slice(inputs))
  const scan = [known(f.cod.form, ws)]
  for (let l = stages.length - 1; l >= 0; l--) {
    ws = backs[l]!.back(ws)
    scan.push(known(stages[l]!.dom, ws))
  }
  const parts = [f.dom.form, ...stages.map(s => s.cod)].map(tangent)
  return arrow({
    dom: dom.form,
    cod: { tag: 'tuple', parts },
    graph: { params, results: scan.toReversed().flat() },
  })
}
