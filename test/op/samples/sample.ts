/** What a sample of an operation is, and the points and shapes that samples share. */
import { type AnyExpr, constant, type Expr, fromFlat } from 'chainrule'
import * as op from 'chainrule/op'

/** The entries of the point as a vector. */
export type X = Expr<readonly [number]>
/** Entries of a point or of a value. */
export type Numbers = readonly number[]

/** A use of an operation: a point, a function of its entries, and what it is there, by other means. */
export interface Sample {
  readonly at: Numbers
  readonly body: (x: X, entries: readonly Expr[]) => AnyExpr
  readonly value: (xs: Numbers) => Numbers
}

/** Whole numbers as a constant. */
export const index = (shape: Numbers, xs: Numbers): Expr<Numbers, 'index'> =>
  constant(fromFlat(Int32Array.from(xs), shape))

/** A function of one operand, entry by entry. */
export const unary = (f: (x: Expr) => AnyExpr, g: (x: number) => number, at: Numbers): Sample => ({
  at,
  body: x => f(x),
  value: xs => xs.map(g),
})

/** A function of two operands, the halves of the point. */
export const binary = (
  f: (a: Expr, b: Expr) => AnyExpr,
  g: (a: number, b: number) => number,
  [a, b]: readonly [Numbers, Numbers],
): Sample => ({
  at: [...a, ...b],
  body: x => f(op.slice(x, [{ stop: a.length }]), op.slice(x, [{ start: a.length }])),
  value: xs => a.map((_, i) => g(xs[i]!, xs[i + a.length]!)),
})

/** Numbers of both signs. */
export const some: Numbers = [-1.3, -0.4, 0.6, 2.1]
/** Pairs without a tie. */
export const pairs: readonly [Numbers, Numbers] = [
  [-1.3, 0.4, 0.6, 2.1],
  [0.7, 1.9, -0.8, 1.1],
]
/** Between −1 and 1. */
export const inside: Numbers = [-0.9, -0.2, 0.3, 0.75]
/** Above 0. */
export const above: Numbers = [0.2, 0.9, 1.7, 4]
/** The entries of a matrix of 2 × 3. */
export const six: Numbers = [0.3, -1.2, 2.2, 0.9, -0.5, 1.4]
/** The point as a matrix of 2 × 3. */
export const matrix = (x: X): Expr => op.reshape(x, [2, 3])
