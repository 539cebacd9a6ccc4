/** Repeating, turning round and shifting, against indices; sizes 0 and 1; what is refused. */
import { type Expr, fn, matrix } from 'chainrule'
import { flip, repeat, roll, tile } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectArranged } from './arranged.js'
import { bool, computed, expectShapeError, index, real, sym, valuesOf } from './support.js'

const mod = (i: number, n: number): number => ((i % n) + n) % n

describe('tile', () => {
  test('so many times along each axis', () => {
    expectArranged(
      x => tile(x, [2, 3]),
      [2, 3],
      [4, 9],
      (i, j) => [i! % 2, j! % 3],
    )
    expectArranged(
      x => tile(x, [1, 2, 1, 1, 2]),
      [2, 1, 2, 1, 2],
      [2, 2, 2, 1, 4],
      (...i) => [i[0]!, 0, i[2]!, 0, i[4]! % 2],
    )
    expectArranged(
      x => tile(x, [1, 1]),
      [2, 2],
      [2, 2],
      (...i) => i,
    )
    expectArranged(
      x => tile(x, [0, 2]),
      [2, 1],
      [0, 2],
      () => 0,
    )
  })

  test('numbers for fewer axes are for the last; more make new axes in front', () => {
    expectArranged(
      x => tile(x, [2]),
      [2, 3],
      [2, 6],
      (i, j) => [i!, j! % 3],
    )
    expectArranged(
      x => tile(x, [2, 2]),
      [3],
      [2, 6],
      (_, j) => [j! % 3],
    )
    expectArranged(
      x => tile(x, [3]),
      [],
      [3],
      () => [],
    )
    expectArranged(
      x => tile(x, []),
      [2],
      [2],
      i => [i!],
    )
    expect(valuesOf(tile(bool([2], [true, false]), [2]))).toEqual([true, false, true, false])
  })

  test('is refused with a number of times that is none', () => {
    expectShapeError('tile', () => tile(sym(2), [-1]), '-1')
    expectShapeError('tile', () => tile(sym(2), [0.5]), '0.5')
  })
})

describe('repeat', () => {
  test('each entry, so many times in a row', () => {
    expectArranged(
      x => repeat(x, 2, { axis: 1 }),
      [2, 3, 2],
      [2, 6, 2],
      (a, b, c) => [a!, Math.floor(b! / 2), c!],
    )
    expectArranged(
      x => repeat(x, 3),
      [2],
      [6],
      i => [Math.floor(i! / 3)],
    )
    expectArranged(
      x => repeat(x, 0),
      [2],
      [0],
      () => 0,
    )
    expectArranged(
      x => repeat(x, 1, { axis: -1 }),
      [1, 2],
      [1, 2],
      (...i) => i,
    )
  })

  test('by a list, one number an entry', () => {
    expectArranged(
      x => repeat(x, [2, 0, 1], { axis: -1 }),
      [2, 3],
      [2, 3],
      (i, j) => [i!, [0, 0, 2][j!]!],
    )
    expect(valuesOf(repeat(index([2], [7, 8]), [1, 2]))).toEqual([7, 8, 8])
    expect(computed(repeat(real([0], []), [])).shape).toEqual([0])
  })

  test('is refused where numbers of times are none, or not one an entry', () => {
    expectShapeError('repeat', () => repeat(sym(2), -1), '-1')
    expectShapeError('repeat', () => repeat(sym(2), [1, 0.5]), '0.5')
    expectShapeError('repeat', () => repeat(sym(2), [1]), '2 numbers', '[1]')
    expectShapeError('repeat', () => repeat(sym(2), 1, { axis: 1 }), '1')
    expectShapeError('repeat', () => repeat(sym(), 1))
  })
})

describe('flip', () => {
  test('along some axes, or all', () => {
    expectArranged(
      x => flip(x),
      [2, 3],
      [2, 3],
      (i, j) => [1 - i!, 2 - j!],
    )
    expectArranged(
      x => flip(x, { axis: -1 }),
      [2, 3],
      [2, 3],
      (i, j) => [i!, 2 - j!],
    )
    expectArranged(
      x => flip(x, { axis: [0, 4] }),
      [2, 1, 2, 1, 3],
      [2, 1, 2, 1, 3],
      (...i) => [1 - i[0]!, ...i.slice(1, 4), 2 - i[4]!],
    )
    expectArranged(
      x => flip(x, { axis: [] }),
      [2],
      [2],
      i => [i!],
    )
    expectArranged(
      x => flip(x),
      [],
      [],
      () => [],
    )
    expectArranged(
      x => flip(x),
      [0, 2],
      [0, 2],
      () => 0,
    )
    expect(valuesOf(flip(bool([2], [true, false])))).toEqual([false, true])
    fn(matrix(2, 3), x => {
      const y: Expr<readonly [2, 3]> = flip(x)
      return y
    })
  })

  test('is refused with axes that are none', () => {
    expectShapeError('flip', () => flip(sym(2), { axis: 1 }), '1')
    expectShapeError('flip', () => flip(sym(2), { axis: [0, -1] }), 'distinct', '[0, -1]')
  })
})

describe('roll', () => {
  test('by any shift, along one axis', () => {
    for (const shift of [-7, -3, -1, 0, 1, 2, 3, 8])
      expectArranged(
        x => roll(x, shift, { axis: 1 }),
        [2, 3],
        [2, 3],
        (i, j) => [i!, mod(j! - shift, 3)],
      )
  })

  test('along several, by one shift or one each, in any order of the axes', () => {
    expectArranged(
      x => roll(x, 1, { axis: [0, 1] }),
      [2, 3],
      [2, 3],
      (i, j) => [mod(i! - 1, 2), mod(j! - 1, 3)],
    )
    expectArranged(
      x => roll(x, [2, -1], { axis: [-1, 0] }),
      [3, 4],
      [3, 4],
      (i, j) => [mod(i! + 1, 3), mod(j! - 2, 4)],
    )
  })

  test('with no axis along the entries in a row', () => {
    expectArranged(
      x => roll(x, 2),
      [2, 3],
      [2, 3],
      (i, j) => {
        const k = mod(3 * i! + j! - 2, 6)
        return [Math.floor(k / 3), k % 3]
      },
    )
    expectArranged(
      x => roll(x, 5),
      [],
      [],
      () => [],
    )
    expectArranged(
      x => roll(x, 5, { axis: 0 }),
      [0],
      [0],
      () => 0,
    )
    expect(valuesOf(roll(index([3], [1, 2, 3]), -1))).toEqual([2, 3, 1])
  })

  test('is refused with shifts that are not whole, or not one an axis', () => {
    expectShapeError('roll', () => roll(sym(2), 0.5), '0.5')
    expectShapeError('roll', () => roll(sym(2, 2), [1, 1], { axis: 0 }), '1 shifts', '[1, 1]')
    expectShapeError('roll', () => roll(sym(2), 1, { axis: 1 }), '1')
    expectShapeError('roll', () => roll(sym(2), 1, { axis: [0, 0] }), 'distinct')
  })
})
