/**
 * The step of a while-loop that does nothing once the test is false: in a batch for examples that have
 * ended, and in reverse mode for their cotangents, which go through a step that was not made unchanged.
 */
import { switchNode } from './branch.js'
import { inline } from './control.js'
import type { While } from './loopNode.js'
import type { Graph } from './Operation.js'

/** The step, guarded by the test. */
export const guarded = ({ test, step, consts }: While): Graph => {
  const { params } = step
  const same = { params, results: params.slice(consts) }
  return { params, results: switchNode(inline(test, params)[0]!, params, [same, step]) }
}
