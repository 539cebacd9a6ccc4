/** Adapters of reductions, cumulative operations, order and statistics. */
import type { AnyExpr, Expr } from 'chainrule'
import * as op from 'chainrule/op'

type Attrs = Readonly<Record<string, unknown>>
type Adapter = (xs: readonly Expr[], attrs: Attrs) => AnyExpr | readonly AnyExpr[]

const over = ({ axis, keepdims }: Attrs): object => ({
  ...(axis === null || axis === undefined ? {} : { axis }),
  keepdims,
})

const line = ({ axis }: Attrs) => ({ axis: axis as number })

const spread =
  (f: (x: Expr, options: object) => Expr): Adapter =>
  ([x], attrs) =>
    f(x!, { ...over(attrs), ddof: attrs['correction'] })

/** The names of the data. */
export const reductions: Readonly<Record<string, Adapter>> = {
  prod: ([x], attrs) => op.prod(x!, over(attrs)),
  var: spread(op.variance),
  std: spread(op.std),
  norm: ([x], attrs) =>
    op.norm(x!, {
      ...over(attrs),
      order: attrs['ord'] === 'inf' ? Infinity : (attrs['ord'] as number | 'fro'),
    }),
  cumsum: ([x], attrs) => op.cumsum(x!, line(attrs)),
  cumprod: ([x], attrs) => op.cumprod(x!, line(attrs)),
  logcumsumexp: ([x], attrs) => op.logcumsumexp(x!, line(attrs)),
  sort: ([x], attrs) => {
    const options = { ...line(attrs), descending: attrs['descending'] === true }
    return [op.sort(x!, options), op.argsort(x!, options)]
  },
  topk: ([x], attrs) => op.topK(x!, attrs['k'] as number, line(attrs)),
  segment_sum: ([x, i], attrs) =>
    op.segmentSum(
      x!,
      i as unknown as Expr<readonly number[], 'index'>, // the data's positions are indices
      attrs['num_segments'] as number,
    ),
}
