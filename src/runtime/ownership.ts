/**
 * Whose memory a register is: when it dies, and where an operation that adds to its first argument may do
 * so in place, since nobody reads that argument again.
 */
import { operationOf } from '../op/table.js'
import type { Program } from '../Program.js'

/** What is known of the memory of a program. */
interface Ownership {
  /** The registers that instruction i is the last to read: `dead` from `deadFrom[i]` to `deadFrom[i + 1]`. */
  readonly dead: Int32Array
  readonly deadFrom: Int32Array
  /** 1 where an instruction may write to its first argument. */
  readonly writes: Uint8Array
  /** Which results are memory that nobody else has. */
  readonly fresh: readonly boolean[]
}

/** The memory of a program whose parameters marked are given away. */
export const ownership = (
  { params, instructions, results }: Program,
  given: readonly boolean[],
): Ownership => {
  const first = params.length
  const steps = instructions.length
  // Registers that share memory have one root; that of a constant or a parameter is not the program's own.
  const root = Int32Array.from({ length: first + steps }, (_, r) => r)
  const own = new Uint8Array(first + steps)
  for (let r = 0; r < first; r++) own[r] = given[r] === true ? 1 : 0
  // The last to read a register, and its memory; −1 where there is none, `steps` for results.
  const last = new Int32Array(first + steps).fill(-1)
  const end = new Int32Array(first + steps).fill(-1)
  instructions.forEach(({ op, inputs, outputs }, i) => {
    const { alias, evaluateAll } = operationOf(op)
    if (alias === true) root[first + i] = root[inputs[0]!]!
    // What an operation with several outputs gives may be memory of its arguments.
    const made =
      op !== 'constant' && op !== 'output' && outputs === undefined && evaluateAll === undefined
    own[first + i] = made ? 1 : 0
    for (const r of inputs) {
      last[r] = i
      end[root[r]!] = i
    }
  })
  const held = new Map<number, number>()
  for (const r of results) {
    last[r] = steps
    end[root[r]!] = steps
    held.set(root[r]!, (held.get(root[r]!) ?? 0) + 1)
  }

  // What nobody reads dies where it is made.
  const dies = (r: number): number => (last[r]! < 0 ? r - first : last[r]!)
  const deadFrom = new Int32Array(steps + 2)
  for (let r = 0; r < last.length; r++) if (dies(r) >= 0) deadFrom[Math.min(dies(r), steps) + 1]!++
  for (let i = 0; i <= steps; i++) deadFrom[i + 1]! += deadFrom[i]!
  const dead = new Int32Array(deadFrom[steps]!)
  const next = deadFrom.slice()
  for (let r = 0; r < last.length; r++)
    if (dies(r) >= 0 && dies(r) < steps) dead[next[dies(r)]!++] = r

  // Memory written to goes on as the result, which is the program's own as any other.
  const writes = new Uint8Array(steps)
  instructions.forEach(({ op, inputs }, i) => {
    const [target, ...rest] = inputs
    if (operationOf(op).update === undefined) return
    const at = root[target!]!
    if (own[at] === 1 && end[at] === i && rest.every(r => root[r] !== at)) writes[i] = 1
  })
  const fresh = results.map(r => own[root[r]!] === 1 && held.get(root[r]!) === 1)
  return { dead, deadFrom, writes, fresh }
}
