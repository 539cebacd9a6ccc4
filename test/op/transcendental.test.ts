/** Transcendental functions where doubles are hard pressed; numbers by mpmath at 60 digits and more. */
import type { Expr } from 'chainrule'
import { fromFlat } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectClose, gradient, gradients, real, valuesOf } from './support.js'

type F = (x: Expr) => Expr
const inf = Infinity
const at = (f: F, ...xs: readonly number[]) => valuesOf(f(real([xs.length], xs)))
const slope = (f: F, ...xs: readonly number[]) => gradient(f, [xs.length], xs)
/** The second derivative: the gradient of the slope, whose entries do not mix. */
const curve = (f: F, ...xs: readonly number[]): readonly number[] =>
  xs.map(x => {
    const h = Math.abs(x) * 2 ** -20
    const [a, b] = slope(f, x - h, x + h)
    return (b! - a!) / (2 * h)
  })

describe('ends of domains and infinities', () => {
  const rows: readonly (readonly [
    string,
    F,
    readonly number[],
    readonly number[],
    readonly number[],
  ])[] = [
    ['sqrt', op.sqrt, [0, -1, inf], [0, NaN, inf], [inf, NaN, 0]],
    ['log', op.log, [0, -1, inf], [-inf, NaN, inf], [inf, -1, 0]],
    ['log1p', op.log1p, [-1, inf], [-inf, inf], [inf, 0]],
    ['exp', op.exp, [-inf, inf, 800, -800], [0, inf, inf, 0], [0, inf, inf, 0]],
    ['expm1', op.expm1, [-inf, 1e-20], [-1, 1e-20], [0, 1]],
    ['tanh', op.tanh, [-inf, inf], [-1, 1], [0, 0]],
    ['sigmoid', op.sigmoid, [-inf, inf], [0, 1], [0, 0]],
    ['atan', op.atan, [-inf, inf], [-Math.PI / 2, Math.PI / 2], [0, 0]],
    ['asin', op.asin, [-1, 1], [-Math.PI / 2, Math.PI / 2], [inf, inf]],
    ['acos', op.acos, [-1, 1], [Math.PI, 0], [-inf, -inf]],
    ['atanh', op.atanh, [-1, 1], [-inf, inf], [inf, inf]],
    ['acosh', op.acosh, [1, inf], [0, inf], [inf, 0]],
  ]
  test.each(rows)('%s', (_, f, xs, values, slopes) => {
    expectClose(at(f, ...xs), values)
    expectClose(slope(f, ...xs), slopes)
  })
})

describe('digits are kept', () => {
  test('tanh and sigmoid in their tails', () => {
    expectClose(
      slope(op.tanh, 10, -20, 350),
      [8.244614455767397e-9, 1.6993417021166355e-17, 3.943870617503908e-304],
    )
    expectClose(slope(op.sigmoid, 20, -40), [2.061153613941849e-9, 4.248354255291589e-18])
  })

  test('near zero, and near the ends of the domain', () => {
    expectClose(at(op.log1p, 1e-20, -1e-300), [1e-20, -1e-300])
    expectClose(at(op.sinh, 1e-9), [1e-9])
    expectClose(slope(op.asin, 1 - 2 ** -50), [23726566.406062894])
    expectClose(slope(op.atanh, 1 - 2 ** -50), [562949953421312.2])
  })

  test('curvature has no cancellation either', () => {
    expectClose(curve(op.tanh, 5), [(-2 * Math.tanh(5)) / Math.cosh(5) ** 2], 1e-6)
    expectClose(curve(op.asinh, 1e6), [-1e-12], 1e-6)
  })

  test('huge arguments do not overflow between', () => {
    expectClose(slope(op.asinh, 1e200), [1e-200])
    expectClose(slope(op.acosh, 1e200), [1e-200])
    expectClose(slope(op.atan, 1e160), [0])
    expectClose(slope(op.reciprocal, 1e-150), [-1e300])
  })
})

describe('pow', () => {
  const both = (a: number, b: number): readonly number[] =>
    gradients((x, y) => op.pow(x!, y!), [fromFlat([a], [1]), fromFlat([b], [1])]).flat()

  test('values at the edges', () => {
    const f = (a: number, b: number) => at(x => op.pow(x, b), a)[0]
    expect(f(0, 0)).toBe(1)
    expect(f(NaN, 0)).toBe(1)
    expect(f(-8, 1 / 3)).toBeNaN()
    expect(f(-2, 3)).toBe(-8)
    expect(f(0, -1)).toBe(inf)
    expect(f(2, 0.5)).toBe(Math.SQRT2)
  })

  test('derivatives', () => {
    expectClose(both(2, 3), [12, 8 * Math.LN2])
    expectClose(both(0, 0), [0, 0])
    expectClose(both(0, 2), [0, 0])
    expectClose(both(0, 1), [1, 0])
    expectClose(both(0, 0.5), [inf, 0])
    expectClose(both(1, 0), [0, 0])
    expectClose(both(3, 0), [0, Math.log(3)])
  })

  test('x² through pow is right at 0 and below, at every order', () => {
    const f = (x: Expr): Expr => op.pow(x, 2)
    expect(slope(f, -3, 0, 3)).toEqual([-6, 0, 6])
  })

  test('∂²/∂a∂b at b = 0 is 1 / a', () => {
    const [, db] = gradients(
      (a, b) => {
        const w = op.pow(a!, b!)
        return op.mul(w, op.log(a!))
      },
      [fromFlat([2.5], [1]), fromFlat([0], [1])],
    )
    expectClose(db!, [Math.log(2.5) ** 2])
  })
})
