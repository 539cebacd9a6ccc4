/** Distance and angle at any scale, with their two orders of derivatives; numbers by mpmath. */
import {
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  grad,
  jvp,
  run,
  sum,
  type Tensor,
  vector,
} from 'chainrule'
import { atan2, direction, hypot, inversion, slice } from 'chainrule/op'
import { expect, test } from 'vitest'
import { expectClose, real, valuesOf } from './support.js'

type Plane = (a: Expr, b: Expr) => Expr

/** The gradient (∂a, ∂b) and the Hessian's rows, of a function of the point. */
const derivatives = (f: Plane, a: number, b: number): readonly number[] => {
  const of = fn(vector(2), x =>
    sum(f(slice(x, [{ stop: 1 }]), slice(x, [{ start: 1 }]))),
  ) as unknown as Diff<Tensor<readonly [2]>, number>
  const at = fromFlat([a, b], [2])
  const along = (v: readonly number[]): readonly number[] =>
    run(fn(vector(2), x => apply(jvp(grad(of)), [x, constant(fromFlat(v, [2]))])[1]))(at).values
  return [...run(grad(of))(at).values, ...along([1, 0]), ...along([0, 1])]
}

test.each([
  ['ordinary', 3, -4, [0.6, -0.8, 0.128, 0.096, 0.096, 0.072]],
  ['one far larger', 1e10, 1e-10, [1, 1e-20, 1e-50, -1e-30, -1e-30, 1e-10]],
  ['tiny', 3e-200, 4e-200, [0.6, 0.8, 1.28e199, -9.6e198, -9.6e198, 7.2e198]],
  ['huge', 3e300, 4e300, [0.6, 0.8, 1.28e-301, -9.6e-302, -9.6e-302, 7.2e-302]],
])('hypot, %s', (_, a, b, want) => {
  expectClose(derivatives(hypot, a, b), want)
})

test.each([
  ['ordinary', 3, -4, [-0.16, -0.12, 0.0384, -0.0112, -0.0112, -0.0384]],
  ['on the diagonal', 1e-8, 1e-8, [5e7, -5e7, -5e15, 0, 0, 5e15]],
  ['tiny', 3e-100, 4e-100, [1.6e99, -1.2e99, -3.84e198, -1.12e198, -1.12e198, 3.84e198]],
  ['on the negative axis', 0, -2, [-0.5, 0, 0, -0.25, -0.25, 0]],
])('atan2, %s', (_, a, b, want) => {
  expectClose(derivatives(atan2, a, b), want)
})

test('values: all quadrants, infinities, no overflow between', () => {
  const f = (g: Plane, a: number, b: number) => valuesOf(g(real([1], [a]), real([1], [b])))[0]
  expect(f(hypot, 3e300, 4e300)).toBe(5e300)
  expect(f(hypot, -Infinity, NaN)).toBe(Infinity)
  expect(f(atan2, 1, -1)).toBe((3 * Math.PI) / 4)
  expect(f(atan2, -1, -1)).toBe((-3 * Math.PI) / 4)
  expect(f(direction, 5e-324, 0)).toBe(1)
  expect(f(direction, -1.5e308, 0)).toBe(-1)
  expect(f(direction, 1, -Infinity)).toBe(0)
  expect(f(direction, 0, 0)).toBeNaN()
  expect(f(inversion, 4, 3)).toBeCloseTo(0.16, 15)
})
