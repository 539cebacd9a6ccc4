/** Repeating, reshaping and adding up entries: all linear, each other's transposes. */
import { allocate } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import { type AnyExpr, type Expr, filled, lift, type Operand } from '../../Expr.js'
import {
  type Axis,
  broadcastShapes,
  broadcastStrides,
  checkShape,
  normaliseAxes,
  owned,
  type ReplaceAxes,
  type Shape,
  sameShape,
  showShape,
  size,
} from '../../Shape.js'
import type { Kind } from '../../Tensor.js'
import { growShape, onBatch, padded, shiftAxes, shifted } from '../batching.js'
import { apply1, operation, primitive, requireKind } from '../Operation.js'
import { broadcastView, reshapeView } from '../Strided.js'
import { copyRows, walkRows } from '../walk.js'
import { pairwise } from './lanes.js'

/** The settings that shape an operation's result. */
export const shapeOf = (attrs: Readonly<Record<string, unknown>>): Shape => attrs['shape'] as Shape

const broadcastToOp = operation({
  name: 'broadcastTo',
  result: ([x], attrs) => {
    const shape = checkShape('broadcastTo', shapeOf(attrs))
    if (!sameShape(broadcastShapes('broadcastTo', x!.shape, shape), shape))
      throw shapeError(
        'broadcastTo',
        `a shape that broadcasts to ${showShape(shape)}`,
        showShape(x!.shape),
      )
    return { shape, kind: x!.kind }
  },
  evaluate: ([x], out, _, precision) => {
    const data = allocate(out.kind, size(out.shape), precision)
    copyRows(data, x!.data, out.shape, broadcastStrides(x!.shape, out.shape))
    return data
  },
  view: broadcastView,
  derivative: { form: 'linear', transpose: (w, e) => [sumTo(w, e.args[0]!.shape)] },
  batch: ([x], _, e, size) =>
    onBatch([padded(x!, e.shape.length)], e, growShape(e.attrs, size), size),
  sparsity: { known: 'moves' },
})

/**
 * Repeats a tensor along new or size-1 axes, as NumPy does.
 *
 * @example
 * import { array, broadcastTo, fn, run, toNested, vector } from 'chainrule'
 *
 * toNested(run(fn(vector(2), x => broadcastTo(x, [2, 2])))(array([1, 2]))) // => [[1, 2], [1, 2]]
 *
 * @throws ShapeError where the shape does not broadcast to `shape`
 */
export const broadcastTo = primitive(
  broadcastToOp,
  <const T extends Shape, K extends Kind = 'real'>(
    x: Expr<Shape, K> | Operand,
    shape: T,
  ): Expr<T, K> =>
    (sameShape(lift(x).shape, shape)
      ? lift(x)
      : apply1(broadcastToOp, [lift(x)], { shape: owned(shape) })) as Expr<T, K>, // the shape is the one asked for
)

const reshapeOp = operation({
  name: 'reshape',
  result: ([x], attrs) => {
    const shape = checkShape('reshape', shapeOf(attrs))
    if (size(shape) !== size(x!.shape))
      throw shapeError(
        'reshape',
        `a shape of ${size(x!.shape)} entries, as ${showShape(x!.shape)} has`,
        showShape(shape),
      )
    return { shape, kind: x!.kind }
  },
  evaluate: ([x]) => x!.data,
  alias: true,
  view: reshapeView,
  flops: () => 0,
  derivative: { form: 'linear', transpose: (w, e) => [reshape(w, e.args[0]!.shape)] },
  batch: shifted(growShape),
  sparsity: { known: 'moves' },
})

/**
 * The same entries, row-major, in another shape.
 *
 * @example
 * import { array, fn, reshape, run, toNested, vector } from 'chainrule'
 *
 * toNested(run(fn(vector(4), x => reshape(x, [2, 2])))(array([1, 2, 3, 4]))) // => [[1, 2], [3, 4]]
 *
 * @throws ShapeError where the number of entries differs
 */
export const reshape = primitive(
  reshapeOp,
  <const T extends Shape, K extends Kind>(x: Expr<Shape, K>, shape: T): Expr<T, K> =>
    (sameShape(x.shape, shape) ? x : apply1(reshapeOp, [x], { shape: owned(shape) })) as Expr<T, K>,
)

type Axes = number | readonly number[]
/** Which axes a reduction takes (all unless said), and whether it keeps them at size 1. */
export interface Reduce<A extends Axes = Axes, Keep extends boolean = boolean> {
  readonly axis?: A
  readonly keepdims?: Keep
}

type Listed<A> = A extends number ? A : A extends readonly (infer I extends number)[] ? I : never
type AllAxes<S extends Shape> = {
  [I in keyof S]: I extends `${infer N extends number}` ? N : never
}[number]

