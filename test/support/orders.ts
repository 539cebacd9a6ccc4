/** Oracles for functions of a tensor: both modes and both orders, and a batch against its examples. */
import {
  type AnyDiff,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  grad,
  jvp,
  mul,
  reshape,
  run,
  sum,
  type Tensor,
  tensor,
} from 'chainrule'
import { expect } from 'vitest'
import type { Dense, Precision } from '../../src/Dense.js'
import { batchGraph } from '../../src/derivative/batch.js'
import { stagesOf } from '../../src/diff/stages.js'
import { program } from '../../src/Program.js'
import { interpret } from '../../src/runtime/interpret.js'
import { expectWithin, slopes } from './numeric.js'

type Numbers = readonly number[]

const tensorOf = (shape: Numbers, xs: Numbers): Tensor =>
  fromFlat<Numbers, Numbers, 'real'>(xs, shape)

/** Numbers of a short-decimal grid, none of them near another. */
export const spread = (n: number): Numbers =>
  Array.from({ length: n }, (_, i) => (((7 * i + 3) % 11) - 5) / 4 + i / 64)

/**
 * Expects the derivatives of a function at a point: reverse mode against differences, forward mode
 * against reverse mode, second order against differences of the first.
 */
export const expectDerivatives = (f: (x: Expr) => Expr, shape: Numbers, at: Numbers): void => {
  const weights = (y: Expr): Expr => {
    const n = y.shape.reduce((a, b) => a * b, 1)
    return reshape(constant(tensorOf([n], spread(n))), y.shape)
  }
  const total = fn(tensor(...shape), x => {
    const y = f(x)
    return sum(mul(weights(y), y))
  }) as unknown as Diff<Tensor, number>
  const back = grad(total)
  const [runValue, runBack] = [run(total), run(back)] // made once, run often
  const value = (xs: Numbers): Numbers => [runValue(tensorOf(shape, xs))]
  const slope = (xs: Numbers): Numbers => runBack(tensorOf(shape, xs)).values
  expectWithin(slope(at), slopes(value, at)[0]!)

  const v = spread(at.length).toReversed()
  const along = run(jvp(total))([tensorOf(shape, at), tensorOf(shape, v)])[1]
  const dot = slope(at).reduce((s, g, i) => s + g * v[i]!, 0)
  const scale = slope(at).reduce((s, g, i) => s + Math.abs(g * v[i]!), 1)
  expect(Math.abs(along - dot)).toBeLessThan(1e-13 * scale)

  const H = slopes(slope, at)
  const turned = run(jvp(back))([tensorOf(shape, at), tensorOf(shape, v)])[1].values
  expectWithin(
    turned,
    H.map(row => ({
      value: row.reduce((s, e, i) => s + e.value * v[i]!, 0),
      error: row.reduce((s, e, i) => s + e.error * Math.abs(v[i]!), 1e-13),
    })),
  )
}

/** The results of an arrow at a batch: every leaf of its argument has an axis in front. */
export const batched =
  (f: AnyDiff, size: number, precision: Precision = 'f64') =>
  (args: readonly Dense[]): readonly Dense[] => {
    const [stage] = stagesOf(f)
    const { graph } = stage!
    const many = batchGraph(
      graph,
      graph.params.map(() => true),
      size,
    )
    return interpret(program(many.params, many.results), precision)(args)
  }
