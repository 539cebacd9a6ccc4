/** A closed graph on a batch: every node by the rule of its operation, the batch axis in front. */
import { type AnyExpr, parameter, walkGraph, withArgs } from '../Expr.js'
import { full } from '../op/batching.js'
import type { BatchGraph, Graph } from '../op/Operation.js'
import { operationOf } from '../op/table.js'
import { originOf } from '../Place.js'
import { isSequence, type Shape } from '../Shape.js'
import { remembered } from './modes.js'
import { madeBy } from './origin.js'

/** Results of a graph, and which of them have the batch axis. */
export interface Batched {
  readonly results: readonly AnyExpr[]
  readonly batched: readonly boolean[]
}

/** A graph at arguments of which those marked have a batch axis in front. */
export const batchAt = (
  graph: Graph,
  args: readonly AnyExpr[],
  marks: readonly boolean[],
  size: number,
): Batched => {
  const image = new Map(graph.params.map((p, i) => [p, args[i]!]))
  const batched = new Set(graph.params.filter((_, i) => marks[i]))
  const many = new Map<AnyExpr, readonly AnyExpr[]>()
  const enlist = (e: AnyExpr): void => {
    const own = e.args.map(a => batched.has(a))
    const at = e.args.map(a => image.get(a)!)
    const outputs = e.op === 'output' ? many.get(e.args[0]!) : undefined
    if (!own.includes(true)) {
      image.set(e, withArgs(e, at))
      return
    }
    batched.add(e)
    if (outputs !== undefined) {
      image.set(e, outputs[e.attrs['index'] as number]!)
      return
    }
    const made = operationOf(e.op).batch(at, own, e, size, batchGraph)
    const known = (es: readonly AnyExpr[]): readonly AnyExpr[] =>
      originOf(e) === undefined ? es : madeBy(e, 'batch', es, at, size)
    if ('op' in made) image.set(e, known([made])[0]!)
    else {
      many.set(e, known(made))
      image.set(e, e) // read through its outputs only
    }
  }
  walkGraph(graph.results, e => image.has(e), enlist)
  return {
    results: graph.results.map(r => image.get(r)!),
    batched: graph.results.map(r => batched.has(r)),
  }
}

/** Sequences have the batch axis behind that of time. */
const grown = (shape: Shape, size: number): Shape =>
  isSequence(shape) ? [shape[0]!, size, ...shape.slice(1)] : [size, ...shape]

/** A graph as one of batches. */
export const batchGraph: BatchGraph = (
  graph,
  marks,
  size,
  wanted = graph.results.map(() => true),
) => whole(graph, { marks, size, wanted })

interface Options {
  readonly marks: readonly boolean[]
  readonly size: number
  readonly wanted: readonly boolean[]
}

const whole = remembered((graph: Graph, { marks, size, wanted }: Options): Graph => {
  const params = graph.params.map((p, i) =>
    parameter(
      String(p.attrs['name']),
      marks[i] === true ? { shape: grown(p.shape, size), kind: p.kind } : p,
    ),
  )
  const { results, batched } = batchAt(graph, params, marks, size)
  const own = batched.map((b, i) => b || wanted[i] === false)
  return { params, results: full(results, own, size) }
})
