/** Functions composed from primitives: softmax and its kin, labels as rows. Their derivatives follow. */
import { shapeError } from '../../Errors.js'
import { constant, type Expr } from '../../Expr.js'
import {
  broadcastShapes,
  checkShape,
  normaliseAxis,
  type Shape,
  sameShape,
  showShape,
} from '../../Shape.js'
import { fromFlat } from '../../Tensor.js'
import { requireKind } from '../Operation.js'
import { peak } from '../reduction/reduction.js'
import { div, sub } from '../scalar/arithmetic.js'
import { equal, where } from '../scalar/compare.js'
import { toReal } from '../scalar/kinds.js'
import { exp, log } from '../scalar/transcendental.js'
import { reshape, sum } from '../structure/structure.js'

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
 * The probabilities eˣ / Σ eˣ along an axis, the last unless said; p(y|x) in (18). With a mask, over the
 * entries where it is true, 0 elsewhere; a row that admits none is all zeros.
 *
 * @example
 * import { array, fn, run, softmax, toNested, vector } from 'chainrule'
 *
 * toNested(run(fn(vector(2), x => softmax(x)))(array([0, 0]))) // => [0.5, 0.5]
 *
 * @throws ShapeError where the axis is out of range, or the mask does not broadcast to `x`
 */
export const softmax = <S extends Shape>(
  x: Expr<S>,
  options: { readonly axis?: number; readonly mask?: Expr<Shape, 'bool'> } = {},
): Expr<S> => {
  const { axis, mask } = options
  if (mask === undefined) {
    const [z, total] = shifted('softmax', x, axis)
    return div(exp(z), total) as Expr<S> // the axis kept broadcasts back
  }
  requireKind('softmax', 'real', x)
  requireKind('softmax', 'bool', mask)
  if (!sameShape(broadcastShapes('softmax', mask.shape, x.shape), x.shape))
    throw shapeError(
      'softmax',
      `a mask that broadcasts to ${showShape(x.shape)}`,
      showShape(mask.shape),
    )
  const admitted: Expr = where(mask, x as Expr, -Infinity)
  const [z, total] = shifted('softmax', admitted, axis)
  // Where nothing is admitted the sum is 0, and so are the probabilities.
  const y: Expr = div(exp(z), where(equal(total, 0), 1, total))
  return y as Expr<S> // as without a mask
}

/** A new axis of size 1 at the end. */
export const column = (i: Expr<Shape, 'index'>): Expr<Shape, 'index'> => reshape(i, [...i.shape, 1])

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
