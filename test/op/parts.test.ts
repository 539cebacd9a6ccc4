/** Parts and picked entries: by count, by sizes, from the end; empty ones; and what is refused. */
import { type Expr, fn, matrix, tensor, vector } from 'chainrule'
import { concat, split, take, toReal } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectArranged } from './arranged.js'
import { bool, computed, expectShapeError, index, real, sym, valuesOf } from './support.js'

describe('split', () => {
  test('into equal parts and into sizes, along either axis', () => {
    for (const i of [0, 1, 2])
      expectArranged(
        x => split(x, 3)[i]!,
        [6, 2],
        [2, 2],
        (r, c) => [2 * i + r!, c!],
      )
    expectArranged(
      x => split(x, [1, 0, 3], { axis: -1 })[2] as Expr,
      [2, 4],
      [2, 3],
      (r, c) => [r!, c! + 1],
    )
    expectArranged(
      x => split(x, [1, 0, 3], { axis: 1 })[1] as Expr,
      [2, 4],
      [2, 0],
      () => 0,
    )
  })

  test('parts of every kind, which concat joins again', () => {
    expect(split(index([4], [1, 2, 3, 4]), 2).map(p => valuesOf(p))).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(split(bool([2], [true, false]), [2]).map(p => valuesOf(p))).toEqual([[true, false]])
    const x = real([2, 5], [1, 2, 3, 4, 5, 6, 7, NaN, -Infinity, 0])
    expect(valuesOf(concat(split(x, [2, 3], { axis: 1 }), { axis: 1 }))).toEqual(valuesOf(x))
    expect(split(sym(0, 3), 4).map(p => p.shape)).toEqual(Array(4).fill([0, 3]))
    expect(split(sym(0), [])).toEqual([])
  })

  test('types: as many parts as are said, of their sizes', () => {
    fn(matrix(4, 6), x => {
      const [a, b]: readonly [Expr<readonly [number, 6]>, Expr<readonly [number, 6]>] = split(x, 2)
      const [c, d] = split(x, [2, 4], { axis: 1 })
      const left: Expr<readonly [4, 2]> = c
      const right: Expr<readonly [4, 4]> = d
      return [a, b, left, right]
    })
  })

  test('is refused where parts do not make up the axis', () => {
    expectShapeError('split', () => split(sym(5), 2), 'divides 5', '2')
    expectShapeError('split', () => split(sym(5), 0), '0')
    expectShapeError('split', () => split(sym(5), 2.5), '2.5')
    expectShapeError('split', () => split(sym(5), [2, 2]), 'add up to 5', '[2, 2]')
    expectShapeError('split', () => split(sym(5), [-1, 6]), '-1')
    expectShapeError('split', () => split(sym(5), 1, { axis: 1 }), '1')
    expectShapeError('split', () => split(sym(), 1))
    // Many large parts are no large shape.
    expect(split(sym(5000), Array<number>(5).fill(1000)).length).toBe(5)
  })
})

describe('take', () => {
  test('a list takes the place of the axis, one position drops it', () => {
    const at = [2, 0, -1, 2]
    expectArranged(
      x => take(x, at, { axis: 1 }),
      [2, 3, 2],
      [2, 4, 2],
      (a, b, c) => [a!, [2, 0, 2, 2][b!]!, c!],
    )
    expectArranged(
      x => take(x, -2, { axis: 1 }),
      [2, 3, 2],
      [2, 2],
      (a, c) => [a!, 1, c!],
    )
    expectArranged(
      x => take(x, 1),
      [3],
      [],
      () => [1],
    )
    expectArranged(
      x => take(x, []),
      [3, 2],
      [0, 2],
      () => 0,
    )
    expectArranged(
      x => take(x, [0], { axis: -3 }),
      [1, 2, 1, 1, 2],
      [1, 2, 1, 1, 2],
      (...i) => i,
    )
  })

  test('keeps kinds and NaN', () => {
    expect(valuesOf(take(real([3], [1, NaN, Infinity]), [1, 2]))).toEqual([NaN, Infinity])
    expect(valuesOf(take(bool([2], [true, false]), [1, 0]))).toEqual([false, true])
    expect(valuesOf(toReal(take(index([2], [7, 8]), 1)))).toEqual([8])
    expect(computed(take(real([2, 0], []), [1, 1, 0])).shape).toEqual([3, 0])
  })

  test('types', () => {
    fn(tensor(2, 3, 4), x => {
      const a: Expr<readonly [2, 2, 4]> = take(x, [0, -1], { axis: 1 })
      const b: Expr<readonly [2, 3]> = take(x, 0, { axis: -1 })
      return [a, b]
    })
    fn(vector(2), x => take(x, 0))
  })

  test('is refused out of range, when the program is built', () => {
    expectShapeError('take', () => take(sym(3), [0, 3]), '-3 to 2', '3')
    expectShapeError('take', () => take(sym(3), -4), '-4')
    expectShapeError('take', () => take(sym(3), [0.5]), '0.5')
    expectShapeError('take', () => take(sym(0), 0), '0')
    expectShapeError('take', () => take(sym(3), 0, { axis: 1 }), '1')
    expectShapeError('take', () => take(sym(), 0))
  })
})
