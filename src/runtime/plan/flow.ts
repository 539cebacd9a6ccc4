/** Control flow while a program is lowered: loops, branches and calls as statements around statements. */
import { type Aval, postorder } from '../../Expr.js'
import { branchesOf } from '../../op/control/branch.js'
import { calleeOf } from '../../op/control/control.js'
import { loopOf, whileOf } from '../../op/control/loopNode.js'
import type { Graph } from '../../op/Operation.js'
import type { Instruction } from '../../Program.js'
import { isSequence, size, UNKNOWN } from '../../Shape.js'
import type { Context } from './context.js'
import type { Copy, Statement, View } from './model.js'
import type { Register } from './register.js'
import { counting, rewinding, type Tape, tapesOf } from './tape.js'
import { stored } from './windows.js'

/** Lowers a graph by itself, its parameters being registers of its own: its statements, and its results. */
export type Inside = (
  c: Context,
  graph: Graph,
  given: readonly Register[],
) => { readonly statements: readonly Statement[]; readonly results: readonly View[] }

/** Whether what goes in or out has a length that nobody knows, and no tape does. */
const isOpen = (c: Context, { inputs, outputs }: Instruction): boolean =>
  inputs.some(r => c.registers[r]!.tag === 'sequence') ||
  (outputs ?? []).some(o => isSequence(o.shape))

/** Registers as a graph inside sees them: numbers, and memory that is there from the beginning. */
const lent = (c: Context, inputs: readonly number[]): readonly Register[] =>
  inputs.map(r => {
    const x = c.registers[r]!
    return x.tag === 'number' ? x : kept(c.inMemory(x, c.avalOf(r)))
  })

const kept = (view: View): Register => ({ tag: 'memory', view, position: -1 })

const partsOf = (c: Context, views: readonly View[]): readonly Register[] =>
  views.map(view => ({ tag: 'memory', view, position: c.statements.length - 1 }))

const parts = (c: Context, views: readonly View[]): Register => ({
  tag: 'parts',
  parts: partsOf(c, views),
})

/** Memory that begins as a register is. */
const begun = (c: Context, r: number): View => {
  const view = c.fresh(c.avalOf(r))
  stored(c, r, view.shape, view)
  return view
}

const copy = (from: View, to: View, steps: readonly [number, number] = [0, 0]): Copy => ({
  tag: 'copy',
  from: { memory: from.memory, start: from.start, step: steps[0] },
  to: { memory: to.memory, start: to.start, step: steps[1] },
  length: size(to.shape),
})

/** Copies of results into carries: those that are other carries first into memory of their own. */
const carried = (
  c: Context,
  results: readonly View[],
  carries: readonly View[],
): readonly Copy[] => {
  const memories = new Set(carries.map(v => v.memory))
  const moves = results.flatMap((from, k): readonly (readonly [View, View])[] =>
    from.memory === carries[k]!.memory ? [] : [[from, carries[k]!]],
  )
  const apart = moves.map(([from]): View => {
    if (!memories.has(from.memory)) return from
    const { format } = c.memories[from.memory]!
    return { ...from, start: 0, memory: c.memory(format, size(from.shape)) }
  })
  return [
    ...moves.flatMap(([from], i) => (apart[i] === from ? [] : [copy(from, apart[i]!)])),
    ...moves.map(([, to], i) => copy(apart[i]!, to)),
  ]
}

/** An entry of memory made for it, and one after another what a loop takes and puts. */
const entryOf = (c: Context, { shape, kind }: Aval): View =>
  c.fresh({ shape: shape.slice(1), kind })

