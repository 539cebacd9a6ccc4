/** Repeating, reshaping and permuting: what is refused, sizes 0 and 1, and transposes that undo. */
import { broadcastTo, reshape, sum, transpose } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { sumTo } from '../../src/op/structure/structure.js'
import {
  bool,
  computed,
  expectShapeError,
  gradient,
  index,
  real,
  sym,
  valuesOf,
} from './support.js'

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

describe('broadcastTo', () => {
  test('repeats along new axes and those of size 1', () => {
    expect(computed(broadcastTo(real([2, 1], [1, 2]), [3, 2, 2])).values).toEqual([
      1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2,
    ])
    expect(computed(broadcastTo(7, [2, 0])).values).toEqual([])
    expect(valuesOf(broadcastTo(index([1], [3]), [2]))).toEqual([3, 3])
    expect(valuesOf(broadcastTo(bool([], [true]), [2]))).toEqual([true, true])
  })

  test('is refused where the shape is not reached', () => {
    expectShapeError('broadcastTo', () => broadcastTo(sym(2), [3]), '[2]', '[3]')
    expectShapeError('broadcastTo', () => broadcastTo(sym(3, 1), [1, 1]), '[3, 1]')
    expectShapeError('broadcastTo', () => broadcastTo(sym(2, 2), [2]))
    expectShapeError('broadcastTo', () => broadcastTo(sym(1), [-1]), '[-1]')
    expectShapeError('broadcastTo', () => broadcastTo(sym(1), [1.5]), '[1.5]')
  })

  test('the cotangents of the copies sum', () => {
    expect(gradient(x => broadcastTo(x, [2, 3]), [3], [1, 2, 3], real([2, 3], upTo(6)))).toEqual([
      3, 5, 7,
    ])
  })
})

describe('reshape', () => {
  test('keeps the order of entries', () => {
    const x = reshape(real([2, 3], upTo(6)), [3, 1, 2])
    expect(computed(x)).toMatchObject({ shape: [3, 1, 2], values: upTo(6) })
    expect(reshape(sym(0, 3), [7, 0]).shape).toEqual([7, 0])
  })

  test('is refused where the number of entries differs', () => {
    expectShapeError('reshape', () => reshape(sym(2, 3), [4]), '[2, 3]', '[4]')
    expectShapeError('reshape', () => reshape(sym(2), [-2, -1]), '[-2, -1]')
    expectShapeError('reshape', () => reshape(sym(2), [2 ** 40, 2 ** 40]))
  })
})

describe('sum', () => {
  // Every set of axes of a rank-4 tensor, against sums by index.
  const shape = [2, 3, 1, 4]
  const data = upTo(24).map(i => (i * 7) % 11)
  const subsets = upTo(16).map(bits => upTo(4).filter(axis => (bits >> axis) & 1))

  test.each(subsets)('over axes %j %j %j %j', (...axes) => {
    const taken = axes.filter(a => typeof a === 'number')
    const kept = shape.map((d, a) => (taken.includes(a) ? 1 : d))
    const want = Array<number>(kept.reduce((a, b) => a * b, 1)).fill(0)
    data.forEach((v, k) => {
      const i = [Math.floor(k / 12), Math.floor(k / 4) % 3, 0, k % 4]
      const at = i.reduce((p, j, a) => p * kept[a]! + (taken.includes(a) ? 0 : j), 0)
      want[at]! += v
    })
    expect(computed(sum(real(shape, data), { axis: taken, keepdims: true }))).toMatchObject({
      shape: kept,
      values: want,
    })
  })

  test('sumTo undoes a broadcast', () => {
    const w = real([2, 3, 2], upTo(12))
    expect(computed(sumTo(w, [3, 1]))).toMatchObject({ shape: [3, 1], values: [14, 22, 30] })
    expect(computed(sumTo(w, []))).toMatchObject({ shape: [], values: [66] })
    expect(sumTo(w, [2, 3, 2])).toBe(w)
  })
})

describe('transpose', () => {
  test('of a matrix, and of more axes in any order', () => {
    expect(computed(transpose(real([2, 3], upTo(6))))).toMatchObject({
      shape: [3, 2],
      values: [0, 3, 1, 4, 2, 5],
    })
    const x = real([2, 3, 4], upTo(24))
    const y = computed(transpose(x, [2, 0, -2]))
    expect(y.shape).toEqual([4, 2, 3])
    expect(y.values).toEqual(
      upTo(24).map(k => (Math.floor(k / 3) % 2) * 12 + (k % 3) * 4 + Math.floor(k / 6)),
    )
    expect(transpose(sym()).shape).toEqual([])
    expect(valuesOf(transpose(bool([1, 2], [true, false])))).toEqual([true, false])
  })

  test('is undone by its own transpose', () => {
    const w = real([4, 2, 3], upTo(24))
    const back = gradient(x => transpose(x, [2, 0, 1]), [2, 3, 4], upTo(24), w)
    expect(back).toEqual(computed(transpose(w, [1, 2, 0])).values)
  })

  test('is refused where the order is none', () => {
    expectShapeError('transpose', () => transpose(sym(2, 3), [0]), '[2, 3]', '[0]')
    expectShapeError('transpose', () => transpose(sym(2, 3), [0, 0]), 'distinct', '[0, 0]')
    expectShapeError('transpose', () => transpose(sym(2, 3), [0, 2]), '2')
  })
})
