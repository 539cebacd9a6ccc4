/** Singular values and pseudoinverses: what they multiply to, and their derivatives. */
import type { Expr } from 'chainrule'
import { pinv, svd, svdvals } from 'chainrule/linalg'
import { matmul, reshape, slice, sum } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectShapeError, gradient, real, sym, valuesOf } from '../support.js'
import { expectBatches, expectDerivatives } from './checks.js'
import {
  diagonal,
  expectNear,
  flip,
  type Numbers,
  numbers,
  outputs,
  plus,
  type Rows,
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
const hilbert = (n: number): Rows =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => 1 / (i + j + 1)))

describe('svd', () => {
  test.each(shapes)('%i × %i: U diag(s) Vᵀ, descending, batches of rank 3', (m, n) => {
    const xs = numbers(6 * m * n, m + n)
    const k = least(m, n)
    const [us, ss, vts] = outputs(x => svd(x), [2, 1, 3, m, n], xs)
    stack(xs, m, n).forEach((a, i) => {
      const [u, vt] = [stack(us!, m, k)[i]!, stack(vts!, k, n)[i]!]
      const s = ss!.slice(i * k, (i + 1) * k)
      expect(s).toEqual(s.toSorted((x, y) => y - x))
      expectNear(times(times(u, diagonal(s)), vt), a)
      expectNear(times(flip(u), u), unit(k))
      expectNear(times(vt, flip(vt)), unit(k))
    })
  })

  test('of lower rank: both factors stay orthogonal', () => {
    for (const [m, n, rank] of [
      [4, 4, 0],
      [4, 4, 1],
      [5, 3, 2],
      [3, 6, 1],
      [6, 6, 3],
    ] as const) {
      const a =
        rank === 0
          ? rowsOf(Array<number>(m * n).fill(0), m, n)
          : times(rowsOf(numbers(m * rank, 2), m, rank), rowsOf(numbers(n * rank, 3), rank, n))
      const [us, s, vts] = outputs(x => svd(x), [m, n], a.flat())
      const k = least(m, n)
      const [u, vt] = [rowsOf(us!, m, k), rowsOf(vts!, k, n)]
      expectNear(times(flip(u), u), unit(k))
      expectNear(times(vt, flip(vt)), unit(k))
      expectNear(times(times(u, diagonal(s!)), vt), a, 1e-13)
      expect(s!.slice(rank).every(x => x < 1e-15)).toBe(true)
    }
  })

  test.each(shapes.slice(0, 6))('%i × %i: both modes and second order', (m, n) => {
    const xs = Array.from({ length: m * n }, (_, k) => {
      const [i, j] = [Math.floor(k / n), k % n]
      return (i === j ? 5 - 2 * i : 0) + 0.4 * numbers(m * n, 2)[k]!
    })
    expectDerivatives(x => svd(x), [m, n], xs)
    expectDerivatives(x => [svdvals(x)], [m, n], xs)
    expectDerivatives(x => [svd(x)[0]] as readonly Expr[], [m, n], xs)
  })

  test('equal singular values: the nuclear norm, and the orthogonal factor U Vᵀ', () => {
    expect(gradient(x => sum(svdvals(x)), [3, 3], unit(3).flat())).toEqual(unit(3).flat())
    const polar = (x: Expr): Expr => {
      const [u, , vt] = svd(x)
      return matmul(u as Expr, vt as Expr)
    }
    const w = numbers(9, 4)
    const half = plus(rowsOf(w, 3, 3), flip(rowsOf(w, 3, 3)), -1)
      .flat()
      .map(x => x / 2)
    expectNear([gradient(polar, [3, 3], unit(3).flat(), real([3, 3], w))], [half])
  })

  test('small singular values of a graded matrix keep their digits', () => {
    const d = [1, 1e-8, 1e-16, 1e-30]
    const xs = rowsOf(numbers(16, 5), 4, 4).map(r => r.map((x, j) => x * d[j]!))
    const s = value(x => svdvals(x), [4, 4], xs.flat())
    // Their product is the determinant.
    const plain = numbers(16, 5)
    const all = value(x => svdvals(x), [4, 4], plain)
    const product = (ys: Numbers): number => ys.reduce((a, b) => a * b, 1)
    expectNear([[product(s)]], [[product(all) * product(d)]], 1e-13)
  })

  test('batches, none, extremes, not finite, shapes', () => {
    expectBatches(x => svd(x!), [[3, 2]])
    expectBatches(x => [svdvals(x!)], [[2, 2, 3]])
    expect(outputs(x => svd(x), [0, 3], [])).toEqual([[], [], []])
    expect(outputs(x => svd(x), [2, 0], [])).toEqual([[], [], []])
    expect(gradient(x => sum(svd(x)[0]), [3, 0], [])).toEqual([])
    expectNear([value(x => svdvals(x), [1, 2], [3e300, 4e300])], [[5e300]])
    expectNear([value(x => svdvals(x), [1, 2], [3e-310, 4e-310])], [[5e-310]], 1e-10)
    expect(value(x => svdvals(x), [2, 1, 1], [Number.NaN, -2])).toEqual([Number.NaN, 2])
    expect(outputs(x => svd(x), [2, 2], [0, 2, 3, 0], 'f32')[1]).toEqual([3, 2])
    expectShapeError('svd', () => svd(sym(3)), 'rank 2')
  })
})

