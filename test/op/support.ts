/** What the tests of operations share: symbols from nowhere, values, gradients, and the errors to expect. */
import {
  type AnyExpr,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  grad,
  isShapeError,
  mul,
  run,
  sum,
  type Tensor,
  tensor,
  tuple,
  unit,
} from 'chainrule'
import { reshape } from 'chainrule/op'
import { expect } from 'vitest'
import type { Kind } from '../../src/Dense.js'
import { parameter } from '../../src/Expr.js'

/** A symbol of a shape that only the building of a program sees; its type says nothing. */
export const sym = (...shape: readonly number[]): Expr =>
  parameter('x', { shape, kind: 'real' }) as Expr

/** The same of another kind. */
export const symOf = <K extends Kind>(
  kind: K,
  ...shape: readonly number[]
): Expr<readonly number[], K> => parameter('i', { shape, kind }) as Expr<readonly number[], K>

/** A tensor with the entries given, as a symbol of unknown shape. */
export const real = (shape: readonly number[], xs: readonly number[]): Expr =>
  constant(fromFlat<readonly number[], readonly number[], 'real'>(xs, shape))

/** Index entries as a symbol. */
export const index = (
  shape: readonly number[],
  xs: readonly number[],
): Expr<readonly number[], 'index'> => constant(fromFlat(Int32Array.from(xs), shape))

/** Truth values as a symbol. */
export const bool = (
  shape: readonly number[],
  xs: readonly boolean[],
): Expr<readonly number[], 'bool'> => constant(fromFlat(xs, shape))

/** The value of a closed symbol: its shape and its entries, row-major. */
export const computed = (e: AnyExpr, precision: 'f64' | 'f32' = 'f64') => {
  const f = fn(unit, () => [reshape(e, [...e.shape, 1])])
  const [t] = run(f, { precision })([]) as unknown as readonly [Tensor]
  return { shape: e.shape, values: t.values, dtype: t.dtype }
}

/** The entries of a closed symbol. */
export const valuesOf = (e: AnyExpr, precision: 'f64' | 'f32' = 'f64'): readonly unknown[] =>
  computed(e, precision).values

/** A function of some real inputs at values: its result's entries, and the gradients of w · result. */
export const gradients = (
  f: (...xs: readonly Expr[]) => Expr,
  xs: readonly Tensor[],
  w?: Expr,
): readonly (readonly number[])[] => {
  const total = fn(tuple(...xs.map(x => tensor(...x.shape))), ts => {
    const y = f(...(ts as readonly Expr[]))
    return sum(w === undefined ? y : mul(w, y))
  }) as unknown as Diff<readonly Tensor[], number>
  return run(grad(total))(xs).map(g => (typeof g === 'number' ? [g] : g.values))
}

/** The gradient of w · f at the entries of one tensor. */
export const gradient = (
  f: (x: Expr) => Expr,
  shape: readonly number[],
  xs: readonly number[],
  w?: Expr,
): readonly number[] =>
  gradients(x => f(x!), [fromFlat<readonly number[], readonly number[], 'real'>(xs, shape)], w)[0]!

/** Expects a program that cannot be built, and an error that names the operation and all that is said. */
export const expectShapeError = (
  operation: string,
  build: () => unknown,
  ...says: readonly string[]
): void => {
  try {
    build()
  } catch (e) {
    expect(isShapeError(e), String(e)).toBe(true)
    const message = (e as Error).message
    expect(message).toMatch(new RegExp(`^${operation}: expected .*, got `))
    for (const text of says) expect(message).toContain(text)
    return
  }
  expect.unreachable(`${operation} was built`)
}

/** Expects numbers to agree within a relative tolerance; zeros, infinities and NaN exactly. */
export const expectClose = (
  got: readonly unknown[],
  want: readonly number[],
  relative = 1e-13,
): void => {
  expect(got.length).toBe(want.length)
  want.forEach((b, i) => {
    const a = Number(got[i])
    if (Number.isNaN(b)) expect(a, `entry ${i}`).toBeNaN()
    else if (!Number.isFinite(b) || b === 0)
      expect(a === b, `entry ${i}: ${a}, not ${b}`).toBe(true)
    else expect(Math.abs(a / b - 1), `entry ${i}: ${a}, not ${b}`).toBeLessThanOrEqual(relative)
  })
}
