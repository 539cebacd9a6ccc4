/** Cumulative operations: zeros, ties, NaN, −∞ and 10⁴; forwards and back, in both modes and again. */
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

/** Every beginning of a line reduced by a loop; lines run along an axis of a tensor of three axes. */
const looped = (
  f: (xs: Numbers) => number,
  [a, b, c]: readonly [number, number, number],
  axis: number,
  reverse: boolean,
  xs: Numbers,
): Numbers => {
  const sizes = [a, b, c]
  return xs.map((_, k) => {
    const at = [Math.floor(k / (b * c)), Math.floor(k / c) % b, k % c]
    const line = Array.from({ length: sizes[axis]! }, (_unused, p) => {
      const [i, j, l] = at.map((q, m) => (m === axis ? p : q))
      return xs[(i! * b + j!) * c + l!]!
    })
    return f(reverse ? line.slice(at[axis]!).toReversed() : line.slice(0, at[axis]! + 1))
  })
}

const cumulative = {
  cumsum: [op.cumsum, xs => xs.reduce((a, b) => a + b, 0)],
  cumprod: [op.cumprod, xs => xs.reduce((a, b) => a * b, 1)],
  cummax: [op.cummax, xs => Math.max(...xs)],
  cummin: [op.cummin, xs => Math.min(...xs)],
  logcumsumexp: [op.logcumsumexp, xs => Math.log(xs.reduce((a, b) => a + Math.exp(b), 0))],
} as const satisfies Readonly<Record<string, readonly [op.Cumulative, (xs: Numbers) => number]>>

const names = Object.keys(cumulative) as readonly (keyof typeof cumulative)[]
const xs24 = Array.from({ length: 24 }, (_, i) => Math.sin(5 * i + 1) * 2)

describe.each(names)('%s', name => {
  const [f, g] = cumulative[name]

  test('along every axis, both ways', () => {
    for (const axis of [0, 1, 2])
      for (const reverse of [false, true])
        expectClose(
          valuesOf(f(real([2, 3, 4], xs24), { axis: axis - 3, reverse })),
          looped(g, [2, 3, 4], axis, reverse, xs24),
          1e-12,
        )
  })

  test('derivatives of both orders, both ways', () => {
    expectDerivatives(x => f(x, { axis: 1 }), [2, 3], xs24.slice(0, 6))
    expectDerivatives(x => f(x, { axis: 0, reverse: true }), [3, 2], xs24.slice(4, 10))
  })

  test('on a batch', () => {
    expectBatch(x => f(x, { axis: 1 }), [2, 3])
    expectBatch(x => f(x, { axis: 0, reverse: true }), [3, 2])
  })

  test('of nothing, of one, of five axes', () => {
    expect(computed(f(real([0], [])))).toMatchObject({ shape: [0], values: [] })
    expect(gradient(x => f(x, { axis: 1 }), [2, 0, 1], [])).toEqual([])
    expect(valuesOf(f(real([2, 1], [3, -4]), { axis: 1 }))).toEqual([3, -4])
    expect(gradient(x => f(x, { axis: 1 }), [2, 1], [3, -4])).toEqual([1, 1])
    expect(f(sym(1, 2, 1, 3, 1), { axis: -2 }).shape).toEqual([1, 2, 1, 3, 1])
  })

  test('in single precision what runs along is kept in double', () => {
    const tenths = op.broadcastTo(name === 'cumprod' ? 1 + 2 ** -20 : 0.1, [1000])
    const [exact, single] = [valuesOf(f(tenths)), computed(f(tenths), 'f32')]
    expect(single.dtype).toBe('f32')
    expectClose(single.values, exact as Numbers, 2e-7 * (name === 'logcumsumexp' ? 2 : 1))
  })

  test('what cannot be', () => {
    expectShapeError(name, () => f(sym()), 'axis', '0')
    expectShapeError(name, () => f(sym(2), { axis: 1 }), 'from -1 to 0', '1')
    expectShapeError(name, () => f(sym(2), { axis: 0.5 }), '0.5')
    expectShapeError(name, () => f(symOf('index', 2) as never), 'kind real')
  })
})

describe('cumsum and cumprod', () => {
  test('infinities and NaN are those of IEEE', () => {
    expect(valuesOf(op.cumsum(real([4], [1, inf, -inf, 1])))).toEqual([1, inf, NaN, NaN])
    expect(valuesOf(op.cumprod(real([4], [2, inf, 0, 1])))).toEqual([2, inf, NaN, NaN])
    expect(valuesOf(op.cumprod(real([3], [inf, -1, NaN])))).toEqual([inf, -inf, NaN])
  })

  test('zeros: the derivative of a product is that of a polynomial, in both orders', () => {
    for (const at of [
      [0, 2, 3, -1],
      [2, 0, 3, -1],
      [2, 0, 3, 0],
      [0, 0, 0, 0],
    ]) {
      expectDerivatives(x => op.cumprod(x), [4], at)
      expectDerivatives(x => op.cumprod(x, { reverse: true }), [4], at)
    }
    // Of x₀, x₀x₁, x₀x₁x₂ by hand.
    expect(gradient(x => op.cumprod(x), [3], [2, 0, 5])).toEqual([1, 2 + 10, 0])
  })
})

