/** Faults in derivatives of functions of arrays: reductions, gathers, normalisations. */
import { box, positive } from 'chainrule/laws'
import {
  dot,
  type Fault,
  faultsOf,
  mean,
  mul,
  norm,
  plus,
  softmax,
  sum,
  times,
  type V,
  zeros,
} from './kit.js'

const cumsum = (x: V): V => x.map((_, i) => sum(x.slice(0, i + 1)))
const back = (w: V): V => w.map((_, i) => sum(w.slice(i)))
const others = (x: V, i: number): number => x.reduce((p, e, k) => (k === i ? p : p * e), 1)
const centred = (x: V): V => x.map(e => e - mean(x))
const deviation = (x: V): number => Math.sqrt(mean(centred(x).map(e => e * e)) + 0.1)
const standard = (x: V): V => times(1 / deviation(x), centred(x))
const standardBack = (x: V, w: V): V => {
  const [y, s] = [standard(x), deviation(x)]
  return w.map((e, i) => (e - mean(w) - y[i]! * mean(mul(w, y))) / s)
}
const taken = [0, 2, 2, 1]
const scattered = (w: V, n: number): V => {
  const out = new Array<number>(n).fill(0)
  taken.forEach((k, i) => {
    out[k]! += w[i]!
  })
  return out
}
const largest = (x: V): number => x.indexOf(Math.max(...x))
const at = (x: V, k: number, e: number): V => x.map((_, i) => (i === k ? e : 0))
const softBack = (x: V, w: V): V => {
  const p = softmax(x)
  return p.map((e, i) => e * (w[i]! - dot(p, w)))
}
const logsumexp = (x: V): number =>
  Math.max(...x) + Math.log(sum(x.map(e => Math.exp(e - Math.max(...x)))))
const four = box(-2, 2, 4)

