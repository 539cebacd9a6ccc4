/** Singular values and vectors. */
import type { Expr } from '../../Expr.js'
import { type Shape, size } from '../../Shape.js'
import { leading } from '../batching.js'
import { applyAll, type Maybe, operation, primitive } from '../Operation.js'
import { add, mul, sub } from '../scalar/arithmetic.js'
import { singular } from './jacobi.js'
import {
  column,
  diagonalOf,
  differences,
  flip,
  onDiagonal,
  product,
  reciprocals,
  row,
  sums,
  total,
} from './parts.js'
import { type BatchOf, type IsMatrix, matrixOf, perMatrix } from './stack.js'

const both = (x: Expr, sign: 1 | -1): Expr => (sign === 1 ? add : sub)(x, flip(x))

/** x less its part in the columns of u. */
const beyond = (x: Expr, u: Expr): Expr => sub(x, product(u, product(flip(u), x)))

const svdOp = operation({
  name: 'svd',
  result: ([x]) => {
    const [batch, m, n] = matrixOf('svd', x!)
    const k = Math.min(m, n)
    return [[m, k], [k], [k, n]].map(shape => ({ shape: [...batch, ...shape], kind: 'real' }))
  },
  evaluateAll: ([x], outs, _, { precision }) => {
    const [, m, n] = matrixOf('svd', x!)
    return perMatrix([x!], outs, precision, a => {
      const { u, s, vt } = singular(a, m, n)
      return [u, s, vt]
    })
  },
  flops: ([x]) => 40 * size(x!.shape) * Math.min(...x!.shape.slice(-2)),
  derivative: {
    form: 'rule',
    // Giles 2008, section 3.2. With P = Uᵀ dA V, U turns by ½ (E ∘ (P + Pᵀ) + G ∘ (P − Pᵀ)) and V by the
    // same with a minus, E = 1/(sⱼ − sᵢ), G = 1/(sⱼ + sᵢ): with 1/(sⱼ² − sᵢ²), both would be lost at once.
    vjp: (e, [wu, ws, wvt]) => {
      const [, m, n] = matrixOf('svd', e.args[0]!)
      const [u, s, vt] = partsOf(e.args[0] as Expr)
      const au = wu === undefined ? wu : product(flip(u), wu)
      const av = wvt === undefined ? wvt : product(vt, flip(wvt))
      const minus = av === undefined ? av : mul(-1, av)
      const turned = (d: Expr, x: Maybe, sign: 1 | -1): Maybe =>
        x === undefined ? x : mul(0.5, both(mul(d, x), sign))
      const inner = total([
        ws === undefined ? ws : onDiagonal(ws),
        turned(differences(s), total([au, av]), 1),
        turned(sums(s), total([au, minus]), -1),
      ])!
      return [
        total([
          product(u, inner, vt),
          m > n && wu !== undefined
            ? product(mul(beyond(wu, u), row(reciprocals(s))), vt)
            : undefined,
          n > m && wvt !== undefined
            ? product(u, mul(column(reciprocals(s)), flip(beyond(flip(wvt), flip(vt)))))
            : undefined,
        ]),
      ]
    },
    jvp: (e, [t]) => {
      const [, m, n] = matrixOf('svd', e.args[0]!)
      const [u, s, vt] = partsOf(e.args[0] as Expr)
      const p = product(flip(u), t!, flip(vt))
      const even = mul(differences(s), both(p, 1))
      const odd = mul(sums(s), both(p, -1))
      const du = product(u, mul(0.5, add(even, odd)))
      const dvt = product(mul(0.5, flip(sub(even, odd))), vt)
      return [
        m > n ? add(du, mul(beyond(product(t!, flip(vt)), u), row(reciprocals(s)))) : du,
        diagonalOf(p),
        n > m
          ? add(dvt, mul(column(reciprocals(s)), flip(beyond(product(flip(t!), u), flip(vt)))))
          : dvt,
      ]
    },
  },
  batch: leading,
})

const partsOf = (x: Expr): readonly [u: Expr, s: Expr, vt: Expr] => {
  const [u, s, vt] = applyAll(svdOp, [x])
  return [u as Expr, s as Expr, vt as Expr] // all are real
}

/** The shapes of the parts. */
type Parts<S extends Shape> = S extends readonly [
  ...Shape,
  infer M extends number,
  infer N extends number,
]
  ? readonly [
      u: Expr<readonly [...BatchOf<S>, M, number]>,
      s: Expr<readonly [...BatchOf<S>, number]>,
      vt: Expr<readonly [...BatchOf<S>, number, N]>,
    ]
  : readonly [u: Expr, s: Expr, vt: Expr]

/**
 * A = U diag(s) Vᵀ, reduced: U, the singular values s in descending order, and Vᵀ; the first of the largest
 * entries of each column of U is positive (of V, where A has fewer rows than columns).
 *
 * The derivative is right for what does not depend on the choice of vectors. Where singular values are
 * equal, but for rounding, the part that would turn their vectors into each other is taken as 0, and so is
 * 1/s where s is 0: finite, and right where that part does not matter, as in a sum of functions of singular
 * values, and in U Vᵀ; not in U f(S) Vᵀ.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { svd } from 'chainrule/linalg'
 *
 * const values = fn(matrix(2, 2), x => svd(x)[1])
 * toNested(run(values)(array([[0, 2], [-3, 0]]))) // => [3, 2]
 *
 * @throws ShapeError where it is not a matrix
 */
export const svd = primitive(
  svdOp,
  <S extends Shape>(x: Expr<S> & IsMatrix<S>): Parts<S> => partsOf(x) as unknown as Parts<S>, // the shape rule is `Parts`
)

/**
 * The singular values, in descending order; the derivative is that of `svd`.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { svdvals } from 'chainrule/linalg'
 *
 * toNested(run(fn(matrix(1, 2), x => svdvals(x)))(array([[3, 4]]))) // => [5]
 *
 * @throws ShapeError where it is not a matrix
 */
export const svdvals = <S extends Shape>(
  x: Expr<S> & IsMatrix<S>,
): Expr<readonly [...BatchOf<S>, number]> => {
  matrixOf('svdvals', x)
  return partsOf(x)[1] as never // one axis less
}
