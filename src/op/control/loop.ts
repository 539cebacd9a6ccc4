/**
 * Loops over a carry: `scan`, as many steps as its sequences are long, and `whileLoop`, as many as its test
 * allows. A while-loop that is taped yields the sequence of its carries, whose length is known only when it
 * runs: a thing of programs, read by scans alone, whose derivatives are scans again.
 */
import { allocate, type Data, type Dense, type Kind } from '../../Dense.js'
import type { AnyExpr, Expr } from '../../Expr.js'
import { type Shape, size, UNKNOWN } from '../../Shape.js'
import { apply1, type Compiled, type Machine, operation, outputsOf } from '../Operation.js'
import { batchScan, batchWhile, repeatedEntries } from './loopBatch.js'
import {
  type Loop,
  loopOf,
  scanNode,
  scanOutputs,
  type While,
  whileNode,
  whileOf,
  whileOutputs,
} from './loopNode.js'
import { pullLoop, readCarries, smallest } from './loopPull.js'
import { pushScan, pushWhile } from './loopPush.js'

// -------------------------------------------------------------------------------------
// evaluation
// -------------------------------------------------------------------------------------

/** A step ready to run, its carries given to it where it may write to them. */
const compiled = (
  { step, consts, carries }: Pick<Loop, 'step' | 'consts' | 'carries'>,
  machine: Machine,
): Compiled =>
  machine.compile(
    step,
    step.params.map((_, i) => i >= consts && i < consts + carries),
  )

/** Carries as memory that only the next step has. */
const handed = (made: readonly Dense[], fresh: readonly boolean[]): readonly Dense[] =>
  made.map((x, i) => (fresh[i] === true ? x : { ...x, data: x.data.slice() }))

/** Entry t of a stack, sharing its memory. */
const entry = ({ shape, kind, data }: Dense, t: number): Dense => {
  const own = shape.slice(1)
  const n = size(own)
  return { shape: own, kind, data: data.subarray(t * n, (t + 1) * n) }
}

const memory = (kind: Kind, n: number, data: Data | undefined): Data =>
  allocate(kind, n, data instanceof Float32Array ? 'f32' : 'f64')

/** Values one after another, in memory that doubles as it fills. */
const collector = (kind: Kind, shape: Shape, expected: number) => {
  const n = size(shape)
  let data: Data | undefined
  let steps = 0
  return {
    put: (x: Data, t: number): void => {
      data ??= memory(kind, n * expected, x)
      if ((t + 1) * n > data.length) {
        const larger = memory(kind, Math.max(2 * data.length, (t + 1) * n), x)
        larger.set(data)
        data = larger
      }
      data.set(x, t * n)
      steps = Math.max(steps, t + 1)
    },
    all: (machine: Machine): Dense => ({
      shape: [steps, ...shape],
      kind,
      data: data?.subarray(0, n * steps) ?? allocate(kind, 0, machine.precision),
    }),
  }
}

const scanOp = operation({
  name: 'scan',
  result: (_, attrs) => scanOutputs(loopOf(attrs)),
  evaluateAll: (args, _, attrs, machine) => {
    const loop = loopOf(attrs)
    const { step, consts, carries, reverse } = loop
    const { run, fresh } = compiled(loop, machine)
    const fixed = args.slice(0, consts)
    const xs = args.slice(consts + carries)
    const length = loop.length === UNKNOWN ? xs[0]!.shape[0]! : loop.length
    const stacks = step.results
      .slice(carries)
      .map(({ shape, kind }) => collector(kind, shape, length))
    let carry = handed(args.slice(consts, consts + carries), [])
    for (let k = 0; k < length; k++) {
      const t = reverse ? length - 1 - k : k
      const made = run([...fixed, ...carry, ...xs.map(x => entry(x, t))])
      stacks.forEach((stack, i) => {
        stack.put(made[carries + i]!.data, t)
      })
      carry = handed(made.slice(0, carries), fresh)
    }
    return [...carry, ...stacks.map(stack => stack.all(machine))]
  },
  derivative: {
    form: 'rule',
    vjp: (e, ws, needed, modes) => {
      const loop = loopOf(e.attrs)
      const sequences = outputsOf(e).slice(loop.step.results.length - loop.tape.length)
      return pullLoop({ loop, args: e.args, tape: placed(loop, sequences) }, ws, needed, modes)
    },
    jvp: () => [],
  },
  taped: (e, modes) => {
    const loop = loopOf(e.attrs)
    const more = readCarries(loop, modes).filter(i => !loop.tape.includes(i))
    if (more.length === 0) return e
    const held = more.map(i => loop.step.params[loop.consts + i]!)
    const step = { params: loop.step.params, results: [...loop.step.results, ...held] }
    return scanNode({ ...loop, step, tape: [...loop.tape, ...more] }, e.args)
  },
  pushed: (e, vs, modes) => pushScan(e, vs, modes, 1),
  jet: pushScan,
  batch: (args, batched, e, n, graphs) => batchScan(loopOf(e.attrs), args, batched, n, graphs),
})

