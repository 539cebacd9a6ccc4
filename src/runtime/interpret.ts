/** The interpreter: a program run instruction by instruction, the oracle of every other target. */
import type { Dense, Precision } from '../Dense.js'
import { expandCalls } from '../op/control/control.js'
import type { Compiled, Graph, Machine } from '../op/Operation.js'
import { operationOf } from '../op/table.js'
import { type Program, program } from '../Program.js'
import { type Ownership, ownership } from './ownership.js'

/** What a register holds: a value, or those of an operation with several outputs. */
type Register = Dense | readonly Dense[] | undefined

/** An argument as a precision holds it. */
export const rounded = (x: Dense, precision: Precision): Dense =>
  precision === 'f32' && x.kind === 'real' ? { ...x, data: new Float32Array(x.data) } : widened(x)

const widened = (x: Dense): Dense =>
  x.data instanceof Float32Array ? { ...x, data: new Float64Array(x.data) } : x

/** One instruction, ready to run on registers. */
type Step = (registers: Register[]) => void

const value = (registers: readonly Register[], r: number): Dense => registers[r] as Dense // only `output` reads several

const steps = (
  { instructions, params }: Program,
  { dies, writes }: Ownership,
  machine: Machine,
): readonly Step[] =>
  instructions.map(({ op, inputs, attrs, outputs, ...out }, i): Step => {
    const { collides, evaluate, evaluateAll, update } = operationOf(op)
    const at = params.length + i
    const dead = dies[i]!
    const free = (registers: Register[]): void => {
      for (const r of dead) registers[r] = undefined
    }
    if (op === 'output') {
      const from = inputs[0]!
      const index = attrs['index'] as number // written by `output` only
      return registers => {
        registers[at] = (registers[from] as readonly Dense[])[index]
        free(registers)
      }
    }
    const args = (registers: readonly Register[]): readonly Dense[] =>
      inputs.map(r => value(registers, r))
    if (evaluateAll !== undefined) {
      const outs = outputs ?? [out]
      return registers => {
        const made = evaluateAll(args(registers), outs, attrs, machine)
        registers[at] = outputs === undefined ? made[0] : made
        free(registers)
      }
    }
    if (update !== undefined && writes[i] === true)
      return registers => {
        const xs = args(registers)
        if (machine.precision === 'f32' && collides?.(xs) === true) {
          registers[at] = { ...xs[0]!, data: evaluate(xs, out, attrs, 'f32') }
          free(registers)
          return
        }
        update(xs[0]!.data, xs, attrs)
        registers[at] = xs[0]!
        free(registers)
      }
    return registers => {
      const data = evaluate(args(registers), out, attrs, machine.precision)
      registers[at] = { shape: out.shape, kind: out.kind, data }
      free(registers)
    }
  })

const execute = (p: Program, machine: Machine, given: readonly boolean[]): Compiled => {
  const owned = ownership(p, given)
  const list = steps(p, owned, machine)
  return {
    fresh: owned.fresh,
    run: args => {
      const registers: Register[] = [...args]
      for (const step of list) step(registers)
      return p.results.map(r => value(registers, r))
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
