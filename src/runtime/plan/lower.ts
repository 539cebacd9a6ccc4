/** From a program to a plan: one pass in its order, each instruction joining a group, a view, or a statement. */
import type { Precision } from '../../Dense.js'
import type { Aval } from '../../Expr.js'
import { expandCalls } from '../../op/control/control.js'
import type { Operation } from '../../op/Operation.js'
import { rowMajor } from '../../op/Strided.js'
import { operationOf } from '../../op/table.js'
import { type Instruction, type Program, program } from '../../Program.js'
import { share } from '../../rewrite/share.js'
import { isSequence, sameShape, size } from '../../Shape.js'
import { isTensor } from '../../Tensor.js'
import { type Context, context } from './context.js'
import { convolved } from './convolve.js'
import { randomWords } from './draw.js'
import { branched, called, type Inside, looped, scanned } from './flow.js'
import { isFull, kernelOf, squeezed } from './group.js'
import { exponentials, extremes, lined, recurrences, sums } from './lines.js'
import type { Pass, Place, Plan, Statement, View } from './model.js'
import { multiplied } from './multiplied.js'
import { addedAt, ownAxis, putAt, taken, wholeAxis } from './pick.js'
import { located, normed, reduced } from './reduced.js'
import { formatOf, positionOf, type Register } from './register.js'
import { patched, patchesAdded } from './sliding.js'
import { turned } from './turned.js'
import { added, joined } from './windows.js'

