/** Statements that agree with a record on finite numbers, and the record where there are others. */
import { absolute } from '../../op/Scalars.js'
import { size } from '../../Shape.js'
import type { Context } from './context.js'
import { addReduction, addStore, group, kernelOf, loadNode, stepsOf } from './group.js'
import type { Host, Statement, View } from './model.js'

/** The usual statements, or, where an entry is infinite or not a number, the record. */
export const guarded = (
  c: Context,
  x: View,
  usual: readonly Statement[],
  record: Omit<Host, 'tag' | 'rare'>,
): readonly Statement[] => {
  const selector = c.fresh({ shape: [], kind: 'index' })
  const g = group(x.shape, 0)
  const { scalars } = g.coder
  const entry = loadNode(g, { ...x, steps: stepsOf(x, x.shape) })
  const isFinite = scalars.less(absolute(scalars, entry), scalars.number(Infinity))
  const value = scalars.choose(isFinite, scalars.number(0), scalars.number(1))
  const to = { memory: selector.memory, start: 0, steps: g.shape.map(() => 0) }
  if (size(x.shape) === 1) addStore(g, value, selector)
  else addReduction(g, { how: 'max', value, to, sums: to }, length => c.memory('f64', length))
  const rare: Host = { tag: 'host', ...record, rare: true }
  return [kernelOf(g), { tag: 'branch', selector, cases: [usual, [rare]] }]
}
