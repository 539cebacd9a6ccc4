/** Symbols and arrows as plain text. */
import type { AnyDiff, Stage } from '../diff/model.js'
import { stagesOf } from '../diff/stages.js'
import { type AnyExpr, postorder } from '../Expr.js'
import { operationOf } from '../op/table.js'
import { showShape } from '../Shape.js'
import { type Form, showForm } from '../Space.js'
import { leaves } from '../space/form.js'
import { textBinding } from './binding.js'
import { constantText, parameterName } from './names.js'
import { type Notation, write } from './write.js'

const shaped = new Set(['reshape', 'broadcastTo', 'slice'])

const text: Notation = {
  special: (e, args) =>
    e.op === 'constant'
      ? constantText(e)
      : e.op === 'parameter'
        ? parameterName(e)
        : shaped.has(e.op)
          ? `${e.op}${showShape(e.shape)}(${args.join(', ')})`
          : undefined,
  print: (op, args, attrs) => {
    const { print } = operationOf(op)
    const written = print.text(args, attrs)
    // Infix operations print brackets around themselves.
    const probe = print.text(
      args.map(() => 'x'),
      attrs,
    )
    return op in textBinding && probe.startsWith('(') ? written.slice(1, -1) : written
  },
  binding: textBinding,
  brackets: inner => `(${inner})`,
  name: n => `t${n}`,
  width: 60,
}

const takenIn = (params: readonly AnyExpr[]): ReadonlySet<string> =>
  new Set(params.map(parameterName))

/**
 * A symbol as text; what is used twice is named on a line of its own.
 *
 * @example
 * import { add, fn, mul, real, sin } from 'chainrule'
 * import { showExpr } from 'chainrule/show'
 *
 * let text = ''
 * fn(real, x => {
 *   text = showExpr(mul(2, add(x, sin(x))))
 *   return x
 * })
 * text // => '2 · (x + sin(x))'
 */
export const showExpr = (e: AnyExpr): string => {
  const params = postorder([e]).filter(({ op }) => op === 'parameter')
  const { definitions, results } = write([e], text, takenIn(params))
  return [...definitions.map(([name, line]) => `${name} = ${line}`), ...results].join('\n')
}

/** A structure of texts. */
export const structure = (form: Form, texts: readonly string[]): string => {
  let next = 0
  const go = (f: Form): string => {
    switch (f.tag) {
      case 'leaf':
        return texts[next++] ?? ''
      case 'tuple':
        return `(${f.parts.map(go).join(', ')})`
      case 'struct':
        return `{ ${f.fields.map(([n, g]) => `${n}: ${go(g)}`).join(', ')} }`
    }
  }
  return go(form)
}

const domain = ({ dom, graph }: Stage): string => {
  const typed = leaves(dom).map(
    ({ leaf }, i) => `${parameterName(graph.params[i]!)}: ${showForm(leaf)}`,
  )
  return typed.length === 1 ? typed[0]! : `(${typed.join(', ')})`
}

const showStage = (stage: Stage): string => {
  const { params, results: outs } = stage.graph
  const { definitions, results } = write(outs, text, takenIn(params))
  const body = structure(stage.cod, results)
  if (definitions.length === 0) return `${domain(stage)} ↦ ${body}`
  const lines = definitions.map(([name, line]) => `  ${name} = ${line}`)
  return [`${domain(stage)} ↦`, ...lines, `  ${body}`].join('\n')
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A number raised: the index of a stage. */
export const superscript = (n: number): string =>
  `${n}`.replace(/\d/gu, d => SUPERSCRIPTS.charAt(Number(d)))

/**
 * An arrow as text: its stages F¹, F², … in the order in which they run, each with its argument and result.
 *
 * @example
 * import { compose, exp, fn, mul, real, sin } from 'chainrule'
 * import { showDiff } from 'chainrule/show'
 *
 * const f = fn(real, x => sin(x))
 * showDiff(f) // => 'x: ℝ ↦ sin(x)'
 * showDiff(compose(fn(real, y => exp(mul(2, y))), f)) // => 'F¹: x: ℝ ↦ sin(x)\nF²: x: ℝ ↦ exp(2 · x)'
 */
export const showDiff = (f: AnyDiff): string => {
  const all = stagesOf(f)
  if (all.length === 0) return `x: ${showForm(f.dom.form)} ↦ x`
  if (all.length === 1) return showStage(all[0]!)
  return all.map((stage, i) => `F${superscript(i + 1)}: ${showStage(stage)}`).join('\n')
}
