/**
 * Nodes as they are written: two of the same operation, arguments and settings are one. Derivatives of
 * derivatives then come back to what is there: that of sin is cos, and that of cos has sin in it again.
 */
import type { AnyExpr, Attrs } from '../Expr.js'

/** A table of nodes. */
export interface Nodes {
  /** The node that stands for all that are written like this one; its arguments must be such nodes. */
  readonly same: (e: AnyExpr) => AnyExpr
}

const isArray = (u: unknown): u is readonly unknown[] => Array.isArray(u)

/** An empty table. */
export const nodes = (): Nodes => {
  const byName = new Map<string, AnyExpr>()
  const numbers = new Map<unknown, number>()
  const numberOf = (u: unknown): number => {
    const n = numbers.get(u) ?? numbers.size
    numbers.set(u, n)
    return n
  }
  // Graphs, tensors and functions are compared by identity.
  const shown = (u: unknown): string => {
    if (typeof u === 'number') return Object.is(u, -0) ? '-0' : `${u}`
    if (isArray(u)) return `[${u.map(shown).join()}]`
    if (typeof u === 'string' || typeof u === 'boolean') return JSON.stringify(u)
    return `#${numberOf(u)}`
  }
  const settings = (attrs: Attrs): string =>
    Object.entries(attrs)
      .map(([name, value]) => `${name}=${shown(value)}`)
      .join(';')
  const nameOf = (e: AnyExpr): string =>
    `${e.op}(${e.args.map(numberOf).join()})${settings(e.attrs)}`
  return {
    same: e => {
      if (e.op === 'parameter') return e
      const name = nameOf(e)
      const known = byName.get(name) ?? e
      byName.set(name, known)
      return known
    },
  }
}
