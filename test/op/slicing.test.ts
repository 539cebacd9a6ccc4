/** Windows and joins: Python's slices in full, empty ones, and cotangents into place. */
import { concat, expandDims, slice, squeeze, stack } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import {
  bool,
  computed,
  expectShapeError,
  gradient,
  index,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

/** Python's slice of 0 … n − 1, from its definition: indices start + k·step within bounds. */
const python = (
  n: number,
  start: number | undefined,
  stop: number | undefined,
  step: number,
): readonly number[] => {
  const wrap = (i: number): number => (i < 0 ? i + n : i)
  const from = start === undefined ? (step > 0 ? 0 : n - 1) : wrap(start)
  const to = stop === undefined ? (step > 0 ? n : -1) : wrap(stop)
  const reached = Array.from({ length: 40 }, (_, k) => from + k * step)
  // A start beyond the end, going down, begins at the last entry; before the start, going up, at the first.
  const first = step > 0 ? Math.max(from, 0) : Math.min(from, n - 1)
  return (first === from ? reached : Array.from({ length: 40 }, (_, k) => first + k * step)).filter(
    i => i >= 0 && i < n && (step > 0 ? i < to : i > to),
  )
}

describe('slice', () => {
  const bounds = [undefined, -7, -6, -5, -2, -1, 0, 1, 3, 4, 5, 6, 9]
  const steps = [1, 2, 3, 7, -1, -2, -7]

  test('every start, stop and step of a vector of 5, value and cotangent', () => {
    const w = [1, 2, 3, 4, 5]
    for (const start of bounds)
      for (const stop of bounds)
        for (const step of steps) {
          const at = python(5, start, stop, step)
          const label = `${start}:${stop}:${step}`
          const range = [{ start, stop, step }]
          expect(valuesOf(slice(real([5], [0, 1, 2, 3, 4]), range)), label).toEqual(at)
          const back = [0, 0, 0, 0, 0]
          at.forEach((i, k) => {
            back[i] = w[k]!
          })
          const f = real([at.length], w.slice(0, at.length))
          expect(
            gradient(x => slice(x, range), [5], w, f),
            label,
          ).toEqual(back)
        }
  })

  test('axes left out are taken whole; kinds stay', () => {
    const x = real([2, 3], [0, 1, 2, 3, 4, 5])
    expect(computed(slice(x, [{ start: 1 }]))).toMatchObject({ shape: [1, 3], values: [3, 4, 5] })
    expect(computed(slice(x, [{}, { step: -2 }]))).toMatchObject({
      shape: [2, 2],
      values: [2, 0, 5, 3],
    })
    expect(valuesOf(slice(index([3], [7, 8, 9]), [{ start: -1 }]))).toEqual([9])
    expect(valuesOf(slice(bool([2], [true, false]), [{ step: -1 }]))).toEqual([false, true])
    expect(computed(slice(x, [{ start: 1, stop: 1 }])).shape).toEqual([0, 3])
  })

  test('is refused with more ranges than axes, or without a step', () => {
    expectShapeError('slice', () => slice(sym(2), [{}, {}]), 'at most one range', '2')
    expectShapeError('slice', () => slice(sym(2), [{ step: 0 }]), '0')
    expectShapeError('slice', () => slice(sym(2), [{ step: 0.5 }]), '0.5')
    expectShapeError('slice', () => slice(sym(2), [{ start: 0.5 }]), '0.5')
    expectShapeError('slice', () => slice(sym(2), [{ stop: Number.NaN }]), 'NaN')
  })
})

describe('concat', () => {
  test('along each axis, with empty parts, cotangents cut apart', () => {
    const [a, b] = [real([2, 2], [1, 2, 3, 4]), real([2, 1], [8, 9])]
    expect(computed(concat([a, b], { axis: -1 }))).toMatchObject({
      shape: [2, 3],
      values: [1, 2, 8, 3, 4, 9],
    })
    expect(computed(concat([a, a])).shape).toEqual([4, 2])
    expect(valuesOf(concat([real([0], []), real([2], [1, 2]), real([0], [])]))).toEqual([1, 2])
    expect(computed(concat([real([0, 2], []), real([0, 2], [])], { axis: 1 })).shape).toEqual([
      0, 4,
    ])
    expect(valuesOf(concat([bool([1], [true]), bool([1], [false])]))).toEqual([true, false])
    expect(
      gradient(x => concat([x, x], { axis: 1 }), [2, 1], [5, 6], real([2, 2], [1, 2, 3, 4])),
    ).toEqual([3, 7])
  })

  test('is refused where shapes or kinds differ, or there is nothing', () => {
    expectShapeError('concat', () => concat([sym(2, 3), sym(3, 2)]), '[2, 3], [3, 2]')
    expectShapeError('concat', () => concat([sym(2), sym(2, 1)]), '[2], [2, 1]')
    expectShapeError('concat', () => concat([sym(2), symOf('index', 2) as never]), '[2]')
    expectShapeError('concat', () => concat([]), 'none')
    expectShapeError('concat', () => concat([sym(2), sym(2)], { axis: 1 }), '1')
    expectShapeError('concat', () => concat([sym(), sym()]))
  })
})

describe('axes of size 1', () => {
  test('put in and taken out', () => {
    expect([0, 1, 2, -1, -3].map(axis => expandDims(sym(2, 3), { axis }).shape)).toEqual([
      [1, 2, 3],
      [2, 1, 3],
      [2, 3, 1],
      [2, 3, 1],
      [1, 2, 3],
    ])
    expect(squeeze(sym(2, 1, 3), { axis: -2 }).shape).toEqual([2, 3])
    expectShapeError('expandDims', () => expandDims(sym(2), { axis: 2 }), '2')
    expectShapeError('squeeze', () => squeeze(sym(2, 1), { axis: 0 }), '[2, 1]')
    expectShapeError('squeeze', () => squeeze(sym(1), { axis: 1 }), '1')
  })

  test('stack', () => {
    const [a, b] = [real([2], [1, 2]), real([2], [3, 4])]
    expect(computed(stack([a, b]))).toMatchObject({ shape: [2, 2], values: [1, 2, 3, 4] })
    expect(computed(stack([a, b], { axis: -1 }))).toMatchObject({
      shape: [2, 2],
      values: [1, 3, 2, 4],
    })
    expect(computed(stack([real([], [1]), real([], [2])]))).toMatchObject({
      shape: [2],
      values: [1, 2],
    })
    expect(
      gradient(x => stack([x, x], { axis: 1 }), [2], [0, 0], real([2, 2], [1, 2, 3, 4])),
    ).toEqual([3, 7])
    expectShapeError('stack', () => stack([sym(2), sym(3)]), '[2], [3]')
    expectShapeError('stack', () => stack([]), 'none')
    expectShapeError('stack', () => stack([sym(2)], { axis: 2 }), '2')
  })
})
