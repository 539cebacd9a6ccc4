/** The values of a graph, node by node, each computed when it is asked for and kept. */
import type { Dense } from '../Dense.js'
import { type AnyExpr, walkGraph } from '../Expr.js'
import type { Graph, Machine } from '../op/Operation.js'
import { operationOf } from '../op/table.js'

/** The values of nodes: one an output. */
export type Values = (e: AnyExpr) => readonly Dense[]

/** What a node gives for arguments. */
export const evaluated = (
  e: AnyExpr,
  args: readonly Dense[],
  machine: Machine,
): readonly Dense[] => {
  const { evaluate, evaluateAll } = operationOf(e.op)
  if (evaluateAll !== undefined) return evaluateAll(args, e.outputs ?? [e], e.attrs, machine)
  return [{ shape: e.shape, kind: e.kind, data: evaluate(args, e, e.attrs, machine.precision) }]
}

/** The one value of a node that others take as an argument. */
export const single = (values: Values, e: AnyExpr): Dense => values(e)[0]!

/** The values of the nodes that depend on some parameters only. */
export const valuesOf = (
  params: Graph['params'],
  args: readonly Dense[],
  machine: Machine,
): Values => {
  const known = new Map<AnyExpr, readonly Dense[]>(params.map((p, i) => [p, [args[i]!]]))
  const compute = (e: AnyExpr): void => {
    if (e.op === 'parameter') throw new Error('a free parameter has no value')
    const [from] = e.args
    known.set(
      e,
      e.op === 'output'
        ? [known.get(from!)![e.attrs['index'] as number]!]
        : evaluated(
            e,
            e.args.map(a => known.get(a)![0]!),
            machine,
          ),
    )
  }
  return e => {
    walkGraph([e], x => known.has(x), compute)
    return known.get(e)!
  }
}
