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
  type Cumulative,
  cummax,
  cummin,
  cumprod,
  cumsum,
  logcumsumexp,
} from './cumulative.js'
export * from './diagonal.js'
export * from './draws.js'
export type { Binary, BroadcastOf, Meets, Unary } from './elementwise.js'
export * from './entropy.js'
export * from './errorFunction.js'
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
export { transpose, transpose } from './permutation.js'
export * from './planar.js'
export * from './planar.js'
export { prod } from './product.js'
export * from './quantifiers.js'
export { normal, normal, split, splitKey, threefry, threefry, uniform, uniform } from './random.js'
export { type Along, recurrence } from './recurrence.js'
export {
  argmax,
  argmax,
  argmin,
  argmin,
  logsumexp,
  logsumexp,
  max,
  max,
  mean,
  mean,
  min,
  min,
  type Reduction,
  type Reduction,
} from './reduction.js'
export * from './rounding.js'
export * from './rounding.js'
export { scatter } from './scatter.js'
export { segmentSum } from './segment.js'
export { permutation, randomIndex } from './shuffle.js'
export { concat, type Range, slice } from './slicing.js'
export * from './statistics.js'
export { broadcastTo, type Reduced, reshape, sum } from './structure.js'
export { type Described, operations } from './table.js'
export * from './tiling.js'
export * from './transcendental.js'
