/** Two ridge layers (14) by hand, and a weight gradient (19) read off beside the one from `grad`. */
import {
  add,
  array,
  type Expr,
  fn,
  grad,
  matmul,
  matrix,
  run,
  square,
  struct,
  sub,
  sum,
  tanh,
  vector,
} from 'chainrule'

// Literal sizes flow through: a W of the wrong shape would not compile.
const layer = <M extends number, N extends number>(
  W: Expr<readonly [M, N]>,
  b: Expr<readonly [M]>,
  x: Expr<readonly [N]>,
): Expr<readonly [M]> => tanh(add(matmul(W, x), b))

const space = struct({ W1: matrix(2, 3), b1: vector(2), W2: matrix(1, 2), b2: vector(1) })
const parameters = {
  W1: array([
    [0.5, -1, 0.25],
    [1, 0.75, -0.5],
  ]),
  b1: array([0, 0.5]),
  W2: array([[1, -2]]),
  b2: array([0.25]),
}

const network = fn(struct({ net: space, x: vector(3), y: vector(1) }), ({ net, x, y }) =>
  sum(square(sub(layer(net.W2, net.b2, layer(net.W1, net.b1, x)), y))),
)

const example = { net: parameters, x: array([1, 0, -1]), y: array([0.5]) }
const { W2, b2 } = run(grad(network))(example).net

// By (19): ∂ℓ/∂w = ∂ℓ/∂x · σ′ · (activity below), and ∂ℓ/∂b the same with 1.
const hidden = [Math.tanh(0.25), Math.tanh(2)]
const output = Math.tanh(hidden[0]! - 2 * hidden[1]! + 0.25)
const local = 2 * (output - 0.5) * (1 - output ** 2)
console.log(b2.values.map(b => b - local)) // => [0]
console.log(W2.values.map((w, j) => w - local * hidden[j]!)) // => [0, 0]
