/** The way back through operations with graphs inside: calls, choices, and loops from the last step to the first. */
import type { Dense } from '../Dense.js'
import type { AnyExpr } from '../Expr.js'
import type { Callee } from '../op/control/control.js'
import { type Loop, loopOf, type While, whileOf } from '../op/control/loopNode.js'
import type { Graph, Machine } from '../op/Operation.js'
import { size, UNKNOWN } from '../Shape.js'
import type { Follow, Found, Within } from './found.js'

const within = (found: Found, frame: Within): Found =>
  found.cause === undefined
    ? found
    : { ...found, cause: { ...found.cause, within: [frame, ...found.cause.within] } }

/** Entry t of a stack, sharing its memory. */
const slab = ({ shape, kind, data }: Dense, t: number): Dense => {
  const own = shape.slice(1)
  const n = size(own)
  return { shape: own, kind, data: data.subarray(t * n, (t + 1) * n) }
}

/** The results of a switch come from the branch that was taken, with the arguments behind the selector. */
const inBranch = (
  e: AnyExpr,
  [selector, ...args]: readonly Dense[],
  output: number,
  entry: number,
  follow: Follow,
): Found => {
  const branches = e.attrs['branches'] as readonly Graph[] // written by `switchNode` only
  const each = size(e.outputs![output]!.shape) / selector!.data.length
  const chosen = selector!.data[Math.floor(entry / each)]!
  const branch = Math.min(Math.max(chosen, 0), branches.length - 1)
  const found = follow(branches[branch]!, args, output, entry)
  const { param } = found
  return within(
    { ...found, param: param && { ...param, index: param.index + 1 } },
    { operation: e.op, branch, node: e },
  )
}

/** A loop with the carries that each step found, and the last. */
interface Walk {
  readonly step: Graph
  readonly consts: number
  readonly carries: number
  /** Carries before each step in the order in which they were made. */
  readonly states: readonly (readonly Dense[])[]
  /** The arguments of a step beside what stays the same and the carry, and which entry they are. */
  readonly entries: (s: number) => readonly Dense[]
  readonly index: (s: number) => number
}

/** From a result of a step back through the steps before it. */
const throughSteps = (
  e: AnyExpr,
  args: readonly Dense[],
  { step, consts, carries, states, entries, index }: Walk,
  from: { readonly s: number; readonly result: number; readonly entry: number },
  follow: Follow,
): Found => {
  const fixed = args.slice(0, consts)
  const way: AnyExpr[] = []
  let { s, result, entry } = from
  const outside = (arg: number, at: number): Found => ({
    cause: undefined,
    param: { index: arg, entry: at },
    way,
  })
  for (;;) {
    if (s < 0) return outside(consts + result, entry)
    const found = follow(step, [...fixed, ...states[s]!, ...entries(s)], result, entry)
    for (const x of found.way) way.push(x)
    if (found.param === undefined)
      return within({ ...found, way }, { operation: e.op, step: index(s), node: e })
    const { index: i, entry: at } = found.param
    if (i < consts) return outside(i, at)
    if (i >= consts + carries) return outside(i, index(s) * size(step.params[i]!.shape) + at)
    result = i - consts
    entry = at
    s--
  }
}

const inScan = (
  e: AnyExpr,
  args: readonly Dense[],
  output: number,
  entry: number,
  machine: Machine,
  follow: Follow,
): Found => {
  const { step, consts, carries, reverse, ...loop }: Loop = loopOf(e.attrs)
  const { run } = machine.compile(step)
  const xs = args.slice(consts + carries)
  const length = loop.length === UNKNOWN ? xs[0]!.shape[0]! : loop.length
  const index = (s: number): number => (reverse ? length - 1 - s : s)
  const entries = (s: number): readonly Dense[] => xs.map(x => slab(x, index(s)))
  const states: (readonly Dense[])[] = [args.slice(consts, consts + carries)]
  for (let s = 0; s + 1 < length; s++) {
    const made = run([...args.slice(0, consts), ...states[s]!, ...entries(s)])
    states.push(made.slice(0, carries))
  }
  const walk = { step, consts, carries, states, entries, index }
  if (output < carries)
    return throughSteps(e, args, walk, { s: length - 1, result: output, entry }, follow)
  const n = size(step.results[output]!.shape)
  const s = index(Math.floor(entry / n)) // its own inverse
  return throughSteps(e, args, walk, { s, result: output, entry: entry % n }, follow)
}

const inWhile = (
  e: AnyExpr,
  args: readonly Dense[],
  output: number,
  entry: number,
  machine: Machine,
  follow: Follow,
): Found => {
  const { step, test, consts, carries, maxSteps, tape }: While = whileOf(e.attrs)
  const { run } = machine.compile(step)
  const goes = machine.compile(test)
  const fixed = args.slice(0, consts)
  const states: (readonly Dense[])[] = [args.slice(consts)]
  const last = (): readonly Dense[] => states.at(-1)!
  while (states.length <= maxSteps && goes.run([...fixed, ...last()])[0]!.data[0] === 1)
    states.push(run([...fixed, ...last()]))
  const walk = { step, consts, carries, states, entries: () => [], index: (s: number) => s }
  if (output < carries)
    return throughSteps(e, args, walk, { s: states.length - 2, result: output, entry }, follow)
  // A sequence holds the carries that steps found: each is the result of the step before.
  const result = tape[output - carries]!
  const n = size(step.results[result]!.shape)
  const s = Math.floor(entry / n) - 1
  return throughSteps(e, args, walk, { s, result, entry: entry % n }, follow)
}

/** The way back through the graph inside an operation; absent where it has none. */
export const inside = (
  e: AnyExpr,
  args: readonly Dense[],
  output: number,
  entry: number,
  machine: Machine,
  follow: Follow,
): Found | undefined => {
  switch (e.op) {
    case 'call': {
      const { name, map } = e.attrs['callee'] as Callee // written by `callNode` only
      return within(follow(map, args, output, entry), { operation: name, node: e })
    }
    case 'switchCase':
      return inBranch(e, args, output, entry, follow)
    case 'scan':
      return inScan(e, args, output, entry, machine, follow)
    case 'whileLoop':
      return inWhile(e, args, output, entry, machine, follow)
    default:
      return undefined
  }
}
