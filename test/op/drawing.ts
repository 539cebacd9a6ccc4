/** What the tests of draws share: keys, numbers, and when a p-value speaks for or against them. */
import type { Expr } from 'chainrule'
import type { Dense, Kind, Precision } from '../../src/Dense.js'
import { index, valuesOf } from './support.js'

export type Numbers = readonly number[]
export type Key = Expr<readonly [2], 'index'>

export const keyOf = (a: number, b = 0): Key => index([2], [a, b]) as Key

/** The key of a seed, as `keyFrom` makes it. */
export const from = (seed: number): Key => keyOf(0, seed)

/** The entries of what is drawn. */
export const numbers = (e: Expr<Numbers, Kind>, precision: Precision = 'f64'): Numbers =>
  valuesOf(e, precision).map(Number)

/** Index entries as an interpreter takes them. */
export const dense = (xs: Numbers, shape: Numbers): Dense => ({
  shape,
  kind: 'index',
  data: Int32Array.from(xs),
})

/** Good numbers do worse than this once in a thousand. */
export const GOOD = 1e-3

/** Bad ones are to do worse than this. */
export const BAD = 1e-9

/** How many are drawn. */
export const n = 20_000
