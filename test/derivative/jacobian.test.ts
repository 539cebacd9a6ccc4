/** Jacobians by both modes, Hessians, and products with them. */
import {
  add,
  array,
  compose,
  exp,
  fn,
  hessian,
  hvp,
  index,
  jacobian,
  jvp,
  matmul,
  matrix,
  mul,
  real,
  run,
  sin,
  struct,
  sum,
  tanh,
  tensor,
  toNested,
  transpose,
  tuple,
  vector,
} from 'chainrule'
import { basis } from 'chainrule/Space'
import { describe, expect, test } from 'vitest'
import { expectWithin, slopes } from '../support/numeric.js'

const modes = ['reverse', 'forward'] as const

describe('jacobian', () => {
  test('of a map of tensors is one tensor of shape cod ++ dom, as differences say', () => {
    const f = fn(matrix(2, 3), x => tanh(matmul(x, transpose(x))))
    const x = array([
      [0.1, -0.2, 0.3],
      [0.5, 0.25, -1],
    ])
    const value = (v: readonly number[]) =>
      run(f)(array([v.slice(0, 3), v.slice(3)]) as typeof x).values
    for (const mode of modes) {
      const J = run(jacobian(f, { mode }))(x)
      expect(J.shape).toEqual([2, 2, 2, 3])
      expectWithin(J.values, slopes(value, x.values).flat())
    }
  })

  test('of structures is blocks by leaf, discrete leaves the unit', () => {
    const f = fn(struct({ a: vector(2), b: real, i: index(3) }), ({ a, b }) => ({
      u: mul(a, b),
      s: sum(exp(a)),
    }))
    for (const mode of modes) {
      const J = run(jacobian(f, { mode }))({ a: array([1, 2]), b: 3, i: 1 })
      expect(toNested(J.u.a)).toEqual([
        [3, 0],
        [0, 3],
      ])
      expect(toNested(J.u.b)).toEqual([1, 2])
      expect(J.u.i).toEqual([])
      expect(J.s.b).toBe(0)
      expect(J.s.a.values).toEqual([Math.exp(1), Math.exp(2)])
    }
  })

  test('of a number in a number is a number; empty ones are empty', () => {
    const J = run(jacobian(fn(tuple(real, tensor(0)), ([x, e]) => [sin(x), e])))([0, array([])])
    expect(J[0][0]).toBe(1)
    expect(J[1][1].shape).toEqual([0, 0])
  })

  test('columns are directional derivatives along the basis', () => {
    const f = compose(
      fn(vector(3), x => mul(x, sum(x))),
      fn(vector(3), x => sin(x)),
    )
    const x = array([0.3, -1, 2])
    const J = toNested(run(jacobian(f, { mode: 'reverse' }))(x))
    const columns = [...basis(vector(3))].map(v => run(jvp(f))([x, v])[1].values)
    J.forEach((row, i) => {
      row.forEach((entry, j) => {
        expect(Math.abs(entry - columns[j]![i]!)).toBeLessThan(1e-14)
      })
    })
  })
})

describe('hessian', () => {
  const f = fn(vector(3), x => add(sum(mul(x, exp(x))), sin(sum(x))))
  const x = array([0.5, -1, 0.25])

  test('is symmetric, the same by both modes, and as differences of the gradient say', () => {
    const byForward = run(hessian(f))(x)
    const byReverse = run(hessian(f, { mode: 'reverse' }))(x)
    const H = toNested(byForward)
    H.forEach((row, i) => {
      row.forEach((h, j) => {
        expect(Math.abs(h - H[j]![i]!)).toBeLessThan(1e-14)
        expect(Math.abs(h - toNested(byReverse)[i]![j]!)).toBeLessThan(1e-14)
      })
    })
    // The gradient in closed form: (1 + xᵢ) eˣⁱ + cos Σx.
    const gradient = (v: readonly number[]) => {
      const total = v.reduce((s, u) => s + u, 0)
      return v.map(u => (1 + u) * Math.exp(u) + Math.cos(total))
    }
    expectWithin(H.flat(), slopes(gradient, x.values).flat())
  })

  test('hvp is the product with it, without the matrix', () => {
    const v = array([1, -2, 0.5])
    const H = toNested(run(hessian(f))(x))
    const product = H.map(row => row.reduce((s, h, j) => s + h * v.values[j]!, 0))
    run(hvp(f))([x, v]).values.forEach((p, i) => {
      expect(Math.abs(p - product[i]!)).toBeLessThan(1e-13)
    })
  })

  test('third derivatives: the Jacobian of the Hessian', () => {
    const cubic = fn(vector(2), y => sum(mul(y, mul(y, y))))
    expect(toNested(run(jacobian(hessian(cubic)))(array([1, 2])))).toEqual([
      [
        [6, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 6],
      ],
    ])
  })
})
