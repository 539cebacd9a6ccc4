/**
 * The step of a loop that does nothing for those who do not make it: examples of a batch that have ended.
 * Their carries, and backwards their cotangents, go through it unchanged.
 */

import { type AnyExpr, constant } from '../../Expr.js'
import { size } from '../../Shape.js'
import { fromFlat } from '../../Tensor.js'
import type { Graph } from '../Operation.js'
import { zeros } from '../structure/structure.js'
import { switchNode } from './branch.js'
import { inline } from './control.js'
import type { Loop } from './loopNode.js'

/** What a step yields that is not made: nothing. */
const nothing = ({ shape, kind }: AnyExpr): AnyExpr =>
  kind === 'real' ? zeros(shape) : constant(fromFlat(new Int32Array(size(shape)), shape, kind))

/** The step, guarded. */
export const guarded = (
  { step, consts, carries }: Pick<Loop, 'step' | 'consts' | 'carries'>,
  guard: Graph,
): Graph => {
  const { params, results } = step
  const left = [...params.slice(consts, consts + carries), ...results.slice(carries).map(nothing)]
  const makes = inline(guard, params)[0]!
  return { params, results: switchNode(makes, params, [{ params, results: left }, step]) }
}
