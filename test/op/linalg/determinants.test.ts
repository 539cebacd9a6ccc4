/** Determinants of any rank, their derivatives of three orders, and their logarithms. */
import { apply, type Diff, type Expr, fn, grad, tensor } from 'chainrule'
import { det, matrixPower, slogdet } from 'chainrule/linalg'
import { mul, sum } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectShapeError, gradient, real, sym, symOf, valuesOf } from '../support.js'
import { expectBatches, expectDerivatives } from './checks.js'
import {
  determinant,
  dominant,
  expectNear,
  type Numbers,
  numbers,
  outputs,
  type Rows,
  rowsOf,
  stack,
  times,
  unit,
  value,
} from './matrices.js'

const sizes = [1, 2, 3, 4, 6]
const dets = (x: Expr): readonly Expr[] => [det(x)]

/** An n × n matrix of lower rank, its entries whole. */
const ofRank = (n: number, rank: number, seed = 1): Rows =>
  rank === 0
    ? unit(n).map(r => r.map(() => 0))
    : times(
        rowsOf(
          numbers(n * rank, seed).map(x => Math.round(4 * x)),
          n,
          rank,
        ),
        rowsOf(
          numbers(n * rank, seed + 1).map(x => Math.round(4 * x)),
          rank,
          n,
        ),
      )

/** The cofactor of an entry, by minors. */
const cofactor = (a: Rows, i: number, j: number): number =>
  (-1) ** (i + j) * determinant(a.filter((_, k) => k !== i).map(r => r.filter((__, k) => k !== j)))

describe('det', () => {
  test.each(sizes)('n = %i: the sum over minors, batches of rank 3', n => {
    const xs = numbers(6 * n * n, n)
    const want = stack(xs, n, n).map(determinant)
    expectNear([value(x => det(x), [2, 1, 3, n, n], xs)], [want])
    expect(det(sym(2, 1, 3, n, n)).shape).toEqual([2, 1, 3])
  })

  test.each(sizes)('n = %i: the gradient is the matrix of cofactors at every rank', n => {
    for (let rank = 0; rank <= n; rank++) {
      const a = ofRank(n, rank, n + rank)
      const g = rowsOf(
        gradient(x => det(x), [n, n], a.flat()),
        n,
        n,
      )
      const want = a.map((r, i) => r.map((_, j) => cofactor(a, i, j)))
      const largest = Math.max(1, ...a.flat().map(Math.abs)) ** (n - 1)
      expectNear([[...g.flat(), largest]], [[...want.flat(), largest]], 1e-13)
    }
  })

  test.each([
    [2, 0],
    [2, 1],
    [3, 0],
    [3, 1],
    [3, 2],
    [3, 3],
    [4, 2],
  ])('n = %i, rank %i: both modes and second order', (n, rank) => {
    expectDerivatives(dets, [n, n], ofRank(n, rank, 3).flat())
    // The third order: the second of one entry of the gradient.
    const row = fn(tensor(n, n), y => sum(det(y))) as unknown as Diff<unknown, number>
    const slope = (x: Expr): Expr => {
      const g = apply(grad(row), x as never) as unknown as Expr
      return sum(mul(g, real([n, n], numbers(n * n, 4))))
    }
    expectDerivatives(x => [slope(x)], [n, n], ofRank(n, rank, 3).flat())
  })

  test('at the identity, all singular values equal, and at a batch of mixed ranks', () => {
    expectDerivatives(dets, [3, 3], unit(3).flat())
    expectDerivatives(dets, [3, 2, 2], [...ofRank(2, 1), ...ofRank(2, 0), ...ofRank(2, 2)].flat())
  })

  test('what overflows on the way only', () => {
    const d = [1e200, 1e200, 1e-200, 1e-200, 3]
    const a = unit(5).map((r, i) => r.map(x => x * d[i]!))
    expectNear([valuesOf(det(real([5, 5], a.flat()))) as Numbers], [[3]])
    expectNear(
      [valuesOf(det(real([3, 3], [1e-160, 0, 0, 0, 1e-160, 0, 0, 0, 1e300]))) as Numbers],
      [[1e-20]],
    )
    expect(valuesOf(det(real([2, 2], [1e200, 0, 0, 1e200])))).toEqual([Infinity])
    expect(valuesOf(det(real([2, 2], [1e-200, 0, 0, 1e-200])))).toEqual([0])
  })

  test('no rows, one row, NaN and infinity', () => {
    expect(valuesOf(det(real([0, 0], [])))).toEqual([1])
    expect(valuesOf(det(real([2, 0, 0], [])))).toEqual([1, 1])
    expect(gradient(x => det(x), [0, 0], [])).toEqual([])
    expect(valuesOf(det(real([3, 1, 1], [-2, Number.NaN, -Infinity])))).toEqual([
      -2,
      Number.NaN,
      -Infinity,
    ])
    expect(gradient(x => det(x), [1, 1], [0])).toEqual([1])
    expect(gradient(x => det(x), [2, 2], [1, Number.NaN, 0, 1]).some(Number.isNaN)).toBe(true)
  })

  test('batches, single precision, shapes', () => {
    expectBatches(x => [det(x!)], [[3, 3]])
    expectBatches(x => [det(x!)], [[2, 2, 2]])
    expect(outputs(dets, [2, 2], [0.1, 0.2, 0.3, 0.7], 'f32')[0]).toEqual([
      Math.fround(Math.fround(0.1) * Math.fround(0.7) - Math.fround(0.2) * Math.fround(0.3)),
    ])
    expectShapeError('det', () => det(sym(2, 3)), 'square', '[2, 3]')
    expectShapeError('det', () => det(sym(3)), 'rank 2', '[3]')
    expectShapeError('det', () => det(symOf('bool', 2, 2) as never), 'real')
  })
})

describe('slogdet', () => {
  test.each(sizes)('n = %i', n => {
    const xs = numbers(6 * n * n, n)
    const [sign, log] = outputs(x => slogdet(x), [2, 3, n, n], xs)
    const want = stack(xs, n, n).map(determinant)
    expect(sign).toEqual(want.map(Math.sign))
    expectNear([log!], [want.map(x => Math.log(Math.abs(x)))], 1e-12)
  })

  test('both modes and second order; the sign has no derivative', () => {
    expectDerivatives(x => slogdet(x), [2, 3, 3], dominant(3, 2))
    expect(gradient(x => slogdet(x)[0], [2, 2], [1, 2, 3, 4])).toEqual([0, 0, 0, 0])
    expectBatches(x => slogdet(x!), [[3, 3]])
  })

  test('no overflow, singular matrices, no rows', () => {
    const [sign, log] = outputs(x => slogdet(x), [2, 2], [-1e300, 0, 0, 1e300])
    expect(sign).toEqual([-1])
    expectNear([log!], [[600 * Math.LN10]])
    expect(outputs(x => slogdet(x), [2, 2], [1, 2, 2, 4])).toEqual([[0], [-Infinity]])
    expect(outputs(x => slogdet(x), [0, 0], [])).toEqual([[1], [0]])
    expectShapeError('slogdet', () => slogdet(sym(2, 3)), 'square')
  })

  test('the determinant of a power is the power of the determinant', () => {
    const a = dominant(3)
    const d = determinant(rowsOf(a, 3, 3))
    expectNear([value(x => det(matrixPower(x, 3)), [3, 3], a)], [[d ** 3]])
  })
})
