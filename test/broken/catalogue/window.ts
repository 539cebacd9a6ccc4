/** Faults in derivatives of convolutions, pools, interpolation and recurrences. */
import { mask, real, vector } from 'chainrule/Space'
import { type Data, each, plus, rows, scaled, times, total } from './arrays.js'
import { about, type Fault, type Kind, thread } from './model.js'
import { fault } from './plain.js'

/** Correlation of x with k, in steps of `stride`, over places `dilation` apart. */
const conv = (x: Data, k: Data, stride: number, dilation: number): Data =>
  each(Math.floor((x.length - dilation * (k.length - 1) - 1) / stride) + 1, i =>
    total(k.map((e, j) => e * x[i * stride + j * dilation]!)),
  )
const toInput = (w: Data, k: Data, n: number, stride: number, dilation: number): Data => {
  const x = Array.from({ length: n }, () => 0)
  w.forEach((e, i) => {
    k.forEach((f, j) => {
      const at = i * stride + j * dilation
      if (at < n) x[at]! += e * f
    })
  })
  return x
}
const toKernel = (w: Data, x: Data, m: number, stride: number, dilation: number): Data =>
  each(m, j => total(w.map((e, i) => e * (x[i * stride + j * dilation] ?? 0))))

const convolution = (
  kind: Kind,
  slip: string,
  wrong: (x: Data, k: Data, w: Data) => readonly [Data, Data],
  [n, stride, dilation]: readonly [number, number, number] = [5, 1, 1],
  source?: string,
): Fault => {
  const m = 3
  const out = Math.floor((n - dilation * (m - 1) - 1) / stride) + 1
  return fault(
    about('convolution', kind, slip, source),
    [vector(n), vector(m)],
    [vector(out)],
    {
      value: ([x, k]) => [conv(x, k, stride, dilation)],
      vjp: ([x, k], [w]) => [
        toInput(w, k, n, stride, dilation),
        toKernel(w, x, m, stride, dilation),
      ],
    },
    { vjp: ([x, k], [w]) => wrong(x, k, w) },
  )
}

const windows = (x: Data): readonly Data[] => [0, 1, 2].map(i => x.slice(i, i + 3))
const best = (x: Data): number => x.indexOf(Math.max(...x))
const pool = (kind: Kind, slip: string, wrong: (x: Data, w: Data) => Data): Fault =>
  fault(
    about('overlapping max pool', kind, slip),
    [vector(5)],
    [vector(3)],
    {
      value: ([x]) => [windows(x).map(p => Math.max(...p))],
      vjp: ([x], [w]) => [each(5, k => total(w.filter((_, i) => i + best(windows(x)[i]!) === k)))],
    },
    { vjp: ([x], [w]) => [wrong(x, w)] },
  )

const { tanh } = Math
const d = (y: number): number => 1 - y * y
/** Two steps of h ← tanh(a h + x). */
const recurrence = (
  kind: Kind,
  slip: string,
  wrong: (s: Steps, w: number) => readonly [Data, Data],
): Fault =>
  fault(
    about('recurrence', kind, slip),
    [real, vector(2)],
    [real],
    {
      value: ([[a], x]) => [[steps(a!, x).h2]],
      vjp: ([[a], x], [[w]]) => {
        const s = steps(a!, x)
        const [e2, e1] = [w! * d(s.h2), w! * d(s.h2) * a! * d(s.h1)]
        return [[e2 * s.h1], [e1, e2]]
      },
    },
    { vjp: ([[a], x], [[w]]) => wrong(steps(a!, x), w!) },
  )
interface Steps {
  readonly a: number
  readonly h1: number
  readonly h2: number
}
const steps = (a: number, x: Data): Steps => {
  const h1 = tanh(x[0]!)
  return { a, h1, h2: tanh(a * h1 + x[1]!) }
}

/** Between four knots at 0, 1, 2, 3. */
const interpolation = (
  kind: Kind,
  slip: string,
  wrong: (y: Data, i: number, t: number, w: number) => readonly [Data, Data],
): Fault =>
  fault(
    { ...about('interpolation', kind, slip), range: { min: 0.05, max: 2.95 } },
    [vector(4), real],
    [real],
    {
      value: ([y, [x]]) => {
        const [i, t] = [Math.floor(x!), x! - Math.floor(x!)]
        return [[y[i]! * (1 - t) + y[i + 1]! * t]]
      },
      vjp: ([y, [x]], [[w]]) => {
        const [i, t] = [Math.floor(x!), x! - Math.floor(x!)]
        return [
          each(4, k => (k === i ? w! * (1 - t) : k === i + 1 ? w! * t : 0)),
          [w! * (y[i + 1]! - y[i]!)],
        ]
      },
    },
    { vjp: ([y, [x]], [[w]]) => wrong(y, Math.floor(x!), x! - Math.floor(x!), w!) },
  )

