/** The stages of an arrow, one after another, and its use inside the body of another. */
import { type AnyExpr, postorder } from '../Expr.js'
import { expandCalls, inline } from '../op/control/control.js'
import type { Graph } from '../op/Operation.js'
import { someMarked } from '../Place.js'
import { type Program, program } from '../Program.js'
import type { Form, Sym, SymOrNumber } from '../Space.js'
import { assemble } from '../space/form.js'
import type { AnyDiff, Diff, Path, Stage } from './model.js'
import { arrow, parameters, symbols, withPlaces } from './trace.js'

/** The stages of an arrow in the order in which they run; no recursion, however deep it is. */
export const stagesOf = (f: AnyDiff): readonly Stage[] => {
  const out: Stage[] = []
  const todo: Path[] = [f.path]
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (path.tag === 'stage') out.push(path.stage)
    else if (path.tag === 'then') todo.push(path.second, path.first)
  }
  return out
}

/**
 * The stages of a composition as arrows, the first to run first: F¹, …, Fᴸ of (12).
 *
 * @example
 * import { compose, fn, real, sin, exp, stages } from 'chainrule'
 *
 * stages(compose(fn(real, x => sin(x)), fn(real, x => exp(x)))).length // => 2
 */
export const stages = (f: AnyDiff): readonly AnyDiff[] => stagesOf(f).map(arrow)

/**
 * Parameters for an arrow's domain: those of its first stage, whose graph then need not be copied. Two
 * closed graphs may share symbols, since neither can be seen from the other.
 */
export const inputs = (f: AnyDiff): readonly AnyExpr[] =>
  stagesOf(f)[0]?.graph.params ?? parameters(f.dom.form)

/** Whether two graphs are built of the same operations in the same way. */
const alike = (a: Graph, b: Graph): boolean => {
  const [xs, ys] = [a, b].map(({ params, results }) => {
    const order = [...new Set([...params, ...postorder(results)])]
    const at = new Map(order.map((e, i) => [e, i]))
    return [...order, ...results].map(e =>
      [e.op, ...e.args.map(x => at.get(x)), at.get(e), Object.keys(e.attrs)].join(),
    )
  })
  return xs!.length === ys!.length && xs!.every((x, i) => x === ys![i])
}

// Made once for each stage: invisible from outside, as graphs are immutable.
const places = new WeakMap<Stage, Graph>()

/** The graph of a stage, its nodes with the places where they were built, where that can be known. */
export const placedGraph = (stage: Stage): Graph => {
  const known = places.get(stage)
  if (known !== undefined) return known
  const again = stage.placed?.()
  const graph = again !== undefined && alike(stage.graph, again) ? again : stage.graph
  places.set(stage, graph)
  return graph
}

/** A stage between other forms, its graph changed; places, where there are some, stay. */
export const changedStage = (
  { placed, graph }: Stage,
  dom: Form,
  cod: Form,
  change: (graph: Graph) => Graph,
): Stage => withPlaces({ dom, cod, graph: change(graph) }, placed && (() => change(placed())))

/** The graph of a stage to be used at given leaves: with places where those have them. */
export const graphAt = (stage: Stage, xs: readonly AnyExpr[]): Graph =>
  stage.placed !== undefined && someMarked(xs) ? placedGraph(stage) : stage.graph

/** The results of an arrow at given leaves. */
export const applyLeaves = (f: AnyDiff, xs: readonly AnyExpr[]): readonly AnyExpr[] =>
  stagesOf(f).reduce((leaves, stage) => inline(graphAt(stage, leaves), leaves), xs)

/**
 * An arrow used inside the body of another.
 *
 * @throws ShapeError where `x` is not of the arrow's domain
 */
export const apply = <A, B>(f: Diff<A, B>, x: SymOrNumber<NoInfer<A>>): Sym<B> =>
  // Sound: the leaves are those of the codomain, which carries `B`.
  assemble(f.cod.form, applyLeaves(f, symbols('apply', f.dom.form, x))) as Sym<B>

/** The program of an arrow: its stages as one flat graph. */
export const programOf = (f: AnyDiff): Program => {
  const params = inputs(f)
  const [first, ...rest] = stagesOf(f)
  const results = rest.reduce((xs, { graph }) => inline(graph, xs), first?.graph.results ?? params)
  const flat = program(params, results)
  if (!flat.instructions.some(({ op }) => op === 'call')) return flat
  return program(params, expandCalls({ params, results }).results)
}
