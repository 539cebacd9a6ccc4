/** Newton's method: gradient and Hessian are arrows, so that a step states no formula but its own. */
import {
  add,
  array,
  constant,
  exp,
  fn,
  grad,
  hessian,
  mul,
  run,
  square,
  sum,
  type Tensor,
  vector,
} from 'chainrule'

type Point = Tensor<readonly [2]>

// Strictly convex: ½ |x|² + exp(⟨a, x⟩).
const a = constant(array([1, 2]))
const f = fn(vector(2), x => add(mul(0.5, sum(square(x))), exp(sum(mul(a, x)))))

const slope = run(grad(f))
const curvature = run(hessian(f))

/** x − H⁻¹ ∇f, the 2 × 2 system solved by Cramer's rule. */
const step = (x: Point): Point => {
  const [p = 0, q = 0, , r = 0] = curvature(x).values
  const [u = 0, v = 0] = slope(x).values
  const [x1 = 0, x2 = 0] = x.values
  const det = p * r - q * q
  return array([x1 - (r * u - q * v) / det, x2 - (p * v - q * u) / det])
}

const lengths: number[] = []
let x: Point = array([1, 1])
for (const _ of Array(9)) {
  lengths.push(Math.hypot(...slope(x).values))
  x = step(x)
}

// At the minimum x = −s·a with s = exp(⟨a, x⟩) = exp(−5 s); each step squares the error.
const s = -x.values[0]!
console.log(x.values) // => [-s, -2 * s]
console.log(s - Math.exp(-5 * s)) // => 0
console.log(lengths.findIndex(l => l < 1e-8) <= 8) // => true
