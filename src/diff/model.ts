/** What an arrow is: a path of stages between two spaces. */
import type { Graph } from '../op/Operation.js'
import type { AnySpace, Form, Space } from '../Space.js'

/** One stage of an arrow: a closed graph from the leaves of one form to those of another. */
export interface Stage {
  readonly dom: Form
  readonly cod: Form
  readonly graph: Graph
  /**
   * Builds the graph anew from marked parameters, so that its nodes know where they were built. It is not
   * enumerable: an arrow is data, and this is how the data came to be.
   */
  readonly placed?: () => Graph
}

/** Stages put together. */
export type Path =
  | { readonly tag: 'identity' }
  | { readonly tag: 'stage'; readonly stage: Stage }
  | { readonly tag: 'then'; readonly first: Path; readonly second: Path }

/** An arrow between whatever spaces. */
export interface AnyDiff {
  readonly _tag: 'Diff'
  readonly dom: AnySpace
  readonly cod: AnySpace
  readonly path: Path
}

/** A differentiable function from `A` to `B`: data, closed, without hidden state. */
export interface Diff<A, B> extends AnyDiff {
  readonly dom: Space<A>
  readonly cod: Space<B>
}
