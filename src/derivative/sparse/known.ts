/** What is known of values when a program is built: nodes that depend on no parameter, evaluated. */
import type { Dense } from '../../Dense.js'
import { type AnyExpr, walkGraph } from '../../Expr.js'
import type { Graph } from '../../op/Operation.js'
import { operationOf } from '../../op/table.js'
import type { Entries } from './sets.js'

/** A value, or nothing where it depends on what is not known. */
export type Value = () => Dense | undefined

/** What is known of a value: the sets of its entries, and itself where it can be computed. */
export interface Known {
  readonly entries: Entries
  readonly value: Value
}

/** What is known of the results of a graph, from what is known of its parameters. */
export type Propagate = (graph: Graph, given: readonly Known[]) => readonly Known[]

/** Nothing is known. */
export const unknown: Value = () => undefined

/** The value of a node by its operations, given those of some nodes; asked for, it is made once. */
export const valuesOf = (
  given: ReadonlyMap<AnyExpr, Value>,
): ((e: AnyExpr) => Dense | undefined) => {
  const made = new Map<AnyExpr, Dense | undefined>()
  const of = (e: AnyExpr): Dense | undefined => (made.has(e) ? made.get(e) : given.get(e)?.())
  const enlist = (e: AnyExpr): void => {
    const { evaluate, evaluateAll } = operationOf(e.op)
    const args = e.args.flatMap(a => of(a) ?? [])
    const open =
      e.op === 'parameter' ||
      e.op === 'output' ||
      evaluateAll !== undefined ||
      args.length < e.args.length
    made.set(
      e,
      open ? undefined : { shape: e.shape, kind: e.kind, data: evaluate(args, e, e.attrs, 'f64') },
    )
  }
  return root => {
    walkGraph([root], e => made.has(e) || given.has(e), enlist)
    return of(root)
  }
}
