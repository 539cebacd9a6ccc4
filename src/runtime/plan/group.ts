/**
 * Groups: elementwise operations over one index space that run as one loop, with the reductions of what they
 * compute. A group grows while a program is read, and is closed as a kernel.
 */

import { broadcastView, type Strided } from '../../op/Strided.js'
import { BLOCK } from '../../op/structure/lanes.js'
import { type Shape, size } from '../../Shape.js'
import { type Coder, coder } from './code.js'
import type { Access, Kernel, Output, Reduce, View } from './model.js'
import { pruned } from './prune.js'

/** A group under construction. */
export interface Group {
  readonly position: number
  /** The index space, without axes of one entry. */
  readonly shape: Shape
  readonly coder: Coder
  readonly loads: Access[]
  readonly loaded: Map<string, number>
  readonly outputs: Output[]
  /** Marks of axes that cannot be walked as one with the next, and of those that must be. */
  readonly marks: { cuts: number; whole: number }
}

/**
 * So many nodes a kernel, those that vectors are to call a function for counted more: code beyond the limits of
 * engines is not optimised, and long before it takes long to compile.
 */
const LARGE = 600
const CALL = 20

/** A shape without axes of one entry. */
export const squeezed = (shape: Shape): Shape => shape.filter(d => d !== 1)

/** An index space by name. */
export const spaceOf = (shape: Shape): string => squeezed(shape).join()

/** A new group. */
export const group = (shape: Shape, position: number): Group => ({
  position,
  shape: squeezed(shape),
  coder: coder(),
  loads: [],
  loaded: new Map(),
  outputs: [],
  marks: { cuts: 0, whole: 0 },
})

/** Whether nothing more goes in. */
export const isFull = ({ shape, coder: { code, calls } }: Group): boolean =>
  code.length + (shape.length === 0 ? 0 : CALL * calls()) > LARGE

/** Steps along the axes of an index space, those of one entry left out. */
export const stepsOf = ({ shape, strides }: Strided, over: Shape): readonly number[] =>
  broadcastView({ shape, strides, start: 0 }, over).strides.filter((_, i) => over[i] !== 1)

/** The axes at which a walk with these steps jumps: marks of those that cannot be walked as one with the next. */
export const cutsOf = (shape: Shape, steps: readonly number[]): number =>
  steps.reduce(
    (cuts, s, i) =>
      i + 1 < steps.length && s !== steps[i + 1]! * shape[i + 1]! ? cuts | (1 << i) : cuts,
    0,
  )

/** Whether a group may read with these steps. */
export const admits = ({ shape, marks }: Group, steps: readonly number[]): boolean =>
  (cutsOf(shape, steps) & marks.whole) === 0

/** The node that reads an access. */
export const loadNode = (g: Group, access: Access): number => {
  const key = `${access.memory} ${access.start} ${access.steps.join()}`
  const at = g.loaded.get(key) ?? g.loads.push(access) - 1
  g.loaded.set(key, at)
  g.marks.cuts |= cutsOf(g.shape, access.steps)
  return g.coder.load(at)
}

/** Adds a store of a node. */
export const addStore = (g: Group, value: number, view: View): void => {
  const steps = stepsOf(view, view.shape)
  g.marks.cuts |= cutsOf(g.shape, steps)
  g.outputs.push({ tag: 'store', value, to: { memory: view.memory, start: view.start, steps } })
}

/** How a reduction with these steps walks: marks of the axes that it takes as one, and its kind. */
export const reduction = (
  shape: Shape,
  steps: readonly number[],
): {
  readonly whole: number
  readonly inner: boolean
  readonly single: boolean
  readonly row: number
} => {
  const rank = shape.length
  let from = rank
  while (from > 0 && steps[from - 1] === 0) from--
  let whole = 0
  for (let i = from; i + 1 < rank; i++) whole |= 1 << i
  const inner = from < rank
  return {
    whole: inner ? whole : 0,
    inner,
    single: inner && steps.slice(0, from).every(s => s !== 0),
    row: size(shape.slice(from)),
  }
}

/** Whether a group may reduce with these steps. */
export const admitsReduction = ({ shape, marks }: Group, steps: readonly number[]): boolean => {
  const { whole } = reduction(shape, steps)
  return ((marks.cuts | cutsOf(shape, steps)) & (marks.whole | whole)) === 0
}

/** Adds a reduction. */
export const addReduction = (
  g: Group,
  reduce: Pick<Reduce, 'how' | 'value' | 'to' | 'sums'>,
  scratch: (length: number) => number,
): void => {
  const { steps } = reduce.to
  const { whole, inner, single, row } = reduction(g.shape, steps)
  g.marks.cuts |= cutsOf(g.shape, steps)
  g.marks.whole |= whole
  const blocks =
    inner && reduce.how === 'sum' && row > BLOCK ? scratch(Math.ceil(row / BLOCK)) : undefined
  g.outputs.push({ tag: 'reduce', inner, single, blocks, ...reduce })
}

/** A group without what its outputs do not need. */
const needed = ({ coder, loads, outputs }: Group): Omit<Kernel, 'tag' | 'sizes'> => {
  const { nodes, at } = pruned(
    coder.code,
    outputs.map(o => o.value),
  )
  const read = nodes.flatMap(c => (c.op === 'load' ? [c.load] : []))
  return {
    code: nodes.map(c => (c.op === 'load' ? { ...c, load: read.indexOf(c.load) } : c)),
    loads: read.map(l => loads[l]!),
    outputs: outputs.map(o => ({ ...o, value: at(o.value) })),
  }
}

/** The kernel of a group: neighbouring axes that all walk as one are one. */
export const kernelOf = (g: Group): Kernel => {
  const { shape, marks } = g
  const { code, loads, outputs } = needed(g)
  const last = shape.flatMap((_, i) =>
    i + 1 === shape.length || (marks.cuts & (1 << i)) !== 0 ? [i] : [],
  )
  const sizes = last.map((end, k) => size(shape.slice(k === 0 ? 0 : last[k - 1]! + 1, end + 1)))
  const merged = (access: Access): Access => ({ ...access, steps: last.map(i => access.steps[i]!) })
  return {
    tag: 'kernel',
    sizes,
    code,
    loads: loads.map(merged),
    outputs: outputs.map(o =>
      o.tag === 'store'
        ? { ...o, to: merged(o.to) }
        : { ...o, to: merged(o.to), sums: merged(o.sums) },
    ),
  }
}
