/** More faults, on which no rule for naming a cause was ever tuned: written after the rules, and left alone. */
import { box, positive, product, record } from 'chainrule/laws'
import {
  dot,
  type Fault,
  faultsOf,
  type M,
  mean,
  mm,
  mul,
  mv,
  outer,
  plus,
  scaled,
  softmax,
  sum,
  times,
  tr,
  type V,
  zeros,
} from './kit.js'

const three = box(-2, 2, 3)
const each =
  (slope: (x: number) => number) =>
  (x: V, w: V): V =>
    w.map((e, i) => e * slope(x[i]!))
const kernel = [0.5, -1, 0.25]
const convolved = (x: V): V => x.slice(2).map((_, i) => dot(kernel, x.slice(i, i + 3)))
const spread = (x: V, w: V, k: V): V => x.map((_, i) => sum(w.map((e, o) => e * (k[i - o] ?? 0))))
const pooled = (x: V): V => [mean(x.slice(0, 2)), mean(x.slice(2, 4))]
const distance = ([x, y]: readonly [V, V]): number => sum(x.map((e, i) => (e - y[i]!) ** 2))
const gap = ([x, y]: readonly [V, V]): V => x.map((e, i) => e - y[i]!)
const attention = ([q, k]: readonly [V, M]): V => softmax(mv(k, q))
/** The cotangent of the scores, of which the weights are the softmax. */
const scores = (p: V, w: V): V => p.map((e, i) => e * (w[i]! - dot(p, w)))
const attentionBack = ([q, k]: readonly [V, M], w: V): readonly [V, M] => {
  const d = scores(attention([q, k]), w)
  return [mv(tr(k), d), outer(d, q)]
}

