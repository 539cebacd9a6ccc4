/** The derivative of one node, in both modes, from whichever form its operation states. */
import { type AnyExpr, type Expr, withArgs } from '../Expr.js'
import { add, mul, neg } from '../op/arithmetic.js'
import type { Maybe, PartialDerivative } from '../op/Operation.js'
import { broadcastTo, sumTo, zeros } from '../op/structure.js'
import { operationOf } from '../op/table.js'

const times = (w: Expr, p: PartialDerivative): Maybe =>
  p === 0 ? undefined : p === 1 ? w : p === -1 ? neg(w) : mul(w, p)

const plus = (a: Maybe, b: Maybe): Maybe => (a === undefined ? b : b === undefined ? a : add(a, b))

/** The sum of cotangents or tangents, absent ones being zero. */
export const total = (ws: readonly Maybe[]): Maybe => ws.reduce(plus, undefined)

const isReal = (e: AnyExpr): e is Expr => e.kind === 'real'
const known = (e: AnyExpr, v: Maybe): AnyExpr => v ?? (isReal(e) ? zeros(e.shape) : e)

/** The cotangents of a node's arguments from those of its outputs: one a real argument where not zero. */
export const cotangents = (
  e: AnyExpr,
  ws: readonly Maybe[],
  needed: (argument: number) => boolean,
): readonly Maybe[] => {
  const { derivative } = operationOf(e.op)
  const [w] = ws
  if (derivative.form === 'rule') return ws.every(x => x === undefined) ? [] : derivative.vjp(e, ws)
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

/** The tangents of a node's outputs from those of its arguments. */
export const tangents = (e: AnyExpr, vs: readonly Maybe[]): readonly Maybe[] => {
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
      return derivative.jvp(e, vs)
    case 'none':
      return []
  }
}
