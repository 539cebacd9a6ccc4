/**
 * ode: y₀′ = x₀, yᵢ′ = xᵢ yᵢ₋₁ from y = 0 over two units of time by s steps of the classical Runge–Kutta
 * method, and the gradient of the last yᵢ. It is the derivative of this program, not of the exact flow.
 */
import {
  add,
  compose,
  concat,
  constant,
  type Diff,
  type Expr,
  fn,
  fold,
  full,
  grad,
  mul,
  reshape,
  slice,
  toFlat,
  vector,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { remembered, type Task, task, toVector, type Vector } from './task.js'

/** y of the next time, h later, where y′ = f(y). */
const rungeKutta = (f: (y: Expr) => Expr, y: Expr, h: number): Expr => {
  const k1 = f(y)
  const k2 = f(add(y, mul(h / 2, k1)))
  const k3 = f(add(y, mul(h / 2, k2)))
  const k4 = f(add(y, mul(h, k3)))
  return add(y, mul(h / 6, add(add(k1, k4), mul(2, add(k2, k3)))))
}

const flow = (n: number, s: number): Diff<Vector, Vector> =>
  fn(vector(n), vector(n), x => {
    const one: Expr = constant(full([1], 1))
    const slope = (y: Expr): Expr => mul(x, concat([one, slice(y, [{ stop: -1 }])]))
    return fold(y => rungeKutta(slope, y, 2 / s), constant(full([n], 0)), s)
  })

const last = (n: number): Diff<Vector, number> =>
  fn(vector(n), y => reshape(slice(y, [{ start: -1 }]), []))

interface Input {
  readonly x: readonly number[]
  readonly s: number
}

const of = (f: (n: number, s: number) => (x: Vector) => Vector): Task =>
  task({
    read: ({ x }: Input) => toVector(x),
    make: ({ x, s }) => f(x.length, s),
    write: y => toFlat(y),
  })

export const ode = {
  primal: of(remembered((n, s) => compile(flow(n, s)))),
  gradient: of(remembered((n, s) => compile(grad(compose(last(n), flow(n, s)))))),
}
