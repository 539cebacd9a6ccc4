/** Domains of square matrices: symmetric, and positive definite. Directions are symmetric, too. */
import type fc from 'fast-check'
import { numbers } from '../draw.js'
import type { Domain } from './domain.js'
import { domain } from './set.js'

const lower = (n: number): number => (n * (n + 1)) / 2

/** The symmetric matrix whose lower triangle is listed row by row. */
const mirrored = (n: number, entries: readonly number[]): readonly number[] =>
  Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n]
    const [row, column] = [Math.max(i, j), Math.min(i, j)]
    return entries[lower(row) + column]!
  })

const isSymmetric = (n: number, a: readonly number[]): boolean =>
  a.every((e, k) => e === a[(k % n) * n + Math.floor(k / n)])

/** Whether all pivots of the elimination of a symmetric matrix are positive (Sylvester). */
const hasPositivePivots = (n: number, a: readonly number[]): boolean => {
  const m = [...a]
  for (let k = 0; k < n; k++) {
    const pivot = m[k * n + k]!
    if (!(pivot > 0)) return false
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) m[i * n + j]! -= (m[i * n + k]! * m[k * n + j]!) / pivot
  }
  return true
}

const directions = (n: number) => (): fc.Arbitrary<readonly number[]> =>
  numbers(lower(n), -10, 10, k => k / 10).map(entries => mirrored(n, entries))

const checkSize = (what: string, n: number): void => {
  if (!(Number.isInteger(n) && n >= 1))
    throw new Error(`laws: expected ${what} matrices of 1 row or more, got ${n}`)
}

/**
 * Symmetric n × n matrices, with entries from −2 to 2.
 *
 * @example
 * import { assertLaws, gradient, symmetric } from 'chainrule/laws'
 *
 * const trace = gradient.of(
 *   (a: readonly (readonly number[])[]) => a.reduce((s, row, i) => s + row[i]!, 0),
 *   a => a.map((row, i) => row.map((_, j) => (i === j ? 1 : 0))),
 * )
 * assertLaws(trace.on(symmetric(3))) // => undefined
 *
 * @throws Error where n is not a whole number from 1
 */
export const symmetric = (n: number): Domain<number[][]> => {
  checkSize('symmetric', n)
  return domain({
    shape: [n, n],
    points: () => numbers(lower(n), -200, 200, k => k / 100).map(entries => mirrored(n, entries)),
    directions: directions(n),
    contains: a => isSymmetric(n, a),
    unit: 1,
    thin: true,
  })
}

/**
 * Symmetric positive definite n × n matrices: L Lᵀ for a lower triangle L with a positive diagonal.
 *
 * @example
 * import { assertLaws, gradient, positiveDefinite } from 'chainrule/laws'
 *
 * const logDeterminant = gradient.of(
 *   (m: readonly (readonly number[])[]) => Math.log(m[0]![0]! * m[1]![1]! - m[0]![1]! ** 2),
 *   m => {
 *     const [a, b, d] = [m[0]![0]!, m[0]![1]!, m[1]![1]!]
 *     const det = a * d - b * b
 *     return [[d / det, -b / det], [-b / det, a / det]]
 *   },
 * )
 * assertLaws(logDeterminant.on(positiveDefinite(2))) // => undefined
 *
 * @throws Error where n is not a whole number from 1
 */
export const positiveDefinite = (n: number): Domain<number[][]> => {
  checkSize('positive definite', n)
  return domain({
    shape: [n, n],
    points: () =>
      numbers(lower(n), -10, 10, k => k).map(entries => {
        // In tenths, so that entries of the product are whole hundredths; 0.5 to 1.5 on the diagonal.
        const L = Array.from({ length: n }, (_, i) =>
          Array.from({ length: n }, (_, j) => {
            const e = j > i ? 0 : entries[lower(i) + j]!
            return i === j ? 10 + Math.trunc(e / 2) : e
          }),
        )
        return L.flatMap(row =>
          L.map(column => row.reduce((s, e, k) => s + e * column[k]!, 0) / 100),
        )
      }),
    directions: directions(n),
    contains: a => isSymmetric(n, a) && hasPositivePivots(n, a),
    unit: 1,
    thin: true,
  })
}
