/** When a number counts as the one wanted: the tolerances that the data's README states. */

/** How a result compares: relative where the wanted value is not near 0; NaN and infinities exactly. */
export const errorOf = (got: number, want: number, relative: number, absolute: number): number => {
  if (Object.is(got, want) || got === want) return 0
  if (!Number.isFinite(want) || !Number.isFinite(got)) return Infinity
  return Math.abs(got - want) / (relative * Math.abs(want) + absolute)
}

const loose = new Set(['erfinv', 'lgamma', 'digamma'])

/** Scalars: rtol 1e-12 (1e-9 for erfinv, lgamma, digamma), atol 1e-300; 1e-15 near zeros of the result. */
export const scalarError = (op: string, got: number, want: number): number => {
  // An exact zero by cancellation, as in ∂²atan2 on the diagonal.
  if (want === 0) return errorOf(got, want, 0, 1e-15)
  const nearZero = Math.abs(want) < 1e-3 && Math.abs(want) > 1e-20 && zeros.has(op)
  return errorOf(got, want, loose.has(op) || nearZero ? 1e-9 : 1e-12, nearZero ? 1e-15 : 1e-300)
}

/** Operations whose value crosses zero where its argument is not exact. */
const zeros = new Set(['sin', 'cos', 'tan', 'silu', 'gelu', 'lgamma', 'digamma', 'log', 'log2'])

/** Tensors: rtol 1e-9, atol 1e-11. */
export const tensorError = (got: number, want: number): number => errorOf(got, want, 1e-9, 1e-11)

/** Errors of entries, each relative to a scale of its own. */
export const weighed = (
  got: readonly number[],
  want: readonly number[],
  scale: (k: number) => number,
  relative: number,
  absolute = 1e-10,
): readonly number[] =>
  want.map((w, k) => {
    const g = got[k]!
    if (Object.is(g, w) || g === w) return 0
    const error = Math.abs(g - w) / (relative * scale(k) + absolute)
    return Number.isFinite(error) ? error : Infinity
  })

/** Functions: errors relative to the largest entry of the array. */
export const byLargest = (
  got: readonly number[],
  want: readonly number[],
  relative: number,
): readonly number[] => {
  const largest = want.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  return weighed(got, want, () => largest, relative)
}

/** Single precision: 16 roundings of what is added up, where that is within its range. */
export const singleError = (got: number, want: number, scale: number): number => {
  if (Object.is(got, want) || got === want) return 0
  // Near the ends of the range of single precision, infinity and 0 are what there is.
  if (Math.abs(want) > 1e36 || scale > 1e36) return 0
  // Rounding the arguments alone may reach a pole.
  if (!Number.isFinite(got) && 2 ** -24 * scale > Math.abs(want)) return 0
  if (!Number.isFinite(want) || !Number.isFinite(got)) return Infinity
  return Math.abs(got - want) / (16 * 2 ** -24 * scale + 1e-36)
}
