/** Spread, norms, quantiles: against loops, at the zero vector, at the ends of the range of doubles. */
import type { Expr } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectBatch } from '../support/batchLoop.js'
import { expectDerivatives } from '../support/derivatives.js'
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

type Numbers = readonly number[]
const inf = Infinity
const six: Numbers = [0.5, -2, 1.25, 3, 0.75, -1]
const total = (xs: Numbers): number => xs.reduce((a, b) => a + b, 0)
const rows = (xs: Numbers): readonly Numbers[] => [xs.slice(0, 3), xs.slice(3)]
const spreadOf = (xs: Numbers, ddof: number): number => {
  const m = total(xs) / xs.length
  return total(xs.map(x => (x - m) ** 2)) / (xs.length - ddof)
}

describe('variance and std', () => {
  test('over axes, with and without the one taken off', () => {
    const x = real([2, 3], six)
    for (const ddof of [0, 1, 0.5]) {
      const want = rows(six).map(row => spreadOf(row, ddof))
      expectClose(valuesOf(op.variance(x, { axis: 1, ddof })), want)
      expectClose(valuesOf(op.std(x, { axis: 1, ddof })), want.map(Math.sqrt))
      expectClose(valuesOf(op.variance(x, { ddof })), [spreadOf(six, ddof)])
    }
    expect(op.variance(sym(2, 3, 4), { axis: [0, -1], keepdims: true }).shape).toEqual([1, 3, 1])
    expect(op.std(sym(1, 2, 3, 2, 1), { axis: [1, 3] }).shape).toEqual([1, 3, 1])
  })

  test('where nothing is left to divide by', () => {
    expect(valuesOf(op.variance(real([2, 0], []), { axis: 1 }))).toEqual([NaN, NaN])
    expect(valuesOf(op.variance(real([1], [3])))).toEqual([0])
    expect(valuesOf(op.variance(real([1], [3]), { ddof: 1 }))).toEqual([NaN])
    expect(valuesOf(op.std(real([], [3]), { ddof: 2 }))).toEqual([NaN])
    expect(valuesOf(op.std(real([2], [inf, 1])))).toEqual([NaN])
    expect(valuesOf(op.variance(real([2], [NaN, 1])))).toEqual([NaN])
  })

  test('far from 0 no digits cancel, and tiny and huge deviations stand', () => {
    expect(valuesOf(op.variance(real([2], [1e8, 1e8 + 2])))).toEqual([1])
    expectClose(valuesOf(op.std(real([2], [1e200, -1e200]))), [1e200])
    expectClose(valuesOf(op.std(real([2], [1e-200, -1e-200]))), [1e-200])
  })

  test('derivatives of both orders; 0 where all are equal', () => {
    expectDerivatives(x => op.variance(x, { axis: 1, ddof: 1 }), [2, 3], six)
    expectDerivatives(x => op.std(x, { axis: 1 }), [2, 3], six)
    expectDerivatives(x => op.std(x, { axis: 0, ddof: 1, keepdims: true }), [3, 2], six)
    expect(gradient(x => op.std(x), [3], [2, 2, 2])).toEqual([0, 0, 0])
    expect(gradient(x => op.variance(x), [3], [2, 2, 2])).toEqual([0, 0, 0])
  })

  test('on a batch', () => {
    expectBatch(x => op.variance(x, { axis: 1, ddof: 1 }), [2, 3])
    expectBatch(x => op.std(x), [2, 3])
  })

  test('what cannot be', () => {
    for (const [name, f] of [
      ['variance', op.variance],
      ['std', op.std],
    ] as const) {
      expectShapeError(name, () => f(sym(2), { axis: 1 }), '1')
      expectShapeError(name, () => f(sym(2), { axis: [0, 0] }), 'distinct')
      expectShapeError(name, () => f(sym(2), { ddof: NaN }), 'finite', 'NaN')
      expectShapeError(name, () => f(symOf('index', 2) as never), 'kind real')
    }
  })
})

