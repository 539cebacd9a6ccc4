/** Tensors with a margin: a constant one, or copies of their own entries. */

import { shapeError } from '../../Errors.js'
import { type AnyExpr, constant, type Expr } from '../../Expr.js'
import { checkShape, type Shape, showShape } from '../../Shape.js'
import { type Entry, fromFlat, type Kind } from '../../Tensor.js'
import { apply1 } from '../Operation.js'
import { entriesAt } from './parts.js'
import { addWindow, concat, type Joined } from './slicing.js'
import { broadcastTo, zeros } from './structure.js'

/** How many entries are put before and after those of one axis. */
export type Margin = readonly [before: number, after: number]

/** What stands in a margin: a number, 0 unless said, or entries of the tensor. */
export type PadOptions<K extends Kind> =
  | { readonly mode?: 'constant'; readonly value?: Entry<K> }
  | { readonly mode: 'edge' | 'reflect' | 'symmetric' | 'wrap' }

const modulo = (i: number, n: number): number => ((i % n) + n) % n

/** The position whose entry stands at i of an axis of n entries, i beyond its ends too. */
const source = {
  edge: (i: number, n: number): number => Math.min(Math.max(i, 0), n - 1),
  wrap: modulo,
  reflect: (i: number, n: number): number => {
    const period = Math.max(2 * (n - 1), 1)
    return Math.min(modulo(i, period), period - modulo(i, period))
  },
  symmetric: (i: number, n: number): number =>
    Math.min(modulo(i, 2 * n), 2 * n - 1 - modulo(i, 2 * n)),
}

/** What fills a margin, as a scalar constant of a kind. */
const filling = (kind: Kind, value: number | boolean = kind !== 'bool' ? 0 : false): AnyExpr => {
  if (kind === 'real' && typeof value === 'number') return constant(value)
  if (kind === 'bool' && typeof value === 'boolean') return constant(fromFlat([value], []))
  if (kind === 'index' && typeof value === 'number' && (value | 0) === value)
    return constant(fromFlat([value], [], 'index'))
  throw shapeError('pad', `a value of kind ${kind}`, `${value}`)
}

/** One axis with a margin of a constant. */
const bordered = (x: AnyExpr, axis: number, [before, after]: Margin, value: AnyExpr): AnyExpr => {
  const block = (n: number): readonly AnyExpr[] => {
    const shape = x.shape.map((d, i) => (i === axis ? n : d))
    return n === 0 ? [] : [broadcastTo(value, shape)]
  }
  const parts = [...block(before), x, ...block(after)]
  return parts.length === 1 ? x : concat(parts, { axis })
}

/** One axis with a margin of entries of its own. */
const copied = (
  x: AnyExpr,
  axis: number,
  [before, after]: Margin,
  from: (i: number, n: number) => number,
): AnyExpr => {
  const n = x.shape[axis]!
  if (before + after === 0) return x
  if (n === 0) throw shapeError('pad', `an entry to copy along axis ${axis}`, showShape(x.shape))
  const at = Array.from({ length: before + n + after }, (_, i) => from(i - before, n))
  return entriesAt(x, at, axis)
}

/**
 * A tensor with a margin: so many entries before and after those of each axis; axes left out get none.
 *
 * The margin is `value`, 0 unless said, or in other modes entries of the tensor: of its `edge`, mirrored at
 * the outermost entry (`reflect`) or behind it (`symmetric`), or from the other end (`wrap`), as in NumPy.
 *
 * @example
 * import { array, fn, run, vector } from 'chainrule'
 * import { pad } from 'chainrule/op'
 *
 * run(fn(vector(2), x => pad(x, [[1, 2]])))(array([1, 2])) // => [0, 1, 2, 0, 0]
 * run(fn(vector(3), x => pad(x, [[2, 1]], { mode: 'reflect' })))(array([1, 2, 3])) // => [3, 2, 1, 2, 3, 2]
 *
 * @throws ShapeError where there are more margins than axes, a margin is not a whole number from 0, the
 * value is of another kind, or there is no entry to copy
 */
export const pad = <S extends Shape, K extends Kind>(
  x: Expr<S, K>,
  margins: readonly Margin[],
  options: PadOptions<NoInfer<K>> = {},
): Expr<Joined<S>, K> => {
  const rank = x.shape.length
  if (margins.length > rank)
    throw shapeError(
      'pad',
      `at most one margin for each axis of ${showShape(x.shape)}`,
      `${margins.length} margins`,
    )
  for (const margin of margins as readonly (readonly number[])[]) {
    if (margin.length !== 2) throw shapeError('pad', 'margins [before, after]', showShape(margin))
    for (const n of margin) checkShape('pad', [n])
  }
  checkShape('pad', sizesOf(x.shape, margins))
  return wide(x, margins, options) as Expr<Shape, K> as Expr<Joined<S>, K> // as many axes, and the kind of x
}

/** The sizes with margins. */
const sizesOf = (shape: Shape, margins: readonly Margin[]): Shape =>
  shape.map((d, i) => d + (margins[i]?.[0] ?? 0) + (margins[i]?.[1] ?? 0))

const wide = (x: AnyExpr, margins: readonly Margin[], options: PadOptions<Kind>): AnyExpr => {
  if (options.mode !== undefined && options.mode !== 'constant') {
    const from = source[options.mode]
    return margins.reduce((y, m, axis) => copied(y, axis, m, from), x)
  }
  const value = filling(x.kind, options.value)
  if (x.kind !== 'real' || value.attrs['value'] !== 0)
    return margins.reduce((y, m, axis) => bordered(y, axis, m, value), x)
  // Into zeros, at once: the transpose of a slice.
  if (margins.every(m => m[0] === 0 && m[1] === 0)) return x
  return apply1(addWindow.operation, [zeros(sizesOf(x.shape, margins)), x], {
    shape: x.shape,
    starts: x.shape.map((_, i) => margins[i]?.[0] ?? 0),
    steps: x.shape.map(() => 1),
  })
}
