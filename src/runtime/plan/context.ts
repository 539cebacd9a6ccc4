/** What lowering knows while it reads a program: memories, statements under way, and where registers are. */
import type { Data, Precision } from '../../Dense.js'
import type { Aval } from '../../Expr.js'
import { isRowMajor, rowMajor } from '../../op/Strided.js'
import type { Instruction, Program } from '../../Program.js'
import { type Shape, size } from '../../Shape.js'
import { addStore, admits, type Group, group, loadNode, spaceOf, stepsOf } from './group.js'
import type { Access, Format, Memory, Plan, Statement, View } from './model.js'
import { recomputed } from './recompute.js'
import { formatOf, positionOf, type Register } from './register.js'

/** Lowering under way. */
export interface Context {
  readonly precision: Precision
  readonly without: Plan['without']
  readonly memories: Memory[]
  /** How many sequences there are. */
  readonly slots: { count: number }
  /** So many more instructions of graphs that are called are written out; a recursion has too many. */
  readonly budget: { calls: number }
  readonly statements: (Statement | Group)[]
  readonly registers: readonly Register[]
  /** Adds a register, and notes until when its memory is read. */
  readonly push: (r: Register) => void
  /** The last instruction that reads a memory, of those so far and their registers. */
  readonly heldUntil: (memory: number) => number
  /** Memories made to be changed, which may be written to again. */
  readonly changing: Set<number>
  readonly avalOf: (r: number) => Aval
  /** The instructions that read a register, and whether it is a result. */
  readonly readersOf: (r: number) => readonly Reader[]
  readonly isResult: (r: number) => boolean
  /** New memory. */
  readonly memory: (format: Format, length: number, constant?: Data) => number
  readonly fresh: (aval: Aval) => View
  /** A new group, the latest over its space. */
  readonly begin: (shape: Shape) => Group
  /** The latest group over a space. */
  readonly latest: (shape: Shape) => Group | undefined
  /** A register in memory: stored by its group, or filled with its number. */
  readonly inMemory: (r: Register, aval: Aval) => View
  /** The same, row-major and from its beginning. */
  readonly dense: (r: Register, aval: Aval) => View
  readonly accessOf: (view: View, over: Shape) => Access
  /** Whether a group can use a register as an operand over its whole space. */
  readonly reaches: (g: Group, r: Register, aval: Aval, over: Shape) => boolean
  /** A register as an operand of a group. */
  readonly operand: (g: Group, r: Register, aval: Aval, over: Shape) => number
}

const CALLS = 20_000

const lastUses = ({ params, instructions, results }: Program): readonly number[] => {
  const last = Array<number>(params.length + instructions.length).fill(-1)
  instructions.forEach(({ inputs }, i) => {
    for (const r of inputs) last[r] = i
  })
  for (const r of results) last[r] = Infinity
  return last
}

/** An instruction, and the register that it writes. */
export interface Reader {
  readonly instruction: Instruction
  readonly register: number
}

/** The instructions that read each register. */
const readersIn = ({ params, instructions }: Program): readonly (readonly Reader[])[] => {
  const all = [...params, ...instructions].map((): Reader[] => [])
  instructions.forEach((instruction, i) => {
    const reader = { instruction, register: params.length + i }
    for (const r of new Set(instruction.inputs)) all[r]!.push(reader)
  })
  return all
}

/** Nothing read yet; inside another, with the same memories. */
export const context = (
  p: Program,
  { precision, without }: Pick<Plan, 'precision' | 'without'>,
  outer?: Context,
): Context => {
  const memories: Memory[] = outer?.memories ?? []
  const statements: (Statement | Group)[] = []
  const registers: Register[] = []
  const latest = new Map<string, Group>()
  const changing = new Set<number>()
  const anew = !without.has('recompute') && !without.has('fuse')

  const memory = (format: Format, length: number, constant?: Data): number =>
    memories.push(constant === undefined ? { format, length } : { format, length, constant }) - 1
  const fresh = (aval: Aval): View => ({
    ...rowMajor(aval.shape),
    memory: memory(formatOf(aval, precision), size(aval.shape)),
  })
  const last = lastUses(p)
  const held = new Map<number, number>()
  const avalOf = (r: number): Aval => p.params[r] ?? p.instructions[r - p.params.length]!
  const results = new Set(p.results)
  let readers: ReturnType<typeof readersIn> | undefined // few ask
  const begin = (shape: Shape): Group => {
    const g = group(shape, statements.length)
    statements.push(g)
    if (!without.has('fuse')) latest.set(spaceOf(shape), g)
    return g
  }

  /** A register in memory: stored by its group, or filled with its number. */
  const inMemory = (r: Register, aval: Aval): View => {
    if (r.tag === 'memory') return r.view
    if (r.tag === 'node') {
      r.kept.memory ??= (() => {
        const view = fresh(aval)
        addStore(r.group, r.node, view)
        return view.memory
      })()
      return { ...rowMajor(aval.shape), memory: r.kept.memory }
    }
    if (r.tag === 'number') {
      const view = fresh(aval)
      const g = begin(aval.shape)
      addStore(g, g.coder.scalars.number(r.value), view)
      return view
    }
    throw new Error('a sequence is not in memory')
  }
  /** The same, row-major and from its beginning. */
  const dense = (r: Register, aval: Aval): View => {
    const view = inMemory(r, aval)
    if (isRowMajor(view)) return view
    const copy = fresh(aval)
    const g = begin(aval.shape)
    addStore(g, loadNode(g, accessOf(view, aval.shape)), copy)
    return copy
  }
  const accessOf = (view: View, over: Shape): Access => ({
    memory: view.memory,
    start: view.start,
    steps: stepsOf(view, over),
  })

  /** Whether a group can use a register as an operand over its whole space. */
  const reaches = (g: Group, r: Register, aval: Aval, over: Shape): boolean => {
    if (r.tag === 'number') return true
    if (r.tag === 'node' && r.group === g) return true
    if (positionOf(r) >= g.position) return false
    const view = r.tag === 'memory' ? r.view : rowMajor(aval.shape)
    return admits(g, stepsOf(view, over))
  }
  const operand = (g: Group, r: Register, aval: Aval, over: Shape): number => {
    if (r.tag === 'number') return g.coder.scalars.number(r.value)
    if (r.tag === 'node' && r.group === g) return r.node
    if (r.tag === 'node' && r.kept.memory === undefined && aval.kind !== 'index') {
      const node = anew ? recomputed(r.group, r.node, g, m => !changing.has(m)) : undefined
      if (node !== undefined) return node
    }
    return loadNode(g, accessOf(inMemory(r, aval), over))
  }

  return {
    precision,
    without,
    memories,
    slots: outer?.slots ?? { count: 0 },
    budget: outer?.budget ?? { calls: CALLS },
    statements,
    registers,
    avalOf,
    readersOf: r => {
      readers ??= readersIn(p)
      return readers[r]!
    },
    isResult: r => results.has(r),
    push: r => {
      if (r.tag === 'memory') {
        const { memory: m } = r.view
        held.set(m, Math.max(held.get(m) ?? -1, last[registers.length]!))
      }
      registers.push(r)
    },
    heldUntil: m => held.get(m) ?? -1,
    changing,
    memory,
    fresh,
    begin,
    latest: shape => latest.get(spaceOf(shape)),
    inMemory,
    dense,
    accessOf,
    reaches,
    operand,
  }
}
