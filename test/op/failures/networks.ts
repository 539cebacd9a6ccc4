/** Mistakes with what networks are made of: activations, losses, convolutions, pooling, normalisation. */
import * as op from 'chainrule/op'
import { sym, symOf } from '../support.js'
import { broadcasts, type Failures, failure, ofKind, oneAxis, someAxes } from './failure.js'

type Of = (...xs: readonly ReturnType<typeof sym>[]) => unknown

const x = sym(1, 4, 6, 6)
const w = sym(2, 4, 3, 3)
const wt = sym(4, 2, 3, 3)
const index = symOf('index', 1, 4, 6, 6) as never

const loss = (f: Of): Failures[string] => broadcasts((a, b) => f(a!, b!))

/** By name. */
export const networks: Failures = {
  sinc: ofKind(op.sinc as Of),
  hardtanh: ofKind(op.hardtanh as Of),
  mish: ofKind(op.mish as Of),
  geluTanh: ofKind(op.geluTanh as Of),
  nanToNum: ofKind(y => op.nanToNum(y!)),
  clamp: [
    ...ofKind(y => op.clamp(y!, { min: 0, max: 1 })),
    failure(() => op.clamp(sym(2), { min: 1, max: 0 }), 'bounds in order', '1 and 0'),
    failure(() => op.clamp(sym(2), { min: Number.NaN, max: 0 }), 'bounds in order', 'NaN and 0'),
  ],
  squaredError: loss(op.squaredError as Of),
  l1: loss(op.l1 as Of),
  huber: [
    ...loss((a, b) => op.huber(a!, b!)),
    failure(() => op.huber(sym(2), 0, { delta: 0 }), 'a positive delta', '0'),
  ],
  hinge: loss(op.hinge as Of),
  binaryCrossEntropy: loss(op.binaryCrossEntropy as Of),
  klDivergence: loss(op.klDivergence as Of),
  crossEntropy: [
    failure(
      () => op.crossEntropy(sym(2, 3), symOf('index', 3) as never),
      'labels of shape [2]',
      '[3]',
    ),
    failure(
      () => op.crossEntropy(sym(), symOf('index') as never),
      'a tensor with an axis',
      'axis -1 of a scalar',
    ),
    failure(
      () => op.crossEntropy(sym(2, 3), sym(2)),
      'labels of kind index, or probabilities of shape [2, 3]',
      'real [2]',
    ),
    failure(
      () => op.crossEntropy(sym(3), symOf('bool', 3) as never),
      'an operand of kind index',
      'bool [3]',
    ),
    failure(
      () => op.crossEntropy(symOf('index', 3) as never, sym(3) as never),
      'an operand of kind real',
      'index [3]',
    ),
  ],
  klBetweenLogits: [
    failure(() => op.klBetweenLogits(sym(2, 3), sym(3)), 'logits of shape [2, 3]', '[3]'),
    failure(() => op.klBetweenLogits(sym(), sym()), 'a tensor with an axis', 'axis -1 of a scalar'),
    ...ofKind((a, b) => op.klBetweenLogits(a!, b!), [2], 2),
  ],
  conv1d: [
    failure(
      () => op.conv1d(x as never, sym(2, 4, 3) as never),
      'an input and weights of rank 3',
      '[1, 4, 6, 6] and [2, 4, 3]',
    ),
    failure(
      () => op.conv1d(sym(1, 4, 6) as never, sym(2, 3, 3) as never),
      'weights whose channels meet the input’s (groups: 1)',
      '[1, 4, 6] and [2, 3, 3]',
    ),
    failure(
      () => op.conv1d(sym(1, 4, 6) as never, sym(2, 4, 7) as never),
      'windows of at least one entry that fit into [6], padding included',
      'windows that span [7]',
    ),
  ],
  conv2d: [
    failure(
      () => op.conv2d(sym(4, 6, 6) as never, w),
      'an input and weights of rank 4',
      '[4, 6, 6] and [2, 4, 3, 3]',
    ),
    failure(
      () => op.conv2d(x, sym(2, 3, 3, 3)),
      'weights whose channels meet the input’s (groups: 1)',
      '[1, 4, 6, 6] and [2, 3, 3, 3]',
    ),
    failure(
      () => op.conv2d(x, sym(3, 2, 3, 3), { groups: 2 }),
      'weights whose channels meet the input’s (groups: 2)',
      '[1, 4, 6, 6] and [3, 2, 3, 3]',
    ),
    failure(() => op.conv2d(x, w, { groups: 0 }), 'a whole number of groups from 1', '0'),
    failure(
      () => op.conv2d(x, w, { stride: 0 }),
      'as stride a whole number from 1, or 2 of them',
      '0',
    ),
    failure(
      () => op.conv2d(x, w, { stride: [1, 2, 3] as never }),
      'as stride a whole number from 1, or 2 of them',
      '[1, 2, 3]',
    ),
    failure(
      () => op.conv2d(x, w, { dilation: [1, 0.5] }),
      'as dilation a whole number from 1, or 2 of them',
      '[1, 0.5]',
    ),
    failure(
      () => op.conv2d(x, w, { padding: -1 }),
      'as padding a whole number from 0, or 2 of them or of pairs',
      '-1',
    ),
    failure(
      () => op.conv2d(x, w, { padding: 'full' as never }),
      'as padding a whole number from 0, or 2 of them or of pairs',
      '"full"',
    ),
    failure(
      () => op.conv2d(x, sym(2, 4, 7, 3)),
      'windows of at least one entry that fit into [6, 6], padding included',
      'windows that span [7, 3]',
    ),
    failure(
      () => op.conv2d(x, sym(2, 4, 0, 3)),
      'windows of at least one entry that fit into [6, 6], padding included',
      'windows that span [0, 3]',
    ),
    failure(() => op.conv2d(index, w), 'an operand of kind real', 'index [1, 4, 6, 6]'),
    failure(() => op.conv2d(x, index), 'an operand of kind real', 'index [1, 4, 6, 6]'),
  ],
  convTranspose1d: [
    failure(
      () => op.convTranspose1d(x as never, wt as never),
      'an input and weights of rank 3',
      '[1, 4, 6, 6] and [4, 2, 3, 3]',
    ),
    failure(
      () => op.convTranspose1d(sym(1, 4, 6) as never, sym(3, 2, 3) as never),
      'weights whose channels meet the input’s (groups: 1)',
      '[1, 4, 6] and [3, 2, 3]',
    ),
  ],
  convTranspose2d: [
    failure(
      () => op.convTranspose2d(x, w),
      'weights whose channels meet the input’s (groups: 1)',
      '[1, 4, 6, 6] and [2, 4, 3, 3]',
    ),
    failure(
      () => op.convTranspose2d(x, wt, { groups: 3 }),
      'weights whose channels meet the input’s (groups: 3)',
      '[1, 4, 6, 6] and [4, 2, 3, 3]',
    ),
    failure(
      () => op.convTranspose2d(x, wt, { outputPadding: 1 }),
      'an outputPadding smaller than stride or dilation',
      '[1, 1]',
    ),
    failure(
      () => op.convTranspose2d(x, wt, { outputPadding: -1 }),
      'as outputPadding a whole number from 0, or 2 of them',
      '-1',
    ),
    failure(
      () => op.convTranspose2d(x, wt, { padding: 4 }),
      'axes of at least one entry',
      'a result of sizes [0, 0]',
    ),
    failure(() => op.convTranspose2d(index, wt), 'an operand of kind real', 'index [1, 4, 6, 6]'),
  ],
  maxPool1d: [
    failure(() => op.maxPool1d(x as never, { window: 2 }), 'an input of rank 3', '[1, 4, 6, 6]'),
    failure(
      () => op.maxPool1d(symOf('index', 1, 1, 4) as never, { window: 2 }),
      'an operand of kind real',
      'index [1, 1, 4]',
    ),
  ],
  maxPool2d: [
    failure(
      () => op.maxPool2d(sym(2, 6, 6) as never, { window: 2 }),
      'an input of rank 4',
      '[2, 6, 6]',
    ),
    failure(
      () => op.maxPool2d(x, { window: 0 }),
      'as window a whole number from 1, or 2 of them',
      '0',
    ),
    failure(
      () => op.maxPool2d(x, { window: [2] as never }),
      'as window a whole number from 1, or 2 of them',
      '[2]',
    ),
    failure(
      () => op.maxPool2d(x, { window: 7 }),
      'windows of at least one entry that fit into [6, 6], padding included',
      'windows that span [7, 7]',
    ),
    failure(
      () => op.maxPool2d(x, { window: 2, stride: 0 }),
      'as stride a whole number from 1, or 2 of them',
      '0',
    ),
    failure(
      () => op.maxPool2d(x, { window: 2, padding: 2 }),
      'less padding than the window [2, 2] has entries',
      '[[2,2],[2,2]]',
    ),
  ],
  avgPool1d: [
    failure(() => op.avgPool1d(x as never, { window: 2 }), 'an input of rank 3', '[1, 4, 6, 6]'),
    failure(
      () => op.avgPool1d(symOf('index', 1, 1, 4) as never, { window: 2 }),
      'an operand of kind real',
      'index [1, 1, 4]',
    ),
  ],
  avgPool2d: [
    failure(
      () => op.avgPool2d(x, { window: [3, 1], padding: 1 }),
      'less padding than the window [3, 1] has entries',
      '[[1,1],[1,1]]',
    ),
    failure(
      () => op.avgPool2d(x, { window: 2, padding: -1 }),
      'as padding a whole number from 0, or 2 of them or of pairs',
      '-1',
    ),
    failure(
      () => op.avgPool2d(index, { window: 2 }),
      'an operand of kind real',
      'index [1, 4, 6, 6]',
    ),
  ],
  layerNorm: [
    failure(() => op.layerNorm(sym()), 'a tensor with an axis', 'axis -1 of a scalar'),
    ...someAxes((y, axes) => op.layerNorm(y, { axes })),
    failure(
      () => op.layerNorm(sym(2, 3), { scale: sym(2) }),
      'a scale, shift, mean or variance of shape [3]',
      '[2]',
    ),
    failure(
      () => op.layerNorm(sym(2, 3), { shift: sym(1, 3) }),
      'a scale, shift, mean or variance of shape [3]',
      '[1, 3]',
    ),
    failure(() => op.layerNorm(sym(2), { epsilon: -1 }), 'an epsilon from 0', '-1'),
    failure(
      () => op.layerNorm(sym(2), { scale: symOf('index', 2) as never }),
      'an operand of kind real',
      'index [2]',
    ),
    ...ofKind(y => op.layerNorm(y!)),
  ],
  batchNorm: [
    failure(() => op.batchNorm(sym(3)), 'an axis from -1 to 0', '1'),
    ...oneAxis((y, axis) => op.batchNorm(y, { axis })),
    failure(
      () => op.batchNorm(sym(3, 2), { scale: sym(3) }),
      'a scale, shift, mean or variance of shape [2]',
      '[3]',
    ),
    failure(() => op.batchNorm(sym(3, 2), { epsilon: Number.NaN }), 'an epsilon from 0', 'NaN'),
    ...ofKind(y => op.batchNorm(y!), [3, 2]),
  ],
  batchNormBy: [
    failure(
      () => op.batchNormBy(sym(2, 3), { mean: sym(2), variance: sym(2) }),
      'a scale, shift, mean or variance of shape [3]',
      '[2]',
    ),
    ...ofKind(y => op.batchNormBy(y!, { mean: sym(2), variance: sym(2) }), [3, 2]),
    failure(
      () => op.batchNormBy(sym(3, 2), { mean: symOf('index', 2) as never, variance: sym(2) }),
      'an operand of kind real',
      'index [2]',
    ),
  ],
  attention: [
    failure(
      () => op.attention(sym(2), sym(3, 2), sym(3, 2)),
      'queries, keys and values of rank 2 or more',
      '[2], [3, 2], [3, 2]',
    ),
    failure(
      () => op.attention(sym(2, 4), sym(3, 2), sym(3, 2)),
      'queries and keys of one length',
      '[2, 4], [3, 2], [3, 2]',
    ),
    failure(
      () => op.attention(sym(2, 4), sym(3, 4), sym(2, 2)),
      'as many keys as values',
      '[2, 4], [3, 4], [2, 2]',
    ),
    failure(
      () => op.attention(sym(2, 2, 4), sym(3, 3, 4), sym(3, 2)),
      'shapes that broadcast',
      '[2] and [3]',
    ),
    failure(
      () => op.attention(sym(2, 4), sym(3, 4), sym(3, 2), { mask: symOf('bool', 3, 2) }),
      'shapes that broadcast',
      '[2, 3] and [3, 2]',
    ),
    failure(
      () => op.attention(sym(2, 4), sym(3, 4), sym(3, 2), { mask: sym(2, 3) as never }),
      'an operand of kind bool',
      'real [2, 3]',
    ),
    ...ofKind((q, k, v) => op.attention(q!, k!, v!), [2, 2], 3),
  ],
}
