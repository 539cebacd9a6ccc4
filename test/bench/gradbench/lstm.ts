/**
 * lstm: the loss of a network of L layers of long short-term memory that predicts a sequence of c characters
 * of b bits, and its gradient in the parameters. All products are entry by entry. At each time each layer does
 *
 * s ← s·σ(v W_f + B_f) + σ(h W_i + B_i)·tanh(h W_c + B_c), then h ← σ(v W_o + B_o)·tanh s,
 *
 * where v is what the layer below gives, h and s are the layer's own.
 */
import {
  add,
  type Diff,
  div,
  type Expr,
  exp,
  fn,
  fold,
  gradAt,
  log,
  matrix,
  mul,
  neg,
  reshape,
  sigmoid,
  slice,
  struct,
  sub,
  sum,
  tanh,
  toFlat,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { type Matrix, remembered, same, type Task, task, toMatrix } from './task.js'

interface Text {
  readonly parameters: { readonly main: Matrix; readonly extra: Matrix }
  readonly state: Matrix
  readonly sequence: Matrix
}

/** The rows of a matrix. */
const rows = (x: Expr): readonly Expr[] => {
  const [m = 0, n = 0] = x.shape
  return Array.from({ length: m }, (_, i) => reshape(slice(x, [{ start: i, stop: i + 1 }]), [n]))
}

/** What a layer makes of its input: its state afterwards, whose first half is its output. */
const layer = (
  [Wf, Wi, Wo, Wc, Bf, Bi, Bo, Bc]: readonly Expr[],
  v: Expr,
  { h, s }: State,
): State => {
  const gate = (x: Expr, W: Expr, B: Expr): Expr => sigmoid(add(mul(x, W), B))
  const change = mul(gate(h, Wi!, Bi!), tanh(add(mul(h, Wc!), Bc!)))
  const memory = add(mul(s, gate(v, Wf!, Bf!)), change)
  return { h: mul(gate(v, Wo!, Bo!), tanh(memory)), s: memory }
}

interface State {
  readonly h: Expr
  readonly s: Expr
}

const objective = (layers: number, c: number, b: number): Diff<Text, number> =>
  fn(
    struct({
      parameters: struct({ main: matrix(2 * layers, 4 * b), extra: matrix<number, number>(3, b) }),
      state: matrix(2 * layers, b),
      sequence: matrix(c, b),
    }),
    ({ parameters: { main, extra }, state, sequence }) => {
      const blocks = rows(reshape(main, [8 * layers, b]))
      const [first, second, bias] = rows(extra)
      const start = rows(state)
      const states = Array.from({ length: layers }, (_, i) => ({
        h: start[2 * i]!,
        s: start[2 * i + 1]!,
      }))
      const { loss } = fold(
        (carry, { now, next }) => {
          const after: State[] = []
          for (const [i, own] of carry.states.entries())
            after.push(
              layer(blocks.slice(8 * i, 8 * i + 8), after.at(-1)?.h ?? mul(now, first!), own),
            )
          const y = add(mul(after.at(-1)!.h, second!), bias!)
          const Z = log(add(2, sum(exp(y))))
          return { states: after, loss: add(carry.loss, sum(mul(next, sub(y, Z)))) }
        },
        { states, loss: 0 },
        { now: slice(sequence, [{ stop: -1 }]), next: slice(sequence, [{ start: 1 }]) },
      )
      return div(neg(loss), (c - 1) * b) as Expr<readonly []>
    },
  )

interface Input {
  readonly main_params: readonly (readonly number[])[]
  readonly extra_params: readonly (readonly number[])[]
  readonly state: readonly (readonly number[])[]
  readonly sequence: readonly (readonly number[])[]
}

const bits = ({ extra_params: [row] }: Input): number => row?.length ?? 0

const of = <B>(
  f: (layers: number, c: number, b: number) => (x: Text) => B,
  write: (y: B) => unknown,
): Task =>
  task({
    read: (input: Input) => {
      const b = bits(input)
      return {
        parameters: {
          main: toMatrix(input.main_params, 4 * b),
          extra: toMatrix(input.extra_params, b),
        },
        state: toMatrix(input.state, b),
        sequence: toMatrix(input.sequence, b),
      }
    },
    make: input => f(input.main_params.length / 2, input.sequence.length, bits(input)),
    write,
  })

export const lstm = {
  objective: of(
    remembered((layers, c, b) => compile(objective(layers, c, b))),
    same,
  ),
  jacobian: of(
    remembered((layers, c, b) => compile(gradAt('parameters')(objective(layers, c, b)))),
    ({ main, extra }) => [...toFlat(main), ...toFlat(extra)],
  ),
}
