/**
 * Forward mode through loops: the same loop with tangents beside what moves. There are `order` of them for
 * each value, one after another: a tangent, or Taylor coefficients.
 */
import type { AnyExpr } from '../../Expr.js'
import {
  type Graph,
  type Jet,
  type Maybe,
  type Modes,
  type Moved,
  outputsOf,
} from '../Operation.js'
import { zeros } from '../structure/structure.js'
import { inline, isThere, spread, there } from './control.js'
import { loopOf, scanResults, settled, whileNode, whileOf } from './loopNode.js'

/** A step with tangents: first constants, then carries, then entries, each with its tangents behind. */
interface Doubled {
  readonly step: Graph
  /** A graph of what the step was given, of what it is given now. */
  readonly beside: (graph: Graph) => Graph
  /** Which parameters move, `order` marks each. */
  readonly moving: readonly boolean[]
  /** Which results have a tangent, `order` marks each. */
  readonly present: readonly boolean[]
}

const doubled = (
  step: Graph,
  [consts, carries]: readonly [number, number],
  start: readonly boolean[],
  { pushforward }: Pick<Modes, 'pushforward'>,
  order: number,
): Doubled => {
  const entry = (i: number): boolean => i >= consts * order && i < (consts + carries) * order
  // A carry moves where it does to begin with, or comes to in a later step.
  const moving = settled(start, marks => {
    const { present } = pushforward(step, marks)
    return marks.map((_, i) => entry(i) && present[i - consts * order] === true)
  })
  const { graph, present } = pushforward(step, moving)
  const n = step.params.length
  const vs = spread(moving, graph.params.slice(n))
  const all = step.results.length
  const tangents = spread(present, graph.results.slice(all))
  const [start1, start2] = [consts, consts + carries]
  const part = (from: number, to: number): readonly AnyExpr[] => [
    ...graph.params.slice(from, to),
    ...there(vs.slice(from * order, to * order)),
  ]
  const carry = step.results
    .slice(0, carries)
    .flatMap((r, k) =>
      Array.from({ length: order }, (_, j): readonly AnyExpr[] =>
        moving[(consts + k) * order + j] === true
          ? [tangents[k * order + j] ?? zeros(r.shape)]
          : [],
      ).flat(),
    )
  const params = [...part(0, start1), ...part(start1, start2), ...part(start2, n)]
  const results = [
    ...graph.results.slice(0, carries),
    ...carry,
    ...graph.results.slice(carries, all),
    ...there(tangents.slice(carries * order)),
  ]
  const primals = graph.params.slice(0, n)
  return {
    step: { params, results },
    beside: g => ({ params, results: inline(g, primals.slice(0, g.params.length)) }),
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
): readonly AnyExpr[] => {
  const order = moving.length / Math.max(args.length, 1)
  return cuts.slice(1).flatMap((to, c) => {
    const from = cuts[c]!
    const tangents = moving
      .slice(from * order, to * order)
      .flatMap((moves, i): readonly AnyExpr[] =>
        moves ? [vs[from * order + i] ?? zeros(args[from + Math.floor(i / order)]!.shape)] : [],
      )
    return [...args.slice(from, to), ...tangents]
  })
}

const count = (marks: readonly boolean[]): number => marks.filter(m => m).length

/** A scan with tangents. */
export const pushScan: Jet = (e, vs, modes, order) => {
  const { args } = e
  const loop = loopOf(e.attrs)
  const { step, consts, carries } = loop
  const start = isThere(vs, args.length * order)
  const both = doubled(step, [consts, carries], start, modes, order)
  const cuts = [0, consts, consts + carries, args.length]
  const carried = both.moving.slice(consts * order, (consts + carries) * order)
  const outs = scanResults(
    {
      ...loop,
      step: both.step,
      consts: consts + count(both.moving.slice(0, consts * order)),
      carries: carries + count(carried),
      tape: [],
      guard: loop.guard && both.beside(loop.guard),
    },
    arranged(args, vs, both.moving, cuts),
  )
  const present = [...carried, ...both.present.slice(carries * order)]
  return sorted(outs, carries, step.results.length, present, order)
}

/** A while-loop with tangents. */
export const pushWhile: Jet = (e, vs, modes, order) => {
  const { args } = e
  const loop = whileOf(e.attrs)
  const { step, test, consts, carries, tape } = loop
  const start = isThere(vs, args.length * order)
  const both = doubled(step, [consts, carries], start, modes, order)
  const carried = both.moving.slice(consts * order)
  const fixed = count(both.moving.slice(0, consts * order))
  // The place of each tangent of a carry that is on the tape.
  const places = tape.flatMap(k =>
    Array.from({ length: order }, (_, j) => k * order + j).filter(i => carried[i]),
  )
  const outs = outputsOf(
    whileNode(
      {
        ...loop,
        test: both.beside(test),
        step: both.step,
        consts: consts + fixed,
        carries: carries + count(carried),
        tape: [...tape, ...places.map(i => carries + count(carried.slice(0, i)))],
      },
      arranged(args, vs, both.moving, [0, consts, args.length]),
    ),
  )
  const present = [...carried, ...tape.flatMap(k => carried.slice(k * order, (k + 1) * order))]
  return sorted(outs, carries, carries + tape.length, present, order)
}

/** Outputs of a doubled loop as those of the loop, and their tangents, of which some are there. */
const sorted = (
  outs: readonly AnyExpr[],
  carries: number,
  all: number,
  present: readonly boolean[],
  order: number,
): Moved => {
  const carried = present.slice(0, carries * order)
  const n = count(carried)
  const sequences = outs.slice(carries + n)
  const m = all - carries
  return {
    results: [...outs.slice(0, carries), ...sequences.slice(0, m)],
    tangents: [
      ...spread(carried, outs.slice(carries, carries + n)),
      ...spread(present.slice(carries * order), sequences.slice(m)),
    ],
  }
}
