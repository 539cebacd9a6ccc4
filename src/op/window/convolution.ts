/**
 * Convolution: one bilinear primitive, whose transposes are instances of itself. Along each axis, positions
 * o of the result, k of the weights and d of the input meet where o·stride + k·dilation = d·spacing + offset.
 * Exchanging o with d transposes it in the input, o with k in the weights.
 */
import { allocate } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Attrs, Expr } from '../../Expr.js'
import { type Shape, showShape, size } from '../../Shape.js'
import { apply1, operation, requireKind } from '../Operation.js'
import { transpose } from '../structure/permutation.js'
import { reshape, shapeOf } from '../structure/structure.js'
import { correlate, type Geometry } from './correlate.js'

/** The settings: how positions meet, the result's sizes along the axes that slide, and groups of channels. */
export interface Convolving extends Geometry {
  readonly shape: Shape
  readonly groups: number
}

/** The settings of a node. */
export const convolving = (attrs: Attrs): Convolving => attrs as unknown as Convolving // written by `convolve`

const shaped = (x: Expr, shape: Shape): Expr => reshape(x, shape)

/** Axes exchanged among the first ones. */
const turned = (x: Expr, first: readonly number[]): Expr =>
  transpose(x, [...first, ...x.shape.slice(first.length).map((_, i) => first.length + i)])

/** Weights [G·O, I, …] with the channels of input and result exchanged: [G·I, O, …]. */
export const exchanged = (w: Expr, groups: number): Expr => {
  const [all, inner, ...kernel] = w.shape as readonly [number, number, ...number[]] // of rank 2 or more
  if (groups === 1) return turned(w, [1, 0])
  const each = all / groups
  const grouped = turned(shaped(w, [groups, each, inner, ...kernel]), [0, 2, 1])
  return shaped(grouped, [groups * inner, each, ...kernel])
}

const negated = (xs: readonly number[]): readonly number[] => xs.map(x => -x)

/** How positions meet, seen from the input: the roles of result and input exchanged. */
export const mirrored = (g: Geometry): Geometry => ({
  strides: g.spacings,
  dilations: negated(g.dilations),
  spacings: g.strides,
  offsets: negated(g.offsets),
})

const convolveOp = operation({
  name: 'convolve',
  result: ([x, w], attrs) => {
    requireKind('convolve', 'real', x!)
    requireKind('convolve', 'real', w!)
    const { groups } = convolving(attrs)
    const shape = shapeOf(attrs)
    const [n, channels] = x!.shape
    const [outputs, inner] = w!.shape
    if (channels !== groups * inner! || outputs! % Math.max(groups, 1) !== 0)
      throw shapeError(
        'convolve',
        `channels in ${groups} groups`,
        `${showShape(x!.shape)} and ${showShape(w!.shape)}`,
      )
    return { shape: [n!, outputs!, ...shape], kind: 'real' }
  },
  evaluate: ([x, w], out, attrs, precision) => {
    const data = allocate('real', size(out.shape), precision)
    const c = convolving(attrs)
    correlate(x!, w!, c, c.groups, { shape: out.shape, data })
    return data
  },
  flops: ([, w], out) => 2 * size(out.shape) * size(w!.shape.slice(1)),
  derivative: {
    form: 'bilinear',
    left: (y, w, e) => {
      const c = convolving(e.attrs)
      const shape = e.args[0]!.shape.slice(2)
      return convolve(y, exchanged(w, c.groups), { ...mirrored(c), shape, groups: c.groups })
    },
    right: (y, x, e) => {
      const { strides, dilations, spacings, offsets, groups } = convolving(e.attrs)
      const [n, , ...sizes] = x.shape as readonly [number, number, ...number[]] // of rank 2 or more
      const [, inner, ...kernel] = e.args[1]!.shape as readonly [number, number, ...number[]] // the same
      // The examples are channels to sum over, the channels of the input examples.
      const apart = turned(shaped(x, [n, groups, inner, ...sizes]), [2, 1, 0])
      const input = shaped(apart, [inner, groups * n, ...sizes])
      const swapped = { strides: dilations, dilations: strides, spacings, offsets }
      const weights = convolve(input, turned(y, [1, 0]), { ...swapped, shape: kernel, groups })
      return turned(weights, [1, 0])
    },
  },
  batch: (args, marks, e, size) => batched(args as readonly Expr[], marks, e, size), // both are real
  print: {
    text: ([x, w]) => `${x} ⋆ ${w}`,
    latex: ([x, w]) => `${x} \\star ${w}`,
  },
})

/** The node of a convolution. */
export const convolve = (x: Expr, w: Expr, settings: Convolving): Expr => {
  const { strides, dilations, spacings, offsets, shape, groups } = settings
  const attrs = { strides, dilations, spacings, offsets, shape, groups }
  return apply1(convolveOp, [x, w], attrs) as Expr // of kind real
}

/** Batches of inputs are more examples, batches of weights more outputs, batches of both more groups. */
const batched = (
  [x, w]: readonly Expr[],
  marks: readonly boolean[],
  e: AnyExpr,
  size: number,
): Expr => {
  const c = convolving(e.attrs)
  const { groups } = c
  const [n, outputs, ...sizes] = e.shape as readonly [number, number, ...number[]] // of rank 2 or more
  if (marks[1] !== true) {
    const all = shaped(x!, [size * n, ...x!.shape.slice(2)])
    return shaped(convolve(all, w!, c), [size, ...e.shape])
  }
  const each = outputs / groups
  const kernel = w!.shape.slice(2)
  if (marks[0] !== true) {
    const grouped = turned(shaped(w!, [size, groups, each, ...kernel]), [1, 0])
    const y = convolve(x!, shaped(grouped, [groups * size * each, ...kernel]), c)
    const apart = turned(shaped(y, [n, groups, size, each, ...sizes]), [2, 0, 1])
    return shaped(apart, [size, ...e.shape])
  }
  const together = turned(x!, [1, 0])
  const channels = x!.shape[2]!
  const y = convolve(
    shaped(together, [n, size * channels, ...x!.shape.slice(3)]),
    shaped(w!, [size * outputs, ...kernel]),
    { ...c, groups: size * groups },
  )
  return turned(shaped(y, [n, size, outputs, ...sizes]), [1, 0])
}

/** The operation; the functions that build it say what they expect in their own names. */
export const convolution = { operation: convolveOp }
