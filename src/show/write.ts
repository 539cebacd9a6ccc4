/**
 * A graph as written lines: what is used more than once, or would make a line too long, gets a name. So the
 * text is linear in the graph's size, however often things are shared and however deep they are nested.
 */
import type { AnyExpr, Attrs } from '../Expr.js'
import { ATOM, type Binding, SUM, unlisted } from './binding.js'
import { operands, shown, view } from './view.js'

/** What plain text and LaTeX do differently. */
export interface Notation {
  /** The text of a parameter or a constant, and of whatever is not printed by its operation's record. */
  readonly special: (e: AnyExpr, args: readonly string[]) => string | undefined
  /** The text of an operation by its record, without brackets around it. */
  readonly print: (op: string, args: readonly string[], attrs: Attrs) => string
  readonly binding: Readonly<Record<string, Binding>>
  readonly brackets: (text: string) => string
  /** The n-th name, from 1. */
  readonly name: (n: number) => string
  /** The longest text that is written inside another. */
  readonly width: number
}

/** Named lines, in the order in which they are needed, and the results. */
export interface Written {
  readonly definitions: readonly (readonly [name: string, text: string])[]
  readonly results: readonly string[]
}

interface Text {
  readonly text: string
  readonly own: number
}

const ofNode = (e: AnyExpr, args: readonly Text[], n: Notation): Text => {
  const plain = args.map(a => a.text)
  const special = n.special(e, plain)
  // A negative number is bracketed as a sum is.
  if (special !== undefined) return { text: special, own: /^[-−]/u.test(special) ? SUM : ATOM }
  const probe = (): string =>
    n.print(
      e.op,
      args.map(() => '□'),
      e.attrs,
    )
  const binding = n.binding[e.op] ?? unlisted(probe(), args)
  const fitted = args.map((a, i) => (a.own < (binding.args[i] ?? 0) ? n.brackets(a.text) : a.text))
  return { text: n.print(e.op, fitted, e.attrs), own: binding.own }
}

/** A graph written in a notation; `taken` names are not given again. */
export const write = (
  results: readonly AnyExpr[],
  notation: Notation,
  taken: ReadonlySet<string> = new Set(),
): Written => {
  const { order, uses } = view(results)
  const texts = new Map<AnyExpr, Text>()
  const definitions: (readonly [string, string])[] = []
  let count = 0
  const fresh = (): string => {
    let name = notation.name(++count)
    while (taken.has(name)) name = notation.name(++count)
    return name
  }
  const last = new Set(results.map(shown))
  for (const e of order) {
    const whole = ofNode(
      e,
      operands(e).map(a => texts.get(a)!),
      notation,
    )
    const times = uses.get(e)!
    const long = whole.text.length > notation.width && !last.has(e)
    if (e.args.length > 0 && (times > 1 || long)) {
      const name = fresh()
      definitions.push([name, whole.text])
      texts.set(e, { text: name, own: ATOM })
    } else texts.set(e, whole)
  }
  return { definitions, results: results.map(r => texts.get(shown(r))!.text) }
}
