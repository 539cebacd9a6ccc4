/** Mistakes with the core: shapes, comparisons, choices, slices, gathers. */
import * as op from 'chainrule/op'
import { sym, symOf } from '../support.js'
import { type Failure, type Failures, failure } from './failure.js'

/** A comparison of shapes that do not meet, and of kinds. */
const comparison = (f: typeof op.less): readonly Failure[] => [
  failure(() => f(sym(2), sym(3)), 'shapes that broadcast', '[2] and [3]'),
  failure(
    () => f(sym(2), symOf('index', 2) as never),
    'two real operands or two index ones',
    'real and index',
  ),
]

const logical = (f: typeof op.and): readonly Failure[] => [
  failure(() => f(symOf('bool', 2), symOf('bool', 3)), 'shapes that broadcast', '[2] and [3]'),
  failure(() => f(symOf('bool', 2), sym(2) as never), 'an operand of kind bool', 'real [2]'),
]

const extreme = (f: typeof op.max): readonly Failure[] => [
  failure(() => f(sym(2, 0), { axis: 1 }), 'at least one entry to choose from', '[2, 0]'),
  failure(() => f(sym(2), { axis: 1 }), 'an axis from -1 to 0', '1'),
  failure(() => f(sym(2, 3), { axis: [1, -1] }), 'distinct axes', 'axes [1, -1]'),
  failure(() => f(symOf('index', 2) as never), 'an operand of kind real', 'index [2]'),
]

const choice = (f: typeof op.argmax): readonly Failure[] => [
  failure(() => f(sym(0), { axis: 0 }), 'at least one entry to choose from', '[0]'),
  failure(() => f(sym(2), { axis: 1 }), 'an axis from -1 to 0', '1'),
  failure(() => f(symOf('bool', 2) as never, { axis: 0 }), 'an operand of kind real', 'bool [2]'),
]

const ordered = (f: typeof op.polygamma, least: number): readonly Failure[] => [
  failure(
    () => f(sym(2), { order: least - 1 }),
    `an order that is a whole number from ${least}`,
    `${least - 1}`,
  ),
  failure(
    () => f(symOf('index', 2) as never, { order: least }),
    'an operand of kind real',
    'index [2]',
  ),
]

const additions = 'additions of shape'

