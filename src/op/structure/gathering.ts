/** Gathers and scatters: entries read, and added, at positions along an axis; each other's transposes. */
import { allocate, type Data } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Attrs, Expr } from '../../Expr.js'
import {
  type Axis,
  normaliseAxis,
  type ReplaceAxes,
  type Shape,
  sameShape,
  showShape,
  size,
} from '../../Shape.js'
import type { Kind } from '../../Tensor.js'
import { full, onBatch, shiftAxis } from '../batching.js'
import { apply1, type Batch, operation, primitive, requireKind } from '../Operation.js'
import { add } from '../scalar/arithmetic.js'
import { broadcastTo, reshape, sum, zeros } from './structure.js'

/** The axis along which positions count. */
export const axisOf = (attrs: Attrs): number => attrs['axis'] as number

/** How many axes in front the positions share with what they point into: those of batches. */
export const sharedOf = (attrs: Attrs): number => (attrs['shared'] as number | undefined) ?? 0

/** Calls `visit(position in the picked, position in the whole or −1)` for each picked entry. */
export const eachPicked = (
  whole: Shape,
  index: { readonly shape: Shape; readonly data: Data },
  attrs: Attrs,
  visit: (picked: number, at: number) => void,
): void => {
  const axis = axisOf(attrs)
  const shared = sharedOf(attrs)
  const n = whole[axis]!
  const after = size(whole.slice(axis + 1))
  const between = size(whole.slice(shared, axis))
  const count = size(index.shape.slice(shared))
  const before = size(whole.slice(0, axis))
  for (let b = 0; b < before; b++) {
    const from = Math.floor(b / between) * count * Math.min(shared, 1)
    for (let p = 0; p < count; p++) {
      const i = index.data[from + p]!
      const inside = i >= 0 && i < n
      for (let a = 0; a < after; a++)
        visit((b * count + p) * after + a, inside ? (b * n + i) * after + a : -1)
    }
  }
}

/** A batch: settings shift, and where each example has positions of its own they share the axis. */
export const atPositions =
  (positions: number): Batch =>
  (args, batched, e, n) => {
    const own = batched[positions] === true
    const all = full(args, batched, n)
    const shared = sharedOf(e.attrs)
    if (own || shared > 0) return onBatch(all, e, { ...shiftAxis(e.attrs), shared: shared + 1 }, n)
    return onBatch(
      all.map((x, i) => (i === positions ? args[i]! : x)),
      e,
      shiftAxis(e.attrs),
      n,
    )
  }

/** The settings that a gather and its transpose share. */
export const settings = (attrs: Attrs): Attrs => ({ axis: axisOf(attrs), shared: sharedOf(attrs) })

/** What stands for an entry out of range: NaN, 0 or false; in a tangent, or what is one, 0. */
export const outsideOf = (attrs: Attrs, kind: Kind): number =>
  attrs['outside'] === 0 || kind !== 'real' ? 0 : Number.NaN

/** The shape with an axis replaced by that of positions along it. */
export type Picked<S extends Shape, T extends Shape, A extends number> = number extends
  | A
  | S['length']
  | T['length']
  ? Shape
  : ReplaceAxes<S, Axis<S, A>, T>

/** The same, of shapes that are there. */
export const pickedShape = (x: Shape, index: Shape, attrs: Attrs): Shape => [
  ...x.slice(0, axisOf(attrs)),
  ...index.slice(sharedOf(attrs)),
  ...x.slice(axisOf(attrs) + 1),
]

const gatherOp = operation({
  name: 'gather',
  result: ([x, i], attrs) => {
    requireKind('gather', 'index', i!)
    return { shape: pickedShape(x!.shape, i!.shape, attrs), kind: x!.kind }
  },
  evaluate: ([x, i], out, attrs, precision) => {
    const data = allocate(out.kind, size(out.shape), precision)
    const outside = outsideOf(attrs, out.kind)
    eachPicked(x!.shape, i!, attrs, (k, at) => {
      data[k] = at < 0 ? outside : x!.data[at]!
    })
    return data
  },
  flops: () => 0,
  derivative: {
    // Not `linear`: an entry out of range is NaN, and its derivative 0.
    form: 'rule',
    vjp: (e, [w]) => {
      const [x, i] = e.args
      return [apply1(scatterAddOp, [zeros(x!.shape), i!, w!], settings(e.attrs)) as Expr]
    },
    jvp: (e, [v]) => [tangent(v!, e.args[1]!, e.attrs)],
  },
  batch: atPositions(1),
  sparsity: {
    known: 'moves',
    otherwise: e => {
      const [x, i] = e.args
      const count = i!.shape.length - sharedOf(e.attrs)
      return joined(x as Expr, [axisOf(e.attrs)], axisOf(e.attrs), count, e.shape)
    },
  },
})

