/**
 * Tapes: what a while-loop of at most so many steps writes down of its carries, in room for all of them, and the scans
 * that read it, forwards or back, as often as the loop went round.
 */
import { loopOf } from '../../op/control/loopNode.js'
import type { Instruction } from '../../Program.js'
import { size, UNKNOWN } from '../../Shape.js'
import type { Context } from './context.js'
import type { Access, Code, Kernel, Picking, Statement, View } from './model.js'
import { bytesOf } from './place.js'
import { formatOf, type Register } from './register.js'

/** A tape has room for so many bytes, or is none. */
const ROOM = 2 ** 26

/** A tape, and how much of it is written. */
export type Tape = Register & { readonly tag: 'tape' }

const at = ({ memory, start }: View): Access => ({ memory, start, steps: [] })

/** A kernel of numbers: code of what it loads, the last node stored. */
const scalar = (loads: readonly View[], code: readonly Code[], to: View): Kernel => ({
  tag: 'kernel',
  sizes: [],
  code: [...loads.map((_, load): Code => ({ op: 'load', load, args: [] })), ...code],
  loads: loads.map(at),
  outputs: [{ tag: 'store', value: loads.length + code.length - 1, to: at(to) }],
})

const number = (value: number): Code => ({ op: 'number', value, args: [] })

/** Whether a sequence is read by scans alone, entry by entry, that make none. */
const isRewound = (c: Context, register: number): boolean =>
  !c.isResult(register) &&
  c.readersOf(register).every(({ instruction: { op, attrs, inputs, outputs } }) => {
    if (op !== 'scan') return false
    const { length, consts, carries } = loopOf(attrs)
    return (
      length === UNKNOWN &&
      outputs!.length === carries &&
      inputs.every((r, k) => r !== register || k >= consts + carries)
    )
  })

/** The tapes of a while-loop whose outputs from one on are its sequences; undefined where there is no room for them. */
export const tapesOf = (
  c: Context,
  { outputs }: Instruction,
  carries: number,
  maxSteps: number,
): readonly Tape[] | undefined => {
  const sequences = outputs!.slice(carries)
  if (sequences.length === 0) return []
  const bytes = sequences.reduce(
    (sum, a) => sum + bytesOf[formatOf(a, c.precision)] * size(a.shape.slice(1)),
    0,
  )
  const read = c.readersOf(c.registers.length).every(({ instruction, register }) => {
    const index = instruction.attrs['index'] as number // written by `output` only
    return index < carries || isRewound(c, register)
  })
  if (!(bytes * maxSteps <= ROOM) || !read) return undefined
  const count = c.fresh({ shape: [], kind: 'index' })
  return sequences.map(({ shape, kind }) => ({
    tag: 'tape',
    count,
    view: c.fresh({ shape: [maxSteps, ...shape.slice(1)], kind }),
  }))
}

/** What is done before a loop, and at the end of each turn, so that a tape knows how much of it is written. */
export const counting = ([tape]: readonly Tape[]): {
  readonly before: readonly Statement[]
  readonly turn: readonly Statement[]
} =>
  tape === undefined
    ? { before: [], turn: [] }
    : {
        before: [scalar([], [number(0)], tape.count)],
        turn: [scalar([tape.count], [number(1), { op: 'add', args: [0, 1] }], tape.count)],
      }

/** How a loop goes through tapes: what is done before it, its head and test, and what each turn begins with. */
export interface Rewinding {
  readonly before: readonly Statement[]
  readonly head: readonly Statement[]
  readonly test: View
  readonly turn: readonly Statement[]
}

/** Goes through tapes, each turn's entries put where they are asked for. */
export const rewinding = (
  c: Context,
  tapes: readonly (readonly [tape: Tape, entry: View])[],
  reverse: boolean,
): Rewinding => {
  const [[{ count }]] = tapes as readonly [readonly [Tape, View]]
  const [left, index] = [
    c.fresh({ shape: [], kind: 'index' }),
    c.fresh({ shape: [], kind: 'index' }),
  ]
  const test = c.fresh({ shape: [], kind: 'bool' })
  const fewer = scalar([left], [number(1), { op: 'sub', args: [0, 1] }], left)
  const first = scalar([count, left], [{ op: 'sub', args: [0, 1] }], index)
  const last = scalar([left], [], index)
  return {
    before: [scalar([count], [], left)],
    head: [scalar([left], [number(0), { op: 'less', args: [1, 0] }], test)],
    test,
    turn: [
      ...(reverse ? [fewer, last] : [first, fewer]),
      ...tapes.map(
        ([{ view }, entry]): Picking => ({
          tag: 'pick',
          how: 'take',
          whole: { memory: view.memory, start: view.start },
          index: { memory: index.memory, start: 0 },
          part: { memory: entry.memory, start: entry.start },
          blocks: 1,
          between: 1,
          positions: 1,
          rows: view.shape[0]!,
          row: size(entry.shape),
          outside: 0,
        }),
      ),
    ],
  }
}