/** By name. */
export const core: Failures = {
  broadcastTo: [
    failure(() => op.broadcastTo(sym(2), [3]), 'shapes that broadcast', '[2] and [3]'),
    failure(() => op.broadcastTo(sym(2, 1), [1]), 'a shape that broadcasts to [1]', '[2, 1]'),
    failure(() => op.broadcastTo(sym(), [-1]), 'sizes that are whole numbers from 0', '[-1]'),
  ],
  reshape: [
    failure(() => op.reshape(sym(2, 3), [4]), 'a shape of 6 entries, as [2, 3] has', '[4]'),
    failure(() => op.reshape(sym(2), [0.5, 4]), 'sizes that are whole numbers', '[0.5, 4]'),
  ],
  sum: [
    failure(() => op.sum(sym(2, 3), { axis: 2 }), 'an axis from -2 to 1', '2'),
    failure(() => op.sum(sym(2, 3), { axis: [0, 0] }), 'distinct axes', 'axes [0, 0]'),
    failure(() => op.sum(symOf('index', 2) as never), 'an operand of kind real', 'index [2]'),
  ],
  toIndex: [
    failure(
      () => op.toIndex(symOf('index', 2) as never),
      'an operand of kind real or bool',
      'index [2]',
    ),
  ],
  transpose: [
    failure(() => op.transpose(sym(2, 3), [0]), 'a permutation of the 2 axes of [2, 3]', '[0]'),
    failure(() => op.transpose(sym(2, 3), [0, 2]), 'an axis from -2 to 1', '2'),
  ],

  less: comparison(op.less),
  lessEqual: comparison(op.lessEqual),
  greater: comparison(op.greater),
  greaterEqual: comparison(op.greaterEqual),
  equal: comparison(op.equal),
  notEqual: comparison(op.notEqual),
  and: logical(op.and),
  or: logical(op.or),
  not: [failure(() => op.not(sym(2) as never), 'an operand of kind bool', 'real [2]')],
  isFinite: [
    failure(() => op.isFinite(symOf('index', 2) as never), 'an operand of kind real', 'index [2]'),
  ],
  toReal: [
    failure(() => op.toReal(sym(2) as never), 'an operand of kind index or bool', 'real [2]'),
  ],
  where: [
    failure(() => op.where(symOf('bool', 2), sym(3), 1), 'shapes that broadcast', '[2] and [3]'),
    failure(() => op.where(sym(2) as never, 1, 0), 'an operand of kind bool', 'real [2]'),
  ],

  polygamma: ordered(op.polygamma, 1),
  sphericalBessel: ordered(op.sphericalBessel, 0),

  max: extreme(op.max),
  min: extreme(op.min),
  argmax: choice(op.argmax),
  argmin: choice(op.argmin),
  matmul: [
    failure(() => op.matmul(sym(2, 3), sym(4, 1)), 'inner dimensions that meet', '[2, 3] · [4, 1]'),
    failure(() => op.matmul(sym(), sym(2)), 'operands of rank 1 or more', '[] · [2]'),
    failure(() => op.matmul(sym(2, 1, 3), sym(4, 3, 1)), 'shapes that broadcast', '[2] and [4]'),
  ],

  slice: [
    failure(() => op.slice(sym(2), [{}, {}]), 'at most one range for each axis of [2]', '2 ranges'),
    failure(() => op.slice(sym(2), [{ step: 0 }]), 'a whole step, not 0', '0'),
    failure(() => op.slice(sym(2), [{ start: 0.5 }]), 'whole bounds', '0.5'),
  ],
  concat: [
    failure(
      () => op.concat([sym(2, 3), sym(2, 4)]),
      'shapes that agree but for axis 0',
      '[2, 3], [2, 4]',
    ),
    failure(() => op.concat([]), 'at least one tensor', 'none'),
    failure(
      () => op.concat([sym(2), symOf('index', 2) as never]),
      'an operand of kind real',
      'index [2]',
    ),
  ],
  gather: [
    failure(() => op.gather(sym(2), sym(2) as never), 'an operand of kind index', 'real [2]'),
    failure(() => op.gather(sym(2), symOf('index', 2), { axis: 1 }), 'an axis from -1 to 0', '1'),
  ],
  scatterAdd: [
    failure(() => op.scatterAdd(sym(4), symOf('index', 2), sym(3)), `${additions} [2]`, '[3]'),
    failure(
      () => op.scatterAdd(sym(4), sym(2) as never, sym(2)),
      'an operand of kind index',
      'real [2]',
    ),
  ],
  takeAlongAxis: [
    failure(
      () => op.takeAlongAxis(sym(2, 3), symOf('index', 3, 1), { axis: 1 }),
      'positions of shape [2, 3] but for axis 1',
      '[3, 1]',
    ),
    failure(
      () => op.takeAlongAxis(sym(2), sym(2) as never, { axis: 0 }),
      'an operand of kind index',
      'real [2]',
    ),
  ],
  addAlongAxis: [
    failure(
      () => op.addAlongAxis(sym(2), symOf('index', 3), sym(4), { axis: 0 }),
      `${additions} [3]`,
      '[4]',
    ),
  ],
  threefry: [
    failure(
      () => op.threefry(symOf('index', 3) as never, symOf('index', 2)),
      'a key: an index tensor of shape [2]',
      'index [3]',
    ),
    failure(
      () => op.threefry(symOf('index', 2) as never, symOf('index', 3)),
      'counters: an index tensor of shape […, 2]',
      'index [3]',
    ),
  ],
}
