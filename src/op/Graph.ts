/** Closed graphs, and what operations that have them inside ask of the rooms above: both modes, batches, a machine. */
import type { Dense, Precision } from '../Dense.js'
import type { AnyExpr, Expr } from '../Expr.js'

/** A cotangent or tangent; absent where it is zero. */
export type Maybe = Expr | undefined

/** A closed graph: what it is given, and what it makes of it. */
export interface Graph {
  readonly params: readonly AnyExpr[]
  readonly results: readonly AnyExpr[]
}

/** A closed graph in reverse mode: given x and cotangents of some results, those of some parameters. */
export interface Pulled {
  /** From x, the cotangents given, and the seeds, to the cotangents that are there, seeds added. */
  readonly graph: Graph
  /** Which parameters have a cotangent, among those wanted. */
  readonly present: readonly boolean[]
  /** Which of its parameters the graph uses, and the graph without the others. */
  readonly uses: readonly boolean[]
  readonly lean: Graph
}

/** A closed graph in forward mode: from x and the tangents given. */
export interface Pushed {
  /** To the results, then the tangents that are there. */
  readonly graph: Graph
  /** Which results have a tangent. */
  readonly present: readonly boolean[]
}

/** What is asked of reverse mode, a mark a parameter or result. */
export interface PullOptions {
  readonly wanted: readonly boolean[]
  readonly given: readonly boolean[]
  /** Parameters whose cotangent is added to a seed, which the graph takes last. */
  readonly seeded?: readonly boolean[]
}

/** What operations with graphs inside ask of the room above: both modes, remembered by identity. */
export interface Modes {
  readonly pullback: (graph: Graph, options: PullOptions) => Pulled
  readonly pushforward: (graph: Graph, moving: readonly boolean[]) => Pushed
}

/** Values of outputs, and what goes with them: tangents, or Taylor coefficients. */
export interface Moved {
  readonly results: readonly AnyExpr[]
  readonly tangents: readonly Maybe[]
}

/**
 * How Taylor coefficients go through a node, of orders 1 to `order`: those of its first argument, then
 * those of its second …, and so for its outputs. Tangents are those of order 1.
 */
export type Jet = (
  e: AnyExpr,
  vs: readonly Maybe[],
  modes: Pick<Modes, 'pushforward'>,
  order: number,
) => Moved

/**
 * A batch of a closed graph: of the parameters those marked have the axis in front, of the results those
 * marked, all unless said.
 */
export type BatchGraph = (
  graph: Graph,
  batched: readonly boolean[],
  size: number,
  results?: readonly boolean[],
) => Graph

/** What runs the graphs inside an operation. */
export interface Machine {
  readonly precision: Precision
  /** The results of a graph; parameters marked are given away, and may be written to. */
  readonly compile: (graph: Graph, given?: readonly boolean[]) => Compiled
}

/** A graph that runs. */
export interface Compiled {
  readonly run: (args: readonly Dense[]) => readonly Dense[]
  /** Which results are memory that nobody else has. */
  readonly fresh: readonly boolean[]
}
