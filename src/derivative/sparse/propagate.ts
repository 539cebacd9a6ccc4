/** Sets of coordinates through closed graphs: what each entry depends on, node after node. */
import { type AnyExpr, walkGraph } from '../../Expr.js'
import type { Graph } from '../../op/Operation.js'
import { operationOf } from '../../op/table.js'
import { addedEntries, broadcastEntries, joinedEntries, movedEntries, moving } from './entries.js'
import { type Known, type Propagate, valuesOf } from './known.js'
import { scanEntries, whileEntries } from './loops.js'
import type { Entries, Sets } from './sets.js'

/** How often each node is read, results counting once more. */
const readings = ({
  params,
  results,
}: Graph): { readonly order: readonly AnyExpr[]; readonly reads: Map<AnyExpr, number> } => {
  const order = new Set<AnyExpr>(params)
  const own = order.size
  walkGraph(
    results,
    e => order.has(e),
    e => order.add(e),
  )
  const nodes = [...order].slice(own)
  const reads = new Map<AnyExpr, number>()
  const read = (e: AnyExpr): unknown => reads.set(e, (reads.get(e) ?? 0) + 1)
  results.forEach(read)
  for (const e of nodes) e.args.forEach(read)
  return { order: nodes, reads }
}

/** The walk, for sets of the coordinates of one function. */
export const propagateIn = (sets: Sets): Propagate => {
  const propagate: Propagate = (graph, given) => {
    const { order, reads } = readings(graph)
    const valueOf = valuesOf(new Map(graph.params.map((p, i) => [p, given[i]!.value])))
    const found = new Map<AnyExpr, readonly Entries[]>(
      graph.params.map((p, i) => [p, [given[i]!.entries]]),
    )
    const at = (e: AnyExpr): Entries => found.get(e)![0]
    const known = (e: AnyExpr): Known => ({ entries: at(e), value: () => valueOf(e) })

    const rule = (e: AnyExpr): readonly Entries[] => {
      const args = e.args.map(at)
      const outs = e.outputs ?? [e]
      const record = operationOf(e.op)
      const none = outs.map(() => undefined)
      if (args.every(xs => xs === undefined) || record.derivative.form === 'none') return none
      if (e.outputs === undefined && e.kind !== 'real') return none
      if (e.op === 'scan') return scanEntries(sets, e, e.args.map(known), propagate)
      if (e.op === 'whileLoop') return whileEntries(sets, e, e.args.map(known), propagate)
      const { known: way, otherwise } = record.sparsity ?? {}
      const exact =
        way === 'moves'
          ? movedEntries(e, args, valueOf)
          : way === 'adds'
            ? addedEntries(sets, e, args, valueOf)
            : undefined
      if (exact !== undefined) return [exact]
      if (
        otherwise === 'entries' ||
        (otherwise === undefined && record.derivative.form === 'elementwise')
      )
        return [broadcastEntries(sets, e, moving(record, e, args))]
      if (otherwise === undefined)
        return outs.map(o => (o.kind === 'real' ? joinedEntries(sets, args, o.shape) : undefined))
      const made = otherwise(e)
      const results = 'op' in made ? [made] : made
      return propagate({ params: e.args, results }, e.args.map(known)).map(k => k.entries)
    }

    for (const e of order) {
      found.set(
        e,
        e.op === 'output' ? [found.get(e.args[0]!)![e.attrs['index'] as number]] : rule(e),
      )
      // What nobody reads again is let go: of a million entries each node has some megabytes.
      for (const a of e.args) {
        const left = reads.get(a)! - 1
        reads.set(a, left)
        if (left === 0) found.set(a, [])
      }
    }
    return graph.results.map(known)
  }
  return propagate
}
