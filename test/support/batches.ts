/** A function on batches of some of its operands against a loop over the examples, its pullback too. */
import type { AnyExpr, Expr } from 'chainrule'
import { expect } from 'vitest'
import { batchGraph } from '../../src/derivative/batch.js'
import { modes } from '../../src/derivative/modes.js'
import { parameter } from '../../src/Expr.js'
import type { Graph } from '../../src/op/Operation.js'
import { program } from '../../src/Program.js'
import { interpret } from '../../src/runtime/interpret.js'

type Numbers = readonly number[]

const count = (shape: Numbers): number => shape.reduce((a, b) => a * b, 1)
const dense = (shape: Numbers, xs: Numbers) =>
  ({ shape, kind: 'real', data: Float64Array.from(xs) }) as const
const runs = ({ params, results }: Graph) => interpret(program(params, results))

/** Every way to mark some of n. */
const marksOf = (n: number): readonly (readonly boolean[])[] =>
  Array.from({ length: 2 ** n - 1 }, (_, k) =>
    Array.from({ length: n }, (_unused, i) => (((k + 1) >> i) & 1) === 1),
  )

const expectLoop = (graph: Graph, marks: readonly boolean[], tolerance: number): void => {
  const size = 3
  const entry = (j: number, k: number): number => ((7 * k + 3 * j + 2) % 11) - 5
  const inputs = graph.params.map(({ shape }, j) =>
    Array.from({ length: (marks[j] === true ? size : 1) * count(shape) }, (_, k) => entry(j, k)),
  )
  const together = runs(batchGraph(graph, marks, size))(
    graph.params.map(({ shape }, j) =>
      dense(marks[j] === true ? [size, ...shape] : shape, inputs[j]!),
    ),
  )
  const one = runs(graph)
  const loop = Array.from({ length: size }, (_, b) =>
    one(
      graph.params.map(({ shape }, j) => {
        const n = count(shape)
        return dense(shape, marks[j] === true ? inputs[j]!.slice(b * n, (b + 1) * n) : inputs[j]!)
      }),
    ),
  )
  together.forEach((y, i) => {
    expect(y.shape).toEqual([size, ...graph.results[i]!.shape])
    const want = loop.flatMap(ys => [...ys[i]!.data])
    expect(y.data.length).toBe(want.length)
    y.data.forEach((a, k) => {
      expect(Math.abs(a - want[k]!), `entry ${k} of ${i}, ${marks.join()}`).toBeLessThanOrEqual(
        tolerance,
      )
    })
  })
}

/** Expects a function to do on batches of any of its operands what it does example by example. */
export const expectBatches = (
  f: (...xs: readonly Expr[]) => readonly AnyExpr[],
  shapes: readonly Numbers[],
  tolerance = 0,
): void => {
  const params = shapes.map(shape => parameter('x', { shape, kind: 'real' }) as Expr)
  const graph = { params, results: f(...params) }
  const wanted = params.map(() => true)
  const back = modes.pullback(graph, { wanted, given: graph.results.map(() => true) }).graph
  for (const g of [graph, back])
    for (const marks of marksOf(g.params.length)) expectLoop(g, marks, tolerance)
}
