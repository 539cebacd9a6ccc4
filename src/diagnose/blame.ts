/**
 * Which argument an entry of a result owes it to that it is not finite: none, where it would not be finite
 * even if all arguments were.
 *
 * For elementwise operations it is read off. For others it is tried: what is not finite in the arguments is
 * replaced by ordinary numbers, then put back by halves.
 */
import type { Dense } from '../Dense.js'
import type { AnyExpr } from '../Expr.js'
import type { Machine } from '../op/Operation.js'
import { operationOf } from '../op/table.js'
import { aligned, bads, isBad, position } from './entry.js'
import { evaluated } from './values.js'

/** An entry of an argument. */
export interface Blamed {
  readonly arg: number
  readonly entry: number
}

/** Ordinary numbers to stand in; the last makes a matrix of what is not finite the identity. */
const FILLINGS: readonly ((x: Dense, k: number) => number)[] = [
  () => 0.5,
  () => 2,
  ({ shape }, k) => {
    const [i, j] = position(shape, k).slice(-2)
    return j === undefined || i === j ? 1 : 0
  },
]

/** The same tensor with some entries replaced. */
const replaced = (x: Dense, at: readonly number[], filling: (k: number) => number): Dense => {
  if (at.length === 0) return x
  const data = x.data.slice()
  for (const k of at) data[k] = filling(k)
  return { ...x, data }
}

const tried = (
  e: AnyExpr,
  args: readonly Dense[],
  output: number,
  entry: number,
  machine: Machine,
): Blamed | undefined => {
  const all = args.map(bads)
  const first = all.findIndex(b => b.length > 0)
  if (first < 0) return undefined
  for (const filling of FILLINGS) {
    const mended = args.map((x, i) => replaced(x, all[i]!, k => filling(x, k)))
    /** Whether the entry is spoilt by those put back in one argument. */
    const spoilt = (arg: number, back: readonly number[]): boolean => {
      const x = args[arg]!
      const put = replaced(mended[arg]!, back, k => x.data[k]!)
      const given = mended.map((m, i) => (i === arg ? put : m))
      return isBad(evaluated(e, given, machine)[output]!, entry)
    }
    if (spoilt(first, [])) continue
    const arg = all.findIndex((b, i) => b.length > 0 && spoilt(i, b))
    if (arg < 0) return { arg: first, entry: all[first]![0]! } // only together
    let some = all[arg]!
    while (some.length > 1) {
      const half = some.slice(0, some.length >> 1)
      const rest = some.slice(some.length >> 1)
      const next = spoilt(arg, half) ? half : spoilt(arg, rest) ? rest : undefined
      if (next === undefined) break // only together
      some = next
    }
    return { arg, entry: some[0]! }
  }
  return undefined
}

/** The entry of an argument that an entry of a result owes it to; absent where the operation made it. */
export const blame = (
  e: AnyExpr,
  args: readonly Dense[],
  output: number,
  entry: number,
  machine: Machine,
): Blamed | undefined => {
  if (operationOf(e.op).derivative.form !== 'elementwise')
    return tried(e, args, output, entry, machine)
  const at = args.map(x => aligned(x.shape, e.shape, entry))
  const arg = args.findIndex((x, i) => isBad(x, at[i]!))
  return arg < 0 ? undefined : { arg, entry: at[arg]! }
}
