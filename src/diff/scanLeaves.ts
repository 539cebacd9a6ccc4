/** Scans over leaves: a step closed and made a node, whole or in chunks whose carries alone are kept. */
import type { AnyExpr } from '../Expr.js'
import { scanResults } from '../op/control/loopNode.js'
import { concat, slice } from '../op/structure/slicing.js'
import { reshape } from '../op/structure/structure.js'
import { close, type Made } from './closure.js'
import { parameters } from './trace.js'

/** A step over leaves: the next carry, then what is stacked, whose form is said. */
export type Steps = (carry: readonly AnyExpr[], xs: readonly AnyExpr[]) => Made

/** How a scan is made. */
export interface Plan {
  /** Symbols of the step's own: for the carry, and for an entry. */
  readonly own: readonly [carry: readonly AnyExpr[], entry: readonly AnyExpr[]]
  readonly length: number
  readonly reverse: boolean
  readonly checkpoint: boolean
}

/** The last carry and the stacks of a scan; the form is that of what a step stacks. */
export const scanLeaves = (
  steps: Steps,
  init: readonly AnyExpr[],
  xs: readonly AnyExpr[],
  plan: Plan,
): Made => {
  if (plan.checkpoint) return chunked(steps, init, xs, plan)
  const { own, length, reverse } = plan
  const body = (ys: readonly AnyExpr[]): Made =>
    steps(ys.slice(0, init.length), ys.slice(init.length))
  const { graphs, captured, forms } = close([{ own: own.flat(), body }], [...init, ...xs])
  const loop = {
    step: graphs[0]!,
    consts: captured.length,
    carries: init.length,
    length,
    reverse,
    tape: [],
  }
  return { form: forms[0]!, leaves: scanResults(loop, [...captured, ...init, ...xs]) }
}

/** The same scan in chunks of about √n steps, each a step of a scan over chunks; what is left comes last. */
const chunked = (
  steps: Steps,
  init: readonly AnyExpr[],
  xs: readonly AnyExpr[],
  { own, length, reverse }: Plan,
): Made => {
  const [carry, entry] = own
  const width = Math.max(1, Math.round(Math.sqrt(length)))
  const whole = length - (length % width)
  const plain = { own, reverse, checkpoint: false }
  const inner: Steps = (c, x) => scanLeaves(steps, c, x, { ...plain, length: width })
  const over = (c: readonly AnyExpr[]): Made =>
    scanLeaves(
      inner,
      c,
      xs.map(x => reshape(part(x, 0, whole), [whole / width, width, ...x.shape.slice(1)])),
      { ...plain, own: [carry, entry.map(e => rows(e, width))], length: whole / width },
    )
  const rest = (c: readonly AnyExpr[]): Made =>
    scanLeaves(
      steps,
      c,
      xs.map(x => part(x, whole, length)),
      { ...plain, length: length - whole },
    )
  const n = init.length
  const [first, second] = reverse ? [rest, over] : [over, rest]
  const one = first(init)
  const two = second(one.leaves.slice(0, n))
  const [long, short] = reverse ? [two, one] : [one, two]
  const stacks = long.leaves.slice(n).map((y, i): AnyExpr => {
    const flat: AnyExpr = reshape(y, [whole, ...y.shape.slice(2)])
    return concat([flat, short.leaves[n + i]!])
  })
  return { form: short.form, leaves: [...two.leaves.slice(0, n), ...stacks] }
}

/** Entries from one on, up to another. */
const part = (x: AnyExpr, start: number, stop: number): AnyExpr => slice(x, [{ start, stop }])

/** A symbol for as many entries. */
const rows = ({ kind, shape }: AnyExpr, width: number): AnyExpr =>
  parameters({ tag: 'leaf', kind, shape: [width, ...shape], scalar: false })[0]!