/** The shape of a reduction over the axes `A` of `S`. */
export type Reduced<S extends Shape, A, Keep> = boolean extends Keep
  ? Shape
  : number extends S['length']
    ? [A] extends [undefined]
      ? Keep extends true
        ? Shape
        : readonly []
      : Shape
    : [A] extends [undefined]
      ? Keep extends true
        ? ReplaceAxes<S, AllAxes<S>, readonly [1]>
        : readonly []
      : number extends Listed<A>
        ? Shape
        : ReplaceAxes<S, Axis<S, Listed<A>>, Keep extends true ? readonly [1] : readonly []>

/** A reduction's result shape and the axes it takes, counted from the front. */
export const reducedShape = (
  operationName: string,
  shape: Shape,
  axis: Axes | undefined,
  keepdims: boolean,
): { readonly axes: readonly number[]; readonly out: Shape; readonly kept: Shape } => {
  const axes = normaliseAxes(operationName, axis, shape.length)
  const kept = shape.map((d, i) => (axes.includes(i) ? 1 : d))
  return { axes, kept, out: keepdims ? kept : shape.filter((_, i) => !axes.includes(i)) }
}

const axesOf = (attrs: Readonly<Record<string, unknown>>): readonly number[] =>
  attrs['axes'] as readonly number[]

const sumOp = operation({
  name: 'sum',
  result: ([x], attrs) => {
    requireKind('sum', 'real', x!)
    return { shape: reducedShape('sum', x!.shape, axesOf(attrs), false).out, kind: 'real' }
  },
  evaluate: ([x], out, attrs, precision) => {
    // Sums are kept in double, also for single-precision operands.
    const sums = new Float64Array(size(out.shape))
    const { kept } = reducedShape('sum', x!.shape, axesOf(attrs), true)
    walkRows(x!.shape, [broadcastStrides(kept, x!.shape)], (k, [i], n, [step]) => {
      if (step === 0) sums[i!]! += pairwise(x!.data, k, n)
      else for (let p = 0; p < n; p++) sums[i! + p * step!]! += x!.data[k + p]!
    })
    return precision === 'f64' ? sums : new Float32Array(sums)
  },
  flops: ([x]) => size(x!.shape),
  derivative: {
    form: 'linear',
    transpose: (w, e) => {
      const { shape } = e.args[0]!
      return [
        broadcastTo(reshape(w, reducedShape('sum', shape, axesOf(e.attrs), true).kept), shape),
      ]
    },
  },
  batch: shifted(shiftAxes),
  sparsity: { known: 'adds' },
  print: {
    text: ([x], { axes }) => `sum(${x}, ${showShape(axes as Shape)})`,
    latex: ([x]) => `\\sum ${x}`,
  },
})

/**
 * The sum over axes, all of them unless `axis` says which; 0 where there is nothing to add.
 *
 * @example
 * import { array, fn, matrix, run, sum, toNested } from 'chainrule'
 *
 * const rows = fn(matrix(2, 3), x => sum(x, { axis: 1 }))
 * toNested(run(rows)(array([[1, 2, 3], [4, 5, 6]]))) // => [6, 15]
 *
 * @throws ShapeError where an axis is out of range or named twice
 */
export const sum = primitive(
  sumOp,
  <S extends Shape, const A extends Axes | undefined = undefined, Keep extends boolean = false>(
    x: Expr<S>,
    options: { readonly axis?: A; readonly keepdims?: Keep } = {},
  ): Expr<Reduced<S, A, Keep>> => {
    const { axes, out } = reducedShape('sum', x.shape, options.axis, options.keepdims ?? false)
    const total = axes.length === 0 ? x : apply1(sumOp, [x], { axes })
    return reshape(total as Expr, out) as Expr<Reduced<S, A, Keep>> // `reducedShape` is `Reduced`
  },
)

/** Sums a broadcast result back to the shape it came from: the transpose of broadcasting. */
export const sumTo = <S extends Shape>(w: Expr, shape: S): Expr<S> => {
  if (sameShape(w.shape, shape)) return w as Expr<S> // the same shape
  const lead = w.shape.length - shape.length
  const axes = w.shape.flatMap((d, i) =>
    i < lead || (shape[i - lead] === 1 && d !== 1) ? [i] : [],
  )
  return reshape(sum(w, { axis: axes }), shape)
}

/** A tensor of zeros. */
export const zeros = <S extends Shape>(shape: S): Expr<S> => filled(shape, 0)

/** Whether a symbol is one that `zeros` makes. */
export const isZero = (e: AnyExpr): boolean =>
  e.op === 'broadcastTo' ? isZero(e.args[0]!) : Object.is(e.attrs['value'], 0)
