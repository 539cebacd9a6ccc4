/** Samples of structural operations: entries set at positions, truth values as positions. */
import { constant, type Expr, fromFlat } from 'chainrule'
import * as op from 'chainrule/op'
import type { Sample } from './sample.js'

const index = (xs: readonly number[]): Expr<readonly number[], 'index'> =>
  constant(fromFlat(Int32Array.from(xs), [xs.length]))

export const structural: Readonly<Record<string, Sample>> = {
  scatter: {
    at: [1, 2, 3, 4, 5, 6, 7],
    body: x => {
      const [there, entries] = op.split(op.mul(x, x), [3, 4])
      return op.scatter(there, index([2, 0, 2, 5]), entries)
    },
    value: ([, b, , , e, f]) => [e! * e!, b! * b!, f! * f!],
  },
  toIndex: {
    at: [-1, 2],
    body: x => op.gather(op.mul(x, x), op.toIndex(op.less(x, 0))),
    value: ([a, b]) => [b! * b!, a! * a!],
  },
}
