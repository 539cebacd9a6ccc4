/** Softmax and its kin at sizes where exponentials overflow. */
import { crossEntropy, logSoftmax, oneHot, softmax } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import {
  computed,
  expectClose,
  expectShapeError,
  gradient,
  index,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

const inf = Infinity

describe('softmax', () => {
  test('along any axis, to rows that sum to one', () => {
    const x = real([2, 2], [0, Math.log(3), 0, 0])
    expectClose(valuesOf(softmax(x)), [0.25, 0.75, 0.5, 0.5])
    expectClose(valuesOf(softmax(x, { axis: 0 })), [0.5, 0.75, 0.5, 0.25])
    expectClose(valuesOf(logSoftmax(x, { axis: -1 })), [
      -Math.log(4),
      Math.log(0.75),
      -Math.LN2,
      -Math.LN2,
    ])
  })

  test('at 10⁴ and −∞', () => {
    expectClose(valuesOf(softmax(real([3], [1e4, -1e4, 1e4]))), [0.5, 0, 0.5])
    expectClose(valuesOf(softmax(real([2], [-inf, 0]))), [0, 1])
    expectClose(valuesOf(logSoftmax(real([2], [-1e4, 1e4]))), [-2e4, 0])
    expectClose(
      gradient(x => softmax(x), [2], [1e4, -1e4], real([2], [1, 0])),
      [0, 0],
    )
  })

  test('of nothing is nothing', () => {
    expect(computed(softmax(real([2, 0], [])))).toMatchObject({ shape: [2, 0], values: [] })
    expect(computed(logSoftmax(real([0, 2], []), { axis: 0 })).shape).toEqual([0, 2])
    expect(gradient(x => softmax(x), [0], [])).toEqual([])
  })

  test('is refused without such an axis', () => {
    expectShapeError('softmax', () => softmax(sym(2), { axis: 1 }), '1')
    expectShapeError('softmax', () => softmax(sym()))
    expectShapeError('logSoftmax', () => logSoftmax(sym(2), { axis: -2 }), '-2')
  })
})

describe('oneHot', () => {
  test('a row a label; out of range, zeros', () => {
    expect(computed(oneHot(index([3], [2, -1, 3]), 3))).toMatchObject({
      shape: [3, 3],
      values: [0, 0, 1, 0, 0, 0, 0, 0, 0],
    })
    expect(computed(oneHot(index([], [1]), 2))).toMatchObject({ shape: [2], values: [0, 1] })
  })

  test('is refused with a number of classes that is none', () => {
    expectShapeError('oneHot', () => oneHot(index([], [0]), -1), '-1')
    expectShapeError('oneHot', () => oneHot(index([], [0]), 1.5), '1.5')
  })
})

describe('crossEntropy', () => {
  const loss = (z: readonly number[], y: number) =>
    valuesOf(crossEntropy(real([z.length], z), index([], [y])))
  const slope = (z: readonly number[], y: number) =>
    gradient(x => crossEntropy(x, index([], [y])), [z.length], z)

  test('is −log softmax(z)_y, and its negative gradient δ − softmax(z)', () => {
    expectClose(loss([0, Math.log(3)], 1), [-Math.log(0.75)])
    expectClose(slope([0, Math.log(3)], 1), [0.25, -0.25])
  })

  test('at |z| = 10⁴, right and wrong', () => {
    expectClose(loss([1e4, -1e4], 0), [0])
    expectClose(loss([1e4, -1e4], 1), [2e4])
    expectClose(slope([1e4, -1e4], 0), [0, 0])
    expectClose(slope([1e4, -1e4], 1), [1, -1])
    expectClose(loss([1e4, 1e4, 1e4], 2), [Math.log(3)])
  })

  test('a logit of −∞ costs nothing unless it was right', () => {
    expectClose(loss([-inf, 1], 1), [0])
    expectClose(slope([-inf, 1], 1), [0, 0])
    expectClose(loss([-inf, 1], 0), [inf])
  })

  test('over a batch, one number a label; a label out of range gives NaN', () => {
    const z = real([2, 2, 2], [0, 0, 1, 1, 5, 5, -3, -3])
    const y = computed(crossEntropy(z as never, index([2, 2], [0, 1, 2, -1]) as never))
    expect(y.shape).toEqual([2, 2])
    expectClose(y.values, [Math.LN2, Math.LN2, NaN, NaN])
  })

  test('is refused where there is not one label a row', () => {
    expectShapeError('crossEntropy', () => crossEntropy(sym(2, 3), symOf('index', 3)), '[2]', '[3]')
    expectShapeError('crossEntropy', () => crossEntropy(sym(), symOf('index')))
    expectShapeError('crossEntropy', () => crossEntropy(sym(3), sym() as never), 'kind index')
  })
})
