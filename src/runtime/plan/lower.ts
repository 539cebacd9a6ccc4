/** From a program to a plan: one pass in its order, each instruction joining a group, a view, or a statement. */
import type { Data, Precision } from '../../Dense.js'
import type { Aval } from '../../Expr.js'
import type { Operation } from '../../op/Operation.js'
import { isRowMajor, rowMajor } from '../../op/Strided.js'
import { reducedShape } from '../../op/structure/structure.js'
import { operationOf } from '../../op/table.js'
import type { Instruction, Program } from '../../Program.js'
import { broadcastStrides, isSequence, type Shape, sameShape, size } from '../../Shape.js'
import { isTensor } from '../../Tensor.js'
import {
  addReduction,
  addStore,
  admits,
  admitsReduction,
  cutsOf,
  type Group,
  group,
  isFull,
  kernelOf,
  loadNode,
  reduction,
  spaceOf,
  squeezed,
  stepsOf,
} from './group.js'
import type { Access, Format, Memory, Place, Plan, Reduce, Statement, View } from './model.js'
import { formatOf, positionOf, type Register } from './register.js'

/** The plan of a program, computed in a precision. */
export const lower = (p: Program, precision: Precision): Plan => {
  const memories: Memory[] = []
  const statements: (Statement | Group)[] = []
  const registers: Register[] = []
  const latest = new Map<string, Group>()
  let slots = 0

  const memory = (format: Format, length: number, constant?: Data): number =>
    memories.push(constant === undefined ? { format, length } : { format, length, constant }) - 1
  const fresh = (aval: Aval): View => ({
    ...rowMajor(aval.shape),
    memory: memory(formatOf(aval, precision), size(aval.shape)),
  })
  const avalOf = (r: number): Aval => p.params[r] ?? p.instructions[r - p.params.length]!
  const begin = (shape: Shape): Group => {
    const g = group(shape, statements.length)
    statements.push(g)
    latest.set(spaceOf(shape), g)
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
    return loadNode(g, accessOf(inMemory(r, aval), over))
  }

  const elementwise = ({ inputs, shape, kind }: Instruction, { scalar }: Operation): Register => {
    const args = inputs.map(r => [registers[r]!, avalOf(r)] as const)
    const known = latest.get(spaceOf(shape))
    const fits =
      known !== undefined && !isFull(known) && args.every(([r, a]) => reaches(known, r, a, shape))
    const g = fits ? known : begin(shape)
    const xs = args.map(([r, a]) => operand(g, r, a, shape))
    const made = scalar!(g.coder.scalars, ...xs)
    const node = precision === 'f32' && kind === 'real' ? g.coder.round(made) : made
    const code = g.coder.code[node]!
    return code.op === 'number'
      ? { tag: 'number', value: code.value }
      : { tag: 'node', group: g, node, kept: { memory: undefined } }
  }

  const reduced = ({ inputs, attrs, shape, kind }: Instruction, how: Reduce['how']): Register => {
    const x = avalOf(inputs[0]!)
    const { kept } = reducedShape(how, x.shape, attrs['axes'] as readonly number[], true)
    const steps = broadcastStrides(kept, x.shape).filter((_, i) => x.shape[i] !== 1)
    const own = squeezed(x.shape)
    // A row that is summed is walked as one.
    const evenly = (view: View): boolean =>
      (cutsOf(own, stepsOf(view, x.shape)) & reduction(own, steps).whole) === 0
    const given = registers[inputs[0]!]!
    const r: Register =
      given.tag === 'memory' && !evenly(given.view)
        ? { tag: 'memory', view: dense(given, x), position: statements.length - 1 }
        : given
    const known = r.tag === 'node' ? r.group : latest.get(spaceOf(x.shape))
    const fits =
      known !== undefined && reaches(known, r, x, x.shape) && admitsReduction(known, steps)
    const g = fits ? known : begin(x.shape)
    const value = operand(g, r, x, x.shape)
    const { scalars, round } = g.coder
    if (own.length === 0) {
      const sum = how === 'sum' ? scalars.add(scalars.number(0), value) : value
      const node = precision === 'f32' ? round(sum) : sum
      return { tag: 'node', group: g, node, kept: { memory: undefined } }
    }
    const view = fresh({ shape, kind })
    const to: Access = { memory: view.memory, start: 0, steps }
    const apart = how === 'sum' && precision === 'f32'
    const sums = apart ? { ...to, memory: memory('f64', size(shape)) } : to
    addReduction(g, { how, value, to, sums }, length => memory('f64', length))
    return { tag: 'memory', view, position: g.position }
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
          ? { tag: 'sequence', slot: slots++, position }
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
      return view.strides.some(s => s < 0) ? dense(registers[r]!, avalOf(r)) : view
    }) as [View, View]
    const out = fresh({ shape, kind })
    statements.push({ tag: 'product', a, b, out })
    return { tag: 'memory', view: out, position: statements.length - 1 }
  }

  const constant = ({ attrs, shape, kind }: Instruction, { evaluate }: Operation): Register => {
    const value = attrs['value']
    const data = evaluate([], { shape, kind }, attrs, precision)
    if (!isTensor(value) || data.length === 1) return { tag: 'number', value: data[0]! }
    const format = formatOf({ kind }, precision)
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

  p.params.forEach(aval => {
    registers.push({ tag: 'memory', view: fresh(aval), position: -1 })
  })
  const params = p.params.map((_, i) => i)
  p.instructions.forEach(i => {
    const operation = operationOf(i.op)
    const from = i.inputs.map(r => registers[r]!)[0]
    registers.push(
      i.op === 'constant'
        ? constant(i, operation)
        : i.op === 'output'
          ? (from as Register & { readonly tag: 'parts' }).parts[i.attrs['index'] as number]!
          : operation.view !== undefined && !isSequence(i.shape)
            ? viewed(i, operation)
            : operation.scalar !== undefined
              ? elementwise(i, operation)
              : i.op === 'sum' || i.op === 'max' || i.op === 'min'
                ? reduced(i, i.op)
                : i.op === 'matmul'
                  ? product(i)
                  : host(i, operation),
    )
  })
  const results = p.results.map(r => place(registers[r]!, avalOf(r)))
  return {
    precision,
    memories,
    params,
    statements: statements.map(s => ('tag' in s ? s : kernelOf(s))),
    results,
    slots,
  }
}
