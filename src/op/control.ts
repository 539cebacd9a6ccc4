/**
 * Closed graphs as operations: `call` keeps a function whole, with the derivative it was given;
 * `output` reads one of its results.
 */
import {
  type AnyExpr,
  type Attrs,
  type Aval,
  type Expr,
  node,
  postorder,
  substitute,
  withArgs,
} from '../Expr.js'
import { type Graph, type Maybe, operation } from './Operation.js'
import { zeros } from './structure.js'

/** A called function: its graph, and graphs of its vjp (x, w) ↦ cotangents and jvp (x, v) ↦ tangents. */
export interface Callee {
  readonly name: string
  readonly map: Graph
  readonly vjp: Graph
  readonly jvp: Graph
}

const calleeOf = (attrs: Attrs): Callee => attrs['callee'] as Callee // written by `call` only

/** The results of a closed graph at other arguments. */
export const inline = (graph: Graph, args: readonly AnyExpr[]): readonly AnyExpr[] =>
  substitute(graph.results, new Map(graph.params.map((p, i) => [p, args[i]!])))

const known = (xs: readonly Aval[], vs: readonly Maybe[]): readonly Expr[] =>
  xs.map((x, i) => vs[i] ?? zeros(x.shape))

/** Puts one thing a real aval in place, and nothing for the discrete ones. */
const spread = (xs: readonly Aval[], vs: readonly AnyExpr[]): readonly Maybe[] => {
  const next = vs.values()
  return xs.map(x => (x.kind === 'real' ? (next.next().value as Expr) : undefined))
}

const only = (xs: readonly Aval[], vs: readonly Maybe[]): readonly Expr[] =>
  known(xs, vs).filter((_, i) => xs[i]!.kind === 'real')

export const call = {
  operation: operation({
    name: 'call',
    result: (_, attrs) =>
      calleeOf(attrs).map.results.map(({ shape, kind }): Aval => ({ shape, kind })),
    evaluate: () => {
      throw new Error('a call is inlined when its program is made')
    },
    derivative: {
      form: 'rule',
      vjp: (e, ws) =>
        spread(e.args, inline(calleeOf(e.attrs).vjp, [...e.args, ...only(e.outputs ?? [], ws)])),
      jvp: (e, vs) =>
        spread(e.outputs ?? [], inline(calleeOf(e.attrs).jvp, [...e.args, ...only(e.args, vs)])),
    },
    print: {
      text: (args, attrs) => `${calleeOf(attrs).name}(${args.join(', ')})`,
      latex: (args, attrs) =>
        `\\operatorname{${calleeOf(attrs).name}}\\left(${args.join(', ')}\\right)`,
    },
  }),
}

/** The results of a call, one node each. */
export const callNode = (callee: Callee, args: readonly AnyExpr[]): readonly AnyExpr[] => {
  const outputs = callee.map.results.map(({ shape, kind }): Aval => ({ shape, kind }))
  const e = node('call', args, { callee }, { shape: [], kind: 'real' }, outputs)
  return outputs.map((aval, i) => node('output', [e], { index: i }, aval))
}

/** The same graph with every call replaced by the graph it calls. */
export const expandCalls = (graph: Graph): Graph => {
  const order = postorder(graph.results)
  if (!order.some(e => e.op === 'call')) return graph
  const image = new Map<AnyExpr, readonly AnyExpr[]>()
  const of = (e: AnyExpr): AnyExpr => image.get(e)![0]!
  const expanded = new Map<Callee, Graph>()
  for (const e of order) {
    if (e.op === 'output') image.set(e, [image.get(e.args[0]!)![e.attrs['index'] as number]!])
    else if (e.op !== 'call') image.set(e, [withArgs(e, e.args.map(of))])
    else {
      const callee = calleeOf(e.attrs)
      const body = expanded.get(callee) ?? expandCalls(callee.map)
      expanded.set(callee, body)
      image.set(e, inline(body, e.args.map(of)))
    }
  }
  return { params: graph.params, results: graph.results.map(of) }
}
