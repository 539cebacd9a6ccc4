/** The operations of jax-js that have a derivative, or ought to; and those that are not asked. */
import { edge, many, one, two } from './op.mjs'

/** Derivatives at zero. */
const at0 = {
  sin: 1,
  cos: 0,
  tanh: 1,
  atan: 1,
  arcsinh: 1,
  sinh: 1,
  cosh: 0,
  exp: 1,
  exp2: Math.LN2,
  expm1: 1,
  negative: -1,
  square: 0,
  sinc: 0,
}
const nn0 = { sigmoid: 0.25, softplus: 0.5, silu: 0.5, mish: 0.6, gelu: 0.5, logSigmoid: 0.5 }
const zeros = d => [edge([[0, 0]], [d, 0, 0, d], 'zeros')]

export const ops = [
  ...Object.entries(at0).map(([name, d]) =>
    one(name, (j, x) => j.numpy[name](x), [-2, 2], { edges: zeros(d) }),
  ),
  ...Object.entries(nn0).map(([name, d]) =>
    one(name, (j, x) => j.nn[name](x), [-2, 2], { edges: zeros(d) }),
  ),
  ...[
    'abs',
    'sign',
    'floor',
    'ceil',
    'rint',
    'trunc',
    'cbrt',
    'deg2rad',
    'rad2deg',
    'nanToNum',
    'positive',
  ].map(name =>
    one(name, (j, x) => j.numpy[name](x), [-2, 2], {
      first: ['sign', 'floor', 'ceil', 'rint', 'trunc'].includes(name),
    }),
  ),
  ...[
    'relu',
    'relu6',
    'elu',
    'celu',
    'selu',
    'leakyRelu',
    'hardSigmoid',
    'hardSilu',
    'hardTanh',
    'softSign',
    'squareplus',
    'sparsePlus',
    'sparseSigmoid',
  ].map(name => one(name, (j, x) => j.nn[name](x), [-2, 7])),
  one('gelu, exact', (j, x) => j.nn.gelu(x, { approximate: false })),
  one('log1mexp', (j, x) => j.nn.log1mexp(x), [0.2, 4]),
  one('erf', (j, x) => j.lax.erf(x), [-2, 2], { edges: zeros(2 / Math.sqrt(Math.PI)) }),
  one('erfc', (j, x) => j.lax.erfc(x), [-2, 2], { edges: zeros(-2 / Math.sqrt(Math.PI)) }),
  one('tan', (j, x) => j.numpy.tan(x), [-1.4, 1.4]),
  one('arcsin', (j, x) => j.numpy.arcsin(x), [-0.9, 0.9]),
  one('arccos', (j, x) => j.numpy.arccos(x), [-0.9, 0.9]),
  one('arctanh', (j, x) => j.numpy.arctanh(x), [-0.9, 0.9]),
  one('arccosh', (j, x) => j.numpy.arccosh(x), [1.1, 4]),
  ...['log', 'log2', 'log10', 'sqrt', 'reciprocal'].map(name =>
    one(name, (j, x) => j.numpy[name](x), [0.1, 4]),
  ),
  one('log1p', (j, x) => j.numpy.log1p(x), [-0.9, 4]),
  one('clip', (j, x) => j.numpy.clip(x, -1, 1)),
  ...[
    'add',
    'subtract',
    'multiply',
    'maximum',
    'minimum',
    'fmax',
    'fmin',
    'hypot',
    'logaddexp',
    'logaddexp2',
    'copysign',
  ].map(name => two(name, (j, a, b) => j.numpy[name](a, b))),
  ...['divide', 'power', 'floatPower', 'arctan2'].map(name =>
    // a / a and atan2(a, a) are constant: rounding is all that could be seen.
    two(name, (j, a, b) => j.numpy[name](a, b), [0.3, 3], {
      same: !['divide', 'arctan2'].includes(name),
    }),
  ),
  ...['fmod', 'remainder'].map(name =>
    two(name, (j, a, b) => j.numpy[name](a, b), [
      [-4, 4],
      [0.7, 2],
    ]),
  ),
  two('heaviside', (j, a, b) => j.numpy.heaviside(a, b), [-2, 2], { first: true }),
  one('power, x²', (j, x) => j.numpy.power(x, 2), [-2, 2], {
    edges: [edge([[0, 1]], [0, 0, 0, 2], 'a zero')],
  }),
  one('power, x³', (j, x) => j.numpy.power(x, 3), [-2, 2], {
    edges: [edge([[0, 1]], [0, 0, 0, 3], 'a zero')],
  }),
  one('power, x¹', (j, x) => j.numpy.power(x, 1), [-2, 2], {
    first: true,
    edges: [edge([[0, 1]], [1, 0, 0, 1], 'a zero')],
  }),
  two('add, broadcast', (j, a, b) => j.numpy.add(a, b), [-2, 2], { shapes: [[2, 3], 3] }),
  two('multiply, broadcast', (j, a, b) => j.numpy.multiply(a, b), [-2, 2], {
    shapes: [
      [2, 1],
      [1, 3],
    ],
  }),
  two('divide, broadcast', (j, a, b) => j.numpy.divide(a, b), [0.3, 3], {
    shapes: [
      [2, 3],
      [2, 1],
    ],
  }),
  two('power, broadcast', (j, a, b) => j.numpy.power(a, b), [0.3, 3], { shapes: [[2, 3], 3] }),
  two('maximum, broadcast', (j, a, b) => j.numpy.maximum(a, b), [-2, 2], { shapes: [[2, 3], 3] }),
  // The value compiled, the derivative not.
  one('hardSilu, compiled', (j, x) => j.nn.hardSilu(x), [-2, 2], { jit: true, first: true }),
  one('tanh, compiled', (j, x) => j.numpy.tanh(x), [-2, 2], { jit: true, first: true }),
  // Reductions.
  ...['sum', 'mean', 'max', 'min', 'std', 'var_', 'ptp', 'nansum', 'nanmean', 'nanmax'].flatMap(
    name => [one(name, (j, x) => j.numpy[name](x, 1), [-2, 2], { shape: [2, 3] })],
  ),
  one('prod', (j, x) => j.numpy.prod(x), [-2, 2], {
    shape: 3,
    edges: [edge([[0, 2, 3]], [6, 0, 0], 'one zero'), edge([[0, 0, 3]], [0, 0, 0], 'two zeros')],
  }),
  one('nanprod', (j, x) => j.numpy.nanprod(x), [0.5, 2], { shape: 3 }),
  one('cumsum', (j, x) => j.numpy.cumsum(x, 0), [-2, 2], { shape: 3 }),
  one('cumprod', (j, x) => j.numpy.cumprod(x, 0), [-2, 2], {
    shape: 3,
    edges: [edge([[0, 2, 3]], [1, 0, 0, 2, 0, 0, 6, 0, 0], 'one zero')],
  }),
  one('logsumexp', (j, x) => j.nn.logsumexp(x), [-2, 2], { shape: 3 }),
  one('logmeanexp', (j, x) => j.nn.logmeanexp(x), [-2, 2], { shape: 3 }),
  one('softmax', (j, x) => j.nn.softmax(x), [-2, 2], { shape: 3 }),
  one('logSoftmax', (j, x) => j.nn.logSoftmax(x), [-2, 2], { shape: 3 }),
  one('standardize', (j, x) => j.nn.standardize(x), [-2, 2], { shape: 3 }),
  one('glu', (j, x) => j.nn.glu(x), [-2, 2], { shape: 4 }),
  one('sort', (j, x) => j.numpy.sort(x), [-2, 2], { shape: 3 }),
  one('topK', (j, x) => j.lax.topK(x, 2)[0], [-2, 2], { shape: 4 }),
  one('trapezoid', (j, x) => j.numpy.trapezoid(x), [-2, 2], { shape: 3 }),
  one('average', (j, x) => j.numpy.average(x), [-2, 2], { shape: 3 }),
  one('cov', (j, x) => j.numpy.cov(x), [-2, 2], { shape: [2, 3] }),
  one('corrcoef', (j, x) => j.numpy.corrcoef(x), [-2, 2], { shape: [2, 3] }),
  // Structure.
  one('reshape', (j, x) => j.numpy.reshape(x, [3, 2]), [-2, 2], { shape: [2, 3] }),
  one('transpose', (j, x) => j.numpy.transpose(x), [-2, 2], { shape: [2, 3] }),
  one('flip', (j, x) => j.numpy.flip(x, 0), [-2, 2], { shape: [2, 2] }),
  one('roll', (j, x) => j.numpy.roll(x, 1), [-2, 2], { shape: 3 }),
  one('rot90', (j, x) => j.numpy.rot90(x), [-2, 2], { shape: [2, 2] }),
  one('tile', (j, x) => j.numpy.tile(x, [2, 2])),
  one('repeat', (j, x) => j.numpy.repeat(x, 3)),
  one('pad', (j, x) => j.numpy.pad(x, [[1, 2]])),
  one('broadcastTo', (j, x) => j.numpy.broadcastTo(x, [3, 2])),
  one('expandDims', (j, x) => j.numpy.expandDims(x, 0)),
  one('squeeze', (j, x) => j.numpy.squeeze(x), [-2, 2], { shape: [1, 2] }),
  one('moveaxis', (j, x) => j.numpy.moveaxis(x, 0, 1), [-2, 2], { shape: [2, 3] }),
  one('ravel', (j, x) => j.numpy.ravel(x), [-2, 2], { shape: [2, 2] }),
  one('diag', (j, x) => j.numpy.diag(x)),
  one('diagonal', (j, x) => j.numpy.diagonal(x), [-2, 2], { shape: [2, 2] }),
  one('trace', (j, x) => j.numpy.trace(x), [-2, 2], { shape: [2, 2] }),
  one('tril', (j, x) => j.numpy.tril(x), [-2, 2], { shape: [2, 2] }),
  one('triu', (j, x) => j.numpy.triu(x), [-2, 2], { shape: [2, 2] }),
  one('diff', (j, x) => j.numpy.diff(x), [-2, 2], { shape: 3 }),
  one('ediff1d', (j, x) => j.numpy.ediff1d(x), [-2, 2], { shape: 3 }),
  one('vander', (j, x) => j.numpy.vander(x), [-2, 2], { first: true }),
  one(
    'take',
    (j, x) => j.numpy.take(x, j.numpy.array([1, 0, 1], { dtype: j.numpy.int32 }), 0),
    [-2, 2],
    { shape: 2 },
  ),
  one('split', (j, x) => j.numpy.split(x, 2)[1], [-2, 2], { shape: 4 }),
  two('concatenate', (j, a, b) => j.numpy.concatenate([a, b])),
  two('stack', (j, a, b) => j.numpy.stack([a, b])),
  two('where', (j, a, b) => j.numpy.where(j.numpy.array([true, false]), a, b)),
  // Contractions.
  ...['dot', 'inner', 'outer', 'vdot', 'vecdot', 'convolve', 'correlate', 'polyadd', 'polymul'].map(
    name => two(name, (j, a, b) => j.numpy[name](a, b)),
  ),
  two('polyval', (j, a, b) => j.numpy.polyval(a, b)),
  two('cross', (j, a, b) => j.numpy.cross(a, b), [-2, 2], { shapes: [3, 3] }),
  two('matmul', (j, a, b) => j.numpy.matmul(a, b), [-2, 2], {
    shapes: [
      [2, 3],
      [3, 2],
    ],
  }),
  two('matmul, of a batch', (j, a, b) => j.numpy.matmul(a, b), [-2, 2], {
    shapes: [
      [2, 1, 2],
      [2, 2, 1],
    ],
  }),
  two('matvec', (j, a, b) => j.numpy.matvec(a, b), [-2, 2], { shapes: [[2, 3], 3] }),
  two('einsum', (j, a, b) => j.numpy.einsum('ij,kj->ik', a, b), [-2, 2], {
    shapes: [
      [2, 2],
      [2, 2],
    ],
  }),
  two('tensordot', (j, a, b) => j.numpy.tensordot(a, b, 1), [-2, 2], {
    shapes: [
      [2, 2],
      [2, 2],
    ],
  }),
  one('matrixPower', (j, x) => j.numpy.linalg.matrixPower(x, 3), [-2, 2], { shape: [2, 2] }),
  one('inv', (j, x) => j.numpy.linalg.inv(shifted(j, x)), [-1, 1], { shape: [2, 2] }),
  one('det', (j, x) => j.numpy.linalg.det(x), [-2, 2], {
    shape: [2, 2],
    edges: [
      edge(
        [
          [
            [1, 2],
            [2, 4],
          ],
        ],
        [4, -2, -2, 1],
        'singular',
      ),
      edge(
        [
          [
            [0, 0],
            [0, 0],
          ],
        ],
        [0, 0, 0, 0],
        'zeros',
      ),
    ],
  }),
  one('slogdet', (j, x) => j.numpy.linalg.slogdet(shifted(j, x))[1], [-1, 1], { shape: [2, 2] }),
  two('solve', (j, a, b) => j.numpy.linalg.solve(shifted(j, a), b), [-1, 1], {
    shapes: [
      [2, 2],
      [2, 1],
    ],
  }),
  one('cholesky', (j, x) => j.numpy.linalg.cholesky(symmetric(j, x)), [-1, 1], { shape: [2, 2] }),
  two(
    'triangularSolve',
    (j, a, b) => j.lax.linalg.triangularSolve(shifted(j, a), b, { leftSide: true, lower: true }),
    [-1, 1],
    {
      shapes: [
        [2, 2],
        [2, 1],
      ],
    },
  ),
  one('norm', (j, x) => j.numpy.linalg.norm(x), [0.2, 2], { shape: 3 }),
  // Networks.
  two('conv', (j, x, w) => j.lax.conv(x, w, [1], 'SAME'), [-2, 2], {
    shapes: [
      [1, 1, 4],
      [2, 1, 3],
    ],
  }),
  two('conv, stride 2', (j, x, w) => j.lax.conv(x, w, [2, 2], 'VALID'), [-2, 2], {
    shapes: [
      [1, 1, 4, 4],
      [1, 1, 2, 2],
    ],
  }),
  two('convTranspose', (j, x, w) => j.lax.convTranspose(x, w, [2], 'VALID'), [-2, 2], {
    shapes: [
      [1, 1, 3],
      [1, 1, 2],
    ],
  }),
  one(
    'reduceWindow, max',
    (j, x) => j.lax.reduceWindow(x, y => j.numpy.max(y), [2], [1]),
    [-2, 2],
    { shape: 4 },
  ),
  many('dotProductAttention', (j, q, k, v) => j.nn.dotProductAttention(q, k, v), [
    [2, 1, 2],
    [2, 1, 2],
    [2, 1, 2],
  ]),
  one('logit', (j, x) => j.scipySpecial.logit(x), [0.1, 0.9]),
]

/** A matrix far from a singular one. */
const shifted = (j, x) =>
  j.numpy.add(x, j.numpy.multiply(3, j.numpy.eye(2, undefined, { dtype: x.dtype })))

/** A positive definite matrix, of any. */
const symmetric = (j, x) => {
  const t = j.numpy.transpose(x.ref)
  return shifted(j, j.numpy.multiply(0.5, j.numpy.add(x, t)))
}

/** What is not asked, and why. */
export const unasked = {
  'argmax argmin argsort equal greater isnan bitwise… countNonzero': 'discrete',
  'bartlett blackman hann hamming linspace logspace arange eye': 'of no array',
  'random.*': 'draws',
  fft: 'of complex arrays, which the laws do not write',
}
