/** Reductions while a program is lowered: in the group of what they reduce where it admits them. */
import { reducedShape } from '../../op/structure/structure.js'
import type { Instruction } from '../../Program.js'
import { broadcastStrides, size } from '../../Shape.js'
import type { Context } from './context.js'
import { addReduction, admitsReduction, cutsOf, reduction, squeezed, stepsOf } from './group.js'
import type { Access, Reduce, View } from './model.js'
import type { Register } from './register.js'

/** The register of a reduction. */
export const reduced = (
  c: Context,
  { inputs, attrs, shape, kind }: Instruction,
  how: Reduce['how'],
): Register => {
  const { precision, statements } = c
  const x = c.avalOf(inputs[0]!)
  const { kept } = reducedShape(how, x.shape, attrs['axes'] as readonly number[], true)
  const steps = broadcastStrides(kept, x.shape).filter((_, i) => x.shape[i] !== 1)
  const own = squeezed(x.shape)
  // A row that is summed is walked as one.
  const evenly = (view: View): boolean =>
    (cutsOf(own, stepsOf(view, x.shape)) & reduction(own, steps).whole) === 0
  const given = c.registers[inputs[0]!]!
  const r: Register =
    given.tag === 'memory' && !evenly(given.view)
      ? { tag: 'memory', view: c.dense(given, x), position: statements.length - 1 }
      : given
  const known = r.tag === 'node' && !c.without.has('fuse') ? r.group : c.latest(x.shape)
  const fits =
    known !== undefined && c.reaches(known, r, x, x.shape) && admitsReduction(known, steps)
  const g = fits ? known : c.begin(x.shape)
  const value = c.operand(g, r, x, x.shape)
  const { scalars, round } = g.coder
  if (own.length === 0) {
    const sum = how === 'sum' ? scalars.add(scalars.number(0), value) : value
    const node = precision === 'f32' ? round(sum) : sum
    return { tag: 'node', group: g, node, kept: { memory: undefined } }
  }
  const view = c.fresh({ shape, kind })
  const to: Access = { memory: view.memory, start: 0, steps }
  const apart = how === 'sum' && precision === 'f32'
  const sums = apart ? { ...to, memory: c.memory('f64', size(shape)) } : to
  addReduction(g, { how, value, to, sums }, length => c.memory('f64', length))
  return { tag: 'memory', view, position: g.position }
}
