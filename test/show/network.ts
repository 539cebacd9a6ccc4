/** The loss of the lecture's network, 784–128–10 with ReLU, on a batch. */
import {
  add,
  compose,
  crossEntropy,
  type Diff,
  fn,
  indices,
  matmul,
  matrix,
  mean,
  relu,
  struct,
  transpose,
  tuple,
  vector,
} from 'chainrule'

const layer = (n: number, m: number) => struct({ W: matrix(m, n), b: vector(m) })
const BATCH = 32

const parameters = struct({ hidden: layer(784, 128), output: layer(128, 10) })

/** From parameters, inputs and labels to the mean loss. */
export const loss = fn(tuple(parameters, matrix(BATCH, 784), indices(10, BATCH)), ([net, x, y]) => {
  const hidden = relu(add(matmul(x, transpose(net.hidden.W)), net.hidden.b))
  const logits = add(matmul(hidden, transpose(net.output.W)), net.output.b)
  return mean(crossEntropy(logits, y))
})

export const staged: Diff<never, number> = compose(
  fn(tuple(matrix(BATCH, 10), indices(10, BATCH)), ([z, y]) => mean(crossEntropy(z, y))),
  compose(
    fn(
      tuple(matrix(BATCH, 128), layer(128, 10), indices(10, BATCH)),
      ([h, { W, b }, y]) => [add(matmul(h, transpose(W)), b), y] as const,
    ),
    fn(
      tuple(parameters, matrix(BATCH, 784), indices(10, BATCH)),
      ([net, x, y]) =>
        [relu(add(matmul(x, transpose(net.hidden.W)), net.hidden.b)), net.output, y] as const,
    ),
  ),
) as never // typed through the pieces above