/** Reads a program whose parameters are registers: its statements, and where its results are. */
const read = (c: Context, p: Program, given: readonly Register[]): readonly Place[] => {
  const { avalOf, begin, dense, fresh, inMemory, memory, registers, statements } = c

  const elementwise = ({ inputs, shape, kind }: Instruction, { scalar }: Operation): Register => {
    const args = inputs.map(r => [registers[r]!, avalOf(r)] as const)
    const known = c.latest(shape)
    const fits =
      known !== undefined && !isFull(known) && args.every(([r, a]) => c.reaches(known, r, a, shape))
    const g = fits ? known : begin(shape)
    const xs = args.map(([r, a]) => c.operand(g, r, a, shape))
    const made = scalar!(g.coder.scalars, ...xs)
    const node = c.precision === 'f32' && kind === 'real' ? g.coder.round(made) : made
    const code = g.coder.code[node]!
    return code.op === 'number'
      ? { tag: 'number', value: code.value }
      : { tag: 'node', group: g, node, kept: { memory: undefined } }
  }

  const place = (r: Register, aval: Aval): Place =>
    r.tag === 'sequence'
      ? { tag: 'sequence', slot: r.slot }
      : { tag: 'memory', view: dense(r, aval), aval }

  const host = (
    { op, inputs, attrs, shape, kind, outputs }: Instruction,
    operation: Operation,
  ): Register => {
    const args = inputs.map(r => place(registers[r]!, avalOf(r)))
    const avals = outputs ?? [{ shape, kind }]
    const position = statements.length
    const made = avals.map(
      (aval): Register =>
        isSequence(aval.shape) || op === 'addSequences'
          ? { tag: 'sequence', slot: c.slots.count++, position }
          : { tag: 'memory', view: fresh(aval), position },
    )
    const outs = made.map((r, i) => place(r, avals[i]!))
    statements.push({
      tag: 'host',
      operation,
      attrs,
      args,
      outs,
      avals,
    })
    return outputs === undefined ? made[0]! : { tag: 'parts', parts: made }
  }

  const product = ({ inputs, shape, kind }: Instruction): Register => {
    const [a, b] = inputs.map(r => {
      const view = inMemory(registers[r]!, avalOf(r))
      const anyhow = !c.without.has('layout') && view.strides.every(s => s >= 0)
      return anyhow ? view : dense(registers[r]!, avalOf(r))
    }) as [View, View]
    const out = fresh({ shape, kind })
    statements.push({ tag: 'product', a, b, out })
    return { tag: 'memory', view: out, position: statements.length - 1 }
  }

  const constant = ({ attrs, shape, kind }: Instruction, { evaluate }: Operation): Register => {
    const value = attrs['value']
    const data = evaluate([], { shape, kind }, attrs, c.precision)
    if (!isTensor(value) || data.length === 1) return { tag: 'number', value: data[0]! }
    const format = formatOf({ kind }, c.precision)
    return {
      tag: 'memory',
      view: { ...rowMajor(shape), memory: memory(format, data.length, data) },
      position: -1,
    }
  }

  const viewed = (i: Instruction, { view }: Operation): Register => {
    const r = registers[i.inputs[0]!]!
    const from = avalOf(i.inputs[0]!)
    if (r.tag === 'number' && size(i.shape) > 0) return r
    if (
      r.tag === 'node' &&
      sameShape(squeezed(from.shape), squeezed(i.shape)) &&
      i.op === 'reshape'
    )
      return r
    const position = (): number => Math.max(positionOf(r), statements.length - 1)
    const x = inMemory(r, from)
    const made = view!(x, i.shape, i.attrs)
    if (made !== undefined)
      return {
        tag: 'memory',
        view: { ...made, memory: x.memory },
        position: r.tag === 'number' ? position() : positionOf(r),
      }
    const copy = dense(r, from)
    return { tag: 'memory', view: { ...copy, ...rowMajor(i.shape) }, position: position() }
  }

  const structural: Readonly<Record<string, (i: Instruction, at: number) => Register | undefined>> =
    {
      sum: i => reduced(c, i, 'sum'),
      max: i => reduced(c, i, 'max'),
      min: i => reduced(c, i, 'min'),
      norm: i => normed(c, i),
      prod: i => multiplied(c, i),
      argmax: i => located(c, i, 'max'),
      argmin: i => located(c, i, 'min'),
      matmul: product,
      convolve: i => convolved(c, i, operationOf(i.op)),
      patches: i => patched(c, i),
      addPatches: (i, at) => patchesAdded(c, i, at),
      concat: i => joined(c, i),
      addWindow: (i, at) => added(c, i, at),
      cumsum: i => lined(c, i, sums),
      cummax: i => lined(c, i, extremes('max')),
      cummin: i => lined(c, i, extremes('min')),
      recurrence: i => lined(c, i, recurrences),
      logcumsumexp: i => lined(c, i, exponentials),
      threefry: i => randomWords(c, i),
      gather: i => taken(c, i, wholeAxis(c, i)),
      takeAlongAxis: i => taken(c, i, ownAxis(c, i)),
      scatter: (i, at) => putAt(c, i, at, wholeAxis(c, i)),
      scatterAdd: (i, at) => addedAt(c, i, at, wholeAxis(c, i)),
      addAlongAxis: (i, at) => addedAt(c, i, at, ownAxis(c, i)),
      scan: i => scanned(c, i, inside),
      whileLoop: i => looped(c, i, inside),
      switchCase: i => branched(c, i, inside),
      call: i => called(c, i, inside),
      output: i => {
        const from = registers[i.inputs[0]!] as Register & { readonly tag: 'parts' }
        return from.parts[i.attrs['index'] as number]! // written by `output` only
      },
    }
  for (const r of given) c.push(r)
  p.instructions.forEach((i, at) => {
    const operation = operationOf(i.op)
    c.push(
      i.op === 'constant'
        ? constant(i, operation)
        : operation.view !== undefined && !isSequence(i.shape)
          ? viewed(i, operation)
          : operation.scalar !== undefined
            ? elementwise(i, operation)
            : (structural[i.op]?.(i, at) ?? host(i, operation)),
    )
  })
  return p.results.map(r => place(registers[r]!, avalOf(r)))
}

const closed = ({ statements, memories, without }: Context): readonly Statement[] =>
  statements.flatMap((s): readonly Statement[] => {
    if ('tag' in s) return [s]
    const kernel = kernelOf(s)
    return without.has('layout') ? [kernel] : turned(kernel, m => memories[m]!.format)
  })

const inside: Inside = (outer, graph, given) => {
  const { params, results } = expandCalls(graph)
  const { without } = outer
  const whole = program(params, results)
  const p = without.has('share') ? whole : share(whole)
  const c = context(p, outer, outer)
  const places = read(c, p, given)
  // No sequence is in a step: their lengths are known there.
  const views = places.map(r => (r as Place & { readonly tag: 'memory' }).view)
  return { statements: closed(c), results: views }
}

const NOTHING: ReadonlySet<Pass> = new Set()

/** The plan of a program, computed in a precision. */
export const lower = (
  p: Program,
  precision: Precision,
  without: ReadonlySet<Pass> = NOTHING,
): Plan => {
  const c = context(p, { precision, without })
  const params = p.params.map(c.fresh)
  const results = read(
    c,
    p,
    params.map(view => ({ tag: 'memory', view, position: -1 })),
  )
  return {
    precision,
    without,
    memories: c.memories,
    params: params.map(v => v.memory),
    statements: closed(c),
    results,
    slots: c.slots.count,
  }
}
