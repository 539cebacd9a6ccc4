/** Diagonals and triangles at every offset, beyond the corners too, against indices. */
import { type Expr, fn, matrix, tensor, vector } from 'chainrule'
import { diag, diagonal, trace, tril, triu } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectArranged, upTo } from './arranged.js'
import {
  bool,
  computed,
  expectShapeError,
  gradient,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

const offsets = [-5, -3, -2, -1, 0, 1, 2, 3, 4, 7]
const shapes = [
  [3, 4],
  [4, 3],
  [2, 2],
  [1, 3],
  [0, 2],
  [2, 0],
] as const

/** The length of a diagonal, by counting. */
const length = (m: number, n: number, k: number): number =>
  upTo(m).filter(i => i + k >= 0 && i + k < n).length

describe('diagonals read', () => {
  test('of a matrix, at every offset', () => {
    for (const [m, n] of shapes)
      for (const offset of offsets) {
        const at = (i?: number) => [i! + Math.max(-offset, 0), i! + Math.max(offset, 0)]
        const out = [length(m, n, offset)]
        expectArranged(x => diagonal(x, { offset }), [m, n], out, at)
        expectArranged(x => diag(x, { offset }) as Expr, [m, n], out, at)
      }
  })

  test('of any two axes, in either order', () => {
    expectArranged(
      x => diagonal(x),
      [2, 3, 2],
      [2, 2],
      (a, i) => [a!, i!, i!],
    )
    expectArranged(
      x => diagonal(x, { axes: [0, 2] }),
      [2, 3, 4],
      [3, 2],
      (a, i) => [i!, a!, i!],
    )
    expectArranged(
      x => diagonal(x, { axes: [2, 0], offset: 1 }),
      [3, 2, 4],
      [2, 2],
      (a, i) => [i! + 1, a!, i!],
    )
    expectArranged(
      x => diagonal(x, { axes: [1, -2] }),
      [1, 2, 2, 2, 1],
      [1, 2, 1, 2],
      (a, b, c, i) => [a!, i!, b!, i!, c!],
    )
    expect(valuesOf(diagonal(bool([2, 2], [true, false, false, false])))).toEqual([true, false])
  })

  test('their sum', () => {
    const x = real([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, NaN])
    expect(computed(trace(x))).toMatchObject({ shape: [2], values: [6, 18] })
    expect(valuesOf(trace(x, { offset: 1 }))).toEqual([8, NaN])
    expect(valuesOf(trace(x, { offset: 9 }))).toEqual([0, 0])
    expect(valuesOf(trace(x, { axes: [0, 1] }))).toEqual([11, 13, NaN])
    expect(gradient(t => trace(t), [2, 3], upTo(6))).toEqual([1, 0, 0, 0, 1, 0])
    fn(tensor(2, 3, 3), t => {
      const y: Expr<readonly [number]> = trace(t)
      return y
    })
  })
})

describe('a vector on a diagonal', () => {
  test('at every offset', () => {
    for (const n of [0, 1, 3])
      for (const offset of [-2, -1, 0, 1, 3]) {
        const side = n + Math.abs(offset)
        expectArranged(
          x => diag(x, { offset }) as Expr,
          [n],
          [side, side],
          (i, j) => (j! - i! === offset ? [Math.min(i!, j!)] : 0),
        )
      }
    expect(valuesOf(diag(real([2], [NaN, Infinity])))).toEqual([NaN, 0, 0, Infinity])
  })

  test('types', () => {
    fn(vector(3), x => {
      const square: Expr<readonly [3, 3]> = diag(x)
      const larger: Expr<readonly [number, number]> = diag(x, { offset: 1 })
      const back: Expr<readonly [number]> = diag(square)
      return [larger, back]
    })
  })
})

describe('triangles', () => {
  test('at every offset; the other side counts for nothing', () => {
    for (const [m, n] of shapes)
      for (const offset of offsets) {
        expectArranged(
          x => triu(x, { offset }),
          [m, n],
          [m, n],
          (i, j) => (j! - i! >= offset ? [i!, j!] : 0),
        )
        expectArranged(
          x => tril(x, { offset }),
          [m, n],
          [m, n],
          (i, j) => (j! - i! <= offset ? [i!, j!] : 0),
        )
      }
    expectArranged(
      x => triu(x),
      [2, 1, 2, 2, 2],
      [2, 1, 2, 2, 2],
      (...i) => (i[4]! >= i[3]! ? i : 0),
    )
    const x = real([2, 2], [1, NaN, Infinity, 4])
    expect(valuesOf(tril(x, { offset: -1 }))).toEqual([0, 0, Infinity, 0])
    expect(valuesOf(triu(x))).toEqual([1, NaN, 0, 4])
    fn(matrix(2, 3), t => {
      const y: Expr<readonly [2, 3]> = triu(t)
      return y
    })
  })
})

test('what is refused', () => {
  expectShapeError('diagonal', () => diagonal(sym(2)), 'two axes', '[2]')
  expectShapeError('diagonal', () => diagonal(sym(2, 2), { axes: [0, 0] }), 'distinct')
  expectShapeError('diagonal', () => diagonal(sym(2, 2), { axes: [0, 2] }), '2')
  expectShapeError('diagonal', () => diagonal(sym(2, 2), { axes: [0] as never }), 'two axes')
  expectShapeError('diagonal', () => diagonal(sym(2, 2), { offset: 0.5 }), '0.5')
  expectShapeError('trace', () => trace(sym(2)), '[2]')
  expectShapeError('trace', () => trace(symOf('index', 2, 2) as never), 'kind real')
  expectShapeError('trace', () => trace(sym(2, 2), { offset: Number.NaN }), 'NaN')
  expectShapeError('trace', () => trace(sym(2, 2), { axes: [1, 1] }), 'distinct')
  expectShapeError('diag', () => diag(sym()), 'a vector or a matrix', '[]')
  expectShapeError('diag', () => diag(sym(2, 2, 2)), '[2, 2, 2]')
  expectShapeError('diag', () => diag(sym(2), { offset: 1.5 }), '1.5')
  expectShapeError('diag', () => diag(symOf('bool', 2) as never), 'kind real')
  for (const [name, f] of Object.entries({ triu, tril })) {
    expectShapeError(name, () => f(sym(2)), '[2]')
    expectShapeError(name, () => f(sym(2, 2), { offset: 0.5 }), '0.5')
    expectShapeError(name, () => f(symOf('index', 2, 2) as never), 'kind real')
  }
})
