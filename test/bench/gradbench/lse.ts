/** lse: L(x) = a + ln Σ exp(xᵢ − a), where a = max x, and its gradient. */
import { add, type Diff, exp, fn, grad, log, max, sub, sum, toFlat, vector } from 'chainrule'
import { compile } from 'chainrule/compile'
import { remembered, same, type Task, task, toVector, type Vector } from './task.js'

const logSumExp = (n: number): Diff<Vector, number> =>
  fn(vector(n), x => {
    const a = max(x)
    return add(a, log(sum(exp(sub(x, a)))))
  })

const of = <B>(f: (n: number) => (x: Vector) => B, write: (y: B) => unknown): Task =>
  task({
    read: ({ x }: { readonly x: readonly number[] }) => toVector(x),
    make: ({ x }) => f(x.length),
    write,
  })

export const lse = {
  primal: of(
    remembered(n => compile(logSumExp(n))),
    same,
  ),
  gradient: of(
    remembered(n => compile(grad(logSumExp(n)))),
    toFlat,
  ),
}
