/** The derivative of one node, in both modes, from whichever form its operation states. */
import { type AnyExpr, type Expr, withArgs } from '../Expr.js'
import { addSequences } from '../op/control/loop.js'
import { type Maybe, type Modes, outputsOf, type PartialDerivative } from '../op/Operation.js'
import { add, mul, neg } from '../op/scalar/arithmetic.js'
import { broadcastTo, isZero, sumTo, zeros } from '../op/structure/structure.js'
import { operationOf } from '../op/table.js'
import { isSequence } from '../Shape.js'

const times = (w: Expr, p: PartialDerivative): Maybe =>
  p === 0 ? undefined : p === 1 ? w : p === -1 ? neg(w) : mul(w, p)

const plus = (a: Maybe, b: Maybe): Maybe => {
  if (a === undefined || b === undefined) return a ?? b
  return isSequence(a.shape) ? addSequences(a, b) : add(a, b)
}

/** The sum of cotangents or tangents, absent ones being zero. */
export const total = (ws: readonly Maybe[]): Maybe => ws.reduce(plus, undefined)

/**
 * A sum with one more cotangent. What adds to a window or to entries of zeros adds to them in the sum
 * itself, so that n reads of a vector cost n.
 */
export const accumulated = (sum: Maybe, w: Expr): Expr => {
  if (sum === undefined) return w
  const [base, ...rest] = w.args
  if (operationOf(w.op).adds !== true || !isZero(base!)) return total([sum, w]) ?? w
  return withArgs(w, [sum, ...rest]) as Expr // of the same operation
}

const isReal = (e: AnyExpr): e is Expr => e.kind === 'real'
const known = (e: AnyExpr, v: Maybe): AnyExpr => v ?? (isReal(e) ? zeros(e.shape) : e)

/** The cotangents of a node's arguments from those of its outputs: one a real argument where not zero. */
export const cotangents = (
  e: AnyExpr,
  ws: readonly Maybe[],
  needed: (argument: number) => boolean,
  modes: Modes,
): readonly Maybe[] => {
  const { derivative } = operationOf(e.op)
  const [w] = ws
  if (derivative.form === 'rule')
    return ws.every(x => x === undefined) ? [] : derivative.vjp(e, ws, needed, modes)
  if (w === undefined || !isReal(e)) return []
  switch (derivative.form) {
    case 'elementwise':
      return derivative.partials(e.args, e, e.attrs).map((p, i) => {
        const c = needed(i) ? times(w, p) : undefined
        return c === undefined ? undefined : sumTo(c, e.args[i]!.shape)
      })
    case 'linear':
      return derivative.transpose(w, e)
    case 'bilinear': {
      const [a, b] = e.args as readonly [Expr, Expr] // the form is for two real arguments
      return [
        needed(0) ? derivative.left(w, b, e) : undefined,
        needed(1) ? derivative.right(w, a, e) : undefined,
      ]
    }
    case 'none':
      return []
  }
}

/** A node's outputs with their tangents, from those of its arguments. */
export const pushed = (
  e: AnyExpr,
  vs: readonly Maybe[],
  modes: Modes,
): readonly (readonly [AnyExpr, Maybe])[] => {
  const both = operationOf(e.op).pushed?.(e, vs, modes)
  if (both !== undefined) return both.results.map((y, i) => [y, both.tangents[i]])
  const ys = e.outputs === undefined ? [e] : outputsOf(e)
  const moved = tangents(e, vs, modes)
  return ys.map((y, i) => [y, moved[i]])
}

const tangents = (e: AnyExpr, vs: readonly Maybe[], modes: Modes): readonly Maybe[] => {
  const { derivative } = operationOf(e.op)
  if (vs.every(v => v === undefined)) return []
  switch (derivative.form) {
    case 'elementwise': {
      const partials = derivative.partials(e.args, e as Expr, e.attrs) // elementwise results are real
      const v = total(vs.map((t, i) => (t === undefined ? undefined : times(t, partials[i]!))))
      return [v === undefined ? undefined : broadcastTo(v, e.shape)]
    }
    case 'linear':
      return [
        withArgs(
          e,
          e.args.map((a, i) => known(a, vs[i])),
        ) as Expr,
      ] // linear results are real
    case 'bilinear': {
      const [a, b] = e.args as readonly [Expr, Expr] // the form is for two real arguments
      const [u, v] = vs
      return [
        total([
          u === undefined ? undefined : (withArgs(e, [u, b]) as Expr),
          v === undefined ? undefined : (withArgs(e, [a, v]) as Expr),
        ]),
      ]
    }
    case 'rule':
      return derivative.jvp(e, vs, modes)
    case 'none':
      return []
  }
}
