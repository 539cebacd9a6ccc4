/** Samples of the operations on random words; wanted values from 64-bit whole arithmetic. */
import { type Expr, mul, toReal } from 'chainrule'
import * as op from 'chainrule/op'
import { index } from '../support.js'
import type { Sample } from './sample.js'

const zero = index([2], [0, 0]) as Expr<readonly [2], 'index'>

export const shuffled: Readonly<Record<string, Sample>> = {
  randomIndex: {
    at: [1],
    body: () => mul(2 ** -31, toReal(op.randomIndex(zero, [3], 2 ** 31 - 1))),
    value: () => [898629804 / 2 ** 31, 464490951 / 2 ** 31, 2073012051 / 2 ** 31],
  },
  permutation: {
    at: [1],
    body: () => toReal(op.permutation(zero, 4)),
    value: () => [3, 2, 1, 0],
  },
}