describe('norm', () => {
  const normOf = (xs: Numbers, p: number): number =>
    p === inf ? Math.max(...xs.map(Math.abs)) : total(xs.map(x => Math.abs(x) ** p)) ** (1 / p)
  const orders = [1, 1.5, 2, 3, 7.25, inf]

  test.each(orders)('of order %d, over axes', order => {
    const x = real([2, 3], six)
    expectClose(
      valuesOf(op.norm(x, { axis: 1, order })),
      rows(six).map(row => normOf(row, order)),
    )
    expectClose(valuesOf(op.norm(x, { order })), [normOf(six, order)])
    expect(op.norm(sym(2, 3, 4), { axis: [0, -1], keepdims: true, order }).shape).toEqual([1, 3, 1])
    expect(op.norm(sym(1, 2, 3, 2, 1), { axis: [1, 3], order }).shape).toEqual([1, 3, 1])
    expect(valuesOf(op.norm(real([], [-3]), { order }))).toEqual([3])
    expect(valuesOf(op.norm(real([2], [-3, 5]), { axis: [], order }))).toEqual([3, 5])
    expect(valuesOf(op.norm(real([2, 0], []), { axis: 1, order }))).toEqual([0, 0])
    expect(gradient(t => op.norm(t, { axis: 1, order }), [2, 0], [])).toEqual([])
  })

  test.each(orders)('of order %d: huge, tiny, infinite, NaN, zero', order => {
    const four = [1, -1, 1, 1]
    const grown = normOf(four, order)
    for (const scale of [1e300, 1e-300, 2 ** -1060]) {
      const got = valuesOf(
        op.norm(
          real(
            [4],
            four.map(x => x * scale),
          ),
          { order },
        ),
      )
      expectClose(got, [grown * scale], scale < 1e-310 ? 1e-3 : 1e-13)
    }
    expect(valuesOf(op.norm(real([2], [-inf, 1]), { order }))).toEqual([inf])
    expect(valuesOf(op.norm(real([2], [NaN, inf]), { order }))).toEqual([NaN])
    expect(valuesOf(op.norm(real([2], [0, -0]), { order }))).toEqual([0])
    expect(gradient(x => op.norm(x, { order }), [3], [0, 0, 0])).toEqual([0, 0, 0])
    const g = gradient(x => op.norm(x, { order }), [2], [3e300, 3e300])
    expectClose(g, order === inf ? [0.5, 0.5] : [2 ** (1 / order - 1), 2 ** (1 / order - 1)])
  })

  test.each(orders)('of order %d: derivatives of both orders', order => {
    expectDerivatives(x => op.norm(x, { axis: 1, order }), [2, 3], six)
    expectDerivatives(x => op.norm(x, { axis: [0, 1], order, keepdims: true }), [3, 2], six)
    expectBatch(x => op.norm(x, { axis: 1, order }), [2, 3])
  })

  test('order 2 is exact where squares are, and the one unless said', () => {
    expect(valuesOf(op.norm(real([2], [3, 4])))).toEqual([5])
    expect(valuesOf(op.norm(real([3], [1e-200, 2e-200, 2e-200]), { order: 'fro' }))).toEqual([
      3e-200,
    ])
  })

  test('beyond the first order the zero vector has 0 too', () => {
    const bend = (x: Expr): Expr => op.square(op.norm(x, { order: 2 }))
    expect(gradient(bend, [2], [0, 0])).toEqual([0, 0])
    expectDerivatives(x => op.norm(op.mul(0, x)), [2], [1, 2])
    expectDerivatives(x => op.norm(op.mul(0, x), { order: 3 }), [2], [1, 2])
  })

  test('at an entry that is 0', () => {
    expectDerivatives(x => op.norm(x, { order: 4 }), [3], [2, 0, 1])
    expectDerivatives(x => op.norm(x), [3], [2, 0, 1])
    expect(gradient(x => op.norm(x, { order: 1.5 }), [2], [0, -2])).toEqual([0, -1])
  })

  test('a long one is accurate, in single precision too', () => {
    expectClose(valuesOf(op.norm(op.broadcastTo(0.1, [10 ** 6]))), [100], 1e-14)
    const single = computed(op.norm(op.broadcastTo(0.1, [10 ** 6])), 'f32')
    expect(single).toMatchObject({ dtype: 'f32', values: [Math.fround(1000 * Math.fround(0.1))] })
  })

  test('what cannot be', () => {
    expectShapeError('norm', () => op.norm(sym(2), { order: 0.5 }), 'from 1 up', '0.5')
    expectShapeError('norm', () => op.norm(sym(2), { order: NaN }), 'NaN')
    expectShapeError('norm', () => op.norm(sym(2), { axis: 1 }), '1')
    expectShapeError('norm', () => op.norm(sym(2), { axis: [0, 0] }), 'distinct')
    expectShapeError('norm', () => op.norm(symOf('index', 2) as never), 'kind real')
    expectShapeError('norm', () => op.norm(symOf('bool', 2) as never, { order: 1 }), 'kind real')
  })
})

