/** Reductions beside the sum: mean, extremes with shared ties, stable log-sum-exp, positions of extremes. */
import { allocate } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Attrs, Expr } from '../../Expr.js'
import { broadcastStrides, normaliseAxis, type Shape, showShape, size } from '../../Shape.js'
import { shiftAxes, shiftAxis, shifted } from '../batching.js'
import {
  apply1,
  type Maybe,
  type Operation,
  operation,
  type Primitive,
  primitive,
  requireKind,
} from '../Operation.js'
import { add, div, mul, stopGradient, sub } from '../scalar/arithmetic.js'
import { equal, isFinite, where } from '../scalar/compare.js'
import { toReal } from '../scalar/kinds.js'
import { exp, log } from '../scalar/transcendental.js'
import { type Reduced, reducedShape, reshape, sum, zeros } from '../structure/structure.js'
import { walkRows } from '../walk.js'

type Axes = number | readonly number[]

/** A reduction over some axes, all of them unless `axis` says which. */
export type Reduction = <
  S extends Shape,
  const A extends Axes | undefined = undefined,
  Keep extends boolean = false,
>(
  x: Expr<S>,
  options?: { readonly axis?: A; readonly keepdims?: Keep },
) => Expr<Reduced<S, A, Keep>>

type AnyReduction = (
  x: Expr,
  options?: { readonly axis?: Axes; readonly keepdims?: boolean },
) => Expr

/** A reduction written for any shape, as one that keeps track of literal shapes. */
const typed = (f: AnyReduction): Reduction => f as Reduction // `reducedShape` is `Reduced`

const axesOf = (attrs: Attrs): readonly number[] => attrs['axes'] as readonly number[]

/**
 * The arithmetic mean over axes; NaN where there is nothing to average.
 *
 * @example
 * import { array, fn, matrix, mean, run, toNested } from 'chainrule'
 *
 * toNested(run(fn(matrix(2, 2), x => mean(x, { axis: 0 })))(array([[1, 2], [3, 4]]))) // => [2, 3]
 *
 * @throws ShapeError where an axis is out of range or named twice
 */
export const mean: Reduction = typed((x, options = {}) => {
  requireKind('mean', 'real', x)
  const { axes } = reducedShape('mean', x.shape, options.axis, false)
  return div(sum(x, options), size(axes.map(i => x.shape[i]!)))
})

const extreme = (name: 'max' | 'min', pick: (a: number, b: number) => number) => {
  const keep = (e: AnyExpr): Shape =>
    reducedShape(name, e.args[0]!.shape, axesOf(e.attrs), true).kept
  /** Where the extreme is attained, as shares that sum to one. */
  const shares = (e: AnyExpr): Expr => {
    const x = e.args[0] as Expr // `result` admits a real argument only
    const hit = toReal(equal(x, reshape(e as Expr, keep(e))))
    return div(hit, reshape(sum(hit, { axis: axesOf(e.attrs) }), keep(e)))
  }
  const op: Operation = operation({
    name,
    result: ([x], attrs) => {
      requireKind(name, 'real', x!)
      const { axes, out } = reducedShape(name, x!.shape, axesOf(attrs), false)
      if (size(axes.map(i => x!.shape[i]!)) === 0)
        throw shapeError(name, 'at least one entry to choose from', showShape(x!.shape))
      return { shape: out, kind: 'real' }
    },
    evaluate: ([x], out, attrs, precision) => {
      const data = allocate('real', size(out.shape), precision).fill(
        name === 'max' ? -Infinity : Infinity,
      )
      const { kept } = reducedShape(name, x!.shape, axesOf(attrs), true)
      walkRows(x!.shape, [broadcastStrides(kept, x!.shape)], (k, [i], n, [step]) => {
        for (let p = 0; p < n; p++) {
          const at = i! + p * step!
          data[at] = pick(data[at]!, x!.data[k + p]!)
        }
      })
      return data
    },
    flops: ([x]) => size(x!.shape),
    derivative: {
      form: 'rule',
      vjp: (e, [w]) => [mul(shares(e), reshape(w!, keep(e)))],
      jvp: (e, [v]): readonly Maybe[] => [sum(mul(shares(e), v!), { axis: axesOf(e.attrs) })],
    },
    batch: shifted(shiftAxes),
    sparsity: { otherwise: e => sum(e.args[0] as Expr, { axis: axesOf(e.attrs) }) },
    print: { text: ([x]) => `${name}(${x})`, latex: ([x]) => `\\${name} ${x}` },
    edges: [{ at: [1, 1], note: 'tie: the derivative is shared equally' }],
  })
  const build: AnyReduction = (x, options = {}) => {
    const { axes, out } = reducedShape(name, x.shape, options.axis, options.keepdims ?? false)
    return reshape(apply1(op, [x], { axes }) as Expr, out)
  }
  return primitive(op, typed(build))
}

