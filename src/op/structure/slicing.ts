/** Windows of tensors and their embedding, and joins along an axis: linear, in transposed pairs. */
import { allocate } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Attrs, Expr } from '../../Expr.js'
import { normaliseAxis, type Shape, sameShape, showShape, size, strides } from '../../Shape.js'
import type { Kind } from '../../Tensor.js'
import { shiftAxis, shifted } from '../batching.js'
import { apply1, operation, primitive, requireKind } from '../Operation.js'
import { copyRows, type Row, walkRows } from '../walk.js'
import { shapeOf, zeros } from './structure.js'

// -------------------------------------------------------------------------------------
// slices
// -------------------------------------------------------------------------------------

interface Window {
  readonly shape: Shape
  readonly starts: readonly number[]
  readonly steps: readonly number[]
}
const windowOf = (attrs: Attrs): Window => attrs as unknown as Window // written by `slice` and `embed` below

/** Where a window lies in the flat data of the tensor it is cut from. */
const layout = (whole: Shape, { starts, steps }: Window) => {
  const own = strides(whole)
  return {
    at: own.map((s, i) => s * steps[i]!),
    start: own.reduce((sum, s, i) => sum + s * starts[i]!, 0),
  }
}

/** Settings with the batch axis in front, taken whole. */
const growWindow = (attrs: Attrs, n: number): Attrs => {
  const { shape, starts, steps } = windowOf(attrs)
  return { shape: [n, ...shape], starts: [0, ...starts], steps: [1, ...steps] }
}

const sliceOp = operation({
  name: 'slice',
  result: ([x], attrs) => ({ shape: shapeOf(attrs), kind: x!.kind }),
  evaluate: ([x], out, attrs, precision) => {
    const data = allocate(out.kind, size(out.shape), precision)
    const { at, start } = layout(x!.shape, windowOf(attrs))
    copyRows(data, x!.data, out.shape, at, start)
    return data
  },
  view: (x, shape, attrs) => {
    const { starts, steps } = windowOf(attrs)
    return {
      shape,
      start: x.strides.reduce((sum, s, i) => sum + s * starts[i]!, x.start),
      strides: x.strides.map((s, i) => s * steps[i]!),
    }
  },
  flops: () => 0,
  derivative: {
    form: 'linear',
    transpose: (w, e) => [
      apply1(addWindowOp, [zeros(e.args[0]!.shape), w], { ...windowOf(e.attrs) }) as Expr,
    ],
  },
  batch: shifted(growWindow),
  sparsity: { known: 'moves' },
})

const addWindowOp = operation({
  name: 'addWindow',
  result: ([x]) => ({ shape: x!.shape, kind: 'real' }),
  adds: true,
  update: (target, [x, w], attrs) => {
    const { at, start } = layout(x!.shape, windowOf(attrs))
    const visit: Row = (k, [i], n, [step]) => {
      for (let p = 0; p < n; p++) target[i! + p * step!]! += w!.data[k + p]!
    }
    walkRows(w!.shape, [at], visit, [start])
  },
  flops: ([, w]) => size(w!.shape),
  derivative: {
    form: 'linear',
    transpose: (w, e) => [w, apply1(sliceOp, [w], { ...windowOf(e.attrs) }) as Expr],
  },
  batch: shifted(growWindow),
  sparsity: { known: 'adds' },
})

/** The operation that adds to a window of a tensor; to one of zeros it is the transpose of `slice`. */
export const addWindow = { operation: addWindowOp }

/** Along one axis: from `start` up to but not including `stop`, every `step`-th; as Python's slices. */
export interface Range {
  readonly start?: number | undefined
  readonly stop?: number | undefined
  readonly step?: number | undefined
}

const resolve = (
  { start, stop, step = 1 }: Range,
  n: number,
): { readonly start: number; readonly step: number; readonly count: number } => {
  if (!Number.isInteger(step) || step === 0)
    throw shapeError('slice', 'a whole step, not 0', `${step}`)
  const fraction = [start ?? 0, stop ?? 0].find(i => Number.isNaN(i) || i % 1 !== 0)
  if (fraction !== undefined) throw shapeError('slice', 'whole bounds', `${fraction}`)
  const [low, high] = step > 0 ? [0, n] : [-1, n - 1]
  const clip = (i: number | undefined, otherwise: number): number =>
    i === undefined ? otherwise : Math.min(Math.max(i < 0 ? i + n : i, low), high)
  const from = clip(start, step > 0 ? low : high)
  const to = clip(stop, step > 0 ? high : low)
  return { start: from, step, count: Math.max(0, Math.ceil((to - from) / step)) }
}

