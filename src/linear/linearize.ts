/** `linearize`: the derivative of an arrow at a point as a linear map that keeps the arrow's structure. */
import { type Dense, seal } from '../Dense.js'
import type { Diff, Stage } from '../diff/model.js'
import { stagesOf } from '../diff/stages.js'
import { type AnyExpr, postorder } from '../Expr.js'
import { expandCalls } from '../op/control/control.js'
import { program } from '../Program.js'
import { interpret } from '../runtime/interpret.js'
import { type AnySpace, fromForm, sameSpace, type Tangent, tangentSpace } from '../Space.js'
import { encode } from '../space/encode.js'
import { added, composed } from './algebra.js'
import { identity, zero } from './atoms.js'
import { pieces } from './local.js'
import { type AnyLinear, type Linear, linear } from './model.js'
import { jointTangents, type Piece, tangentsOf } from './piece.js'

/** The nodes through which the real parameters act on the results, arguments first, with their derivatives. */
const plan = ({ graph }: Stage): ReadonlyMap<AnyExpr, readonly Piece[]> => {
  const params = new Set(graph.params)
  const active = new Set(graph.params.filter(p => p.kind === 'real'))
  const order = postorder(graph.results)
  for (const e of order)
    if ((e.kind === 'real' || e.outputs !== undefined) && e.args.some(a => active.has(a)))
      active.add(e)
  const wanted = new Set(graph.results)
  const out: (readonly [AnyExpr, readonly Piece[]])[] = []
  for (const e of order.toReversed()) {
    if (!wanted.has(e) || !active.has(e) || params.has(e)) continue
    const found = pieces(e, a => active.has(a))
    for (const { from } of found) for (const a of from) wanted.add(a)
    out.push([e, found])
  }
  return new Map(out.toReversed())
}

/** Several maps from one space as one map. */
const joint = (dom: AnySpace, cod: AnySpace, parts: readonly AnyLinear[]): AnyLinear =>
  parts.length === 1 && sameSpace(cod.form, parts[0]!.cod.form)
    ? parts[0]!
    : linear(dom, cod, { tag: 'fork', parts })

/** The derivative of a stage at the leaves of a point, and the leaves it gives. */
const stageAt = (
  stage: Stage,
  xs: readonly Dense[],
): { readonly map: AnyLinear; readonly results: readonly Dense[] } => {
  const { graph } = stage
  const planned = plan(stage)
  const needs = [...planned.values()].flat().flatMap(piece => piece.needs)
  const all = expandCalls({ params: graph.params, results: [...graph.results, ...needs] })
  const values = interpret(program(graph.params, all.results))(xs)

  const dom = tangentSpace(fromForm(stage.dom))
  const cod = tangentSpace(fromForm(stage.cod))
  const maps = new Map<AnyExpr, AnyLinear>()
  const of = (e: AnyExpr): AnyLinear => maps.get(e) ?? zero(dom, tangentsOf(e))
  graph.params
    .filter(p => p.kind === 'real')
    .forEach((p, i) => {
      const s = tangentsOf(p)
      const same = sameSpace(s.form, dom.form)
      maps.set(p, same ? identity(dom) : linear(dom, s, { tag: 'select', leaves: [i] }))
    })
  const held = values.slice(graph.results.length).values()
  for (const [e, found] of planned) {
    const terms = found.map(({ from, needs: { length }, make }) => {
      const own = Array.from({ length }, () => {
        const x = held.next().value! // one value a need, in the same order
        return seal(x.shape, x.kind, x.data)
      })
      return composed(make(own), joint(dom, jointTangents(from), from.map(of)))
    })
    maps.set(e, terms.reduce(added, zero(dom, tangentsOf(e))))
  }
  return {
    map: joint(dom, cod, graph.results.filter(r => r.kind === 'real').map(of)),
    results: values.slice(0, graph.results.length),
  }
}

/**
 * The derivative of an arrow at a point, as data: the composition (7) of those of its stages, in which
 * an elementwise function is a diagonal, a product with a fixed matrix is that matrix, any other linear
 * operation is itself, and what is used twice is shared. The Jacobian of a ridge layer (15) is
 * `compose(diagonal(σ′), dense(W))`.
 *
 * @example
 * import { add, array, constant, fn, matmul, relu, toNested, vector } from 'chainrule'
 * import { linearize, showLinear, toMatrix } from 'chainrule/Linear'
 *
 * const W = array([[1, 2], [3, 4], [5, 6]])
 * const b = array([0, -20, 0])
 * const layer = fn(vector(2), x => relu(add(matmul(constant(W), x), constant(b))))
 * const J = linearize(layer)(array([1, 1]))
 * showLinear(J) // => 'diag[3] ∘ dense[3×2] : ℝ[2] → ℝ[3]'
 * toNested(toMatrix(J)) // => [[1, 2], [0, 0], [5, 6]]
 *
 * @throws ShapeError from the function, where the point is not of the domain
 */
export const linearize =
  <A, B>(f: Diff<A, B>): ((x: A) => Linear<Tangent<A>, Tangent<B>>) =>
  x => {
    let results = encode('linearize', f.dom)(x)
    let whole: AnyLinear = identity(tangentSpace(f.dom))
    for (const stage of stagesOf(f)) {
      const { map, results: next } = stageAt(stage, results)
      whole = composed(map, whole)
      results = next
    }
    return whole
  }
