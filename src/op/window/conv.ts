/** Convolutions of one and two axes and their transposes, as networks use them: channels first. */
import { shapeError } from '../../Errors.js'
import type { Expr } from '../../Expr.js'
import { type Shape, showShape } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { convolve, exchanged, mirrored } from './convolution.js'
import {
  type Padding,
  type PaddingRule,
  type PerAxis,
  padsOf,
  perAxis,
  slidingOf,
} from './window.js'

/** What is said of a convolution; each setting is one number, or one an axis. */
export interface Convolution {
  /** How far windows are apart; 1 unless said. */
  readonly stride?: PerAxis
  /** Zeros put in at the ends, a number or a pair an axis; none unless said. */
  readonly padding?: PaddingRule
  /** How far the entries of a window are apart; 1 unless said. */
  readonly dilation?: PerAxis
  /** In how many groups of channels, apart from each other; 1 unless said. */
  readonly groups?: number
}

/** What is said of a transposed convolution: the settings of the convolution that it transposes. */
export interface TransposedConvolution {
  readonly stride?: PerAxis
  readonly padding?: Padding
  /** How many entries longer the result is, which its shape alone does not say; 0 unless said. */
  readonly outputPadding?: PerAxis
  readonly dilation?: PerAxis
  readonly groups?: number
}

/** What an operand must be: of the rank wanted as far as is known, or a record that says which is. */
export type OfRank<S extends Shape, N extends number> = number extends S['length']
  ? unknown
  : S['length'] extends N
    ? unknown
    : { readonly 'an operand of this rank is wanted': N }

/** The size of the first axis. */
type First<S extends Shape> = S extends readonly [infer N extends number, ...(readonly (infer _)[])]
  ? N
  : number

/** Refuses operands of other ranks, and channels that do not meet in groups. */
const check = (
  name: string,
  [x, w]: readonly Expr[],
  axes: number,
  groups: number,
  meet: (channels: number, first: number, second: number) => boolean,
): void => {
  const got = `${showShape(x!.shape)} and ${showShape(w!.shape)}`
  requireKind(name, 'real', x!)
  requireKind(name, 'real', w!)
  if (x!.shape.length !== axes + 2 || w!.shape.length !== axes + 2)
    throw shapeError(name, `an input and weights of rank ${axes + 2}`, got)
  if (!Number.isSafeInteger(groups) || groups < 1)
    throw shapeError(name, 'a whole number of groups from 1', `${groups}`)
  const [first, second] = w!.shape
  if (!meet(x!.shape[1]!, first!, second!) || first! % groups !== 0)
    throw shapeError(name, `weights whose channels meet the input’s (groups: ${groups})`, got)
}

const forward = (name: string, axes: number, x: Expr, w: Expr, options: Convolution): Expr => {
  const { groups = 1 } = options
  check(name, [x, w], axes, groups, (channels, _, inner) => channels === groups * inner)
  const sliding = slidingOf(name, x.shape.slice(2), w.shape.slice(2), options)
  return convolve(x, w, {
    strides: sliding.strides,
    dilations: sliding.dilations,
    spacings: sliding.counts.map(() => 1),
    offsets: sliding.pads.map(([low]) => low),
    shape: sliding.counts,
    groups,
  })
}

const backward = (
  name: string,
  axes: number,
  x: Expr,
  w: Expr,
  { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 }: TransposedConvolution,
): Expr => {
  check(name, [x, w], axes, groups, (channels, first) => channels === first)
  const strides = perAxis(name, 'stride', stride, axes, 1)
  const dilations = perAxis(name, 'dilation', dilation, axes, 1)
  const more = perAxis(name, 'outputPadding', outputPadding, axes, 0)
  const pads = padsOf(name, padding, axes)
  if (more.some((n, i) => n >= Math.max(strides[i]!, dilations[i]!)))
    throw shapeError(name, 'an outputPadding smaller than stride or dilation', showShape(more))
  const shape = x.shape.slice(2).map((n, i) => {
    const [low, high] = pads[i]!
    return (n - 1) * strides[i]! + (w.shape[i + 2]! - 1) * dilations[i]! + 1 - low - high + more[i]!
  })
  if (shape.some((n, i) => n < 1 || w.shape[i + 2]! < 1 || x.shape[i + 2]! < 1))
    throw shapeError(name, 'axes of at least one entry', `a result of sizes ${showShape(shape)}`)
  const offsets = pads.map(([low]) => low)
  const spacings = strides.map(() => 1)
  const geometry = mirrored({ strides, dilations, spacings, offsets })
  return convolve(x, exchanged(w, groups), { ...geometry, shape, groups })
}

