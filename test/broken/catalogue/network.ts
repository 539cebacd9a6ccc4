/** Faults in derivatives of softmax, losses and normalisations. */
import { index, matrix, real, vector } from 'chainrule/Space'
import { type Data, dot, each, minus, scaled, times, total } from './arrays.js'
import { about, type Fault, type Kind, thread } from './model.js'
import { fault } from './plain.js'

type Back = (x: Data, w: Data) => Data
const vectorwise =
  (operation: string, f: (x: Data) => Data, right: Back) =>
  (kind: Kind, slip: string, wrong: Back, source?: string): Fault =>
    fault(
      about(operation, kind, slip, source),
      [vector(4)],
      [vector(4)],
      { value: ([x]) => [f(x)], vjp: ([x], [w]) => [right(x, w)] },
      { vjp: ([x], [w]) => [wrong(x, w)] },
    )

const { exp, log, sqrt, abs } = Math
const softmaxOf = (x: Data): Data => {
  const e = x.map(exp)
  return scaled(1 / total(e), e)
}
const back = (y: Data, w: Data): Data =>
  times(
    y,
    w.map(e => e - dot(y, w)),
  )
const softmax = vectorwise('softmax', softmaxOf, (x, w) => back(softmaxOf(x), w))
const logSoftmax = vectorwise(
  'log softmax',
  x => softmaxOf(x).map(log),
  (x, w) => minus(w, scaled(total(w), softmaxOf(x))),
)
const HOT = 3
const hot = vectorwise(
  'softmax at a temperature',
  x => softmaxOf(scaled(HOT, x)),
  (x, w) => scaled(HOT, back(softmaxOf(scaled(HOT, x)), w)),
)

const EPS = 0.01
const stats = (x: Data): { readonly hat: Data; readonly s: number } => {
  const m = total(x) / x.length
  const c = x.map(e => e - m)
  const s = sqrt(dot(c, c) / x.length + EPS)
  return { hat: scaled(1 / s, c), s }
}
const normal: Back = (x, w) => {
  const { hat, s } = stats(x)
  const [a, b] = [total(w) / w.length, dot(w, hat) / w.length]
  return w.map((e, i) => (e - a - b * hat[i]!) / s)
}
const layerNorm = vectorwise('layer norm', x => stats(x).hat, normal)
const rms = (x: Data): number => sqrt(dot(x, x) / x.length + EPS)
const rmsNorm = vectorwise(
  'rms norm',
  x => scaled(1 / rms(x), x),
  (x, w) => {
    const r = rms(x)
    return w.map((e, i) => e / r - (x[i]! * dot(w, x)) / (x.length * r ** 3))
  },
)
const unitOf = (x: Data): Data => scaled(1 / sqrt(dot(x, x)), x)
const normalise = vectorwise('normalise', unitOf, (x, w) => {
  const [u, n] = [unitOf(x), sqrt(dot(x, x))]
  return w.map((e, i) => (e - u[i]! * dot(u, w)) / n)
})

const loss =
  (
    operation: string,
    f: (x: Data, t: Data) => number,
    right: (x: Data, t: Data) => Data,
    dt: (x: Data, t: Data) => Data,
    range?: Parameters<typeof fault>[0]['range'],
  ) =>
  (
    kind: Kind,
    slip: string,
    wrong: (x: Data, t: Data) => readonly [Data, Data],
    source?: string,
  ): Fault =>
    fault(
      { ...about(operation, kind, slip, source), ...(range === undefined ? {} : { range }) },
      [vector(3), vector(3)],
      [real],
      {
        value: ([x, t]) => [[f(x, t)]],
        vjp: ([x, t], [[w]]) => [scaled(w!, right(x, t)), scaled(w!, dt(x, t))],
      },
      {
        vjp: ([x, t], [[w]]) => {
          const [a, b] = wrong(x, t)
          return [scaled(w!, a), scaled(w!, b)]
        },
      },
    )

