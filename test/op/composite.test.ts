/** Softmax and its kin at sizes where exponentials overflow. */
import { logSoftmax, oneHot, softmax } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectDerivatives } from '../support/orders.js'
import {
  bool,
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

describe('softmax with a mask', () => {
  const x = [1, 5, 1, 2, 2, inf]
  const mask = bool([2, 3], [true, false, true, true, true, false])

  test('is softmax of what it admits, zeros elsewhere, whatever stands there', () => {
    expectClose(valuesOf(softmax(real([2, 3], x), { mask })), [0.5, 0, 0.5, 0.5, 0.5, 0])
    expectClose(valuesOf(softmax(real([2, 3], x), { mask }), 'f32'), [0.5, 0, 0.5, 0.5, 0.5, 0])
    const column = bool([2, 1], [true, false])
    expectClose(valuesOf(softmax(real([2, 2], [0, 0, 0, 0]), { mask: column })), [0.5, 0.5, 0, 0])
    expectClose(
      valuesOf(softmax(real([2, 2], [0, 0, 0, 0]), { mask: column, axis: 0 })),
      [1, 1, 0, 0],
    )
  })

  test('has no derivative where it admits nothing, and two orders elsewhere', () => {
    const row = bool([3], [true, true, false])
    expectDerivatives(y => softmax(y, { mask: row }), [3], [0.3, -1.2, 0.9])
    const never = bool([3], [false, false, false])
    expectClose(
      gradient(y => softmax(y, { mask: never }), [3], [1e4, -inf, 0], real([3], [1, 2, 3])),
      [0, 0, 0],
    )
    expectClose(
      gradient(y => softmax(y, { mask: row }), [3], [1e4, -1e4, inf], real([3], [1, 2, 3])),
      [0, 0, 0],
    )
  })

  test('is refused where the mask is none, or does not broadcast to it', () => {
    expectShapeError('softmax', () => softmax(sym(2), { mask: symOf('bool', 3, 2) }), '[3, 2]')
    expectShapeError('softmax', () => softmax(sym(2), { mask: symOf('bool', 3) }), '[3]')
    expectShapeError('softmax', () => softmax(sym(2), { mask: sym(2) as never }), 'kind bool')
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
