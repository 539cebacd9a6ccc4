/** Activations: kinks by the convention, tails without overflow. */
import type { Expr } from 'chainrule'
import { fromFlat } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectClose, gradient, gradients, real, valuesOf } from './support.js'

type F = (x: Expr) => Expr
const inf = Infinity
const at = (f: F, ...xs: readonly number[]) => valuesOf(f(real([xs.length], xs)))
const slope = (f: F, ...xs: readonly number[]) => gradient(f, [xs.length], xs)

describe('kinks', () => {
  test('at 0: relu 0, leakyRelu 0.01, elu 1', () => {
    expect(slope(op.relu, -1, 0, -0, 1)).toEqual([0, 0, 0, 1])
    expect(slope(op.leakyRelu, -1, 0, 1)).toEqual([0.01, 0.01, 1])
    expectClose(slope(op.elu, -1, 0, 1), [Math.exp(-1), 1, 1])
  })

  test('NaN stays NaN', () => {
    for (const f of [
      op.relu,
      op.leakyRelu,
      op.elu,
      op.sigmoid,
      op.softplus,
      op.silu,
      op.logSigmoid,
    ])
      expect(at(f, NaN)).toEqual([NaN])
  })
})

describe('tails', () => {
  test('values', () => {
    expectClose(at(op.softplus, -1000, 1000, -40), [0, 1000, 4.248354255291589e-18])
    expectClose(at(op.logSigmoid, -1000, 1000, 40), [-1000, 0, -4.248354255291589e-18])
    expectClose(at(op.silu, -inf, -1000, 1000, inf), [0, 0, 1000, inf])
    expectClose(at(op.elu, -inf, -1e-10, inf), [-1, -1e-10 + 5e-21, inf])
    expectClose(at(op.relu, -inf, inf), [0, inf])
  })

  test('derivatives are finite, the untaken branch of elu included', () => {
    expectClose(slope(op.elu, 1e4, -1e4), [1, 0])
    expectClose(slope(op.softplus, -1000, 1000), [0, 1])
    expectClose(slope(op.logSigmoid, -1000, 1000), [1, 0])
    expectClose(slope(op.silu, -inf, -1000, 1000, inf), [0, 0, 1, 1])
  })
})

describe('logaddexp', () => {
  const both = (a: number, b: number) =>
    gradients((x, y) => op.logaddexp(x!, y!), [fromFlat([a], [1]), fromFlat([b], [1])]).flat()

  test('far beyond the range of exp', () => {
    expectClose(
      at(x => op.logaddexp(x, 1000), 1000, -1000, -inf),
      [1000 + Math.LN2, 1000, 1000],
    )
    expectClose(
      at(x => op.logaddexp(x, -inf), -inf, inf),
      [-inf, inf],
    )
    expectClose(both(1000, 1000), [0.5, 0.5])
    expectClose(both(0, -40), [1, 4.248354255291589e-18])
    expectClose(both(-inf, 3), [0, 1])
  })
})
