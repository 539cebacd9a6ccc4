/** A TypeScript consumer: types resolve, flow, and refuse mistakes. */
import {
  array,
  type Diff,
  fn,
  grad,
  matmul,
  matrix,
  mul,
  run,
  sum,
  type Tensor,
  tanh,
  tuple,
  vector,
} from 'chainrule'
import { dim } from 'chainrule/Space'

const f: Diff<Tensor<readonly [2]>, number> = fn(vector(2), x => sum(tanh(mul(2, x))))
export const gradient: Tensor<readonly [2]> = run(grad(f))(array([0, 1]))
export const two: number = dim(f.dom)

export const wrong = fn(tuple(matrix(2, 3), vector(2)), ([W, x]) =>
  // @ts-expect-error the inner dimensions 3 and 2 do not meet
  matmul(W, x),
)
