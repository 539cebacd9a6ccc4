/** Entries set at positions along an axis: linear in what was there and in what is put there. */
import { shapeError } from '../../Errors.js'
import { type AnyExpr, constant, type Expr } from '../../Expr.js'
import { normaliseAxis, type Shape, sameShape, showShape, size } from '../../Shape.js'
import { fromFlat, type Kind } from '../../Tensor.js'
import { apply1, operation, primitive, requireKind } from '../Operation.js'
import { equal, where } from '../scalar/compare.js'
import {
  atPositions,
  axisOf,
  eachPicked,
  gather,
  pickedShape,
  settings,
  sharedOf,
  tangent,
} from './gathering.js'
import { broadcastTo, reshape, zeros } from './structure.js'

type Indexed = Expr<Shape, 'index'>

/** Which of the entries stay: of those at one position the last, of those out of range none. */
const stays = (e: AnyExpr): Expr<Shape, 'bool'> => {
  const [x, i] = e.args as readonly [AnyExpr, Indexed, AnyExpr] // `result` admits an index
  const axis = axisOf(e.attrs)
  const shared = sharedOf(e.attrs)
  const order: Indexed = constant(
    fromFlat(
      Int32Array.from({ length: size(i.shape) }, (_, k) => k + 1),
      i.shape,
    ),
  )
  const none = constant(fromFlat([0], [], 'index'))
  const places = [...i.shape.slice(0, shared), x.shape[axis]!]
  const own = { axis: shared, shared }
  const last = apply1(scatterOp, [broadcastTo(none, places), i, order], own)
  const won = equal(apply1(gather.operation, [last, i], own) as Indexed, order)
  const ones = (n: number): Shape => Array<number>(n).fill(1)
  return reshape(won, [
    ...i.shape.slice(0, shared),
    ...ones(axis - shared),
    ...i.shape.slice(shared),
    ...ones(x.shape.length - axis - 1),
  ])
}

const scatterOp = operation({
  name: 'scatter',
  result: ([x, i, s], attrs) => {
    requireKind('scatter', 'index', i!)
    requireKind('scatter', x!.kind, s!)
    const want = pickedShape(x!.shape, i!.shape, attrs)
    if (!sameShape(s!.shape, want))
      throw shapeError('scatter', `entries of shape ${showShape(want)}`, showShape(s!.shape))
    return { shape: x!.shape, kind: x!.kind }
  },
  update: (target, [x, i, s], attrs) => {
    eachPicked(x!.shape, i!, attrs, (k, at) => {
      if (at >= 0) target[at] = s!.data[k]!
    })
  },
  flops: () => 0,
  derivative: {
    form: 'linear',
    transpose: (w, e) => {
      const [, i, s] = e.args
      const there = apply1(scatterOp, [w, i!, zeros(s!.shape)], settings(e.attrs)) as Expr
      const kept: Expr = where(stays(e), tangent(w, i!, e.attrs), 0)
      return [there, undefined, kept]
    },
  },
  batch: atPositions(1),
})

/**
 * A tensor with its entries at some positions along an axis, the first unless said, replaced by others;
 * of several at one position the last wins, those out of range are dropped.
 *
 * @example
 * import { array, fn, indices, run, tuple, vector } from 'chainrule'
 * import { scatter } from 'chainrule/op'
 *
 * const f = fn(tuple(vector(3), indices(3, 2), vector(2)), ([x, i, s]) => scatter(x, i, s))
 * run(f)([array([1, 2, 3]), array([2, 0], 'index'), array([30, 10])]) // => [10, 2, 30]
 *
 * @throws ShapeError where the entries are of another kind than the tensor, or do not have the shape
 * that `gather` would give
 */
export const scatter = primitive(
  scatterOp,
  <S extends Shape, K extends Kind>(
    x: Expr<S, K>,
    positions: Indexed,
    entries: Expr<Shape, NoInfer<K>>,
    options: { readonly axis?: number } = {},
  ): Expr<S, K> =>
    apply1(scatterOp, [x, positions, entries], {
      axis: normaliseAxis('scatter', options.axis ?? 0, x.shape.length),
    }) as Expr<S, K>, // the shape and kind are those of x
)
