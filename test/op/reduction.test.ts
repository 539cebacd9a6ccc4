/** Reductions: axes, ties, NaN, nothing to reduce, and sums of exponentials beyond the range of exp. */
import { type Expr, fn, fromFlat, grad, run, tensor } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import {
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
const x = real([2, 3], [1, 5, 5, -2, 0, -7])

describe('axes', () => {
  const reductions = {
    sum: op.sum,
    mean: op.mean,
    max: op.max,
    min: op.min,
    logsumexp: op.logsumexp,
  }

  test.each(Object.entries(reductions))('%s: what each axis leaves', (_, f) => {
    expect(f(sym(2, 3, 4)).shape).toEqual([])
    expect(f(sym(2, 3, 4), { axis: 1 }).shape).toEqual([2, 4])
    expect(f(sym(2, 3, 4), { axis: -1, keepdims: true }).shape).toEqual([2, 3, 1])
    expect(f(sym(2, 3, 4), { axis: [-1, 0] }).shape).toEqual([3])
    expect(f(sym(2, 3, 4), { axis: [] }).shape).toEqual([2, 3, 4])
    expect(f(sym()).shape).toEqual([])
  })

  test.each(Object.entries(reductions))(
    '%s: axes that are not there, or twice there, are refused',
    (name, f) => {
      expectShapeError(name, () => f(sym(2, 3), { axis: 2 }), 'from -2 to 1', '2')
      expectShapeError(name, () => f(sym(2, 3), { axis: -3 }), '-3')
      expectShapeError(name, () => f(sym(2, 3), { axis: 0.5 }), '0.5')
      expectShapeError(name, () => f(sym(2, 3), { axis: [0, -2] }), 'distinct', '[0, -2]')
      expectShapeError(name, () => f(symOf('index', 2) as never), 'kind real')
    },
  )

  test('values along each', () => {
    expect(valuesOf(op.mean(x, { axis: 1 }))).toEqual([11 / 3, -3])
    expect(valuesOf(op.max(x, { axis: 0 }))).toEqual([1, 5, 5])
    expect(valuesOf(op.min(x))).toEqual([-7])
    expect(computed(op.max(x, { axis: [0, 1], keepdims: true }))).toMatchObject({
      shape: [1, 1],
      values: [5],
    })
  })

  test('of nothing: a sum is 0, a mean NaN, an extreme is refused', () => {
    expect(valuesOf(op.sum(real([0, 2], []), { axis: 0 }))).toEqual([0, 0])
    expect(valuesOf(op.mean(real([0], [])))).toEqual([NaN])
    expect(op.sum(sym(0, 2), { axis: 1 }).shape).toEqual([0])
    expectShapeError('max', () => op.max(sym(0, 2), { axis: 0 }), '[0, 2]')
    expectShapeError('argmin', () => op.argmin(sym(2, 0), { axis: 1 }), '[2, 0]')
    expect(op.max(sym(0, 2), { axis: 1 }).shape).toEqual([0])
  })
})

describe('extremes', () => {
  test('ties share the derivative equally', () => {
    expect(gradient(t => op.max(t, { axis: 1 }), [2, 3], [1, 5, 5, 2, 2, 2])).toEqual([
      0,
      0.5,
      0.5,
      1 / 3,
      1 / 3,
      1 / 3,
    ])
    expect(gradient(t => op.min(t), [3], [4, 4, 9])).toEqual([0.5, 0.5, 0])
  })

  test('NaN wins', () => {
    expect(valuesOf(op.max(real([2, 2], [NaN, 1, 1, 2]), { axis: 1 }))).toEqual([NaN, 2])
    expect(valuesOf(op.min(real([3], [1, NaN, -inf])))).toEqual([NaN])
  })

  test('positions: the first of equals, the first NaN', () => {
    const t = real([4, 3], [1, 5, 5, -2, -7, -7, 3, NaN, NaN, inf, -inf, inf])
    expect(valuesOf(op.toReal(op.argmax(t, { axis: 1 })))).toEqual([1, 0, 1, 0])
    expect(valuesOf(op.toReal(op.argmin(t, { axis: 1 })))).toEqual([0, 1, 1, 1])
    expect(valuesOf(op.toReal(op.argmax(real([3, 2], [1, 9, 4, 2, 4, 9]), { axis: 0 })))).toEqual([
      1, 0,
    ])
    expect(
      valuesOf(op.toReal(op.argmax(real([2, 2, 2], [0, 1, 1, 0, 3, 2, 2, 3]), { axis: -2 }))),
    ).toEqual([1, 0, 0, 1])
    expectShapeError('argmax', () => op.argmax(sym(2), { axis: 1 }), '1')
  })
})

describe('logsumexp', () => {
  const lse = (...xs: readonly number[]) => valuesOf(op.logsumexp(real([xs.length], xs)))[0]

  test('far beyond the range of exp', () => {
    expect(lse(1e4, 1e4)).toBe(1e4 + Math.LN2)
    expect(lse(-1e4, -1e4, -1e4, -1e4)).toBe(-1e4 + 2 * Math.LN2)
    expect(lse(1e300, -1e300)).toBe(1e300)
  })

  test('over nothing it is −∞', () => {
    expect(valuesOf(op.logsumexp(real([0], [])))).toEqual([-Infinity])
    expect(valuesOf(op.logsumexp(real([2, 0], []), { axis: 1 }))).toEqual([-Infinity, -Infinity])
  })

  test('infinities: all −∞, some, and +∞', () => {
    expect(lse(-inf, -inf)).toBe(-inf)
    expect(lse(-inf, 0, 0)).toBe(Math.LN2)
    expect(lse(inf, 0)).toBe(inf)
    expect(lse(NaN, 0)).toBeNaN()
    expect(valuesOf(op.logsumexp(real([2, 2], [-inf, -inf, -inf, 3]), { axis: 1 }))).toEqual([
      -inf,
      3,
    ])
  })

  test('its gradient is the softmax, also where some entries are −∞', () => {
    expectClose(
      gradient(t => op.logsumexp(t), [3], [-inf, 2, 2]),
      [0, 0.5, 0.5],
    )
    expectClose(
      gradient(t => op.logsumexp(t), [2], [1e4, 1e4 - 40]),
      [1, 4.248354255291589e-18],
      1e-12,
    )
  })
})

describe('sums are accurate', () => {
  const n = 2 ** 20
  const tenth = op.broadcastTo(0.1, [n])

  test('the error of a long sum does not grow with its length', () => {
    // One by one, a million tenths are off by 1e-11.
    expectClose(valuesOf(op.sum(tenth)), [n * 0.1], 1e-14)
    expectClose(valuesOf(op.mean(tenth)), [0.1], 1e-14)
  })

  test('in single precision, sums are kept in double', () => {
    const r = Math.fround
    expect(valuesOf(op.sum(tenth), 'f32')).toEqual([r(n * r(0.1))])
    const rows = op.broadcastTo(real([2], [0.1, 1]), [n, 2])
    expect(valuesOf(op.sum(rows, { axis: 0 }), 'f32')).toEqual([r(n * r(0.1)), n])
  })

  test('infinities and NaN are those of IEEE', () => {
    expect(valuesOf(op.sum(real([3], [inf, 1, 2])))).toEqual([inf])
    expect(valuesOf(op.sum(real([2], [inf, -inf])))).toEqual([NaN])
  })
})

test('the gradient of a mean is spread evenly', () => {
  const f = fn(tensor(2, 3), t => op.sum(op.square(op.mean(t as Expr, { axis: 1 }))))
  const at = fromFlat([1, 2, 3, 4, 5, 9], [2, 3])
  expectClose(run(grad(f))(at).values, [4 / 3, 4 / 3, 4 / 3, 4, 4, 4])
})
