/** `explain`: the shapes of a program, and where each of its operations was built. */
import type { AnyDiff } from '../diff/model.js'
import { applyLeaves, placedGraph, stagesOf } from '../diff/stages.js'
import { markedParameters } from '../diff/trace.js'
import { type AnyExpr, type Aval, postorder } from '../Expr.js'
import type { Graph } from '../op/Operation.js'
import { builtAt, type Place, placeOf, showPlace } from '../Place.js'
import { isSequence, showShape } from '../Shape.js'
import { expressionText, operationName } from './text.js'

const marks = { real: 'ℝ', index: 'ℤ', bool: '𝔹' } as const

const type = ({ shape, kind }: Aval): string => {
  const sizes = isSequence(shape) ? `[steps, ${shape.slice(1).join(', ')}]` : showShape(shape)
  return `${marks[kind]}${shape.length === 0 ? '' : sizes}`
}

/** The graphs inside a node, by what they are. */
const graphsOf = (e: AnyExpr): readonly (readonly [name: string, graph: Graph])[] => {
  const named = (names: readonly string[]): readonly (readonly [string, Graph])[] =>
    names.map(n => [n, e.attrs[n] as Graph]) // written by the nodes' own constructors
  if (e.op === 'call') return [['body', (e.attrs['callee'] as { readonly map: Graph }).map]]
  if (e.op === 'scan') return named(['step'])
  if (e.op === 'whileLoop') return named(['test', 'step'])
  if (e.op === 'switchCase')
    return (e.attrs['branches'] as readonly Graph[]).map((g, i) => [`branch ${i}`, g])
  return []
}

interface Row {
  readonly text: string
  readonly place: Place | undefined
}

const rows = ({ params, results }: Graph, indent: string): readonly Row[] => {
  const names = new Map(params.map(p => [p, expressionText(p)]))
  const name = (e: AnyExpr): string => names.get(e) ?? expressionText(e)
  const out: Row[] = params.map(p => ({
    text: `${indent}${name(p)}: ${type(p)}`,
    place: undefined,
  }))
  let count = 0
  for (const e of postorder(results)) {
    if (e.op === 'parameter' || e.op === 'constant') continue
    if (e.op === 'output') {
      names.set(e, `${name(e.args[0]!)}.${String(e.attrs['index'])}`)
      continue
    }
    const own = `v${++count}`
    names.set(e, own)
    const made = e.outputs === undefined ? type(e) : `(${e.outputs.map(type).join(', ')})`
    const call = `${operationName(e)}(${e.args.map(name).join(', ')})`
    out.push({ text: `${indent}${own}: ${made} = ${call}`, place: builtAt(e) })
    for (const [what, graph] of graphsOf(e)) {
      out.push({ text: `${indent}  ${what}`, place: undefined })
      out.push(...rows(graph, `${indent}    `))
    }
  }
  out.push({ text: `${indent}return ${results.map(name).join(', ')}`, place: undefined })
  return out
}

const table = (all: readonly Row[]): string => {
  const width = Math.min(60, Math.max(...all.map(({ text }) => text.length)))
  return all
    .map(({ text, place }) =>
      place === undefined ? text : `${text.padEnd(width)}  ${showPlace(place)}`,
    )
    .join('\n')
}

const isArrow = (u: unknown): u is AnyDiff =>
  typeof u === 'object' && u !== null && '_tag' in u && u._tag === 'Diff'

/**
 * An arrow as a list of its operations, each with the shape and kind of what it gives and the place in the body of
 * `fn` where it was built, graphs inside operations below them; or an error, with its place.
 *
 * @example
 * import { fn, matrix, sum } from 'chainrule'
 * import { explain } from 'chainrule/diagnose'
 *
 * const text = explain(fn(matrix(2, 3), A => sum(A, { axis: 0 })))
 * text.includes('v1: ℝ[3] = sum(x)') // => true
 */
export const explain = (u: AnyDiff | Error): string => {
  if (!isArrow(u)) {
    const place = placeOf(u)
    return place === undefined ? u.message : `${u.message}\n  at ${showPlace(place)}`
  }
  const [first, ...rest] = stagesOf(u)
  if (first !== undefined && rest.length === 0) return table(rows(placedGraph(first), ''))
  const params = markedParameters(u.dom.form)
  return table(rows({ params, results: applyLeaves(u, params) }, ''))
}
