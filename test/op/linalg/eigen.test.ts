/** Eigenvalues and eigenvectors: what they multiply to, and their derivatives. */
import type { Expr } from 'chainrule'
import { eigh, eigvalsh } from 'chainrule/linalg'
import { concat, matmul, mul, reshape, slice, sqrt, sum } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectShapeError, gradient, sym } from '../support.js'
import { expectBatches, expectDerivatives } from './checks.js'
import {
  diagonal,
  expectNear,
  flip,
  type Numbers,
  numbers,
  outputs,
  plus,
  stack,
  times,
  unit,
  value,
} from './matrices.js'

const flipped = (x: Expr): Expr => {
  const [m, n] = x.shape as readonly [number, number]
  return reshape(
    concat(Array.from({ length: n }, (_, j) => slice(x, [{}, { start: j, stop: j + 1 }]) as Expr)),
    [n, m],
  )
}
const symmetric = (n: number, many = 1, seed = 1): Numbers =>
  stack(numbers(many * n * n, seed), n, n)
    .map(a => plus(a, flip(a)))
    .flat(2)
describe('eigh', () => {
  test.each([1, 2, 3, 5, 8])('n = %i: V diag(w) Vᵀ, ascending, batches of rank 3', n => {
    const xs = symmetric(n, 6)
    const [ws, vs] = outputs(x => eigh(x), [2, 1, 3, n, n], xs)
    stack(xs, n, n).forEach((a, k) => {
      const w = ws!.slice(k * n, (k + 1) * n)
      const v = stack(vs!, n, n)[k]!
      expect(w).toEqual(w.toSorted((x, y) => x - y))
      expectNear(times(times(v, diagonal(w)), flip(v)), a)
      expectNear(times(flip(v), v), unit(n))
    })
  })

  test('both modes and second order, at matrices that are not quite symmetric', () => {
    const xs = [1, 0.3, -0.2, 0.5, 3, 0.7, -0.4, 0.6, -2]
    expectDerivatives(x => eigh(x), [3, 3], xs)
    expectDerivatives(x => [eigvalsh(x)], [2, 2, 2], symmetric(2, 2))
    expectBatches(
      x => eigh(x!),
      [[3, 3]],
      (shape, seed) => (shape.length === 1 ? numbers(3, seed) : symmetric(3, 1, seed)),
    )
  })

  test('small eigenvalues of a graded matrix keep their digits', () => {
    const d = [1e-12, 1e-6, 1, 1e6]
    const graded = d.map((x, i) => d.map((y, j) => (i === j ? 1 : 0.1) * Math.sqrt(x * y)))
    const [low] = value(x => eigvalsh(x), [4, 4], graded.flat())
    // 1/λ is the largest eigenvalue of the inverse, which has the same form.
    const core = d.map((_, i) => d.map((__, j) => (i === j ? 1.2 : -0.1) / 1.17))
    const inverse = d.map((x, i) => d.map((y, j) => core[i]![j]! / Math.sqrt(x * y)))
    const top = value(x => eigvalsh(x), [4, 4], inverse.flat())[3]!
    expectNear([[low!]], [[1 / top]], 1e-14)
  })

  test('equal eigenvalues: sums of functions of them have the right gradient', () => {
    const f = (x: Expr): Expr => sum(mul(eigvalsh(x), eigvalsh(x)))
    expect(gradient(f, [3, 3], unit(3).flat())).toEqual(
      unit(3)
        .flat()
        .map(x => 2 * x),
    )
    const whole = (x: Expr): Expr => {
      const [w, v] = eigh(x)
      return matmul(mul(v, reshape(sqrt(w as Expr), [1, 3])), flipped(v as Expr))
    }
    expect(gradient(whole, [3, 3], unit(3).flat()).every(Number.isFinite)).toBe(true)
  })

  test('a function of the matrix, near which eigenvalues differ: its derivative', () => {
    const whole = (x: Expr): readonly Expr[] => {
      const [w, v] = eigh(x)
      return [matmul(mul(v, reshape(sqrt(w as Expr), [1, 3])), flipped(v as Expr))]
    }
    const xs = [4, 0.3, -0.2, 0.3, 3, 0.7, -0.2, 0.7, 6]
    expectDerivatives(whole, [3, 3], xs)
  })

  test('none, one, extremes, not finite, single precision', () => {
    expect(outputs(x => eigh(x), [0, 0], [])).toEqual([[], []])
    expect(gradient(x => sum(eigh(x)[1]), [0, 0], [])).toEqual([])
    expect(outputs(x => eigh(x), [1, 1], [-3])).toEqual([[-3], [1]])
    expect(outputs(x => eigh(x), [2, 2], [0, 0, 0, 0])).toEqual([
      [0, 0],
      [1, 0, 0, 1],
    ])
    expectNear([value(x => eigvalsh(x), [2, 2], [0, 1e300, 1e300, 0])], [[-1e300, 1e300]])
    expectNear([value(x => eigvalsh(x), [2, 2], [0, 1e-300, 1e-300, 0])], [[-1e-300, 1e-300]])
    expect(value(x => eigvalsh(x), [2, 1, 1], [Infinity, 2])).toEqual([Number.NaN, 2])
    const w = outputs(x => [eigvalsh(x)], [2, 2], [1, 2, 2, 1], 'f32')[0]!
    expect(w).toEqual([-1, 3])
    expectShapeError('eigh', () => eigh(sym(2, 3)), 'square')
  })

  test('a hundred rows in well under a second', () => {
    const xs = symmetric(100)
    const start = performance.now()
    const [w] = outputs(x => eigh(x), [100, 100], xs)
    expect(performance.now() - start).toBeLessThan(3000) // some 0.05 s; the machine may be busy
    const trace = xs.filter((_, k) => k % 101 === 0).reduce((a, b) => a + b, 0)
    expect(w!.reduce((a, b) => a + b, 0)).toBeCloseTo(trace, 10)
  })
})
