/**
 * A check of operations that put entries in other places: from what stands where, by index, follow the value,
 * both modes, the second order, single precision, and what a batch gives.
 */
import {
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  grad,
  jvp,
  mul,
  run,
  sum,
  type Tensor,
  tensor,
  tuple,
  vjp,
} from 'chainrule'
import { reshape } from 'chainrule/op'
import { expect } from 'vitest'
import type { Dense } from '../../src/Dense.js'
import { batchGraph } from '../../src/derivative/batch.js'
import { applyLeaves, inputs } from '../../src/diff/stages.js'
import type { Graph } from '../../src/op/Operation.js'
import { program } from '../../src/Program.js'
import { interpret } from '../../src/runtime/interpret.js'

type Numbers = readonly number[]

/** What stands at an index of the result: the index of an entry, or a number. */
export type At = (...index: Numbers) => Numbers | number

export const upTo = (n: number): Numbers => Array.from({ length: n }, (_, i) => i)

const count = (shape: Numbers): number => shape.reduce((a, b) => a * b, 1)

const tensorOf = (shape: Numbers, xs: Numbers): Tensor =>
  fromFlat<Numbers, Numbers, 'real'>(xs, shape)

const indexOf = (shape: Numbers, k: number): Numbers =>
  shape.map((d, axis) => Math.floor(k / count(shape.slice(axis + 1))) % d)

const placeOf = (shape: Numbers, index: Numbers): number => {
  index.forEach((i, axis) => {
    expect(i >= 0 && i < shape[axis]!, `the test itself reads at ${index.join(', ')}`).toBe(true)
  })
  return index.reduce((k, i, axis) => k * shape[axis]! + i, 0)
}

/** Dyadic numbers, so that sums are exact. */
const some = (n: number, seed: number): Numbers => upTo(n).map(i => ((7 * i + seed) % 23) / 4 - 2)

/** The graph of an arrow, to be batched. */
export const graphOf = (f: Diff<never, never>): Graph => {
  const params = inputs(f)
  return { params, results: applyLeaves(f, params) }
}

/** A graph on a batch against one run for each example; examples lie one after another. */
export const expectBatched = (
  graph: Graph,
  args: readonly Numbers[],
  marks: readonly boolean[],
  n: number,
): void => {
  const dense = (xs: Numbers, shape: Numbers, kind: Dense['kind']): Dense => ({
    shape,
    kind,
    data: kind === 'real' ? Float64Array.from(xs) : Int32Array.from(xs),
  })
  const batch = batchGraph(graph, marks, n)
  const together = interpret(program(batch.params, batch.results))(
    args.map((xs, i) => dense(xs, batch.params[i]!.shape, batch.params[i]!.kind)),
  )
  const one = interpret(program(graph.params, graph.results))
  const apart = upTo(n).map(b =>
    one(
      graph.params.map(({ shape, kind }, i) => {
        const own = args[i]!.slice(b * count(shape), (b + 1) * count(shape))
        return dense(marks[i] === true ? own : args[i]!, shape, kind)
      }),
    ),
  )
  graph.results.forEach((r, i) => {
    expect(together[i]!.shape).toEqual([n, ...r.shape])
    expect([...together[i]!.data]).toEqual(apart.flatMap(rs => [...rs[i]!.data]))
  })
}

export const expectArranged = (
  f: (x: Expr) => Expr,
  shape: Numbers,
  out: Numbers,
  at: At,
): void => {
  const [n, m] = [count(shape), count(out)]
  const sources = upTo(m).map(k => at(...indexOf(out, k)))
  const from = sources.map(s => (typeof s === 'number' ? -1 : placeOf(shape, s)))
  const forward = (xs: Numbers, fill: boolean): Numbers =>
    sources.map((s, k) => (typeof s === 'number' ? (fill ? s : 0) : xs[from[k]!]!))
  const back = (w: Numbers): Numbers =>
    upTo(n).map(i => w.reduce((total, x, k) => (from[k] === i ? total + x : total), 0))

  const arrow = fn(tensor(...shape, 1), x => {
    const y = f(reshape(x, shape))
    expect(y.shape).toEqual(out)
    return reshape(y, [...out, 1])
  }) as unknown as Diff<Tensor, Tensor>
  const [x, v, w] = [some(n, 3), some(n, 5), some(m, 11)]
  const [X, V, W] = [
    tensorOf([...shape, 1], x),
    tensorOf([...shape, 1], v),
    tensorOf([...out, 1], w),
  ]
  expect(run(arrow)(X).values).toEqual(forward(x, true))
  const single = run(arrow, { precision: 'f32' })(X)
  expect(single.dtype).toBe('f32')
  expect(single.values).toEqual(forward(x, true).map(Math.fround))
  expect(run(vjp(arrow))([X, W])[1].values).toEqual(back(w))
  expect(run(jvp(arrow))([X, V])[1].values).toEqual(forward(v, false))

  // The second order of Σ w y² / 2 along v: Aᵀ (w · A v).
  const energy = fn(tensor(...shape, 1), t => {
    const y = apply(arrow, t as never) as unknown as Expr
    return mul(0.5, sum(mul(constant(W) as Expr, mul(y, y))))
  }) as unknown as Diff<Tensor, number>
  const turned = run(jvp(grad(energy)))([X, V])[1].values.map(t => t + 0) // no negative zero
  expect(turned).toEqual(back(forward(v, false).map((t, k) => t * w[k]!)))

  expectBatched(graphOf(arrow as never), [some(3 * n, 1)], [true], 3)
  const pulled = fn(
    tuple(tensor(...shape, 1), tensor(...out, 1)),
    pair => apply(vjp(arrow), pair as never)[1] as never,
  )
  expectBatched(graphOf(pulled as never), [some(n, 2), some(2 * m, 9)], [false, true], 2)
}
