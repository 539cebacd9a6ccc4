/**
 * Reverse mode through loops: a scan over the sequence of carries, backwards. Each step is computed anew
 * from its carry, so that memory is linear in the steps; cotangents of what stays the same gather in the carry.
 */
import { type AnyExpr, postorder } from '../../Expr.js'
import { size, UNKNOWN } from '../../Shape.js'
import type { Graph, Maybe, Modes } from '../Operation.js'
import { zeros } from '../structure/structure.js'
import { inline, isThere, spread, there } from './control.js'
import { dependsOn, type Loop, scanResults, settled } from './loopNode.js'

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)

const isReal = (e: AnyExpr): boolean => e.kind === 'real'

/** A loop at its arguments: what its vjp reads. */
export interface Taped {
  readonly loop: Omit<Loop, 'tape'>
  readonly args: readonly AnyExpr[]
  /** The sequences of carries, where there is one. */
  readonly tape: readonly (AnyExpr | undefined)[]
}

/** The carries that a vjp of the step reads. */
export const readCarries = (
  { step, consts, carries, guard }: Pick<Loop, 'step' | 'consts' | 'carries' | 'guard'>,
  { pullback }: Modes,
): readonly number[] => {
  const { graph } = pullback(step, {
    wanted: step.params.map(isReal),
    given: step.results.map(isReal),
  })
  const used = new Set(postorder([...graph.results, ...(guard?.results ?? [])]))
  return range(0, carries).filter(k =>
    [graph, guard].some(g => g !== undefined && used.has(g.params[consts + k]!)),
  )
}

/** The parameters that matter to what is wanted: carries may come to do so in later steps. */
const activeOf = (loop: Taped['loop'], wanted: readonly boolean[]): readonly boolean[] => {
  const { step, consts, carries } = loop
  return settled(wanted, marks => {
    const reached = dependsOn(step, marks)
    return marks.map((_, i) => {
      const k = i - consts
      return k >= 0 && k < carries && isReal(step.params[i]!) && reached[k] === true
    })
  })
}

/** One cotangent an argument from one an output: the last carry, then the sequences. */
export const pullLoop = (
  { loop, args, tape }: Taped,
  ws: readonly Maybe[],
  needed: (argument: number) => boolean,
  { pullback }: Modes,
): readonly Maybe[] => {
  const { step, consts, carries } = loop
  const active = activeOf(
    loop,
    args.map((a, i) => isReal(a) && needed(i)),
  )
  const entry = (i: number): boolean => i >= consts && i < consts + carries
  // Results with a cotangent: those given, and carries that get one from a later step.
  const first = isThere(ws, step.results.length)
  const given = settled(first, marks => {
    const { present } = pullback(step, { wanted: active, given: marks })
    return marks.map((_, k) => k < carries && present[consts + k] === true)
  })
  const { present } = pullback(step, { wanted: active, given })
  const seeded = present.map((p, i) => p && i < consts)
  const pulled = pullback(step, { wanted: active, given, seeded })

  const xs = pulled.graph.params.slice(0, args.length)
  const cotangents = spread(given, pulled.graph.params.slice(args.length))
  const seeds = pulled.graph.params.slice(args.length + there(cotangents).length)
  const made = spread(pulled.present, pulled.graph.results)

  const held = given.slice(0, carries)
  const ofCarry = <X>(of: (k: number) => X): readonly X[] =>
    held.flatMap((h, k) => (h ? [of(k)] : []))
  const guards = loop.guard === undefined ? [] : inline(loop.guard, xs)
  const guarding = new Set(postorder(guards))
  const uses = (p: AnyExpr): boolean =>
    guarding.has(p) || pulled.uses[pulled.graph.params.indexOf(p)] === true
  const constants = range(0, consts).filter(i => uses(xs[i]!))
  // Of what the loop read, what its vjp reads; and something to count the steps by.
  const sequences = range(consts, args.length).filter(
    i => !entry(i) || tape[i - consts] !== undefined,
  )
  const count = loop.length === UNKNOWN ? sequences[0] : undefined
  const read = sequences.filter(i => i === count || uses(xs[i]!))
  const incoming = cotangents.slice(carries)
  const moved = made.map((w, i) => (entry(i) || i < consts ? undefined : w))

  const graph: Graph = {
    params: [
      ...constants.map(i => xs[i]!),
      ...seeds,
      ...ofCarry(k => cotangents[k]!),
      ...read.map(i => xs[i]!),
      ...there(incoming),
    ],
    results: [
      ...there(made.slice(0, consts)),
      ...ofCarry(k => made[consts + k] ?? zeros(step.params[consts + k]!.shape)),
      ...there(moved),
    ],
  }
  const back = scanResults(
    {
      step: graph,
      consts: constants.length,
      carries: seeds.length + ofCarry(k => k).length,
      length: loop.length,
      reverse: !loop.reverse,
      tape: [],
      guard: loop.guard && { params: graph.params, results: guards },
    },
    [
      ...constants.map(i => args[i]!),
      ...seeds.map(s => zeros(s.shape)),
      ...ofCarry(k => ws[k] ?? zeros(step.results[k]!.shape)),
      ...read.map(i => (entry(i) ? tape[i - consts]! : args[i]!)),
      ...there(ws.slice(carries)),
    ],
  )
  // The outputs in the order of the arguments.
  const marks = args.map((_, i) =>
    i < consts ? seeded[i] === true : entry(i) ? held[i - consts] === true : moved[i] !== undefined,
  )
  return spread(marks, back).map((w, i) => (active[i] === true ? w : undefined))
}

/** The smallest carry: of a loop whose vjp reads none, its tape tells the number of steps. */
export const smallest = (carries: readonly AnyExpr[]): number =>
  carries.reduce((best, c, i) => (size(c.shape) < size(carries[best]!.shape) ? i : best), 0)
