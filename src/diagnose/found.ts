/** What is found on the way back from an entry that is not finite. */
import type { Dense } from '../Dense.js'
import type { AnyExpr } from '../Expr.js'
import type { Graph } from '../op/Operation.js'
import type { Values } from './values.js'

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
