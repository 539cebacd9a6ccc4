/** The exponential of a matrix. */
import type { Expr } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { leading } from '../batching.js'
import { apply1, operation, primitive } from '../Operation.js'
import { max } from '../reduction/reduction.js'
import { abs, div, mul, stopGradient } from '../scalar/arithmetic.js'
import { greater, where } from '../scalar/compare.js'
import { concat, slice } from '../structure/slicing.js'
import { zeros } from '../structure/structure.js'
import { solver, times } from './dense.js'
import { flip } from './parts.js'
import { cubed, type IsSquare, perMatrix1, sameSquare, squareOf } from './stack.js'

/** The coefficients of the [13/13] Padé approximant, from the constant on. */
const pade = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
  10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
] as const

/** Up to this norm the approximant is exact to rounding (Higham 2005, table 2.3). */
const THETA = 5.371920351148152

const norm = (a: Float64Array, n: number): number => {
  const sums = new Float64Array(n)
  a.forEach((x, k) => {
    sums[k % n]! += Math.abs(x)
  })
  return sums.reduce((x, y) => Math.max(x, y), 0)
}

/** Scaling and squaring (Higham 2005, algorithm 2.3). */
const exponential = (a: Float64Array, n: number): Float64Array => {
  const length = norm(a, n)
  if (!Number.isFinite(length)) return a.fill(Number.NaN)
  const squarings = Math.max(0, Math.ceil(Math.log2(length / THETA)))
  const cube = [n, n, n] as const
  const x = a.map(v => v / 2 ** squarings)
  const x2 = times(x, x, cube)
  const x4 = times(x2, x2, cube)
  const x6 = times(x2, x4, cube)
  /** c₀ I + c₂ x² + c₄ x⁴ + c₆ x⁶ with coefficients from the k-th on. */
  const even = (k: number, constant: number): Float64Array =>
    x2.map(
      (v, i) =>
        pade[k + 2]! * v +
        pade[k + 4]! * x4[i]! +
        (pade[k + 6] ?? 0) * x6[i]! +
        (i % (n + 1) === 0 ? constant : 0),
    )
  const high = (k: number): Float64Array => times(x6, even(k + 6, 0), cube)
  const half = (k: number): Float64Array => {
    const [low, top] = [even(k, pade[k]!), high(k)]
    return low.map((v, i) => v + top[i]!)
  }
  const odd = times(x, half(1), cube)
  const rest = half(0)
  let y: Float64Array = rest.map((v, i) => v + odd[i]!)
  solver(
    rest.map((v, i) => v - odd[i]!),
    n,
  )(y, n)
  for (let k = 0; k < squarings; k++) y = times(y, y, cube)
  return y
}

const expAt = (x: Expr): Expr => apply1(matrixExpOp, [x]) as Expr // its result is real

/**
 * The derivative of eᴬ along V: the upper right block of the exponential of [[A, V], [0, A]] (Mathias
 * 1996). It is linear in V, which is scaled so as not to add to the norm.
 */
const along = (a: Expr, v: Expr): Expr => {
  const [batch, n] = squareOf('matrixExp', a)
  if (n === 0) return v
  const largest = stopGradient(max(abs(v), { axis: [-2, -1], keepdims: true }))
  const unit: Expr = where(greater(largest, 0), largest, 1)
  const block: Expr = concat(
    [concat([a, div(v, unit)], { axis: -1 }), concat([zeros(a.shape), a], { axis: -1 })],
    { axis: -2 },
  )
  const whole = batch.map(() => ({}))
  return mul(unit, slice(expAt(block), [...whole, { stop: n }, { start: n }]))
}

const matrixExpOp = operation({
  name: 'matrixExp',
  result: sameSquare('matrixExp'),
  evaluate: ([x], out, _, precision) => {
    const n = squareOf('matrixExp', out)[1]
    return perMatrix1([x!], out, precision, a => exponential(a, n))
  },
  flops: ([x]) => 20 * cubed(x!),
  derivative: {
    form: 'rule',
    vjp: (e, [w]) => [along(flip(e.args[0]!), w!)],
    jvp: (e, [v]) => [along(e.args[0] as Expr, v!)],
  },
  batch: leading,
  print: { text: ([x]) => `matrixExp(${x})`, latex: ([x]) => `e^{${x}}` },
})

/**
 * eᴬ = I + A + A²/2 + … of a square matrix.
 *
 * @example
 * import { array, fn, matrix, run, toNested } from 'chainrule'
 * import { matrixExp } from 'chainrule/linalg'
 *
 * const f = fn(matrix(2, 2), x => matrixExp(x))
 * toNested(run(f)(array([[0, 3], [0, 0]]))) // => [[1, 3], [0, 1]]
 *
 * @throws ShapeError where the matrix is not square
 */
export const matrixExp = primitive(
  matrixExpOp,
  <S extends Shape>(x: Expr<S> & IsSquare<S>): Expr<S> => expAt(x) as Expr<S>, // the shape is that of x
)
