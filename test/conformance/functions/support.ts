/** What the functions of the conformance data are written with: entries, sums and products of several. */
import { constant, type Expr, fromFlat, sum, type Tensor } from 'chainrule'
import { add, mul, reshape, slice, square, stack, sub } from 'chainrule/op'
import type { Data, Num } from '../data.js'
import { num } from '../data.js'

/** A scalar within a body. */
export type Scalar = Expr<readonly []>

/** A vector within a body. */
export type Vector = Expr<readonly [number]>

/** A point, or a value, of some length. */
export type Point = Tensor<readonly [number]>

/** A function of the data, at points: what the oracle found there. */
export interface FunctionCase {
  readonly id: string
  readonly family: string
  readonly kind: 'scalar' | 'vector'
  readonly n: number
  readonly m?: number
  readonly formula: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly points: readonly FunctionPoint[]
}

/** What the oracle found at a point; f is the sum of squares where the function is a vector's. */
export interface FunctionPoint {
  readonly x: readonly Num[]
  readonly f: Num
  readonly gradient: readonly Num[]
  readonly hessian: Data
  readonly v: readonly Num[]
  readonly hvp: readonly Num[]
  readonly directional: readonly Num[]
  readonly r?: readonly Num[]
  readonly jacobian?: Data
  readonly jvp?: readonly Num[]
  readonly u?: readonly Num[]
  readonly vjp?: readonly Num[]
  readonly w_err?: Num
  readonly dw_err?: Num
  readonly greeks?: Readonly<Record<string, Num>>
}

/** Functions to ℝ by name: the body for a case. */
export type Scalars = Readonly<Record<string, (x: Vector, c: FunctionCase) => Scalar>>

/** Functions to vectors by name, residuals mostly. */
export type Vectors = Readonly<Record<string, (x: Vector, c: FunctionCase) => Vector>>

/** The entries from one on, so many of them. */
export const part = (x: Vector, start: number, length = 1): Vector =>
  slice(x, [{ start, stop: start + length }])

/** An entry as a scalar. */
export const entry = (x: Vector, i: number): Scalar => reshape(part(x, i), [])

/** All entries as scalars. */
export const entriesOf = (x: Vector): readonly Scalar[] =>
  Array.from({ length: x.shape[0] }, (_, i) => entry(x, i))

/** Scalars as a vector. */
export const vectorOf = (xs: readonly Scalar[]): Vector => stack(xs) as Vector // of scalars

/** Numbers as a constant vector. */
export const numbers = (xs: readonly number[]): Vector => constant(fromFlat(xs, [xs.length]))

/** A number for each of 1 … n as a constant vector. */
export const upTo = (n: number, f: (i: number) => number = i => i): Vector =>
  numbers(Array.from({ length: n }, (_, i) => f(i + 1)))

/** The sum of several, which need not be symbols. */
export const plus = (...xs: readonly (Scalar | number)[]): Scalar =>
  xs.reduce<Scalar | number>((a, b) => add(a, b), 0) as Scalar // a sum is a symbol

/** The product of several. */
export const times = (...xs: readonly (Scalar | number)[]): Scalar =>
  xs.reduce<Scalar | number>((a, b) => mul(a, b), 1) as Scalar // a product is a symbol

/** The sum of squares of scalars. */
export const squares = (...xs: readonly Scalar[]): Scalar => plus(...xs.map(x => square(x)))

/** The polynomial of one variable with these coefficients, the highest power's last. */
export const polynomial = (x: Scalar, ...coefficients: readonly number[]): Scalar =>
  coefficients.reduceRight<Scalar | number>((y, c) => add(mul(y, x), c), 0) as Scalar // as above

/** ‖x‖². */
export const norm2 = (x: Vector): Scalar => sum(square(x)) as Scalar // over all axes

/** x − y. */
export const minus = (x: Scalar | number, y: Scalar | number): Scalar => sub(x, y) as Scalar // as above

const data = (c: FunctionCase, name: string): unknown => {
  const value = c.data?.[name]
  if (value === undefined) throw new Error(`${c.id} has no data '${name}'`)
  return value
}

/** A number that comes with a case. */
export const number = (c: FunctionCase, name: string): number => num(data(c, name) as Num)

/** A list of numbers that comes with a case; the one of the textbook where it does not. */
export const list = (
  c: FunctionCase,
  name: string,
  textbook?: readonly number[],
): readonly number[] =>
  c.data?.[name] === undefined && textbook !== undefined
    ? textbook
    : (data(c, name) as readonly Num[]).map(num)

/** A matrix that comes with a case, row by row. */
export const table = (c: FunctionCase, name: string): readonly (readonly number[])[] => {
  const { shape, data: flat } = data(c, name) as Data
  const [rows = 0, columns = 0] = shape
  const xs = flat.map(num)
  return Array.from({ length: rows }, (_, i) => xs.slice(i * columns, (i + 1) * columns))
}