/** A scan of known length, or over tapes, as a loop; undefined of another. */
export const scanned = (c: Context, i: Instruction, inside: Inside): Register | undefined => {
  const { step, consts, carries, length, reverse } = loopOf(i.attrs)
  const outputs = i.outputs!
  if (isOpen(c, i)) return undefined
  const [fixed, first, sequences] = [
    i.inputs.slice(0, consts),
    i.inputs.slice(consts, consts + carries),
    i.inputs.slice(consts + carries),
  ]
  const carry = first.map(r => begun(c, r))
  const given = (entries: readonly View[]): readonly Register[] => [
    ...lent(c, fixed),
    ...[...carry, ...entries].map(kept),
  ]
  if (length === UNKNOWN) {
    const tapes = sequences.map(
      r => [c.registers[r] as Tape, entryOf(c, c.avalOf(r))] as const, // no other is not open
    )
    const { before, head, test, turn } = rewinding(c, tapes, reverse)
    const { statements, results } = inside(c, step, given(tapes.map(([, entry]) => entry)))
    const body = [...turn, ...statements, ...carried(c, results, carry)]
    c.statements.push(...before, { tag: 'loop', times: Infinity, head, test, body })
    return parts(c, carry)
  }
  const taken = sequences.map(r => {
    const from = c.dense(c.registers[r]!, c.avalOf(r))
    return { from, to: entryOf(c, c.avalOf(r)) }
  })
  const { statements, results } = inside(c, step, given(taken.map(t => t.to)))
  const stacks = outputs.slice(carries).map(c.fresh)
  /** Entry t of a sequence, t counted as the loop goes. */
  const at = (v: View, n: number): readonly [View, number] =>
    reverse ? [{ ...v, start: v.start + (length - 1) * n }, -n] : [v, n]
  c.statements.push({
    tag: 'loop',
    times: length,
    test: undefined,
    head: [],
    body: [
      ...taken.map(({ from, to }) => {
        const [view, step] = at(from, size(to.shape))
        return copy(view, to, [step, 0])
      }),
      ...statements,
      ...stacks.map((to, s) => {
        const from = results[carries + s]!
        const [view, step] = at(to, size(from.shape))
        return copy(from, { ...view, shape: from.shape }, [0, step])
      }),
      ...carried(c, results.slice(0, carries), carry),
    ],
  })
  return parts(c, [...carry, ...stacks])
}

/** A loop that ends by its test, and what it writes on tapes; undefined where there is no room for these. */
export const looped = (c: Context, i: Instruction, inside: Inside): Register | undefined => {
  const { step, test, consts, carries, maxSteps, tape } = whileOf(i.attrs)
  const tapes = tapesOf(c, i, carries, maxSteps)
  if (tapes === undefined || i.inputs.some(r => c.registers[r]!.tag === 'sequence'))
    return undefined
  const carry = i.inputs.slice(consts).map(r => begun(c, r))
  const given = [...lent(c, i.inputs.slice(0, consts)), ...carry.map(kept)]
  const head = inside(c, test, given)
  const { statements, results } = inside(c, step, given)
  const { before, turn } = counting(tapes)
  const written = tapes.map(({ view }, k): Copy => {
    const from = carry[tape[k]!]!
    return copy(from, { ...view, shape: from.shape }, [0, size(from.shape)])
  })
  c.statements.push(...before, {
    tag: 'loop',
    times: maxSteps,
    head: head.statements,
    test: head.results[0],
    body: [...written, ...statements, ...carried(c, results, carry), ...turn],
  })
  return { tag: 'parts', parts: [...partsOf(c, carry), ...tapes] }
}

/** One of several graphs, chosen once; undefined where each example of a batch chooses. */
export const branched = (c: Context, i: Instruction, inside: Inside): Register | undefined => {
  const [selector, ...inputs] = i.inputs as readonly [number, ...number[]]
  const outputs = i.outputs!
  if (c.avalOf(selector).shape.length > 0 || isOpen(c, i)) return undefined
  const chosen = c.dense(c.registers[selector]!, c.avalOf(selector))
  const given = lent(c, inputs)
  const outs = outputs.map(c.fresh)
  const cases = branchesOf(i.attrs).map(graph => {
    const { statements, results } = inside(c, graph, given)
    return [...statements, ...results.map((from, k) => copy(from, outs[k]!))]
  })
  c.statements.push({ tag: 'branch', selector: chosen, cases })
  return parts(c, outs)
}

/** A graph that is called: its statements here, while there is room for them; undefined of another. */
export const called = (c: Context, i: Instruction, inside: Inside): Register | undefined => {
  const { map } = calleeOf(i.attrs)
  const cost = postorder(map.results).length
  if (isOpen(c, i) || cost > c.budget.calls) return undefined
  c.budget.calls -= cost
  const { statements, results } = inside(c, map, lent(c, i.inputs))
  c.statements.push(...statements)
  return parts(c, results)
}
