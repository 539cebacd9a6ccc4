/** Small models and their losses. */
import {
  add,
  constant,
  type Expr,
  fromFlat,
  matmul,
  mean,
  mul,
  relu,
  reshape,
  sigmoid,
  softplus,
  square,
  sub,
  sum,
  tanh,
  transpose,
  type Unary,
} from 'chainrule'
import {
  type FunctionCase,
  list,
  numbers,
  part,
  type Scalars,
  table,
  type Vector,
} from './support.js'

type Matrix = Expr<readonly [number, number]>

const matrixOf = (c: FunctionCase, name: string): Matrix => {
  const rows = table(c, name)
  return constant(fromFlat(rows.flat(), [rows.length, rows[0]!.length]))
}

const logisticRegression: Scalars[string] = (x, c) => {
  const X = matrixOf(c, 'X')
  const d = X.shape[1]
  const [w, b] = [part(x, 0, d), part(x, d)]
  const z = add(reshape(matmul(X, reshape(w, [d, 1])), [X.shape[0]]), b)
  const signs = numbers(list(c, 'y').map(y => 1 - 2 * y))
  return add(mean(softplus(mul(signs, z))), mul(0.05, sum(square(w))))
}

/** A network: weights (out × in) and biases one after another, the last layer without activation. */
const network =
  (activation: Unary): Scalars[string] =>
  (x, c) => {
    const dims = list(c, 'dims')
    let at = 0
    const take = (n: number): Vector => {
      at += n
      return part(x, at - n, n)
    }
    let h = matrixOf(c, 'X')
    dims.slice(1).forEach((out, l) => {
      const into = dims[l]!
      const W = reshape(take(into * out), [out, into])
      const z = add(matmul(h, transpose(W)), take(out))
      h = l === dims.length - 2 ? z : activation(z)
    })
    return mean(square(sub(reshape(h, [h.shape[0]]), numbers(list(c, 'y')))))
  }

/** `ml`: by name. */
export const ml: Scalars = {
  logistic_regression: logisticRegression,
  mlp_tanh: network(tanh),
  mlp_sigmoid: network(sigmoid),
  mlp_softplus: network(softplus),
  mlp_relu: network(relu),
}
