/**
 * Whose memory a register is: when it dies, and where an operation that adds to its first argument may do
 * so in place, since nobody reads that argument again.
 */
import { operationOf } from '../op/table.js'
import type { Program } from '../Program.js'

/** What is known of the memory of a program. */
export interface Ownership {
  /** The registers that each instruction is the last to read. */
  readonly dies: readonly (readonly number[])[]
  /** Whether an instruction may write to its first argument. */
  readonly writes: readonly boolean[]
  /** Which results are memory that nobody else has. */
  readonly fresh: readonly boolean[]
}

/** The memory of a program whose parameters marked are given away. */
export const ownership = (
  { params, instructions, results }: Program,
  given: readonly boolean[],
): Ownership => {
  const first = params.length
  // Registers that share memory have one root; that of a constant or a parameter is not the program's own.
  const root = params.map((_, i) => i)
  const own = params.map((_, i) => given[i] === true)
  instructions.forEach(({ op, inputs, outputs }, i) => {
    const [from] = inputs
    const { alias, evaluateAll } = operationOf(op)
    root.push(alias === true ? root[from!]! : first + i)
    // What a control operation gives may be memory of its arguments.
    own.push(
      op !== 'constant' && op !== 'output' && outputs === undefined && evaluateAll === undefined,
    )
  })
  const registerEnd = root.map(() => -1)
  const end = root.map(() => -1)
  instructions.forEach(({ inputs }, i) => {
    for (const r of inputs) {
      registerEnd[r] = i
      end[root[r]!] = i
    }
  })
  const held = new Map<number, number>()
  for (const r of results) {
    registerEnd[r] = instructions.length
    end[root[r]!] = instructions.length
    held.set(root[r]!, (held.get(root[r]!) ?? 0) + 1)
  }
  const dies = instructions.map((): number[] => [])
  registerEnd.forEach((i, r) => {
    if (i < 0 && r >= first)
      dies[r - first]!.push(r) // never read
    else if (i >= 0 && i < instructions.length) dies[i]!.push(r)
  })
  // Memory written to goes on as the result: its root is that of the argument from there on.
  const writes = instructions.map(({ op, inputs }, i) => {
    const [target, ...rest] = inputs
    if (operationOf(op).update === undefined) return false
    const at = root[target!]!
    return own[at] === true && end[at] === i && rest.every(r => root[r] !== at)
  })
  const fresh = results.map(r => own[root[r]!] === true && held.get(root[r]!) === 1)
  return { dies, writes, fresh }
}
