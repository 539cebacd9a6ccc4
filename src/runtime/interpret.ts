/** The interpreter: a program run instruction by instruction, the oracle of every other target. */
import type { Dense, Precision } from '../Dense.js'
import { operationOf } from '../op/table.js'
import { lastUses, type Program } from '../Program.js'

const rounded = (x: Dense, precision: Precision): Dense =>
  precision === 'f32' && x.kind === 'real' ? { ...x, data: new Float32Array(x.data) } : widened(x)

const widened = (x: Dense): Dense =>
  x.data instanceof Float32Array ? { ...x, data: new Float64Array(x.data) } : x

/** The results of a program; a register is let go after its last use. */
export const interpret = (
  program: Program,
  precision: Precision = 'f64',
): ((args: readonly Dense[]) => readonly Dense[]) => {
  const { instructions, results } = program
  const last = lastUses(program)
  const evaluators = instructions.map(({ op }) => operationOf(op).evaluate)
  return args => {
    const registers: (Dense | undefined)[] = args.map(x => rounded(x, precision))
    instructions.forEach((e, i) => {
      const inputs = e.inputs.map(r => registers[r]!)
      const data = evaluators[i]!(inputs, e, e.attrs, precision)
      registers.push({ shape: e.shape, kind: e.kind, data })
      for (const r of e.inputs) if (last[r] === i) registers[r] = undefined
    })
    return results.map(r => registers[r]!)
  }
}