/**
 * The convolution along one axis (as in networks: without turning the weights over) of an input [N, C, L]
 * with weights [O, C / groups, K].
 *
 * @example
 * import { array, fn, run, tensor, toNested, tuple } from 'chainrule'
 * import { conv1d } from 'chainrule/op'
 *
 * const f = fn(tuple(tensor(1, 1, 4), tensor(1, 1, 2)), ([x, w]) => conv1d(x, w))
 * toNested(run(f)([array([[[1, 2, 4, 8]]]), array([[[-1, 1]]])])) // => [[[1, 2, 4]]]
 *
 * @throws ShapeError where ranks or channels do not meet, a window does not fit, or a setting is illegal
 */
export const conv1d = <S extends Shape, T extends Shape>(
  x: Expr<S> & OfRank<S, 3>,
  w: Expr<T> & OfRank<T, 3>,
  options: Convolution = {},
): Expr<readonly [First<S>, First<T>, number]> =>
  forward('conv1d', 1, x, w, options) as Expr<readonly [First<S>, First<T>, number]> // examples, outputs, places

/**
 * The convolution along two axes (as in networks: without turning the weights over) of an input
 * [N, C, H, W] with weights [O, C / groups, KH, KW].
 *
 * @example
 * import { array, fn, run, tensor, toNested, tuple } from 'chainrule'
 * import { conv2d } from 'chainrule/op'
 *
 * const f = fn(tuple(tensor(1, 1, 2, 3), tensor(1, 1, 2, 2)), ([x, w]) => conv2d(x, w))
 * toNested(run(f)([array([[[[1, 2, 3], [4, 5, 6]]]]), array([[[[1, 0], [0, 1]]]])])) // => [[[[6, 8]]]]
 *
 * @throws ShapeError where ranks or channels do not meet, a window does not fit, or a setting is illegal
 */
export const conv2d = <S extends Shape, T extends Shape>(
  x: Expr<S> & OfRank<S, 4>,
  w: Expr<T> & OfRank<T, 4>,
  options: Convolution = {},
): Expr<readonly [First<S>, First<T>, number, number]> =>
  forward('conv2d', 2, x, w, options) as Expr<readonly [First<S>, First<T>, number, number]> // as above

/**
 * The transpose of `conv1d` in its input: of [N, C, L] with weights [C, O / groups, K].
 *
 * @example
 * import { array, fn, run, tensor, toNested, tuple } from 'chainrule'
 * import { convTranspose1d } from 'chainrule/op'
 *
 * const f = fn(tuple(tensor(1, 1, 2), tensor(1, 1, 2)), ([x, w]) => convTranspose1d(x, w, { stride: 2 }))
 * toNested(run(f)([array([[[1, 10]]]), array([[[2, 3]]])])) // => [[[2, 3, 20, 30]]]
 *
 * @throws ShapeError where ranks or channels do not meet, nothing remains, or a setting is illegal
 */
export const convTranspose1d = <S extends Shape, T extends Shape>(
  x: Expr<S> & OfRank<S, 3>,
  w: Expr<T> & OfRank<T, 3>,
  options: TransposedConvolution = {},
): Expr<readonly [First<S>, number, number]> =>
  backward('convTranspose1d', 1, x, w, options) as Expr<readonly [First<S>, number, number]> // as above

/**
 * The transpose of `conv2d` in its input: of [N, C, H, W] with weights [C, O / groups, KH, KW].
 *
 * @example
 * import { array, fn, run, tensor, toNested, tuple } from 'chainrule'
 * import { convTranspose2d } from 'chainrule/op'
 *
 * const f = fn(tuple(tensor(1, 1, 1, 2), tensor(1, 1, 2, 1)), ([x, w]) => convTranspose2d(x, w))
 * toNested(run(f)([array([[[[1, 10]]]]), array([[[[2], [3]]]])])) // => [[[[2, 20], [3, 30]]]]
 *
 * @throws ShapeError where ranks or channels do not meet, nothing remains, or a setting is illegal
 */
export const convTranspose2d = <S extends Shape, T extends Shape>(
  x: Expr<S> & OfRank<S, 4>,
  w: Expr<T> & OfRank<T, 4>,
  options: TransposedConvolution = {},
): Expr<readonly [First<S>, number, number, number]> =>
  backward('convTranspose2d', 2, x, w, options) as Expr<readonly [First<S>, number, number, number]> // as above
