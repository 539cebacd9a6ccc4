/**
 * Defects of a program as tagged errors: each says the operation, what it expected, what it got, and
 * where there is structure, the path.
 */

/** A mistake in a program, thrown at the place where the program is built. */
export interface Defect<Tag extends string> extends Error {
  readonly _tag: Tag
  readonly operation: string
  readonly expected: string
  readonly got: string
}

/** Shapes, kinds or spaces that do not meet. */
export type ShapeError = Defect<'ShapeError'>

/** A body that uses a symbol of an outer body: an arrow is closed. */
export type ScopeError = Defect<'ScopeError'>

const defect =
  <Tag extends string>(tag: Tag) =>
  (operation: string, expected: string, got: string): Defect<Tag> =>
    Object.assign(new Error(`${operation}: expected ${expected}, got ${got}`), {
      name: tag,
      _tag: tag,
      operation,
      expected,
      got,
    })

/**
 * A `ShapeError`: `operation: expected …, got …`.
 *
 * @example
 * import { fn, matmul, matrix, tuple } from 'chainrule'
 *
 * const n: number = 4 // were it literal, the compiler would refuse
 * fn(tuple(matrix(2, 3), matrix(n, 1)), ([a, b]) => matmul(a, b))
 * // throws 'matmul: expected inner dimensions that meet, got [2, 3] · [4, 1]'
 */
export const shapeError: (operation: string, expected: string, got: string) => ShapeError =
  defect('ShapeError')

/** A `ScopeError`: a symbol out of its scope, named. */
export const scopeError: (operation: string, expected: string, got: string) => ScopeError =
  defect('ScopeError')

const tagged = (tag: string, u: unknown): boolean =>
  u instanceof Error && '_tag' in u && u._tag === tag

/** Whether a thrown thing is a `ShapeError`. */
export const isShapeError = (u: unknown): u is ShapeError => tagged('ShapeError', u)

/** Whether a thrown thing is a `ScopeError`. */
export const isScopeError = (u: unknown): u is ScopeError => tagged('ScopeError', u)
