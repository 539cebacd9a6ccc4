/** Arrows in fp-ts's pipe: read from left to right, each with the codomain of the one before. */
import {
  andThen,
  array,
  exp,
  fn,
  fork,
  grad,
  identity,
  jacobian,
  log,
  mul,
  real,
  run,
  sum,
  tuple,
  vector,
} from 'chainrule'
import { pipe } from 'fp-ts/lib/function.js'

// log Σ exp, as three arrows; its gradient is the softmax.
const logSumExp = pipe(
  identity(vector(2)),
  andThen(fn(vector(2), x => exp(x))),
  andThen(fn(vector(2), y => sum(y))),
  andThen(fn(real, z => log(z))),
)

const slope = pipe(logSumExp, grad, run)
console.log(slope(array([0, 0]))) // => [0.5, 0.5]
console.log(slope(array([0, Math.log(3)]))) // => [0.25, 0.75]

// Fan-out: both branches see the same x, and their cotangents add up.
const product = pipe(
  fork(
    fn(real, x => exp(x)),
    identity(real),
  ),
  andThen(fn(tuple(real, real), ([u, v]) => mul(u, v))),
)
console.log(pipe(product, grad, run)(1)) // => 2 * Math.E
console.log(pipe(product, grad, grad, run)(1)) // => 3 * Math.E
console.log(pipe(logSumExp, grad, f => jacobian(f), run)(array([0, 0]))) // => [[0.25, -0.25], [-0.25, 0.25]]
