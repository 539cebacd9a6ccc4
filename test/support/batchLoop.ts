/** A function on a batch against a loop over its examples: its value, and its cotangent. */
import { type AnyExpr, type Expr, fromFlat } from 'chainrule'
import { expect } from 'vitest'
import { type Dense, toDense } from '../../src/Dense.js'
import { batchGraph } from '../../src/derivative/batch.js'
import { modes } from '../../src/derivative/modes.js'
import { parameter } from '../../src/Expr.js'
import type { Graph } from '../../src/op/Operation.js'
import { program } from '../../src/Program.js'
import { interpret } from '../../src/runtime/interpret.js'

type Numbers = readonly number[]

const dense = (shape: Numbers, xs: Numbers): Dense =>
  toDense(fromFlat<Numbers, Numbers, 'real'>(xs, shape))

const entry = (k: number): number => ((7 * k + 3) % 11) / 4 - 1

/** Runs a graph of real parameters on three examples, as a batch and one by one. */
const compare = (graph: Graph): void => {
  const size = 3
  const examples = Array.from({ length: size }, (_, b) =>
    graph.params.map(({ shape }, j) => {
      const n = shape.reduce((x, y) => x * y, 1)
      return Array.from({ length: n }, (_unused, k) => entry(k + 5 * b + 2 * j))
    }),
  )
  const together = batchGraph(
    graph,
    graph.params.map(() => true),
    size,
  )
  const batch = interpret(program(together.params, together.results))(
    graph.params.map(({ shape }, j) =>
      dense(
        [size, ...shape],
        examples.flatMap(xs => xs[j]!),
      ),
    ),
  )
  const one = interpret(program(graph.params, graph.results))
  const loop = examples.map(xs => one(graph.params.map(({ shape }, j) => dense(shape, xs[j]!))))
  batch.forEach((y, i) => {
    expect(y.shape).toEqual([size, ...graph.results[i]!.shape])
    expect([...y.data]).toEqual(loop.flatMap(ys => [...ys[i]!.data]))
  })
}

/** Expects a function of one tensor to do on a batch what it does example by example. */
export const expectBatch = (f: (x: Expr) => AnyExpr, shape: Numbers): void => {
  const x = parameter('x', { shape, kind: 'real' }) as Expr
  const graph = { params: [x], results: [f(x)] }
  compare(graph)
  if (graph.results[0]!.kind === 'real')
    compare(modes.pullback(graph, { wanted: [true], given: [true] }).graph)
}
