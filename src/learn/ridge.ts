/** Ridge functions (14), x ↦ σ(W x + b), as layers; alone and on batches; where their weights begin. */
import { fn, libraryFn } from '../diff/trace.js'
import { constant, type Expr } from '../Expr.js'
import { matmul } from '../op/contraction/contraction.js'
import type { Unary } from '../op/elementwise.js'
import { normal, uniform } from '../op/random/random.js'
import { add, mul, sub } from '../op/scalar/arithmetic.js'
import { transpose } from '../op/structure/permutation.js'
import { zeros } from '../op/structure/structure.js'
import { key, matrix, struct, tuple, vector } from '../Space.js'
import type { Tensor } from '../Tensor.js'
import { type Layer, layer } from './Layer.js'

/** The parameters of a ridge layer of m units on n inputs. */
export interface Weights<M extends number, N extends number> {
  readonly W: Tensor<readonly [M, N]>
  readonly b: Tensor<readonly [M]>
}

/** How weights begin: a matrix from a key, for m units on n inputs. */
export type Initialiser = <M extends number, N extends number>(
  key: Expr<readonly [2], 'index'>,
  m: M,
  n: N,
) => Expr<readonly [M, N]>

/** Normal with variance 2/n: keeps the size of activities through ReLUs (He, Zhang, Ren, Sun 2015). */
export const he: Initialiser = (k, m, n) => mul(Math.sqrt(2 / n), normal(k, [m, n]))

/** Uniform with variance 2/(m + n): for sigmoid units (Glorot, Bengio 2010). */
export const glorot: Initialiser = (k, m, n) => {
  const bound = Math.sqrt(6 / (m + n))
  return sub(mul(2 * bound, uniform(k, [m, n])), bound)
}

const weights = <M extends number, N extends number>(n: N, m: M, initialise: Initialiser) => {
  const params = struct({ W: matrix(m, n), b: vector(m) })
  const init = fn(key, params, k => ({ W: initialise(k, m, n), b: zeros([m] as const) }))
  return { params, init }
}

/**
 * A ridge layer (14): σ(W x + b) of n inputs, m units; parameters `{ W: ℝ[m, n], b: ℝ[m] }`.
 *
 * @example
 * import { tanh } from 'chainrule'
 * import { ridge } from 'chainrule/learn'
 *
 * ridge(tanh, 3, 2).cod.form.tag // => 'leaf'
 */
export const ridge = <M extends number, N extends number>(
  σ: Unary,
  n: N,
  m: M,
  initialise: Initialiser = he,
): Layer<Weights<M, N>, Tensor<readonly [N]>, Tensor<readonly [M]>> => {
  const { params, init } = weights(n, m, initialise)
  const arrow = libraryFn(tuple(params, vector(n)), vector(m), ([{ W, b }, x]) =>
    σ(add(matmul(W, x), b)),
  )
  return layer(params, vector(n), init, arrow)
}

/** A ridge layer on a batch of rows: σ(X Wᵀ + b), with the parameters of `ridge`. */
export const batchedRidge = <B extends number, M extends number, N extends number>(
  batch: B,
  σ: Unary,
  n: N,
  m: M,
  initialise: Initialiser = he,
): Layer<Weights<M, N>, Tensor<readonly [B, N]>, Tensor<readonly [B, M]>> => {
  const { params, init } = weights(n, m, initialise)
  const input = matrix(batch, n)
  const arrow = libraryFn(tuple(params, input), matrix(batch, m), ([{ W, b }, x]) =>
    σ(add(matmul(x, transpose(W)), b)),
  )
  return layer(params, input, init, arrow)
}

/** The activation of output layers: none. */
export const linear: Unary = x => (typeof x === 'number' ? constant(x) : x) as never

/** An affine layer: W x + b. */
export const affine = <M extends number, N extends number>(
  n: N,
  m: M,
  initialise: Initialiser = glorot,
) => ridge(linear, n, m, initialise)

/** An affine layer on a batch of rows. */
export const batchedAffine = <B extends number, M extends number, N extends number>(
  batch: B,
  n: N,
  m: M,
  initialise: Initialiser = glorot,
) => batchedRidge(batch, linear, n, m, initialise)