describe('quantile and median', () => {
  const quantileOf = (xs: Numbers, q: number): number => {
    const s = xs.toSorted((a, b) => a - b)
    const place = q * (s.length - 1)
    const k = Math.min(Math.floor(place), s.length - 2)
    return s[k]! + (place - k) * (s[k + 1]! - s[k]!)
  }

  test('over axes', () => {
    const x = real([2, 3], six)
    for (const q of [0, 0.1, 0.5, 2 / 3, 1]) {
      expectClose(
        valuesOf(op.quantile(x, q, { axis: 1 })),
        rows(six).map(row => quantileOf(row, q)),
      )
      expectClose(valuesOf(op.quantile(x, q)), [quantileOf(six, q)])
    }
    expect(valuesOf(op.median(x, { axis: 1 }))).toEqual([0.5, 0.75])
    expect(valuesOf(op.median(x))).toEqual([0.625])
    const apart = real([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
    expect(valuesOf(op.median(apart, { axis: [0, 2] }))).toEqual([3.5, 5.5])
  })

  test('the axes of a list and of what is kept', () => {
    expect(op.quantile(sym(2, 3, 4), 0.5, { axis: [0, 2], keepdims: true }).shape).toEqual([
      1, 3, 1,
    ])
    expect(op.quantile(sym(2, 3), [0, 0.5, 1]).shape).toEqual([3])
    expect(op.quantile(sym(2, 3), [0, 1], { axis: 0, keepdims: true }).shape).toEqual([2, 1, 3])
    expect(valuesOf(op.quantile(real([2, 2], [1, 5, 3, 9]), [0, 0.5], { axis: 1 }))).toEqual([
      1, 3, 3, 6,
    ])
    expect(op.median(sym(1, 2, 3, 4, 5), { axis: -2, keepdims: true }).shape).toEqual([
      1, 2, 3, 1, 5,
    ])
    expect(valuesOf(op.median(real([], [3])))).toEqual([3])
    expect(valuesOf(op.quantile(real([2], [3, 1]), 0.5, { axis: [] }))).toEqual([3, 1])
  })

  test('NaN where one is, or nothing; infinities', () => {
    expect(valuesOf(op.median(real([2, 3], [1, NaN, 2, 1, 2, 3]), { axis: 1 }))).toEqual([NaN, 2])
    expect(valuesOf(op.quantile(real([3], [1, NaN, 2]), 0))).toEqual([NaN])
    expect(valuesOf(op.median(real([2, 0], []), { axis: 1 }))).toEqual([NaN, NaN])
    expect(valuesOf(op.quantile(real([3], [1, inf, 2]), [0, 0.5, 0.75, 1]))).toEqual([
      1,
      2,
      inf,
      inf,
    ])
    expect(valuesOf(op.median(real([3], [-inf, inf, inf])))).toEqual([inf])
  })

  test('derivatives: of the one in the middle, or half of each of two', () => {
    expect(gradient(x => op.median(x), [3], [5, 1, 3])).toEqual([0, 0, 1])
    expect(gradient(x => op.median(x), [4], [5, 1, 3, 2])).toEqual([0, 0, 0.5, 0.5])
    expect(gradient(x => op.quantile(x, [0, 1]), [3], [5, 1, 3])).toEqual([1, 1, 0])
    expectDerivatives(x => op.square(op.quantile(x, [0.2, 0.7], { axis: 0 })), [3, 2], six)
    expectDerivatives(x => op.square(op.median(x, { axis: 1 })), [2, 3], six)
  })

  test('on a batch', () => {
    expectBatch(x => op.quantile(x, [0.2, 0.7], { axis: 0 }), [3, 2])
    expectBatch(x => op.median(x), [2, 3])
  })

  test('what cannot be', () => {
    expectShapeError('quantile', () => op.quantile(sym(2), 1.5), 'from 0 to 1', '1.5')
    expectShapeError('quantile', () => op.quantile(sym(2), [0, NaN]), 'NaN')
    expectShapeError('quantile', () => op.quantile(sym(2), []), 'at least one')
    expectShapeError('quantile', () => op.quantile(sym(2), 0, { axis: 1 }), '1')
    expectShapeError('median', () => op.median(sym(2), { axis: [0, 0] }), 'distinct')
    expectShapeError('median', () => op.median(symOf('index', 2) as never), 'kind real')
  })
})
