/**
 * Loops on a batch. A while-loop whose examples end at different times goes on until the last has ended;
 * those that have are left as they are, by a choice an example.
 */
import { type AnyExpr, type Expr, parameter } from '../../Expr.js'
import { isSequence, type Shape, UNKNOWN } from '../../Shape.js'
import { repeated } from '../batching.js'
import { type BatchGraph, type Graph, outputsOf } from '../Operation.js'
import { greater } from '../scalar/compare.js'
import { toReal } from '../scalar/kinds.js'
import { transpose } from '../structure/permutation.js'
import { sum } from '../structure/structure.js'
import { guarded } from './guarded.js'
import { dependsOn, type Loop, scanResults, settled, type While, whileNode } from './loopNode.js'

/** The first two axes exchanged: that of the batch and that of time. */
const exchanged = (x: AnyExpr): AnyExpr =>
  transpose(
    x,
    x.shape.map((_, i) => (i < 2 ? 1 - i : i)),
  )

const spanned = (
  xs: readonly AnyExpr[],
  marks: readonly boolean[],
  batched: readonly boolean[],
  size: number,
): readonly AnyExpr[] =>
  xs.map((x, i) => (marks[i] === true && batched[i] !== true ? repeated(x, size) : x))

/** A sequence whose entries are repeated along a batch axis: a scan, since its length is not known. */
export const repeatedEntries = (x: AnyExpr, size: number): AnyExpr => {
  const entry = parameter('x', { shape: x.shape.slice(1), kind: x.kind })
  const step = { params: [entry], results: [repeated(entry, size)] }
  const loop = { step, consts: 0, carries: 0, length: UNKNOWN, reverse: false, tape: [] }
  return scanResults(loop, [x])[0]!
}

/** A scan on a batch: sequences have time first, then the batch. */
export const batchScan = (
  loop: Loop,
  args: readonly AnyExpr[],
  batched: readonly boolean[],
  size: number,
  graphs: BatchGraph,
): readonly AnyExpr[] => {
  const { step, consts, carries, length, guard } = loop
  // Whether examples make different steps.
  const each = (now: readonly boolean[]): boolean =>
    guard !== undefined && dependsOn(guard, now)[0] === true
  const marks = settled(batched, now => {
    const reached = dependsOn(step, now)
    const all = each(now)
    return now.map(
      (_, i) => i >= consts && i < consts + carries && (all || reached[i - consts] === true),
    )
  })
  const own = marks.slice(consts, consts + carries)
  const results = step.results.map((_, i) => (i < carries ? own[i] === true : true))
  const at = spanned(args, marks, batched, size).map((x, i) =>
    i >= consts + carries && marks[i] === true && !isSequence(x.shape) ? exchanged(x) : x,
  )
  const made =
    guard === undefined || each(marks)
      ? {
          step: graphs(guard === undefined ? step : guarded(loop, guard), marks, size, results),
          guard: undefined,
        }
      : { step: graphs(step, marks, size, results), guard: graphs(guard, marks, size, [false]) }
  // A tape has the batch axis in any case; where its carry has none it is a sequence as any other.
  const tape = loop.tape.every(k => own[k]) ? loop.tape : []
  const outs = scanResults({ ...loop, ...made, tape }, at)
  return outs.map((y, i) => {
    if (i < carries) return own[i] === true ? y : repeated(y, size)
    return length === UNKNOWN ? y : exchanged(y)
  })
}

/** A while-loop on a batch. */
export const batchWhile = (
  loop: While,
  args: readonly AnyExpr[],
  batched: readonly boolean[],
  size: number,
  graphs: BatchGraph,
): readonly AnyExpr[] => {
  const { step, test, consts, carries, tape } = loop
  // Sequences cannot be repeated along a batch once they are there, so what is on the tape has one.
  const start = batched.map((b, i) => b || tape.includes(i - consts))
  const marks = settled(start, now => {
    const reached = dependsOn(step, now)
    const each = dependsOn(test, now)[0] === true
    return now.map((_, i) => i >= consts && (each || reached[i - consts] === true))
  })
  const own = marks.slice(consts)
  const at = spanned(args, marks, batched, size)
  const each = dependsOn(test, marks)[0] === true
  const made: Pick<While, 'test' | 'step'> = each
    ? chosen(loop, marks, size, graphs)
    : { test: graphs(test, marks, size, [false]), step: graphs(step, marks, size, own) }
  const outs = outputsOf(whileNode({ ...loop, ...made }, at))
  return outs.map((y, i) => (i >= carries || own[i] === true ? y : repeated(y, size)))
}

/** A test that is true while an example goes on, and a step that leaves alone those that have ended. */
const chosen = (
  loop: While,
  marks: readonly boolean[],
  size: number,
  graphs: BatchGraph,
): { readonly test: Graph; readonly step: Graph } => {
  const tests = graphs(loop.test, marks, size)
  const going = toReal(tests.results[0] as Expr<Shape, 'bool'>) // a test is a truth value
  return {
    test: { params: tests.params, results: [greater(sum(going), 0)] },
    step: graphs(guarded(loop, loop.test), marks, size, marks.slice(loop.consts)),
  }
}
