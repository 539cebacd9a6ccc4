/** What is done to a series before it is drawn. Points that are not finite are left out, never moved. */
export interface Point {
  readonly x: number
  readonly y: number
}

export const finite = (points: readonly Point[]): readonly Point[] =>
  points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))

/** A logarithmic axis has no place for zero. */
export const positive = (points: readonly Point[]): readonly Point[] =>
  finite(points).filter(({ y }) => y > 0)

/** At most about `most` points, evenly taken, the last among them. */
export const thin = (points: readonly Point[], most: number): readonly Point[] => {
  const every = Math.max(1, Math.ceil(points.length / most))
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}

/**
 * The mean over a window that covers `share` of the series. It narrows towards the beginning, where
 * training moves fast, and keeps its past at the end, so that the last value is a mean, too.
 */
export const smooth = (points: readonly Point[], share = 0.03): readonly Point[] => {
  const half = Math.floor((points.length * share) / 2)
  return points.map(({ x }, i) => {
    const reach = Math.min(half, i)
    const window = points.slice(i - reach, i + reach + 1)
    return { x, y: window.reduce((sum, p) => sum + p.y, 0) / window.length }
  })
}

/** The value below which the given share of the values lies. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}

export const extent = (values: readonly number[]): readonly [number, number] =>
  values.reduce<readonly [number, number]>(
    ([low, high], v) => [Math.min(low, v), Math.max(high, v)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )

/** Ticks for a logarithmic axis: 1, 2, 5 in every decade, or the decades alone if there are many. */
export const logTicks = ([low, high]: readonly [number, number]): readonly number[] => {
  const from = Math.floor(Math.log10(low))
  const to = Math.ceil(Math.log10(high))
  const decades = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
  const steps = high / low > 2000 ? [1] : [1, 2, 5]
  return decades
    .flatMap(d => steps.map(s => Number(`${s}e${d}`)))
    .filter(t => t >= low && t <= high)
}

export const linearTicks = (low: number, high: number, step: number): readonly number[] =>
  Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step)