export const heldOut: readonly Fault[] = [
  ...faultsOf<V, V>(
    'cosine',
    three,
    x => x.map(Math.cos),
    each(x => -Math.sin(x)),
    [
      ['sign', 'positive', each(Math.sin)],
      ['factor', 'a third', each(x => -Math.sin(x) / 3)],
      ['detached', 'nothing', x => zeros(x)],
      ['branch', 'always down', each(x => -Math.abs(Math.sin(x)))],
    ],
  ),
  ...faultsOf<V, V>(
    'cosine of 3x²',
    box(-1, 1, 3),
    x => x.map(e => Math.cos(3 * e * e)),
    each(x => -6 * x * Math.sin(3 * x * x)),
    [
      ['inner', 'without 6x', each(x => -Math.sin(3 * x * x))],
      ['sign', 'positive', each(x => 6 * x * Math.sin(3 * x * x))],
      ['factor', 'without the three', each(x => -2 * x * Math.sin(3 * x * x))],
    ],
  ),
  ...faultsOf<V, V>(
    'logarithm of 1 + x²',
    three,
    x => x.map(e => Math.log1p(e * e)),
    each(x => (2 * x) / (1 + x * x)),
    [
      ['inner', 'without 2x', each(x => 1 / (1 + x * x))],
      ['factor', 'without the two', each(x => x / (1 + x * x))],
      ['inner', 'without the logarithm', each(x => 2 * x)],
    ],
  ),
  ...faultsOf<V, V>(
    'root of 1 + x²',
    three,
    x => x.map(e => Math.sqrt(1 + e * e)),
    each(x => x / Math.sqrt(1 + x * x)),
    [
      ['inner', 'without x', each(x => 1 / Math.sqrt(1 + x * x))],
      ['factor', 'without the half', each(x => (2 * x) / Math.sqrt(1 + x * x))],
    ],
  ),
  ...faultsOf<V, V>(
    'square of the tangent',
    box(-1, 1, 3),
    x => x.map(e => Math.tan(e) ** 2),
    each(x => 2 * Math.tan(x) * (1 + Math.tan(x) ** 2)),
    [
      ['inner', 'without the tangent’s slope', each(x => 2 * Math.tan(x))],
      ['inner', 'without the square’s slope', each(x => 1 + Math.tan(x) ** 2)],
    ],
  ),
  ...faultsOf<V, V>(
    'x² eˣ',
    three,
    x => x.map(e => e * e * Math.exp(e)),
    each(x => (2 * x + x * x) * Math.exp(x)),
    [
      ['fan-out', 'the square held still', each(x => x * x * Math.exp(x))],
      ['fan-out', 'the exponential held still', each(x => 2 * x * Math.exp(x))],
    ],
  ),
  ...faultsOf<V, V>(
    'x log x',
    positive(3),
    x => x.map(e => e * Math.log(e)),
    each(x => 1 + Math.log(x)),
    [
      ['fan-out', 'the logarithm held still', each(Math.log)],
      ['fan-out', 'x held still', each(() => 1)],
    ],
  ),
  ...faultsOf<V, V>(
    'x + x cos x',
    three,
    x => x.map(e => e + e * Math.cos(e)),
    each(x => 1 + Math.cos(x) - x * Math.sin(x)),
    [
      ['fan-out', 'the first use forgotten', each(x => Math.cos(x) - x * Math.sin(x))],
      ['fan-out', 'the cosine held still', each(x => 1 + Math.cos(x))],
    ],
  ),
  ...faultsOf<V, V>(
    'shrinkage',
    three,
    x => x.map(e => Math.sign(e) * Math.max(0, Math.abs(e) - 0.5)),
    each(x => (Math.abs(x) > 0.5 ? 1 : 0)),
    [
      ['branch', 'one everywhere', each(() => 1)],
      ['branch', 'above only', each(x => (x > 0.5 ? 1 : 0))],
    ],
  ),
  ...faultsOf<V, V>(
    'selu',
    three,
    x => x.map(e => (e > 0 ? 1.05 * e : 1.75 * Math.expm1(e))),
    each(x => (x > 0 ? 1.05 : 1.75 * Math.exp(x))),
    [
      ['branch', 'the scale forgotten below', each(x => (x > 0 ? 1.05 : Math.exp(x)))],
      ['factor', 'the scale forgotten', each(x => (x > 0 ? 1 : (1.75 / 1.05) * Math.exp(x)))],
    ],
  ),
  ...faultsOf<readonly [V, V], V>(
    'larger of two',
    product(three, three),
    ([x, y]) => x.map((e, i) => Math.max(e, y[i]!)),
    ([x, y], w) => [
      w.map((e, i) => (x[i]! > y[i]! ? e : 0)),
      w.map((e, i) => (x[i]! > y[i]! ? 0 : e)),
    ],
    [
      ['branch', 'always the first', (_, w) => [w, zeros(w)]],
      ['branch', 'to both', (_, w) => [w, w]],
    ],
  ),
  ...faultsOf<V, V>('convolution', box(-2, 2, 6), convolved, (x, w) => spread(x, w, kernel), [
    ['transposed', 'the kernel turned', (x, w) => spread(x, w, kernel.toReversed())],
    ['sign', 'negative', (x, w) => times(-1, spread(x, w, kernel))],
    [
      'broadcast',
      'one of the windows',
      (x, w) =>
        spread(
          x,
          w.map((e, o) => (o === 0 ? e : 0)),
          kernel,
        ),
    ],
  ]),
  ...faultsOf<V, V>(
    'average pooling',
    box(-2, 2, 4),
    pooled,
    (_, [a, b]) => [a! / 2, a! / 2, b! / 2, b! / 2],
    [
      ['factor', 'without the half', (_, [a, b]) => [a!, a!, b!, b!]],
      ['detached', 'nothing', x => zeros(x)],
    ],
  ),
  ...faultsOf<readonly [V, V], number>(
    'squared distance',
    product(three, three),
    distance,
    (x, w) => [times(2 * w, gap(x)), times(-2 * w, gap(x))],
    [
      ['sign', 'of the second', (x, w) => [times(2 * w, gap(x)), times(2 * w, gap(x))]],
      ['factor', 'without the two', (x, w) => [times(w, gap(x)), times(-w, gap(x))]],
      ['detached', 'the second', (x, w) => [times(2 * w, gap(x)), zeros(x[1])]],
    ],
  ),
  ...faultsOf<readonly [V, M], V>(
    'attention weights',
    product(box(-1, 1, 3), box(-1, 1, [3, 3])),
    attention,
    attentionBack,
    [
      [
        'fan-out',
        'the normaliser held still',
        ([q, k], w) => {
          const d = mul(attention([q, k]), w)
          return [mv(tr(k), d), outer(d, q)]
        },
      ],
      [
        'transposed',
        'the keys not transposed',
        ([q, k], w) => {
          const d = scores(attention([q, k]), w)
          return [mv(k, d), outer(d, q)]
        },
      ],
      ['detached', 'the keys', (x, w) => [attentionBack(x, w)[0], scaled(0, x[1])]],
      [
        'sign',
        'of the keys',
        (x, w) => [attentionBack(x, w)[0], scaled(-1, attentionBack(x, w)[1])],
      ],
    ],
  ),
  ...faultsOf<readonly [M, M], M>(
    'product with a transpose',
    product(box(-2, 2, [2, 2]), box(-2, 2, [2, 2])),
    ([a, b]) => mm(a, tr(b)),
    ([a, b], w) => [mm(w, b), mm(tr(w), a)],
    [
      [
        'transposed',
        'the first as of a plain product',
        ([a, b], w) => [mm(w, tr(b)), mm(tr(w), a)],
      ],
      ['transposed', 'the cotangent not turned', ([a, b], w) => [mm(w, b), mm(w, a)]],
    ],
  ),
  ...faultsOf<{ readonly gain: number; readonly x: M }, M>(
    'gain',
    record({ gain: box(-2, 2), x: box(-2, 2, [2, 3]) }),
    ({ gain, x }) => scaled(gain, x),
    ({ gain, x }, w) => ({ gain: sum(x.map((row, i) => dot(row, w[i]!))), x: scaled(gain, w) }),
    [
      [
        'broadcast',
        'the first row',
        ({ gain, x }, w) => ({ gain: dot(x[0]!, w[0]!), x: scaled(gain, w) }),
      ],
      [
        'broadcast',
        'the mean',
        ({ gain, x }, w) => ({
          gain: sum(x.map((row, i) => dot(row, w[i]!))) / 6,
          x: scaled(gain, w),
        }),
      ],
      [
        'broadcast',
        'not summed',
        ({ gain, x }, w) => ({ gain: x.map((row, i) => mul(row, w[i]!)), x: scaled(gain, w) }),
      ],
      ['detached', 'the gain', ({ gain }, w) => ({ gain: 0, x: scaled(gain, w) })],
    ],
  ),
  ...faultsOf<readonly [M, V], M>(
    'rows less a vector',
    product(box(-2, 2, [3, 2]), box(-2, 2, 2)),
    ([a, b]) => a.map(row => plus(row, times(-1, b))),
    (_, w) => [w, times(-1, tr(w).map(sum))],
    [
      ['broadcast', 'the last row', (_, w) => [w, times(-1, w.at(-1)!)]],
      ['sign', 'of the vector', (_, w) => [w, tr(w).map(sum)]],
      ['broadcast', 'all rows', (_, w) => [w, scaled(-1, w)]],
    ],
  ),
  ...faultsOf<M, M>(
    'symmetric part',
    box(-2, 2, [3, 3]),
    a => a.map((row, i) => row.map((e, j) => (e + a[j]![i]!) / 2)),
    (_, w) => w.map((row, i) => row.map((e, j) => (e + w[j]![i]!) / 2)),
    [
      ['fan-out', 'the transpose forgotten', (_, w) => scaled(0.5, w)],
      ['factor', 'without the half', (_, w) => w.map((row, i) => row.map((e, j) => e + w[j]![i]!))],
    ],
  ),
]