describe('pinv', () => {
  const penrose = (a: Rows, p: Rows): void => {
    const [ap, pa] = [times(a, p), times(p, a)]
    expectNear(times(ap, a), a, 1e-12)
    expectNear(times(pa, p), p, 1e-12)
    expect(Math.max(...plus(ap, flip(ap), -1).flat().map(Math.abs))).toBeLessThan(1e-12)
    expect(Math.max(...plus(pa, flip(pa), -1).flat().map(Math.abs))).toBeLessThan(1e-12)
  }
  test.each(shapes)('%i × %i: the four equations of Penrose', (m, n) => {
    const xs = numbers(m * n, m + 2 * n)
    penrose(
      rowsOf(xs, m, n),
      rowsOf(
        value(x => pinv(x), [m, n], xs),
        n,
        m,
      ),
    )
  })

  test('of lower rank, and with a cut-off', () => {
    const a = times(rowsOf(numbers(8, 2), 4, 2), rowsOf(numbers(6, 3), 2, 3))
    penrose(
      a,
      rowsOf(
        value(x => pinv(x), [4, 3], a.flat()),
        3,
        4,
      ),
    )
    expect(value(x => pinv(x, { cutoff: 0.5 }), [2, 2], [4, 0, 0, 1])).toEqual([0.25, 0, 0, 0])
  })

  test('both modes and second order, tall, wide and equal singular values', () => {
    expectDerivatives(x => [pinv(x)], [3, 2], [2, 0.3, -0.4, 1.5, 0.2, 0.1])
    expectDerivatives(x => [pinv(x)], [2, 3], [2, 0.3, -0.4, 0.1, 1.5, 0.2])
    expectDerivatives(x => [pinv(x)], [2, 2], [1, 0, 0, 1])
    expectBatches(x => [pinv(x!)], [[3, 2]])
  })

  test('both modes and second order among matrices of rank 1', () => {
    const f = (x: Expr): readonly Expr[] => [
      pinv(
        matmul(
          reshape(slice(x, [{ stop: 3 }]) as Expr, [3, 1]),
          reshape(slice(x, [{ start: 3 }]) as Expr, [1, 2]),
        ),
      ),
    ]
    expectDerivatives(f, [5], [1, -0.5, 2, 1.5, 0.7])
  })

  test('none, zero, not finite, ill-conditioned, shapes', () => {
    expect(pinv(sym(0, 3)).shape).toEqual([3, 0])
    expect(value(x => pinv(x), [2, 1], [0, 0])).toEqual([0, 0])
    expect(value(x => pinv(x), [1, 1], [Number.NaN])).toEqual([Number.NaN])
    const h = hilbert(5)
    expectNear(
      times(
        h,
        rowsOf(
          value(x => pinv(x), [5, 5], h.flat()),
          5,
          5,
        ),
      ),
      unit(5),
      1e-10,
    )
    expect(valuesOf(pinv(real([0, 2], [])))).toEqual([])
    for (const shape of [
      [0, 0],
      [0, 2],
      [2, 0],
      [2, 0, 3],
    ])
      for (const k of [0, 1, 2])
        expect(gradient(x => sum(svd(x)[k]! as Expr), shape, [])).toEqual([])
    expectShapeError('pinv', () => pinv(sym(3)), 'rank 2')
  })
})
