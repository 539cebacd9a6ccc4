/** Samples as arrows. */
import { type Diff, type Expr, fn, fromFlat, type Tensor, toReal, vector } from 'chainrule'
import * as op from 'chainrule/op'
import type { Numbers, Sample } from './sample.js'

/** The sample as an arrow from a vector to a vector; what is discrete, as real numbers. */
export const arrowOf = ({ at, body }: Sample): Diff<Tensor, Tensor> =>
  fn(vector(at.length), x => {
    const entries = at.map((_, i) =>
      op.reshape(op.slice(x, [{ start: i, stop: i + 1 }]) as Expr, []),
    )
    const y = body(x, entries)
    const z = y.kind === 'real' ? (y as Expr) : toReal(y as Expr<Numbers, 'index'>)
    return op.reshape(z, [z.shape.reduce((a, b) => a * b, 1)])
  }) as unknown as Diff<Tensor, Tensor>

/** Entries as a vector. */
export const tensorOf = (xs: Numbers): Tensor => fromFlat<Numbers, Numbers, 'real'>(xs, [xs.length])
/** Short numbers of both signs, as weights and directions. */
export const dyadic = (n: number): Numbers =>
  Array.from({ length: n }, (_, i) => ((3 * i) % 7) / 4 - 0.5)
