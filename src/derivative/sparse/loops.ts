/** Loops: a scan step after step, as it runs; a while-loop until its carry depends on nothing more. */
import type { Dense } from '../../Dense.js'
import type { AnyExpr, Aval } from '../../Expr.js'
import { loopOf, whileOf } from '../../op/control/loopNode.js'
import { isSequence, size, UNKNOWN } from '../../Shape.js'
import { joinedEntries } from './entries.js'
import { type Known, type Propagate, unknown, type Value } from './known.js'
import type { Entries, Sets } from './sets.js'

/** After how many steps a loop without end is taken to depend on all. */
const PATIENCE = 64

const dense = (sets: Sets, outs: readonly Aval[], args: readonly Entries[]): readonly Entries[] =>
  outs.map(o => (o.kind === 'real' ? joinedEntries(sets, args, o.shape) : undefined))

/** Entry t of a value. */
const valueAt =
  (value: Value, t: number): Value =>
  () => {
    const x = value()
    if (x === undefined) return undefined
    const shape = x.shape.slice(1)
    const n = size(shape)
    return { shape, kind: x.kind, data: x.data.subarray(t * n, (t + 1) * n) }
  }

/** A carry: of one that is discrete the value is kept, since positions are made of it. */
const carried = ({ entries, value }: Known, { kind }: Aval): Known => {
  const now: Dense | undefined = kind === 'real' ? undefined : value()
  return { entries, value: now === undefined ? unknown : () => now }
}

/** The sets of the outputs of a scan. */
export const scanEntries = (
  sets: Sets,
  e: AnyExpr,
  args: readonly Known[],
  propagate: Propagate,
): readonly Entries[] => {
  const { step, consts, carries, length, reverse } = loopOf(e.attrs)
  const outs = e.outputs!
  if (length === UNKNOWN || e.args.some(a => isSequence(a.shape)))
    return dense(
      sets,
      outs,
      args.map(a => a.entries),
    )
  const fixed = args.slice(0, consts)
  const xs = args.slice(consts + carries)
  const widths = step.params.slice(consts + carries).map(p => size(p.shape))
  let carry = args.slice(consts, consts + carries)
  const stacks: (Int32Array | undefined)[] = []
  for (let k = 0; k < length; k++) {
    const t = reverse ? length - 1 - k : k
    const own = xs.map(({ entries, value }, i) => ({
      entries: entries?.subarray(t * widths[i]!, (t + 1) * widths[i]!),
      value: valueAt(value, t),
    }))
    const made = propagate(step, [...fixed, ...carry, ...own])
    made.slice(carries).forEach(({ entries }, i) => {
      if (entries === undefined) return
      stacks[i] ??= new Int32Array(length * entries.length)
      stacks[i].set(entries, t * entries.length)
    })
    carry = made.slice(0, carries).map((x, i) => carried(x, step.results[i]!))
  }
  return [...carry.map(c => c.entries), ...outs.slice(carries).map((_, i) => stacks[i])]
}

/** The unions of entries of two turns of a carry, and whether the second added anything. */
const grown = (
  sets: Sets,
  before: Entries,
  after: Entries,
): readonly [entries: Entries, more: boolean] => {
  if (before === undefined || after === undefined)
    return [before ?? after, before === undefined && after !== undefined]
  const entries = before.map((x, k) => sets.union(x, after[k]!))
  return [entries, entries.some((x, k) => x !== before[k])]
}

/** The sets of the outputs of a while-loop, however many steps it takes. */
export const whileEntries = (
  sets: Sets,
  e: AnyExpr,
  args: readonly Known[],
  propagate: Propagate,
): readonly Entries[] => {
  const { step, consts, carries } = whileOf(e.attrs)
  const outs = e.outputs!
  const fixed = args.slice(0, consts)
  let carry = args.slice(consts).map(a => a.entries)
  for (let k = 0; k < PATIENCE; k++) {
    const turn = propagate(step, [
      ...fixed,
      ...carry.map(entries => ({ entries, value: unknown })),
    ]).map(({ entries }, i) => grown(sets, carry[i], entries))
    carry = turn.map(([entries]) => entries)
    if (!turn.some(([, more]) => more))
      return [...carry, ...dense(sets, outs.slice(carries), carry)]
  }
  return dense(
    sets,
    outs,
    args.map(a => a.entries),
  )
}
