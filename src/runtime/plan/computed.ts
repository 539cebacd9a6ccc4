/** Elementwise registers that no instruction of a program is: in the latest group that can make them. */
import type { Aval } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import type { Context } from './context.js'
import type { Group } from './group.js'
import type { Register } from './register.js'

/** An elementwise register made of others that are in memory. */
export const computed = (
  c: Context,
  shape: Shape,
  from: readonly Register[],
  make: (g: Group, nodes: readonly number[]) => number,
): Register => {
  const aval: Aval = { shape, kind: 'real' }
  const known = c.latest(shape)
  const fits = known !== undefined && from.every(r => c.reaches(known, r, aval, shape))
  const group = fits ? known : c.begin(shape)
  const nodes = from.map(r => c.operand(group, r, aval, shape))
  return { tag: 'node', group, node: make(group, nodes), kept: { memory: undefined } }
}
