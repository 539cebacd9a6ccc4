/** Rows at positions along an axis, taken, put and added: lowered to a statement, and run outside generated code. */
import type { Data } from '../../Dense.js'
import { axisOf, outsideOf, sharedOf } from '../../op/structure/gathering.js'
import type { Instruction } from '../../Program.js'
import { size } from '../../Shape.js'
import type { Context } from './context.js'
import type { Beginning, Picking, View } from './model.js'
import type { Register } from './register.js'
import { grown, narrowed, widened } from './windows.js'

/** How an axis is walked. */
type Walk = Omit<Picking, 'tag' | 'how' | 'whole' | 'index' | 'part' | 'outside'>

/** The walk of positions that all rows of an axis share, but for batches. */
export const wholeAxis = (c: Context, { inputs, attrs }: Instruction): Walk => {
  const [x, i] = inputs.map(r => c.avalOf(r).shape)
  const [axis, shared] = [axisOf(attrs), sharedOf(attrs)]
  const blocks = size(x!.slice(0, axis))
  return {
    blocks,
    between: shared === 0 ? Math.max(blocks, 1) : size(x!.slice(shared, axis)),
    positions: size(i!.slice(shared)),
    rows: x![axis]!,
    row: size(x!.slice(axis + 1)),
  }
}

/** The walk of positions of their own for each row, along the last axis; along another there is none. */
export const ownAxis = (c: Context, { inputs, attrs }: Instruction): Walk | undefined => {
  const [x, i] = inputs.map(r => c.avalOf(r).shape)
  const axis = axisOf(attrs)
  if (axis !== x!.length - 1) return undefined
  const blocks = size(x!.slice(0, axis))
  return { blocks, between: 1, positions: i![axis]!, rows: x![axis]!, row: 1 }
}

const begun = ({ memory, start }: View): Beginning => ({ memory, start })

/** A register in memory, row-major, from where it begins. */
export const denseOf = (c: Context, r: number): Beginning =>
  begun(c.dense(c.registers[r]!, c.avalOf(r)))

/** The register of entries that are taken; undefined where it has no walk. */
export const taken = (
  c: Context,
  { inputs, attrs, shape, kind }: Instruction,
  walk: Walk | undefined,
): Register | undefined => {
  if (walk === undefined) return undefined
  const [x, i] = inputs as readonly [number, number]
  const [whole, index] = [denseOf(c, x), denseOf(c, i)]
  const view = c.fresh({ shape, kind })
  const outside = outsideOf(attrs, kind)
  c.statements.push({ tag: 'pick', how: 'take', whole, index, part: begun(view), outside, ...walk })
  return { tag: 'memory', view, position: c.statements.length - 1 }
}

/**
 * The register of entries that are added to, in place where nobody reads what they were; undefined where it has no
 * walk. What may meet at a position is added up in double.
 */
export const addedAt = (
  c: Context,
  { inputs, shape, kind }: Instruction,
  at: number,
  walk: Walk | undefined,
): Register | undefined => {
  if (walk === undefined) return undefined
  const [x, i, s] = inputs as readonly [number, number, number]
  const statement = { tag: 'pick', how: 'add', outside: 0, ...walk } as const
  if (c.precision === 'f32' && size(c.avalOf(i).shape) > 1) {
    const [index, sums, part] = [denseOf(c, i), widened(c, x), widened(c, s)]
    c.statements.push({ ...statement, whole: begun(sums), index, part: begun(part) })
    return narrowed(c, sums)
  }
  return changed(c, { inputs, shape, kind }, at, statement)
}

/** The register of rows that are put in their places, the last of those for one place. */
export const putAt = (
  c: Context,
  i: Instruction,
  at: number,
  walk: Walk | undefined,
): Register | undefined =>
  walk && changed(c, i, at, { tag: 'pick', how: 'put', outside: 0, ...walk })

/** The register of what a statement changes, in place where nobody reads what it was. */
const changed = (
  c: Context,
  { inputs, shape, kind }: Pick<Instruction, 'inputs' | 'shape' | 'kind'>,
  at: number,
  statement: Omit<Picking, 'whole' | 'index' | 'part'>,
): Register => {
  const [x, i, s] = inputs as readonly [number, number, number]
  const [index, part] = [denseOf(c, i), denseOf(c, s)]
  // What changes itself, or where it changes, is read as it was.
  const read = [index, part].map(({ memory }) => memory)
  const own = (r: Register): boolean => r.tag === 'memory' && read.includes(r.view.memory)
  const view = grown(c, x, { shape, kind }, own(c.registers[x]!) ? -1 : at)
  c.statements.push({ ...statement, whole: begun(view), index, part })
  return { tag: 'memory', view, position: c.statements.length - 1 }
}

/** Rows taken, put or added, in the order of positions. */
export const picked = (p: Picking, datas: readonly Data[]): (() => void) => {
  const [whole, index, part] = [p.whole, p.index, p.part].map(({ memory, start }) =>
    datas[memory]!.subarray(start),
  ) as [Data, Data, Data]
  const { how, blocks, between, positions, rows, row, outside } = p
  return () => {
    for (let b = 0; b < blocks; b++) {
      const own = Math.floor(b / between) * positions
      for (let k = 0; k < positions; k++) {
        const i = index[own + k]!
        const to = (b * positions + k) * row
        const inside = i >= 0 && i < rows
        const from = (b * rows + i) * row
        if (how === 'add') {
          if (inside) for (let e = 0; e < row; e++) whole[from + e]! += part[to + e]!
        } else if (how === 'put') {
          if (inside) for (let e = 0; e < row; e++) whole[from + e] = part[to + e]!
        } else if (!inside) part.fill(outside, to, to + row)
        else if (row > 16) part.set(whole.subarray(from, from + row), to)
        else for (let e = 0; e < row; e++) part[to + e] = whole[from + e]!
      }
    }
  }
}
