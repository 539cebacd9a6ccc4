/** Windows that slide along axes: as views of memory where they lie, what is beyond the ends being 0. */
import { rowMajor } from '../../op/Strided.js'
import type { Geometry } from '../../op/window/correlate.js'
import { type Patches, patchesOf } from '../../op/window/patches.js'
import type { Instruction } from '../../Program.js'
import { type Shape, size, strides } from '../../Shape.js'
import type { Context } from './context.js'
import { addStore, group, kernelOf, loadNode, stepsOf } from './group.js'
import type { Beginning, Kernel, View } from './model.js'
import { formatOf, type Register } from './register.js'
import { grown, narrowed, widened } from './windows.js'

/** How an axis is read: the room of all windows, and the entries of the input that lie there. */
interface Span {
  /** Entries of the room, and where in it window 0 begins. */
  readonly room: number
  readonly origin: number
  /** The first entry of the input that lies there, how many do, where the first lies, and how far apart they are. */
  readonly first: number
  readonly count: number
  readonly at: number
  readonly spacing: number
}

/** Windows over the last axes of planes: an axis of the input, of a window and of its places each. */
export interface Sliding extends Geometry {
  readonly planes: number
  readonly sizes: Shape
  readonly window: Shape
  readonly places: Shape
}

const spanOf = (s: Sliding, axis: number): Span => {
  const [stride, dilation] = [s.strides[axis]!, s.dilations[axis]!]
  const [spacing, offset] = [s.spacings[axis]!, s.offsets[axis]!]
  const across = (s.places[axis]! - 1) * stride
  const along = (s.window[axis]! - 1) * dilation
  const least = Math.min(0, across) + Math.min(0, along)
  const room = Math.max(0, across) + Math.max(0, along) - least + 1
  const place = (d: number): number => d * spacing + offset - least
  const inside = Array.from({ length: s.sizes[axis]! }, (_, d) => d).filter(
    d => place(d) >= 0 && place(d) < room,
  )
  const first = inside[0] ?? 0
  return { room, origin: -least, first, count: inside.length, at: place(first), spacing }
}

/** Entries of one view, or a number, stored at another of its shape; none of nothing. */
export const moved = (from: View | number, to: View): readonly Kernel[] => {
  if (size(to.shape) === 0) return []
  const g = group(to.shape, 0)
  const node =
    typeof from === 'number'
      ? g.coder.scalars.number(from)
      : loadNode(g, { ...from, steps: stepsOf(from, to.shape) })
  addStore(g, node, to)
  return [kernelOf(g)]
}

/** Memory for real numbers. */
export const realOf = (c: Context, shape: Shape): View => ({
  ...rowMajor(shape),
  memory: c.memory(formatOf({ kind: 'real' }, c.precision), size(shape)),
})

const dot = (xs: readonly number[], ys: readonly number[]): number =>
  xs.reduce((sum, x, i) => sum + x * ys[i]!, 0)

/**
 * The entries of all windows of planes that begin in memory, as a view [planes, window, places]; what is done once
 * before, and what each time the planes are others.
 */
export const slid = (
  c: Context,
  s: Sliding,
  from: Beginning,
): {
  readonly before: readonly Kernel[]
  readonly each: readonly Kernel[]
  readonly view: View
} => {
  const spans = s.sizes.map((_, axis) => spanOf(s, axis))
  const given = strides([s.planes, ...s.sizes])
  const read: View = {
    memory: from.memory,
    shape: [s.planes, ...spans.map(p => p.count)],
    strides: given,
    start:
      from.start +
      dot(
        spans.map(p => p.first),
        given.slice(1),
      ),
  }
  const whole = spans.every(p => p.count === p.room && p.spacing === 1)
  const room = whole ? undefined : realOf(c, [s.planes, ...spans.map(p => p.room)])
  const [plane, ...own] = room?.strides ?? given
  const view: View = {
    memory: room?.memory ?? from.memory,
    shape: [s.planes, ...s.window, ...s.places],
    strides: [
      plane!,
      ...own.map((step, i) => step * s.dilations[i]!),
      ...own.map((step, i) => step * s.strides[i]!),
    ],
    start:
      (room === undefined ? read.start : 0) +
      dot(
        spans.map(p => p.origin),
        own,
      ),
  }
  if (room === undefined) return { before: [], each: [], view }
  const written: View = {
    memory: room.memory,
    shape: read.shape,
    strides: [plane!, ...own.map((step, i) => step * spans[i]!.spacing)],
    start: dot(
      spans.map(p => p.at),
      own,
    ),
  }
  const all = { ...room, ...rowMajor([size(room.shape)]) }
  return { before: moved(0, all), each: moved(read, written), view }
}

