/** Gathers and scatters: positions that repeat, positions out of range, and each other's transposes. */

import { array, type Diff, fn, fromFlat, jvp, run, type Tensor, vector, vjp } from 'chainrule'
import { addAlongAxis, gather, scatterAdd, takeAlongAxis, toReal } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import {
  bool,
  computed,
  expectShapeError,
  gradient,
  gradients,
  index,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)
const tensorOf = (shape: readonly number[], xs: readonly number[]) =>
  fromFlat<readonly number[], readonly number[], 'real'>(xs, shape)

describe('gather', () => {
  const x = real([3, 2], upTo(6))

  test('the shape of the positions takes the place of the axis', () => {
    expect(computed(gather(x, index([2, 2], [2, 0, 1, 1])))).toMatchObject({
      shape: [2, 2, 2],
      values: [4, 5, 0, 1, 2, 3, 2, 3],
    })
    expect(computed(gather(x, index([], [1])))).toMatchObject({ shape: [2], values: [2, 3] })
    expect(computed(gather(x, index([3], [1, 0, 1]), { axis: -1 }))).toMatchObject({
      shape: [3, 3],
      values: [1, 0, 1, 3, 2, 3, 5, 4, 5],
    })
    expect(computed(gather(x, index([0], []))).shape).toEqual([0, 2])
  })

  test('out of range: NaN, 0 for an index, false for a bool; negative positions do not wrap', () => {
    const i = index([3], [-1, 1, 3])
    expect(valuesOf(gather(real([2], [5, 6]), i))).toEqual([NaN, 6, NaN])
    expect(valuesOf(toReal(gather(index([2], [5, 6]), i)))).toEqual([0, 6, 0])
    expect(valuesOf(gather(bool([2], [true, true]), i))).toEqual([false, true, false])
    expect(valuesOf(gather(real([0], []), index([1], [0])))).toEqual([NaN])
  })

  test('cotangents at the same position sum, those out of range are dropped', () => {
    const w = real([4], [1, 2, 3, 4])
    expect(gradient(t => gather(t, index([4], [1, 1, 7, 0])), [2], [5, 6], w)).toEqual([4, 3])
  })

  test('the derivative of what is out of range is 0, in both modes', () => {
    const f = fn(vector(2), t => gather(t, index([3], [1, 4, -1])))
    const g = fn(vector(2), t => takeAlongAxis(t, index([3], [1, 4, -1]), { axis: 0 }))
    for (const h of [f, g] as unknown as readonly Diff<Tensor, Tensor>[]) {
      expect(run(h)(array([5, 6])).values).toEqual([6, NaN, NaN])
      expect(run(jvp(h))([array([5, 6]), array([2, 3])])[1].values).toEqual([3, 0, 0])
      expect(run(vjp(h))([array([5, 6]), array([7, 8, 9])])[1].values).toEqual([0, 7])
    }
  })

  test('is refused without an axis, or with positions that are no index', () => {
    expectShapeError('gather', () => gather(sym(), symOf('index', 2)))
    expectShapeError('gather', () => gather(sym(2), symOf('index', 2), { axis: 1 }), '1')
    expectShapeError('gather', () => gather(sym(2), sym(2) as never), 'kind index', 'real [2]')
  })
})

