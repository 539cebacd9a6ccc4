/**
 * The two modes on a closed graph: reverse, where cotangents of all children sum, and forward.
 * The only place where either lives; everything else follows from them. Nothing here recurses.
 */
import { type AnyExpr, type Expr, remade, walkGraph, withArgs } from '../Expr.js'
import type { Graph, Maybe, Modes } from '../op/Operation.js'
import { operationOf } from '../op/table.js'
import { originOf } from '../Place.js'
import { accumulated, cotangents, pushed } from './local.js'
import { madeBy } from './origin.js'

/** A graph at given arguments: its own nodes in order, each with the node that stands for it there. */
interface Linked {
  readonly order: readonly AnyExpr[]
  readonly image: ReadonlyMap<AnyExpr, AnyExpr>
  readonly results: readonly AnyExpr[]
  /** The nodes through which some of the chosen parameters act. */
  readonly active: ReadonlySet<AnyExpr>
}

const differentiable = (e: AnyExpr): boolean => e.kind === 'real' || e.outputs !== undefined

/**
 * Only nodes between parameters and results are copied; parameters stay distinct where arguments are not.
 * `stand` may put another node in the place of an active one.
 */
const link = (
  graph: Graph,
  args: readonly AnyExpr[],
  wanted: readonly boolean[],
  stand: (e: AnyExpr) => AnyExpr,
): Linked => {
  const image = new Map(graph.params.map((p, i) => [p, args[i]!]))
  const active = new Set(graph.params.filter((p, i) => wanted[i] === true && differentiable(p)))
  const order: AnyExpr[] = []
  const enlist = (e: AnyExpr): void => {
    const at = withArgs(
      e,
      e.args.map(a => image.get(a)!),
    )
    const acts = differentiable(e) && e.args.some(a => active.has(a))
    image.set(e, acts ? stand(at) : at)
    order.push(e)
    if (acts) active.add(e)
  }
  walkGraph(graph.results, e => image.has(e), enlist)
  return { order, image, active, results: graph.results.map(r => image.get(r)!) }
}

/** A graph run forward: its results, which of them depend on what is wanted, and the way back. */
export interface Backward {
  readonly results: readonly AnyExpr[]
  readonly active: readonly boolean[]
  /**
   * From one cotangent a result to one a parameter; discrete ones, and zeros, are absent. To what seeds
   * there are, one a parameter, those of the parameters are added.
   */
  readonly back: (ws: readonly Maybe[], seeds?: readonly Maybe[]) => readonly Maybe[]
}

const outputOf = (e: AnyExpr): number => e.attrs['index'] as number // written by `output` only

/** A sum of cotangents of a node with one more; what adds in place keeps the origin of what is added. */
const summed = (e: AnyExpr, sum: Maybe, w: Expr): Maybe => {
  const next = accumulated(sum, w)
  if (next === w || operationOf(next.op).update !== undefined) return next
  return madeBy(e, 'cotangent', [next], [sum, w])[0]
}

/** Reverse mode: the value, then a sweep in which the cotangents of all children of a node sum. */
export const reverse = (
  modes: Modes,
  graph: Graph,
  args: readonly AnyExpr[],
  wanted: readonly boolean[] = graph.params.map(() => true),
): Backward => {
  const taped = (e: AnyExpr): AnyExpr => {
    const more = operationOf(e.op).taped?.(e, modes) ?? e
    const origin = originOf(e)
    return more === e || origin === undefined ? more : remade(more, more.args, origin)
  }
  const { order, image, active, results } = link(graph, args, wanted, taped)
  const back = (ws: readonly Maybe[], seeds: readonly Maybe[] = []): readonly Maybe[] => {
    const sums = new Map<AnyExpr, Maybe[]>(graph.params.map((p, i) => [p, [seeds[i]]]))
    const send = (e: AnyExpr, w: Maybe, output = 0): void => {
      if (w === undefined || !active.has(e)) return
      const sum = sums.get(e) ?? []
      sum[output] = summed(image.get(e)!, sum[output], w)
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
      else {
        const at = image.get(e)!
        const ws = cotangents(at, sum, i => active.has(e.args[i]!), modes)
        madeBy(at, 'cotangent', ws, sum).forEach((w, i) => {
          send(e.args[i]!, w)
        })
      }
    }
    return graph.params.map(p => sums.get(p)?.[0])
  }
  return { results, active: graph.results.map(r => active.has(r)), back }
}

/** The results of a graph, and their tangents. */
export interface Forward {
  readonly results: readonly AnyExpr[]
  readonly tangents: readonly Maybe[]
}

/** Tangents that know whose they are. */
const originated = (
  e: AnyExpr,
  vs: readonly Maybe[],
  moved: readonly (readonly [AnyExpr, Maybe])[],
): readonly (readonly [AnyExpr, Maybe])[] => {
  if (originOf(e) === undefined) return moved
  const all = madeBy<AnyExpr | undefined>(e, 'tangent', moved.flat(), vs)
  // In pairs, as they were; tangents are real.
  return moved.map((_, i) => [all[2 * i]!, all[2 * i + 1] as Maybe])
}

/** Forward mode: values and tangents together, arguments first. */
export const forward = (
  modes: Modes,
  graph: Graph,
  args: readonly AnyExpr[],
  vs: readonly Maybe[],
): Forward => {
  const image = new Map(graph.params.map((p, i) => [p, args[i]!]))
  const tangents = new Map(graph.params.map((p, i) => [p, vs[i]]))
  // What a node with several outputs becomes: one node an output.
  const many = new Map<AnyExpr, readonly (readonly [AnyExpr, Maybe])[]>()
  const enlist = (e: AnyExpr): void => {
    const [first] = e.args
    const outputs = e.op === 'output' ? many.get(first!) : undefined
    if (outputs !== undefined) {
      const [y, v] = outputs[outputOf(e)]!
      image.set(e, y)
      tangents.set(e, v)
      return
    }
    const at = withArgs(
      e,
      e.args.map(a => image.get(a)!),
    )
    image.set(e, at)
    const own = e.args.map(a => tangents.get(a))
    if (!differentiable(e) || own.every(v => v === undefined)) return
    const moved = originated(at, own, pushed(at, own, modes))
    if (e.outputs !== undefined) many.set(e, moved)
    else {
      image.set(e, moved[0]![0])
      tangents.set(e, moved[0]![1])
    }
  }
  walkGraph(graph.results, e => image.has(e), enlist)
  return {
    results: graph.results.map(r => image.get(r)!),
    tangents: graph.results.map(r => tangents.get(r)),
  }
}
