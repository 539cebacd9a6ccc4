/** Where the entries of one node come from: the sets of its entries from those of its arguments. */
import type { Dense } from '../../Dense.js'
import { type AnyExpr, type Expr, parameter } from '../../Expr.js'
import type { Operation } from '../../op/Operation.js'
import { isZero } from '../../op/structure/structure.js'
import { operationOf } from '../../op/table.js'
import { copyRows, walkRows } from '../../op/walk.js'
import { broadcastStrides, isSequence, type Shape, sameShape, size } from '../../Shape.js'
import { valuesOf } from './known.js'
import type { Entries, Sets } from './sets.js'

/** How many entries are told apart: a sequence of unknown length counts as one. */
export const entriesIn = (shape: Shape): number => (isSequence(shape) ? 1 : size(shape))

/** Every entry of a result depends on all there is. */
export const joinedEntries = (sets: Sets, args: readonly Entries[], shape: Shape): Entries => {
  const all = Int32Array.from(
    args.flatMap(xs => (xs === undefined ? [] : [sets.unionOf(xs, 0, xs.length)])),
  )
  const one = sets.unionOf(all, 0, all.length)
  return one === 0 ? undefined : new Int32Array(entriesIn(shape)).fill(one)
}

type Shaped = readonly [Int32Array, Shape]

/** The unions of two, entry by entry, in a shape that both broadcast to; of one with itself, as it is. */
const both = (sets: Sets, [a, s]: Shaped, [b, t]: Shaped, shape: Shape): Shaped => {
  if (a === b && sameShape(s, t)) return [a, s]
  const out = new Int32Array(size(shape))
  let kept = a.length === out.length
  walkRows(
    shape,
    [broadcastStrides(s, shape), broadcastStrides(t, shape)],
    (k, [i, j], n, [di, dj]) => {
      for (let p = 0; p < n; p++) {
        const x = a[i! + p * di!]!
        const y = sets.union(x, b[j! + p * dj!]!)
        out[k + p] = y
        kept &&= x === y
      }
    },
  )
  return [kept ? a : out, shape] // the same memory where it says the same: fewer nodes to join later
}

/** The entries of arguments that broadcast, joined place by place. */
export const broadcastEntries = (sets: Sets, e: AnyExpr, args: readonly Entries[]): Entries => {
  const there = args.flatMap((xs, i) => (xs === undefined ? [] : [[xs, e.args[i]!.shape] as const]))
  const [first, ...rest] = there
  if (first === undefined) return undefined
  const [xs, shape] = rest.reduce((a, b) => both(sets, a, b, e.shape), first)
  if (sameShape(shape, e.shape)) return xs
  const out = new Int32Array(size(e.shape))
  copyRows(out, xs, e.shape, broadcastStrides(shape, e.shape))
  return out
}

/** Arguments whose partial derivative is the number 0 have no influence. */
export const moving = (
  { derivative }: Operation,
  e: AnyExpr,
  args: readonly Entries[],
): readonly Entries[] => {
  if (derivative.form !== 'elementwise') return args
  const partials = derivative.partials(e.args, e as Expr, e.attrs) // elementwise results are real
  return args.map((xs, i) => {
    const p = partials[i]
    return p === undefined || p === 0 || (typeof p !== 'number' && isZero(p)) ? undefined : xs
  })
}

/** Entries that move: the operation itself, on the numbers of sets. */
export const movedEntries = (
  e: AnyExpr,
  args: readonly Entries[],
  valueOf: (e: AnyExpr) => Dense | undefined,
): Int32Array | undefined => {
  const dense = e.args.flatMap((a, i): readonly Dense[] => {
    const value = a.kind === 'real' ? undefined : valueOf(a)
    if (a.kind !== 'real') return value === undefined ? [] : [value]
    const data = args[i] ?? new Int32Array(size(a.shape))
    return [{ shape: a.shape, kind: 'real', data }]
  })
  if (dense.length < e.args.length) return undefined
  const data = operationOf(e.op).evaluate(dense, e, e.attrs, 'f64')
  return data instanceof Int32Array ? data : new Int32Array(data) // NaN, out of range, becomes 0
}

/** Entries that add up: the transpose, on the places of the result, says where each goes. */
export const addedEntries = (
  sets: Sets,
  e: AnyExpr,
  args: readonly Entries[],
  valueOf: (e: AnyExpr) => Dense | undefined,
): Int32Array | undefined => {
  const { derivative } = operationOf(e.op)
  if (derivative.form !== 'linear') return undefined
  const n = size(e.shape)
  const places: Dense = {
    shape: e.shape,
    kind: 'real',
    data: Float64Array.from({ length: n }, (_, k) => k + 1),
  }
  const w = parameter('w', e) as Expr // results of linear operations are real
  const own = e.args.map(a => parameter('x', a))
  const discrete = e.args.flatMap((a, i) =>
    a.kind === 'real' ? [] : [[own[i]!, (): Dense | undefined => valueOf(a)] as const],
  )
  const value = valuesOf(new Map([[w, () => places], ...discrete]))
  const ws = derivative.transpose(w, { ...e, args: own })
  const parts: (readonly [Int32Array, Dense])[] = []
  for (const [i, xs] of args.entries()) {
    const back = ws[i]
    if (xs === undefined || back === undefined) continue
    const to = value(back)
    if (to === undefined) return undefined
    parts.push([xs, to])
  }
  return grouped(sets, parts, n)
}

/** The union of all that goes to each place. */
const grouped = (
  sets: Sets,
  parts: readonly (readonly [Int32Array, Dense])[],
  n: number,
): Int32Array => {
  const starts = new Int32Array(n + 2)
  for (const [xs, { data }] of parts)
    for (let k = 0; k < xs.length; k++) if (xs[k] !== 0) starts[data[k]! + 1]!++
  starts[1] = 0 // what goes nowhere
  for (let k = 1; k < starts.length; k++) starts[k]! += starts[k - 1]!
  const next = starts.slice()
  const ids = new Int32Array(starts[n + 1]!)
  for (const [xs, { data }] of parts)
    for (let k = 0; k < xs.length; k++) {
      const to = data[k]!
      if (xs[k] !== 0 && to > 0) ids[next[to]!++] = xs[k]!
    }
  return Int32Array.from({ length: n }, (_, k) => sets.unionOf(ids, starts[k + 1]!, starts[k + 2]!))
}
