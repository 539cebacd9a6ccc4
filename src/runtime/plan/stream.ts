/**
 * Programs that are one loop over many entries, run a block at a time: operands are copied to a window that stays near,
 * results from it to where they go, and nothing is copied whole.
 */
import type { Data, Dense } from '../../Dense.js'
import type { HostFunction } from '../../op/Scalars.js'
import { BLOCK } from '../../op/structure/lanes.js'
import { size } from '../../Shape.js'
import { runsAnywhere } from '../ofMath.js'
import { type Flow, THREADS } from '../threads/crew.js'
import { allocated, tree } from './host.js'
import type { Access, Kernel, Memory, Output, Plan } from './model.js'
import { unwritten } from './pages.js'
import type { Running } from './running.js'

/** So many entries a block: a whole branch of the tree by which sums are made. */
const WINDOW = 8192

/** So many entries are worth it. */
const MANY = 8 * WINDOW

/** The one loop of a plan, if its operands and results can be cut into windows. */
const loopOf = (plan: Plan): Kernel | undefined => {
  const { memories, params, statements, results, without } = plan
  const [k, more] = statements
  if (without.has('stream') || k?.tag !== 'kernel' || more !== undefined || k.sizes.length !== 1)
    return undefined
  const [n] = k.sizes as readonly [number]
  const walks = ({ memory, start, steps: [step] }: Access): boolean =>
    step === 1 && start === 0 && memories[memory]!.length === n
  const stays = ({ memory, steps: [step] }: Access): boolean =>
    step === 0 && memories[memory]!.length <= WINDOW
  const reads = k.loads.every(
    l => stays(l) || (walks(l) && memories[l.memory]!.constant === undefined),
  )
  // An operand is cut, or it is not.
  const cut = new Set(k.loads.filter(walks).map(l => l.memory))
  const one = k.loads.every(l => cut.has(l.memory) === walks(l))
  const written = new Set(k.outputs.map(o => o.to.memory))
  const writes = k.outputs.every(o => (o.tag === 'store' ? walks(o.to) : o.inner && o.single))
  const given = new Set(params)
  const known = k.loads.every(
    l => given.has(l.memory) || memories[l.memory]!.constant !== undefined,
  )
  const taken = results.every(r => r.tag === 'memory' && written.has(r.view.memory))
  return n >= MANY && reads && one && writes && known && taken ? k : undefined
}

/** Windows a thread: while one is computed, others are put and taken. */
const TURNS = 3

/** A plan whose statement is for one of so many windows, each with memories of its own, one behind the other. */
const windowed = (plan: Plan, k: Kernel, length: number, turns: number): Plan => {
  const walking = new Set([
    ...k.loads.filter(l => l.steps[0] === 1).map(l => l.memory),
    ...k.outputs.filter(o => o.tag === 'store').map(o => o.to.memory),
  ])
  const reduced = new Set(k.outputs.filter(o => o.tag === 'reduce').map(o => o.to.memory))
  const blocks = new Set(k.outputs.map(o => (o.tag === 'store' ? undefined : o.blocks)))
  // What walks has so many entries, and what is reduced stays in double.
  const memories = plan.memories.map((m, i): Memory => {
    if (walking.has(i)) return { ...m, length }
    if (blocks.has(i)) return { ...m, length: Math.ceil(length / BLOCK) }
    return reduced.has(i) ? { ...m, format: 'f64' } : m
  })
  const of = (turn: number): Kernel => {
    const moved = (x: Access): Access => ({ ...x, memory: turn * memories.length + x.memory })
    const outputs = k.outputs.map((o): Output => {
      const to = moved(o.to)
      if (o.tag === 'store') return { ...o, to }
      const blocks =
        o.blocks === undefined || length <= BLOCK ? undefined : turn * memories.length + o.blocks
      return { ...o, to, sums: to, blocks }
    })
    return { ...k, sizes: [length], loads: k.loads.map(moved), outputs }
  }
  const parts = Array.from({ length: turns }, (_, turn) => of(turn))
  return {
    ...plan,
    memories: parts.flatMap(() => memories),
    statements: turns === 1 ? parts : [{ tag: 'parts', parts }],
    results: [],
  }
}

