/** Pooling: the largest or the mean entry of windows; a window's entries are patches, reduced. */
import { shapeError } from '../../Errors.js'
import { type Expr, filled } from '../../Expr.js'
import { type Shape, showShape, size } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { max } from '../reduction/reduction.js'
import { div } from '../scalar/arithmetic.js'
import { greater, where } from '../scalar/compare.js'
import { sum } from '../structure/structure.js'
import type { OfRank } from './conv.js'
import { type Patches, patchesAt } from './patches.js'
import { type Padding, type PerAxis, padsOf, perAxis, slidingOf } from './window.js'

/** What is said of pooling; each setting is one number, or one an axis. */
export interface Pooling {
  /** The sizes of the window. */
  readonly window: PerAxis
  /** How far windows are apart; side by side unless said. */
  readonly stride?: PerAxis
  /** Entries put in at the ends, fewer than the window has; none unless said. */
  readonly padding?: Padding
}

/** The same, and whether the mean counts the padding; it does unless said. */
export interface MeanPooling extends Pooling {
  readonly includePadding?: boolean
}

/** The shape pooled: the last axes become shorter. */
type Pooled<S extends Shape, Axes extends readonly number[]> = S extends readonly [
  infer N extends number,
  infer C extends number,
  ...Axes,
]
  ? readonly [N, C, ...Axes]
  : readonly [number, number, ...Axes]

/** The patches of an input [N, C, …], the axes of its windows, and 1 in them where there is no padding. */
const windows = (name: string, axes: number, x: Expr, options: Pooling) => {
  requireKind(name, 'real', x)
  if (x.shape.length !== axes + 2)
    throw shapeError(name, `an input of rank ${axes + 2}`, showShape(x.shape))
  const window = perAxis(name, 'window', options.window, axes, 1)
  const pads = padsOf(name, options.padding ?? 0, axes)
  if (pads.some((p, i) => Math.max(...p) >= window[i]!))
    throw shapeError(
      name,
      `less padding than the window ${showShape(window)} has entries`,
      JSON.stringify(pads),
    )
  const sizes = x.shape.slice(2)
  const slide = { stride: options.stride ?? window, padding: pads }
  const { strides, dilations, counts } = slidingOf(name, sizes, window, slide)
  const offsets = pads.map(([low]) => low)
  const settings: Patches = { window, strides, dilations, offsets, counts }
  return {
    parts: patchesAt(x, settings),
    over: window.map((_, i) => 2 + i),
    area: size(window),
    inside: pads.some(p => Math.max(...p) > 0) ? patchesAt(filled(sizes, 1), settings) : undefined,
  }
}

const largest = (name: string, axes: number, x: Expr, options: Pooling): Expr => {
  const { parts, over, inside } = windows(name, axes, x, options)
  const entries: Expr = inside === undefined ? parts : where(greater(inside, 0), parts, -Infinity)
  const y: Expr = max(entries, { axis: over })
  return y
}

const average = (name: string, axes: number, x: Expr, options: MeanPooling): Expr => {
  const { parts, over, area, inside } = windows(name, axes, x, options)
  const total: Expr = sum(parts, { axis: over })
  if (inside === undefined || (options.includePadding ?? true)) return div(total, area)
  const present: Expr = sum(inside, { axis: over.map(axis => axis - 2) })
  return div(total, present)
}

/**
 * The largest entry of each window along the last axis of an input [N, C, L]; padding never is the
 * largest. Ties share the derivative equally.
 *
 * @example
 * import { array, fn, run, tensor, toNested } from 'chainrule'
 * import { maxPool1d } from 'chainrule/op'
 *
 * const f = fn(tensor(1, 1, 4), x => maxPool1d(x, { window: 2 }))
 * toNested(run(f)(array([[[1, 3, 5, 2]]]))) // => [[[3, 5]]]
 *
 * @throws ShapeError where the rank is another, a window does not fit, or a setting is illegal
 */
export const maxPool1d = <S extends Shape>(
  x: Expr<S> & OfRank<S, 3>,
  options: Pooling,
): Expr<Pooled<S, readonly [number]>> =>
  largest('maxPool1d', 1, x, options) as Expr<Pooled<S, readonly [number]>> // examples and channels stay

/**
 * The largest entry of each window along the last two axes of an input [N, C, H, W]; padding never is the
 * largest. Ties share the derivative equally.
 *
 * @example
 * import { array, fn, run, tensor, toNested } from 'chainrule'
 * import { maxPool2d } from 'chainrule/op'
 *
 * const f = fn(tensor(1, 1, 2, 4), x => maxPool2d(x, { window: 2 }))
 * toNested(run(f)(array([[[[1, 3, 5, 2], [4, 0, 1, 6]]]]))) // => [[[[4, 6]]]]
 *
 * @throws ShapeError where the rank is another, a window does not fit, or a setting is illegal
 */
export const maxPool2d = <S extends Shape>(
  x: Expr<S> & OfRank<S, 4>,
  options: Pooling,
): Expr<Pooled<S, readonly [number, number]>> =>
  largest('maxPool2d', 2, x, options) as Expr<Pooled<S, readonly [number, number]>> // the same

/**
 * The mean of each window along the last axis of an input [N, C, L]; padding is zeros, which count unless
 * said.
 *
 * @example
 * import { array, fn, run, tensor, toNested } from 'chainrule'
 * import { avgPool1d } from 'chainrule/op'
 *
 * const f = fn(tensor(1, 1, 4), x => avgPool1d(x, { window: 2 }))
 * toNested(run(f)(array([[[1, 3, 5, 2]]]))) // => [[[2, 3.5]]]
 *
 * @throws ShapeError where the rank is another, a window does not fit, or a setting is illegal
 */
export const avgPool1d = <S extends Shape>(
  x: Expr<S> & OfRank<S, 3>,
  options: MeanPooling,
): Expr<Pooled<S, readonly [number]>> =>
  average('avgPool1d', 1, x, options) as Expr<Pooled<S, readonly [number]>> // examples and channels stay

/**
 * The mean of each window along the last two axes of an input [N, C, H, W]; padding is zeros, which count
 * unless said.
 *
 * @example
 * import { array, fn, run, tensor, toNested } from 'chainrule'
 * import { avgPool2d } from 'chainrule/op'
 *
 * const f = fn(tensor(1, 1, 2, 4), x => avgPool2d(x, { window: 2 }))
 * toNested(run(f)(array([[[[1, 3, 5, 2], [4, 0, 1, 6]]]]))) // => [[[[2, 3.5]]]]
 *
 * @throws ShapeError where the rank is another, a window does not fit, or a setting is illegal
 */
export const avgPool2d = <S extends Shape>(
  x: Expr<S> & OfRank<S, 4>,
  options: MeanPooling,
): Expr<Pooled<S, readonly [number, number]>> =>
  average('avgPool2d', 2, x, options) as Expr<Pooled<S, readonly [number, number]>> // the same
