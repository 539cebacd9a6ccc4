/** Reductions while a program is lowered: in the group of what they reduce where it admits them. */
import type { Aval } from '../../Expr.js'
import { normCode } from '../../op/reduction/norm.js'
import { absolute } from '../../op/Scalars.js'
import { rowMajor } from '../../op/Strided.js'
import { reducedShape } from '../../op/structure/structure.js'
import type { Instruction } from '../../Program.js'
import { broadcastStrides, type Shape, size } from '../../Shape.js'
import { computed } from './computed.js'
import type { Context } from './context.js'
import {
  addReduction,
  admitsReduction,
  cutsOf,
  type Group,
  reduction,
  squeezed,
  stepsOf,
} from './group.js'
import type { Access, Reduce, View } from './model.js'
import type { Register } from './register.js'

/** A register, and what is known of it. */
type Known = readonly [Register, Aval]

/** Entries that are to be reduced, in the group that computes them. */
interface Gathered {
  readonly group: Group
  /** The nodes of the entries, and of what is beside them. */
  readonly nodes: readonly number[]
  /** The shape of results that keep their axes, and their steps. */
  readonly kept: Shape
  readonly steps: readonly number[]
}

/** A group that can reduce entries over axes, and reads others beside them. */
const gathered = (
  c: Context,
  [given, x]: Known,
  axes: readonly number[],
  beside: readonly Known[] = [],
): Gathered => {
  const { kept } = reducedShape('reduce', x.shape, axes, true)
  const steps = broadcastStrides(kept, x.shape).filter((_, i) => x.shape[i] !== 1)
  const own = squeezed(x.shape)
  // A row that is summed is walked as one.
  const evenly = (view: View): boolean =>
    (cutsOf(own, stepsOf(view, x.shape)) & reduction(own, steps).whole) === 0
  const r: Register =
    given.tag === 'memory' && !evenly(given.view)
      ? { tag: 'memory', view: c.dense(given, x), position: c.statements.length - 1 }
      : given
  const all: readonly Known[] = [[r, x], ...beside]
  const known = r.tag === 'node' && !c.without.has('fuse') ? r.group : c.latest(x.shape)
  const fits =
    known !== undefined &&
    all.every(([r, a]) => c.reaches(known, r, a, x.shape)) &&
    admitsReduction(known, steps)
  const group = fits ? known : c.begin(x.shape)
  return { group, nodes: all.map(([r, a]) => c.operand(group, r, a, x.shape)), kept, steps }
}

/** Reduces a node into memory; in double precision unless it is said. */
const into = (
  c: Context,
  { group, steps }: Gathered,
  how: Reduce['how'],
  value: number,
  shape: Shape,
  view: View = { ...rowMajor(shape), memory: c.memory('f64', size(shape)) },
): Register => {
  const to: Access = { memory: view.memory, start: 0, steps }
  const apart = how === 'sum' && c.memories[view.memory]!.format === 'f32'
  const sums = apart ? { ...to, memory: c.memory('f64', size(shape)) } : to
  addReduction(group, { how, value, to, sums }, length => c.memory('f64', length))
  return { tag: 'memory', view, position: group.position }
}

const of = (c: Context, r: number): Known => [c.registers[r]!, c.avalOf(r)]

/** The register of a reduction. */
export const reduced = (
  c: Context,
  { inputs, attrs, shape, kind }: Instruction,
  how: Reduce['how'],
): Register => {
  const x = of(c, inputs[0]!)
  const all = gathered(c, x, attrs['axes'] as readonly number[])
  const { group, nodes } = all
  const [value] = nodes as [number]
  const { scalars, round } = group.coder
  if (squeezed(x[1].shape).length === 0) {
    const sum = how === 'sum' ? scalars.add(scalars.number(0), value) : value
    const node = c.precision === 'f32' ? round(sum) : sum
    return { tag: 'node', group, node, kept: { memory: undefined } }
  }
  return into(c, all, how, value, shape, c.fresh({ shape, kind }))
}

/** Whether there is nothing to reduce, or nothing but an entry, which is left to the record. */
const trivial = (shape: Shape): boolean => size(shape) <= 1

/** Results of reductions, as they are read beside what was reduced. */
const keeping = (r: Register, kept: Shape): Known => [
  r.tag === 'memory' ? { ...r, view: { ...r.view, ...rowMajor(kept) } } : r,
  { shape: kept, kind: 'real' },
]

/** The register of a norm: the largest absolute value, then the sum of powers by its scale, in double precision. */
export const normed = (c: Context, { inputs, attrs, shape }: Instruction): Register | undefined => {
  const x = of(c, inputs[0]!)
  if (trivial(x[1].shape)) return undefined
  const axes = attrs['axes'] as readonly number[]
  const p = attrs['order'] as number
  const entries = gathered(c, x, axes)
  const size = absolute(entries.group.coder.scalars, entries.nodes[0]!)
  const top = into(c, entries, 'max', size, shape)
  const scaled = gathered(c, x, axes, [keeping(top, entries.kept)])
  const code = normCode(scaled.group.coder.scalars, p)
  const power = code.power(scaled.nodes[0]!, code.scale(scaled.nodes[1]!))
  const total = into(c, scaled, 'sum', power, shape)
  return computed(c, shape, [total, top], (g, [sum, most]) => {
    const { root, scale } = normCode(g.coder.scalars, p)
    const y = root(sum!, scale(most!))
    return c.precision === 'f32' ? g.coder.round(y) : y
  })
}

/** The register of the position of an extreme: the first entry that is it, or not a number. */
export const located = (
  c: Context,
  { inputs, attrs, shape }: Instruction,
  how: 'max' | 'min',
): Register | undefined => {
  const x = of(c, inputs[0]!)
  const s = x[1].shape
  if (trivial(s)) return undefined
  const axis = attrs['axis'] as number
  const entries = gathered(c, x, [axis])
  const extreme = into(c, entries, how, entries.nodes[0]!, shape)
  const n = s[axis]!
  const line = s.map((d, i) => (i === axis ? d : 1))
  const numbers: Register = {
    tag: 'memory',
    view: {
      ...rowMajor(line),
      memory: c.memory(
        'f64',
        n,
        Float64Array.from({ length: n }, (_, i) => i),
      ),
    },
    position: -1,
  }
  const beside = [keeping(extreme, entries.kept), [numbers, { shape: line, kind: 'real' }] as const]
  const found = gathered(c, x, [axis], beside)
  const [value, most, position] = found.nodes as [number, number, number]
  const { and, choose, equal, not, number } = found.group.coder.scalars
  const other = and(not(equal(value, most)), equal(value, value))
  const first = into(c, found, 'min', choose(other, number(n), position), shape)
  return computed(c, shape, [first], (_, [node]) => node!)
}
