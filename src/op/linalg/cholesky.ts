/** The Cholesky factor of a positive definite matrix. */
import type { Expr } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { leading } from '../batching.js'
import { apply1, operation, primitive } from '../Operation.js'
import { flip, halfLower, product, symmetric } from './parts.js'
import { cubed, type IsSquare, perMatrix1, sameSquare, squareOf } from './stack.js'
import { triangularSolve } from './triangular.js'

/** The mean of two entries that should be equal. */
export const meanOf = (x: number, y: number): number => (x === y ? x : 0.5 * x + 0.5 * y)

const factorOf = (a: Float64Array, n: number): Float64Array => {
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = meanOf(a[i * n + j]!, a[j * n + i]!)
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!
      if (i !== j) l[i * n + j] = rest / l[j * n + j]!
      else if (rest > 0) l[i * n + i] = Math.sqrt(rest)
      else return l.fill(Number.NaN) // not positive definite, or not a number
    }
  return l
}

const choleskyOp = operation({
  name: 'cholesky',
  result: sameSquare('cholesky'),
  evaluate: ([x], out, _, precision) => {
    const n = squareOf('cholesky', out)[1]
    return perMatrix1([x!], out, precision, a => factorOf(a, n))
  },
  flops: ([x]) => cubed(x!) / 3,
  derivative: {
    form: 'rule',
    // dL = L Φ(L⁻¹ dA L⁻ᵀ), Φ the lower triangle with half its diagonal (Murray 2016, eqs. 8 and 10).
    vjp: (e, [w]) => {
      const l = e as Expr
      const inner = halfLower(product(flip(l), w!))
      const half: Expr = triangularSolve(l, inner, { transpose: true })
      return [symmetric(triangularSolve(l, flip(half), { transpose: true }))]
    },
    jvp: (e, [v]) => {
      const l = e as Expr
      const half: Expr = triangularSolve(l, symmetric(v!))
      return [product(l, halfLower(triangularSolve(l, flip(half))))]
    },
  },
  batch: leading,
})

/**
 * The lower triangular L with L Lᵀ = (A + Aᵀ)/2, its diagonal positive; all of it NaN where that is not
 * positive definite. The gradient is symmetric.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { cholesky } from 'chainrule/linalg'
 *
 * toNested(run(fn(matrix(2, 2), x => cholesky(x)))(array([[4, 2], [2, 10]]))) // => [[2, 0], [1, 3]]
 *
 * @throws ShapeError where the matrix is not square
 */
export const cholesky = primitive(
  choleskyOp,
  <S extends Shape>(x: Expr<S> & IsSquare<S>): Expr<S> => apply1(choleskyOp, [x]) as Expr<S>, // the shape is that of x
)
