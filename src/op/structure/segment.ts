/** Sums by groups: a scatter into zeros. */

import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import { checkShape, type Shape, sameShape, showShape } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { scatterAdd } from './gathering.js'
import { zeros } from './structure.js'

/** The shape with the axes that the segments have made one of `N`. */
type Segmented<S extends Shape, T extends Shape, N extends number> = S extends readonly [
  ...T,
  ...infer Rest extends Shape,
]
  ? readonly [N, ...Rest]
  : Shape

/**
 * The sums of the entries that are in the same segment, a number for each segment; `segments` says for
 * every entry, along the first axes, which it is in. What is in a segment out of range is left out.
 *
 * @example
 * import { array, fn, indices, run, toNested, tuple, vector } from 'chainrule'
 * import { segmentSum } from 'chainrule/op'
 *
 * const f = fn(tuple(vector(3), indices(2, 3)), ([x, i]) => segmentSum(x, i, 2))
 * toNested(run(f)([array([1, 2, 4]), array([1, 0, 1], 'index')])) // => [2, 5]
 *
 * @throws ShapeError where there is not one segment an entry, or their number is not whole
 */
export const segmentSum = <S extends Shape, T extends Shape, const N extends number>(
  x: Expr<S>,
  segments: Expr<T, 'index'>,
  count: N,
): Expr<Segmented<S, T, N>> => {
  requireKind('segmentSum', 'real', x)
  requireKind('segmentSum', 'index', segments)
  checkShape('segmentSum', [count])
  const rank = segments.shape.length
  if (!sameShape(x.shape.slice(0, rank), segments.shape))
    throw shapeError(
      'segmentSum',
      `segments for the first axes of ${showShape(x.shape)}`,
      showShape(segments.shape),
    )
  const none = zeros([count, ...x.shape.slice(rank)])
  return scatterAdd<Shape>(none, segments, x) as Expr<Segmented<S, T, N>> // the shape is `Segmented`
}
