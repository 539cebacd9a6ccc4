/** Pooling against loops over windows: ties, padding, infinities, NaN; patches to every order; errors. */
import type { Expr } from 'chainrule'
import {
  avgPool1d,
  avgPool2d,
  type MeanPooling,
  maxPool1d,
  maxPool2d,
  mul,
  type Pooling,
} from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { patchesAt } from '../../src/op/window/patches.js'
import { expectBatches } from '../support/batches.js'
import { expectMultilinear, type Term } from '../support/multilinear.js'
import { expectWithin, slopes } from '../support/numeric.js'
import { count, flatten, places } from '../support/places.js'
import {
  computed,
  expectClose,
  expectShapeError,
  gradient,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

type Shape = readonly number[]
type Pool = (x: Expr, options: MeanPooling) => Expr

const pools = { max: [maxPool1d, maxPool2d], mean: [avgPool1d, avgPool2d] } as const
const pool = (kind: 'max' | 'mean', x: Shape): Pool => pools[kind][x.length - 3] as Pool

type Case = readonly [
  x: Shape,
  out: Shape,
  options: Pooling,
  window: Shape,
  stride: Shape,
  low: Shape,
]

const cases: readonly Case[] = [
  [[1, 1, 6], [1, 1, 3], { window: 2 }, [2], [2], [0]],
  [[2, 3, 7], [2, 3, 2], { window: [3] }, [3], [3], [0]],
  [[1, 2, 5], [1, 2, 4], { window: 2, stride: 1 }, [2], [1], [0]],
  [[1, 1, 5], [1, 1, 3], { window: 3, stride: 2, padding: 1 }, [3], [2], [1]],
  [[1, 1, 5], [1, 1, 3], { window: 3, stride: 2, padding: [[2, 0]] }, [3], [2], [2]],
  [[1, 1, 4], [1, 1, 1], { window: 4 }, [4], [4], [0]],
  [[1, 1, 1], [1, 1, 1], { window: 1 }, [1], [1], [0]],
  [[0, 1, 4], [0, 1, 2], { window: 2 }, [2], [2], [0]],
  [[1, 1, 4, 4], [1, 1, 2, 2], { window: 2 }, [2, 2], [2, 2], [0, 0]],
  [
    [2, 1, 4, 5],
    [2, 1, 2, 4],
    { window: [3, 2], stride: [2, 1], padding: [1, 0] },
    [3, 2],
    [2, 1],
    [1, 0],
  ],
  [[1, 2, 3, 3], [1, 2, 3, 3], { window: 3, stride: 1, padding: 1 }, [3, 3], [1, 1], [1, 1]],
]

/** For each window, the positions in the flat data of its entries that are not padding. */
const windowsOf = ([x, out, , window, stride, low]: Case): readonly Shape[] =>
  places(out).map(([n, c, ...o]) =>
    places(window).flatMap(k => {
      const d = o.map((i, a) => i * stride[a]! + k[a]! - low[a]!)
      return d.every((i, a) => i >= 0 && i < x[a + 2]!) ? [flatten(x, [n!, c!, ...d])] : []
    }),
  )

const mixed = (n: number): Shape => Array.from({ length: n }, (_, i) => Math.sin(3 * i + 1))

describe.each(cases)('%j to %j with %j', (...c) => {
  const [x, out, options, window] = c
  const seen = windowsOf(c)
  const xs = mixed(count(x))

  test('the largest entry, and its derivative where it is', () => {
    const f = (t: Expr): Expr => pool('max', x)(t, options)
    const y = computed(f(real(x, xs)))
    expect(y.shape).toEqual(out)
    expect(y.values).toEqual(seen.map(at => Math.max(...at.map(i => xs[i]!))))
    const w = mixed(count(out)).map(v => v + 2)
    const want = xs.map((v, i) =>
      seen.reduce((s, at, o) => s + (at.includes(i) && y.values[o] === v ? w[o]! : 0), 0),
    )
    expectClose(gradient(f, x, xs, real(out, w)), want)
    expectBatches(t => [f(t!)], [x], 1e-15)
  })

  test('ties share the derivative equally', () => {
    const f = (t: Expr): Expr => pool('max', x)(t, options)
    const want = xs.map((_, i) =>
      seen.reduce((s, at) => s + (at.includes(i) ? 1 / at.length : 0), 0),
    )
    expectClose(
      gradient(
        f,
        x,
        xs.map(() => -2),
      ),
      want,
    )
  })

  test('the mean, with the padding and without', () => {
    const area = count(window)
    const terms = seen.flatMap((at, o) => at.map((i): Term => ({ out: o, at: [i] })))
    if (Number.isInteger(Math.log2(area)))
      expectMultilinear(t => mul(pool('mean', x)(t!, options), area), [x], out, terms)
    const mean = (t: Expr): Expr => pool('mean', x)(t, options)
    expectClose(
      valuesOf(mean(real(x, xs))),
      seen.map(at => at.reduce((s, i) => s + xs[i]!, 0) / area),
      1e-12,
    )
    expectClose(
      gradient(mean, x, xs),
      xs.map((_, i) => seen.filter(at => at.includes(i)).length / area),
    )
    const apart = (t: Expr): Expr => pool('mean', x)(t, { ...options, includePadding: false })
    expectClose(
      valuesOf(apart(real(x, xs))),
      seen.map(at => at.reduce((s, i) => s + xs[i]!, 0) / at.length),
      1e-12,
    )
    const want = xs.map((_, i) =>
      seen.reduce((s, at) => s + (at.includes(i) ? 1 / at.length : 0), 0),
    )
    expectClose(gradient(apart, x, xs), want)
  })
})

test('infinities and NaN: padding never is the largest, NaN stays', () => {
  const x = real([1, 1, 4], [-Infinity, -Infinity, Number.NaN, Infinity])
  expect(valuesOf(maxPool1d(x, { window: 2, stride: 1, padding: 1 }))).toEqual([
    -Infinity,
    -Infinity,
    Number.NaN,
    Number.NaN,
    Infinity,
  ])
  expect(valuesOf(avgPool1d(x, { window: 2 }))).toEqual([-Infinity, Number.NaN])
})

test('single precision', () => {
  const y = computed(avgPool1d(real([1, 1, 2], [1, 0.1]), { window: 2 }), 'f32')
  expect(y.dtype).toBe('f32')
  expectClose(y.values, [0.55], 1e-7)
})

test('patches add up, windows that overlap and leave gaps', () => {
  const settings = {
    window: [2, 2],
    strides: [2, 1],
    dilations: [1, 2],
    offsets: [1, 0],
    counts: [2, 2],
  }
  const [x, out] = [
    [2, 3, 4],
    [2, 2, 2, 2, 2],
  ]
  const terms = places(out).flatMap((place): readonly Term[] => {
    const [n, k, l, o, p] = place as readonly [number, number, number, number, number]
    const [i, j] = [2 * o + k - 1, p + 2 * l]
    return i >= 0 && i < 3 && j < 4
      ? [{ out: flatten(out, place), at: [flatten(x, [n, i, j])] }]
      : []
  })
  expectMultilinear(t => patchesAt(t!, settings), [x], out, terms)
})

test('the second order of a square under a maximum', () => {
  const xs = [0.3, -1.2, 2.2, 0.9, -0.5, 1.4]
  const f = (t: Expr): Expr => maxPool1d(mul(t, mul(t, t)), { window: 3, stride: 2, padding: 1 })
  const first = (at: Shape): Shape => gradient(f, [1, 1, 6], at)
  const hessian = slopes(first, xs)
  const want = [6 * 0.3, 0, 6 * 2.2, 0, 0, 6 * 1.4]
  expectWithin(
    want,
    hessian.map((row, i) => row[i]!),
  )
})

test('what does not fit is refused by name', () => {
  const x = sym(1, 2, 6, 6)
  expectShapeError('maxPool2d', () => maxPool2d(sym(2, 6, 6), { window: 2 }), 'rank 4', '[2, 6, 6]')
  expectShapeError('avgPool1d', () => avgPool1d(x, { window: 2 }), 'rank 3')
  expectShapeError('maxPool2d', () => maxPool2d(x, { window: 0 }), 'window', '0')
  expectShapeError('maxPool2d', () => maxPool2d(x, { window: [2] }), 'window', '[2]')
  expectShapeError('maxPool2d', () => maxPool2d(x, { window: 7 }), 'fit into [6, 6]', '[7, 7]')
  expectShapeError('maxPool2d', () => maxPool2d(x, { window: 2, stride: 0 }), 'stride')
  expectShapeError('maxPool2d', () => maxPool2d(x, { window: 2, padding: 2 }), 'less padding')
  expectShapeError('avgPool2d', () => avgPool2d(x, { window: [3, 1], padding: 1 }), 'less padding')
  expectShapeError('avgPool2d', () => avgPool2d(x, { window: 2, padding: -1 }), 'padding', '-1')
  expectShapeError(
    'maxPool1d',
    () => maxPool1d(symOf('index', 1, 1, 4) as never, { window: 2 }),
    'real',
  )
})
