/** Walking an index space: the one loop under broadcasting, transposing, slicing and reducing. */
import { type Shape, size } from '../Shape.js'

/**
 * Calls `visit(k, offsets)` for each index of `shape` in row-major order: `k` counts, and `offsets[j]` is
 * the sum of the index times `strides[j]`, from `starts[j]`. `offsets` is reused from call to call.
 */
export const walk = (
  shape: Shape,
  strides: readonly (readonly number[])[],
  visit: (k: number, offsets: readonly number[]) => void,
  starts: readonly number[] = strides.map(() => 0),
): void => {
  const n = size(shape)
  const rank = shape.length
  const operands = strides.length
  const index = new Int32Array(rank)
  const offsets = [...starts]
  for (let k = 0; k < n; k++) {
    visit(k, offsets)
    for (let axis = rank - 1; axis >= 0; axis--) {
      index[axis]!++
      for (let j = 0; j < operands; j++) offsets[j]! += strides[j]![axis]!
      if (index[axis]! < shape[axis]!) break
      for (let j = 0; j < operands; j++) offsets[j]! -= strides[j]![axis]! * shape[axis]!
      index[axis] = 0
    }
  }
}