/** One window after another. */
const inTurn = ({ body, team }: Running, { count, turns, put, take }: Flow): void => {
  if (team !== undefined) {
    team.flow({ count, turns, put, take })
    return
  }
  for (let i = 0; i < count; i++) {
    put(i, 0)
    body()
    take(i, 0)
  }
}

/**
 * A plan that runs by windows, each made by a target that computes some functions alone, so many at a time as threads
 * need; undefined where it is not one loop, or not a long one.
 */
export const streamed = (
  plan: Plan,
  threads: number,
  alone: ReadonlySet<HostFunction>,
  make: (p: Plan, threads: number) => Running | undefined,
): Running | undefined => {
  const k = loopOf(plan)
  if (k === undefined) return undefined
  const { memories, params, results } = plan
  const [n] = k.sizes as readonly [number]
  const turns = threads > 1 && runsAnywhere(k.code, alone) ? Math.min(TURNS * threads, THREADS) : 1
  const [count, rest] = [Math.floor(n / WINDOW), n % WINDOW]
  const whole = make(windowed(plan, k, WINDOW, turns), threads)
  const end = rest === 0 ? undefined : make(windowed(plan, k, rest, 1), 1)
  if (whole === undefined || (rest > 0 && end === undefined)) return undefined
  const groups = [
    { by: whole, at: 0, count, turns: whole.team === undefined ? 1 : turns },
    ...(end === undefined ? [] : [{ by: end, at: count * WINDOW, count: 1, turns: 1 }]),
  ]
  const cut = new Set(k.loads.filter(l => l.steps[0] === 1).map(l => l.memory))
  const used = new Set(k.loads.map(l => l.memory))
  const moving = params.flatMap((m, i) => (cut.has(m) ? [[m, i] as const] : []))
  const staying = params.flatMap((m, i) => (used.has(m) && !cut.has(m) ? [[m, i] as const] : []))
  const run = (args: readonly Dense[]): readonly Dense[] => {
    const out = new Map<number, Data>()
    const gathered = new Map<number, Float64Array>() // of what is reduced, a number a window
    for (const { tag, to } of k.outputs) {
      const { format, length } = memories[to.memory]!
      if (tag === 'store') out.set(to.memory, unwritten(format, length))
      else gathered.set(to.memory, new Float64Array(count + 1))
    }
    for (const { by, at, count, turns } of groups) {
      const memoryOf = (m: number, turn: number): Data => by.memory[turn * memories.length + m]!
      for (const [m, i] of staying)
        for (let turn = 0; turn < turns; turn++) memoryOf(m, turn).set(args[i]!.data)
      inTurn(by, {
        count,
        turns,
        put: (p, turn) => {
          for (const [m, i] of moving) {
            const window = memoryOf(m, turn)
            const from = at + p * WINDOW
            window.set(args[i]!.data.subarray(from, from + window.length))
          }
        },
        take: (p, turn) => {
          for (const [m, all] of out) all.set(memoryOf(m, turn), at + p * WINDOW)
          for (const [m, each] of gathered) each[at / WINDOW + p] = memoryOf(m, turn)[0]!
        },
      })
    }
    const windows = count + (end === undefined ? 0 : 1)
    for (const o of k.outputs) {
      if (o.tag === 'store') continue
      const { memory } = o.to
      const each = gathered.get(memory)!.subarray(0, windows)
      const total = allocated(memories[memory]!.format, 1)
      total[0] =
        o.how === 'sum'
          ? tree(each, 0, windows)
          : each.reduce((x, y) => (o.how === 'max' ? Math.max(x, y) : Math.min(x, y)))
      out.set(memory, total)
    }
    return results.flatMap(r => {
      if (r.tag === 'sequence') return []
      const { shape, kind } = r.aval
      const { memory, start } = r.view
      return [{ shape, kind, data: out.get(memory)!.subarray(start, start + size(shape)) }]
    })
  }
  const arena = whole.arena + (end?.arena ?? 0)
  return { run, arena, memory: [], body: () => undefined, team: whole.team }
}
