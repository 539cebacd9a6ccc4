/** How the coefficients of a node come from those of others, by the derivative that its record states. */
import type { AnyExpr, Expr } from '../Expr.js'
import { hasOwnDerivative } from '../op/control/control.js'
import type { Maybe } from '../op/Operation.js'
import { mul } from '../op/scalar/arithmetic.js'
import { operationOf } from '../op/table.js'

/** How a coefficient of a node comes from others. */
export type Way =
  | 'given'
  | 'shift'
  | 'still'
  | 'linear'
  | 'product'
  | 'quotient'
  | 'whole'
  | 'output'
  | 'jvp'

const isNumber = (p: Expr | number): boolean => typeof p === 'number'

/** What is known of a node: `terms[j]` are the coefficients of order j, one an output. */
export interface Known {
  readonly e: AnyExpr
  readonly way: Way
  /** The degree of a polynomial that it is along the way; ∞ where it is none. */
  readonly degree: number
  /** The highest order at which it is certainly asked for. */
  readonly top: number
  readonly terms: (readonly (AnyExpr | undefined)[] | undefined)[]
  at?: AnyExpr
  slopes?: readonly Maybe[] | 'constant'
}

/** Whether it is zero where its arguments are. */
export const isLinear = ({ op }: AnyExpr): boolean =>
  operationOf(op).derivative.form === 'linear' || op === 'add' || op === 'sub' || op === 'neg'

/** The way of a node of an operation, and its degree. */
export const wayOf = (e: AnyExpr, degree: (x: AnyExpr) => number): readonly [Way, number] => {
  if (e.op === 'output') return ['output', e.kind === 'real' ? degree(e.args[0]!) : 0]
  const top = Math.max(0, ...e.args.map(degree))
  if (top === 0 || (e.kind !== 'real' && e.outputs === undefined)) return ['still', 0]
  const { derivative, jet } = operationOf(e.op)
  if (jet !== undefined && !hasOwnDerivative(e)) return ['whole', Infinity]
  const [a, b] = e.args
  if (e.op === 'mul') return ['product', degree(a!) + degree(b!)]
  if (e.op === 'div') return ['quotient', degree(b!) > 0 ? Infinity : top]
  if (e.op === 'addSequences') return ['linear', top]
  switch (derivative.form) {
    case 'none':
      return ['still', 0]
    case 'linear':
      return ['linear', top]
    case 'bilinear':
      return ['product', degree(a!) + degree(b!)]
    case 'elementwise': {
      const partials = derivative.partials(e.args, e as Expr, e.attrs) // elementwise results are real
      if (!partials.every(isNumber)) return ['jvp', Infinity]
      return ['linear', Math.max(0, ...e.args.map((x, i) => (partials[i] === 0 ? 0 : degree(x))))]
    }
    case 'rule':
      return ['jvp', Infinity]
  }
}

/** A coefficient times a number. */
export const scaled = (c: Maybe, s: number): Maybe =>
  c === undefined || s === 1 ? c : mul<Expr, number>(c, s)

/** Orders n to 0 of a node. */
export const upTo = (x: AnyExpr, n: number): readonly (readonly [AnyExpr, number])[] =>
  Array.from({ length: n + 1 }, (_, i): readonly [AnyExpr, number] => [x, n - i])
