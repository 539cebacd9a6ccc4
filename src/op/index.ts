/** Every operation: free functions on symbols, data first, numbers lifted. */

export { dot, type MatMul, type MeetsMatMul, matmul, outer } from './contraction/contraction.js'
export { einsum } from './contraction/einsum.js'
export type { Einsum, MeetsEinsum } from './contraction/einsumTypes.js'
export { type Contracted, cross, kron, type TensorDot, tensordot } from './contraction/tensordot.js'
export type { Binary, BroadcastOf, Meets, Unary } from './elementwise.js'
export { type Complex, fft, ifft, irfft, rfft } from './fourier/fourier.js'
export * from './network/attention.js'
export { logSoftmax, oneHot, softmax } from './network/composite.js'
export * from './network/losses.js'
export * from './network/normalisation.js'
export type { Derivative, Edge, Operation, Primitive, Print } from './Operation.js'
export * from './random/draws.js'
export { normal, splitKey, threefry, uniform } from './random/random.js'
export { permutation, randomIndex } from './random/shuffle.js'
export {
  type Cumulative,
  cummax,
  cummin,
  cumprod,
  cumsum,
  logcumsumexp,
} from './reduction/cumulative.js'
export { norm } from './reduction/norm.js'
export * from './reduction/ordering.js'
export { prod } from './reduction/product.js'
export * from './reduction/quantifiers.js'
export { type Along, recurrence } from './reduction/recurrence.js'
export { argmax, argmin, logsumexp, max, mean, min, type Reduction } from './reduction/reduction.js'
export * from './reduction/statistics.js'
export * from './scalar/activation.js'
export * from './scalar/arithmetic.js'
export { sinc, sphericalBessel } from './scalar/bessel.js'
export * from './scalar/compare.js'
export * from './scalar/entropy.js'
export * from './scalar/errorFunction.js'
export * from './scalar/gamma.js'
export * from './scalar/kinds.js'
export * from './scalar/planar.js'
export * from './scalar/rounding.js'
export * from './scalar/transcendental.js'
export { addAlongAxis, takeAlongAxis } from './structure/along.js'
export * from './structure/axes.js'
export * from './structure/diagonal.js'
export { gather, scatterAdd } from './structure/gathering.js'
export * from './structure/grid.js'
export { type Margin, type PadOptions, pad } from './structure/padding.js'
export { type Parts, split, take } from './structure/parts.js'
export { transpose } from './structure/permutation.js'
export { scatter } from './structure/scatter.js'
export { segmentSum } from './structure/segment.js'
export { concat, type Range, slice } from './structure/slicing.js'
export { broadcastTo, type Reduced, reshape, sum } from './structure/structure.js'
export * from './structure/tiling.js'
export { type Described, operations } from './table.js'
export {
  type Convolution,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  type OfRank,
  type TransposedConvolution,
} from './window/conv.js'
export {
  avgPool1d,
  avgPool2d,
  type MeanPooling,
  maxPool1d,
  maxPool2d,
  type Pooling,
} from './window/pooling.js'
export type { Padding, PaddingRule, Pads, PerAxis } from './window/window.js'
