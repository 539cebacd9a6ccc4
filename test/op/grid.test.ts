/** Constants by rule and grids: values written down, ends exact, sizes 0 and 1, what is refused. */
import { array, type Expr, fn, sum, tuple, vector } from 'chainrule'
import { arange, eye, linspace, meshgrid, positions, toReal } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectArranged } from './arranged.js'
import {
  bool,
  computed,
  expectShapeError,
  gradients,
  index,
  real,
  sym,
  valuesOf,
} from './support.js'

describe('numbers', () => {
  test('positions are an index', () => {
    const i: Expr<readonly [3], 'index'> = positions(3)
    expect(i.kind).toBe('index')
    expect(i.op).toBe('constant')
    expect(valuesOf(toReal(i))).toEqual([0, 1, 2])
    expect(positions(0).shape).toEqual([0])
    expectShapeError('positions', () => positions(-1), '-1')
    expectShapeError('positions', () => positions(1.5), '1.5')
  })

  test('arange stops before its end', () => {
    expect(valuesOf(arange(3))).toEqual([0, 1, 2])
    expect(valuesOf(arange(2.5))).toEqual([0, 1, 2])
    expect(valuesOf(arange(1, 4))).toEqual([1, 2, 3])
    expect(valuesOf(arange(1, 2, 0.25))).toEqual([1, 1.25, 1.5, 1.75])
    expect(valuesOf(arange(3, 0, -1))).toEqual([3, 2, 1])
    expect(valuesOf(arange(0, 1, 0.1)).at(-1)).toBe(0.9)
    expect(computed(arange(3, 0))).toMatchObject({ shape: [0], values: [] })
    expect(computed(arange(0, 1, 0.1), 'f32').values).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(i => Math.fround(i * 0.1)),
    )
    expectShapeError('arange', () => arange(0, 1, 0), 'other than 0')
    expectShapeError('arange', () => arange(Infinity), 'Infinity')
    expectShapeError('arange', () => arange(0, Number.NaN), 'NaN')
    expectShapeError('arange', () => arange(0, 1, 1e-300))
  })

  test('linspace has both ends, and whole numbers between whole ones', () => {
    expect(valuesOf(linspace(0, 1, 5))).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(valuesOf(linspace(0, 49, 50))).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(valuesOf(linspace(1, -1, 3))).toEqual([1, 0, -1])
    expect(valuesOf(linspace(2, 7, 1))).toEqual([2])
    expect(computed(linspace(2, 7, 0)).shape).toEqual([0])
    expect(valuesOf(linspace(0, 1, 11))[3]).toBe(0.3)
    expect(valuesOf(linspace(0.1, 0.7, 4)).at(-1)).toBe(0.7)
    expect(valuesOf(linspace(-1.5e308, 1.5e308, 3))).toEqual([-1.5e308, 0, 1.5e308])
    expect(valuesOf(linspace(5, 5, 3))).toEqual([5, 5, 5])
    expectShapeError('linspace', () => linspace(0, Infinity, 2), 'Infinity')
    expectShapeError('linspace', () => linspace(0, 1, -1), '-1')
    expectShapeError('linspace', () => linspace(0, 1, 2.5), '2.5')
  })

  test('eye', () => {
    const square: Expr<readonly [2, 2]> = eye(2)
    const wide: Expr<readonly [2, 3]> = eye(2, 3, { offset: 1 })
    expect(valuesOf(square)).toEqual([1, 0, 0, 1])
    expect(valuesOf(wide)).toEqual([0, 1, 0, 0, 0, 1])
    expect(valuesOf(eye(3, 2, { offset: -1 }))).toEqual([0, 0, 1, 0, 0, 1])
    expect(valuesOf(eye(2, 2, { offset: 9 }))).toEqual([0, 0, 0, 0])
    expect(eye(0).shape).toEqual([0, 0])
    expectShapeError('eye', () => eye(-1), '-1')
    expectShapeError('eye', () => eye(2, 0.5), '0.5')
    expectShapeError('eye', () => eye(2, 2, { offset: 0.5 }), '0.5')
  })
})

describe('meshgrid', () => {
  test('xy exchanges the first two axes, ij does not', () => {
    const y = index([2], [8, 9])
    const [z] = [real([2], [5, 6])]
    const grid = (x: Expr, indexing: 'xy' | 'ij') => meshgrid([x, y, z] as const, { indexing })
    expectArranged(
      x => grid(x, 'xy')[0],
      [3],
      [2, 3, 2],
      (_, j) => [j!],
    )
    expectArranged(
      x => grid(x, 'ij')[0],
      [3],
      [3, 2, 2],
      i => [i!],
    )
    const [, b, c] = grid(real([1], [0]), 'xy')
    expect(computed(b)).toMatchObject({ shape: [2, 1, 2], values: [8, 8, 9, 9] })
    expect(computed(c)).toMatchObject({ shape: [2, 1, 2], values: [5, 6, 5, 6] })
    const [, d] = grid(real([1], [0]), 'ij')
    expect(computed(d)).toMatchObject({ shape: [1, 2, 2], values: [8, 8, 9, 9] })
  })

  test('of one vector, of none, of an empty one', () => {
    expectArranged(
      x => meshgrid([x])[0],
      [2],
      [2],
      i => [i!],
    )
    expect(meshgrid([])).toEqual([])
    expect(meshgrid([sym(0), sym(2)]).map(x => x.shape)).toEqual([
      [2, 0],
      [2, 0],
    ])
    expect(valuesOf(meshgrid([bool([1], [true]), sym(0)])[0])).toEqual([])
  })

  test('cotangents come back to each vector', () => {
    const w = real([2, 2], [1, 2, 4, 8])
    const f = (i: number) => (x?: Expr, y?: Expr) => meshgrid([x!, y!])[i]!
    const at = [array([1, 2]), array([3, 4])]
    expect(gradients(f(0), at, w)).toEqual([
      [5, 10],
      [0, 0],
    ])
    expect(gradients(f(1), at, w)).toEqual([
      [0, 0],
      [3, 12],
    ])
    fn(tuple(vector(2), vector(3)), ([x, y]) => {
      const [a]: readonly [Expr, Expr] = meshgrid([x, y])
      return sum(a)
    })
  })

  test('is refused of what is no vector', () => {
    expectShapeError('meshgrid', () => meshgrid([sym(2), sym(2, 1)]), '[2, 1]')
    expectShapeError('meshgrid', () => meshgrid([sym()]), '[]')
  })
})
