/** Mistakes with what goes along axes: reductions, running sums, orders, statistics, scatters. */
import * as op from 'chainrule/op'
import { sym, symOf } from '../support.js'
import { type Failures, failure, ofKind, oneAxis, someAxes } from './failure.js'

type Expr = ReturnType<typeof sym>
type Axis = { readonly axis?: number | readonly number[] }

const reduction = (f: (x: Expr, options?: Axis) => unknown): Failures[string] => [
  ...someAxes((x, axis) => f(x, { axis })),
  ...ofKind(x => f(x!)),
]

const running = (
  f: (x: Expr, options?: { readonly axis?: number }) => unknown,
  last = true,
): Failures[string] => [
  ...oneAxis((x, axis) => f(x, { axis })),
  ...ofKind(x => f(x!)),
  failure(() => f(sym()), 'a tensor with an axis', `axis ${last ? -1 : 0} of a scalar`),
]

const ddof = (f: typeof op.variance): Failures[string] => [
  ...reduction(f as never),
  failure(() => f(sym(2), { ddof: Number.NaN }), 'a finite ddof', 'NaN'),
]

const quantifier = (f: typeof op.any): Failures[string] => [
  failure(() => f(symOf('bool', 2), { axis: 1 }), 'an axis from -1 to 0', '1'),
  failure(() => f(symOf('bool', 2), { axis: [0, 0] }), 'distinct axes', 'axes [0, 0]'),
  failure(() => f(sym(2) as never), 'an operand of kind bool', 'real [2]'),
]

/** By name. */
export const reductions: Failures = {
  mean: reduction(op.mean),
  prod: reduction(op.prod),
  logsumexp: reduction(op.logsumexp),
  variance: ddof(op.variance),
  std: ddof(op.std),
  norm: [
    ...reduction(op.norm),
    failure(() => op.norm(sym(2), { order: 0.5 }), "an order from 1 up, or 'fro'", '0.5'),
  ],
  quantile: [
    ...reduction((x, options) => op.quantile(x, 0.5, options)),
    failure(() => op.quantile(sym(2), 1.5), 'numbers from 0 to 1', '1.5'),
    failure(() => op.quantile(sym(2), [0, Number.NaN]), 'numbers from 0 to 1', 'NaN'),
    failure(() => op.quantile(sym(2), []), 'at least one number', 'none'),
  ],
  median: reduction(op.median),
  any: quantifier(op.any),
  all: quantifier(op.all),
  cumsum: running(op.cumsum, false),
  cumprod: running(op.cumprod, false),
  cummax: running(op.cummax, false),
  cummin: running(op.cummin, false),
  logcumsumexp: running(op.logcumsumexp, false),
  recurrence: [
    failure(() => op.recurrence(sym(2), sym(3)), 'factors of shape [3]', '[2]'),
    ...oneAxis((x, axis) => op.recurrence(x, x, { axis })),
    ...ofKind((a, b) => op.recurrence(a!, b!), [2], 2),
  ],
  sort: running(op.sort),
  argsort: running(op.argsort),
  topK: [
    failure(() => op.topK(sym(2), 3), 'a whole number from 0 to 2, the entries along axis 0', '3'),
    failure(
      () => op.topK(sym(2), -1),
      'a whole number from 0 to 2, the entries along axis 0',
      '-1',
    ),
    failure(
      () => op.topK(sym(2), 0.5),
      'a whole number from 0 to 2, the entries along axis 0',
      '0.5',
    ),
    ...running((x, options) => op.topK(x, 1, options)),
  ],
  softmax: [
    ...oneAxis((x, axis) => op.softmax(x, { axis })),
    failure(() => op.softmax(sym()), 'a tensor with an axis', 'axis -1 of a scalar'),
    failure(
      () => op.softmax(sym(2), { mask: symOf('bool', 3) }),
      'shapes that broadcast',
      '[3] and [2]',
    ),
    failure(
      () => op.softmax(sym(2), { mask: sym(2) as never }),
      'an operand of kind bool',
      'real [2]',
    ),
    failure(() => op.softmax(symOf('index', 2) as never), 'an operand of kind real', 'index [2]'),
    failure(
      () => op.softmax(symOf('index', 2) as never, { mask: symOf('bool', 2) }),
      'an operand of kind real',
      'index [2]',
    ),
    failure(
      () => op.softmax(sym(2), { mask: symOf('bool', 3, 2) }),
      'a mask that broadcasts to [2]',
      '[3, 2]',
    ),
  ],
  logSoftmax: running(op.logSoftmax),
  scatter: [
    failure(() => op.scatter(sym(4), symOf('index', 2), sym(3)), 'entries of shape [2]', '[3]'),
    failure(
      () => op.scatter(sym(4), sym(2) as never, sym(2)),
      'an operand of kind index',
      'real [2]',
    ),
    failure(
      () => op.scatter(sym(4), symOf('index', 2), symOf('index', 2) as never),
      'an operand of kind real',
      'index [2]',
    ),
    failure(
      () => op.scatter(sym(), symOf('index', 2), sym(2)),
      'a tensor with an axis',
      'axis 0 of a scalar',
    ),
  ],
  segmentSum: [
    failure(
      () => op.segmentSum(sym(2, 3), symOf('index', 3), 4),
      'segments for the first axes of [2, 3]',
      '[3]',
    ),
    failure(
      () => op.segmentSum(sym(2), symOf('index', 2), -1),
      'sizes that are whole numbers from 0',
      '[-1]',
    ),
    failure(
      () => op.segmentSum(sym(2), symOf('index', 2), 0.5),
      'sizes that are whole numbers from 0',
      '[0.5]',
    ),
    failure(
      () => op.segmentSum(sym(2), sym(2) as never, 2),
      'an operand of kind index',
      'real [2]',
    ),
    failure(
      () => op.segmentSum(symOf('bool', 2) as never, symOf('index', 2), 2),
      'an operand of kind real',
      'bool [2]',
    ),
  ],
}
