/** Products over axes, at zeros above all; and truth over axes. */
import type { Expr } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectBatch } from '../support/batchLoop.js'
import { expectDerivatives } from '../support/derivatives.js'
import {
  bool,
  computed,
  expectClose,
  expectShapeError,
  gradient,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

const inf = Infinity
const x24 = Array.from({ length: 24 }, (_, i) => Math.sin(3 * i + 1) * 2)

/** The entries over axes, one after the other by a loop over a tensor of three axes. */
const looped = (
  step: (a: number, b: number) => number,
  axes: readonly number[],
  xs: readonly number[],
): readonly number[] => {
  const sums = new Map<string, number>()
  xs.forEach((x, k) => {
    const at = [Math.floor(k / 12), Math.floor(k / 4) % 3, k % 4].filter(
      (_, i) => !axes.includes(i),
    )
    const cell = at.join()
    sums.set(cell, step(sums.get(cell) ?? 1, x))
  })
  return [...sums.values()]
}

describe('prod', () => {
  test('over any axes', () => {
    for (const axis of [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
      expectClose(
        valuesOf(op.prod(real([2, 3, 4], x24), { axis })),
        looped((a, b) => a * b, axis, x24),
        1e-13,
      )
    expect(op.prod(sym(2, 3, 4), { axis: -2, keepdims: true }).shape).toEqual([2, 1, 4])
    expect(op.prod(sym(2, 1, 4, 1, 3), { axis: [0, -1] }).shape).toEqual([1, 4, 1])
    expect(valuesOf(op.prod(real([], [3])))).toEqual([3])
  })

  test('of nothing it is 1', () => {
    expect(valuesOf(op.prod(real([2, 0], []), { axis: 1 }))).toEqual([1, 1])
    expect(computed(op.prod(real([0, 2], []), { axis: 1 }))).toMatchObject({ shape: [0] })
    expect(gradient(x => op.prod(x, { axis: 1 }), [2, 0], [])).toEqual([])
    expect(gradient(x => op.prod(x, { axis: 1 }), [2, 1], [0, 5])).toEqual([1, 1])
    expect(gradient(x => op.prod(x), [], [7])).toEqual([1])
    expect(gradient(x => op.prod(x, { axis: [] }), [2], [7, 0])).toEqual([1, 1])
  })

  test('its derivative at no, one, two and all zeros', () => {
    expect(gradient(x => op.prod(x), [3], [2, 3, 5])).toEqual([15, 10, 6])
    expect(gradient(x => op.prod(x), [3], [2, 0, 5])).toEqual([0, 10, 0])
    expect(gradient(x => op.prod(x), [3], [0, 0, 5])).toEqual([0, 0, 0])
    expect(gradient(x => op.prod(x, { axis: 0 }), [2, 2], [0, 3, 4, 0])).toEqual([4, 0, 0, 3])
  })

  test('both orders, at zeros too, over any axes', () => {
    for (const at of [
      [1.5, -2, 3, 0.5],
      [1.5, 0, 3, 0.5],
      [1.5, 0, 3, 0],
      [0, 0, 3, 0],
      [0, 0, 0, 0],
    ])
      expectDerivatives(x => op.prod(x), [4], at)
    const xs = x24.slice(0, 8).map((x, i) => (i % 3 === 1 ? 0 : x))
    expectDerivatives(x => op.prod(x, { axis: [0, 2] }), [2, 2, 2], xs)
    expectDerivatives(x => op.prod(x, { axis: 1, keepdims: true }), [2, 2, 2], xs)
  })

  test('on a batch', () => {
    expectBatch(x => op.prod(x, { axis: [0, 2] }), [2, 3, 2])
    expectBatch(x => op.prod(x), [3])
  })

  test('infinities, NaN, single precision', () => {
    expect(valuesOf(op.prod(real([2], [inf, -2])))).toEqual([-inf])
    expect(valuesOf(op.prod(real([2], [inf, 0])))).toEqual([NaN])
    expect(valuesOf(op.prod(real([2], [NaN, 0])))).toEqual([NaN])
    const f = Math.fround
    expect(computed(op.prod(real([2], [0.1, 0.1])), 'f32')).toMatchObject({
      dtype: 'f32',
      values: [f(f(0.1) * f(0.1))],
    })
  })

  test('what cannot be', () => {
    expectShapeError('prod', () => op.prod(sym(2), { axis: 1 }), '1')
    expectShapeError('prod', () => op.prod(sym(2, 2), { axis: [0, -2] }), 'distinct')
    expectShapeError('prod', () => op.prod(symOf('index', 2) as never), 'kind real')
  })
})

describe('any and all', () => {
  const x = bool([2, 3], [true, false, true, false, false, false])

  test('over axes', () => {
    expect(valuesOf(op.toReal(op.any(x)))).toEqual([1])
    expect(valuesOf(op.toReal(op.all(x)))).toEqual([0])
    expect(valuesOf(op.toReal(op.any(x, { axis: 1 })))).toEqual([1, 0])
    expect(valuesOf(op.toReal(op.all(op.not(x), { axis: 1 })))).toEqual([0, 1])
    expect(op.any(x, { axis: 0, keepdims: true })).toMatchObject({ shape: [1, 3], kind: 'bool' })
    expect(op.all(x, { axis: [0, -1] })).toMatchObject({ shape: [], kind: 'bool' })
    expect(valuesOf(op.toReal(op.all(bool([], [true]))))).toEqual([1])
  })

  test('of nothing: none, and all', () => {
    expect(valuesOf(op.toReal(op.any(op.less(real([0], []), 0))))).toEqual([0])
    expect(valuesOf(op.toReal(op.all(op.less(real([2, 0], []), 0), { axis: 1 })))).toEqual([1, 1])
  })

  test('one among more than single precision counts', () => {
    const many = op.less(op.broadcastTo(1, [2 ** 24 + 8]), 0)
    const one = op.concat([many, bool([1], [true])])
    expect(valuesOf(op.toReal(op.any(one)), 'f32')).toEqual([1])
    expect(valuesOf(op.toReal(op.all(op.not(one))), 'f32')).toEqual([0])
  })

  test('on a batch', () => {
    expectBatch(t => op.any(op.greater(t, 0.5), { axis: 1 }), [2, 3])
    expectBatch(t => op.all(op.greater(t, -0.5)), [2, 3])
  })

  test('what cannot be', () => {
    expectShapeError('any', () => op.any(symOf('bool', 2), { axis: 1 }), '1')
    expectShapeError('all', () => op.all(symOf('bool', 2), { axis: [0, 0] }), 'distinct')
    expectShapeError('any', () => op.any(sym(2) as never), 'kind bool')
    expectShapeError('all', () => op.all(sym(2) as never), 'kind bool')
  })
})

test('a sum of products is what it says: the permanent of a matrix by rows of sums', () => {
  // Ryser's formula at two rows: (a + b)(c + d) − a c − b d = a d + b c.
  const f = (x: Expr): Expr =>
    op.sub(op.prod(op.sum(x, { axis: 1 })), op.sum(op.prod(x, { axis: 0 })))
  expect(valuesOf(f(real([2, 2], [2, 3, 5, 7])))).toEqual([29])
  expect(gradient(f, [2, 2], [2, 3, 5, 7])).toEqual([7, 5, 3, 2])
})
