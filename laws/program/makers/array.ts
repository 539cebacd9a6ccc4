/** Makers of reductions, contractions, and what networks are made of. */
import type { Expr } from '../../../src/Expr.js'
import { along, called, filled, type Manner, maker, matrix, plainly, reducing } from '../maker.js'
import type { Maker, Scope } from '../model.js'

const grows: Manner = { reach: 'grows' }
const kinked: Manner = { smooth: false }

const reverse = (s: Scope) => (s.below(2) === 1 ? { reverse: true } : {})

const norm = (order: number, smooth: boolean): Maker =>
  maker(
    'norm',
    s => [[s.real({ passes: filled, otherwise: [3], guard: 'positive' })], { order }],
    plainly('norm'),
    { smooth, reach: 'grows' },
  )

const positional = (name: string): Maker => along(name, { smooth: false, reach: 'bounded' })

const quantile = maker(
  'quantile',
  s => [[s.real({ passes: filled, otherwise: [3] })], { q: s.pick([0.5, 0.3, 1]) }],
  ([x], { q }) => called('quantile')(x, q),
  kinked,
)

const topK = maker(
  'topK',
  s => [[s.fitted([4])], { k: 1 + s.below(3), part: s.below(2) }],
  ([x], { k, part }) => (called('topK')(x, k) as readonly Expr[])[part as number],
  kinked,
)

const recurrence = maker(
  'recurrence',
  s => {
    const b = s.real({ passes: filled, otherwise: [3] })
    const shape = s.shapeOf(b)
    return [[s.fitted(shape, 'bounded'), b], { axis: s.below(shape.length), ...reverse(s) }]
  },
  plainly('recurrence'),
  grows,
)

export const reduction: readonly Maker[] = [
  reducing('mean'),
  reducing('prod', grows, 'bounded'),
  reducing('logsumexp'),
  reducing('variance', grows),
  reducing('std', {}, 'definite'),
  norm(2, true),
  norm(3, true),
  norm(1, false),
  reducing('max', kinked),
  reducing('min', kinked),
  reducing('median', kinked),
  quantile,
  along('cumsum', grows, reverse),
  along('cumprod', grows, reverse, 'bounded'),
  along('logcumsumexp', {}, reverse),
  along('cummax', kinked, reverse),
  along('cummin', kinked, reverse),
  recurrence,
  along('sort', kinked, s => ({ descending: s.below(2) === 1 })),
  topK,
  positional('argsort'),
  positional('argmax'),
  positional('argmin'),
]

const matmul = maker(
  'matmul',
  s => {
    const a = matrix(s)
    const n = s.shapeOf(a)[1]!
    return [[a, s.fitted(s.pick([[n, 2], [n], [2, n, 1]]))]]
  },
  plainly('matmul'),
  grows,
)

const vectors = (name: string, m: number, n: number): Maker =>
  maker(name, s => [[s.fitted([m]), s.fitted([n])]], plainly(name), grows)

const specs = ['ij,jk->ik', 'ij,ij->i', 'ij,jk->', 'ij,jk->kij'] as const
const einsum = maker(
  'einsum',
  s => [[s.fitted([2, 2]), s.fitted([2, 2])], { spec: s.pick(specs) }],
  (args, { spec }) => called('einsum')(spec, ...args),
  grows,
)

const tensordot = maker(
  'tensordot',
  s => {
    const axes = s.below(3)
    return [[s.fitted([2, 2]), s.fitted([2, 2])], { axes }]
  },
  plainly('tensordot'),
  grows,
)

export const contraction: readonly Maker[] = [
  matmul,
  vectors('dot', 3, 3),
  vectors('outer', 2, 3),
  vectors('cross', 3, 3),
  einsum,
  tensordot,
  maker('kron', s => [[s.fitted([2, 1]), s.fitted([2, 2])]], plainly('kron'), grows),
]

const convolving = (name: string, x: readonly number[], w: readonly number[]): Maker =>
  maker(
    name,
    s => [[s.fitted(x), s.fitted(w)], { stride: 1 + s.below(2), padding: s.below(2) }],
    plainly(name),
    grows,
  )

const pooling = (name: string, x: readonly number[], manner?: Manner): Maker =>
  maker(name, s => [[s.fitted(x)], { window: 2, stride: 1 + s.below(2) }], plainly(name), manner)

const attention = maker(
  'attention',
  s => [[s.fitted([2, 2]), s.fitted([3, 2]), s.fitted([3, 1])]],
  plainly('attention'),
)

const labelled = maker(
  'crossEntropy',
  s => [[s.fitted([2, 3]), s.index(3, [2])]],
  plainly('crossEntropy'),
  grows,
)

const batchNorm = maker(
  'batchNorm',
  s => [[s.fitted([3, 2], 'regular')], { part: s.pick(['y', 'mean', 'variance']) }],
  ([x], { part }) => (called('batchNorm')(x) as Readonly<Record<string, Expr>>)[part as string],
)

const batchNormBy = maker(
  'batchNormBy',
  s => [[s.fitted([3, 2]), s.fitted([2]), s.fitted([2], 'positive')]],
  ([x, mean, variance]) => called('batchNormBy')(x, { mean, variance }),
  grows,
)

export const network: readonly Maker[] = [
  along('softmax', { reach: 'bounded' }),
  along('logSoftmax'),
  maker('layerNorm', s => [[s.fitted([2, 3], 'regular')]], plainly('layerNorm')),
  batchNorm,
  batchNormBy,
  attention,
  labelled,
  maker(
    'klBetweenLogits',
    s => [[s.fitted([2, 3]), s.fitted([2, 3])]],
    plainly('klBetweenLogits'),
    grows,
  ),
  convolving('conv1d', [1, 2, 4], [2, 2, 2]),
  convolving('conv2d', [1, 1, 3, 3], [2, 1, 2, 2]),
  convolving('convTranspose1d', [1, 2, 3], [2, 1, 2]),
  convolving('convTranspose2d', [1, 1, 2, 2], [1, 1, 2, 2]),
  pooling('avgPool1d', [1, 2, 4]),
  pooling('avgPool2d', [1, 1, 4, 3]),
  pooling('maxPool1d', [1, 2, 4], kinked),
  pooling('maxPool2d', [1, 1, 4, 3], kinked),
]
