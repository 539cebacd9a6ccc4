/**
 * The two modes on a closed graph: reverse, where cotangents of all children sum, and forward.
 * The only place where either lives; everything else follows from them. Nothing here recurses.
 */
import { type AnyExpr, walkGraph, withArgs } from '../Expr.js'
import type { Graph, Maybe } from '../op/Operation.js'
import { cotangents, tangents, total } from './local.js'

/** A graph at given arguments: its own nodes in order, each with the node that stands for it there. */
interface Linked {
  readonly order: readonly AnyExpr[]
  readonly image: ReadonlyMap<AnyExpr, AnyExpr>
  readonly results: readonly AnyExpr[]
  /** The nodes through which some of the chosen parameters act. */
  readonly active: ReadonlySet<AnyExpr>
}

const differentiable = (e: AnyExpr): boolean => e.kind === 'real' || e.outputs !== undefined

/** Only nodes between parameters and results are copied; parameters stay distinct where arguments are not. */
const link = (graph: Graph, args: readonly AnyExpr[], wanted: readonly boolean[]): Linked => {
  const image = new Map(graph.params.map((p, i) => [p, args[i]!]))
  const active = new Set(graph.params.filter((p, i) => wanted[i] === true && differentiable(p)))
  const order: AnyExpr[] = []
  const enlist = (e: AnyExpr): void => {
    image.set(
      e,
      withArgs(
        e,
        e.args.map(a => image.get(a)!),
      ),
    )
    order.push(e)
    if (differentiable(e) && e.args.some(a => active.has(a))) active.add(e)
  }
  walkGraph(graph.results, e => image.has(e), enlist)
  return { order, image, active, results: graph.results.map(r => image.get(r)!) }
}

/** A graph run forward: its results, which of them depend on what is wanted, and the way back. */
export interface Backward {
  readonly results: readonly AnyExpr[]
  readonly active: readonly boolean[]
  /** From one cotangent a result to one a parameter; discrete ones, and zeros, are absent. */
  readonly back: (ws: readonly Maybe[]) => readonly Maybe[]
}

const outputOf = (e: AnyExpr): number => e.attrs['index'] as number // written by `callNode` only

/** Reverse mode: the value, then a sweep in which the cotangents of all children of a node sum. */
export const reverse = (
  graph: Graph,
  args: readonly AnyExpr[],
  wanted: readonly boolean[] = graph.params.map(() => true),
): Backward => {
  const { order, image, active, results } = link(graph, args, wanted)
  const back = (ws: readonly Maybe[]): readonly Maybe[] => {
    const sums = new Map<AnyExpr, Maybe[]>()
    const send = (e: AnyExpr, w: Maybe, output = 0): void => {
      if (w === undefined || !active.has(e)) return
      const sum = sums.get(e) ?? []
      sum[output] = total([sum[output], w])
      sums.set(e, sum)
    }
    graph.results.forEach((r, i) => {
      send(r, ws[i])
    })
    for (let k = order.length - 1; k >= 0; k--) {
      const e = order[k]!
      const sum = sums.get(e)
      if (sum === undefined) continue
      if (e.op === 'output') send(e.args[0]!, sum[0], outputOf(e))
      else
        cotangents(image.get(e)!, sum, i => active.has(e.args[i]!)).forEach((w, i) => {
          send(e.args[i]!, w)
        })
    }
    return graph.params.map(p => sums.get(p)?.[0])
  }
  return { results, active: graph.results.map(r => active.has(r)), back }
}

/** Forward mode: values and tangents together, arguments first. */
export const forward = (
  graph: Graph,
  args: readonly AnyExpr[],
  vs: readonly Maybe[],
): { readonly results: readonly AnyExpr[]; readonly tangents: readonly Maybe[] } => {
  const { order, image, active, results } = link(
    graph,
    args,
    vs.map(v => v !== undefined),
  )
  const moved = new Map<AnyExpr, readonly Maybe[]>(graph.params.map((p, i) => [p, [vs[i]]]))
  for (const e of order) {
    if (!active.has(e)) continue
    if (e.op === 'output') moved.set(e, [moved.get(e.args[0]!)?.[outputOf(e)]])
    else
      moved.set(
        e,
        tangents(
          image.get(e)!,
          e.args.map(a => moved.get(a)?.[0]),
        ),
      )
  }
  return { results, tangents: graph.results.map(r => moved.get(r)?.[0]) }
}
