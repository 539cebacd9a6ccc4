/**
 * Sparse derivatives: patterns found in the graph, compressed by colouring, as compressed rows or coordinates.
 *
 * 1. where a pattern has no entry, the Jacobian is 0, at every argument
 * 2. `toDense(pattern, run(values)(x))` is the Jacobian at x, by either mode
 * 3. no two columns (rows) of one colour have an entry in the same row (column)
 */
export { type Colouring, colourColumns, colourRows } from './colouring.js'
export {
  type Coo,
  type Csr,
  type Indices,
  type Pattern,
  toCoo,
  toCsr,
  toDense,
  type Values,
} from './formats.js'
export { sparsityPattern } from './pattern.js'
export { sparseHessian } from './sparseHessian.js'
export { type Mode, type SparseDerivative, sparseJacobian } from './sparseJacobian.js'
export { colourStars } from './star.js'
