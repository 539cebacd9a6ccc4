/** Eigenvalues and eigenvectors of symmetric matrices. */
import type { Expr } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { leading } from '../batching.js'
import { applyAll, operation, primitive } from '../Operation.js'
import { mul } from '../scalar/arithmetic.js'
import { meanOf } from './cholesky.js'
import { symmetricEigen } from './jacobi.js'
import { diagonalOf, differences, flip, onDiagonal, product, symmetric, total } from './parts.js'
import { type BatchOf, cubed, type IsSquare, perMatrix, squareOf } from './stack.js'

const eighOp = operation({
  name: 'eigh',
  result: ([x]) => {
    const [batch, n] = squareOf('eigh', x!)
    return [
      { shape: [...batch, n], kind: 'real' },
      { shape: x!.shape, kind: 'real' },
    ]
  },
  evaluateAll: ([x], outs, _, { precision }) => {
    const n = squareOf('eigh', x!)[1]
    return perMatrix([x!], outs, precision, a => {
      const { w, v } = symmetricEigen(
        a.map((y, k) => meanOf(y, a[(k % n) * n + Math.floor(k / n)]!)),
        n,
      )
      return [w, v]
    })
  },
  flops: ([x]) => 60 * cubed(x!),
  derivative: {
    form: 'rule',
    // dλ = diag(Vᵀ dA V), dV = V (F ∘ Vᵀ dA V), F = 1/(λⱼ − λᵢ) (Giles 2008, section 3.1).
    vjp: (e, [ww, wv]) => {
      const [w, v] = eigenOf(e.args[0] as Expr)
      const inner = total([
        ww === undefined ? ww : onDiagonal(ww),
        wv === undefined ? wv : mul(differences(w), product(flip(v), wv)),
      ])!
      return [symmetric(product(v, inner, flip(v)))]
    },
    jvp: (e, [t]) => {
      const [w, v] = eigenOf(e.args[0] as Expr)
      const moved = product(flip(v), symmetric(t!), v)
      return [diagonalOf(moved), product(v, mul(differences(w), moved))]
    },
  },
  batch: leading,
})

const eigenOf = (x: Expr): readonly [values: Expr, vectors: Expr] => {
  const [values, vectors] = applyAll(eighOp, [x])
  return [values as Expr, vectors as Expr] // both are real
}

/**
 * The eigenvalues of (A + Aᵀ)/2, ascending, and its eigenvectors as columns: of length 1, the first of
 * their largest entries positive.
 *
 * The derivative is right for what does not depend on the choice of vectors. Where eigenvalues are equal,
 * but for rounding, vectors of their own are not determined, and the part of the derivative that would
 * turn them into each other is taken as 0: finite, and right where that part does not matter, as in a sum
 * of functions of eigenvalues; not in V f(Λ) Vᵀ, nor in its second derivatives.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { eigh } from 'chainrule/linalg'
 *
 * const values = fn(matrix(2, 2), x => eigh(x)[0])
 * toNested(run(values)(array([[2, 0], [0, -1]]))) // => [-1, 2]
 *
 * @throws ShapeError where the matrix is not square
 */
export const eigh = primitive(
  eighOp,
  <S extends Shape>(
    x: Expr<S> & IsSquare<S>,
  ): readonly [values: Expr<readonly [...BatchOf<S>, number]>, vectors: Expr<S>] => {
    const [values, vectors] = eigenOf(x)
    return [values as never, vectors as Expr<S>] // one axis less, and the shape of x
  },
)

/**
 * The eigenvalues of (A + Aᵀ)/2, ascending; the derivative is that of `eigh`.
 *
 * @example
 * import { array, fn, grad, matrix, run, sum, toNested } from 'chainrule'
 * import { eigvalsh } from 'chainrule/linalg'
 *
 * const trace = fn(matrix(2, 2), x => sum(eigvalsh(x)))
 * toNested(run(grad(trace))(array([[2, 0], [0, 3]]))) // => [[1, 0], [0, 1]]
 *
 * @throws ShapeError where the matrix is not square
 */
export const eigvalsh = <S extends Shape>(
  x: Expr<S> & IsSquare<S>,
): Expr<readonly [...BatchOf<S>, number]> => {
  squareOf('eigvalsh', x)
  return eigh(x)[0]
}
