/** Padding, turning, tiling, diagonals and triangles, as the conformance data calls them. */
import type { AnyExpr, Expr } from 'chainrule'
import * as op from 'chainrule/op'

type Attrs = Readonly<Record<string, unknown>>
type Adapter = (xs: readonly Expr[], attrs: Attrs) => AnyExpr

const offset = ({ k }: Attrs): { readonly offset: number } => ({ offset: k as number })

export const structural: Readonly<Record<string, Adapter>> = {
  pad: ([x], { pads, mode, value }) =>
    op.pad(x!, pads as readonly op.Margin[], {
      mode: mode as 'constant',
      ...(value === undefined ? {} : { value: value as number }),
    }),
  flip: ([x], { axes }) => op.flip(x!, { axis: axes as readonly number[] }),
  roll: ([x], { shift, axis }) => op.roll(x!, shift as number, { axis: axis as number }),
  tile: ([x], { reps }) => op.tile(x!, reps as readonly number[]),
  triu: ([x], attrs) => op.triu(x!, offset(attrs)),
  tril: ([x], attrs) => op.tril(x!, offset(attrs)),
  diag: ([x], attrs) => op.diag(x!, offset(attrs)),
  trace: ([x]) => op.trace(x!),
}