describe('cummax and cummin', () => {
  test('ties share equally, as in max', () => {
    const w = real([3], [1, 10, 100])
    expectClose(
      gradient(x => op.cummax(x), [3], [2, 2, 2], w),
      [1 + 5 + 100 / 3, 5 + 100 / 3, 100 / 3],
    )
    expect(gradient(x => op.cummax(x), [3], [2, 5, 2], w)).toEqual([1, 110, 0])
    expect(gradient(x => op.cummin(x), [3], [-2, 5, -2], w)).toEqual([61, 0, 50])
    // Each prefix of its own against the reduction.
    const at = [1, 3, 3, 2, 3, 4, 4, 0]
    const each = (x: Expr): Expr =>
      op.stack(at.map((_, i) => op.max(op.slice(x, [{ stop: i + 1 }]) as Expr)))
    const v = real([8], [1, -2, 3, 5, 7, 11, -13, 17])
    expectClose(
      gradient(x => op.cummax(x), [8], at, v),
      gradient(each, [8], at, v),
      1e-14,
    )
  })

  test('NaN from there on, with no derivative; what was before keeps its own', () => {
    expect(valuesOf(op.cummax(real([4], [1, NaN, 5, -inf])))).toEqual([1, NaN, NaN, NaN])
    expect(valuesOf(op.cummin(real([3], [1, 2, NaN]), { reverse: true }))).toEqual([NaN, NaN, NaN])
    expect(gradient(x => op.square(op.cummax(x)), [3], [3, NaN, 5])).toEqual([6, 0, 0])
    expect(valuesOf(op.cummax(real([3], [-inf, 1, inf])))).toEqual([-inf, 1, inf])
  })
})

describe('logcumsumexp', () => {
  const f = op.logcumsumexp
  const slopesOf = (at: Numbers): Numbers => gradient(x => f(x), [at.length], at)

  test('far beyond the range of exp', () => {
    expect(valuesOf(f(real([3], [1e4, 1e4, -1e4])))).toEqual([1e4, 1e4 + Math.LN2, 1e4 + Math.LN2])
    expectClose(valuesOf(f(real([3], [-1e4, -1e4, 1e4]))), [-1e4, -1e4 + Math.LN2, 1e4])
    expectClose(valuesOf(f(real([2], [0, -50]))), [0, Math.exp(-50)])
    // Beside 10⁴ the last digit is 2e-12.
    expectClose(slopesOf([1e4, 1e4, 1e4]), [1 + 1 / 2 + 1 / 3, 1 / 2 + 1 / 3, 1 / 3], 1e-11)
    expect(slopesOf([-1e4, 1e4])).toEqual([1, 1])
    expect(slopesOf([1e4, -1e4])).toEqual([2, 0])
    expectDerivatives(x => f(op.add(x, 1e4)), [3], [0.5, -0.25, 0.125])
  })

  test('−∞ adds nothing, and has no derivative where there is nothing else', () => {
    expect(valuesOf(f(real([4], [-inf, -inf, 2, -inf])))).toEqual([-inf, -inf, 2, 2])
    expect(slopesOf([-inf, -inf, 2, -inf])).toEqual([0, 0, 2, 0])
    // Of the square the gradient is 2 y ∂y, to be derived once more.
    const bend = gradient(x => op.square(op.slice(f(x), [{ start: 1 }]) as Expr), [3], [-inf, 1, 1])
    expectClose(bend, [0, 2 + (1 + Math.LN2), 1 + Math.LN2])
  })

  test('∞ and NaN', () => {
    expect(valuesOf(f(real([3], [0, inf, 1])))).toEqual([0, inf, inf])
    expect(valuesOf(f(real([3], [inf, inf, -inf])))).toEqual([inf, inf, inf])
    expect(valuesOf(f(real([3], [0, NaN, inf])))).toEqual([0, NaN, NaN])
    expect(slopesOf([0, inf, 1])).toEqual([1, 2, 0])
  })
})

describe('recurrence', () => {
  test('s = a s + b', () => {
    const a = real([2, 3], [9, 2, 3, 9, 0, 1])
    const b = real([2, 3], [1, 10, 100, 1, 1, 1])
    expect(valuesOf(op.recurrence(a, b, { axis: 1 }))).toEqual([1, 12, 136, 1, 1, 2])
    expect(valuesOf(op.recurrence(a, b, { axis: 1, reverse: true }))).toEqual([
      1 + 9 * 210,
      10 + 2 * 100,
      100,
      10,
      1,
      1,
    ])
  })

  test('what is not read has no say, not even NaN', () => {
    const f = (x: Expr): Expr => op.recurrence(x, op.mul(1, op.broadcastTo(2, [3])))
    expect(valuesOf(f(real([3], [NaN, 1, 1])))).toEqual([2, 4, 6])
    expect(gradient(f, [3], [inf, 1, 1])).toEqual([0, 4, 4])
  })

  test('what cannot be', () => {
    expectShapeError('recurrence', () => op.recurrence(sym(2), sym(3)), '[3]', '[2]')
    expectShapeError('recurrence', () => op.recurrence(sym(1, 1), sym(1)), '[1, 1]')
    expectShapeError('recurrence', () => op.recurrence(symOf('index', 2) as never, sym(2)), 'real')
    expectShapeError('recurrence', () => op.recurrence(sym(2), sym(2), { axis: 2 }), '2')
  })
})
