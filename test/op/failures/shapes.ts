/** Mistakes with shapes: axes, pieces, grids, diagonals. */
import * as op from 'chainrule/op'
import { sym, symOf } from '../support.js'
import { type Failures, failure, oneAxis, sizes, someAxes } from './failure.js'

const matrix = (f: (x: never) => unknown): Failures[string] => [
  failure(() => f(sym(3) as never), 'at least two axes', '[3]'),
]

/** By name. */
export const shapes: Failures = {
  expandDims: [failure(() => op.expandDims(sym(2), { axis: 2 }), 'an axis from -2 to 1', '2')],
  squeeze: [
    failure(() => op.squeeze(sym(2, 1), { axis: 0 }), 'size 1 along axis 0', '[2, 1]'),
    failure(() => op.squeeze(sym(2, 1), { axis: 2 }), 'an axis from -2 to 1', '2'),
    failure(() => op.squeeze(sym(1, 1), { axis: [0, 0] }), 'distinct axes', 'axes [0, 0]'),
  ],
  swapAxes: [
    failure(() => op.swapAxes(sym(2, 1), 0, 2), 'an axis from -2 to 1', '2'),
    failure(() => op.swapAxes(sym(2, 1), -3, 0), 'an axis from -2 to 1', '-3'),
  ],
  moveAxis: [
    failure(() => op.moveAxis(sym(2, 1), 2, 0), 'an axis from -2 to 1', '2'),
    failure(() => op.moveAxis(sym(2, 1), 0, 2), 'an axis from -2 to 1', '2'),
    failure(() => op.moveAxis(sym(2, 1), [0, 0], [0, 1]), 'distinct axes', 'axes [0, 0]'),
    failure(() => op.moveAxis(sym(2, 1), [0, 1], [0]), '2 axes to move to', '[0]'),
  ],
  stack: [
    failure(() => op.stack([]), 'at least one tensor', 'none'),
    failure(() => op.stack([sym(2), sym(3)]), 'tensors of one shape', '[2], [3]'),
    failure(() => op.stack([sym(2), sym(2)], { axis: 2 }), 'an axis from -2 to 1', '2'),
    failure(
      () => op.stack([sym(2), symOf('index', 2) as never]),
      'an operand of kind real',
      'index [2]',
    ),
  ],
  diagonal: [
    ...matrix(op.diagonal),
    failure(() => op.diagonal(sym(2, 2), { offset: 0.5 }), 'a whole offset', '0.5'),
    failure(() => op.diagonal(sym(2, 2), { axes: [0, 2] }), 'an axis from -2 to 1', '2'),
    failure(() => op.diagonal(sym(2, 2), { axes: [0, 0] }), 'distinct axes', 'axes [0, 0]'),
    failure(() => op.diagonal(sym(2, 2), { axes: [0] as never }), 'two axes', '[0]'),
  ],
  trace: [
    ...matrix(op.trace),
    failure(() => op.trace(sym(2, 2), { offset: 0.5 }), 'a whole offset', '0.5'),
    failure(
      () => op.trace(symOf('index', 2, 2) as never),
      'an operand of kind real',
      'index [2, 2]',
    ),
  ],
  diag: [
    failure(() => op.diag(sym()), 'a vector or a matrix', '[]'),
    failure(() => op.diag(sym(2, 2, 2)), 'a vector or a matrix', '[2, 2, 2]'),
    failure(() => op.diag(sym(2), { offset: 0.5 }), 'a whole offset', '0.5'),
    failure(() => op.diag(symOf('index', 2) as never), 'an operand of kind real', 'index [2]'),
  ],
  triu: [
    ...matrix(op.triu),
    failure(() => op.triu(sym(2, 2), { offset: 0.5 }), 'a whole offset', '0.5'),
    failure(
      () => op.triu(symOf('index', 2, 2) as never),
      'an operand of kind real',
      'index [2, 2]',
    ),
  ],
  tril: [
    ...matrix(op.tril),
    failure(() => op.tril(sym(2, 2), { offset: 0.5 }), 'a whole offset', '0.5'),
  ],
  arange: [
    failure(() => op.arange(0, 5, 0), 'a step other than 0', '0'),
    failure(() => op.arange(0, Infinity), 'finite numbers', 'Infinity'),
    failure(() => op.arange(Number.NaN), 'finite numbers', 'NaN'),
  ],
  linspace: [
    failure(() => op.linspace(0, 1, -1), 'sizes that are whole numbers from 0', '[-1]'),
    failure(() => op.linspace(0, Number.NaN, 2), 'finite numbers', 'NaN'),
  ],
  eye: [
    failure(() => op.eye(-1), 'sizes that are whole numbers from 0', '[-1, -1]'),
    failure(() => op.eye(2, 0.5), 'sizes that are whole numbers from 0', '[2, 0.5]'),
    failure(() => op.eye(2, 2, { offset: 0.5 }), 'a whole offset', '0.5'),
  ],
  positions: [...sizes(n => op.positions(n))],
  meshgrid: [failure(() => op.meshgrid([sym(2), sym(2, 2)] as never), 'vectors', '[2, 2]')],
  causalMask: [
    failure(() => op.causalMask(2, -1), 'sizes that are whole numbers from 0', '[2, -1]'),
  ],
  pad: [
    failure(
      () =>
        op.pad(sym(2), [
          [1, 1],
          [0, 0],
        ]),
      'at most one margin for each axis of [2]',
      '2 margins',
    ),
    failure(() => op.pad(sym(2), [[-1, 1]]), 'sizes that are whole numbers from 0', '[-1]'),
    failure(() => op.pad(sym(2), [[1] as never]), 'margins [before, after]', '[1]'),
    failure(
      () => op.pad(sym(0), [[1, 0]], { mode: 'edge' }),
      'an entry to copy along axis 0',
      '[0]',
    ),
    failure(
      () => op.pad(sym(2), [[1, 0]], { value: true as never }),
      'a value of kind real',
      'true',
    ),
    failure(
      () => op.pad(symOf('index', 2), [[1, 0]], { value: 0.5 }),
      'a value of kind index',
      '0.5',
    ),
  ],
  split: [
    failure(() => op.split(sym(5), 2), 'a number of parts that divides 5', '2'),
    failure(() => op.split(sym(5), 0), 'a number of parts that divides 5', '0'),
    failure(() => op.split(sym(5), [2, 2]), 'sizes that add up to 5', '[2, 2]'),
    failure(() => op.split(sym(5), [-1, 6]), 'sizes that are whole numbers from 0', '[-1]'),
    failure(() => op.split(sym(), 1), 'a tensor with an axis', 'axis 0 of a scalar'),
    ...oneAxis((x, axis) => op.split(x, 1, { axis })),
  ],
  take: [
    failure(() => op.take(sym(3), [0, 3]), 'positions from -3 to 2', '3'),
    failure(() => op.take(sym(3), 0.5), 'positions from -3 to 2', '0.5'),
    ...oneAxis((x, axis) => op.take(x, 0, { axis })),
  ],
  tile: [
    failure(() => op.tile(sym(2), [-1]), 'sizes that are whole numbers from 0', '[-1]'),
    failure(() => op.tile(sym(2), [0.5]), 'sizes that are whole numbers from 0', '[0.5]'),
  ],
  repeat: [
    failure(() => op.repeat(sym(2), -1), 'sizes that are whole numbers from 0', '[-1]'),
    failure(() => op.repeat(sym(2), [1]), '2 numbers of times, one an entry', '[1]'),
    ...oneAxis((x, axis) => op.repeat(x, 1, { axis })),
  ],
  flip: someAxes((x, axis) => op.flip(x, { axis })),
  roll: [
    failure(() => op.roll(sym(2), 0.5), 'whole shifts', '[0.5]'),
    failure(() => op.roll(sym(2, 2), [1, 1], { axis: 0 }), '1 shifts, one an axis', '[1, 1]'),
    ...someAxes((x, axis) => op.roll(x, 1, { axis })),
  ],
  oneHot: [
    ...sizes(n => op.oneHot(symOf('index', 2), n)),
    failure(() => op.oneHot(sym(2) as never, 3), 'an operand of kind index', 'real [2]'),
  ],
}