export const vectorFaults: readonly Fault[] = [
  ...faultsOf<V, number>('sum', four, sum, (x, w) => x.map(() => w), [
    ['broadcast', 'an array of one', (_, w) => [w]],
    ['factor', 'the mean', (x, w) => x.map(() => w / x.length)],
    ['other', 'the first entry only', (x, w) => at(x, 0, w)],
    ['sign', 'negative', (x, w) => x.map(() => -w)],
    ['other', 'the last entry forgotten', (x, w) => x.map((_, i) => (i === x.length - 1 ? 0 : w))],
  ]),
  ...faultsOf<V, number>('mean', four, mean, (x, w) => x.map(() => w / x.length), [
    ['factor', 'without 1/n', (x, w) => x.map(() => w)],
    ['factor', 'with 1/(n − 1)', (x, w) => x.map(() => w / (x.length - 1))],
  ]),
  ...faultsOf<V, number>(
    'dot with itself',
    four,
    x => dot(x, x),
    (x, w) => times(2 * w, x),
    [
      ['factor', 'once', (x, w) => times(w, x)],
      ['factor', 'doubled again', (x, w) => times(4 * w, x)],
      ['detached', 'nothing', x => zeros(x)],
      [
        'other',
        'one entry of four halved',
        (x, w) => times(2 * w, x).map((e, i) => (i === 2 ? e / 2 : e)),
      ],
    ],
  ),
  ...faultsOf<V, number>('norm', positive(4), norm, (x, w) => times(w / norm(x), x), [
    ['inner', 'not divided', (x, w) => times(w, x)],
    ['inner', 'divided twice', (x, w) => times(w / norm(x) ** 2, x)],
    ['sign', 'negative', (x, w) => times(-w / norm(x), x)],
  ]),
  ...faultsOf<V, V>(
    'unit vector',
    positive(3),
    x => times(1 / norm(x), x),
    (x, w) => plus(times(1 / norm(x), w), times(-dot(x, w) / norm(x) ** 3, x)),
    [
      ['fan-out', 'the norm held still', (x, w) => times(1 / norm(x), w)],
      [
        'other',
        'the square of the norm for its cube',
        (x, w) => plus(times(1 / norm(x), w), times(-dot(x, w) / norm(x) ** 2, x)),
      ],
      [
        'other',
        'added for subtracted',
        (x, w) => plus(times(1 / norm(x), w), times(dot(x, w) / norm(x) ** 3, x)),
      ],
    ],
  ),
  ...faultsOf<V, number>(
    'product',
    four,
    x => x.reduce((p, e) => p * e, 1),
    (x, w) => x.map((_, i) => w * others(x, i)),
    [
      ['inner', 'not divided by the entry', (x, w) => x.map(() => w * others(x, -1))],
      [
        'other',
        'nothing where an entry is zero',
        (x, w) =>
          x.map(e => (e === 0 ? 0 : ((w * others(x, -1)) / e) * (Math.abs(e) > 1.5 ? 1.01 : 1))),
      ],
    ],
  ),
  ...faultsOf<V, number>(
    'largest',
    four,
    x => Math.max(...x),
    (x, w) => at(x, largest(x), w),
    [
      ['other', 'the first entry', (x, w) => at(x, 0, w)],
      ['other', 'shared by all', (x, w) => x.map(() => w / x.length)],
      ['other', 'the smallest', (x, w) => at(x, x.indexOf(Math.min(...x)), w)],
    ],
  ),
  ...faultsOf<V, V>('running sum', four, cumsum, (_, w) => back(w), [
    ['transposed', 'in the same order', (_, w) => cumsum(w)],
    ['detached', 'nothing', x => zeros(x)],
    ['other', 'without the entry itself', (_, w) => back(w).map((e, i) => e - w[i]!)],
    ['broadcast', 'passed straight on', (_, w) => w],
  ]),
  ...faultsOf<V, V>(
    'reversal',
    four,
    x => x.toReversed(),
    (_, w) => w.toReversed(),
    [
      ['other', 'not turned back', (_, w) => w],
      ['sign', 'negative', (_, w) => times(-1, w.toReversed())],
    ],
  ),
  ...faultsOf<V, V>(
    'rotation by one',
    four,
    x => [...x.slice(1), x[0]!],
    (_, w) => [w.at(-1)!, ...w.slice(0, -1)],
    [['transposed', 'in the same direction', (_, w) => [...w.slice(1), w[0]!]]],
  ),
  ...faultsOf<V, V>(
    'gather with a repeated index',
    box(-2, 2, 3),
    x => taken.map(k => x[k]!),
    (x, w) => scattered(w, x.length),
    [
      ['broadcast', 'the last one wins', (_, w) => [w[0]!, w[3]!, w[2]!]],
      ['broadcast', 'the first one wins', (_, w) => [w[0]!, w[3]!, w[1]!]],
      ['other', 'by position', (x, w) => x.map((_, i) => w[i]!)],
    ],
  ),
  ...faultsOf<V, V>('softmax', four, softmax, softBack, [
    ['fan-out', 'the sum held still', (x, w) => mul(softmax(x), w)],
    [
      'other',
      'with the mean for the weighted sum',
      (x, w) => softmax(x).map((e, i) => e * (w[i]! - mean(w))),
    ],
    ['sign', 'negative', (x, w) => times(-1, softBack(x, w))],
    ['other', 'the diagonal only', (x, w) => softmax(x).map((e, i) => e * (1 - e) * w[i]!)],
  ]),
  ...faultsOf<V, number>('logsumexp', four, logsumexp, (x, w) => times(w, softmax(x)), [
    ['inner', 'not normalised', (x, w) => x.map(e => w * Math.exp(e))],
    ['factor', 'averaged', (x, w) => times(w / x.length, softmax(x))],
    ['detached', 'nothing', x => zeros(x)],
  ]),
  ...faultsOf<V, V>(
    'log-softmax',
    four,
    x => x.map(e => e - logsumexp(x)),
    (x, w) => plus(w, times(-sum(w), softmax(x))),
    [
      ['fan-out', 'the sum held still', (_, w) => w],
      ['other', 'not summed over the outputs', (x, w) => plus(w, mul(times(-1, w), softmax(x)))],
    ],
  ),
  ...faultsOf<V, V>('layer norm', four, standard, standardBack, [
    [
      'fan-out',
      'the mean held still',
      (x, w) => {
        const y = standard(x)
        return w.map((e, i) => (e - y[i]! * mean(mul(w, y))) / deviation(x))
      },
    ],
    ['fan-out', 'the deviation held still', (x, w) => w.map(e => (e - mean(w)) / deviation(x))],
    ['inner', 'not divided by the deviation', (x, w) => times(deviation(x), standardBack(x, w))],
    ['fan-out', 'both held still', (x, w) => times(1 / deviation(x), w)],
  ]),
  ...faultsOf<V, number>(
    'variance',
    four,
    x => mean(centred(x).map(e => e * e)),
    (x, w) => times((2 * w) / x.length, centred(x)),
    [
      ['fan-out', 'not centred', (x, w) => times((2 * w) / x.length, x)],
      ['factor', 'with n − 1', (x, w) => times((2 * w) / (x.length - 1), centred(x))],
      ['factor', 'without the two', (x, w) => times(w / x.length, centred(x))],
    ],
  ),
  ...faultsOf<V, V>(
    'differences',
    four,
    x => x.slice(1).map((e, i) => e - x[i]!),
    (x, w) => x.map((_, i) => (w[i - 1] ?? 0) - (w[i] ?? 0)),
    [
      ['sign', 'turned round', (x, w) => x.map((_, i) => (w[i] ?? 0) - (w[i - 1] ?? 0))],
      ['broadcast', 'the earlier entries forgotten', (x, w) => x.map((_, i) => w[i - 1] ?? 0)],
    ],
  ),
]