export const window: readonly Fault[] = [
  convolution('transposed', 'the kernel is turned round for the input', (x, k, w) => [
    toInput(w, k.toReversed(), 5, 1, 1),
    toKernel(w, x, 3, 1, 1),
  ]),
  convolution('transposed', 'the gradient of the kernel is turned round', (x, k, w) => [
    toInput(w, k, 5, 1, 1),
    toKernel(w, x, 3, 1, 1).toReversed(),
  ]),
  convolution(
    'other',
    'the stride is forgotten for the input',
    (x, k, w) => [toInput(w, k, 7, 1, 1), toKernel(w, x, 3, 2, 1)],
    [7, 2, 1],
  ),
  convolution(
    'transposed',
    'stride and dilation are swapped',
    (x, k, w) => [toInput(w, k, 7, 1, 2), toKernel(w, x, 3, 1, 2)],
    [7, 2, 1],
    thread('huggingface/candle', 2337),
  ),
  convolution(
    'other',
    'the dilation is forgotten for the kernel',
    (x, k, w) => [toInput(w, k, 7, 1, 2), toKernel(w, x, 3, 1, 1)],
    [7, 1, 2],
  ),
  convolution('fan-out', 'the last position is lost', (x, k, w) => [
    toInput(w.slice(0, 2), k, 5, 1, 1),
    toKernel(w.slice(0, 2), x, 3, 1, 1),
  ]),
  convolution('factor', 'the mean over positions for the kernel', (x, k, w) => [
    toInput(w, k, 5, 1, 1),
    scaled(1 / 3, toKernel(w, x, 3, 1, 1)),
  ]),
  pool('fan-out', 'the last window wins', (x, w) =>
    each(5, k => w.reduce((s, e, i) => (i + best(windows(x)[i]!) === k ? e : s), 0)),
  ),
  pool('branch', 'to the first of the window', (_, w) => [...w, 0, 0]),
  pool('broadcast', 'to the whole window', (_, w) =>
    each(5, k => total(w.filter((__, i) => k >= i && k < i + 3))),
  ),
  fault(
    about('mean pool', 'factor', 'not divided'),
    [vector(6)],
    [vector(2)],
    {
      value: ([x]) => [scaled(1 / 3, rows(x, 3))],
      vjp: (_, [w]) => [each(6, k => w[Math.floor(k / 3)]! / 3)],
    },
    { vjp: (_, [w]) => [each(6, k => w[Math.floor(k / 3)]!)] },
  ),
  fault(
    about('dropout', 'factor', 'not scaled as the value is'),
    [vector(3), mask(3)],
    [vector(3)],
    {
      value: ([x, m]) => [scaled(2, times(x, m))],
      vjp: ([, m], [w]) => [scaled(2, times(w, m)), []],
    },
    { vjp: ([, m], [w]) => [times(w, m), []] },
  ),
  fault(
    about('dropout', 'branch', 'what is dropped is open, too'),
    [vector(3), mask(3)],
    [vector(3)],
    {
      value: ([x, m]) => [scaled(2, times(x, m))],
      vjp: ([, m], [w]) => [scaled(2, times(w, m)), []],
    },
    { vjp: (_, [w]) => [scaled(2, w), []] },
  ),
  recurrence('detached', 'the carry is cut off', ({ h1, h2 }, w) => [
    [w * d(h2) * h1],
    [0, w * d(h2)],
  ]),
  recurrence('transposed', 'the steps in the order of time', ({ a, h1, h2 }, w) => [
    [w * d(h2) * h1],
    [w * d(h2), w * d(h2) * a * d(h1)],
  ]),
  recurrence('inner', 'the first step is not derived', ({ a, h1, h2 }, w) => [
    [w * d(h2) * h1],
    [w * d(h2) * a, w * d(h2)],
  ]),
  recurrence('other', 'the carry after the step for that before', ({ a, h1, h2 }, w) => [
    [w * d(h2) * h2],
    [w * d(h2) * a * d(h1), w * d(h2)],
  ]),
  interpolation('transposed', 'the weights are swapped', (y, i, t, w) => [
    each(4, k => (k === i ? w * t : k === i + 1 ? w * (1 - t) : 0)),
    [w * (y[i + 1]! - y[i]!)],
  ]),
  interpolation('sign', 'of the slope', (y, i, t, w) => [
    each(4, k => (k === i ? w * (1 - t) : k === i + 1 ? w * t : 0)),
    [w * (y[i]! - y[i + 1]!)],
  ]),
  interpolation('detached', 'the place is a constant', (_, i, t, w) => [
    each(4, k => (k === i ? w * (1 - t) : k === i + 1 ? w * t : 0)),
    [0],
  ]),
  fault(
    about('gated cell', 'other', 'the new state for the old at the gate'),
    [real, real, real],
    [real],
    {
      value: ([[f], [c], [u]]) => [[c! / (1 + Math.exp(-f!)) + u!]],
      vjp: ([[f], [c]], [[w]]) => {
        const s = 1 / (1 + Math.exp(-f!))
        return [[w! * c! * s * (1 - s)], [w! * s], [w!]]
      },
    },
    {
      vjp: ([[f], [c], [u]], [[w]]) => {
        const s = 1 / (1 + Math.exp(-f!))
        return [[w! * (c! * s + u!) * s * (1 - s)], [w! * s], [w!]]
      },
    },
  ),
  fault(
    about('moving average', 'factor', 'the weight of the new for that of the old'),
    [vector(3)],
    [real],
    {
      value: ([x]) => [[x.reduce((m, e) => 0.75 * m + 0.25 * e, 0)]],
      vjp: (_, [[w]]) => [each(3, i => w! * 0.25 * 0.75 ** (2 - i))],
    },
    { vjp: (_, [[w]]) => [each(3, i => w! * 0.75 * 0.25 ** (2 - i))] },
  ),
  fault(
    about('mixing', 'fan-out', 'one of two paths'),
    [vector(3)],
    [vector(3)],
    {
      value: ([x]) => [
        plus(
          x.map(Math.sin),
          x.map(e => e ** 3),
        ),
      ],
      vjp: ([x], [w]) => [
        times(
          w,
          x.map(e => Math.cos(e) + 3 * e * e),
        ),
      ],
    },
    {
      vjp: ([x], [w]) => [
        times(
          w,
          x.map(e => 3 * e * e),
        ),
      ],
    },
  ),
]
