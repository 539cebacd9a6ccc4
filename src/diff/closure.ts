/**
 * Bodies inside bodies: what a function of symbols uses from outside becomes operands, so that its graph
 * is closed.
 *
 * A body is traced twice. What is the same node both times was there before; what is not was made by the
 * body, and stays inside: no mark on nodes, and no state that knows which body runs.
 */
import { scopeError } from '../Errors.js'
import { type AnyExpr, parameter, substitute } from '../Expr.js'
import type { Graph } from '../op/Operation.js'

/** A function of leaves. */
export type Body = (xs: readonly AnyExpr[]) => readonly AnyExpr[]

/** Closed graphs, each given first what they all use from outside, then what is its own. */
export interface Closure {
  readonly graphs: readonly Graph[]
  readonly captured: readonly AnyExpr[]
}

interface Trace {
  readonly params: readonly AnyExpr[]
  readonly results: readonly AnyExpr[]
}

const traceOf = (body: Body, own: readonly AnyExpr[]): Trace => {
  const params = own.map(p => parameter(String(p.attrs['name']), p))
  return { params, results: body(params) }
}

/** A number, or a tensor filled with one: closed by itself, and cheap. */
const isPlain = ({ op, args: [x] }: AnyExpr): boolean =>
  op === 'constant' || (op === 'broadcastTo' && x !== undefined && isPlain(x))

/** Adds to `found` what two traces of a body have in common. */
const collect = (first: Trace, second: Trace, found: Set<AnyExpr>): void => {
  const seen = new Set<AnyExpr>(first.params)
  const stack = first.results.map((r, i) => [r, second.results[i]] as const)
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [a, b] = pair
    if (seen.has(a)) continue
    seen.add(a)
    if (a === b) {
      if (!isPlain(a)) found.add(a)
    } else if (b === undefined || a.op !== b.op || a.args.length !== b.args.length)
      throw scopeError('fn', 'a body that does the same each time it is traced', a.op)
    else stack.push(...a.args.map((x, i) => [x, b.args[i]] as const))
  }
}

/** Bodies closed together: their captured symbols are the same operands in the same order. */
export const close = (
  bodies: readonly { readonly own: readonly AnyExpr[]; readonly body: Body }[],
): Closure => {
  const found = new Set<AnyExpr>()
  const traces = bodies.map(({ own, body }) => {
    const trace = traceOf(body, own)
    collect(trace, traceOf(body, own), found)
    return trace
  })
  const captured = [...found]
  const graphs = traces.map(({ params, results }) => {
    const outer = captured.map((e, i) => parameter(`c${i}`, e))
    const inside = new Map(captured.map((e, i) => [e, outer[i]!]))
    return { params: [...outer, ...params], results: substitute(results, inside) }
  })
  return { graphs, captured }
}
