/** The entries of windows that slide over the last axes, and their sum back: each other's transposes. */
import { allocate, type Data } from '../../Dense.js'
import type { Attrs, Expr } from '../../Expr.js'
import { type Shape, size, strides } from '../../Shape.js'
import { leading } from '../batching.js'
import { apply1, operation, requireKind } from '../Operation.js'
import { zeros } from '../structure/structure.js'

/** The settings, one number each of the last axes: the window, how it slides, how often. */
export interface Patches {
  readonly window: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  /** Where the first window begins, counted backwards: the padding before. */
  readonly offsets: readonly number[]
  readonly counts: readonly number[]
}

/** The settings of a node. */
export const patchesOf = (attrs: Attrs): Patches => attrs as unknown as Patches // written by `patchesAt`

/** The axes before those that slide, then those of the window, then those of its positions. */
const patchedShape = (shape: Shape, { window, counts }: Patches): Shape => [
  ...shape.slice(0, shape.length - window.length),
  ...window,
  ...counts,
]

/** One run: `n` entries of the patches from the k-th on, and those of the tensor from `at` on in steps. */
type Run = (k: number, at: number, n: number, step: number) => void

/** Visits all entries of patches that do not lie in the padding. */
const eachRun = (shape: Shape, p: Patches, visit: Run): void => {
  const rank = p.window.length
  const sizes = shape.slice(shape.length - rank)
  const own = strides(sizes)
  const places = strides(p.counts)
  const [plane, taps, count] = [size(sizes), size(p.window), size(p.counts)]
  const planes = size(shape.slice(0, shape.length - rank))
  const tap = new Int32Array(rank)
  /** Along an axis, the positions whose entry for this tap lies inside: from the first to the last. */
  const along = (axis: number, k: number, at: number): void => {
    const [stride, n] = [p.strides[axis]!, sizes[axis]!]
    const shift = tap[axis]! * p.dilations[axis]! - p.offsets[axis]!
    const first = Math.max(0, Math.ceil(-shift / stride))
    const last = Math.min(p.counts[axis]! - 1, Math.floor((n - 1 - shift) / stride))
    if (last < first) return
    const step = stride * own[axis]!
    const start = at + shift * own[axis]! + first * step
    if (axis === rank - 1) {
      visit(k + first, start, last - first + 1, step)
      return
    }
    for (let o = first; o <= last; o++)
      along(axis + 1, k + o * places[axis]!, start + (o - first) * step)
  }
  for (let f = 0; f < planes; f++)
    for (let t = 0; t < taps; t++) {
      let rest = t
      for (let axis = rank - 1; axis >= 0; axis--) {
        tap[axis] = rest % p.window[axis]!
        rest = Math.floor(rest / p.window[axis]!)
      }
      along(0, (f * taps + t) * count, f * plane)
    }
}

const patchesOp = operation({
  name: 'patches',
  result: ([x], attrs) => {
    requireKind('patches', 'real', x!)
    return { shape: patchedShape(x!.shape, patchesOf(attrs)), kind: 'real' }
  },
  evaluate: ([x], out, attrs, precision) => {
    const data: Data = allocate('real', size(out.shape), precision)
    eachRun(x!.shape, patchesOf(attrs), (k, at, n, step) => {
      for (let i = 0; i < n; i++) data[k + i] = x!.data[at + i * step]!
    })
    return data
  },
  flops: () => 0,
  derivative: {
    form: 'linear',
    transpose: (w, e) => [
      apply1(addPatchesOp, [zeros(e.args[0]!.shape), w], { ...patchesOf(e.attrs) }) as Expr,
    ],
  },
  batch: leading,
})

const addPatchesOp = operation({
  name: 'addPatches',
  result: ([x]) => ({ shape: x!.shape, kind: 'real' }),
  collides: () => true,
  update: (target, [x, w], attrs) => {
    eachRun(x!.shape, patchesOf(attrs), (k, at, n, step) => {
      for (let i = 0; i < n; i++) target[at + i * step]! += w!.data[k + i]!
    })
  },
  flops: ([, w]) => size(w!.shape),
  derivative: {
    form: 'linear',
    transpose: (w, e) => [w, patchesAt(w, patchesOf(e.attrs))],
  },
  batch: leading,
})

/** The entries of windows over the last axes, 0 in the padding; the axes of the window come first. */
export const patchesAt = (x: Expr, settings: Patches): Expr =>
  apply1(patchesOp, [x], { ...settings }) as Expr // of kind real

/** The two operations. */
export const patches = { operation: patchesOp }

/** The transpose: adds to each entry what all its windows have for it. */
export const addPatches = { operation: addPatchesOp }
