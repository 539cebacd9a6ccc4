/** Forward mode through loops: the same loop with tangents beside what moves. */
import type { AnyExpr } from '../Expr.js'
import { inline, isThere, spread, there } from './control.js'
import { type Loop, scanResults, settled, type While, whileNode } from './loopNode.js'
import { type Graph, type Maybe, type Modes, outputsOf } from './Operation.js'
import { zeros } from './structure.js'

/** Values and tangents of the outputs of a node. */
interface Moved {
  readonly results: readonly AnyExpr[]
  readonly tangents: readonly Maybe[]
}

/** A step with tangents: first constants, then carries, then entries, each with its tangents behind. */
interface Doubled {
  readonly step: Graph
  /** A graph of what the step was given, of what it is given now. */
  readonly beside: (graph: Graph) => Graph
  /** Which parameters move. */
  readonly moving: readonly boolean[]
  /** Which results have a tangent. */
  readonly present: readonly boolean[]
}

const doubled = (
  step: Graph,
  consts: number,
  carries: number,
  start: readonly boolean[],
  { pushforward }: Modes,
): Doubled => {
  const entry = (i: number): boolean => i >= consts && i < consts + carries
  // A carry moves where it does to begin with, or comes to in a later step.
  const moving = settled(start, marks => {
    const { present } = pushforward(step, marks)
    return marks.map((_, i) => entry(i) && present[i - consts] === true)
  })
  const { graph, present } = pushforward(step, moving)
  const n = step.params.length
  const vs = spread(moving, graph.params.slice(n))
  const all = step.results.length
  const tangents = spread(present, graph.results.slice(all))
  const [start1, start2] = [consts, consts + carries]
  const part = (from: number, to: number): readonly AnyExpr[] => [
    ...graph.params.slice(from, to),
    ...there(vs.slice(from, to)),
  ]
  const carry = step.results
    .slice(0, carries)
    .flatMap((r, k): readonly AnyExpr[] =>
      moving[consts + k] === true ? [tangents[k] ?? zeros(r.shape)] : [],
    )
  const params = [...part(0, start1), ...part(start1, start2), ...part(start2, n)]
  const results = [
    ...graph.results.slice(0, carries),
    ...carry,
    ...graph.results.slice(carries, all),
    ...there(tangents.slice(carries)),
  ]
  const primals = graph.params.slice(0, n)
  return {
    step: { params, results },
    beside: g => ({ params, results: inline(g, primals) }),
    moving,
    present,
  }
}

/** Arguments and their tangents in the order of a doubled step. */
const arranged = (
  args: readonly AnyExpr[],
  vs: readonly Maybe[],
  moving: readonly boolean[],
  cuts: readonly number[],
): readonly AnyExpr[] =>
  cuts.slice(1).flatMap((to, c) => {
    const range = args.map((_, i) => i).filter(i => i >= cuts[c]! && i < to)
    return [
      ...range.map(i => args[i]!),
      ...range.flatMap(i => (moving[i] === true ? [vs[i] ?? zeros(args[i]!.shape)] : [])),
    ]
  })

const count = (marks: readonly boolean[]): number => marks.filter(m => m).length

/** A scan with tangents. */
export const pushScan = (
  loop: Loop,
  args: readonly AnyExpr[],
  vs: readonly Maybe[],
  modes: Modes,
): Moved => {
  const { step, consts, carries } = loop
  const start = isThere(vs, args.length)
  const both = doubled(step, consts, carries, start, modes)
  const cuts = [0, consts, consts + carries, args.length]
  const carried = both.moving.slice(consts, consts + carries)
  const outs = scanResults(
    {
      ...loop,
      step: both.step,
      consts: consts + count(both.moving.slice(0, consts)),
      carries: carries + count(carried),
      tape: [],
      guard: loop.guard && both.beside(loop.guard),
    },
    arranged(args, vs, both.moving, cuts),
  )
  return sorted(outs, carries, carried, step.results.length, both.present)
}

/** A while-loop with tangents. */
export const pushWhile = (
  loop: While,
  args: readonly AnyExpr[],
  vs: readonly Maybe[],
  modes: Modes,
): Moved => {
  const { step, test, consts, carries, tape } = loop
  const both = doubled(step, consts, carries, isThere(vs, args.length), modes)
  const carried = both.moving.slice(consts)
  const fixed = count(both.moving.slice(0, consts))
  const place = (k: number): number => carries + count(carried.slice(0, k))
  const outs = outputsOf(
    whileNode(
      {
        ...loop,
        test: both.beside(test),
        step: both.step,
        consts: consts + fixed,
        carries: carries + count(carried),
        tape: [...tape, ...tape.filter(k => carried[k]).map(place)],
      },
      arranged(args, vs, both.moving, [0, consts, args.length]),
    ),
  )
  const present = [...carried, ...tape.map(k => carried[k] === true)]
  return sorted(outs, carries, carried, carries + tape.length, present)
}

/** Outputs of a doubled loop as those of the loop, and their tangents. */
const sorted = (
  outs: readonly AnyExpr[],
  carries: number,
  carried: readonly boolean[],
  all: number,
  present: readonly boolean[],
): Moved => {
  const n = count(carried)
  const sequences = outs.slice(carries + n)
  const m = all - carries
  return {
    results: [...outs.slice(0, carries), ...sequences.slice(0, m)],
    tangents: [
      ...spread(carried, outs.slice(carries, carries + n)),
      ...spread(present.slice(carries), sequences.slice(m)),
    ],
  }
}
