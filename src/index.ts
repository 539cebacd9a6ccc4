/**
 * chainrule: differentiable functions are pure values, and the chain rule is composition.
 *
 * The commonest names; every operation is in `chainrule/op`, and each noun has a module of its own:
 * `chainrule/Diff`, `chainrule/Space`, `chainrule/Tensor`, `chainrule/Expr`, `chainrule/Program`.
 */
export {
  type AnyDiff,
  andThen,
  apply,
  both,
  bothWith,
  compose,
  composePairs,
  type Diff,
  flow,
  fn,
  fork,
  forkWith,
  fst,
  identity,
  type Pair,
  snd,
  stages,
  swap,
} from './Diff.js'
export * from './derivative/index.js'
export { call, checkpoint, cond, switchCase } from './diff/control.js'
export { fold, scan, whileLoop } from './diff/loops.js'
export { isScopeError, isShapeError, type ScopeError, type ShapeError } from './Errors.js'
export { type AnyExpr, constant, type Expr, type Operand } from './Expr.js'
export { matmul } from './op/contraction/contraction.js'
export type { Binary, Unary } from './op/elementwise.js'
export { logSoftmax, oneHot, softmax } from './op/network/composite.js'
export { crossEntropy } from './op/network/losses.js'
export { argmax, logsumexp, max, mean, min } from './op/reduction/reduction.js'
export { relu, sigmoid, softplus } from './op/scalar/activation.js'
export {
  abs,
  add,
  div,
  maximum,
  minimum,
  mul,
  neg,
  reciprocal,
  sign,
  square,
  stopGradient,
  sub,
} from './op/scalar/arithmetic.js'
export { equal, greater, less, where } from './op/scalar/compare.js'
export { toReal } from './op/scalar/kinds.js'
export { cos, exp, log, pow, sin, sqrt, tanh } from './op/scalar/transcendental.js'
export { gather, scatterAdd } from './op/structure/gathering.js'
export { transpose } from './op/structure/permutation.js'
export { concat, slice } from './op/structure/slicing.js'
export { broadcastTo, reshape, sum } from './op/structure/structure.js'
export { run } from './runtime/run.js'
export type { Shape } from './Shape.js'
export {
  bool,
  field,
  type Index,
  index,
  indices,
  type Key,
  key,
  mask,
  matrix,
  omit,
  pick,
  real,
  type Space,
  type Sym,
  struct,
  type Tangent,
  tensor,
  tuple,
  type Unit,
  unit,
  type Val,
  vector,
} from './Space.js'
export {
  array,
  at,
  fromFlat,
  fromFunction,
  full,
  keyFrom,
  type Tensor,
  toFlat,
  toNested,
} from './Tensor.js'
