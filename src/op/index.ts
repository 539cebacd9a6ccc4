/** Every operation: free functions on symbols, data first, numbers lifted. */
export * from './activation.js'
export { addAlongAxis, takeAlongAxis } from './along.js'
export * from './arithmetic.js'
export * from './axes.js'
export { sinc, sphericalBessel } from './bessel.js'
export * from './compare.js'
export * from './composite.js'
export { dot, type MatMul, type MeetsMatMul, matmul, outer } from './contraction.js'
export {
  type Cumulative,
  cummax,
  cummin,
  cumprod,
  cumsum,
  logcumsumexp,
} from './cumulative.js'
export type { Binary, BroadcastOf, Meets, Unary } from './elementwise.js'
export * from './entropy.js'
export * from './errorFunction.js'
export * from './gamma.js'
export { gather, scatterAdd } from './gathering.js'
export { norm } from './norm.js'
export type { Derivative, Edge, Operation, Primitive, Print } from './Operation.js'
export * from './ordering.js'
export { transpose } from './permutation.js'
export * from './planar.js'
export { prod } from './product.js'
export * from './quantifiers.js'
export { normal, split, threefry, uniform } from './random.js'
export { type Along, recurrence } from './recurrence.js'
export { argmax, argmin, logsumexp, max, mean, min, type Reduction } from './reduction.js'
export * from './rounding.js'
export { segmentSum } from './segment.js'
export { concat, type Range, slice } from './slicing.js'
export * from './statistics.js'
export { broadcastTo, type Reduced, reshape, sum } from './structure.js'
export { type Described, operations } from './table.js'
export * from './transcendental.js'
