/** The operations of TensorFlow.js that have a gradient, or ought to; and those that are not asked. */
import { box, simplex } from 'chainrule/laws'
import { edge, many, one, two } from './op.mjs'

/** Derivatives at zero. */
const at0 = {
  sin: 1,
  cos: 0,
  tanh: 1,
  sigmoid: 0.25,
  softplus: 0.5,
  atan: 1,
  asinh: 1,
  sinh: 1,
  cosh: 0,
  exp: 1,
  expm1: 1,
  neg: -1,
  erf: 2 / Math.sqrt(Math.PI),
  logSigmoid: 0.5,
  square: 0,
}

export const ops = [
  ...[
    'sin',
    'cos',
    'tanh',
    'sigmoid',
    'softplus',
    'atan',
    'asinh',
    'sinh',
    'cosh',
    'exp',
    'expm1',
    'neg',
    'erf',
    'logSigmoid',
    'square',
  ].map(name =>
    one(name, (t, x) => t[name](x), [-2, 2], {
      edges: [edge([[0, 0]], [at0[name], 0, 0, at0[name]], 'zeros')],
    }),
  ),
  one('abs', (t, x) => t.abs(x)),
  one('relu', (t, x) => t.relu(x)),
  one('relu6', (t, x) => t.relu6(x), [-2, 8]),
  one('elu', (t, x) => t.elu(x)),
  one('selu', (t, x) => t.selu(x)),
  one('leakyRelu', (t, x) => t.leakyRelu(x, 0.2)),
  one('tan', (t, x) => t.tan(x), [-1.4, 1.4]),
  one('asin', (t, x) => t.asin(x), [-0.9, 0.9]),
  one('acos', (t, x) => t.acos(x), [-0.9, 0.9]),
  one('atanh', (t, x) => t.atanh(x), [-0.9, 0.9]),
  one('acosh', (t, x) => t.acosh(x), [1.1, 4]),
  one('log', (t, x) => t.log(x), [0.1, 4]),
  one('log1p', (t, x) => t.log1p(x), [-0.9, 4]),
  one('sqrt', (t, x) => t.sqrt(x), [0.1, 4]),
  one('rsqrt', (t, x) => t.rsqrt(x), [0.1, 4]),
  one('reciprocal', (t, x) => t.reciprocal(x), [0.2, 4]),
  one('clipByValue', (t, x) => t.clipByValue(x, -1, 1)),
  one('ceil', (t, x) => t.ceil(x), [-2, 2], { first: true }),
  one('floor', (t, x) => t.floor(x), [-2, 2], { first: true }),
  one('round', (t, x) => t.round(x), [-2, 2], { first: true }),
  one('sign', (t, x) => t.sign(x), [-2, 2], { first: true }),
  one('step', (t, x) => t.step(x), [-2, 2], { first: true }),
  two('add', (t, a, b) => t.add(a, b)),
  two('sub', (t, a, b) => t.sub(a, b)),
  two('mul', (t, a, b) => t.mul(a, b)),
  two('div', (t, a, b) => t.div(a, b), [0.3, 3], { same: false }),
  two('divNoNan', (t, a, b) => t.divNoNan(a, b), [0.3, 3], { same: false }),
  two('pow', (t, a, b) => t.pow(a, b), [0.3, 3]),
  two('maximum', (t, a, b) => t.maximum(a, b)),
  two('minimum', (t, a, b) => t.minimum(a, b)),
  two('squaredDifference', (t, a, b) => t.squaredDifference(a, b)),
  two('atan2', (t, a, b) => t.atan2(a, b), [0.2, 2]),
  two('mod', (t, a, b) => t.mod(a, b), [
    [-4, 4],
    [0.7, 2],
  ]),
  two(
    'floorDiv',
    (t, a, b) => t.floorDiv(a, b),
    [
      [-4, 4],
      [0.7, 2],
    ],
    { first: true },
  ),
  two('prelu', (t, a, b) => t.prelu(a, b)),
  one('pow, x²', (t, x) => t.pow(x, t.scalar(2)), [-2, 2], {
    edges: [edge([[0, 1]], [0, 0, 0, 2])],
  }),
  one('pow, x³', (t, x) => t.pow(x, t.scalar(3)), [-2, 2], {
    edges: [edge([[0, 1]], [0, 0, 0, 3])],
  }),
  // Broadcast.
  two('add, broadcast', (t, a, b) => t.add(a, b), [-2, 2], { shapes: [[2, 3], 3] }),
  two('mul, broadcast', (t, a, b) => t.mul(a, b), [-2, 2], {
    shapes: [
      [2, 1],
      [1, 3],
    ],
  }),
  two('div, broadcast', (t, a, b) => t.div(a, b), [0.3, 3], {
    shapes: [
      [2, 3],
      [2, 1],
    ],
  }),
  two('pow, broadcast', (t, a, b) => t.pow(a, b), [0.3, 3], { shapes: [[2, 3], 3] }),
  two('maximum, broadcast', (t, a, b) => t.maximum(a, b), [-2, 2], { shapes: [[2, 3], 3] }),
  two('atan2, broadcast', (t, a, b) => t.atan2(a, b), [0.2, 2], { shapes: [[2, 3], 3] }),
  two('squaredDifference, broadcast', (t, a, b) => t.squaredDifference(a, b), [-2, 2], {
    shapes: [
      [2, 3],
      [2, 1],
    ],
  }),
  two('prelu, broadcast', (t, a, b) => t.prelu(a, b), [-2, 2], { shapes: [[2, 3], 3] }),
  // Reductions.
  one('sum', (t, x) => t.sum(x, 0), [-2, 2], { shape: [2, 3] }),
  one('mean', (t, x) => t.mean(x, 1), [-2, 2], { shape: [2, 3] }),
  one('max', (t, x) => t.max(x, 1), [-2, 2], { shape: [2, 3] }),
  one('min', (t, x) => t.min(x, 0), [-2, 2], { shape: [2, 3] }),
  one('prod', (t, x) => t.prod(x, 0), [-2, 2], {
    shape: 3,
    edges: [edge([[0, 2, 3]], [6, 0, 0], 'one zero'), edge([[0, 0, 3]], [0, 0, 0], 'two zeros')],
  }),
  one('logSumExp', (t, x) => t.logSumExp(x, 0), [-2, 2], { shape: [2, 3] }),
  one('moments', (t, x) => t.moments(x, 0).variance, [-2, 2], { shape: [2, 3] }),
  one('norm', (t, x) => t.norm(x), [0.2, 2], { shape: 3 }),
  one('norm, 1', (t, x) => t.norm(x, 1), [-2, 2], { shape: 3 }),
  one('norm, ∞', (t, x) => t.norm(x, Infinity), [-2, 2], { shape: 3 }),
  one('euclideanNorm', (t, x) => t.euclideanNorm(x), [0.2, 2], { shape: 3 }),
  one('cumsum', (t, x) => t.cumsum(x, 0), [-2, 2], { shape: 3 }),
  one('cumsum, exclusive', (t, x) => t.cumsum(x, 0, true), [-2, 2], { shape: 3 }),
  one('cumsum, reverse', (t, x) => t.cumsum(x, 0, false, true), [-2, 2], { shape: 3 }),
  one('cumsum, exclusive and reverse', (t, x) => t.cumsum(x, 1, true, true), [-2, 2], {
    shape: [2, 3],
  }),
  one('cumprod', (t, x) => t.cumprod(x, 0), [0.5, 2], { shape: 3 }),
  one('softmax', (t, x) => t.softmax(x), [-2, 2], { shape: 3 }),
  one('logSoftmax', (t, x) => t.logSoftmax(x), [-2, 2], { shape: [2, 3] }),
  one('topk', (t, x) => t.topk(x, 2).values, [-2, 2], { shape: 4 }),
  // Structure.
  one('reshape', (t, x) => t.reshape(x, [3, 2]), [-2, 2], { shape: [2, 3] }),
  one('transpose', (t, x) => t.transpose(x), [-2, 2], { shape: [2, 3] }),
  one('transpose, three axes', (t, x) => t.transpose(x, [1, 2, 0]), [-2, 2], { shape: [2, 3, 2] }),
  one('slice', (t, x) => t.slice(x, [0, 1], [2, 1]), [-2, 2], { shape: [2, 3] }),
  one('stridedSlice', (t, x) => t.stridedSlice(x, [0], [4], [2]), [-2, 2], { shape: 4 }),
  one('reverse', (t, x) => t.reverse(x, 0), [-2, 2], { shape: [2, 2] }),
  one('tile', (t, x) => t.tile(x, [2, 3]), [-2, 2], { shape: [2, 2] }),
  one(
    'pad',
    (t, x) =>
      t.pad(x, [
        [1, 0],
        [0, 2],
      ]),
    [-2, 2],
    { shape: [2, 2] },
  ),
  one('mirrorPad', (t, x) => t.mirrorPad(x, [[1, 1]], 'reflect'), [-2, 2], { shape: 3 }),
  one('expandDims', (t, x) => t.expandDims(x, 1)),
  one('squeeze', (t, x) => t.squeeze(x), [-2, 2], { shape: [1, 2] }),
  one('broadcastTo', (t, x) => t.broadcastTo(x, [3, 2])),
  one('gather', (t, x) => t.gather(x, t.tensor1d([1, 0, 1], 'int32')), [-2, 2], { shape: [2, 2] }),
  one('gather, axis 1', (t, x) => t.gather(x, t.tensor1d([1, 1], 'int32'), 1), [-2, 2], {
    shape: [2, 3],
  }),
  one(
    'gatherND',
    (t, x) =>
      t.gatherND(
        x,
        t.tensor2d(
          [
            [1, 0],
            [0, 1],
          ],
          [2, 2],
          'int32',
        ),
      ),
    [-2, 2],
    { shape: [2, 2] },
  ),
  one('scatterND', (t, x) => t.scatterND(t.tensor2d([[2], [0]], [2, 1], 'int32'), x, [3])),
  one(
    'unsortedSegmentSum',
    (t, x) => t.unsortedSegmentSum(x, t.tensor1d([0, 1, 0], 'int32'), 2),
    [-2, 2],
    { shape: 3 },
  ),
  one('diag', (t, x) => t.diag(x)),
  one('bandPart', (t, x) => t.linalg.bandPart(x, 1, 0), [-2, 2], { shape: [3, 3] }),
  one('depthToSpace', (t, x) => t.depthToSpace(x, 2), [-2, 2], { shape: [1, 1, 1, 4] }),
  one('spaceToBatchND', (t, x) => t.spaceToBatchND(x, [2], [[0, 0]]), [-2, 2], { shape: [1, 4] }),
  one('batchToSpaceND', (t, x) => t.batchToSpaceND(x, [2], [[0, 0]]), [-2, 2], { shape: [2, 2] }),
  one('unstack', (t, x) => t.unstack(x)[1], [-2, 2], { shape: [2, 2] }),
  one('split', (t, x) => t.split(x, 2)[1], [-2, 2], { shape: [4, 1] }),
  two('concat', (t, a, b) => t.concat([a, b], 0)),
  two('stack', (t, a, b) => t.stack([a, b], 1)),
  two('where', (t, a, b) => t.where(t.tensor1d([1, 0], 'bool'), a, b)),
  two('addN', (t, a, b) => t.addN([a, b, a])),
  // Contractions.
  two('matMul', (t, a, b) => t.matMul(a, b), [-2, 2], {
    shapes: [
      [2, 3],
      [3, 2],
    ],
  }),
  two('matMul, aᵀ b', (t, a, b) => t.matMul(a, b, true, false), [-2, 2], {
    shapes: [
      [3, 2],
      [3, 2],
    ],
  }),
  two('matMul, a bᵀ', (t, a, b) => t.matMul(a, b, false, true), [-2, 2], {
    shapes: [
      [2, 3],
      [2, 3],
    ],
  }),
  two('matMul, aᵀ bᵀ', (t, a, b) => t.matMul(a, b, true, true), [-2, 2], {
    shapes: [
      [3, 2],
      [2, 3],
    ],
  }),
  two('matMul, of a batch', (t, a, b) => t.matMul(a, b), [-2, 2], {
    shapes: [
      [2, 1, 2],
      [2, 2, 1],
    ],
  }),
  two('matMul, batch broadcast', (t, a, b) => t.matMul(a, b), [-2, 2], {
    shapes: [
      [2, 2, 2],
      [2, 1],
    ],
  }),
  two('dot', (t, a, b) => t.dot(a, b)),
  two('outerProduct', (t, a, b) => t.outerProduct(a, b)),
  two('einsum', (t, a, b) => t.einsum('ij,jk->ik', a, b), [-2, 2], {
    shapes: [
      [2, 2],
      [2, 2],
    ],
  }),
  one('qr', (t, x) => t.linalg.qr(x)[1], [1, 2], { shape: [2, 2] }),
  one('gramSchmidt', (t, x) => t.linalg.gramSchmidt(x), [0.5, 2], { shape: [2, 2] }),
  // Networks.
  two('conv1d', (t, x, w) => t.conv1d(x, w, 1, 'same'), [-2, 2], {
    shapes: [
      [1, 4, 1],
      [3, 1, 2],
    ],
  }),
  two('conv2d', (t, x, w) => t.conv2d(x, w, 1, 'valid'), [-2, 2], {
    shapes: [
      [1, 3, 3, 1],
      [2, 2, 1, 1],
    ],
  }),
  two('conv2d, stride 2', (t, x, w) => t.conv2d(x, w, 2, 'same'), [-2, 2], {
    shapes: [
      [1, 3, 3, 1],
      [2, 2, 1, 1],
    ],
  }),
  two('conv2d, dilated', (t, x, w) => t.conv2d(x, w, 1, 'valid', 'NHWC', 2), [-2, 2], {
    shapes: [
      [1, 4, 4, 1],
      [2, 2, 1, 1],
    ],
  }),
  two('conv2dTranspose', (t, x, w) => t.conv2dTranspose(x, w, [1, 3, 3, 1], 1, 'valid'), [-2, 2], {
    shapes: [
      [1, 2, 2, 1],
      [2, 2, 1, 1],
    ],
  }),
  two('depthwiseConv2d', (t, x, w) => t.depthwiseConv2d(x, w, 1, 'valid'), [-2, 2], {
    shapes: [
      [1, 3, 3, 2],
      [2, 2, 2, 1],
    ],
  }),
  two('depthwiseConv2d, multiplier 2', (t, x, w) => t.depthwiseConv2d(x, w, 1, 'same'), [-2, 2], {
    shapes: [
      [1, 3, 3, 1],
      [2, 2, 1, 2],
    ],
  }),
  many('separableConv2d', (t, x, d, p) => t.separableConv2d(x, d, p, 1, 'valid'), [
    [1, 3, 3, 1],
    [2, 2, 1, 1],
    [1, 1, 1, 2],
  ]),
  two('conv3d', (t, x, w) => t.conv3d(x, w, 1, 'valid'), [-2, 2], {
    shapes: [
      [1, 2, 2, 3, 1],
      [2, 2, 2, 1, 1],
    ],
  }),
  two('dilation2d', (t, x, w) => t.dilation2d(x, w, 1, 'valid'), [-2, 2], {
    shapes: [
      [1, 3, 3, 1],
      [2, 2, 1],
    ],
    first: true,
  }),
  one('maxPool', (t, x) => t.maxPool(x, 2, 1, 'valid'), [-2, 2], { shape: [1, 3, 3, 1] }),
  one('maxPool, same', (t, x) => t.maxPool(x, 2, 2, 'same'), [-2, 2], { shape: [1, 3, 3, 1] }),
  one('avgPool', (t, x) => t.avgPool(x, 2, 1, 'valid'), [-2, 2], { shape: [1, 3, 3, 1] }),
  one('avgPool, same', (t, x) => t.avgPool(x, 2, 2, 'same'), [-2, 2], { shape: [1, 3, 3, 1] }),
  one('maxPool3d', (t, x) => t.maxPool3d(x, 2, 1, 'valid'), [-2, 2], { shape: [1, 2, 2, 3, 1] }),
  one('avgPool3d', (t, x) => t.avgPool3d(x, 2, 1, 'valid'), [-2, 2], { shape: [1, 2, 2, 3, 1] }),
  one(
    'localResponseNormalization',
    (t, x) => t.localResponseNormalization(x, 1, 1, 1, 0.5),
    [-2, 2],
    { shape: [1, 1, 1, 3] },
  ),
  many('batchNorm', (t, x, m, v) => t.batchNorm(x, m, v), [[2, 3], [3], [3]], [0.3, 2]),
  many(
    'batchNorm, scale and offset',
    (t, x, m, v, o, s) => t.batchNorm(x, m, v, o, s),
    [[2, 2], [2], [2], [2], [2]],
    [0.3, 2],
  ),
  one('resizeBilinear', (t, x) => t.image.resizeBilinear(x, [3, 3]), [-2, 2], {
    shape: [1, 2, 2, 1],
  }),
  one(
    'resizeBilinear, corners aligned',
    (t, x) => t.image.resizeBilinear(x, [3, 3], true),
    [-2, 2],
    { shape: [1, 2, 2, 1] },
  ),
  one('resizeNearestNeighbor', (t, x) => t.image.resizeNearestNeighbor(x, [3, 3]), [-2, 2], {
    shape: [1, 2, 2, 1],
  }),
  // Losses.
  two('meanSquaredError', (t, a, b) => t.losses.meanSquaredError(a, b)),
  two('absoluteDifference', (t, a, b) => t.losses.absoluteDifference(a, b)),
  two('cosineDistance', (t, a, b) => t.losses.cosineDistance(a, b, 0)),
  two('hingeLoss', (t, a, b) => t.losses.hingeLoss(a, b), [0.1, 0.9]),
  two('huberLoss', (t, a, b) => t.losses.huberLoss(a, b)),
  two('logLoss', (t, a, b) => t.losses.logLoss(a, b), [0.1, 0.9]),
  two('sigmoidCrossEntropy', (t, a, b) => t.losses.sigmoidCrossEntropy(a, b), [0.1, 0.9]),
  {
    name: 'softmaxCrossEntropy',
    f: (t, a, b) => t.losses.softmaxCrossEntropy(t.reshape(a, [1, 3]), t.reshape(b, [1, 3])),
    domains: [simplex(3), box(-2, 2, 3)],
  },
]

/** What is not asked, and why. */
export const unasked = {
  'any all argMax argMin equal greater less logicalAnd oneHot isNaN searchSorted bincount topk-indices':
    'discrete',
  'fft ifft rfft irfft complex real imag stft': 'of complex tensors, which the laws do not write',
  'multinomial randomNormal dropout': 'draws',
  'basicLSTMCell multiRNNCell': 'made of the operations above',
}
