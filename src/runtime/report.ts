/** What was made of an arrow, and what of it is not as it was asked for. */
import type { Precision } from '../Dense.js'
import { operationOf } from '../op/table.js'
import type { Program } from '../Program.js'
import { everywhere, type Plan } from './plan/model.js'
import type { Running } from './plan/running.js'
import { trafficOf } from './plan/work.js'
import { shares } from './threads/crew.js'
import { fuses } from './wasm/wasm.js'

/** What runs a program. */
export type TargetName = 'interpret' | 'javascript' | 'wasm'

/** What was made of an arrow. */
export interface Report {
  /** What runs it: the target that fits, or that was asked for, or what the place allows in its stead. */
  readonly target: TargetName
  readonly precision: Precision
  /** How many threads may be at it. */
  readonly threads: number
  /** Loops, and how many operations each holds. */
  readonly kernels: readonly number[]
  /** The operations that run by their records, and not only for rare numbers. */
  readonly hosted: readonly string[]
  /** Floating-point operations of a call, where its shapes tell. */
  readonly flops: number
  /** The bytes that loops and products of matrices read and write in a call, where loops end by counting. */
  readonly bytes: number
  /** The bytes of the block of memory in which it computes. */
  readonly arena: number
  /** What is not as it was asked for, and why. */
  readonly notes: readonly string[]
}

const flopsOf = ({ params, instructions }: Program): number => {
  const aval = (r: number) => params[r] ?? instructions[r - params.length]!
  return instructions.reduce(
    (sum, i) =>
      i.op === 'output' ? sum : sum + operationOf(i.op).flops(i.inputs.map(aval), i, i.attrs),
    0,
  )
}

/** What was asked for. */
export interface Asked {
  readonly target: TargetName
  readonly threads: number
  readonly fma: boolean
}

const notesOf = (asked: Asked, target: TargetName, threads: number): readonly string[] => [
  ...(asked.target === target
    ? []
    : [
        `target ${target}: what the target ${asked.target} needs is forbidden here, or there is no room for it`,
      ]),
  ...(asked.threads === 1 || threads > 1
    ? []
    : [
        `one thread: ${
          target !== 'wasm'
            ? `the target ${target} has no other`
            : shares()
              ? 'nothing in it is large enough to be shared'
              : 'there are no workers here, or they cannot share memory'
        }`,
      ]),
  ...(asked.fma && !(target === 'wasm' && fuses())
    ? [`no fma: ${target === 'wasm' ? 'this engine' : `the target ${target}`} has none`]
    : []),
]

/** The report of a program, its plan and what runs it, if anything was generated. */
export const reportOf = (
  p: Program,
  plan: Plan | undefined,
  running: Running | undefined,
  { target, precision }: Pick<Report, 'target' | 'precision'>,
  asked: Asked,
): Report => {
  const statements = running === undefined ? [] : everywhere(plan?.statements ?? [])
  const threads = running?.team?.threads ?? 1
  return {
    target,
    precision,
    threads,
    kernels: statements.flatMap(s =>
      s.tag === 'kernel' ? [s.code.filter(c => c.op !== 'load' && c.op !== 'number').length] : [],
    ),
    hosted: statements.flatMap(s => (s.tag === 'host' && !s.rare ? [s.operation.name] : [])),
    flops: flopsOf(p),
    bytes: running === undefined || plan === undefined ? 0 : trafficOf(plan),
    arena: running?.arena ?? 0,
    notes: notesOf(asked, target, threads),
  }
}