const squared = loss(
  'squared error',
  (x, t) => total(minus(x, t).map(e => e * e)) / 3,
  (x, t) => scaled(2 / 3, minus(x, t)),
  (x, t) => scaled(2 / 3, minus(t, x)),
)
const soft = loss(
  'cross entropy',
  (x, t) => -dot(t, softmaxOf(x).map(log)),
  (x, t) => minus(scaled(total(t), softmaxOf(x)), t),
  x => softmaxOf(x).map(e => -log(e)),
)
const sig = (x: number): number => 1 / (1 + exp(-x))
const logistic = loss(
  'logistic loss',
  (x, t) => total(x.map((e, i) => Math.log1p(exp(e)) - t[i]! * e)),
  (x, t) => x.map((e, i) => sig(e) - t[i]!),
  x => scaled(-1, x),
)
const DELTA = 0.5
const huberOf = (d: number): number => (abs(d) < DELTA ? (d * d) / 2 : DELTA * (abs(d) - DELTA / 2))
const clip = (d: number): number => Math.min(Math.max(d, -DELTA), DELTA)
const huber = loss(
  'huber loss',
  (x, t) => total(minus(x, t).map(huberOf)),
  (x, t) => minus(x, t).map(clip),
  (x, t) => minus(t, x).map(clip),
)
const divergence = loss(
  'divergence',
  (q, p) => total(p.map((e, i) => e * log(e / q[i]!))),
  (q, p) => p.map((e, i) => -e / q[i]!),
  (q, p) => p.map((e, i) => log(e / q[i]!) + 1),
  { min: 0.1, max: 2 },
)
const hinge = loss(
  'hinge loss',
  (x, t) => total(x.map((e, i) => Math.max(0, 1 - e * t[i]!))),
  (x, t) => x.map((e, i) => (e * t[i]! < 1 ? -t[i]! : 0)),
  (x, t) => x.map((e, i) => (e * t[i]! < 1 ? -e : 0)),
)
const cosine = loss(
  'cosine similarity',
  (x, t) => dot(unitOf(x), unitOf(t)),
  (x, t) =>
    scaled(1 / sqrt(dot(x, x)), minus(unitOf(t), scaled(dot(unitOf(x), unitOf(t)), unitOf(x)))),
  (x, t) =>
    scaled(1 / sqrt(dot(t, t)), minus(unitOf(x), scaled(dot(unitOf(x), unitOf(t)), unitOf(t)))),
  { min: 0.2, max: 2 },
)

const byLabel = (kind: Kind, slip: string, wrong: (x: Data, label: number) => Data): Fault =>
  fault(
    about('cross entropy of a label', kind, slip),
    [vector(4), index(4)],
    [real],
    {
      value: ([x, [l]]) => [[-log(softmaxOf(x)[l!]!)]],
      vjp: ([x, [l]], [[w]]) => [softmaxOf(x).map((e, i) => w! * (e - (i === l ? 1 : 0))), []],
    },
    { vjp: ([x, [l]], [[w]]) => [scaled(w!, wrong(x, l!)), []] },
  )

const SMOOTH = 0.1
const smoothed = (i: number, l: number): number => SMOOTH / 4 + (i === l ? 1 - SMOOTH : 0)

const affine = (
  kind: Kind,
  slip: string,
  wrong: (g: Data, x: Data, w: Data) => readonly [Data, Data],
): Fault =>
  fault(
    about('layer norm with gains', kind, slip),
    [vector(4), vector(4)],
    [vector(4)],
    {
      value: ([g, x]) => [times(g, stats(x).hat)],
      vjp: ([g, x], [w]) => [times(w, stats(x).hat), normal(x, times(w, g))],
    },
    { vjp: ([g, x], [w]) => wrong(g, x, w) },
  )

