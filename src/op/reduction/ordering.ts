/** Entries in order along an axis: positions from a stable sort, and what is gathered by them. */
import { allocate } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { Attrs, Expr } from '../../Expr.js'
import { type Axis, normaliseAxis, type ReplaceAxes, type Shape, size } from '../../Shape.js'
import { shiftAxis, shifted } from '../batching.js'
import { apply1, operation, primitive, requireKind } from '../Operation.js'
import { takeAlongAxis } from '../structure/along.js'
import { slice } from '../structure/slicing.js'
import { walkLines } from '../walk.js'
import { stableOrder } from './stableOrder.js'

/** Along which axis, the last unless said, and whether from the largest down. */
export interface Order {
  readonly axis?: number
  readonly descending?: boolean
}

const axisOf = (attrs: Attrs): number => attrs['axis'] as number

const argsortOp = operation({
  name: 'argsort',
  result: ([x]) => {
    requireKind('argsort', 'real', x!)
    return { shape: x!.shape, kind: 'index' }
  },
  evaluate: ([x], out, attrs) => {
    const data = allocate('index', size(out.shape))
    const axis = axisOf(attrs)
    const line = new Float64Array(out.shape[axis]!)
    walkLines(out.shape, { axis, reverse: false }, (start, step, n) => {
      for (let p = 0; p < n; p++) line[p] = x!.data[start + p * step]!
      const order = stableOrder(line, attrs['descending'] === true)
      for (let p = 0; p < n; p++) data[start + p * step] = order[p]!
    })
    return data
  },
  flops: ([x], _, attrs) => {
    const n = x!.shape[axisOf(attrs)] ?? 1
    return size(x!.shape) * Math.ceil(Math.log2(Math.max(n, 2)))
  },
  derivative: { form: 'none' },
  batch: shifted(shiftAxis),
  edges: [{ at: [1, 1], note: 'tie: in the order they come' }],
})

const argsorted = (name: string, x: Expr, { axis = -1, descending = false }: Order) => {
  requireKind(name, 'real', x)
  const at = normaliseAxis(name, axis, x.shape.length)
  const order = apply1(argsortOp, [x], { axis: at, descending })
  return { axis: at, order: order as Expr<Shape, 'index'> } // its kind is index
}

/**
 * The positions that put the entries in order along an axis, the last unless said. Stable: equals stay in
 * the order they come, also from the largest down; NaN comes last.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { argsort } from 'chainrule/op'
 *
 * toNested(run(fn(vector(3), x => argsort(x)))(array([5, 1, 3]))) // => [1, 2, 0]
 *
 * @throws ShapeError where the axis is out of range
 */
export const argsort = primitive(
  argsortOp,
  <S extends Shape>(x: Expr<S>, options: Order = {}): Expr<S, 'index'> =>
    argsorted('argsort', x, options).order as Expr<S, 'index'>, // the shape is that of x
)

/**
 * The entries in order along an axis, the last unless said; NaN comes last. The derivative goes where the
 * entry came from; at a tie, as if equals were in the order they come.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { sort } from 'chainrule/op'
 *
 * toNested(run(fn(vector(3), x => sort(x, { descending: true })))(array([5, 1, 3]))) // => [5, 3, 1]
 *
 * @throws ShapeError where the axis is out of range
 */
export const sort = <S extends Shape>(x: Expr<S>, options: Order = {}): Expr<S> => {
  const { axis, order } = argsorted('sort', x, options)
  return takeAlongAxis(x as Expr, order, { axis }) as Expr<S> // the shape is that of x
}

/** The shape with `N` entries along an axis. */
type Top<S extends Shape, A extends number, N extends number> = number extends A | S['length']
  ? Shape
  : ReplaceAxes<S, Axis<S, A>, readonly [N]>

/**
 * The k largest entries along an axis, the last unless said, from the largest down, and their positions;
 * of equals those that come first, NaN only where the numbers run out.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { topK } from 'chainrule/op'
 *
 * const [values, positions] = run(fn(vector(4), x => topK(x, 2)))(array([3, 9, 1, 7]))
 * values.values // => [9, 7]
 * positions.values // => [1, 3]
 *
 * @throws ShapeError where the axis is out of range, or has less than k entries
 */
export const topK = <S extends Shape, const N extends number, const A extends number = -1>(
  x: Expr<S>,
  k: N,
  options: { readonly axis?: A } = {},
): readonly [values: Expr<Top<S, A, N>>, positions: Expr<Top<S, A, N>, 'index'>] => {
  const { axis, order } = argsorted('topK', x, { ...options, descending: true })
  const n = x.shape[axis]!
  if (!Number.isInteger(k) || k < 0 || k > n)
    throw shapeError(
      'topK',
      `a whole number from 0 to ${n}, the entries along axis ${axis}`,
      `${k}`,
    )
  const positions = slice(
    order,
    x.shape.map((_, i) => (i === axis ? { stop: k } : {})),
  )
  const values = takeAlongAxis(x as Expr, positions, { axis })
  // Both have the shape `Top`.
  return [
    values as Expr<Top<S, A, N>>,
    positions as Expr<Shape, 'index'> as Expr<Top<S, A, N>, 'index'>,
  ]
}