/**
 * The largest entry over axes; ties share the derivative equally, NaN stays NaN.
 *
 * @example
 * import { array, fn, grad, max, run, toNested, vector } from 'chainrule'
 *
 * toNested(run(grad(fn(vector(3), x => max(x))))(array([1, 5, 5]))) // => [0, 0.5, 0.5]
 *
 * @throws ShapeError where there is nothing to choose from
 */
export const max: Reduction & Primitive = extreme('max', Math.max)

/**
 * The smallest entry over axes; ties share the derivative equally, NaN stays NaN.
 *
 * @throws ShapeError where there is nothing to choose from
 */
export const min: Reduction & Primitive = extreme('min', Math.min)

/** What is taken off before exponentials, which cancels: the largest entry, 0 where that is not finite. */
export const peak = (x: Expr, axes: Axes): Expr => {
  const { axes: over, kept } = reducedShape('peak', x.shape, axes, true)
  if (size(over.map(i => x.shape[i]!)) === 0) return zeros(kept) // of nothing the sum is 0
  const top = max(x, { axis: axes, keepdims: true })
  return stopGradient(where(isFinite(top), top, 0))
}

/**
 * log Σ eˣ over axes, stable at any size of x, −∞ over nothing; the log-partition function of (18).
 *
 * @example
 * import { array, fn, logsumexp, run, vector } from 'chainrule'
 *
 * run(fn(vector(2), x => logsumexp(x)))(array([10000, 10000])) // => 10000.693147180559
 */
export const logsumexp: Reduction = typed((x, options = {}) => {
  requireKind('logsumexp', 'real', x)
  const { axes, out } = reducedShape('logsumexp', x.shape, options.axis, options.keepdims ?? false)
  const shift = peak(x, axes)
  const total = log(sum(exp(sub(x, shift)), { axis: axes, keepdims: true }))
  return reshape(add(total, shift), out)
})

const argExtreme = (name: 'argmax' | 'argmin', better: (a: number, b: number) => boolean) => {
  const axisOf = (attrs: Attrs): number => attrs['axis'] as number
  const op = operation({
    name,
    result: ([x], attrs) => {
      requireKind(name, 'real', x!)
      const axis = axisOf(attrs)
      if (x!.shape[axis] === 0)
        throw shapeError(name, 'at least one entry to choose from', showShape(x!.shape))
      return { shape: x!.shape.filter((_, i) => i !== axis), kind: 'index' }
    },
    evaluate: ([x], out, attrs) => {
      const axis = axisOf(attrs)
      const data = allocate('index', size(out.shape))
      const n = x!.shape[axis]!
      const after = size(x!.shape.slice(axis + 1))
      for (let k = 0; k < data.length; k++) {
        const start = Math.floor(k / after) * n * after + (k % after)
        const entry = (i: number): number => x!.data[start + i * after]!
        let best = 0
        // The first NaN wins, else the first best.
        for (let i = 1; i < n && !Number.isNaN(entry(best)); i++)
          if (Number.isNaN(entry(i)) || better(entry(i), entry(best))) best = i
        data[k] = best
      }
      return data
    },
    derivative: { form: 'none' },
    batch: shifted(shiftAxis),
  })
  return primitive(
    op,
    (x: Expr, options: { readonly axis: number }): Expr<Shape, 'index'> =>
      apply1(op, [x], { axis: normaliseAxis(name, options.axis, x.shape.length) }) as Expr<
        Shape,
        'index'
      >,
  )
}

/** A position along one axis. */
type Position = <S extends Shape, const A extends number>(
  x: Expr<S>,
  options: { readonly axis: A },
) => Expr<Reduced<S, A, false>, 'index'>

/**
 * The position of the largest entry along an axis; the first of equals, the first NaN if there is one.
 *
 * @example
 * import { argmax, array, fn, matrix, run, toNested } from 'chainrule'
 *
 * const best = fn(matrix(2, 3), x => argmax(x, { axis: 1 }))
 * toNested(run(best)(array([[1, 5, 5], [7, 0, 2]]))) // => [1, 0]
 *
 * @throws ShapeError where the axis is out of range, or has no entry
 */
export const argmax: Position & Primitive = argExtreme('argmax', (a, b) => a > b) as Position &
  Primitive

/**
 * The position of the smallest entry along an axis; the first of equals, the first NaN if there is one.
 *
 * @throws ShapeError where the axis is out of range, or has no entry
 */
export const argmin: Position & Primitive = argExtreme('argmin', (a, b) => a < b) as Position &
  Primitive
