/** One entry a row: picking along an axis by an index of its own for every place, and its transpose. */
import { allocate, type Data, type Dense } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Attrs, Aval, Expr } from '../../Expr.js'
import { normaliseAxis, type Shape, sameShape, showShape, size } from '../../Shape.js'
import type { Kind } from '../../Tensor.js'
import { shiftAxis, shifted } from '../batching.js'
import { apply1, operation, primitive, requireKind } from '../Operation.js'
import { add } from '../scalar/arithmetic.js'
import { outsideOf } from './gathering.js'
import { broadcastTo, sum, zeros } from './structure.js'

const axisOf = (attrs: Attrs): number => attrs['axis'] as number

const check = (name: string, x: Aval, i: Aval, axis: number): void => {
  const but = (s: Shape): Shape => s.filter((_, k) => k !== axis)
  requireKind(name, 'index', i)
  if (i.shape.length !== x.shape.length || !sameShape(but(i.shape), but(x.shape)))
    throw shapeError(
      name,
      `positions of shape ${showShape(x.shape)} but for axis ${axis}`,
      showShape(i.shape),
    )
}

/** Calls `visit(position in the picked, position in the whole or −1)` for each index. */
const each = (
  whole: Shape,
  index: Dense,
  axis: number,
  visit: (picked: number, at: number) => void,
): void => {
  const n = whole[axis]!
  const count = index.shape[axis]!
  const after = size(whole.slice(axis + 1))
  for (let k = 0; k < index.data.length; k++) {
    const i = index.data[k]!
    const block = Math.floor(k / (count * after))
    visit(k, i >= 0 && i < n ? (block * n + i) * after + (k % after) : -1)
  }
}

const takeOp = operation({
  name: 'takeAlongAxis',
  result: ([x, i], attrs) => {
    check('takeAlongAxis', x!, i!, axisOf(attrs))
    return { shape: i!.shape, kind: x!.kind }
  },
  evaluate: ([x, i], out, attrs, precision): Data => {
    const data = allocate(out.kind, size(out.shape), precision)
    const outside = outsideOf(attrs, out.kind)
    each(x!.shape, i!, axisOf(attrs), (k, at) => {
      data[k] = at >= 0 ? x!.data[at]! : outside
    })
    return data
  },
  flops: () => 0,
  derivative: {
    // Not `linear`: an entry out of range is NaN, and its derivative 0.
    form: 'rule',
    vjp: (e, [w]) => {
      const [x, i] = e.args
      return [apply1(addOp, [zeros(x!.shape), i!, w!], { axis: axisOf(e.attrs) }) as Expr]
    },
    jvp: (e, [v]) => [tangent(v!, e.args[1]!, e.attrs)],
  },
  batch: shifted(shiftAxis),
  sparsity: { known: 'moves', otherwise: e => joined(e.args[0] as Expr, e) },
})

/** The sum along the axis of a node, at each of its places. */
const joined = (x: Expr, { attrs, shape }: AnyExpr): Expr =>
  broadcastTo(sum(x, { axis: axisOf(attrs), keepdims: true }), shape)

/** What is taken of tangents or cotangents. */
const tangent = (v: AnyExpr, i: AnyExpr, attrs: Attrs): Expr =>
  apply1(takeOp, [v, i], { axis: axisOf(attrs), outside: 0 }) as Expr // of the kind of v

const addOp = operation({
  name: 'addAlongAxis',
  result: ([x, i, s], attrs) => {
    check('addAlongAxis', x!, i!, axisOf(attrs))
    requireKind('addAlongAxis', 'real', x!)
    requireKind('addAlongAxis', 'real', s!)
    if (!sameShape(i!.shape, s!.shape))
      throw shapeError(
        'addAlongAxis',
        `additions of shape ${showShape(i!.shape)}`,
        showShape(s!.shape),
      )
    return { shape: x!.shape, kind: 'real' }
  },
  adds: true,
  collides: ([, i]) => size(i!.shape) > 1,
  update: (target, [x, i, s], attrs) => {
    each(x!.shape, i!, axisOf(attrs), (k, at) => {
      if (at >= 0) target[at]! += s!.data[k]!
    })
  },
  derivative: {
    form: 'linear',
    transpose: (w, e) => [w, undefined, tangent(w, e.args[1]!, e.attrs)],
  },
  batch: shifted(shiftAxis),
  sparsity: {
    known: 'adds',
    otherwise: e => add(e.args[0] as Expr, joined(e.args[2] as Expr, e)),
  },
})

/**
 * The entries at positions along an axis, a position of its own for every other index, as NumPy's
 * `take_along_axis`; out of range gives NaN (0 for an index, false for a bool), derivative 0.
 *
 * @example
 * import { array, fn, indices, matrix, run, toNested, tuple } from 'chainrule'
 * import { takeAlongAxis } from 'chainrule/op'
 *
 * const f = fn(tuple(matrix(2, 2), indices(2, 2, 1)), ([x, i]) => takeAlongAxis(x, i, { axis: 1 }))
 * toNested(run(f)([array([[1, 2], [3, 4]]), array([[1], [0]], 'index')])) // => [[2], [3]]
 *
 * @throws ShapeError where the positions' shape differs from that of `x` elsewhere than along the axis
 */
export const takeAlongAxis = primitive(
  takeOp,
  <T extends Shape, K extends Kind>(
    x: Expr<Shape, K>,
    positions: Expr<T, 'index'>,
    options: { readonly axis: number },
  ): Expr<T, K> =>
    apply1(takeOp, [x, positions], {
      axis: normaliseAxis('takeAlongAxis', options.axis, x.shape.length),
    }) as Expr<T, K>, // one entry a position
)

/**
 * A tensor with additions at positions along an axis, a position of its own for every other index:
 * the transpose of `takeAlongAxis`; additions out of range are dropped.
 *
 * @throws ShapeError where the shapes differ elsewhere than along the axis
 */
export const addAlongAxis = primitive(
  addOp,
  <S extends Shape, T extends Shape>(
    x: Expr<S>,
    positions: Expr<T, 'index'>,
    additions: Expr<T>,
    options: { readonly axis: number },
  ): Expr<S> =>
    apply1(addOp, [x, positions, additions], {
      axis: normaliseAxis('addAlongAxis', options.axis, x.shape.length),
    }) as Expr<S>, // the shape is that of x
)
