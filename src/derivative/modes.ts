/** Both modes of closed graphs as closed graphs again, remembered by identity: what control operations ask for. */
import { type AnyExpr, parameter, postorder } from '../Expr.js'
import type { Graph, Maybe, Modes, Pulled, PullOptions, Pushed } from '../op/Operation.js'
import { forward, reverse } from './graph.js'

/** A function of a graph and of more, made once for each: invisible from outside, as results are immutable. */
export const remembered = <Options, Result>(
  make: (graph: Graph, options: Options) => Result,
): ((graph: Graph, options: Options) => Result) => {
  const known = new WeakMap<Graph, Map<string, Result>>()
  return (graph, options) => {
    const own = known.get(graph) ?? new Map<string, Result>()
    known.set(graph, own)
    const name = JSON.stringify(options)
    const result = own.get(name) ?? make(graph, options)
    own.set(name, result)
    return result
  }
}

const like = (prefix: string, es: readonly AnyExpr[]): readonly AnyExpr[] =>
  es.map((e, i) => parameter(`${prefix}${i}`, e))

/** New parameters for those marked, in their places. */
const marked = (
  prefix: string,
  es: readonly AnyExpr[],
  marks: readonly boolean[],
): readonly [all: readonly Maybe[], there: readonly AnyExpr[]] => {
  const next = like(
    prefix,
    es.filter((_, i) => marks[i]),
  )
  const rest = next.values()
  // Cotangents and tangents are of real parameters and results, and real themselves.
  return [es.map((_, i) => (marks[i] === true ? (rest.next().value as Maybe) : undefined)), next]
}

const pull = (graph: Graph, { wanted, given, seeded = [] }: PullOptions): Pulled => {
  const xs = like('x', graph.params)
  const [ws, cotangents] = marked('w', graph.results, given)
  const [seeds, accumulators] = marked('s', graph.params, seeded)
  const sums = reverse(modes, graph, xs, wanted).back(ws, seeds)
  const found = sums.map((w, i) => (wanted[i] === true ? w : undefined))
  const params = [...xs, ...cotangents, ...accumulators]
  const results = found.flatMap(w => w ?? [])
  const used = new Set(postorder(results))
  return {
    graph: { params, results },
    present: found.map(w => w !== undefined),
    uses: params.map(p => used.has(p)),
    lean: { params: params.filter(p => used.has(p)), results },
  }
}

const push = (graph: Graph, moving: readonly boolean[]): Pushed => {
  const xs = like('x', graph.params)
  const [vs, given] = marked('v', graph.params, moving)
  const { results, tangents } = forward(modes, graph, xs, vs)
  return {
    graph: { params: [...xs, ...given], results: [...results, ...tangents.flatMap(v => v ?? [])] },
    present: tangents.map(v => v !== undefined),
  }
}

/** Both modes. */
export const modes: Modes = { pullback: remembered(pull), pushforward: remembered(push) }
