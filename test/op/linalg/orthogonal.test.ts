/** Orthogonal factors and least squares: what they multiply to, and their derivatives. */
import type { Expr } from 'chainrule'
import { lstsq, qr } from 'chainrule/linalg'
import { reshape, slice, sum } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectShapeError, gradient, real, sym } from '../support.js'
import { expectBatches, expectDerivatives } from './checks.js'
import {
  count,
  expectNear,
  flip,
  type Numbers,
  numbers,
  outputs,
  plus,
  rowsOf,
  stack,
  times,
  unit,
  value,
} from './matrices.js'

const shapes: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 3],
  [3, 1],
  [3, 3],
  [5, 3],
  [3, 5],
  [8, 8],
]
const least = (m: number, n: number): number => Math.min(m, n)
describe('qr', () => {
  test.each(shapes)('%i × %i, batches of rank 3', (m, n) => {
    const xs = numbers(6 * m * n, m + n)
    const k = least(m, n)
    const [qs, rs] = outputs(x => qr(x), [2, 1, 3, m, n], xs)
    const [q, r] = [stack(qs!, m, k), stack(rs!, k, n)]
    stack(xs, m, n).forEach((a, i) => {
      expectNear(times(q[i]!, r[i]!), a)
      expectNear(times(flip(q[i]!), q[i]!), unit(k))
      r[i]!.forEach((row, j) => {
        expect(row[j]).toBeGreaterThan(0)
        expect(row.slice(0, j).every(x => x === 0)).toBe(true)
      })
    })
  })

  test.each(shapes.slice(0, 6))('%i × %i: both modes and second order', (m, n) => {
    const xs = plus(rowsOf(numbers(m * n, 2), m, n), rowsOf(unit(5).flat(), 5, 5), 2)
    expectDerivatives(
      x => qr(x),
      [m, n],
      xs.flatMap(r => r.slice(0, n)),
    )
    expectDerivatives(
      x => [qr(x)[0]] as readonly Expr[],
      [m, n],
      xs.flatMap(r => r.slice(0, n)),
    )
  })

  test('batches, none, extremes, shapes', () => {
    expectBatches(x => qr(x!), [[3, 2]])
    expectBatches(x => qr(x!), [[2, 3]])
    expect(outputs(x => qr(x), [0, 0], [])).toEqual([[], []])
    expect(outputs(x => qr(x), [2, 0], [])).toEqual([[], []])
    expect(outputs(x => qr(x), [2, 1], [0, 0])[1]).toEqual([0])
    expectNear([outputs(x => qr(x), [2, 1], [3e300, -4e300])[1]!], [[5e300]])
    expectNear([outputs(x => qr(x), [2, 1], [3e-300, -4e-300])[0]!], [[0.6, -0.8]])
    expect(outputs(x => qr(x), [1, 1], [Number.NaN])[1]).toEqual([Number.NaN])
    expectShapeError('qr', () => qr(sym(3)), 'rank 2')
  })
})

describe('lstsq', () => {
  const pair =
    (a: Numbers, b: Numbers) =>
    (x: Expr): readonly Expr[] => [
      lstsq(
        reshape(slice(x, [{ stop: count(a) }]) as Expr, a),
        reshape(slice(x, [{ start: count(a) }]) as Expr, b),
      ),
    ]
  test.each(shapes)(
    '%i × %i: the residual is at right angles, the solution in the rows',
    (m, n) => {
      const xs = numbers(m * n + 2 * m, 3)
      const x = rowsOf(outputs(pair([m, n], [m, 2]), [xs.length], xs)[0]!, n, 2)
      const [a, b] = [rowsOf(xs, m, n), rowsOf(xs.slice(m * n), m, 2)]
      const residual = plus(times(a, x), b, -1)
      expectNear(plus(times(flip(a), residual), times(flip(a), b)), times(flip(a), b), 1e-12)
      if (m >= n) return
      // Shortest: x = Aᵀ y for the y with A Aᵀ y = b.
      const y = rowsOf(
        value(g => lstsq(g, real([m, 2], b.flat())), [m, m], times(a, flip(a)).flat()),
        m,
        2,
      )
      expectNear(x, times(flip(a), y), 1e-10)
    },
  )

  test('both modes, second order, batches, vectors', () => {
    expectDerivatives(pair([3, 2], [3]), [9], [2, 0.3, -0.4, 1.5, 0.2, 0.1, 1, 2, -1])
    expectDerivatives(pair([2, 3], [2]), [8], [2, 0.3, -0.4, 0.1, 1.5, 0.2, 2, -1])
    expectBatches(
      (a, b) => [lstsq(a!, b!)],
      [
        [4, 2],
        [4, 1],
      ],
    )
    expectBatches((a, b) => [lstsq(a!, b!)], [[2, 3], [2]])
    expect(lstsq(sym(5, 4, 2), sym(5, 4)).shape).toEqual([5, 2])
    expect(lstsq(sym(4, 2), sym(5, 4, 3)).shape).toEqual([5, 2, 3])
    expectShapeError('lstsq', () => lstsq(sym(3, 2), sym(2)), '3 rows', '[2]')
  })
  test('of nothing, both ways', () => {
    for (const shape of [
      [0, 0],
      [0, 2],
      [2, 0],
      [2, 0, 3],
    ])
      for (const k of [0, 1]) expect(gradient(x => sum(qr(x)[k]! as Expr), shape, [])).toEqual([])
  })
})
