/** Examples by their positions, as tensors: grey values scaled to [0, 1]. */
import { fromFlat } from 'chainrule'
import type { DataSet } from './idx.js'
import type { Labels, Rows } from './model.js'

/** A mini-batch: images as rows, and their labels. */
export interface MiniBatch {
  readonly x: Rows
  readonly y: Labels
}

export const miniBatch = (
  { images, labels, rows, cols }: DataSet,
  positions: readonly number[],
): MiniBatch => {
  const n = rows * cols
  const x = new Float64Array(positions.length * n)
  positions.forEach((p, i) => {
    for (let k = 0; k < n; k++) x[i * n + k] = (images[p * n + k] ?? 0) / 255
  })
  const y = Int32Array.from(positions, p => labels[p] ?? 0)
  return { x: fromFlat(x, [positions.length, n]), y: fromFlat(y, [positions.length]) }
}

/** The data set in order, in batches of one size, the last one perhaps smaller. */
export const inOrder = (count: number, size: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(count / size) }, (_, b) =>
    Array.from({ length: Math.min(size, count - b * size) }, (_, i) => b * size + i),
  )
