/** Functions composed from primitives: softmax and its kin. Their derivatives follow. */
import { constant, type Expr } from '../Expr.js'
import { normaliseAxis, type Shape } from '../Shape.js'
import { fromFlat } from '../Tensor.js'
import { takeAlongAxis } from './along.js'
import { neg, sub } from './arithmetic.js'
import { equal, toReal } from './compare.js'
import { logsumexp } from './reduction.js'
import { reshape } from './structure.js'
import { exp } from './transcendental.js'

/**
 * log softmax(x) along an axis, the last unless said; stable at any size of x.
 *
 * @throws ShapeError where the axis is out of range
 */
export const logSoftmax = <S extends Shape>(
  x: Expr<S>,
  options: { readonly axis?: number } = {},
): Expr<S> =>
  sub(x as Expr, logsumexp(x as Expr, { axis: options.axis ?? -1, keepdims: true })) as Expr<S> // keepdims broadcasts back

/**
 * The probabilities eˣ / Σ eˣ along an axis, the last unless said; p(y|x) in (18).
 *
 * @example
 * import { array, fn, run, softmax, toNested, vector } from 'chainrule'
 *
 * toNested(run(fn(vector(2), x => softmax(x)))(array([0, 0]))) // => [0.5, 0.5]
 */
export const softmax = <S extends Shape>(
  x: Expr<S>,
  options: { readonly axis?: number } = {},
): Expr<S> => exp(logSoftmax(x, options))

/** A new axis of size 1 at the end. */
const column = (i: Expr<Shape, 'index'>): Expr<Shape, 'index'> => reshape(i, [...i.shape, 1])

/**
 * Labels as rows of zeros with a one at the label; out of range, all zeros.
 *
 * @example
 * import { fn, index, oneHot, run, toNested } from 'chainrule'
 *
 * toNested(run(fn(index(3), y => oneHot(y, 3)))(1)) // => [0, 1, 0]
 */
export const oneHot = <S extends Shape, const N extends number>(
  labels: Expr<S, 'index'>,
  classes: N,
): Expr<readonly [...S, N]> => {
  const every = constant(
    fromFlat(
      Int32Array.from({ length: classes }, (_, i) => i),
      [classes],
    ),
  )
  return toReal(equal(column(labels), every as Expr<Shape, 'index'>)) as Expr<readonly [...S, N]> // one row a label
}

/** The labels' shape of a batch of logits: all but the last axis. */
type Labels<S extends Shape> = S extends readonly [...infer B extends Shape, unknown]
  ? readonly [...B]
  : Shape

/**
 * The multivariate logistic loss (18) of logits against labels, one number a label:
 * −log softmax(z)_y = log Σ eᶻ − z_y.
 *
 * Its negative gradient in z is δ − softmax(z); stable at |z| = 10⁴ and beyond.
 *
 * @throws ShapeError where there is not one label a row of logits
 */
export const crossEntropy = <S extends Shape>(
  logits: Expr<S>,
  labels: Expr<Labels<S>, 'index'>,
): Expr<Labels<S>> => {
  normaliseAxis('crossEntropy', -1, logits.shape.length)
  const picked = takeAlongAxis(logSoftmax(logits), column(labels), { axis: -1 })
  return neg(reshape(picked, labels.shape))
}
