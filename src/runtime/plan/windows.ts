/** Windows of tensors that are written: sums into them, and joins, stored where they go. */
import type { Aval } from '../../Expr.js'
import { isRowMajor, rowMajor, type Strided } from '../../op/Strided.js'
import { operationOf } from '../../op/table.js'
import type { Instruction } from '../../Program.js'
import { type Shape, size } from '../../Shape.js'
import { computed } from './computed.js'
import type { Context } from './context.js'
import { addStore, admits, loadNode, stepsOf } from './group.js'
import type { View } from './model.js'
import type { Register } from './register.js'

/** Stores a register at a window of memory, by the group that computes it where that admits it. */
export const stored = (c: Context, r: number, shape: Shape, window: View): void => {
  const x = c.registers[r]!
  if (x.tag === 'node' && admits(x.group, stepsOf(window, shape))) {
    addStore(x.group, x.node, window)
    return
  }
  const g = c.begin(shape)
  addStore(g, c.operand(g, x, c.avalOf(r), shape), window)
}

const memoryAt = (c: Context, view: View): Register => ({
  tag: 'memory',
  view,
  position: c.statements.length - 1,
})

/** The register of a join along an axis. */
export const joined = (c: Context, { inputs, attrs, shape, kind }: Instruction): Register => {
  const out = c.fresh({ shape, kind })
  const axis = attrs['axis'] as number // written by `concat`
  let at = 0
  for (const r of inputs) {
    const own = c.avalOf(r).shape
    if (size(own) > 0) stored(c, r, own, { ...out, shape: own, start: at * out.strides[axis]! })
    at += own[axis]!
  }
  return memoryAt(c, out)
}

/** Memory that begins as a register is and is then changed: its own where nobody reads what it was. */
export const grown = (c: Context, x: number, { shape, kind }: Aval, at: number): View => {
  const given = c.registers[x]!
  const free =
    given.tag === 'memory' &&
    c.changing.has(given.view.memory) &&
    given.view.start === 0 &&
    size(shape) === c.memories[given.view.memory]!.length &&
    isRowMajor(given.view) &&
    c.heldUntil(given.view.memory) <= at
  const out = free ? given.view : c.fresh({ shape, kind })
  c.changing.add(out.memory)
  if (!free) stored(c, x, shape, out)
  return out
}

/** Memory in double precision that is as a register; where single precision has sums in double they are made there. */
export const widened = (c: Context, r: number): View => {
  const { shape } = c.avalOf(r)
  const view: View = { ...rowMajor(shape), memory: c.memory('f64', size(shape)) }
  stored(c, r, shape, view)
  return view
}

/** The register of sums that were made in double precision. */
export const narrowed = (c: Context, sums: View): Register =>
  computed(c, sums.shape, [memoryAt(c, sums)], (g, [sum]) => g.coder.round(sum!))

/** The register of a sum into a window: in place where nobody reads what it was. */
export const added = (c: Context, i: Instruction, at: number): Register => {
  const [x, w] = i.inputs as readonly [number, number]
  const { shape } = i
  const out = grown(c, x, i, at)
  const window: Strided = operationOf('slice').view!(rowMajor(shape), c.avalOf(w).shape, i.attrs)!
  const part: View = { ...window, memory: out.memory }
  const own = c.avalOf(w).shape
  if (size(own) > 0) {
    const g = c.begin(own)
    const { scalars, round } = g.coder
    const sum = scalars.add(
      loadNode(g, c.accessOf(part, own)),
      c.operand(g, c.registers[w]!, c.avalOf(w), own),
    )
    addStore(g, c.precision === 'f32' ? round(sum) : sum, part)
  }
  return memoryAt(c, out)
}
