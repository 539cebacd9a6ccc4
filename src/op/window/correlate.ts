/**
 * The kernel of convolutions. Along each axis, position o of the result, k of the weights and d of the
 * input meet where o·stride + k·dilation = d·spacing + offset, all of them within bounds.
 */
import type { Data } from '../../Dense.js'
import { type Shape, size, strides } from '../../Shape.js'

/** The relation along one axis. */
interface Relation {
  readonly stride: number
  readonly dilation: number
  readonly spacing: number
  readonly offset: number
}

/** How positions meet, one number an axis; strides and dilations may be negative, none is 0. */
export interface Geometry {
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly spacings: readonly number[]
  readonly offsets: readonly number[]
}

const relation = (g: Geometry, axis: number): Relation => ({
  stride: g.strides[axis]!,
  dilation: g.dilations[axis]!,
  spacing: g.spacings[axis]!,
  offset: g.offsets[axis]!,
})

/** Numbers that describe the positions m and d that meet one fixed position: an arithmetic progression. */
const FIELDS = 5

/** For each of `fixed` positions: first m, step of m, first d, step of d, how many. */
const progressions = (
  fixed: number,
  moving: number,
  input: number,
  { stride, dilation, spacing, offset }: Relation,
): Int32Array => {
  const out = new Int32Array(fixed * FIELDS)
  for (let f = 0; f < fixed; f++) {
    const at = f * FIELDS
    for (let m = 0; m < moving; m++) {
      const d = (m * stride + f * dilation - offset) / spacing
      if (!Number.isInteger(d) || d < 0 || d >= input) continue
      const n = out[at + 4]!
      if (n === 0) {
        out[at] = m
        out[at + 2] = d
      } else if (n === 1) {
        out[at + 1] = m - out[at]!
        out[at + 3] = d - out[at + 2]!
      }
      out[at + 4] = n + 1
    }
  }
  return out
}

/** The rows of positions that meet each fixed one: rows `from[f]` to `from[f + 1]` belong to f. */
interface Rows {
  readonly from: Int32Array
  readonly moving: Int32Array
  readonly input: Int32Array
  /** The run along the last axis, one for each fixed position. */
  readonly steps: Int32Array
}

/** All meetings of fixed, moving and input positions, by rows along the last axis. */
const meetings = (fixed: Shape, moving: Shape, input: Shape, g: Geometry): Rows => {
  const rank = fixed.length
  const along = fixed.map((n, axis) =>
    progressions(n, moving[axis]!, input[axis]!, relation(g, axis)),
  )
  const [stepM, stepD] = [strides(moving), strides(input)]
  const total = size(fixed)
  const from = new Int32Array(total + 1)
  const steps = new Int32Array(total * 3)
  const [rowsM, rowsD]: readonly [number[], number[]] = [[], []]
  const place = new Int32Array(rank)
  const visit = (axis: number, m: number, d: number): void => {
    const p = along[axis]!
    const at = place[axis]! * FIELDS
    const n = p[at + 4]!
    if (axis === rank - 1) {
      if (n === 0) return
      rowsM.push(m + p[at]!)
      rowsD.push(d + p[at + 2]!)
      return
    }
    for (let t = 0; t < n; t++)
      visit(
        axis + 1,
        m + (p[at]! + t * p[at + 1]!) * stepM[axis]!,
        d + (p[at + 2]! + t * p[at + 3]!) * stepD[axis]!,
      )
  }
  for (let f = 0; f < total; f++) {
    let rest = f
    for (let axis = rank - 1; axis >= 0; axis--) {
      place[axis] = rest % fixed[axis]!
      rest = Math.floor(rest / fixed[axis]!)
    }
    visit(0, 0, 0)
    from[f + 1] = rowsM.length
    const last = along[rank - 1]!
    const at = place[rank - 1]! * FIELDS
    steps.set([last[at + 1]!, last[at + 3]!, last[at + 4]!], f * 3)
  }
  return { from, moving: Int32Array.from(rowsM), input: Int32Array.from(rowsD), steps }
}

/** Adds up one plane: a weight at a time along rows of the result. */
const spread = (
  { from, moving, input, steps }: Rows,
  w: Data,
  atW: number,
  x: Data,
  atX: number,
  sums: Float64Array,
): void => {
  const taps = from.length - 1
  for (let f = 0; f < taps; f++) {
    const u = w[atW + f]!
    const stepM = steps[f * 3]!
    const stepD = steps[f * 3 + 1]!
    const n = steps[f * 3 + 2]!
    const end = from[f + 1]!
    for (let row = from[f]!; row < end; row++) {
      let m = moving[row]!
      let d = atX + input[row]!
      for (let t = 0; t < n; t++) {
        sums[m]! += u * x[d]!
        m += stepM
        d += stepD
      }
    }
  }
}

/** Adds up one plane: an entry of the result at a time along rows of weights. */
const collect = (
  { from, moving, input, steps }: Rows,
  w: Data,
  atW: number,
  x: Data,
  atX: number,
  sums: Float64Array,
): void => {
  const places = from.length - 1
  for (let f = 0; f < places; f++) {
    const stepM = steps[f * 3]!
    const stepD = steps[f * 3 + 1]!
    const n = steps[f * 3 + 2]!
    const end = from[f + 1]!
    let total = sums[f]!
    for (let row = from[f]!; row < end; row++) {
      let m = atW + moving[row]!
      let d = atX + input[row]!
      for (let t = 0; t < n; t++) {
        total += w[m]! * x[d]!
        m += stepM
        d += stepD
      }
    }
    sums[f] = total
  }
}

/** A tensor of two axes, then those that windows slide along. */
export interface Planes {
  readonly shape: Shape
  readonly data: Data
}

/**
 * The cross-correlation of x [N, G·I, …] with w [G·O, I, …] in G groups, written to `out` [N, G·O, …];
 * sums are kept in double.
 */
export const correlate = (x: Planes, w: Planes, g: Geometry, groups: number, out: Planes): void => {
  const [inputs, kernel, results] = [x, w, out].map(t => t.shape.slice(2))
  const [planeX, planeW, plane] = [size(inputs!), size(kernel!), size(results!)]
  const [batch = 0, channels = 0] = out.shape
  const inner = w.shape[1]!
  // The longer rows make the inner loop.
  const wide = results!.at(-1)! >= kernel!.at(-1)!
  const rows = wide
    ? meetings(kernel!, results!, inputs!, g)
    : meetings(results!, kernel!, inputs!, { ...g, strides: g.dilations, dilations: g.strides })
  const add = wide ? spread : collect
  const sums = new Float64Array(plane)
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++) {
      sums.fill(0)
      const first = n * x.shape[1]! + Math.floor((c * groups) / channels) * inner
      for (let i = 0; i < inner; i++)
        add(rows, w.data, (c * inner + i) * planeW, x.data, (first + i) * planeX, sums)
      out.data.set(sums, (n * channels + c) * plane)
    }
}
