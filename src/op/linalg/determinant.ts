/** Determinants, and all their derivatives, also of singular matrices. */

import { shapeError } from '../../Errors.js'
import type { AnyExpr, Expr } from '../../Expr.js'
import { type Shape, sameShape, showShape } from '../../Shape.js'
import { leading } from '../batching.js'
import { apply1, applyAll, operation, primitive } from '../Operation.js'
import { mul } from '../scalar/arithmetic.js'
import { sum } from '../structure/structure.js'
import { factor, productOf } from './dense.js'
import { mixedCofactors } from './minors.js'
import { entry, flip, total } from './parts.js'
import { inverse } from './solve.js'
import {
  type BatchOf,
  cubed,
  type IsSquare,
  perMatrix,
  perMatrix1,
  sameSquare,
  squareOf,
} from './stack.js'

const pivots = (a: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => a[i * (n + 1)]!)

const determinantOf = (a: Float64Array, n: number): number => {
  const { sign } = factor(a, n)
  return sign * productOf(pivots(a, n)) + 0 // no −0
}

const inner = (a: Expr, b: Expr): Expr => sum(mul(a, b), { axis: [-2, -1] })

const cofactorsAt = (args: readonly AnyExpr[]): Expr => apply1(cofactorsOp, args) as Expr // its result is real

const detOp = operation({
  name: 'det',
  result: ([x]) => ({ shape: squareOf('det', x!)[0], kind: 'real' }),
  evaluate: ([x], out, _, precision) => {
    const n = squareOf('det', x!)[1]
    return perMatrix1([x!], out, precision, a => Float64Array.of(determinantOf(a, n)))
  },
  flops: ([x]) => (2 / 3) * cubed(x!),
  derivative: {
    form: 'rule',
    // The matrix of cofactors, which needs no inverse.
    vjp: (e, [w]) => [mul(entry(w!), cofactorsAt(e.args))],
    jvp: (e, [v]) => [inner(cofactorsAt(e.args), v!)],
  },
  batch: leading,
})

/**
 * From A, V₁ … Vₖ the matrix G with ⟨G, W⟩ = Dᵏ⁺¹ det(A)[V₁, …, Vₖ, W]: of A alone, its cofactors. It is
 * linear and symmetric in the directions, so that its derivatives are of its own kind.
 */
const cofactorsOp = operation({
  name: 'cofactors',
  result: args => {
    const aval = sameSquare('cofactors')(args)
    const odd = args.find(x => !sameShape(x.shape, aval.shape))
    if (odd !== undefined)
      throw shapeError('cofactors', `directions ${showShape(aval.shape)}`, showShape(odd.shape))
    return aval
  },
  evaluate: (args, out, _, precision) => {
    const n = squareOf('cofactors', out)[1]
    return perMatrix1(args, out, precision, (a, ...vs) => mixedCofactors(a, vs, n))
  },
  flops: ([x]) => 40 * cubed(x!), // those of a singular value decomposition
  derivative: {
    form: 'rule',
    vjp: (e, [w], needed) =>
      e.args.map((_, i) => (needed(i) ? cofactorsAt(replaced(e.args, i, w!)) : undefined)),
    jvp: (e, vs) => [
      total(vs.map((v, i) => (v === undefined ? v : cofactorsAt(replaced(e.args, i, v))))),
    ],
  },
  batch: leading,
})

/** One more direction in place of the matrix, another in place of a direction. */
const replaced = (args: readonly AnyExpr[], i: number, v: Expr): readonly AnyExpr[] =>
  i === 0 ? [...args, v] : args.map((a, k) => (k === i ? v : a))

/** The operation behind the derivatives of `det`. */
export const cofactors = { operation: cofactorsOp }

/**
 * The determinant of a square matrix. Its derivatives of every order are right also where it is singular:
 * they are sums of minors, by the singular values.
 *
 * @example
 * import { array, fn, grad, matrix, run, toNested } from 'chainrule'
 * import { det } from 'chainrule/linalg'
 *
 * const f = fn(matrix(2, 2), x => det(x))
 * run(f)(array([[1, 2], [3, 4]])) // => -2
 * toNested(run(grad(f))(array([[0, 0], [0, 3]]))) // => [[3, 0], [0, 0]]
 *
 * @throws ShapeError where the matrix is not square
 */
export const det = primitive(
  detOp,
  <S extends Shape>(x: Expr<S> & IsSquare<S>): Expr<BatchOf<S>> =>
    apply1(detOp, [x]) as Expr<BatchOf<S>>, // the last two axes are gone
)

const slogdetOp = operation({
  name: 'slogdet',
  result: ([x]) => {
    const out = { shape: squareOf('slogdet', x!)[0], kind: 'real' } as const
    return [out, out]
  },
  evaluateAll: ([x], outs, _, { precision }) => {
    const n = squareOf('slogdet', x!)[1]
    return perMatrix([x!], outs, precision, a => {
      const { sign } = factor(a, n)
      const d = pivots(a, n)
      return [
        Float64Array.of(d.reduce((s, u) => s * Math.sign(u), sign) + 0),
        Float64Array.of(d.reduce((s, u) => s + Math.log(Math.abs(u)), 0)),
      ]
    })
  },
  flops: ([x]) => (2 / 3) * cubed(x!),
  derivative: {
    form: 'rule',
    // ∂ log|det A| = A⁻ᵀ (Giles 2008, section 2.2.4); the sign is constant.
    vjp: (e, [, w]) => (w === undefined ? [] : [mul(entry(w), inverse(flip(e.args[0]!)))]),
    jvp: (e, [v]) => [undefined, inner(inverse(flip(e.args[0]!)), v!)],
  },
  batch: leading,
})

/**
 * The sign of the determinant and the logarithm of its magnitude, which neither overflows nor vanishes;
 * 0 and −∞ where the matrix is singular. No derivative passes through the sign.
 *
 * @example
 * import { array, fn, matrix, run } from 'chainrule'
 * import { slogdet } from 'chainrule/linalg'
 *
 * run(fn(matrix(2, 2), x => slogdet(x)))(array([[0, 1], [1, 0]])) // => [-1, 0]
 *
 * @throws ShapeError where the matrix is not square
 */
export const slogdet = primitive(
  slogdetOp,
  <S extends Shape>(
    x: Expr<S> & IsSquare<S>,
  ): readonly [sign: Expr<BatchOf<S>>, logarithm: Expr<BatchOf<S>>] => {
    const [sign, logarithm] = applyAll(slogdetOp, [x])
    return [sign as Expr<BatchOf<S>>, logarithm as Expr<BatchOf<S>>] // the last two axes are gone
  },
)