/** The sum over axes, in as many axes of size 1 as asked for at their place, repeated to a shape. */
const joined = (
  x: Expr,
  axes: readonly number[],
  place: number,
  count: number,
  shape: Shape,
): Expr => {
  const total: Expr = sum(x, { axis: axes })
  const ones = Array<number>(count).fill(1)
  const { shape: rest } = total
  return broadcastTo(
    reshape(total, [...rest.slice(0, place), ...ones, ...rest.slice(place)]),
    shape,
  )
}

/** A gather of tangents or cotangents. */
export const tangent = (v: AnyExpr, i: AnyExpr, attrs: Attrs): Expr =>
  apply1(gatherOp, [v, i], { ...settings(attrs), outside: 0 }) as Expr // of the kind of v

const scatterAddOp = operation({
  name: 'scatterAdd',
  result: ([x, i, s], attrs) => {
    requireKind('scatterAdd', 'real', x!)
    requireKind('scatterAdd', 'index', i!)
    requireKind('scatterAdd', 'real', s!)
    const want = pickedShape(x!.shape, i!.shape, attrs)
    if (!sameShape(s!.shape, want))
      throw shapeError('scatterAdd', `additions of shape ${showShape(want)}`, showShape(s!.shape))
    return { shape: x!.shape, kind: 'real' }
  },
  adds: true,
  collides: ([, i]) => size(i!.shape) > 1,
  update: (target, [x, i, s], attrs) => {
    eachPicked(x!.shape, i!, attrs, (k, at) => {
      if (at >= 0) target[at]! += s!.data[k]!
    })
  },
  flops: ([, , s]) => size(s!.shape),
  derivative: {
    form: 'linear',
    transpose: (w, e) => [w, undefined, tangent(w, e.args[1]!, e.attrs)],
  },
  batch: atPositions(1),
  sparsity: {
    known: 'adds',
    otherwise: e => {
      const [x, i, s] = e.args
      const axes = i!.shape.slice(sharedOf(e.attrs)).map((_, k) => axisOf(e.attrs) + k)
      return add(x as Expr, joined(s as Expr, axes, axisOf(e.attrs), 1, e.shape))
    },
  },
})

/**
 * The entries at some positions along an axis, the first unless said; the positions' shape takes the
 * place of the axis. A position out of range gives NaN (0 for an index, false for a bool), derivative 0.
 *
 * @example
 * import { array, fn, gather, indices, run, toNested, tuple, vector } from 'chainrule'
 *
 * const f = fn(tuple(vector(3), indices(3, 2)), ([x, i]) => gather(x, i))
 * toNested(run(f)([array([10, 20, 30]), array([2, 0], 'index')])) // => [30, 10]
 *
 * @throws ShapeError where the axis is out of range
 */
export const gather = primitive(
  gatherOp,
  <S extends Shape, T extends Shape, K extends Kind, const A extends number = 0>(
    x: Expr<S, K>,
    positions: Expr<T, 'index'>,
    options: { readonly axis?: A } = {},
  ): Expr<Picked<S, T, A>, K> =>
    apply1(gatherOp, [x, positions], {
      axis: normaliseAxis('gather', options.axis ?? 0, x.shape.length),
    }) as Expr<Picked<S, T, A>, K>, // `pickedShape` is `Picked`, the kind is that of x
)

/**
 * A tensor with additions at some positions along an axis; those at the same position add up, those out
 * of range are dropped.
 *
 * @example
 * import { array, fn, indices, run, scatterAdd, toNested, tuple, vector } from 'chainrule'
 *
 * const f = fn(tuple(vector(2), indices(2, 3), vector(3)), ([x, i, s]) => scatterAdd(x, i, s))
 * toNested(run(f)([array([0, 10]), array([1, 1, 0], 'index'), array([1, 2, 4])])) // => [4, 13]
 *
 * @throws ShapeError where the additions do not have the shape that `gather` would give
 */
export const scatterAdd = primitive(
  scatterAddOp,
  <S extends Shape>(
    x: Expr<S>,
    positions: Expr<Shape, 'index'>,
    additions: Expr,
    options: { readonly axis?: number } = {},
  ): Expr<S> =>
    apply1(scatterAddOp, [x, positions, additions], {
      axis: normaliseAxis('scatterAdd', options.axis ?? 0, x.shape.length),
    }) as Expr<S>, // the shape is that of x
)
