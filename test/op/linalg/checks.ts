/** What the tests of linear algebra ask of every function: both modes, second order, and batches. */
import {
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  jvp,
  run,
  type Tensor,
  tensor,
  vjp,
} from 'chainrule'
import { concat, reshape } from 'chainrule/op'
import { expect } from 'vitest'
import type { Dense } from '../../../src/Dense.js'
import { batchGraph } from '../../../src/derivative/batch.js'
import { modes } from '../../../src/derivative/modes.js'
import { parameter } from '../../../src/Expr.js'
import type { Graph } from '../../../src/op/Operation.js'
import { program } from '../../../src/Program.js'
import { interpret } from '../../../src/runtime/interpret.js'
import { type Estimate, expectWithin, slope } from '../../support/numeric.js'
import { count, type Numbers, numbers, type Outputs, tensorOf } from './matrices.js'

const joined = (f: Outputs, shape: Numbers): Diff<Tensor, Tensor> =>
  fn(tensor(count(shape)), x =>
    concat(f(reshape(x as Expr, shape)).map(y => reshape(y, [count(y.shape)]))),
  ) as unknown as Diff<Tensor, Tensor>

const flat = (xs: Numbers): Tensor => tensorOf([xs.length], xs)

const moved = (xs: Numbers, v: Numbers, t: number): Numbers => xs.map((x, i) => x + t * v[i]!)

/** The derivative of each entry along a direction by central differences. */
const along = (f: (xs: Numbers) => Numbers, xs: Numbers, v: Numbers): readonly Estimate[] => {
  const known = new Map<number, Numbers>()
  const at = (t: number): Numbers => {
    const ys = known.get(t) ?? f(moved(xs, v, t))
    known.set(t, ys)
    return ys
  }
  const slopes = at(0).map((_, i) => slope(t => at(t)[i]!))
  // Rounding of what cancels inside may be more than the oracle saw.
  const rounding =
    1e-12 * (1 + Math.max(0, ...[...at(0), ...slopes.map(e => e.value)].map(Math.abs)))
  return slopes.map(({ value, error }) => ({ value, error: error + rounding }))
}

/** Both modes against central differences of values, and the second order against those of gradients. */
export const expectDerivatives = (f: Outputs, shape: Numbers, xs: Numbers): void => {
  const g = joined(f, shape)
  const value = run(g)
  const at = (ys: Numbers): Numbers => value(flat(ys)).values
  const [w, v] = [numbers(at(xs).length, 5), numbers(xs.length, 6)]
  const back = vjp(g)
  const pull = run(back)
  const pulled = (ys: Numbers): Numbers => pull([flat(ys), flat(w)])[1].values
  const weighted = (ys: Numbers): Numbers => [at(ys).reduce((s, y, i) => s + w[i]! * y, 0)]
  const axes = xs.map((_, j) => xs.map((__, k) => (j === k ? 1 : 0)))
  expectWithin(
    pulled(xs),
    axes.flatMap(axis => along(weighted, xs, axis)),
  )
  expectWithin(run(jvp(g))([flat(xs), flat(v)])[1].values, along(at, xs, v))
  const gradientAt = fn(
    tensor(xs.length),
    x => apply(back, [x as never, constant(flat(w)) as never])[1],
  ) as unknown as Diff<Tensor, Tensor>
  const turned = along(pulled, xs, v)
  expectWithin(run(jvp(gradientAt))([flat(xs), flat(v)])[1].values, turned)
  // Symmetric: reverse over reverse gives the same.
  expectWithin(run(vjp(gradientAt))([flat(xs), flat(v)])[1].values, turned)
}

const runs = ({ params, results }: Graph) => interpret(program(params, results))
const dense = (shape: Numbers, xs: Numbers): Dense => ({
  shape,
  kind: 'real',
  data: Float64Array.from(xs),
})

const size = 3

const expectLoop = (graph: Graph, marks: readonly boolean[], entries: Entries): void => {
  const inputs = graph.params.map(({ shape }, j) =>
    Array.from({ length: size }, (_, k) => entries(shape, j + (marks[j] === true ? 7 * k : 0))),
  )
  const together = runs(batchGraph(graph, marks, size))(
    graph.params.map(({ shape }, j) =>
      marks[j] === true ? dense([size, ...shape], inputs[j]!.flat()) : dense(shape, inputs[j]![0]!),
    ),
  )
  const loop = Array.from({ length: size }, (_, k) =>
    runs(graph)(graph.params.map(({ shape }, j) => dense(shape, inputs[j]![k]!))),
  )
  together.forEach((y, i) => {
    expect(y.shape).toEqual([size, ...graph.results[i]!.shape])
    const want = loop.flatMap(ys => [...ys[i]!.data])
    const largest = Math.max(...want.map(Math.abs))
    y.data.forEach((a, k) => {
      expect(Math.abs(a - want[k]!), `entry ${k} of ${i}, ${marks.join()}`).toBeLessThanOrEqual(
        1e-12 * largest,
      )
    })
  })
}

/** What a parameter of some shape holds. */
type Entries = (shape: Numbers, seed: number) => Numbers

/** A function and its pullback on batches of some of its operands, all choices of them, against a loop. */
export const expectBatches = (
  f: (...xs: readonly Expr[]) => readonly Expr[],
  shapes: readonly Numbers[],
  entries: Entries = (shape, seed) => numbers(count(shape), seed),
): void => {
  const params = shapes.map((shape, i) => parameter(`x${i}`, { shape, kind: 'real' }))
  const graph: Graph = { params, results: f(...(params as readonly Expr[])) }
  const wanted = params.map(() => true)
  const back = modes.pullback(graph, { wanted, given: graph.results.map(() => true) }).graph
  for (let k = 1; k < 2 ** shapes.length; k++) {
    const marks = shapes.map((_, i) => ((k >> i) & 1) === 1)
    expectLoop(graph, marks, entries)
    expectLoop(back, [...marks, ...graph.results.map(() => k % 2 === 1)], entries)
  }
}
