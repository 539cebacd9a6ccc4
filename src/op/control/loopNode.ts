/** Loops as nodes: what a scan and a while-loop hold, and how they are built. */
import { type AnyExpr, type Attrs, type Aval, node, postorder } from '../../Expr.js'
import { UNKNOWN } from '../../Shape.js'
import { type Graph, outputsOf } from '../Operation.js'

/**
 * A loop over a carry. Its step is given what stays the same, the carry, and an entry of each sequence; it
 * yields the next carry and entries of new sequences. The last of these are the carries named in `tape`.
 */
export interface Loop {
  readonly step: Graph
  readonly consts: number
  readonly carries: number
  /** How many steps; UNKNOWN where it is that of the sequences it is given. */
  readonly length: number
  readonly reverse: boolean
  readonly tape: readonly number[]
  /**
   * Given what the step is given, whether it is made. It always is, but in a batch, which takes as many
   * steps as the longest of its examples: there a step that an example does not make leaves it alone.
   */
  readonly guard?: Graph | undefined
}

/** A loop that goes on as long as its test, given what the step is given, is true. */
export interface While {
  readonly test: Graph
  /** From what stays the same and the carry to the next carry. */
  readonly step: Graph
  readonly consts: number
  readonly carries: number
  /** After how many steps it ends in any case. */
  readonly maxSteps: number
  /** The carries of which the sequence is yielded, as each step found them. */
  readonly tape: readonly number[]
}

/** What a scan holds. */
export const loopOf = (attrs: Attrs): Loop => attrs as unknown as Loop // written by `scanNode` only

/** What a while-loop holds. */
export const whileOf = (attrs: Attrs): While => attrs as unknown as While // written by `whileNode` only

const avalOf = ({ shape, kind }: Aval): Aval => ({ shape, kind })

/** Values of one shape, one a step. */
export const stacked = (length: number, { shape, kind }: Aval): Aval => ({
  shape: [length, ...shape],
  kind,
})

const none: Aval = { shape: [], kind: 'real' }

/** The outputs of a scan: the last carry, then the sequences. */
export const scanOutputs = ({ step, carries, length }: Loop): readonly Aval[] =>
  step.results.map((r, i) => (i < carries ? avalOf(r) : stacked(length, r)))

/** The outputs of a while-loop: the last carry, then the sequences of its tape. */
export const whileOutputs = ({ step, tape }: While): readonly Aval[] => [
  ...step.results.map(avalOf),
  ...tape.map(i => stacked(UNKNOWN, step.results[i]!)),
]

/** The node of a scan. */
export const scanNode = (loop: Loop, args: readonly AnyExpr[]): AnyExpr =>
  node('scan', args, { ...loop }, none, scanOutputs(loop))

/** The node of a while-loop. */
export const whileNode = (loop: While, args: readonly AnyExpr[]): AnyExpr =>
  node('whileLoop', args, { ...loop }, none, whileOutputs(loop))

/** The outputs of a scan. */
export const scanResults = (loop: Loop, args: readonly AnyExpr[]): readonly AnyExpr[] =>
  outputsOf(scanNode(loop, args))

/** Which results of a graph depend on one of the parameters marked. */
export const dependsOn = (graph: Graph, marks: readonly boolean[]): readonly boolean[] => {
  const marked = new Set(graph.params.filter((_, i) => marks[i]))
  for (const e of postorder(graph.results)) if (e.args.some(a => marked.has(a))) marked.add(e)
  return graph.results.map(r => marked.has(r))
}

/** Carries marked to begin with, and all that become so through steps, by a rule from them to the results. */
export const settled = (
  marks: readonly boolean[],
  next: (marks: readonly boolean[]) => readonly boolean[],
): readonly boolean[] => {
  const after = next(marks)
  const grown = marks.map((m, i) => m || after[i] === true)
  return grown.every((m, i) => m === marks[i]) ? marks : settled(grown, next)
}
