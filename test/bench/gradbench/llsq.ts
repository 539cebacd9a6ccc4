/**
 * llsq: ½ Σᵢ (sign tᵢ − Σⱼ xⱼ tᵢʲ)², a polynomial with m coefficients x against the sign at n points tᵢ from
 * −1 to 1, and its gradient.
 */
import {
  constant,
  type Diff,
  type Expr,
  fn,
  full,
  grad,
  matmul,
  mul,
  sign,
  square,
  sub,
  sum,
  toFlat,
  vector,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { linspace, stack } from 'chainrule/op'
import { remembered, same, type Task, task, toVector, type Vector } from './task.js'

/** t⁰, …, tᵐ⁻¹ under one another, by repeated multiplication. */
const powers = (t: Expr<readonly [number]>, m: number): Expr => {
  const all: Expr<readonly [number]>[] = [constant(full(t.shape, 1))]
  while (all.length < m) all.push(mul(all.at(-1)!, t))
  return stack(all)
}

const squares = (m: number, n: number): Diff<Vector, number> =>
  fn(vector(m), x => {
    const t = linspace(-1, 1, n)
    const polynomial = matmul(x as Expr, powers(t, m))
    return mul(0.5, sum(square(sub(sign(t), polynomial))))
  })

interface Input {
  readonly x: readonly number[]
  readonly n: number
}

const of = <B>(f: (m: number, n: number) => (x: Vector) => B, write: (y: B) => unknown): Task =>
  task({
    read: ({ x }: Input) => toVector(x),
    make: ({ x, n }) => f(x.length, n),
    write,
  })

export const llsq = {
  primal: of(
    remembered((m, n) => compile(squares(m, n))),
    same,
  ),
  gradient: of(
    remembered((m, n) => compile(grad(squares(m, n)))),
    toFlat,
  ),
}
