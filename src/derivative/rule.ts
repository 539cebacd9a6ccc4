/**
 * `rule`: an arrow with a derivative of its own. Of vjp and jvp either follows from the other, since each is
 * linear in its direction and they are each other's transposes.
 */
import type { Diff } from '../diff/model.js'
import { graphAt } from '../diff/stages.js'
import { arrowOf, parameters, trace } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import type { AnyExpr, Expr } from '../Expr.js'
import { callNode } from '../op/control/control.js'
import type { Graph, Maybe } from '../op/Operation.js'
import { zeros } from '../op/structure/structure.js'
import {
  type AnySpace,
  type Space,
  type Sym,
  type SymOrNumber,
  type Tangent,
  tangentSpace,
  tuple,
} from '../Space.js'
import { reverse } from './graph.js'
import { modes } from './modes.js'

/** A custom derivative: how cotangents go back, how tangents go on, or both. */
export interface CustomDerivative<A, B> {
  readonly vjp?: (x: Sym<A>, w: Sym<Tangent<B>>) => SymOrNumber<Tangent<A>>
  readonly jvp?: (x: Sym<A>, v: Sym<Tangent<A>>) => SymOrNumber<Tangent<B>>
}

/** The graph of (x, direction) ↦ result for a function of both. */
const directional = <A, V, W>(
  dom: Space<A>,
  direction: Space<V>,
  cod: Space<W>,
  f: (x: Sym<A>, v: Sym<V>) => SymOrNumber<W>,
): Graph =>
  trace(
    tuple(dom, direction).form,
    cod.form,
    both => {
      const [x, v] = both as readonly [Sym<A>, Sym<V>] // the structure of the domain
      return f(x, v)
    },
    undefined,
    'rule',
  ).graph

/** The transpose in the direction of a graph (x, v) ↦ w that is linear in v: (x, w) ↦ v. */
const transposed = (graph: Graph, at: readonly AnyExpr[], back: AnySpace): Graph => {
  const directions = graph.params.slice(at.length)
  const ws = parameters(back.form)
  const xs = graph.params.slice(0, at.length)
  // Linear in v, so that its derivative is the same at every v: at zero.
  const zero = directions.map(v => zeros(v.shape))
  const wanted = graph.params.map((_, i) => i >= at.length)
  const sweep = reverse(modes, graph, [...xs, ...zero], wanted).back(ws as readonly Maybe[])
  const results = directions.map((v, i): Expr => sweep[at.length + i] ?? zeros(v.shape))
  return { params: [...xs, ...ws], results }
}

/**
 * An arrow with a derivative of its own: a vjp (x, w) ↦ Jᵀ w, a jvp (x, v) ↦ J v, or both.
 * The one not given is the transpose of the other, which must be linear in its second argument.
 *
 * @example
 * import { grad, mul, real, rule, run, sin } from 'chainrule'
 *
 * // The sine, with a gradient clipped by hand to a tenth.
 * const f = rule(real, real, x => sin(x), { vjp: (_, w) => mul(w, 0.1) })
 * run(grad(f))(0) // => 0.1
 *
 * @throws ShapeError where neither is given, or one is not between the right spaces
 */
export const rule = <A, B>(
  dom: Space<A>,
  cod: Space<B>,
  map: (x: Sym<A>) => SymOrNumber<NoInfer<B>>,
  derivative: NoInfer<CustomDerivative<A, B>>,
  name = 'rule',
): Diff<A, B> => {
  const { vjp, jvp } = derivative
  const inTangents = tangentSpace(dom)
  const outTangents = tangentSpace(cod)
  // Sound: the body is given the structure of the domain.
  const stage = trace(dom.form, cod.form, x => map(x as Sym<A>), undefined, 'rule')
  const { graph } = stage
  const given = {
    vjp: vjp && directional(dom, outTangents, inTangents, vjp),
    jvp: jvp && directional(dom, inTangents, outTangents, jvp),
  }
  const either = given.vjp ?? given.jvp
  if (either === undefined) throw shapeError('rule', 'a vjp, a jvp or both', 'neither')
  const own = {
    vjp: given.vjp ?? transposed(either, graph.params, outTangents),
    jvp: given.jvp ?? transposed(either, graph.params, inTangents),
  }
  return arrowOf(dom.form, cod.form, params =>
    callNode({ name, map: graphAt(stage, params), kept: false, own }, params),
  )
}
