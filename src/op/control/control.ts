/**
 * Closed graphs as operations: `call` keeps a function whole, with the derivative it was given;
 * `output` reads one of its results.
 */
import {
  type AnyExpr,
  type Attrs,
  type Aval,
  type Expr,
  postorder,
  substitute,
  withArgs,
} from '../../Expr.js'
import { full } from '../batching.js'
import { applyAll, type Graph, type Jet, type Maybe, operation, outputsOf } from '../Operation.js'
import { stopGradient } from '../scalar/arithmetic.js'
import { zeros } from '../structure/structure.js'

/**
 * A called function: its graph, and graphs of its vjp (x, w) ↦ cotangents and jvp (x, v) ↦ tangents where
 * it has a derivative of its own. One that is `kept` stays whole in programs, and so does its derivative,
 * which computes it anew: memory is that of its arguments.
 */
export interface Callee {
  readonly name: string
  readonly map: Graph
  readonly kept: boolean
  readonly own?: { readonly vjp: Graph; readonly jvp: Graph }
}

/** The graph that is called. */
export const calleeOf = (attrs: Attrs): Callee => attrs['callee'] as Callee // written by `callNode` only

/** The results of a closed graph at other arguments. */
export const inline = (graph: Graph, args: readonly AnyExpr[]): readonly AnyExpr[] =>
  substitute(graph.results, new Map(graph.params.map((p, i) => [p, args[i]!])))

const known = (xs: readonly Aval[], vs: readonly Maybe[]): readonly Expr[] =>
  xs.map((x, i) => vs[i] ?? zeros(x.shape))

/** Puts what there is in the places marked, and nothing elsewhere. */
export const spread = (marks: readonly boolean[], vs: readonly AnyExpr[]): readonly Maybe[] => {
  const next = vs.values()
  return marks.map(there => (there ? (next.next().value as Expr) : undefined)) // tangents are real
}

const real = (xs: readonly Aval[]): readonly boolean[] => xs.map(x => x.kind === 'real')

const only = (xs: readonly Aval[], vs: readonly Maybe[]): readonly Expr[] =>
  known(xs, vs).filter((_, i) => xs[i]!.kind === 'real')

/** Those that are there. */
export const there = (vs: readonly Maybe[]): readonly Expr[] => vs.flatMap(v => v ?? [])

/** Which are there. */
export const isThere = (vs: readonly Maybe[], n: number): readonly boolean[] =>
  Array.from({ length: n }, (_, i) => vs[i] !== undefined)

/** Whether a node calls a function with a derivative of its own. */
export const hasOwnDerivative = (e: AnyExpr): boolean =>
  e.op === 'call' && calleeOf(e.attrs).own !== undefined

/** A call of the function that yields values and what goes with them. */
const moved: Jet = (e, vs, { pushforward }, order) => {
  const { name, map, kept } = calleeOf(e.attrs)
  const outputs = e.outputs ?? []
  const { graph, present } = pushforward(map, isThere(vs, e.args.length * order))
  const mark = order === 1 ? '′' : `⟨${order}⟩`
  const both = callNode({ name: `${name}${mark}`, map: graph, kept }, [...e.args, ...there(vs)])
  return {
    results: both.slice(0, outputs.length),
    tangents: spread(present, both.slice(outputs.length)),
  }
}

export const call = {
  operation: operation({
    name: 'call',
    result: (_, attrs) =>
      calleeOf(attrs).map.results.map(({ shape, kind }): Aval => ({ shape, kind })),
    evaluateAll: (args, _, attrs, machine) => machine.compile(calleeOf(attrs).map).run(args),
    derivative: {
      form: 'rule',
      vjp: (e, ws, needed, { pullback }) => {
        const { name, map: whole, own, kept } = calleeOf(e.attrs)
        const outputs = e.outputs ?? []
        if (own !== undefined)
          return spread(real(e.args), inline(own.vjp, [...e.args, ...only(outputs, ws)]))
        const { lean, uses, present } = pullback(whole, {
          wanted: e.args.map((a, i) => a.kind === 'real' && needed(i)),
          given: isThere(ws, outputs.length),
        })
        // Arguments that it does not use are not its arguments.
        const args = [...e.args, ...there(ws)].filter((_, i) => uses[i])
        return spread(present, callNode({ name: `${name}ᵀ`, map: lean, kept }, args))
      },
      jvp: () => [],
    },
    pushed: (e, vs, modes) => {
      const { own } = calleeOf(e.attrs)
      const outputs = e.outputs ?? []
      if (own !== undefined) {
        const tangents = inline(own.jvp, [...e.args, ...only(e.args, vs)])
        return { results: outputsOf(e), tangents: spread(real(outputs), tangents) }
      }
      return moved(e, vs, modes, 1)
    },
    jet: (e, vs, modes, order) => moved(e, vs, modes, order),
    batch: (args, batched, e, n, graphs) => {
      const { own, ...callee } = calleeOf(e.attrs)
      if (own === undefined)
        return callNode({ ...callee, map: graphs(callee.map, batched, n) }, args)
      // Every example gets arguments of its own, so that its derivative need not know of the batch.
      const all = (graph: Graph): Graph =>
        graphs(
          graph,
          graph.params.map(() => true),
          n,
        )
      const derivative = { vjp: all(own.vjp), jvp: all(own.jvp) }
      return callNode({ ...callee, map: all(callee.map), own: derivative }, full(args, batched, n))
    },
    sparsity: {
      // What a derivative of its own depends on is what counts: its tangents are in place of the results.
      otherwise: e => {
        const { map, own } = calleeOf(e.attrs)
        if (own === undefined) return inline(map, e.args)
        const still = e.args.map(x => (x.kind === 'real' ? stopGradient(x as Expr) : x))
        const vs = e.args.filter(x => x.kind === 'real')
        return known(e.outputs!, spread(real(e.outputs!), inline(own.jvp, [...still, ...vs])))
      },
    },
    print: {
      text: (args, attrs) => `${calleeOf(attrs).name}(${args.join(', ')})`,
      latex: (args, attrs) =>
        `\\operatorname{${calleeOf(attrs).name}}\\left(${args.join(', ')}\\right)`,
    },
  }),
}

/** The results of a call, one node each. */
export const callNode = (callee: Callee, args: readonly AnyExpr[]): readonly AnyExpr[] =>
  applyAll(call.operation, args, { callee })

const isInlined = (e: AnyExpr): boolean => e.op === 'call' && !calleeOf(e.attrs).kept

/** The same graph with every call replaced by the graph it calls. */
export const expandCalls = (graph: Graph): Graph => {
  const order = postorder(graph.results)
  if (!order.some(isInlined)) return graph
  const image = new Map<AnyExpr, readonly AnyExpr[]>()
  const of = (e: AnyExpr): AnyExpr => image.get(e)![0]!
  const expanded = new Map<Callee, Graph>()
  for (const e of order) {
    const [from] = e.args
    if (e.op === 'output' && isInlined(from!))
      image.set(e, [image.get(from!)![e.attrs['index'] as number]!])
    else if (!isInlined(e)) image.set(e, [withArgs(e, e.args.map(of))])
    else {
      const callee = calleeOf(e.attrs)
      const body = expanded.get(callee) ?? expandCalls(callee.map)
      expanded.set(callee, body)
      image.set(e, inline(body, e.args.map(of)))
    }
  }
  return { params: graph.params, results: graph.results.map(of) }
}
