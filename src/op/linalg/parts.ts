/** What derivatives of factorisations are written with: triangles, diagonals, and differences that divide. */
import { type AnyExpr, constant, type Expr } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { fromFlat } from '../../Tensor.js'
import { matmul } from '../contraction/contraction.js'
import type { Maybe } from '../Operation.js'
import { max } from '../reduction/reduction.js'
import { abs, add, div, mul, stopGradient, sub } from '../scalar/arithmetic.js'
import { lessEqual, where } from '../scalar/compare.js'
import { transpose } from '../structure/permutation.js'
import { reshape, sum, zeros } from '../structure/structure.js'

/** Rows and columns exchanged. */
export const flip = (x: AnyExpr): Expr => {
  const n = x.shape.length
  return transpose(
    x,
    x.shape.map((_, i) => (i === n - 1 ? n - 2 : i === n - 2 ? n - 1 : i)),
  ) as Expr // of the kind of x, which is real
}

/** The product of some matrices, from the left. */
export const product = (first: Expr, ...rest: readonly Expr[]): Expr =>
  rest.reduce((a, b) => matmul(a, b), first)

/** The sum of what is there. */
export const total = (xs: readonly Maybe[]): Maybe =>
  xs.reduce((a, b) => (a === undefined ? b : b === undefined ? a : add(a, b)), undefined)

const last = (x: AnyExpr): number => x.shape[x.shape.length - 1]!

/** Where a relation holds between row and column of an n × n matrix. */
const mask = (n: number, holds: (i: number, j: number) => boolean): Expr<Shape, 'bool'> =>
  constant(
    fromFlat(
      Array.from({ length: n * n }, (_, k) => holds(Math.floor(k / n), k % n)),
      [n, n],
      'bool', // of an empty one nothing else tells
    ),
  )

/** One triangle of a square matrix, zeros elsewhere; strictly if the diagonal is left out. */
export const triangle = (x: Expr, lower: boolean, strictly = false): Expr =>
  where(
    mask(last(x), (i, j) => (lower ? i > j : i < j) || (!strictly && i === j)),
    x,
    0,
  )

/** Φ: the lower triangle, the diagonal by half. */
export const halfLower = (x: Expr): Expr => {
  const n = last(x)
  const halves = Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 0.5 : 1))
  return mul(triangle(x, true), constant(fromFlat<Shape, Shape, 'real'>(halves, [n, n])))
}

/** The identity matrix. */
export const identity = (n: number): Expr =>
  constant(
    fromFlat<Shape, Shape, 'real'>(
      Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0)),
      [n, n],
    ),
  )

/** The diagonal of a square matrix. */
export const diagonalOf = (x: Expr): Expr =>
  sum(
    where(
      mask(last(x), (i, j) => i === j),
      x,
      0,
    ),
    { axis: -1 },
  )

/** A vector as a row of a matrix, or as its column. */
export const row = (s: Expr): Expr => reshape(s, [...s.shape.slice(0, -1), 1, last(s)])
export const column = (s: Expr): Expr => reshape(s, [...s.shape, 1])

/** A number for each matrix, as a matrix of one entry. */
export const entry = (s: Expr): Expr => reshape(s, [...s.shape, 1, 1])

/** The diagonal matrix of a vector. */
export const onDiagonal = (s: Expr): Expr =>
  where(
    mask(last(s), (i, j) => i === j),
    column(s),
    0,
  )

/** (x + xᵀ) / 2. */
export const symmetric = (x: Expr): Expr => mul(0.5, add(x, flip(x)))

/** What counts as zero beside the largest of some numbers: their rounding, as a row of one entry. */
const rounding = (s: Expr): Expr =>
  mul(4 * Number.EPSILON * last(s), stopGradient(max(abs(s), { axis: -1, keepdims: true })))

const reciprocalBut = (x: Expr, zero: Expr): Expr => {
  const none = lessEqual(abs(x), zero)
  return where(none, 0, div(1, where(none, 1, x)))
}

/** 1 / s, 0 where s is zero but for rounding. */
export const reciprocals = (s: Expr): Expr => (last(s) === 0 ? s : reciprocalBut(s, rounding(s)))

const pairs = (f: (a: Expr, b: Expr) => Expr, s: Expr): Expr =>
  last(s) === 0 ? zeros([...s.shape, 0]) : reciprocalBut(f(row(s), column(s)), column(rounding(s)))

/** 1 / (sⱼ − sᵢ), 0 where they are equal but for rounding. */
export const differences = (s: Expr): Expr => pairs((a, b) => sub(a, b), s)

/** 1 / (sⱼ + sᵢ), 0 where both are zero but for rounding. */
export const sums = (s: Expr): Expr => pairs((a, b) => add(a, b), s)