/** The sequence of each carry that is on the tape. */
const placed = (
  { carries, tape }: Pick<Loop, 'carries' | 'tape'>,
  sequences: readonly AnyExpr[],
): readonly (AnyExpr | undefined)[] =>
  Array.from({ length: carries }, (_, k) => sequences[tape.indexOf(k)])

/** The record of `scan`. */
export const scanning = { operation: scanOp }

// -------------------------------------------------------------------------------------
// whileLoop
// -------------------------------------------------------------------------------------

/** A while-loop as a scan: its step yields what is on the tape. */
const asScan = (loop: While): Loop => {
  const { consts, carries, tape } = loop
  const { params, results } = loop.step
  return {
    step: { params, results: [...results, ...tape.map(k => params[consts + k]!)] },
    consts,
    carries,
    length: UNKNOWN,
    reverse: false,
    tape,
    guard: loop.test,
  }
}

const whileOp = operation({
  name: 'whileLoop',
  result: (_, attrs) => whileOutputs(whileOf(attrs)),
  evaluateAll: (args, _, attrs, machine) => {
    const { step, test, consts, carries, maxSteps, tape } = whileOf(attrs)
    const { run, fresh } = compiled({ step, consts, carries }, machine)
    const goes = machine.compile(test)
    const fixed = args.slice(0, consts)
    const stacks = tape.map(k => collector(step.results[k]!.kind, step.results[k]!.shape, 16))
    let carry = handed(args.slice(consts), [])
    for (let t = 0; t < maxSteps && goes.run([...fixed, ...carry])[0]!.data[0] === 1; t++) {
      stacks.forEach((stack, i) => {
        stack.put(carry[tape[i]!]!.data, t)
      })
      carry = handed(run([...fixed, ...carry]), fresh)
    }
    return [...carry, ...stacks.map(stack => stack.all(machine))]
  },
  derivative: {
    form: 'rule',
    vjp: (e, ws, needed, modes) => {
      const loop = asScan(whileOf(e.attrs))
      const tape = placed(loop, outputsOf(e).slice(loop.carries))
      return pullLoop({ loop, args: e.args, tape }, ws, needed, modes)
    },
    jvp: () => [],
  },
  taped: (e, modes) => {
    const loop = whileOf(e.attrs)
    const reads = readCarries(asScan({ ...loop, tape: [] }), modes)
    // Of a loop whose vjp reads nothing, the tape still tells the number of steps.
    const least = reads.length > 0 ? reads : [smallest(loop.step.results)]
    const more = least.filter(i => !loop.tape.includes(i))
    return more.length === 0 ? e : whileNode({ ...loop, tape: [...loop.tape, ...more] }, e.args)
  },
  pushed: (e, vs, modes) => pushWhile(e, vs, modes, 1),
  jet: pushWhile,
  batch: (args, batched, e, n, graphs) => batchWhile(whileOf(e.attrs), args, batched, n, graphs),
})

/** The record of `whileLoop`. */
export const looping = { operation: whileOp }

// -------------------------------------------------------------------------------------
// sequences
// -------------------------------------------------------------------------------------

const addOp = operation({
  name: 'addSequences',
  result: ([a]) => a!,
  evaluateAll: ([a, b]) => {
    const data = a!.data.slice()
    for (let k = 0; k < data.length; k++) data[k]! += b!.data[k]!
    return [{ ...a!, data }]
  },
  derivative: {
    form: 'rule',
    vjp: (_, [w]) => [w, w],
    jvp: (_, [u, v]) => [u !== undefined && v !== undefined ? addSequences(u, v) : (u ?? v)],
  },
  batch: (args, batched, _, n) => {
    const [a, b] = args.map((x, i) => (batched[i] === true ? x : repeatedEntries(x, n)))
    return addSequences(a as Expr, b as Expr) // both are real
  },
})

/** The record of the sum of two sequences. */
export const sequenceSum = { operation: addOp }

/** The sum of two sequences of the same loop: of cotangents where two loops read one. */
export const addSequences = (a: Expr, b: Expr): Expr => apply1(addOp, [a, b]) as Expr