/** Three samples of two features, normalised over the samples. */
const batch = (x: Data, f: (c: Data, j: number) => Data): Data => {
  const parts = [0, 1].map(j =>
    f(
      x.filter((_, k) => k % 2 === j),
      j,
    ),
  )
  return each(6, k => parts[k % 2]![k >> 1]!)
}
const column = (w: Data, j: number): Data => w.filter((_, k) => k % 2 === j)
const batchNorm = (kind: Kind, slip: string, wrong: Back, source?: string): Fault =>
  fault(
    about('batch norm', kind, slip, source),
    [matrix(3, 2)],
    [matrix(3, 2)],
    {
      value: ([x]) => [batch(x, c => stats(c).hat)],
      vjp: ([x], [w]) => [batch(x, (c, j) => normal(c, column(w, j)))],
    },
    { vjp: ([x], [w]) => [batch(x, (c, j) => wrong(c, column(w, j)))] },
  )

export const network: readonly Fault[] = [
  softmax('fan-out', 'the sum below is a constant', (x, w) => times(softmaxOf(x), w)),
  softmax('other', 'the diagonal only', (x, w) => softmaxOf(x).map((y, i) => y * (1 - y) * w[i]!)),
  softmax('sign', 'that of the projection', (x, w) =>
    times(
      softmaxOf(x),
      w.map(e => e + dot(softmaxOf(x), w)),
    ),
  ),
  softmax('broadcast', 'the projection is not weighted', (x, w) =>
    times(
      softmaxOf(x),
      w.map(e => e - total(w) / 4),
    ),
  ),
  hot('inner', 'the temperature is lost', (x, w) => back(softmaxOf(scaled(HOT, x)), w)),
  logSoftmax('fan-out', 'the sum below is a constant', (_, w) => w),
  logSoftmax('factor', 'the cotangents are not summed', (x, w) => minus(w, softmaxOf(x))),
  logSoftmax('other', 'each with its own cotangent', (x, w) => minus(w, times(w, softmaxOf(x)))),
  layerNorm(
    'detached',
    'the statistics are constants',
    (x, w) => scaled(1 / stats(x).s, w),
    thread('facebookresearch/CrypTen', 143),
  ),
  layerNorm('fan-out', 'the mean is a constant', (x, w) => {
    const { hat, s } = stats(x)
    return w.map((e, i) => (e - (dot(w, hat) / 4) * hat[i]!) / s)
  }),
  layerNorm('fan-out', 'the variance is a constant', (x, w) =>
    w.map(e => (e - total(w) / 4) / stats(x).s),
  ),
  layerNorm('other', 'without its epsilon', (x, w) => {
    const { s } = stats(x)
    const t = sqrt(s * s - EPS)
    const hat = scaled(s / t, stats(x).hat)
    return w.map((e, i) => (e - total(w) / 4 - (dot(w, hat) / 4) * hat[i]!) / t)
  }),
  affine('other', 'the gains see x itself', (g, x, w) => [times(w, x), normal(x, times(w, g))]),
  affine('inner', 'the gains are not passed through', (_, x, w) => [
    times(w, stats(x).hat),
    normal(x, w),
  ]),
  batchNorm(
    'detached',
    'the statistics are constants',
    (x, w) => scaled(1 / stats(x).s, w),
    thread('facebookresearch/CrypTen', 143),
  ),
  batchNorm(
    'other',
    'a term over the square of the number',
    (x, w) => normal(x, w).map((e, i) => e + (total(w) * stats(x).hat[i]!) / 9),
    thread('apache/mxnet', 1053),
  ),
  batchNorm('transposed', 'the statistics of the cotangent are swapped', (x, w) => {
    const { hat, s } = stats(x)
    return w.map((e, i) => (e - dot(w, hat) / 3 - (total(w) / 3) * hat[i]!) / s)
  }),
  rmsNorm('fan-out', 'the root is a constant', (x, w) => scaled(1 / rms(x), w)),
  rmsNorm('factor', 'the projection is not divided', (x, w) =>
    w.map((e, i) => e / rms(x) - (x[i]! * dot(w, x)) / rms(x) ** 3),
  ),
  normalise(
    'detached',
    'the norm is a constant',
    (x, w) => scaled(1 / sqrt(dot(x, x)), w),
    thread('HIPS/autograd', 612),
  ),
  normalise('sign', 'that of the projection', (x, w) => {
    const u = unitOf(x)
    return w.map((e, i) => (e + u[i]! * dot(u, w)) / sqrt(dot(x, x)))
  }),

  squared('factor', 'the 2 is lost', (x, t) => [
    scaled(1 / 3, minus(x, t)),
    scaled(1 / 3, minus(t, x)),
  ]),
  squared('factor', 'not divided by the number', (x, t) => [
    scaled(2, minus(x, t)),
    scaled(2, minus(t, x)),
  ]),
  squared('sign', 'that of the targets', (x, t) => [
    scaled(2 / 3, minus(x, t)),
    scaled(2 / 3, minus(x, t)),
  ]),
  squared('detached', 'the targets are constants', (x, t) => [
    scaled(2 / 3, minus(x, t)),
    [0, 0, 0],
  ]),
  soft(
    'other',
    'as if the targets summed to 1',
    (x, t) => [minus(softmaxOf(x), t), softmaxOf(x).map(e => -log(e))],
    thread('kvark/meganeura', 102),
  ),
  logistic('sign', 'of the difference', (x, t) => [x.map((e, i) => t[i]! - sig(e)), scaled(-1, x)]),
  logistic('inner', 'the derivative of the sigmoid once more', (x, t) => [
    x.map((e, i) => (sig(e) - t[i]!) * sig(e) * (1 - sig(e))),
    scaled(-1, x),
  ]),
  huber('branch', 'square everywhere', (x, t) => [minus(x, t), minus(t, x)]),
  huber('factor', 'slope 1 outside', (x, t) => [
    minus(x, t).map(d => (abs(d) < DELTA ? d : Math.sign(d))),
    minus(t, x).map(d => (abs(d) < DELTA ? d : Math.sign(d))),
  ]),
  divergence('fan-out', 'the logarithm is a constant', (q, p) => [
    p.map((e, i) => -e / q[i]!),
    p.map((e, i) => log(e / q[i]!)),
  ]),
  divergence('sign', 'of what is approximated', (q, p) => [
    p.map((e, i) => e / q[i]!),
    p.map((e, i) => log(e / q[i]!) + 1),
  ]),
  hinge('branch', 'open where the margin is kept', (x, t) => [
    scaled(-1, t),
    x.map((e, i) => (e * t[i]! < 1 ? -e : 0)),
  ]),
  cosine('fan-out', 'the norm of the first is a constant', (x, t) => [
    scaled(1 / sqrt(dot(x, x)), unitOf(t)),
    scaled(1 / sqrt(dot(t, t)), minus(unitOf(x), scaled(dot(unitOf(x), unitOf(t)), unitOf(t)))),
  ]),
  byLabel('other', 'the label is not taken off', softmaxOf),
  byLabel('other', 'the label is taken off one too far', (x, l) =>
    softmaxOf(x).map((e, i) => e - (i === (l + 1) % 4 ? 1 : 0)),
  ),
  byLabel('sign', 'of the whole', (x, l) => softmaxOf(x).map((e, i) => (i === l ? 1 : 0) - e)),
  fault(
    about('cross entropy with smoothing', 'other', 'the label is not smoothed'),
    [vector(4), index(4)],
    [real],
    {
      value: ([x, [l]]) => [[-total(softmaxOf(x).map((e, i) => smoothed(i, l!) * log(e)))]],
      vjp: ([x, [l]], [[w]]) => [softmaxOf(x).map((e, i) => w! * (e - smoothed(i, l!))), []],
    },
    { vjp: ([x, [l]], [[w]]) => [softmaxOf(x).map((e, i) => w! * (e - (i === l ? 1 : 0))), []] },
  ),
]
