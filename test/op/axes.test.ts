/** Axes moved, exchanged and taken out, against indices and in types. */
import { type Expr, fn, tensor } from 'chainrule'
import { moveAxis, squeeze, stack, swapAxes, toIndex, toReal } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectArranged } from './arranged.js'
import { bool, computed, expectShapeError, index, real, sym, symOf, valuesOf } from './support.js'

describe('axes moved', () => {
  test('one, forwards and backwards', () => {
    expectArranged(
      x => moveAxis(x, 0, -1),
      [2, 3, 2],
      [3, 2, 2],
      (a, b, c) => [c!, a!, b!],
    )
    expectArranged(
      x => moveAxis(x, 2, 0),
      [2, 3, 4],
      [4, 2, 3],
      (a, b, c) => [b!, c!, a!],
    )
    expectArranged(
      x => moveAxis(x, 1, 1),
      [2, 3],
      [2, 3],
      (...i) => i,
    )
    expectArranged(
      x => moveAxis(x, 0, 0),
      [0],
      [0],
      () => 0,
    )
  })

  test('several, each to its place', () => {
    // result axes: 4 ← 0, 0 ← 3, the rest in order
    expectArranged(
      x => moveAxis(x, [0, 3], [-1, 0]),
      [2, 1, 3, 2, 1],
      [2, 1, 3, 1, 2],
      (...i) => [i[4]!, i[1]!, i[2]!, i[0]!, i[3]!],
    )
    expectArranged(
      x => moveAxis(x, [], []),
      [2],
      [2],
      i => [i!],
    )
  })

  test('exchanged', () => {
    expectArranged(
      x => swapAxes(x, 0, -1),
      [2, 3, 4],
      [4, 3, 2],
      (a, b, c) => [c!, b!, a!],
    )
    expectArranged(
      x => swapAxes(x, 1, 1),
      [2, 3],
      [2, 3],
      (...i) => i,
    )
    expect(valuesOf(swapAxes(bool([1, 2], [true, false]), 0, 1))).toEqual([true, false])
    fn(tensor(2, 3, 4), x => {
      const y: Expr<readonly [4, 3, 2]> = swapAxes(x, 0, -1)
      const z: Expr<readonly [number, number, number]> = moveAxis(x, 0, 1)
      return [y, z]
    })
  })

  test('is refused where axes do not match', () => {
    expectShapeError('moveAxis', () => moveAxis(sym(2, 3), 2, 0), '2')
    expectShapeError('moveAxis', () => moveAxis(sym(2, 3), 0, -3), '-3')
    expectShapeError('moveAxis', () => moveAxis(sym(2, 3), [0, 0], [0, 1]), 'distinct')
    expectShapeError('moveAxis', () => moveAxis(sym(2, 3), [0, 1], [0, -2]), 'distinct')
    expectShapeError('moveAxis', () => moveAxis(sym(2, 3), [0, 1], 0), '2 axes', '[0]')
    expectShapeError('swapAxes', () => swapAxes(sym(2, 3), 0, 2), '2')
    expectShapeError('swapAxes', () => swapAxes(sym(), 0, 0))
  })
})

describe('axes of size 1', () => {
  test('taken out: one, several, all', () => {
    expectArranged(
      x => squeeze(x),
      [1, 2, 1, 3, 1],
      [2, 3],
      (a, b) => [0, a!, 0, b!, 0],
    )
    expectArranged(
      x => squeeze(x, { axis: [0, -1] }),
      [1, 2, 1],
      [2],
      i => [0, i!, 0],
    )
    expectArranged(
      x => squeeze(x),
      [1, 1],
      [],
      () => [0, 0],
    )
    expect(squeeze(sym(2)).shape).toEqual([2])
    expect(squeeze(sym(1, 0)).shape).toEqual([0])
    expect(squeeze(sym(1), { axis: [] }).shape).toEqual([1])
    fn(tensor(1, 2, 1), x => {
      const a: Expr<readonly [2]> = squeeze(x, { axis: [0, -1] })
      const b: Expr<readonly [1, 2]> = squeeze(x, { axis: 2 })
      return [a, b]
    })
    expectShapeError('squeeze', () => squeeze(sym(1, 2), { axis: [0, 1] }), 'axis 1', '[1, 2]')
    expectShapeError('squeeze', () => squeeze(sym(1, 1), { axis: [0, -2] }), 'distinct')
  })

  test('stack names itself where kinds differ', () => {
    expectShapeError('stack', () => stack([sym(2), symOf('index', 2) as never]), 'kind real')
    expect(computed(stack([index([1], [7]), index([1], [8])])).values).toEqual([7, 8])
    expect(computed(stack([real([0], [])])).shape).toEqual([1, 0])
  })
})

test('truth values and real numbers as positions', () => {
  const i = toIndex(bool([2], [true, false]))
  expect(i.kind).toBe('index')
  expect(valuesOf(toReal(i))).toEqual([1, 0])
  const x = real([6], [2.7, -2.7, -0, Number.NaN, 1e300, Number.NEGATIVE_INFINITY])
  expect(valuesOf(toReal(toIndex(x)))).toEqual([2, -2, 0, -1, 2 ** 31 - 1, -(2 ** 31)])
  expectShapeError('toIndex', () => toIndex(i as never), 'real or bool', 'index')
})
