/**
 * From an entry that is not finite back to the operation that made it, through values that are not finite;
 * through the graphs inside operations as well.
 */
import type { AnyExpr } from '../Expr.js'
import type { Machine } from '../op/Operation.js'
import { blame } from './blame.js'
import type { Follow, Found } from './found.js'
import { inside } from './inside.js'
import { single, type Values, valuesOf } from './values.js'

/** Follows an entry of a node's output in a graph whose values are known. */
export const follow = (
  params: readonly AnyExpr[],
  values: Values,
  start: AnyExpr,
  from: number,
  machine: Machine,
): Found => {
  const descend: Follow = (graph, args, result, at) =>
    follow(graph.params, valuesOf(graph.params, args, machine), graph.results[result]!, at, machine)
  const way: AnyExpr[] = []
  let e = start
  let output = 0
  let entry = from
  for (;;) {
    if (e.op === 'parameter')
      return { cause: undefined, param: { index: params.indexOf(e), entry }, way }
    if (e.op === 'output') {
      output = e.attrs['index'] as number // written by `output` only
      e = e.args[0]!
      continue
    }
    way.push(e)
    const args = e.args.map(a => single(values, a))
    const found = inside(e, args, output, entry, machine, descend)
    if (found?.cause !== undefined) return { ...found, way: [...way, ...found.way] }
    if (found !== undefined) for (const x of found.way) way.push(x)
    const next =
      found === undefined
        ? blame(e, args, output, entry, machine)
        : found.param && { arg: found.param.index, entry: found.param.entry }
    if (next === undefined)
      return { cause: { node: e, output, entry, values, within: [] }, param: undefined, way }
    e = e.args[next.arg]!
    output = 0
    entry = next.entry
  }
}
