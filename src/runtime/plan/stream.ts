/**
 * Programs that are one loop over many entries, run a block at a time: operands are copied to a window that stays near,
 * results from it to where they go, and nothing is copied whole.
 */
import type { Data, Dense } from '../../Dense.js'
import { BLOCK } from '../../op/structure/lanes.js'
import { size } from '../../Shape.js'
import { allocated, tree } from './host.js'
import type { Access, Kernel, Memory, Output, Plan } from './model.js'
import type { Running } from './running.js'

/** So many entries a block: a whole branch of the tree by which sums are made. */
const WINDOW = 8192

/** So many entries are worth it. */
const MANY = 8 * WINDOW

/** The one loop of a plan, if its operands and results can be cut into windows. */
const loopOf = ({ memories, params, statements, results }: Plan): Kernel | undefined => {
  const [k, more] = statements
  if (k?.tag !== 'kernel' || more !== undefined || k.sizes.length !== 1) return undefined
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

/** The plan of a window: what walks has so many entries, and what is reduced stays in double. */
const windowed = (plan: Plan, k: Kernel, length: number): Plan => {
  const walking = new Set([
    ...k.loads.filter(l => l.steps[0] === 1).map(l => l.memory),
    ...k.outputs.filter(o => o.tag === 'store').map(o => o.to.memory),
  ])
  const reduced = new Set(k.outputs.filter(o => o.tag === 'reduce').map(o => o.to.memory))
  const blocks = new Set(k.outputs.map(o => (o.tag === 'store' ? undefined : o.blocks)))
  const memories = plan.memories.map((m, i): Memory => {
    if (walking.has(i)) return { ...m, length }
    if (blocks.has(i)) return { ...m, length: Math.ceil(length / BLOCK) }
    return reduced.has(i) ? { ...m, format: 'f64' } : m
  })
  const outputs = k.outputs.map(
    (o): Output =>
      o.tag === 'store' ? o : { ...o, sums: o.to, blocks: length > BLOCK ? o.blocks : undefined },
  )
  return { ...plan, memories, statements: [{ ...k, sizes: [length], outputs }], results: [] }
}

/** A plan that runs by windows, each made by a target; undefined where it is not one loop, or not a long one. */
export const streamed = (
  plan: Plan,
  make: (p: Plan) => Running | undefined,
): Running | undefined => {
  const k = loopOf(plan)
  if (k === undefined) return undefined
  const { memories, params, results } = plan
  const [n] = k.sizes as readonly [number]
  const rest = n % WINDOW
  const lengths = [WINDOW, ...(rest === 0 ? [] : [rest])]
  const made = lengths.map(length => make(windowed(plan, k, length)))
  const [whole, end] = made
  if (whole === undefined || made.includes(undefined)) return undefined
  const parts = [
    ...Array.from({ length: Math.floor(n / WINDOW) }, (_, i) => ({ at: i * WINDOW, by: whole })),
    ...(end === undefined ? [] : [{ at: n - rest, by: end }]),
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
      if (tag === 'store') out.set(to.memory, allocated(format, length))
      else gathered.set(to.memory, new Float64Array(parts.length))
    }
    for (const [m, i] of staying)
      for (const { memory } of [whole, ...(end === undefined ? [] : [end])])
        memory[m]!.set(args[i]!.data)
    parts.forEach(({ at, by: { memory, body } }, p) => {
      for (const [m, i] of moving) {
        const window = memory[m]!
        window.set(args[i]!.data.subarray(at, at + window.length))
      }
      body()
      for (const [m, whole] of out) whole.set(memory[m]!, at)
      for (const [m, each] of gathered) each[p] = memory[m]![0]!
    })
    for (const o of k.outputs) {
      if (o.tag === 'store') continue
      const { memory } = o.to
      const each = gathered.get(memory)!
      const total = allocated(memories[memory]!.format, 1)
      total[0] =
        o.how === 'sum'
          ? tree(each, 0, parts.length)
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
  const arena = made.reduce((sum, m) => sum + (m?.arena ?? 0), 0)
  return { run, arena, memory: [], body: () => undefined }
}
