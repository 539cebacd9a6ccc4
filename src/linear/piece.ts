/**
 * A piece of a node's derivative: a linear map from some of its arguments, what it holds, and how it is made
 * once that is known; and the pieces that are operations with other operands fixed.
 */
import { type AnyExpr, constant, type Expr, parameter, withArgs } from '../Expr.js'
import { expandCalls } from '../op/control/control.js'
import type { Graph, Maybe } from '../op/Operation.js'
import { zeros } from '../op/structure/structure.js'
import type { Shape } from '../Shape.js'
import { type AnySpace, type Form, fromForm } from '../Space.js'
import type { AnyTensor } from '../Tensor.js'
import { operation } from './atoms.js'
import type { AnyLinear } from './model.js'

/** A linear map from some arguments of a node to its tangent. */
export interface Piece {
  readonly from: readonly AnyExpr[]
  /** Symbols whose values the map holds. */
  readonly needs: readonly AnyExpr[]
  readonly make: (values: readonly AnyTensor[]) => AnyLinear
}

const leaf = (shape: Shape): Form => ({
  tag: 'leaf',
  kind: 'real',
  shape,
  scalar: shape.length === 0,
})

/** The tangents of a node's result, or of its results. */
export const tangentsOf = (e: AnyExpr): AnySpace =>
  e.outputs === undefined
    ? fromForm(leaf(e.shape))
    : fromForm({
        tag: 'tuple',
        parts: e.outputs.flatMap(o => (o.kind === 'real' ? [leaf(o.shape)] : [])),
      })

/** The tangents of several nodes: of one, not a product. */
export const jointTangents = (es: readonly AnyExpr[]): AnySpace =>
  es.length === 1
    ? tangentsOf(es[0]!)
    : fromForm({ tag: 'tuple', parts: es.map(e => tangentsOf(e).form) })

/** Fresh symbols for the tangents of a node's results; absent for discrete ones. */
const directions = (e: AnyExpr): readonly Maybe[] =>
  (e.outputs ?? [e]).map((o, i) =>
    o.kind === 'real' ? (parameter(`w${i}`, o) as Expr) : undefined,
  )

const present = (xs: readonly Maybe[]): readonly Expr[] => xs.filter(x => x !== undefined)

/** The results of a node's real outputs, zeros written out. */
const outputs = (e: AnyExpr, vs: readonly Maybe[]): readonly Expr[] =>
  (e.outputs ?? [e]).flatMap((o, i) => (o.kind === 'real' ? [vs[i] ?? zeros(o.shape)] : []))

/**
 * A node as an operation of the arguments at `active`, the others fixed at their values. `build` is given
 * the node with its fixed arguments as constants.
 */
export const operationPiece = (
  e: AnyExpr,
  active: readonly number[],
  fixed: (argument: number) => boolean,
  build: (
    e: AnyExpr,
    vs: readonly Maybe[],
    ws: readonly Maybe[],
  ) => { readonly forward: readonly Maybe[]; readonly transposed: readonly Maybe[] },
): Piece => {
  const from = active.map(i => e.args[i]!)
  const held = e.args.flatMap((a, i) => (fixed(i) ? [a] : []))
  return {
    from,
    needs: held,
    make: values => {
      const next = values.values()
      const at = withArgs(
        e,
        e.args.map((a, i) => (fixed(i) ? constant(next.next().value!) : zeros(a.shape))),
      )
      const vs = e.args.map((a, i) =>
        active.includes(i) ? (parameter(`v${i}`, a) as Expr) : undefined,
      )
      const ws = directions(e)
      const { forward, transposed } = build(at, vs, ws)
      const back = active.map(i => transposed[i] ?? zeros(e.args[i]!.shape))
      const closed = (params: readonly Maybe[], results: readonly Expr[]): Graph =>
        expandCalls({ params: present(params), results })
      return operation(
        jointTangents(from),
        tangentsOf(e),
        e.op,
        closed(vs, outputs(e, forward)),
        closed(ws, back),
      )
    },
  }
}

/** A node of a linear operation, whose real arguments that do not move are zero to it. */
export const linearPiece = (
  e: AnyExpr,
  active: readonly number[],
  transpose: (w: Expr, e: AnyExpr) => readonly Maybe[],
): Piece =>
  operationPiece(
    e,
    active,
    i => e.args[i]!.kind !== 'real',
    (at, vs, ws) => ({
      // Jointly linear: the arguments that do not move are zero. Its result is real.
      forward: [
        withArgs(
          at,
          at.args.map((a, i) => vs[i] ?? a),
        ) as Expr,
      ],
      transposed: transpose(ws[0]!, at),
    }),
  )
