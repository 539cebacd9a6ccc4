/** Graphs on batches against the same graphs at each point. */
import { expect } from 'vitest'
import { allocate, type Dense } from '../../src/Dense.js'
import { batchGraph } from '../../src/derivative/batch.js'
import { node, parameter, postorder } from '../../src/Expr.js'
import { expandCalls } from '../../src/op/control/control.js'
import { type Graph, outputsOf } from '../../src/op/Operation.js'
import { program } from '../../src/Program.js'
import { interpret } from '../../src/runtime/interpret.js'
import type { Numbers, Sample } from './samples/sample.js'

/** Expects numbers within a tolerance of the largest; what is not finite exactly. */
export const expectNear = (got: Numbers, want: Numbers, relative: number): void => {
  expect(got.length).toBe(want.length)
  const finite = want.filter(x => Number.isFinite(x)).map(Math.abs)
  const scale = Math.max(1, ...finite)
  want.forEach((w, i) => {
    const g = got[i]!
    if (Number.isFinite(w))
      expect(Math.abs(g - w), `entry ${i}: ${g}, not ${w}`).toBeLessThanOrEqual(relative * scale)
    else expect(g, `entry ${i}`).toBe(w)
  })
}

/** What runs a graph on dense arrays. */
export const evaluated = ({
  params,
  results,
}: Graph): ((xs: readonly Dense[]) => readonly Dense[]) => {
  const flat = expandCalls({ params, results })
  return interpret(program(flat.params, flat.results))
}

/** Entries as a dense vector. */
export const vectorOf = (xs: Numbers): Dense => ({
  shape: [xs.length],
  kind: 'real',
  data: Float64Array.from(xs),
})

/** Values of one shape, one after another. */
export const stacked = (xs: readonly Dense[]): Dense => {
  const [first] = xs
  const data = allocate(first!.kind, xs.length * first!.data.length)
  xs.forEach((x, i) => {
    data.set(x.data, i * x.data.length)
  })
  return { ...first!, shape: [xs.length, ...first!.shape], data }
}

/** Expects a graph on a batch to be what it is at each point; parameters not marked are the first point's. */
export const expectBatch = (
  graph: Graph,
  points: readonly (readonly Dense[])[],
  marks: readonly boolean[],
): void => {
  const n = points.length
  const one = evaluated(graph)
  const each = points.map(xs => one(marks.map((mark, i) => (mark ? xs : points[0]!)[i]!)))
  const batch = evaluated(batchGraph(graph, marks, n))
  const all = batch(
    marks.map((mark, i) => (mark ? stacked(points.map(xs => xs[i]!)) : points[0]![i]!)),
  )
  all.forEach((result, k) => {
    expect(result.shape).toEqual([n, ...graph.results[k]!.shape])
    expect(result.kind).toBe(graph.results[k]!.kind)
    expectNear(
      [...result.data],
      each.flatMap(results => [...results[k]!.data]),
      1e-12,
    )
  })
}

/** Every choice of some of n things. */
export const choices = (n: number): readonly (readonly boolean[])[] =>
  Array.from({ length: 2 ** n - 1 }, (_, k) =>
    Array.from({ length: n }, (_i, i) => (((k + 1) >> i) & 1) === 1),
  )

/** Where an operation is used in a graph: alone, and what its operands are there. */
export const alone = (
  graph: Graph,
  name: string,
): { readonly graph: Graph; readonly operands: Graph } => {
  const e = postorder(graph.results).find(x => x.op === name)!
  const params = e.args.map((x, i) => parameter(`x${i}`, x))
  const own = node(e.op, params, e.attrs, e, e.outputs)
  return {
    graph: { params, results: e.outputs === undefined ? [own] : outputsOf(own) },
    operands: { params: graph.params, results: e.args },
  }
}

/** Points near a sample's, each entry moved in a way of its own. */
export const near = ({ at }: Sample): readonly Numbers[] =>
  [0, 1, 2].map(k => at.map((x, i) => x * (1 + (k * (i % 2 === 0 ? 1 : -1)) / 64)))
