/**
 * From an entry that is not finite back to the operation that made it, through values that are not finite;
 * through the graphs inside operations as well.
 */
import type { Dense } from '../Dense.js'
import type { AnyExpr } from '../Expr.js'
import type { Graph, Machine } from '../op/Operation.js'
import { blame } from './blame.js'
import { inside } from './inside.js'
import { single, type Values, valuesOf } from './values.js'

/** A graph inside an operation, on the way to the one that made the value. */
export interface Within {
  readonly operation: string
  /** Of a loop: the entry of its sequences, or how many steps were made before. */
  readonly step?: number
  /** Of a choice: the number of the branch. */
  readonly branch?: number
  /** The node it is inside of. */
  readonly node: AnyExpr
}

/** The operation that made a value that is not finite of values that are. */
export interface Cause {
  readonly node: AnyExpr
  readonly output: number
  readonly entry: number
  readonly values: Values
  readonly within: readonly Within[]
}

/** Where a way back ends: at an operation, or at an entry of a parameter. */
export interface Found {
  readonly cause: Cause | undefined
  readonly param: { readonly index: number; readonly entry: number } | undefined
  /** The nodes on the way, from the end backwards, those inside others too. */
  readonly way: readonly AnyExpr[]
}

/** A result of a graph at arguments, followed back. */
export type Follow = (graph: Graph, args: readonly Dense[], result: number, entry: number) => Found

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
