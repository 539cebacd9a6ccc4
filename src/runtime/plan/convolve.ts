/**
 * Convolutions while a program is lowered: for one example after another, the entries of all windows as columns of a
 * matrix, and their product with the weights (Chellapilla, Puri, Simard 2006).
 */

import type { Aval } from '../../Expr.js'
import type { Operation } from '../../op/Operation.js'
import { rowMajor } from '../../op/Strided.js'
import { convolving } from '../../op/window/convolution.js'
import type { Instruction } from '../../Program.js'
import { type Shape, size } from '../../Shape.js'
import type { Context } from './context.js'
import { guarded } from './guarded.js'
import type { Beginning, Place, Product, Statement, View } from './model.js'
import type { Register } from './register.js'
import { moved, realOf, type Sliding, slid } from './sliding.js'

/** Matrices one after the other; one is no batch. */
const matrices = (groups: number, m: number, n: number): Shape =>
  groups === 1 ? [m, n] : [groups, m, n]

/** Matrices transposed. */
const turned = (v: View): View => {
  const last = v.shape.length - 1
  const exchanged = (xs: readonly number[]): readonly number[] => [
    ...xs.slice(0, -2),
    xs[last]!,
    xs[last - 1]!,
  ]
  return { ...v, shape: exchanged(v.shape), strides: exchanged(v.strides) }
}

/** Memory from an entry on, of another shape. */
const shaped = ({ memory, start }: Beginning, shape: Shape): View => ({
  ...rowMajor(shape),
  memory,
  start,
})

/** One example after another: taken out of all of them, and what is made of it put to the others. */
const inTurn = (
  times: number,
  body: readonly Statement[],
  taken: readonly [all: View, one: View],
  given: readonly [one: View, all: View],
): Statement => {
  const still = ({ memory, start }: View) => ({ memory, start, step: 0 })
  const moving = (v: View, step: number) => ({ ...still(v), step })
  const [length, made] = [size(taken[1].shape), size(given[0].shape)]
  return {
    tag: 'loop',
    times,
    head: [],
    test: undefined,
    body: [
      { tag: 'copy', from: moving(taken[0], length), to: still(taken[1]), length },
      ...body,
      { tag: 'copy', from: still(given[0]), to: moving(given[1], made), length: made },
    ],
  }
}

/** Columns of more entries have no room: 256 MB. */
const MOST = 2 ** 25

/**
 * The register of a convolution; undefined of one that is but sums of products, of nothing, and of very large ones.
 * What is beyond the ends of the input is multiplied as well, which adds nothing while weights are finite; where they
 * are not, the record leaves it out.
 */
export const convolved = (
  c: Context,
  { inputs, attrs, shape, kind }: Instruction,
  operation: Operation,
): Register | undefined => {
  const settings = convolving(attrs)
  const { groups } = settings
  const [x, w] = inputs as readonly [number, number]
  const [examples, channels, ...sizes] = c.avalOf(x).shape as readonly [number, number, ...number[]]
  const [outputs, inner, ...window] = c.avalOf(w).shape as readonly [number, number, ...number[]]
  const places = shape.slice(2)
  const [terms, count, each] = [inner * size(window), size(places), outputs / groups]
  // Sums of one row and one column are in another order.
  const alone = count === 1 && each === 1
  if (size(shape) === 0 || terms === 0 || alone || groups * terms * count > MOST) return undefined
  const [input, weights] = [x, w].map(r => c.dense(c.registers[r]!, c.avalOf(r))) as [View, View]
  const out = realOf(c, shape)
  const sliding: Sliding = { ...settings, planes: channels, sizes, window, places }

  // What is done before all examples, and for each: in memory of its own, unless it is alone.
  const [taken, given] = [channels * size(sizes), outputs * count]
  const [from, to] = examples === 1 ? [input, out] : [realOf(c, [taken]), realOf(c, [given])]
  const { before, each: filled, view } = slid(c, sliding, from)
  const columns = realOf(c, matrices(groups, terms, count))
  const by = shaped(weights, matrices(groups, each, terms))
  const made = shaped(to, matrices(groups, each, count))
  const product: Product =
    count > 1
      ? { tag: 'product', a: by, b: columns, out: made }
      : { tag: 'product', a: turned(columns), b: turned(by), out: turned(made) }
  const body = [...filled, ...moved(view, shaped(columns, view.shape)), product]
  const all = examples === 1 ? body : [inTurn(examples, body, [input, from], [to, out])]
  const usual = [...before, ...all]
  const place = (at: View, aval: Aval): Place => ({ tag: 'memory', view: at, aval })
  const record = {
    operation,
    attrs,
    args: [place(input, c.avalOf(x)), place(weights, c.avalOf(w))],
    outs: [place(out, { shape, kind })],
    avals: [{ shape, kind }],
  }
  // Nothing before it: all windows lie within the input.
  c.statements.push(...(before.length === 0 ? usual : guarded(c, weights, usual, record)))
  return { tag: 'memory', view: out, position: c.statements.length - 1 }
}
