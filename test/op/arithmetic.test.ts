/** Arithmetic at its edges: IEEE, ties, bounds; and what is refused. */

import { fromFlat } from 'chainrule'
import {
  abs,
  add,
  clamp,
  div,
  maximum,
  minimum,
  mul,
  reciprocal,
  sign,
  square,
  sub,
} from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import {
  expectClose,
  expectShapeError,
  gradient,
  gradients,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

const inf = Infinity
const scalar = (x: number) => fromFlat([x], [1])

describe('IEEE', () => {
  test('division by zero', () => {
    expectClose(valuesOf(div(real([4], [1, -1, 0, inf]), real([4], [0, 0, 0, inf]))), [
      inf,
      -inf,
      NaN,
      NaN,
    ])
    expectClose(valuesOf(reciprocal(real([4], [0, -0, inf, -inf]))), [inf, -inf, 0, 0])
  })

  test('NaN passes through, also through maximum and minimum', () => {
    for (const f of [add, sub, mul, div, maximum, minimum])
      expectClose(valuesOf(f(real([2], [NaN, 1]), real([2], [1, NaN]))), [NaN, NaN])
    expectClose(valuesOf(sign(real([3], [NaN, -0, 5]))), [NaN, 0, 1])
  })

  test('the derivatives of a quotient do not overflow between', () => {
    const [da, db] = gradients((a, b) => div(a!, b!), [scalar(1e-200), scalar(1e-200)])
    expectClose([...da!, ...db!], [1e200, -1e200])
  })
})

describe('kinks', () => {
  test('abs and sign have the derivative 0 at 0', () => {
    expect(gradient(abs, [3], [-2, 0, 2])).toEqual([-1, 0, 1])
    expect(gradient(sign, [3], [-2, 0, 2])).toEqual([0, 0, 0])
  })

  test('a tie of maximum or minimum shares the derivative equally', () => {
    for (const f of [maximum, minimum]) {
      const [da, db] = gradients((a, b) => f(a!, b!), [scalar(3), scalar(3)])
      expect([da, db]).toEqual([[0.5], [0.5]])
    }
    expect(gradient(x => maximum(x, 0), [3], [-1, 0, 1])).toEqual([0, 0.5, 1])
    expect(gradient(x => minimum(x, 0), [3], [-1, 0, 1])).toEqual([1, 0.5, 0])
  })

  test('where an operand of maximum or minimum is NaN, so are the derivatives', () => {
    for (const f of [maximum, minimum])
      expect(
        gradients((x, y) => f(x!, y!), [fromFlat([NaN], [1]), fromFlat([1], [1])]).flat(),
      ).toEqual([NaN, NaN])
  })

  test('clamp: derivative 1 between and at the bounds, 0 outside; NaN stays', () => {
    const f = (x: Parameters<typeof clamp>[0]) => clamp(x, { min: -1, max: 2 })
    expectClose(valuesOf(f(real([6], [-5, -1, 0, 2, 7, NaN]))), [-1, -1, 0, 2, 2, NaN])
    expect(gradient(f, [5], [-5, -1, 0, 2, 7])).toEqual([0, 1, 1, 1, 0])
    expect(valuesOf(clamp(real([2], [-inf, 3]), { max: 1 }))).toEqual([-inf, 1])
    expectShapeError('clamp', () => clamp(sym(2), { min: 1, max: 0 }), '1 and 0')
    expectShapeError('clamp', () => clamp(sym(2), { min: NaN }))
  })
})

test('aliased operands: each position has its own share', () => {
  expect(gradient(x => mul(x, x), [1], [3])).toEqual([6])
  expect(gradient(x => sub(x, x), [1], [3])).toEqual([0])
  expect(gradient(x => div(x, x), [1], [3])).toEqual([0])
  expect(gradient(square, [1], [3])).toEqual([6])
})

test('operands of another kind are refused, with the shape', () => {
  expectShapeError(
    'add',
    () => add(symOf('index', 3) as never, sym(3) as never),
    'kind real',
    'index [3]',
  )
  expectShapeError(
    'mul',
    () => mul(sym(3), symOf('bool', 2, 3) as never),
    'kind real',
    'bool [2, 3]',
  )
})
