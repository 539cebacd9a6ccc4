/** Systems of equations, against plain loops. */
import type { Expr } from 'chainrule'
import { inverse, solve, type Triangular, triangularSolve } from 'chainrule/linalg'
import { reshape, slice } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectShapeError, real, sym, symOf, valuesOf } from '../support.js'
import { expectBatches, expectDerivatives } from './checks.js'
import {
  count,
  dominant,
  expectNear,
  flip,
  type Numbers,
  numbers,
  outputs,
  rowsOf,
  stack,
  times,
} from './matrices.js'

const sizes = [1, 2, 3, 5, 8]
const batch: Numbers = [2, 1, 3]
/** A matrix and a right side from one tensor. */
const pair =
  (a: Numbers, b: Numbers, f: (a: Expr, b: Expr) => Expr) =>
  (x: Expr): readonly Expr[] => [
    f(reshape(slice(x, [{ stop: count(a) }]), a), reshape(slice(x, [{ start: count(a) }]), b)),
  ]

describe('solve', () => {
  test.each(sizes)('n = %i: A x is b, for batches of rank 3', n => {
    const [as, bs] = [
      [...batch, n, n],
      [3, n, 2],
    ]
    const xs = numbers(count(as) + count(bs))
    const [x] = outputs(pair(as, bs, solve), [xs.length], xs)
    const rights = stack(xs.slice(count(as)), n, 2)
    const solutions = stack(x!, n, 2)
    stack(xs.slice(0, count(as)), n, n).forEach((a, k) => {
      expectNear(times(a, solutions[k]!), rights[k % 3]!, 1e-12)
    })
  })

  test('a vector, and a vector for each matrix', () => {
    const a = real([2, 2, 2], [0, 2, 1, 1, 2, 0, 0, 4])
    expect(valuesOf(solve(a, real([2], [4, 3])))).toEqual([1, 2, 2, 0.75])
    expect(valuesOf(solve(a, real([2, 2], [4, 3, 2, 4])))).toEqual([1, 2, 1, 1])
    expect(solve(a, sym(2)).shape).toEqual([2, 2])
    expect(solve(sym(2, 2), sym(5, 2, 3)).shape).toEqual([5, 2, 3])
  })

  test('both modes and second order, also where batches broadcast', () => {
    expectDerivatives(pair([3, 3], [3], solve), [12], [...dominant(3), 1, 2, -1])
    expectDerivatives(pair([2, 2], [2, 2, 1], solve), [8], [...dominant(2), 3, 1, 2, -1])
    expectDerivatives(pair([2, 2, 2], [2, 1], solve), [10], [...dominant(2, 2), -1, 2])
  })

  test('a singular matrix gives no finite solution, and does not throw', () => {
    const x = valuesOf(solve(real([2, 2], [1, 2, 2, 4]), real([2], [1, 1])))
    expect(x.some(v => !Number.isFinite(v))).toBe(true)
    expect(valuesOf(inverse(real([1, 1], [0])))).toEqual([Infinity])
  })

  test('NaN stays in its member of the batch', () => {
    const x = valuesOf(inverse(real([2, 1, 1], [Number.NaN, 2])))
    expect(x).toEqual([Number.NaN, 0.5])
  })

  test('an ill-conditioned matrix leaves a residual of rounding', () => {
    const n = 9
    const hilbert = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (__, j) => 1 / (i + j + 1)),
    )
    const b = numbers(n)
    const x = valuesOf(solve(real([n, n], hilbert.flat()), real([n], b))) as Numbers
    const residual = times(hilbert, flip([x])).map((r, i) => Math.abs(r[0]! - b[i]!))
    expect(Math.max(...residual)).toBeLessThan(1e-15 * n * Math.max(...x.map(Math.abs)))
  })

  test('batches, of the matrix, the right side or both', () => {
    expectBatches(
      (a, b) => [solve(a!, b!)],
      [
        [3, 3],
        [3, 2],
      ],
    )
    expectBatches(
      (a, b) => [solve(a!, b!)],
      [
        [2, 2, 2],
        [2, 1],
      ],
    )
    expectBatches(
      (a, b) => [solve(a!, b!)],
      [
        [2, 2],
        [4, 2, 1],
      ],
    )
    expectBatches(a => [inverse(a!)], [[2, 3, 3]])
  })

  test('single precision', () => {
    const x = outputs(y => [inverse(y)], [2, 2], [3, 1, 0, 7], 'f32')[0]!
    expect(x).toEqual([1 / 3, -1 / 21, 0, 1 / 7].map(Math.fround))
  })

  test('no rows', () => {
    expect(solve(sym(0, 0), sym(0)).shape).toEqual([0])
    expect(valuesOf(solve(real([0, 0], []), real([0, 3], [])))).toEqual([])
    expect(valuesOf(inverse(real([2, 0, 0], [])))).toEqual([])
  })

  test('shapes', () => {
    expectShapeError('solve', () => solve(sym(2, 3), sym(2)), 'square', '[2, 3]')
    expectShapeError('solve', () => solve(sym(2, 2), sym(3)), '2 rows', '[3]')
    expectShapeError('solve', () => solve(sym(3), sym(3)), 'rank 2', '[3]')
    expectShapeError('solve', () => solve(sym(2, 2, 2), sym(3, 2, 1)), 'broadcast')
    expectShapeError('solve', () => solve(symOf('index', 2, 2) as never, sym(2)), 'real')
    expectShapeError('inverse', () => inverse(sym(2, 3)), 'square')
  })
})

describe('triangularSolve', () => {
  const options: readonly Required<Triangular>[] = [true, false].flatMap(lower =>
    [true, false].flatMap(transpose =>
      [true, false].map(unitDiagonal => ({ lower, transpose, unitDiagonal })),
    ),
  )
  test.each(options)('%o', option => {
    const { lower, transpose, unitDiagonal } = option
    const f = (a: Expr, b: Expr): Expr => triangularSolve(a, b, option)
    for (const n of sizes) {
      const xs = numbers(2 * n * n + 3 * n, 2).map(x => x + Math.sign(x))
      const [x] = outputs(pair([2, n, n], [n, 3], f), [xs.length], xs)
      stack(xs.slice(0, 2 * n * n), n, n).forEach((a, k) => {
        const t = a.map((r, i) =>
          r.map((v, j) => (i === j ? (unitDiagonal ? 1 : v) : (lower ? i > j : i < j) ? v : 0)),
        )
        const got = times(transpose ? flip(t) : t, stack(x!, n, 3)[k]!)
        expectNear(got, rowsOf(xs.slice(2 * n * n), n, 3), 1e-10)
      })
    }
    const at = numbers(12, 3).map(x => x + Math.sign(x))
    expectDerivatives(pair([3, 3], [3], f), [12], at)
    expectDerivatives(pair([2, 2, 2], [2, 1], f), [10], at.slice(2))
    expectBatches(
      (a, b) => [f(a!, b!)],
      [
        [3, 3],
        [3, 2],
      ],
    )
  })

  test('the other triangle is not read, and a zero on the diagonal does not throw', () => {
    const a = real([2, 2], [2, Number.NaN, 1, 0])
    expect(valuesOf(triangularSolve(a, real([2], [2, 3])))).toEqual([1, Infinity])
    expectShapeError('triangularSolve', () => triangularSolve(sym(2, 3), sym(2)), 'square')
  })
})