describe('scatterAdd', () => {
  test('adds at positions, drops those out of range, leaves its operand as it was', () => {
    const x = real([3], [10, 20, 30])
    const y = scatterAdd(x, index([4], [2, 2, -1, 3]), real([4], [1, 2, 4, 8]))
    expect(valuesOf(y)).toEqual([10, 20, 33])
    expect(valuesOf(x)).toEqual([10, 20, 30])
    expect(
      computed(
        scatterAdd(real([2, 2], [0, 0, 0, 0]), index([1], [1]), real([2, 1], [5, 6]), { axis: 1 }),
      ).values,
    ).toEqual([0, 5, 0, 6])
  })

  test('in single precision, sums are kept in double', () => {
    const n = 2 ** 17
    const many = scatterAdd(
      real([1], [0]),
      index([n], Array<number>(n).fill(0)),
      real([n], Array<number>(n).fill(0.1)),
    )
    const [sum] = valuesOf(many, 'f32') as readonly number[]
    expect(Math.abs(sum! / (n * Math.fround(0.1)) - 1)).toBeLessThan(1e-7)
  })

  test('derivatives: the identity in the operand, a gather in the additions, 0 where dropped', () => {
    const i = index([3], [0, 0, 5])
    const [dx, ds] = gradients(
      (x, s) => scatterAdd(x!, i, s!),
      [tensorOf([2], [1, 2]), tensorOf([3], [3, 4, 5])],
      real([2], [7, 8]),
    )
    expect(dx).toEqual([7, 8])
    expect(ds).toEqual([7, 7, 0])
  })

  test('is refused where the additions have another shape', () => {
    expectShapeError(
      'scatterAdd',
      () => scatterAdd(sym(3, 2), symOf('index', 4), sym(4)),
      '[4, 2]',
      '[4]',
    )
    expectShapeError('scatterAdd', () => scatterAdd(sym(3), sym(1) as never, sym(1)), 'kind index')
    expectShapeError(
      'scatterAdd',
      () => scatterAdd(symOf('index', 3) as never, symOf('index', 1), sym(1)),
      'kind real',
    )
    expectShapeError('scatterAdd', () => scatterAdd(sym(), symOf('index', 1), sym(1)))
  })
})

describe('along an axis', () => {
  const x = real([2, 3], upTo(6))

  test('a position of its own for every other index', () => {
    expect(valuesOf(takeAlongAxis(x, index([2, 2], [2, 0, 0, 9]), { axis: 1 }))).toEqual([
      2,
      0,
      3,
      NaN,
    ])
    expect(valuesOf(takeAlongAxis(x, index([1, 3], [1, 0, 1]), { axis: 0 }))).toEqual([3, 1, 5])
    expect(computed(takeAlongAxis(x, index([2, 0], []), { axis: 1 })).shape).toEqual([2, 0])
    expect(valuesOf(takeAlongAxis(index([2], [7, 8]), index([2], [1, 5]), { axis: 0 }))).toEqual([
      8, 0,
    ])
  })

  test('each is the transpose of the other', () => {
    const i = index([2, 2], [2, 2, 0, 9])
    const w = real([2, 2], [1, 2, 3, 4])
    expect(gradient(t => takeAlongAxis(t, i, { axis: 1 }), [2, 3], upTo(6), w)).toEqual([
      0, 0, 3, 3, 0, 0,
    ])
    expect(valuesOf(addAlongAxis(x, i, w, { axis: 1 }))).toEqual([0, 1, 5, 6, 4, 5])
    const [dx, ds] = gradients(
      (t, s) => addAlongAxis(t!, i, s!, { axis: 1 }),
      [tensorOf([2, 3], upTo(6)), tensorOf([2, 2], [1, 2, 3, 4])],
      x,
    )
    expect(dx).toEqual(upTo(6))
    expect(ds).toEqual([2, 2, 3, 0])
  })

  test('is refused where shapes differ elsewhere', () => {
    expectShapeError(
      'takeAlongAxis',
      () => takeAlongAxis(sym(2, 3), symOf('index', 3, 1), { axis: 1 }),
      '[2, 3]',
      '[3, 1]',
    )
    expectShapeError(
      'takeAlongAxis',
      () => takeAlongAxis(sym(2, 3), symOf('index', 2), { axis: 1 }),
      '[2]',
    )
    expectShapeError(
      'takeAlongAxis',
      () => takeAlongAxis(sym(2), sym(2) as never, { axis: 0 }),
      'kind index',
    )
    expectShapeError(
      'addAlongAxis',
      () => addAlongAxis(sym(2, 3), symOf('index', 2, 1), sym(2, 2) as never, { axis: 1 }),
      '[2, 1]',
      '[2, 2]',
    )
    expectShapeError(
      'addAlongAxis',
      () => addAlongAxis(sym(2), symOf('index', 2), sym(2), { axis: -2 }),
      '-2',
    )
  })
})
