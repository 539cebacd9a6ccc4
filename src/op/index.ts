/** Every operation: free functions on symbols, data first, numbers lifted. */
export * from './activation.js'
export { addAlongAxis, takeAlongAxis } from './along.js'
export * from './arithmetic.js'
export * from './attention.js'
export * from './axes.js'
export { sinc, sphericalBessel } from './bessel.js'
export * from './compare.js'
export { logSoftmax, oneHot, softmax } from './composite.js'
export { dot, type MatMul, type MeetsMatMul, matmul, outer } from './contraction.js'
export {
  type Convolution,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  type OfRank,
  type TransposedConvolution,
} from './conv.js'
export { type Cumulative, cummax, cummin, cumprod, cumsum, logcumsumexp } from './cumulative.js'
export * from './diagonal.js'
export * from './draws.js'
export { einsum } from './einsum.js'
export type { Einsum, MeetsEinsum } from './einsumTypes.js'
export type { Binary, BroadcastOf, Meets, Unary } from './elementwise.js'
export * from './entropy.js'
export * from './errorFunction.js'
export { type Complex, fft, ifft, irfft, rfft } from './fourier.js'
export * from './gamma.js'
export { gather, scatterAdd } from './gathering.js'
export * from './grid.js'
export * from './losses.js'
export { norm } from './norm.js'
export * from './normalisation.js'
export type { Derivative, Edge, Operation, Primitive, Print } from './Operation.js'
export * from './ordering.js'
export { type Margin, type PadOptions, pad } from './padding.js'
export { type Parts, split, take } from './parts.js'
export { transpose } from './permutation.js'
export * from './planar.js'
export {
  avgPool1d,
  avgPool2d,
  type MeanPooling,
  maxPool1d,
  maxPool2d,
  type Pooling,
} from './pooling.js'
export { prod } from './product.js'
export * from './quantifiers.js'
export { normal, splitKey, threefry, uniform } from './random.js'
export { type Along, recurrence } from './recurrence.js'
export { argmax, argmin, logsumexp, max, mean, min, type Reduction } from './reduction.js'
export * from './rounding.js'
export { scatter } from './scatter.js'
export { segmentSum } from './segment.js'
export { permutation, randomIndex } from './shuffle.js'
export { concat, type Range, slice } from './slicing.js'
export * from './statistics.js'
export { broadcastTo, type Reduced, reshape, sum } from './structure.js'
export { type Described, operations } from './table.js'
export { type Contracted, cross, kron, type TensorDot, tensordot } from './tensordot.js'
export * from './tiling.js'
export * from './transcendental.js'
export type { Padding, PaddingRule, Pads, PerAxis } from './window.js'
