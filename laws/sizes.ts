/** How large numbers are: what rounding is measured in. */

/** The size of the terms of an inner product. */
export const sizes = (xs: readonly number[], ys: readonly number[]): number =>
  xs.reduce((s, x, i) => s + Math.abs(x * ys[i]!), 0)

/** The size of the largest number. */
export const size = (xs: readonly number[]): number =>
  xs.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
