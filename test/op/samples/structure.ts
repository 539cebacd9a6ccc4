/** Samples of what moves, adds up and picks entries. */

import type { Expr } from 'chainrule'
import { apply, constant, fn, real, rule, vector, vjp } from 'chainrule'
import * as op from 'chainrule/op'
import { index, matrix, type Sample, six, some } from './sample.js'

const tripled = rule(real, real, x => op.mul(3, x), { vjp: (_, w) => op.mul(3, w) })

/** A sample an operation, by name. */
export const structure: Readonly<Record<string, Sample>> = {
  constant: { at: some, body: x => op.add(x, constant(2)), value: xs => xs.map(x => x + 2) },
  parameter: { at: some, body: x => x, value: xs => xs },
  call: { at: [2], body: x => apply(tripled, op.sum(x)), value: xs => [3 * xs[0]!] },
  output: { at: [-2], body: x => apply(tripled, op.sum(x)), value: xs => [3 * xs[0]!] },
  broadcastTo: {
    at: [1, 2],
    body: x => op.broadcastTo(x, [3, 2]),
    value: xs => [...xs, ...xs, ...xs],
  },
  reshape: { at: six, body: matrix, value: xs => xs },
  sum: {
    at: six,
    body: x => op.sum(matrix(x), { axis: 0 }),
    value: xs => [0, 1, 2].map(i => xs[i]! + xs[i + 3]!),
  },
  transpose: {
    at: six,
    body: x => op.transpose(matrix(x)),
    value: xs => [0, 3, 1, 4, 2, 5].map(i => xs[i]!),
  },
  stopGradient: {
    at: [1, 2],
    body: x => op.add(x, op.stopGradient(op.sub(x, x))),
    value: xs => xs,
  },
  max: { at: six, body: x => op.max(matrix(x), { axis: 1 }), value: xs => [xs[2]!, xs[5]!] },
  min: { at: six, body: x => op.min(matrix(x), { axis: 1 }), value: xs => [xs[1]!, xs[4]!] },
  argmax: { at: six, body: x => op.argmax(matrix(x), { axis: 1 }), value: () => [2, 2] },
  argmin: { at: six, body: x => op.argmin(matrix(x), { axis: 1 }), value: () => [1, 1] },
  matmul: {
    at: [1, 2, 3, -4, 0.5, 6],
    body: x =>
      op.matmul(
        op.reshape(op.slice(x, [{ stop: 4 }]), [2, 2]),
        op.reshape(op.slice(x, [{ start: 4 }]), [2, 1]),
      ),
    value: ([a, b, c, d, e, f]) => [a! * e! + b! * f!, c! * e! + d! * f!],
  },
  slice: {
    at: six,
    body: x => op.slice(x, [{ start: -1, step: -2 }]),
    value: xs => [xs[5]!, xs[3]!, xs[1]!],
  },
  addWindow: {
    // Reached as the transpose of a slice.
    at: [2, 3, 5],
    body: x =>
      apply(vjp(fn(vector(3), y => op.slice(y, [{ step: 2 }]))), [
        x as never,
        op.slice(x, [{ stop: 2 }]) as never,
      ])[1],
    value: ([a, b]) => [a!, 0, b!],
  },
  concat: {
    at: [2, 3],
    body: x => op.concat([x, op.mul(x, x)]),
    value: xs => [...xs, ...xs.map(x => x * x)],
  },
  gather: {
    at: six,
    body: x => op.gather(x, index([3], [4, 0, 4])),
    value: xs => [4, 0, 4].map(i => xs[i]!),
  },
  scatterAdd: {
    at: [1, 2, 3, 4, 5],
    body: x =>
      op.scatterAdd(op.slice(x, [{ stop: 2 }]), index([3], [1, 0, 1]), op.slice(x, [{ start: 2 }])),
    value: ([a, b, c, d, e]) => [a! + d!, b! + c! + e!],
  },
  takeAlongAxis: {
    at: six,
    body: x => op.takeAlongAxis(matrix(x), index([2, 2], [2, 0, 1, 1]), { axis: 1 }),
    value: xs => [xs[2]!, xs[0]!, xs[4]!, xs[4]!],
  },
  addAlongAxis: {
    at: [1, 2, 3, 4, 5],
    body: x =>
      op.addAlongAxis(
        op.slice(x, [{ stop: 2 }]),
        index([3], [1, 0, 1]),
        op.slice(x, [{ start: 2 }]),
        { axis: 0 },
      ),
    value: ([a, b, c, d, e]) => [a! + d!, b! + c! + e!],
  },
  threefry: {
    at: [1],
    body: () => {
      const zero = index([2], [0, 0]) as Expr<readonly [2], 'index'>
      return op.mul(2 ** -31, op.toReal(op.threefry(zero, zero)))
    },
    value: () => [0x6b200159 / 2 ** 31, (0x99ba4efe | 0) / 2 ** 31],
  },
  where: {
    at: [0.5, -0.2, 0.1, 3],
    body: (_, [a, b, c, d]) => op.where(op.less(a!, b!), c!, op.mul(d!, a!)),
    value: xs => [xs[3]! * xs[0]!],
  },
}
