/** What the catalogue of planted faults is made of: a right pullback of a plain function, and wrong ones. */
import type { CauseTag, Claims, Domain } from 'chainrule/laws'
import { derivative, vjp } from 'chainrule/laws'

export type Kind = CauseTag | 'other'

/** One wrong derivative, or one wrong function, beside the right one. */
export interface Fault {
  readonly name: string
  readonly kind: Kind
  readonly operation: string
  readonly right: Claims<never>
  readonly wrong: Claims<never>
  readonly domain: Domain<never>
}

export type V = readonly number[]
export type M = readonly V[]

/** A claim that is wrong: of which kind, in words, and the pullback. */
export type Slip<X, Y> = readonly [kind: Kind, name: string, back: (x: X, w: Y) => unknown]

/** Faults of one function. */
export const faultsOf = <X, Y>(
  operation: string,
  domain: Domain<X>,
  value: (x: X) => Y,
  right: (x: X, w: Y) => unknown,
  slips: readonly Slip<X, Y>[],
): readonly Fault[] => {
  const claim = (back: (x: X, w: Y) => unknown): Claims<never> =>
    vjp.of(value, back as never, { name: operation }) as Claims<never>
  return slips.map(([kind, name, back]) => ({
    name: `${operation}: ${name}`,
    kind,
    operation,
    right: claim(right),
    wrong: claim(back),
    domain: domain as Domain<never>,
  }))
}

/** The fault of a function of numbers whose derivative is claimed in both modes. */
export const both = (
  name: string,
  kind: Kind,
  domain: Domain<number>,
  value: (x: number) => number,
  slope: (x: number) => number,
  wrong: {
    readonly value?: (x: number) => number
    readonly vjp?: (x: number, w: number) => number
    readonly jvp?: (x: number, v: number) => number
  },
): Fault => {
  const right = {
    vjp: (x: number, w: number): number => w * slope(x),
    jvp: (x: number, v: number): number => v * slope(x),
  }
  return {
    name,
    kind,
    operation: name,
    right: derivative.of(value, right, { name }) as Claims<never>,
    wrong: derivative.of(wrong.value ?? value, { ...right, ...wrong }, { name }) as Claims<never>,
    domain: domain as Domain<never>,
  }
}

export const sum = (x: V): number => x.reduce((s, e) => s + e, 0)
export const dot = (x: V, y: V): number => sum(x.map((e, i) => e * y[i]!))
export const times = (c: number, x: V): V => x.map(e => c * e)
export const plus = (x: V, y: V): V => x.map((e, i) => e + y[i]!)
export const mul = (x: V, y: V): V => x.map((e, i) => e * y[i]!)
export const mv = (a: M, x: V): V => a.map(row => dot(row, x))
export const tr = (a: M): M => (a[0] ?? []).map((_, j) => a.map(row => row[j]!))
export const mm = (a: M, b: M): M => a.map(row => tr(b).map(column => dot(row, column)))
export const outer = (x: V, y: V): M => x.map(e => times(e, y))
export const scaled = (c: number, a: M): M => a.map(row => times(c, row))
export const added = (a: M, b: M): M => a.map((row, i) => plus(row, b[i]!))
export const mean = (x: V): number => sum(x) / x.length
export const norm = (x: V): number => Math.sqrt(dot(x, x))
export const softmax = (x: V): V => {
  const top = Math.max(...x)
  const es = x.map(e => Math.exp(e - top))
  return times(1 / sum(es), es)
}
export const zeros = (x: V): V => x.map(() => 0)
