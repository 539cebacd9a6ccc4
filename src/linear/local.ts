/** The derivative of one node, as linear maps from its arguments: a diagonal, a matrix, an operation. */
import { pushed } from '../derivative/local.js'
import { modes } from '../derivative/modes.js'
import type { AnyExpr, Expr } from '../Expr.js'
import { withArgs } from '../Expr.js'
import type { Maybe, PartialDerivative } from '../op/Operation.js'
import { add } from '../op/scalar/arithmetic.js'
import { broadcastTo } from '../op/structure/structure.js'
import { operationOf } from '../op/table.js'
import { sameShape } from '../Shape.js'
import type { Tensor } from '../Tensor.js'
import { composed, transpose } from './algebra.js'
import { fromMatrix, identity, scale } from './atoms.js'
import { type AnyLinear, linear } from './model.js'
import { linearPiece, operationPiece, type Piece, tangentsOf } from './piece.js'

const plus = (p: PartialDerivative, q: PartialDerivative): PartialDerivative =>
  typeof p === 'number' && typeof q === 'number' ? p + q : p === 0 ? q : q === 0 ? p : add(p, q)

/** The multiplication by a partial derivative, after broadcasting where the argument is smaller. */
const factor = (e: AnyExpr, a: AnyExpr, p: PartialDerivative): Piece => {
  const spread = sameShape(a.shape, e.shape) ? undefined : broadcastTo(a as Expr, e.shape)
  const first = spread && linearPiece(spread, [0], transposeOf(spread))
  const cod = tangentsOf(e)
  const uniform = typeof p === 'number' || p.shape.length === 0
  return {
    from: [a],
    needs: typeof p === 'number' ? [] : [uniform ? p : broadcastTo(p, e.shape)],
    make: ([value]) => {
      const c = typeof p === 'number' ? p : value!.values[0]
      const times =
        p === 1
          ? identity(cod)
          : uniform
            ? scale(cod, c as number) // partial derivatives are real
            : linear(cod, cod, { tag: 'diagonal', entries: [value as Tensor] })
      return first === undefined ? times : composed(times, first.make([]))
    },
  }
}

const transposeOf = (e: AnyExpr): ((w: Expr, e: AnyExpr) => readonly Maybe[]) => {
  const { derivative } = operationOf(e.op)
  return derivative.form === 'linear' ? derivative.transpose : () => []
}

/** The product with a fixed matrix of a vector, which `matmul` makes a matrix of one column or row. */
const matrixVector = (e: AnyExpr, isActive: (e: AnyExpr) => boolean): Piece | undefined => {
  const [product] = e.args
  if (e.op !== 'reshape' || e.shape.length > 1 || product?.op !== 'matmul') return undefined
  const [a, b] = product.args as readonly [AnyExpr, AnyExpr]
  const vector = ({ op, args: [x] }: AnyExpr): AnyExpr | undefined =>
    op === 'reshape' && x?.shape.length === 1 ? x : undefined
  // Of batches it is not one matrix.
  if (a.shape.length !== 2 || b.shape.length !== 2) return undefined
  const column = isActive(a) || b.shape[1] !== 1 ? undefined : vector(b)
  const row = isActive(b) || a.shape[0] !== 1 ? undefined : vector(a)
  const of = (x: AnyExpr, fixed: AnyExpr, make: (m: Matrix) => AnyLinear): Piece => ({
    from: [x],
    needs: [fixed],
    make: ([m]) => make(m as Matrix), // a matrix, as was tested
  })
  return column !== undefined
    ? of(column, a, m => fromMatrix(tangentsOf(column), tangentsOf(e), m))
    : row && of(row, b, m => transpose(fromMatrix(tangentsOf(e), tangentsOf(row), m)))
}
type Matrix = Tensor<readonly [number, number]>

/** The linear maps whose sum is the derivative of a node with respect to its active arguments. */
export const pieces = (e: AnyExpr, isActive: (e: AnyExpr) => boolean): readonly Piece[] => {
  const active = e.args.flatMap((a, i) => (isActive(a) ? [i] : []))
  if (e.op === 'output') {
    const [call] = e.args as readonly [AnyExpr]
    const before = call.outputs!.slice(0, e.attrs['index'] as number).filter(o => o.kind === 'real')
    const term = { tag: 'select', leaves: [before.length] } as const
    return [{ from: [call], needs: [], make: () => linear(tangentsOf(call), tangentsOf(e), term) }]
  }
  const special = matrixVector(e, isActive)
  if (special !== undefined) return [special]
  const { derivative } = operationOf(e.op)
  switch (derivative.form) {
    case 'elementwise': {
      const partials = derivative.partials(e.args, e as Expr, e.attrs) // elementwise results are real
      return [...new Set(active.map(i => e.args[i]!))].flatMap(a => {
        const p = partials.filter((_, i) => e.args[i] === a).reduce(plus)
        return p === 0 ? [] : [factor(e, a, p)]
      })
    }
    case 'linear':
      return [linearPiece(e, active, derivative.transpose)]
    case 'bilinear':
      return active.map(i =>
        operationPiece(
          e,
          [i],
          j => j !== i,
          (at, vs, [w]) => {
            const other = at.args[1 - i] as Expr // the form is for two real arguments
            const back = i === 0 ? derivative.left(w!, other, at) : derivative.right(w!, other, at)
            return {
              forward: [
                withArgs(
                  at,
                  at.args.map((a, j) => vs[j] ?? a),
                ) as Expr,
              ],
              transposed: i === 0 ? [back] : [undefined, back],
            }
          },
        ),
      )
    case 'rule':
      return [
        operationPiece(
          e,
          active,
          () => true,
          (at, vs, ws) => ({
            forward: pushed(at, vs, modes).map(([, v]) => v),
            transposed: derivative.vjp(
              operationOf(at.op).taped?.(at, modes) ?? at,
              ws,
              () => true,
              modes,
            ),
          }),
        ),
      ]
    case 'none':
      return []
  }
}