/**
 * A window of a tensor: one range an axis, as Python's slices (negative bounds count from the end,
 * negative steps go backwards); axes left out are taken whole.
 *
 * @example
 * import { array, fn, run, slice, toNested, vector } from 'chainrule'
 *
 * const odd = fn(vector(5), x => slice(x, [{ start: 1, step: 2 }]))
 * toNested(run(odd)(array([0, 1, 2, 3, 4]))) // => [1, 3]
 *
 * @throws ShapeError where there are more ranges than axes, a step is 0, or a number is not whole
 */
export const slice = primitive(
  sliceOp,
  <S extends Shape, K extends Kind>(
    x: Expr<S, K>,
    ranges: readonly Range[],
  ): Expr<{ readonly [I in keyof S]: number }, K> => {
    if (ranges.length > x.shape.length)
      throw shapeError(
        'slice',
        `at most one range for each axis of ${showShape(x.shape)}`,
        `${ranges.length} ranges`,
      )
    const axes = x.shape.map((d, i) => resolve(ranges[i] ?? {}, d))
    return apply1(sliceOp, [x], {
      shape: axes.map(a => a.count),
      starts: axes.map(a => (a.count === 0 ? 0 : a.start)),
      steps: axes.map(a => a.step),
    }) as Expr<{ readonly [I in keyof S]: number }, K> // same rank and kind
  },
)

// -------------------------------------------------------------------------------------
// joins
// -------------------------------------------------------------------------------------

const axisOf = (attrs: Attrs): number => attrs['axis'] as number

const concatOp = operation({
  name: 'concat',
  result: (xs, attrs) => {
    const axis = axisOf(attrs)
    const rest = (s: Shape): Shape => s.filter((_, i) => i !== axis)
    const [first] = xs
    xs.forEach(x => {
      requireKind('concat', first!.kind, x)
      if (x.shape.length !== first!.shape.length || !sameShape(rest(x.shape), rest(first!.shape)))
        throw shapeError(
          'concat',
          `shapes that agree but for axis ${axis}`,
          xs.map(y => showShape(y.shape)).join(', '),
        )
    })
    const total = xs.reduce((n, x) => n + x.shape[axis]!, 0)
    return { shape: first!.shape.map((d, i) => (i === axis ? total : d)), kind: first!.kind }
  },
  evaluate: (xs, out, attrs, precision) => {
    const axis = axisOf(attrs)
    const data = allocate(out.kind, size(out.shape), precision)
    const blocks = size(out.shape.slice(0, axis))
    let offset = 0
    for (let block = 0; block < blocks; block++)
      for (const x of xs) {
        const length = x.data.length / blocks
        data.set(x.data.subarray(block * length, (block + 1) * length), offset)
        offset += length
      }
    return data
  },
  flops: () => 0,
  derivative: {
    form: 'linear',
    transpose: (w, e) => {
      const axis = axisOf(e.attrs)
      let stop = 0
      return e.args.map(x => {
        const start = stop
        stop += x.shape[axis]!
        return slice(
          w,
          w.shape.map((_, i) => (i === axis ? { start, stop } : {})),
        )
      })
    },
  },
  batch: shifted(shiftAxis),
  sparsity: { known: 'moves' },
})

/** Shapes that may differ, as one of the same rank. */
export type Joined<S extends Shape> = number extends S['length']
  ? Shape
  : S extends readonly [number, ...infer Rest extends Shape]
    ? readonly [number, ...Joined<Rest>]
    : readonly []

/** What parts must be to be of one kind: anything, or a record that says which kinds differ. */
type OneKind<K extends Kind, Each = K> = readonly [Kind] extends readonly [K]
  ? unknown // of kinds not known
  : (Each extends Kind ? (readonly [K] extends readonly [Each] ? true : false) : never) extends true
    ? unknown
    : { readonly 'kinds do not meet': K }

/**
 * Tensors one after another along an axis, the first unless said.
 *
 * @example
 * import { array, concat, fn, run, toNested, tuple, vector } from 'chainrule'
 *
 * const f = fn(tuple(vector(2), vector(1)), ([a, b]) => concat([a, b]))
 * toNested(run(f)([array([1, 2]), array([3])])) // => [1, 2, 3]
 *
 * @throws ShapeError where there is none, or shapes differ elsewhere than along the axis
 */
export const concat = primitive(
  concatOp,
  <const Xs extends readonly AnyExpr[]>(
    xs: Xs & OneKind<Xs[number]['kind']>,
    options: { readonly axis?: number } = {},
  ): Expr<Joined<Xs[number]['shape']>, Xs[number]['kind']> => {
    const parts: readonly AnyExpr[] = xs
    const [first] = parts
    if (first === undefined) throw shapeError('concat', 'at least one tensor', 'none')
    const axis = normaliseAxis('concat', options.axis ?? 0, first.shape.length)
    // As many axes as the parts have, and their kind.
    return apply1(concatOp, [...parts], { axis }) as Expr<
      Joined<Xs[number]['shape']>,
      Xs[number]['kind']
    >
  },
)
