/** Faults of the forward mode alone: the vjp is right. */

import { fromFlat } from 'chainrule'
import { matrix, real, vector } from 'chainrule/Space'
import fc from 'fast-check'
import {
  type Data,
  dot,
  each,
  flip,
  inverse,
  minus,
  plus,
  product,
  scaled,
  times,
  total,
} from './arrays.js'
import { type Fault, type Kind, thread } from './model.js'
import { fault } from './plain.js'

const { sin, cos, exp } = Math
const about = (operation: string, kind: Kind, slip: string, source?: string) => ({
  name: `jvp of ${operation}: ${slip}`,
  kind,
  operation,
  ...(source === undefined ? {} : { source }),
})

type Push = (x: Data, v: Data) => Data
const ofSine = (kind: Kind, slip: string, jvp: Push): Fault =>
  fault(
    about('sin', kind, slip),
    [vector(3)],
    [vector(3)],
    { value: ([x]) => [x.map(sin)], vjp: ([x], [w]) => [times(w, x.map(cos))] },
    { jvp: ([x], [v]) => [jvp(x, v)] },
  )

const softmaxOf = (x: Data): Data => {
  const e = x.map(exp)
  return scaled(1 / total(e), e)
}
const softmax = (kind: Kind, slip: string, jvp: Push): Fault =>
  fault(
    about('softmax', kind, slip),
    [vector(3)],
    [vector(3)],
    {
      value: ([x]) => [softmaxOf(x)],
      vjp: ([x], [w]) => [
        times(
          softmaxOf(x),
          w.map(e => e - dot(softmaxOf(x), w)),
        ),
      ],
    },
    { jvp: ([x], [v]) => [jvp(x, v)] },
  )

const mm = (...as: readonly Data[]): Data => as.reduce((a, b) => product(a, 2, b, 2))
const T = (a: Data): Data => flip(a, 2)
type Two = readonly [Data, Data]
const matmul = (kind: Kind, slip: string, jvp: (x: Two, v: Two) => Data): Fault =>
  fault(
    about('matmul', kind, slip),
    [matrix(2, 2), matrix(2, 2)],
    [matrix(2, 2)],
    { value: ([a, b]) => [mm(a, b)], vjp: ([a, b], [w]) => [mm(w, T(b)), mm(T(a), w)] },
    { jvp: (x, v) => [jvp(x, v)] },
  )

const lower = fc
  .array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 })
  .map(([a, b, c]) => fromFlat([1 + a! / 100, 0, b! / 100, 1 + c! / 100], [2, 2]))
const normal = (l: Data): Data => inverse(mm(l, T(l)), 2)

export const forward: readonly Fault[] = [
  ofSine('sign', 'minus the cosine', (x, v) =>
    times(
      v,
      x.map(e => -cos(e)),
    ),
  ),
  ofSine('factor', 'twice', (x, v) =>
    times(
      v,
      x.map(e => 2 * cos(e)),
    ),
  ),
  ofSine('detached', 'zero', () => [0, 0, 0]),
  ofSine('inner', 'the tangent is not multiplied in', x => x.map(cos)),
  ofSine('other', 'the value for the tangent', x => x.map(sin)),
  ofSine('other', 'a square of the tangent', (x, v) => times(times(v, v), x.map(cos))),
  ofSine('branch', 'the last entry for positive numbers only', (x, v) =>
    times(
      v,
      x.map((e, i) => (i === 2 && e < 0 ? 0 : cos(e))),
    ),
  ),
  ofSine('other', 'a tangent too long', (x, v) => [...times(v, x.map(cos)), 0]),
  softmax('transposed', 'not projected with the tangent', (x, v) =>
    times(
      softmaxOf(x),
      v.map(e => e - total(v) / 3),
    ),
  ),
  softmax('fan-out', 'the sum below is a constant', (x, v) => times(softmaxOf(x), v)),
  matmul('transposed', 'the factors in the wrong order', ([a, b], [da, db]) =>
    plus(mm(b, da), mm(a, db)),
  ),
  matmul('fan-out', 'the tangent of the second is forgotten', ([, b], [da]) => mm(da, b)),
  matmul('transposed', 'the tangent of the first is transposed', ([a, b], [da, db]) =>
    plus(mm(T(da), b), mm(a, db)),
  ),
  fault(
    {
      ...about(
        'inverse of a product with its transpose',
        'transposed',
        'the inverse at the wrong place',
        thread('pytorch/pytorch', 196682),
      ),
      at: lower as fc.Arbitrary<never>,
    },
    [matrix(2, 2)],
    [matrix(2, 2)],
    {
      value: ([l]) => [normal(l)],
      vjp: ([l], [w]) => {
        const x = normal(l)
        return [scaled(-1, mm(x, plus(w, T(w)), x, l))]
      },
    },
    {
      jvp: ([l], [v]) => {
        const x = normal(l)
        const half = mm(x, v, x, T(l))
        return [scaled(-1, plus(half, T(half)))]
      },
    },
  ),
  fault(
    about('norm', 'factor', 'not divided by it'),
    [vector(3)],
    [real],
    {
      value: ([x]) => [[Math.hypot(...x)]],
      vjp: ([x], [[w]]) => [scaled(w! / Math.hypot(...x), x)],
    },
    { jvp: ([x], [v]) => [[dot(x, v)]] },
  ),
  fault(
    about('centring', 'fan-out', 'the mean is a constant'),
    [vector(3)],
    [vector(3)],
    {
      value: ([x]) => [
        minus(
          x,
          each(3, () => total(x) / 3),
        ),
      ],
      vjp: (_, [w]) => [
        minus(
          w,
          each(3, () => total(w) / 3),
        ),
      ],
    },
    { jvp: (_, [v]) => [v] },
  ),
  fault(
    about('bias', 'broadcast', 'to the first row only'),
    [matrix(2, 2), vector(2)],
    [matrix(2, 2)],
    {
      value: ([x, b]) => [x.map((e, k) => e + b[k % 2]!)],
      vjp: (_, [w]) => [w, [w[0]! + w[2]!, w[1]! + w[3]!]],
    },
    { jvp: (_, [v, c]) => [v.map((e, k) => (k < 2 ? e + c[k]! : e))] },
  ),
]
