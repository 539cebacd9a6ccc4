/** What the tests of plain functions share. */
import { type AnyLaw, checkLaws } from 'chainrule/laws'
import { isRight } from 'fp-ts/lib/Either.js'

export const seed = 1

export type Rows = readonly (readonly number[])[]
export const sum = (xs: ArrayLike<number>): number => Array.from(xs).reduce((s, e) => s + e, 0)
export const squares = (x: ArrayLike<number>): number => sum(Array.from(x, e => e * e))
export const twice = (x: ArrayLike<number>): number[] => Array.from(x, e => 2 * e)

/** The failure of laws, or what they said instead. */
export const failing = (laws: readonly AnyLaw[], from: number = seed) => {
  const found = checkLaws(laws, { seed: from })
  if (isRight(found)) throw new Error('nothing failed')
  return found.left
}
