/** Contractions, convolutions and pooling, as the conformance data calls them. */
import type { AnyExpr, Expr } from 'chainrule'
import * as op from 'chainrule/op'

type Attrs = Readonly<Record<string, unknown>>
type Adapter = (xs: readonly Expr[], attrs: Attrs) => AnyExpr

export const contractions: Readonly<Record<string, Adapter>> = {
  tensordot: ([a, b], { axes }) => op.tensordot(a!, b!, { axes: axes as op.Contracted }),
  einsum: (xs, { spec }) => op.einsum(spec as string, ...xs),
  kron: ([a, b]) => op.kron(a!, b!),
  cross: ([a, b]) => op.cross(a!, b!),
}
