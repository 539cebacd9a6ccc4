import { cholesky, matrixExp, matrixPower } from 'chainrule/linalg'
import { describe, expect, test } from 'vitest'
import { expectShapeError, gradient, real, sym, valuesOf } from '../support.js'
import { expectBatches, expectDerivatives } from './checks.js'
import {
  count,
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

const sizes = [1, 2, 3, 5, 8]
const definite = (n: number, seed = 1): Rows => {
  const a = rowsOf(numbers(n * n, seed), n, n)
  return plus(times(a, flip(a)), unit(n))
}
describe('powers and exponentials', () => {
  test.each([-3, -1, 0, 1, 2, 5, 8])('matrixPower %i', p => {
    const xs = numbers(18, 4)
    const y = stack(
      value(x => matrixPower(x, p), [2, 3, 3], xs),
      3,
      3,
    )
    stack(xs, 3, 3).forEach((a, k) => {
      const power = Array.from({ length: Math.abs(p) }).reduce<Rows>(m => times(m, a), unit(3))
      if (p < 0) expectNear(times(y[k]!, power), unit(3), 1e-10)
      else expectNear(y[k]!, power)
    })
    expectDerivatives(x => [matrixPower(x, p)], [2, 2], [1.2, 0.4, -0.3, 0.9])
  })

  test('a power that is not whole', () => {
    expectShapeError('matrixPower', () => matrixPower(sym(2, 2), 0.5), 'whole', '0.5')
    expectShapeError('matrixPower', () => matrixPower(sym(2, 3), 2), 'square')
    expectShapeError('matrixExp', () => matrixExp(sym(3)), 'rank 2')
  })

  /** The series of the exponential of a small matrix, squared back. */
  const series = (a: Rows, halvings: number): Rows => {
    const small = a.map(r => r.map(x => x / 2 ** halvings))
    let [term, sum] = [unit(a.length), unit(a.length)]
    for (let k = 1; k < 30; k++) {
      term = times(term, small).map(r => r.map(x => x / k))
      sum = plus(sum, term)
    }
    return Array.from({ length: halvings }).reduce<Rows>(m => times(m, m), sum)
  }

  test.each([0.001, 1, 4, 9, 40])('matrixExp at %f times random matrices', scale => {
    for (const n of sizes) {
      const xs = numbers(2 * n * n, n).map(x => (scale * x) / n)
      const y = stack(
        value(x => matrixExp(x), [2, n, n], xs),
        n,
        n,
      )
      stack(xs, n, n).forEach((a, k) => {
        expectNear(y[k]!, series(a, 8), 1e-12)
      })
    }
  })

  test('matrixExp: both modes and second order, small and large', () => {
    expectDerivatives(x => [matrixExp(x)], [3, 3], numbers(9, 2))
    expectDerivatives(
      x => [matrixExp(x)],
      [2, 1, 2, 2],
      numbers(8, 2).map(x => 3 * x),
    )
    expectDerivatives(x => [matrixExp(x)], [2, 2], [0, 0, 0, 0])
    expectBatches(x => [matrixExp(x!)], [[2, 2]])
  })

  test('its gradient is exact to rounding along any cotangent', () => {
    const xs = numbers(9, 3)
    const at = (w: number): Numbers =>
      gradient(
        x => matrixExp(x),
        [3, 3],
        xs,
        real(
          [3, 3],
          numbers(9, 4).map(x => w * x),
        ),
      )
    for (const w of [1e-200, 1e9, 1e200]) expectNear([at(w).map(x => x / w)], [at(1)], 1e-14)
  })

  test('no rows, one row, and what is not finite', () => {
    expect(valuesOf(matrixExp(real([0, 0], [])))).toEqual([])
    expect(valuesOf(matrixExp(real([1, 1], [0])))).toEqual([1])
    expectNear([valuesOf(matrixExp(real([1, 1], [-30]))) as Numbers], [[Math.exp(-30)]], 1e-12)
    expect(valuesOf(matrixExp(real([1, 1], [Infinity])))).toEqual([Number.NaN])
    expect(valuesOf(matrixExp(real([2, 1, 1], [Number.NaN, 0])))).toEqual([Number.NaN, 1])
  })
})

describe('cholesky', () => {
  test.each(sizes)('n = %i: L Lᵀ is the matrix', n => {
    const as = [1, 2, 3].map(seed => definite(n, seed))
    const ls = stack(
      value(x => cholesky(x), [3, n, n], as.flat(2)),
      n,
      n,
    )
    ls.forEach((l, k) => {
      expectNear(times(l, flip(l)), as[k]!)
      l.forEach((r, i) => {
        expect(r.slice(i + 1).every(x => x === 0)).toBe(true)
        expect(r[i]).toBeGreaterThan(0)
      })
    })
  })

  test('both modes and second order, at matrices that are not quite symmetric', () => {
    const a = definite(3).map((r, i) => r.map((x, j) => x + 0.1 * (i - j)))
    expectDerivatives(x => [cholesky(x)], [3, 3], a.flat())
    expectDerivatives(x => [cholesky(x)], [2, 2, 2], [...definite(2), ...definite(2, 3)].flat())
  })

  test('not positive definite: all of that member is NaN', () => {
    const bad = [1, 2, 2, 1]
    const x = valuesOf(cholesky(real([3, 2, 2], [4, 0, 0, 9, ...bad, 1, 0, 0, 1])))
    expect(x).toEqual([2, 0, 0, 3, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 1, 0, 0, 1])
    expect(valuesOf(cholesky(real([1, 1], [0])))).toEqual([Number.NaN])
  })

  test('batches, none, single precision, shapes', () => {
    const entries = (shape: Numbers, seed: number): Numbers =>
      shape.length === 2 ? definite(shape[0]!, seed + 1).flat() : numbers(count(shape), seed)
    expectBatches(x => [cholesky(x!)], [[3, 3]], entries)
    expect(valuesOf(cholesky(real([0, 0], [])))).toEqual([])
    const l = outputs(x => [cholesky(x)], [2, 2], [3, 1, 1, 3], 'f32')[0]!
    expect(l).toEqual([Math.sqrt(3), 0, 1 / Math.sqrt(3), Math.sqrt(8 / 3)].map(Math.fround))
    expectShapeError('cholesky', () => cholesky(sym(2, 3)), 'square')
  })
})
