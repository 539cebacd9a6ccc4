/** Samples of reductions, cumulative operations and order. */
import type { Expr } from 'chainrule'
import * as op from 'chainrule/op'
import type { Sample } from './sample.js'

type Numbers = readonly number[]

const six: Numbers = [0.3, -1.2, 2.2, 0.9, -0.5, 1.4]
const matrix = (x: Expr): Expr => op.reshape(x, [2, 3])
const rows = (xs: Numbers): readonly Numbers[] => [xs.slice(0, 3), xs.slice(3)]

/** What a function makes of every beginning of each of the two rows. */
const beginnings =
  (f: (xs: Numbers) => number) =>
  (xs: Numbers): Numbers =>
    rows(xs).flatMap(row => row.map((_, i) => f(row.slice(0, i + 1))))

const total = (xs: Numbers): number => xs.reduce((a, b) => a + b, 0)
const product = (xs: Numbers): number => xs.reduce((a, b) => a * b, 1)

export const alongAxes: Readonly<Record<string, Sample>> = {
  prod: {
    at: [0.3, 0, 2.2, 0, -0.5, 0],
    body: x => op.prod(matrix(x), { axis: 1 }),
    value: xs => rows(xs).map(product),
  },
  norm: {
    at: six,
    body: x => op.norm(matrix(x), { axis: 1 }),
    value: xs => rows(xs).map(row => Math.sqrt(total(row.map(t => t * t)))),
  },
  recurrence: {
    at: six,
    body: x => op.recurrence(op.slice(x, [{ stop: 3 }]), op.slice(x, [{ start: 3 }])),
    value: ([_, a1, a2, b0, b1, b2]) => [b0!, a1! * b0! + b1!, a2! * a1! * b0! + a2! * b1! + b2!],
  },
  cumsum: {
    at: six,
    body: x => op.cumsum(matrix(x), { axis: 1 }),
    value: beginnings(total),
  },
  cummax: {
    at: six,
    body: x => op.cummax(matrix(x), { axis: 1 }),
    value: beginnings(xs => Math.max(...xs)),
  },
  cummin: {
    at: six,
    body: x => op.cummin(matrix(x), { axis: 1 }),
    value: beginnings(xs => Math.min(...xs)),
  },
  logcumsumexp: {
    at: six,
    body: x => op.logcumsumexp(matrix(x), { axis: 1 }),
    value: beginnings(xs => Math.log(total(xs.map(Math.exp)))),
  },
  argsort: {
    at: six,
    body: x => op.argsort(matrix(x)),
    value: () => [1, 0, 2, 1, 0, 2],
  },
}
