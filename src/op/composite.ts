/** Functions composed from primitives: softmax and its kin. Their derivatives follow. */
import { shapeError } from '../Errors.js'
import { constant, type Expr } from '../Expr.js'
import { checkShape, normaliseAxis, type Shape, sameShape, showShape } from '../Shape.js'
import { fromFlat } from '../Tensor.js'
import { takeAlongAxis } from './along.js'
import { div, neg, sub } from './arithmetic.js'
import { equal, toReal } from './compare.js'
import { requireKind } from './Operation.js'
import { peak } from './reduction.js'
import { reshape, sum } from './structure.js'
import { exp, log } from './transcendental.js'

/** x less its largest entry along an axis, and the sum of the exponentials of that. */
const shifted = (operation: string, x: Expr, axis = -1): readonly [z: Expr, total: Expr] => {
  requireKind(operation, 'real', x)
  const at = normaliseAxis(operation, axis, x.shape.length)
  const z = sub(x, peak(x, at))
  return [z, sum(exp(z), { axis: at, keepdims: true })]
}

/**
 * log softmax(x) along an axis, the last unless said; stable at any size of x.
 *
 * @throws ShapeError where the axis is out of range
 */
export const logSoftmax = <S extends Shape>(
  x: Expr<S>,
  options: { readonly axis?: number } = {},
): Expr<S> => {
  const [z, total] = shifted('logSoftmax', x, options.axis)
  return sub(z, log(total)) as Expr<S> // the axis kept broadcasts back
}

/**
 * The probabilities eˣ / Σ eˣ along an axis, the last unless said; p(y|x) in (18).
 *
 * @example
 * import { array, fn, run, softmax, toNested, vector } from 'chainrule'
 *
 * toNested(run(fn(vector(2), x => softmax(x)))(array([0, 0]))) // => [0.5, 0.5]
 *
 * @throws ShapeError where the axis is out of range
 */
export const softmax = <S extends Shape>(
  x: Expr<S>,
  options: { readonly axis?: number } = {},
): Expr<S> => {
  const [z, total] = shifted('softmax', x, options.axis)
  return div(exp(z), total) as Expr<S> // the axis kept broadcasts back
}

/** A new axis of size 1 at the end. */
const column = (i: Expr<Shape, 'index'>): Expr<Shape, 'index'> => reshape(i, [...i.shape, 1])

/**
 * Labels as rows of zeros with a one at the label; out of range, all zeros.
 *
 * @example
 * import { fn, index, oneHot, run, toNested } from 'chainrule'
 *
 * toNested(run(fn(index(3), y => oneHot(y, 3)))(1)) // => [0, 1, 0]
 *
 * @throws ShapeError where the number of classes is not a whole number from 0, or labels are no index
 */
export const oneHot = <S extends Shape, const N extends number>(
  labels: Expr<S, 'index'>,
  classes: N,
): Expr<readonly [...S, N]> => {
  checkShape('oneHot', [classes])
  requireKind('oneHot', 'index', labels)
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
 * @example
 * import { array, crossEntropy, fn, index, run, tuple, vector } from 'chainrule'
 *
 * const f = fn(tuple(vector(2), index(2)), ([z, y]) => crossEntropy(z, y))
 * run(f)([array([10000, 10000]), 1]) // => 0.6931471805599453
 *
 * @throws ShapeError where there is not one label a row of logits
 */
export const crossEntropy = <S extends Shape>(
  logits: Expr<S>,
  labels: Expr<Labels<S>, 'index'>,
): Expr<Labels<S>> => {
  normaliseAxis('crossEntropy', -1, logits.shape.length)
  requireKind('crossEntropy', 'index', labels)
  const rows = logits.shape.slice(0, -1)
  if (!sameShape(labels.shape, rows))
    throw shapeError('crossEntropy', `labels of shape ${showShape(rows)}`, showShape(labels.shape))
  const picked = takeAlongAxis(logSoftmax(logits), column(labels), { axis: -1 })
  return neg(reshape(picked, labels.shape))
}
