/** Comparisons, logic and `where`: NaN, labels, and the branch that is not taken. */
import { type Expr, fn, grad, jvp, real as line, run } from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { bool, expectShapeError, gradient, index, real, sym, symOf, valuesOf } from './support.js'

const one = (u: readonly unknown[]): readonly boolean[] => u.map(Boolean)
const truth = (e: Expr<readonly number[], 'bool'>): readonly boolean[] =>
  one(valuesOf(op.toReal(e)))

describe('comparisons', () => {
  const [a, b] = [real([4], [1, 2, 2, NaN]), real([4], [2, 2, 1, NaN])]

  test('of real numbers: NaN equals nothing', () => {
    expect(truth(op.less(a, b))).toEqual([true, false, false, false])
    expect(truth(op.lessEqual(a, b))).toEqual([true, true, false, false])
    expect(truth(op.greater(a, b))).toEqual([false, false, true, false])
    expect(truth(op.greaterEqual(a, b))).toEqual([false, true, true, false])
    expect(truth(op.equal(a, b))).toEqual([false, true, false, false])
    expect(truth(op.notEqual(a, b))).toEqual([true, false, true, true])
  })

  test('of labels, also with a number on either side', () => {
    const i = index([3], [0, 1, 2])
    expect(truth(op.equal(i, 1))).toEqual([false, true, false])
    expect(truth(op.less(1, i))).toEqual([false, false, true])
    expect(truth(op.equal(i, index([1], [2])))).toEqual([false, false, true])
  })

  test('kinds that do not meet are refused', () => {
    expectShapeError('equal', () => op.equal(symOf('index', 2), sym(2) as never), 'index and real')
    expectShapeError(
      'less',
      () => op.less(symOf('bool', 2) as never, symOf('bool', 2) as never),
      'bool',
    )
    expectShapeError('less', () => op.less(sym(2), sym(3)), '[2] and [3]')
  })
})

describe('logic', () => {
  const [a, b] = [bool([4], [true, true, false, false]), bool([4], [true, false, true, false])]

  test('truth tables', () => {
    expect(truth(op.and(a, b))).toEqual([true, false, false, false])
    expect(truth(op.or(a, b))).toEqual([true, true, true, false])
    expect(truth(op.not(a))).toEqual([false, false, true, true])
  })

  test('real operands are refused', () => {
    expectShapeError('and', () => op.and(a, sym(4) as never), 'kind bool', 'real [4]')
    expectShapeError('not', () => op.not(sym(2) as never), 'kind bool')
    expectShapeError('isFinite', () => op.isFinite(symOf('index') as never), 'kind real')
  })

  test('isFinite', () => {
    expect(truth(op.isFinite(real([4], [0, Infinity, -Infinity, NaN])))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

describe('where', () => {
  test('takes entries, and its cotangents go where they came from', () => {
    const c = bool([3], [true, false, true])
    expect(valuesOf(op.where(c, real([3], [1, 2, 3]), real([3], [7, 8, 9])))).toEqual([1, 8, 3])
    const w = real([3], [10, 20, 30])
    expect(gradient(x => op.where(c, x, 0), [3], [1, 2, 3], w)).toEqual([10, 0, 30])
    expect(gradient(x => op.where(c, 0, x), [3], [1, 2, 3], w)).toEqual([0, 20, 0])
    expect(gradient(x => op.where(c, real([3], [1, 2, 3]), x), [1], [5], w)).toEqual([20])
  })

  test('NaN and ∞ of the branch that is not taken do not show in the value', () => {
    const c = bool([2], [true, false])
    expect(valuesOf(op.where(c, 1, real([2], [NaN, 2])))).toEqual([1, 2])
  })

  const functions: readonly (readonly [
    string,
    (x: Expr<readonly []>) => Expr<readonly []>,
    number,
  ])[] = [
    ['log', op.log, 0],
    ['sqrt', op.sqrt, 0],
    ['reciprocal', op.reciprocal, 0],
    ['exp', op.exp, 1000],
  ]
  test.each(functions)(
    '%s unguarded gives NaN, guarded a finite gradient, in both modes and orders',
    (_, f, at) => {
      const taken = (x: Expr<readonly []>) => op.and(op.greater(x, 0), op.less(x, 500))
      const bare = fn(line, x => op.where(taken(x), f(x), op.mul(3, x)))
      const guarded = fn(line, x => op.where(taken(x), f(op.where(taken(x), x, 1)), op.mul(3, x)))
      expect(run(grad(bare))(at)).toBeNaN()
      expect(run(grad(guarded))(at)).toBe(3)
      expect(run(jvp(guarded))([at, 1])).toEqual([3 * at, 3])
      expect(run(grad(grad(guarded)))(at)).toBe(0)
      expect(run(grad(guarded))(2)).toBe(run(grad(fn(line, x => f(x))))(2))
    },
  )

  test('kinds are checked', () => {
    expectShapeError('where', () => op.where(sym(2) as never, sym(2), sym(2)), 'kind bool')
    expectShapeError(
      'where',
      () => op.where(symOf('bool', 2), symOf('index', 2) as never, sym(2) as never),
      'kind real',
    )
  })
})

test('toReal: labels and truth values as numbers, without a derivative', () => {
  expect(valuesOf(op.toReal(index([2], [-3, 7])))).toEqual([-3, 7])
  expect(gradient(x => op.mul(x, op.toReal(op.greater(x, 0))), [2], [-1, 2])).toEqual([0, 1])
})
