/**
 * Loops that read across the lines of memory, turned so that they read along them: a transpose whose columns lie so
 * that the lines of one push each other out of the cache is stored a line's worth of columns at a time.
 */
import type { Access, Format, Kernel } from './model.js'
import { bytesOf } from './place.js'

/** Bytes of a line of the cache, of what lines share a place by, and how many may share one. */
const [LINE, PAGE, WAYS] = [64, 4096, 8]

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** How many lines so many bytes apart the nearest cache holds. */
const held = (bytes: number): number => (WAYS * PAGE) / gcd(bytes, PAGE)

/** Whether no two turns of a loop touch one place. */
const isApart = ({ steps }: Access, sizes: readonly number[]): boolean => {
  const axes = sizes
    .flatMap((d, i) => (d === 1 ? [] : [{ d, step: Math.abs(steps[i]!) }]))
    .toSorted((a, b) => a.step - b.step)
  return axes.every(({ step }, i) => {
    const before = axes[i - 1]
    return step >= (before === undefined ? 1 : before.step * before.d)
  })
}

/** Whether the turns of a kernel may run in any order. */
const isFree = ({ sizes, loads, outputs }: Kernel): boolean => {
  const written = new Set(outputs.map(o => o.to.memory))
  return (
    outputs.every(o => o.tag === 'store' && isApart(o.to, sizes)) &&
    loads.every(l => !written.has(l.memory))
  )
}

/** A kernel whose accesses are others, over other sizes. */
const over = (k: Kernel, sizes: readonly number[], moved: (x: Access) => Access): Kernel => ({
  ...k,
  sizes,
  loads: k.loads.map(moved),
  outputs: k.outputs.map(o => ({ ...o, to: moved(o.to) })),
})

/** So many entries of an axis, and of those so many innermost. */
const split = (k: Kernel, axis: number, length: number, inner: number): Kernel =>
  over(k, [...k.sizes.map((d, i) => (i === axis ? length / inner : d)), inner], x => ({
    ...x,
    steps: [...x.steps.map((s, i) => (i === axis ? s * inner : s)), x.steps[axis]!],
  }))

/** The entries of an axis from one on. */
const after = (k: Kernel, axis: number, from: number): Kernel =>
  over(
    k,
    k.sizes.map((d, i) => (i === axis ? d - from : d)),
    x => ({ ...x, start: x.start + from * x.steps[axis]! }),
  )

/** A kernel as one that reads along lines and what is left over, or as it is. */
export const turned = (k: Kernel, formatOf: (memory: number) => Format): readonly Kernel[] => {
  const last = k.sizes.length - 1
  const across = k.loads.find(({ memory, steps }) => {
    const bytes = Math.abs(steps[last] ?? 0) * bytesOf[formatOf(memory)]
    return bytes >= LINE && k.sizes[last]! > held(bytes)
  })
  if (across === undefined || !isFree(k)) return [k]
  const inner = LINE / bytesOf[formatOf(across.memory)]
  const axis = k.sizes.findIndex((d, i) => i < last && d >= inner && across.steps[i] === 1)
  if (axis < 0) return [k]
  const whole = k.sizes[axis]! - (k.sizes[axis]! % inner)
  const left = whole < k.sizes[axis]! ? [after(k, axis, whole)] : []
  return [split(k, axis, whole, inner), ...left]
}
