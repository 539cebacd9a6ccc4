/** How operations act on a batch, an axis in front: what most rules are made of. */
import { type AnyExpr, type Attrs, type Aval, node } from '../Expr.js'
import { type Batch, outputsOf } from './Operation.js'

/** A tensor repeated along a new axis in front. */
export const repeated = (x: AnyExpr, size: number): AnyExpr => {
  const shape = [size, ...x.shape]
  return node('broadcastTo', [x], { shape }, { shape, kind: x.kind })
}

/** All arguments with the batch axis, those without repeated along it. */
export const full = (
  args: readonly AnyExpr[],
  batched: readonly boolean[],
  size: number,
): readonly AnyExpr[] => args.map((x, i) => (batched[i] === true ? x : repeated(x, size)))

const grown = ({ shape, kind }: Aval, size: number): Aval => ({ shape: [size, ...shape], kind })

/** The same node on a batch, given settings that leave the axis in front alone. */
export const onBatch = (
  args: readonly AnyExpr[],
  e: AnyExpr,
  attrs: Attrs,
  size: number,
): AnyExpr | readonly AnyExpr[] => {
  if (e.outputs === undefined) return node(e.op, args, attrs, grown(e, size))
  return outputsOf(
    node(
      e.op,
      args,
      attrs,
      e,
      e.outputs.map(o => grown(o, size)),
    ),
  )
}

/** The rule of an operation whose settings count axes: all arguments get the axis, settings shift. */
export const shifted =
  (shift: (attrs: Attrs, size: number) => Attrs): Batch =>
  (args, batched, e, size) =>
    onBatch(full(args, batched, size), e, shift(e.attrs, size), size)

/** The rule of an operation that takes any axes in front as a batch. */
export const leading: Batch = shifted(attrs => attrs)

/** Axes of size 1 after the batch axis, so that its operands have `rank` axes beside it. */
export const padded = (x: AnyExpr, rank: number): AnyExpr => {
  const [size = 0, ...rest] = x.shape
  if (rest.length === rank) return x
  const shape = [size, ...Array<number>(rank - rest.length).fill(1), ...rest]
  return node('reshape', [x], { shape }, { shape, kind: x.kind })
}

/** The rule of an operation that broadcasts its operands. */
export const broadcasting: Batch = (args, batched, e, size) =>
  onBatch(
    args.map((x, i) => (batched[i] === true ? padded(x, e.shape.length) : x)),
    e,
    e.attrs,
    size,
  )

/** Settings with axes counted behind the batch axis. */
export const shiftAxis = (attrs: Attrs): Attrs => ({
  ...attrs,
  axis: (attrs['axis'] as number) + 1,
})

/** Settings with axes counted behind the batch axis. */
export const shiftAxes = (attrs: Attrs): Attrs => ({
  ...attrs,
  axes: (attrs['axes'] as readonly number[]).map(a => a + 1),
})

/** Settings whose shape has the batch axis in front. */
export const growShape = (attrs: Attrs, size: number): Attrs => ({
  ...attrs,
  shape: [size, ...(attrs['shape'] as readonly number[])],
})
