/** The interpreter: a program run instruction by instruction, the oracle of every other target. */
import type { Dense, Precision } from '../Dense.js'
import { expandCalls } from '../op/control/control.js'
import type { Compiled, Graph, Machine, Operation } from '../op/Operation.js'
import { operationOf } from '../op/table.js'
import { type Instruction, type Program, program } from '../Program.js'
import { ownership } from './ownership.js'

/** What a register holds: a value, or those of an operation with several outputs. */
type Register = Dense | readonly Dense[] | undefined

/** An argument as a precision holds it. */
export const rounded = (x: Dense, precision: Precision): Dense =>
  precision === 'f32' && x.kind === 'real' ? { ...x, data: new Float32Array(x.data) } : widened(x)

const widened = (x: Dense): Dense =>
  x.data instanceof Float32Array ? { ...x, data: new Float64Array(x.data) } : x

const value = (registers: readonly Register[], r: number): Dense => registers[r] as Dense // only `output` reads several

/** What one instruction writes, from the registers that it reads. */
const evaluated = (
  { op, inputs, attrs, outputs, shape, kind }: Instruction,
  { collides, evaluate, evaluateAll, update }: Operation,
  inPlace: boolean,
  registers: readonly Register[],
  machine: Machine,
): Register => {
  if (op === 'output') {
    const index = attrs['index'] as number // written by `output` only
    return (registers[inputs[0]!] as readonly Dense[])[index]
  }
  const args = inputs.map(r => value(registers, r))
  if (evaluateAll !== undefined) {
    const made = evaluateAll(args, outputs ?? [{ shape, kind }], attrs, machine)
    return outputs === undefined ? made[0] : made
  }
  // In single precision sums are kept in double.
  const { precision } = machine
  if (inPlace && update !== undefined && !(precision === 'f32' && collides?.(args) === true)) {
    update(args[0]!.data, args, attrs)
    return args[0]
  }
  return { shape, kind, data: evaluate(args, { shape, kind }, attrs, precision) }
}

const execute = (p: Program, machine: Machine, given: readonly boolean[]): Compiled => {
  const { params, instructions, results } = p
  const { dead, deadFrom, fresh, writes } = ownership(p, given)
  const records = instructions.map(({ op }) => operationOf(op))
  return {
    fresh,
    run: args => {
      const registers: Register[] = [...args]
      for (let i = 0; i < instructions.length; i++) {
        registers[params.length + i] = evaluated(
          instructions[i]!,
          records[i]!,
          writes[i] === 1,
          registers,
          machine,
        )
        for (let k = deadFrom[i]!; k < deadFrom[i + 1]!; k++) registers[dead[k]!] = undefined
      }
      return results.map(r => value(registers, r))
    },
  }
}

const flat = (graph: Graph): Program => {
  const { params, results } = expandCalls(graph)
  return program(params, results)
}

const machineOf = (precision: Precision): Machine => {
  // Graphs inside are made ready once: invisible from outside, as they are immutable.
  const known = new WeakMap<Graph, Map<string, Compiled>>()
  const machine: Machine = {
    precision,
    compile: (graph, given = []) => {
      const own = known.get(graph) ?? new Map<string, Compiled>()
      known.set(graph, own)
      const name = given.map(Number).join('')
      const made = own.get(name) ?? execute(flat(graph), machine, given)
      own.set(name, made)
      return made
    },
  }
  return machine
}

/** What runs the graphs inside operations, for each precision. */
export const machines = { f64: machineOf('f64'), f32: machineOf('f32') }

/** The results of a program; a register is let go after its last use. */
export const interpret = (
  p: Program,
  precision: Precision = 'f64',
): ((args: readonly Dense[]) => readonly Dense[]) => {
  const { run } = execute(p, machines[precision], [])
  return args => run(args.map(x => rounded(x, precision)))
}
