/** Errors name the function that was called, not one inside it. */
import { keyFrom } from 'chainrule'
import { keys, permutation } from 'chainrule/learn'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectShapeError, sym, symOf } from './support.js'

describe('of another kind', () => {
  const i = symOf('index', 2) as never
  test.each<readonly [string, () => unknown]>([
    ['clamp', () => op.clamp(i, {})],
    ['logSoftmax', () => op.logSoftmax(i)],
    ['logsumexp', () => op.logsumexp(i)],
    ['mean', () => op.mean(i)],
    ['nanToNum', () => op.nanToNum(i)],
    ['softmax', () => op.softmax(i)],
  ])('%s', (name, build) => {
    expectShapeError(name, build, 'kind real', 'index [2]')
  })
  test('oneHot', () => {
    expectShapeError('oneHot', () => op.oneHot(sym(2) as never, 3), 'kind index', 'real [2]')
  })
})

test('a number of keys or positions that is none', () => {
  expectShapeError('permutation', () => permutation(keyFrom(1), -1), '[-1]')
  expectShapeError('keys', () => keys(keyFrom(1), 1.5), '[1.5]')
  expectShapeError('splitKey', () => op.splitKey(symOf('index', 2) as never, -1), '[-1]')
  expect(permutation(keyFrom(1), 0)).toEqual([])
  expect(keys(keyFrom(1), 0)).toEqual([])
})

describe('too large for an array', () => {
  const large = 2 ** 40
  test.each<readonly [string, () => unknown]>([
    ['tile', () => op.tile(sym(2 ** 20), [2 ** 20])],
    ['repeat', () => op.repeat(sym(2 ** 20), 2 ** 20)],
    ['pad', () => op.pad(sym(2), [[large, 0]])],
    ['pad', () => op.pad(sym(2, 2 ** 20), [[2 ** 20, 0]])],
    ['diag', () => op.diag(sym(2), { offset: 2 ** 20 })],
    ['eye', () => op.eye(2 ** 20, 2 ** 20)],
    ['arange', () => op.arange(large)],
    ['linspace', () => op.linspace(0, 1, large)],
    ['positions', () => op.positions(large)],
  ])('%s', (name, build) => {
    expectShapeError(name, build, 'entries')
  })
})
