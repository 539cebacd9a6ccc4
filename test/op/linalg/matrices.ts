/** Plain loops on matrices, the other means by which the tests of linear algebra know what is right. */
import { type Expr, fn, fromFlat, run, type Tensor, tensor } from 'chainrule'
import { concat, reshape } from 'chainrule/op'
import { expect } from 'vitest'

export type Numbers = readonly number[]
/** A matrix as rows. */
export type Rows = readonly Numbers[]
/** A function of one tensor with some results. */
export type Outputs = (x: Expr) => readonly Expr[]

export const count = (shape: Numbers): number => shape.reduce((a, b) => a * b, 1)

/** Numbers between −1 and 1 that are all different. */
export const numbers = (n: number, seed = 1): Numbers => {
  let state = seed * 7919 + 17
  return Array.from({ length: n }, () => {
    state = (state * 16807) % 2147483647
    return (state / 2147483647) * 2 - 1
  })
}

export const tensorOf = (shape: Numbers, xs: Numbers): Tensor =>
  fromFlat<Numbers, Numbers, 'real'>(xs, shape)

const column = (e: Expr): Expr => reshape(e, [count(e.shape)])

/** The entries of each result at one tensor. */
export const outputs = (
  f: Outputs,
  shape: Numbers,
  xs: Numbers,
  precision: 'f64' | 'f32' = 'f64',
): readonly Numbers[] => {
  const known: Expr[] = []
  const arrow = fn(tensor(...shape), x => {
    known.push(...f(x as Expr))
    return concat([...known.map(column), column(x as Expr)])
  })
  const { values } = run(arrow, { precision })(tensorOf(shape, xs) as never) as unknown as Tensor
  return known.map((e, i) => {
    const start = known.slice(0, i).reduce((n, y) => n + count(y.shape), 0)
    return values.slice(start, start + count(e.shape))
  })
}

/** The entries of the one result. */
export const value = (f: (x: Expr) => Expr, shape: Numbers, xs: Numbers): Numbers =>
  outputs(x => [f(x)], shape, xs)[0]!

/** Flat entries as a stack of matrices. */
export const stack = (xs: Numbers, m: number, n: number): readonly Rows[] =>
  Array.from({ length: m * n === 0 ? 0 : xs.length / (m * n) }, (_, k) =>
    Array.from({ length: m }, (__, i) => xs.slice((k * m + i) * n, (k * m + i + 1) * n)),
  )

export const rowsOf = (xs: Numbers, m: number, n: number): Rows => stack(xs, m, n)[0] ?? []

export const flip = (a: Rows): Rows => (a[0] ?? []).map((_, j) => a.map(r => r[j]!))
export const times = (a: Rows, b: Rows): Rows =>
  a.map(r => flip(b).map(c => r.reduce((s, x, i) => s + x * c[i]!, 0)))
export const plus = (a: Rows, b: Rows, by = 1): Rows =>
  a.map((r, i) => r.map((x, j) => x + by * b[i]![j]!))
export const unit = (n: number): Rows =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)))
export const diagonal = (d: Numbers): Rows => unit(d.length).map((r, i) => r.map(x => x * d[i]!))

/** A stack of n × n matrices whose diagonals dominate. */
export const dominant = (n: number, many = 1, seed = 1): Numbers =>
  numbers(many * n * n, seed).map((x, k) =>
    (k % (n * n)) % (n + 1) === 0 ? x + n * Math.sign(x) : x,
  )

/** The determinant by minors of the first row. */
export const determinant = (a: Rows): number =>
  a.length === 0
    ? 1
    : a[0]!.reduce(
        (s, x, j) =>
          s +
          (j % 2 === 0 ? x : -x) * determinant(a.slice(1).map(r => r.filter((_, k) => k !== j))),
        0,
      )

/** Expects entries to agree up to a part of the largest of those wanted. */
export const expectNear = (got: Rows, want: Rows, tolerance = 1e-13): void => {
  expect(got.map(r => r.length)).toEqual(want.map(r => r.length))
  const largest = Math.max(1e-300, ...want.flat().map(Math.abs))
  got.forEach((r, i) => {
    r.forEach((x, j) => {
      const off = Math.abs(x - want[i]![j]!) / largest
      expect(off, `entry ${i}, ${j}: ${x}, not ${want[i]![j]}`).toBeLessThanOrEqual(tolerance)
    })
  })
}