/** Patches as windows that slide over planes. */
const slidingOf = (p: Patches, shape: Shape): Sliding => {
  const rank = p.window.length
  const sizes = shape.slice(shape.length - rank)
  return {
    planes: size(shape.slice(0, shape.length - rank)),
    sizes,
    window: p.window,
    places: p.counts,
    strides: p.strides,
    dilations: p.dilations,
    spacings: sizes.map(() => 1),
    offsets: p.offsets,
  }
}

/** The register of the entries of windows: nothing is copied but what needs room at its ends. */
export const patched = (
  c: Context,
  { inputs, attrs, shape }: Instruction,
): Register | undefined => {
  const [x] = inputs as readonly [number]
  if (size(shape) === 0) return undefined
  const from = c.dense(c.registers[x]!, c.avalOf(x))
  const { before, each, view } = slid(c, slidingOf(patchesOf(attrs), c.avalOf(x).shape), from)
  const [plane, ...others] = view.strides
  c.statements.push(...before, ...each)
  const axes = shape.slice(0, shape.length - others.length)
  return {
    tag: 'memory',
    view: { ...view, shape, strides: [...strides(axes).map(s => s * plane!), ...others] },
    position: c.statements.length - 1,
  }
}

/** A window of more entries is left to the record. */
const TAPS = 64

/** The register of what windows add to entries, an entry of the windows after the other; undefined of large windows. */
export const patchesAdded = (
  c: Context,
  { inputs, attrs, shape, kind }: Instruction,
  at: number,
): Register | undefined => {
  const [x, w] = inputs as readonly [number, number]
  const s = slidingOf(patchesOf(attrs), shape)
  const apart = s.window.every((n, i) => (n - 1) * s.dilations[i]! < s.strides[i]!)
  const taps = size(s.window)
  if (taps > TAPS || size(shape) === 0) return undefined
  const added = c.dense(c.registers[w]!, c.avalOf(w))
  const wide = c.precision === 'f32' && !apart // what meets at an entry is added up in double
  const out = wide ? widened(c, x) : grown(c, x, { shape, kind }, at)
  const given = strides([s.planes, ...s.sizes])
  const read = strides([s.planes, ...s.window, ...s.places])
  const rank = s.sizes.length
  for (let t = 0; t < taps; t++) {
    const tap = strides(s.window).map((step, i) => Math.floor(t / step) % s.window[i]!)
    const shifts = tap.map((k, i) => k * s.dilations[i]! - s.offsets[i]!)
    // Along an axis, the places whose entry lies inside: from the first to the last.
    const firsts = shifts.map((shift, i) => Math.max(0, Math.ceil(-shift / s.strides[i]!)))
    const counts = shifts.map((shift, i) => {
      const last = Math.floor((s.sizes[i]! - 1 - shift) / s.strides[i]!)
      return Math.max(0, Math.min(s.places[i]! - 1, last) - firsts[i]! + 1)
    })
    const own = [s.planes, ...counts]
    if (size(own) === 0) continue
    const to: View = {
      memory: out.memory,
      shape: own,
      strides: given.map((step, i) => (i === 0 ? step : step * s.strides[i - 1]!)),
      start: dot(
        shifts.map((shift, i) => shift + firsts[i]! * s.strides[i]!),
        given.slice(1),
      ),
    }
    const from: View = {
      memory: added.memory,
      shape: own,
      strides: [read[0]!, ...read.slice(1 + rank)],
      start: added.start + dot([...tap, ...firsts], read.slice(1)),
    }
    const g = group(own, 0)
    const [old, more] = [to, from].map(v => loadNode(g, { ...v, steps: stepsOf(v, own) }))
    const sum = g.coder.scalars.add(old!, more!)
    addStore(g, c.precision === 'f32' && !wide ? g.coder.round(sum) : sum, to)
    c.statements.push(kernelOf(g))
  }
  if (wide) return narrowed(c, out)
  return { tag: 'memory', view: out, position: c.statements.length - 1 }
}
