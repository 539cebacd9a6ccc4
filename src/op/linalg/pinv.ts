/** Pseudoinverses, with a derivative that does not pass through singular vectors. */
import type { AnyExpr, Attrs, Expr } from '../../Expr.js'
import { type Shape, size } from '../../Shape.js'
import { leading } from '../batching.js'
import { apply1, operation, primitive } from '../Operation.js'
import { neg, sub } from '../scalar/arithmetic.js'
import { flipped, times } from './dense.js'
import { singular } from './jacobi.js'
import { flip, identity, product, total } from './parts.js'
import { type BatchOf, type IsMatrix, matrixOf, perMatrix1 } from './stack.js'

const cutoffOf = (attrs: Attrs): number | undefined => attrs['cutoff'] as number | undefined

const inverted = (a: Float64Array, [m, n]: readonly [number, number], cutoff: number) => {
  const { u, s, vt } = singular(a, m, n)
  const k = s.length
  const zero = cutoff * (s[0] ?? 0)
  const right = vt.map((x, i) => (s[Math.floor(i / n)]! <= zero ? 0 : x / s[Math.floor(i / n)]!))
  return times(flipped(right, k, n), flipped(u, m, k), [n, k, m])
}

/** A pseudoinverse as its rule needs it, with the projections on what A does not reach from either side. */
const around = (e: AnyExpr): { readonly p: Expr; readonly left: Expr; readonly right: Expr } => {
  const a = e.args[0] as Expr // `result` admits a real argument only
  const p = e as Expr
  const [, m, n] = matrixOf('pinv', a)
  return { p, left: sub(identity(m), product(a, p)), right: sub(identity(n), product(p, a)) }
}

const pinvOp = operation({
  name: 'pinv',
  result: ([x]) => {
    const [batch, m, n] = matrixOf('pinv', x!)
    return { shape: [...batch, n, m], kind: 'real' }
  },
  evaluate: ([x], out, attrs, precision) => {
    const [, m, n] = matrixOf('pinv', x!)
    const rounding = Math.max(m, n) * (precision === 'f64' ? 2 ** -52 : 2 ** -23)
    return perMatrix1([x!], out, precision, a => inverted(a, [m, n], cutoffOf(attrs) ?? rounding))
  },
  flops: ([x]) => 42 * size(x!.shape) * Math.min(...x!.shape.slice(-2)),
  derivative: {
    form: 'rule',
    // dP = −P dA P + P Pᵀ dAᵀ (I − A P) + (I − P A) dAᵀ Pᵀ P (Golub, Pereyra 1973, eq. 4.12).
    vjp: (e, [w]) => {
      const { p, left, right } = around(e)
      return [
        total([
          product(flip(p), neg(w!), flip(p)),
          product(left, flip(w!), p, flip(p)),
          product(flip(p), p, flip(w!), right),
        ]),
      ]
    },
    jvp: (e, [v]) => {
      const { p, left, right } = around(e)
      return [
        total([
          product(p, neg(v!), p),
          product(p, flip(p), flip(v!), left),
          product(right, flip(v!), flip(p), p),
        ]),
      ]
    },
  },
  batch: leading,
})

/** The shape with the last two axes exchanged. */
type Flipped<S extends Shape> = S extends readonly [
  ...Shape,
  infer M extends number,
  infer N extends number,
]
  ? readonly [...BatchOf<S>, N, M]
  : Shape

/**
 * The pseudoinverse of Moore and Penrose; singular values up to `cutoff` times the largest count as 0,
 * those of rounding unless said. The derivative is that among matrices of the same rank.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { pinv } from 'chainrule/linalg'
 *
 * const f = fn(matrix(2, 2), x => pinv(x))
 * toNested(run(f)(array([[0, 2], [0, 0]]))) // => [[0, 0], [0.5, 0]]
 *
 * @throws ShapeError where it is not a matrix
 */
export const pinv = primitive(
  pinvOp,
  <S extends Shape>(
    x: Expr<S> & IsMatrix<S>,
    options: { readonly cutoff?: number } = {},
  ): Expr<Flipped<S>> => apply1(pinvOp, [x], { ...options }) as Expr<Flipped<S>>, // the shape rule is `Flipped`
)
