/**
 * gmm: the log-posterior of a Gaussian mixture of k components at n points in d dimensions, with a Wishart
 * prior, and its gradient. Component c has the weight α_c, the mean μ_c and the inverse covariance QᵀQ, where
 * the lower triangle Q_c has exp q_c on its diagonal and l_c below:
 *
 * Σᵢ ln Σ_c exp(α_c + σ_c − ½ ‖Q_c (xᵢ − μ_c)‖²) − n lse(α) − ½ n d ln 2π
 *   + Σ_c (ν d ln(γ/√2) − ln Γ_d(½ν) − ½ γ² ‖Q_c‖² + m σ_c), with σ_c = Σⱼ q_cj and ν = d + m + 1
 */
import {
  add,
  concat,
  constant,
  type Diff,
  div,
  type Expr,
  exp,
  fn,
  fromFlat,
  gather,
  gradAt,
  log,
  logsumexp,
  matmul,
  matrix,
  mul,
  real,
  reshape,
  square,
  struct,
  sub,
  sum,
  type Tensor,
  toFlat,
  toNested,
  transpose,
  vector,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { expandDims, lgamma } from 'chainrule/op'
import {
  type Matrix,
  remembered,
  same,
  type Task,
  task,
  toMatrix,
  toVector,
  type Vector,
} from './task.js'

interface Mixture {
  readonly alpha: Vector
  readonly mu: Matrix
  readonly q: Matrix
  readonly l: Matrix
}

interface Problem {
  readonly mixture: Mixture
  readonly x: Matrix
  readonly gamma: number
  readonly m: number
}

/** Where the entries of a lower triangle are in [diagonal, below it by columns, 0]. */
const places = (d: number): Tensor<readonly [number, number], 'index'> => {
  const below = (i: number, j: number): number => d + j * d - (j * (j + 1)) / 2 + (i - j - 1)
  const last = d + (d * (d - 1)) / 2
  const rows = Array.from({ length: d }, (_, i) =>
    Array.from({ length: d }, (_, j) => (i === j ? i : i > j ? below(i, j) : last)),
  )
  return fromFlat(rows.flat(), [d, d], 'index')
}

/** The triangles [k, d, d] with given diagonals [k, d], and what is below them [k, d(d − 1)/2]. */
const triangles = (diagonal: Expr, below: Expr, d: number): Expr => {
  const zero = mul(0, sum(diagonal, { axis: 1, keepdims: true }))
  return gather(concat([diagonal, below, zero], { axis: 1 }), constant(places(d)), { axis: 1 })
}

/** ln Γ_d(a), the multivariate Gamma function. */
const lgammaOf = (d: number, a: Expr): Expr => {
  const halves = constant(
    fromFlat(
      Array.from({ length: d }, (_, j) => -j / 2),
      [d],
    ),
  )
  return add((d * (d - 1) * Math.log(Math.PI)) / 4, sum(lgamma(add(a, halves))))
}

const posterior = (n: number, d: number, k: number): Diff<Problem, number> =>
  fn(
    struct({
      mixture: struct({
        alpha: vector(k),
        mu: matrix(k, d),
        q: matrix(k, d),
        l: matrix(k, (d * (d - 1)) / 2),
      }),
      x: matrix(n, d),
      gamma: real,
      m: real,
    }),
    real,
    ({ mixture: { alpha, mu, q, l }, x, gamma, m }) => {
      const Q = triangles(exp(q), l, d)
      const centred = sub(transpose(x), expandDims(mu as Expr, { axis: 2 })) // k × d × n
      const distances = sum(square(matmul(Q, centred) as Expr), { axis: 1 }) // k × n
      const σ = sum(q, { axis: 1 })
      const β = sub(reshape(add(alpha, σ), [k, 1]), mul(0.5, distances))
      const likelihood = sub(
        sum(logsumexp(β, { axis: 0 })),
        add(mul(n, logsumexp(alpha)), (n * d * Math.log(2 * Math.PI)) / 2),
      )
      const ν = add(d + 1, m)
      const norms = sub(mul(ν, mul(d, log(div(gamma, Math.SQRT2)))), lgammaOf(d, div(ν, 2)))
      const prior = sub(mul(m, sum(σ)), mul(0.5, mul(square(gamma), sum(square(Q)))))
      return add(likelihood, add(prior, mul(k, norms))) as Expr<readonly []>
    },
  )

interface Input {
  readonly n: number
  readonly d: number
  readonly k: number
  readonly m: number
  readonly gamma: number
  readonly x: readonly (readonly number[])[]
  readonly alpha: readonly number[]
  readonly mu: readonly (readonly number[])[]
  readonly q: readonly (readonly number[])[]
  readonly l: readonly (readonly number[])[]
}

const of = <B>(
  f: (n: number, d: number, k: number) => (x: Problem) => B,
  write: (y: B) => unknown,
): Task =>
  task({
    read: ({ d, m, gamma, x, alpha, mu, q, l }: Input) => ({
      mixture: {
        alpha: toVector(alpha),
        mu: toMatrix(mu, d),
        q: toMatrix(q, d),
        l: toMatrix(l, (d * (d - 1)) / 2),
      },
      x: toMatrix(x, d),
      gamma,
      m,
    }),
    make: ({ n, d, k }) => f(n, d, k),
    write,
  })

export const gmm = {
  objective: of(
    remembered((n, d, k) => compile(posterior(n, d, k))),
    same,
  ),
  jacobian: of(
    remembered((n, d, k) => compile(gradAt('mixture')(posterior(n, d, k)))),
    ({ alpha, mu, q, l }) => ({
      alpha: toFlat(alpha),
      mu: toNested(mu),
      q: toNested(q),
      l: toNested(l),
    }),
  ),
}
