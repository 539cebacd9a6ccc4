/** A first gradient: a function is a value, its gradient is another, and `run` makes either a plain function. */
import { array, compose, fn, grad, mul, run, sum, tanh, valueAndGrad, vector } from 'chainrule'

// Two arrows between spaces: ℝ³ → ℝ³ and ℝ³ → ℝ.
const squash = fn(vector(3), x => tanh(x))
const energy = fn(vector(3), y => mul(0.5, sum(mul(y, y))))

// Their composition is an arrow, and so is its gradient: tanh(x) · (1 − tanh²(x)).
const f = compose(energy, squash)
const slope = run(grad(f))

console.log(slope(array([0, 1, -1]))) // => [0, 0.3198500042246123, -0.3198500042246123]
console.log(run(valueAndGrad(f))(array([0, 0, 0]))) // => [0, [0, 0, 0]]

// Derivatives nest to any order: ½ (2 x)² has the second derivative 4 along each axis.
const g = fn(vector(1), x => mul(0.5, sum(mul(mul(2, x), mul(2, x)))))
const curvature = grad(
  compose(
    fn(vector(1), d => sum(d)),
    grad(g),
  ),
)
console.log(run(curvature)(array([7]))) // => [4]
