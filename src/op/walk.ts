/** Walking an index space row by row: the one loop under broadcasting, transposing, slicing and reducing. */
import type { Data } from '../Dense.js'
import { type Shape, size } from '../Shape.js'

/**
 * One run along the last axis: `n` entries from the `k`-th on, where operand `j` begins at `at[j]` and
 * moves by `step[j]`. Both arrays are reused from row to row.
 */
export type Row = (k: number, at: readonly number[], n: number, step: readonly number[]) => void

/** The same walk over fewer axes: neighbours merge where no operand jumps between them. */
const merged = (
  shape: Shape,
  strides: readonly (readonly number[])[],
): { readonly sizes: number[]; readonly steps: readonly number[][] } => {
  const sizes: number[] = []
  const steps = strides.map((): number[] => [])
  shape.forEach((d, axis) => {
    if (d === 1) return
    const last = sizes.length - 1
    if (last >= 0 && strides.every((s, j) => steps[j]![last] === s[axis]! * d)) {
      sizes[last]! *= d
      strides.forEach((s, j) => {
        steps[j]![last] = s[axis]!
      })
    } else {
      sizes.push(d)
      strides.forEach((s, j) => {
        steps[j]!.push(s[axis]!)
      })
    }
  })
  return { sizes, steps }
}

/** Visits `shape` in row-major order, as rows that are as long as the strides of the operands allow. */
export const walkRows = (
  shape: Shape,
  strides: readonly (readonly number[])[],
  visit: Row,
  starts: readonly number[] = strides.map(() => 0),
): void => {
  const total = size(shape)
  if (total === 0) return
  if (total === 1) {
    visit(0, starts, 1, starts) // scalars are most of a deep program; of one entry no step is taken
    return
  }
  const { sizes, steps } = merged(shape, strides)
  const rank = sizes.length - 1
  const n = sizes[rank] ?? 1
  const step = steps.map(s => s[rank] ?? 0)
  const operands = strides.length
  const index = new Int32Array(Math.max(rank, 0))
  const at = [...starts]
  for (let k = 0; k < total; k += n) {
    visit(k, at, n, step)
    for (let axis = rank - 1; axis >= 0; axis--) {
      index[axis]!++
      for (let j = 0; j < operands; j++) at[j]! += steps[j]![axis]!
      if (index[axis]! < sizes[axis]!) break
      for (let j = 0; j < operands; j++) at[j]! -= steps[j]![axis]! * sizes[axis]!
      index[axis] = 0
    }
  }
}

/** Copies into `data`, row-major of `shape`, what `x` has at the given strides. */
export const copyRows = (
  data: Data,
  x: Data,
  shape: Shape,
  strides: readonly number[],
  start = 0,
): void => {
  walkRows(
    shape,
    [strides],
    (k, [i], n, [step]) => {
      for (let p = 0; p < n; p++) data[k + p] = x[i! + p * step!]!
    },
    [start],
  )
}

/** Visits every line along an axis: where it begins in the flat data, the step between entries, their number. */
export const walkLines = (
  shape: Shape,
  { axis, reverse }: { readonly axis: number; readonly reverse: boolean },
  visit: (start: number, step: number, n: number) => void,
): void => {
  const n = shape[axis]!
  const after = size(shape.slice(axis + 1))
  const total = size(shape)
  if (total === 0) return
  for (let block = 0; block < total; block += n * after)
    for (let a = 0; a < after; a++)
      if (reverse) visit(block + (n - 1) * after + a, -after, n)
      else visit(block + a, after, n)
}
