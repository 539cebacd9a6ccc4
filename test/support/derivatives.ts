/** A function of one tensor at a point: both modes against differences, and the second order too. */
import {
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  jvp,
  run,
  type Tensor,
  vector,
  vjp,
} from 'chainrule'
import { reshape } from 'chainrule/op'
import { type Estimate, expectWithin, slopes } from './numeric.js'

type Numbers = readonly number[]
const tensorOf = (xs: Numbers): Tensor => fromFlat<Numbers, Numbers, 'real'>(xs, [xs.length])
const weights = (n: number): Numbers => Array.from({ length: n }, (_, i) => ((3 * i) % 7) / 4 - 0.5)

const dotted = (row: readonly Estimate[], v: Numbers): Estimate => ({
  value: row.reduce((s, e, i) => s + e.value * v[i]!, 0),
  error: row.reduce((s, e, i) => s + e.error * Math.abs(v[i]!), 1e-13),
})

/** Expects vjp, jvp and forward over reverse to agree with differences of what is one order below. */
export const expectDerivatives = (f: (x: Expr) => Expr, shape: Numbers, at: Numbers): void => {
  const g = fn(vector(at.length), x => {
    const y = f(reshape(x as Expr, shape))
    return reshape(y, [y.shape.reduce((a, b) => a * b, 1)])
  }) as unknown as Diff<Tensor, Tensor>
  const value = (xs: Numbers): Numbers => run(g)(tensorOf(xs)).values
  const w = weights(value(at).length)
  const v = weights(at.length)
  const pulled = (xs: Numbers): Numbers => run(vjp(g))([tensorOf(xs), tensorOf(w)])[1].values
  const J = slopes(value, at)
  expectWithin(
    pulled(at),
    at.map((_, j) =>
      dotted(
        J.map(row => row[j]!),
        w,
      ),
    ),
  )
  expectWithin(
    run(jvp(g))([tensorOf(at), tensorOf(v)])[1].values,
    J.map(row => dotted(row, v)),
  )
  const back = fn(
    vector(at.length),
    x => apply(vjp(g), [x as never, constant(tensorOf(w)) as never])[1],
  ) as unknown as Diff<Tensor, Tensor>
  expectWithin(
    run(jvp(back))([tensorOf(at), tensorOf(v)])[1].values,
    slopes(pulled, at).map(row => dotted(row, v)),
  )
}
