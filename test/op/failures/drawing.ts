/** Mistakes with keys and draws. */
import * as op from 'chainrule/op'
import { sym, symOf } from '../support.js'
import { type Failures, failure, ofKind, oneAxis, sizes } from './failure.js'

type Key = Parameters<typeof op.uniform>[0]
const key = symOf('index', 2) as never as Key
const wrong = symOf('index', 3) as never as Key

const keyed = (f: (k: Key) => unknown): Failures[string] => [
  failure(() => f(wrong), 'a key: an index tensor of shape [2]', 'index [3]'),
  failure(() => f(sym(2) as never), 'a key: an index tensor of shape [2]', 'real [2]'),
]

const drawn = (f: (k: Key, shape: readonly number[]) => unknown): Failures[string] => [
  ...keyed(k => f(k, [3])),
  ...sizes(n => f(key, [n])),
]

/** By name. */
export const drawing: Failures = {
  splitKey: [...keyed(k => op.splitKey(k, 2)), ...sizes(n => op.splitKey(key, n))],
  uniform: drawn(op.uniform),
  normal: drawn(op.normal),
  exponential: drawn(op.exponential),
  gumbel: drawn(op.gumbel),
  randomIndex: [
    ...drawn((k, shape) => op.randomIndex(k, shape, 5)),
    failure(() => op.randomIndex(key, [2], 0), 'a bound that is a whole number from 1', '0'),
  ],
  permutation: [...keyed(k => op.permutation(k, 3)), ...sizes(n => op.permutation(key, n))],
  bernoulli: [
    ...drawn((k, shape) => op.bernoulli(k, 0.5, shape)),
    failure(() => op.bernoulli(key, sym(2), [3]), 'shapes that broadcast', '[2] and [3]'),
    failure(
      () => op.bernoulli(key, symOf('index', 3) as never, [3]),
      'an operand of kind real',
      'index [3]',
    ),
  ],
  categorical: [
    ...keyed(k => op.categorical(k, sym(3))),
    failure(() => op.categorical(key, sym(0)), 'at least one entry to draw', '[0]'),
    failure(() => op.categorical(key, sym()), 'a tensor with an axis', 'axis -1 of a scalar'),
    ...oneAxis((x, axis) => op.categorical(key, x, { axis })),
    ...ofKind(x => op.categorical(key, x!)),
  ],
  dropout: [
    ...keyed(k => op.dropout(k, sym(3), 0.5)),
    failure(() => op.dropout(key, sym(3), 1.5), 'a rate from 0 to 1', '1.5'),
    ...ofKind(x => op.dropout(key, x!, 0.5)),
  ],
}
