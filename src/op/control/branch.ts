/**
 * `switchCase`: one of several closed graphs, chosen when the program runs. Where each example of a batch
 * chooses for itself it stays one operation: results, and with them cotangents, come from the branch that
 * was taken, and what the others made of an example, NaN or not, is not read.
 */
import { allocate, type Dense } from '../../Dense.js'
import type { AnyExpr, Attrs, Aval, Expr } from '../../Expr.js'
import { size } from '../../Shape.js'
import { full } from '../batching.js'
import {
  applyAll,
  type Graph,
  type Jet,
  type Machine,
  type Maybe,
  operation,
  type Pulled,
} from '../Operation.js'
import { add } from '../scalar/arithmetic.js'
import { zeros } from '../structure/structure.js'
import { inline, isThere, spread, there } from './control.js'

/** The graphs among which is chosen. */
export const branchesOf = (attrs: Attrs): readonly Graph[] => attrs['branches'] as readonly Graph[] // written below only

const avals = (graph: Graph): readonly Aval[] =>
  graph.results.map(({ shape, kind }) => ({ shape, kind }))

/** The nearest branch: those out of range take the first or the last. */
const nearest = (i: number, n: number): number => Math.min(Math.max(i, 0), n - 1)

const choose = (
  selector: Dense,
  made: readonly (readonly Dense[] | undefined)[],
  outs: readonly Aval[],
  { precision }: Machine,
): readonly Dense[] =>
  outs.map(({ shape, kind }, k) => {
    const data = allocate(kind, size(shape), precision)
    const each = selector.data.length === 0 ? 0 : data.length / selector.data.length
    selector.data.forEach((s, i) => {
      const from = made[nearest(s, made.length)]![k]!.data
      data.set(from.subarray(i * each, (i + 1) * each), i * each)
    })
    return { shape, kind, data }
  })

const switchOp = operation({
  name: 'switchCase',
  result: (_, attrs) => avals(branchesOf(attrs)[0]!),
  evaluateAll: ([selector, ...args], outs, attrs, machine) => {
    const branches = branchesOf(attrs)
    const taken = new Set(Array.from(selector!.data, i => nearest(i, branches.length)))
    const [only = 0, ...others] = taken
    const at = (i: number): readonly Dense[] => machine.compile(branches[i]!).run(args)
    if (others.length === 0) return at(only)
    const made = branches.map((_, i) => (taken.has(i) ? at(i) : undefined))
    return choose(selector!, made, outs, machine)
  },
  derivative: {
    form: 'rule',
    vjp: (e, ws, needed, { pullback }) => {
      const [selector, ...args] = e.args
      const options = {
        wanted: args.map((a, i) => a.kind === 'real' && needed(i + 1)),
        given: isThere(ws, e.outputs!.length),
      }
      const { graphs, present } = aligned(
        branchesOf(e.attrs).map(branch => pullback(branch, options)),
        args,
      )
      const results = switchNode(selector!, [...args, ...there(ws)], graphs)
      return [undefined, ...spread(present, results)]
    },
    jvp: () => [],
  },
  pushed: (e, vs, modes) => jet(e, vs, modes, 1),
  jet: (e, vs, modes, order) => jet(e, vs, modes, order),
  batch: ([selector, ...args], [own, ...batched], e, n, graphs) => {
    const branches = branchesOf(e.attrs)
    const at = (marks: readonly boolean[]): readonly Graph[] =>
      branches.map(branch => graphs(branch, marks, n))
    // A choice for the whole batch.
    if (own !== true && selector!.shape.length === 0)
      return switchNode(selector!, args, at(batched))
    // A choice an example: each has operands of its own, so that nothing sums over those not taken.
    const [choice, ...operands] = full([selector!, ...args], [own === true, ...batched], n)
    return switchNode(choice!, operands, at(operands.map(() => true)))
  },
  sparsity: {
    otherwise: ({ args: [, ...args], attrs }) => {
      const made = branchesOf(attrs).map(branch => inline(branch, args))
      return made[0]!.map((y, k) =>
        y.kind === 'real' ? made.map(ys => ys[k] as Expr).reduce((a, b) => add(a, b)) : y,
      )
    },
  },
})

/** Of the branch that is taken. */
const jet: Jet = (e, vs, { pushforward }, order) => {
  const [selector, ...args] = e.args
  const outputs = e.outputs!
  const own = vs.slice(order)
  const moving = isThere(own, args.length * order)
  const made = branchesOf(e.attrs).map(branch => pushforward(branch, moving))
  const tangents = made.map(({ graph, present }) => ({
    graph: { params: graph.params, results: graph.results.slice(outputs.length) },
    present,
  }))
  const places = outputs.flatMap(o => Array<Aval>(order).fill(o))
  const { graphs, present } = aligned(tangents, places)
  const both = graphs.map((graph, i) => ({
    params: graph.params,
    results: [...made[i]!.graph.results.slice(0, outputs.length), ...graph.results],
  }))
  const results = switchNode(selector!, [...args, ...there(own)], both)
  return {
    results: results.slice(0, outputs.length),
    tangents: spread(present, results.slice(outputs.length)),
  }
}

/** The record of the operation. */
export const branching = { operation: switchOp }

/** Graphs that all yield what some do, zeros where one does not. */
const aligned = (
  pulled: readonly Pick<Pulled, 'graph' | 'present'>[],
  places: readonly Aval[],
): { readonly graphs: readonly Graph[]; readonly present: readonly boolean[] } => {
  const present = places.map((_, i) => pulled.some(p => p.present[i]))
  const graphs = pulled.map(p => {
    const own: readonly Maybe[] = spread(p.present, p.graph.results)
    const results = places.flatMap(({ shape }, i) =>
      present[i] === true ? [own[i] ?? zeros(shape)] : [],
    )
    return { params: p.graph.params, results }
  })
  return { graphs, present }
}

/** The results of the branch that a selector names: its number, or for two of them a truth value. */
export const switchNode = (
  selector: AnyExpr,
  args: readonly AnyExpr[],
  branches: readonly Graph[],
): readonly AnyExpr[] => applyAll(switchOp, [selector, ...args], { branches })
