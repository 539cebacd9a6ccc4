/** Memory read with strides: what broadcasts, transposes, slices and most reshapes are, without copying. */
import { broadcastStrides, type Shape, size } from '../Shape.js'

/** Where entry (i, j, …) lies: at `start + i · strides[0] + j · strides[1] + …`. */
export interface Strided {
  readonly shape: Shape
  readonly start: number
  readonly strides: readonly number[]
}

/** Memory in row-major order. */
export const rowMajor = (shape: Shape, start = 0): Strided => ({
  shape,
  start,
  strides: broadcastStrides(shape, shape),
})

/** Whether entries lie one after another, row-major; axes of one entry do not matter. */
export const isRowMajor = ({ shape, strides }: Strided): boolean => {
  let expected = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== expected) return false
    expected *= shape[i]!
  }
  return true
}

/** Repeated along new axes and those of one entry. */
export const broadcastView = (x: Strided, shape: Shape): Strided => {
  const lead = shape.length - x.shape.length
  const strides = shape.map((_, i) =>
    i < lead || x.shape[i - lead] === 1 ? 0 : x.strides[i - lead]!,
  )
  return { shape, start: x.start, strides }
}

/** Runs of axes of which entries lie evenly: their sizes and strides, outermost first; axes of one entry left out. */
const runs = ({
  shape,
  strides,
}: Strided): readonly (readonly [size: number, stride: number])[] => {
  const out: (readonly [number, number])[] = []
  shape.forEach((d, i) => {
    if (d === 1) return
    const last = out[out.length - 1]
    if (last !== undefined && last[1] === strides[i]! * d)
      out[out.length - 1] = [last[0] * d, strides[i]!]
    else out.push([d, strides[i]!])
  })
  return out
}

/** The same entries in another shape, where strides can say so. */
export const reshapeView = (x: Strided, shape: Shape): Strided | undefined => {
  if (size(shape) === 0) return { shape, start: x.start, strides: shape.map(() => 0) }
  const pieces = runs(x)
  const strides = Array<number>(shape.length).fill(0)
  let piece = pieces.length - 1
  let inner = 1 // entries of the piece that are taken
  for (let i = shape.length - 1; i >= 0; i--) {
    const d = shape[i]!
    if (d === 1) continue
    const [n, stride] = pieces[piece]!
    if (n % (inner * d) !== 0) return undefined
    strides[i] = stride * inner
    inner *= d
    if (inner === n) {
      piece--
      inner = 1
    }
  }
  return { shape, start: x.start, strides }
}
