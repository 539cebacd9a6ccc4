/**
 * particle: the control w that has a charged particle land nearest to the origin. It starts at (0, 8) with
 * velocity (0.75, 0), repelled by charges at (10, 10 − w) and (10, 0), and moves by Euler's method until it
 * lands, x₁ ≤ 0; its force is the gradient of a potential, through which the gradient in w goes. The modes are
 * those of the outer and the inner gradient.
 */
import {
  add,
  array,
  constant,
  type Diff,
  div,
  type Expr,
  fn,
  greater,
  mul,
  neg,
  real,
  reciprocal,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  whileLoop,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { stack, take } from 'chainrule/op'
import { argmin } from './descent.js'
import { byModes, gradientBy, type Mode } from './modes.js'
import { remembered, same, type Task, task } from './task.js'

type Scalar = Expr<readonly []>

const DT = 0.1
/** Some controls keep the particle in the air for ever. */
const MOST = 10_000

const entry = (x: Expr, i: number): Scalar => take(x, i) as Scalar

/** The square of where the particle lands. */
const landing = (w: Scalar, mode: Mode): Scalar => {
  const charges = reshape(stack([constant(10), sub(10, w), constant(10), constant(0)]), [2, 2])
  const potential = (x: Expr): Scalar =>
    sum(reciprocal(sqrt(sum(square(sub(x, charges)), { axis: 1 }))))
  const { x, v } = whileLoop(
    ({ x }) => greater(entry(x, 1), 0),
    ({ x, next }) => ({
      x: add(x, mul(DT, next)),
      v: next,
      next: sub(next, mul(DT, gradientBy[mode](potential, x))),
    }),
    { x: array([0, 8]), v: array([0, 0]), next: array([0.75, 0]) },
    { maxSteps: MOST },
  )
  const h = neg(div(entry(x, 1), entry(v, 1)))
  return square(add(entry(x, 0), mul(h, entry(v, 0))))
}

const best = (outer: Mode, inner: Mode): Diff<number, number> =>
  fn(real, start => {
    const w = argmin(w => landing(entry(w, 0), inner), reshape(start, [1]), outer)
    return entry(w, 0)
  })

const searchBy = remembered((outer: Mode, inner: Mode) => compile(best(outer, inner)))

export const particle = byModes(
  (outer, inner): Task =>
    task({
      read: ({ w }: { readonly w: number }) => w,
      make: () => searchBy(outer, inner),
      write: same,
    }),
)
