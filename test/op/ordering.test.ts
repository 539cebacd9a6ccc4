/** Order along an axis: stable, NaN last, both ways; and sums by segments. */
import type { Expr } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectBatch } from '../support/batchLoop.js'
import { expectDerivatives } from '../support/derivatives.js'
import {
  computed,
  expectShapeError,
  gradient,
  index,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

const inf = Infinity
const at = (e: Expr<readonly number[], 'index'>) => valuesOf(op.toReal(e))

describe('sort and argsort', () => {
  test('along any axis, both ways', () => {
    const x = real([2, 3], [5, 1, 3, 0, 2, 4])
    expect(valuesOf(op.sort(x))).toEqual([1, 3, 5, 0, 2, 4])
    expect(valuesOf(op.sort(x, { descending: true }))).toEqual([5, 3, 1, 4, 2, 0])
    expect(valuesOf(op.sort(x, { axis: 0 }))).toEqual([0, 1, 3, 5, 2, 4])
    expect(at(op.argsort(x, { axis: -2 }))).toEqual([1, 0, 0, 0, 1, 1])
    expect(at(op.argsort(x, { axis: 1, descending: true }))).toEqual([0, 2, 1, 2, 1, 0])
    expect(op.argsort(x)).toMatchObject({ kind: 'index', shape: [2, 3] })
    const deep = real([1, 2, 1, 2, 1], [4, 3, 2, 1])
    expect(valuesOf(op.sort(deep, { axis: 1 }))).toEqual([2, 1, 4, 3])
  })

  test('equals stay in the order they come', () => {
    const x = real([6], [1, 0, 1, 0, -0, 1])
    expect(at(op.argsort(x))).toEqual([1, 3, 4, 0, 2, 5])
    expect(at(op.argsort(x, { descending: true }))).toEqual([0, 2, 5, 1, 3, 4])
    const many = Array.from({ length: 1000 }, (_, i) => (i * 7) % 3)
    const order = at(op.argsort(real([1000], many))) as readonly number[]
    expect(order).toEqual([0, 1, 2].flatMap(v => many.flatMap((x2, i) => (x2 === v ? [i] : []))))
  })

  test('NaN last, infinities where they belong', () => {
    const x = real([5], [NaN, inf, 2, NaN, -inf])
    expect(valuesOf(op.sort(x))).toEqual([-inf, 2, inf, NaN, NaN])
    expect(valuesOf(op.sort(x, { descending: true }))).toEqual([inf, 2, -inf, NaN, NaN])
    expect(at(op.argsort(x))).toEqual([4, 2, 1, 0, 3])
  })

  test('as lists are put in order, at lengths around those of runs', () => {
    const special = [NaN, inf, -inf, 0, -0]
    for (const n of [2, 7, 8, 9, 16, 17, 63, 64, 65, 100, 129])
      for (const descending of [false, true]) {
        const xs = Array.from({ length: n }, (_, i) =>
          i % 5 === 4 ? special[((i * 3) % 7) % 5]! : Math.round(9 * Math.sin(n + i * i)) / 3,
        )
        const sign = descending ? -1 : 1
        const want = xs
          .map((_, i) => i)
          .toSorted((i, j) => {
            const [a, b] = [xs[i]!, xs[j]!]
            const last = Number(Number.isNaN(a)) - Number(Number.isNaN(b))
            return last || (a === b || Number.isNaN(a) ? i - j : sign * (a < b ? -1 : 1))
          })
        expect(at(op.argsort(real([n], xs), { descending }))).toEqual(want)
      }
  })

  test('of nothing and of one', () => {
    expect(computed(op.sort(real([2, 0], [])))).toMatchObject({ shape: [2, 0], values: [] })
    expect(computed(op.sort(real([0, 2], [])))).toMatchObject({ shape: [0, 2], values: [] })
    expect(valuesOf(op.sort(real([2, 1], [3, 1])))).toEqual([3, 1])
  })

  test('derivatives go where the entries came from', () => {
    const w = real([3], [1, 10, 100])
    expect(gradient(x => op.sort(x), [3], [5, 1, 3], w)).toEqual([100, 1, 10])
    expect(gradient(x => op.sort(x), [3], [2, 2, 1], w)).toEqual([10, 100, 1])
    expectDerivatives(
      x => op.square(op.sort(x, { axis: 0, descending: true })),
      [3, 2],
      [0.5, 2, -1, 3, 0.25, -2],
    )
  })

  test('on a batch, and in single precision', () => {
    expectBatch(x => op.sort(x, { axis: 0 }), [3, 2])
    expectBatch(x => op.argsort(x, { descending: true }), [2, 3])
    expect(computed(op.sort(real([2], [0.1, -0.1])), 'f32')).toMatchObject({
      dtype: 'f32',
      values: [-Math.fround(0.1), Math.fround(0.1)],
    })
  })

  test('what cannot be', () => {
    expectShapeError('sort', () => op.sort(sym()), 'a scalar')
    expectShapeError('sort', () => op.sort(sym(2), { axis: 1 }), '1')
    expectShapeError('argsort', () => op.argsort(sym(2), { axis: -2 }), '-2')
    expectShapeError('sort', () => op.sort(symOf('index', 2) as never), 'kind real')
    expectShapeError('argsort', () => op.argsort(symOf('bool', 2) as never), 'kind real')
  })
})

describe('topK', () => {
  test('values and positions, the largest first', () => {
    const [values, positions] = op.topK(real([2, 4], [3, 9, NaN, 7, 5, 5, 1, 5]), 3)
    expect(computed(values)).toMatchObject({ shape: [2, 3], values: [9, 7, 3, 5, 5, 5] })
    expect(at(positions)).toEqual([1, 3, 0, 0, 1, 3])
    const [down] = op.topK(real([3, 2], [1, 6, 3, 4, 5, 2]), 1, { axis: 0 })
    expect(computed(down)).toMatchObject({ shape: [1, 2], values: [5, 6] })
  })

  test('none, and all', () => {
    expect(op.topK(sym(2, 3), 0)[0].shape).toEqual([2, 0])
    expect(valuesOf(op.topK(real([2], [NaN, 1]), 2)[0])).toEqual([1, NaN])
  })

  test('derivatives, and on a batch', () => {
    const w = real([2], [1, 10])
    expect(gradient(x => op.topK(x, 2)[0], [4], [3, 9, 1, 7], w)).toEqual([0, 1, 0, 10])
    expectDerivatives(x => op.square(op.topK(x, 2, { axis: 0 })[0]), [3, 2], [1, 6, 3, 4, 5, 2])
    expectBatch(x => op.topK(x, 2, { axis: 1 })[0], [2, 3])
    expectBatch(x => op.topK(x, 1, { axis: 0 })[1], [2, 3])
  })

  test('what cannot be', () => {
    expectShapeError('topK', () => op.topK(sym(3), 4), 'from 0 to 3', '4')
    expectShapeError('topK', () => op.topK(sym(3), -1), '-1')
    expectShapeError('topK', () => op.topK(sym(3), 1.5), '1.5')
    expectShapeError('topK', () => op.topK(sym(3), 1, { axis: 1 }), '1')
    expectShapeError('topK', () => op.topK(symOf('index', 3) as never, 1), 'kind real')
  })
})

describe('segmentSum', () => {
  test('sums by group, of rows too; out of range is left out', () => {
    const x = real([3, 2], [1, 2, 3, 4, 5, 6])
    expect(computed(op.segmentSum(x, index([3], [1, 5, 1]), 3))).toMatchObject({
      shape: [3, 2],
      values: [0, 0, 6, 8, 0, 0],
    })
    const grid = op.segmentSum(x, index([3, 2], [0, 1, 0, 1, -1, 1]), 2)
    expect(computed(grid)).toMatchObject({ shape: [2], values: [4, 12] })
    expect(valuesOf(op.segmentSum(real([0], []), index([0], []), 2))).toEqual([0, 0])
    expect(op.segmentSum(sym(2), symOf('index', 2), 0).shape).toEqual([0])
  })

  test('derivatives, and on a batch', () => {
    const f = (x: Expr): Expr => op.segmentSum(x, index([3], [1, 0, 1]), 2)
    expect(gradient(f, [3], [1, 2, 3], real([2], [10, 100]))).toEqual([100, 10, 100])
    expectDerivatives(x => op.square(f(x)), [3], [1, 2, 3])
    expectBatch(f, [3, 2])
  })

  test('what cannot be', () => {
    expectShapeError('segmentSum', () => op.segmentSum(sym(3), symOf('index', 2), 2), '[3]', '[2]')
    expectShapeError('segmentSum', () => op.segmentSum(sym(3), symOf('index', 3, 1), 2), '[3, 1]')
    expectShapeError('segmentSum', () => op.segmentSum(sym(3), symOf('index', 3), -1), '-1')
    expectShapeError('segmentSum', () => op.segmentSum(sym(3), sym(3) as never, 2), 'index')
  })
})
