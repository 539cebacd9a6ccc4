/** Products over axes: each entry of the result is multiplied, in the order of memory, by those that meet in it. */
import { rowMajor } from '../../op/Strided.js'
import type { Instruction } from '../../Program.js'
import { size } from '../../Shape.js'
import { coder } from './code.js'
import type { Context } from './context.js'
import { TOGETHER } from './lines.js'
import type { View } from './model.js'
import type { Register } from './register.js'
import { moved } from './sliding.js'
import { narrowed } from './windows.js'

/** An axis that is walked: how long it is, and the steps along it in the operand and in the result. */
interface Axis {
  readonly length: number
  readonly from: number
  readonly to: number
}

/** The register of products over axes; what has come together so far is kept in double precision. */
export const multiplied = (c: Context, { inputs, attrs, shape }: Instruction): Register => {
  const [r] = inputs as readonly [number]
  const axes = attrs['axes'] as readonly number[] // written by `prod`
  const x = c.inMemory(c.registers[r]!, c.avalOf(r))
  const out: View = { ...rowMajor(shape), memory: c.memory('f64', size(shape)) }
  c.statements.push(...moved(1, out))
  if (size(x.shape) > 0) {
    const kept = x.shape.map((_, i) => i).filter(i => !axes.includes(i))
    const axis = (i: number): Axis => {
      const to = kept.indexOf(i)
      return { length: x.shape[i]!, from: x.strides[i]!, to: to < 0 ? 0 : out.strides[to]! }
    }
    const { length, from, to } =
      kept.length > 0 ? axis(kept.at(-1)!) : { length: 1, from: 0, to: 0 }
    // Lines whose entries lie apart are walked some at a time, so that what is read stays in the cache.
    const apart = axes.includes(x.shape.length - 1)
    const together = apart ? (TOGETHER.find(d => length % d === 0) ?? 1) : length
    const nest: readonly Axis[] = [
      ...kept.slice(0, -1).map(axis),
      { length: length / together, from: from * together, to: to * together },
      ...axes.toSorted((a, b) => a - b).map(axis),
      { length: together, from, to },
    ]
    const { code, scalars, load } = coder()
    const value = scalars.mul(load(0), load(1))
    const product = { memory: out.memory, start: 0, steps: nest.map(a => a.to) }
    c.statements.push({
      tag: 'kernel',
      sizes: nest.map(a => a.length),
      code,
      loads: [product, { memory: x.memory, start: x.start, steps: nest.map(a => a.from) }],
      outputs: [{ tag: 'store', value, to: product }],
    })
  }
  if (c.precision === 'f32') return narrowed(c, out)
  return { tag: 'memory', view: out, position: c.statements.length - 1 }
}
