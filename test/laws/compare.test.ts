/** Two sides held against each other: what rounding, noise and scale excuse, and what they do not. */
import { expect, test } from 'vitest'
import { closeAlong } from '../../laws/compare.js'
import { formatOf } from '../../laws/precision.js'

const verdict = (claimed: readonly number[], terms: number, elsewhere = 0) =>
  closeAlong(
    () => ({ claimed, measured: [2], terms }),
    k => `${k}`,
    { alone: () => elsewhere, apart: () => 0 },
    formatOf(),
  ).verdict

test('rounding of the terms is excused, a difference is not', () => {
  expect(verdict([2 + 1e-15], 2)).toBe('holds')
  expect(verdict([1], 2)).toBe('fails')
})
test('terms beyond every double excuse nothing', () => {
  expect(verdict([1], Number.POSITIVE_INFINITY)).toBe('fails')
  expect(verdict([1], Number.NaN)).toBe('fails')
})
test('another number of entries, and what is not finite', () => {
  expect(verdict([2, 2], 2)).toBe('fails')
  expect(verdict([Number.NaN], 2)).toBe('inconclusive')
})
test('what is below rounding of what it is elsewhere cannot be told', () => {
  expect(verdict([1], 2, 1e15)).toBe('inconclusive')
})
