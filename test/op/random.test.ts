/** Threefry against published vectors, and the statistics of what is drawn. */
import { type Expr, fn, key, keyFrom, run } from 'chainrule'
import { normal, splitKey, threefry, uniform } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { threefryWords } from '../../src/op/random/threefry.js'
import { computed, expectShapeError, index, sym, symOf } from './support.js'

type Key = Expr<readonly [2], 'index'>
const keyOf = (a: number, b: number): Key => index([2], [a, b]) as Key

// Random123, kat_vectors: threefry 2x32 20 (counter, key, result).
const vectors = [
  [
    [0, 0],
    [0, 0],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x243f6a88, 0x85a308d3],
    [0x13198a2e, 0x03707344],
    [0xc4923a9c, 0x483df7a0],
  ],
] as const

describe('threefry', () => {
  test.each(vectors)('counter %j under key %j', ([c0, c1], [k0, k1], [y0, y1]) => {
    const unsigned = (w: number): number => w >>> 0
    expect(threefryWords(k0, k1, c0, c1).map(unsigned)).toEqual([y0, y1])
    const drawn = threefry(keyOf(k0 | 0, k1 | 0), index([1, 2], [c0 | 0, c1 | 0]))
    expect(computed(drawn).values.map(w => unsigned(w))).toEqual([y0, y1])
  })

  test('is refused of what is no key, and no counter', () => {
    expectShapeError(
      'threefry',
      () => threefry(symOf('index', 3) as never, symOf('index', 2)),
      'index [3]',
    )
    expectShapeError('threefry', () => threefry(sym(2) as never, symOf('index', 2)), 'real [2]')
    expectShapeError('threefry', () => threefry(keyOf(0, 0), symOf('index', 3)), 'index [3]')
    expectShapeError('threefry', () => threefry(keyOf(0, 0), sym(2) as never), 'real [2]')
    expectShapeError('threefry', () => threefry(keyOf(0, 0), symOf('index')))
  })
})

const n = 20_000
const drawn = (f: (k: Key) => Expr<readonly [number]>, seed = 0): readonly number[] =>
  run(fn(key, k => f(k)))(keyFrom(seed)).values

const average = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length
const correlation = (xs: readonly number[], ys: readonly number[]): number => {
  const [mx, my] = [average(xs), average(ys)]
  const cov = (us: readonly number[], vs: readonly number[], a: number, b: number): number =>
    average(us.map((u, i) => (u - a) * (vs[i]! - b)))
  return cov(xs, ys, mx, my) / Math.sqrt(cov(xs, xs, mx, mx) * cov(ys, ys, my, my))
}
/** The statistic of Kolmogorov and Smirnov times √n: above 1.95 once in a thousand. */
const distance = (xs: readonly number[], cdf: (x: number) => number): number => {
  const sorted = xs.toSorted((a, b) => a - b)
  return (
    Math.sqrt(xs.length) *
    Math.max(
      ...sorted.map((x, i) => Math.max(cdf(x) - i / xs.length, (i + 1) / xs.length - cdf(x))),
    )
  )
}

describe('uniform', () => {
  const u = drawn(k => uniform(k, [n]))

  test('lies in [0, 1), in steps of 2⁻⁵³, evenly', () => {
    expect(u.every(x => x >= 0 && x < 1)).toBe(true)
    expect(u.every(x => Number.isInteger(x * 2 ** 53))).toBe(true)
    expect(u.some(x => !Number.isInteger(x * 2 ** 52))).toBe(true)
    expect(Math.abs(average(u) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n))
    expect(distance(u, x => x)).toBeLessThan(1.95)
    expect(new Set(u).size).toBe(n)
    expect(Math.abs(correlation(u.slice(1), u.slice(0, -1)))).toBeLessThan(4 / Math.sqrt(n))
  })

  test('the same key gives the same numbers; the shape does not matter', () => {
    expect(drawn(k => uniform(k, [n]))).toEqual(u)
    expect(run(fn(key, k => uniform(k, [2, n / 2])))(keyFrom(0)).values).toEqual(u)
    expect(drawn(k => uniform(k, [n]), 1)).not.toEqual(u)
    expect(run(fn(key, k => uniform(k, [])))(keyFrom(0))).toBe(drawn(k => uniform(k, [1]))[0])
    expect(drawn(k => uniform(k, [0]))).toEqual([])
  })

  test('in single precision, 1 is not reached, and the normal numbers made of it are finite', () => {
    // The first word under this seed is 2³² − 74, which single precision rounds to 2³².
    const seed = keyFrom(43_287_483)
    const f32 = { precision: 'f32' } as const
    expect(run(fn(key, k => uniform(k, [1])))(seed).values[0]).toBeGreaterThan(1 - 2 ** -25)
    expect(
      run(
        fn(key, k => uniform(k, [1])),
        f32,
      )(seed).values,
    ).toEqual([1 - 2 ** -24])
    expect(
      Number.isFinite(
        run(
          fn(key, k => normal(k, [1])),
          f32,
        )(seed).values[0],
      ),
    ).toBe(true)
  })

  test('is refused of a shape that is none', () => {
    expectShapeError('uniform', () => uniform(keyOf(0, 0), [-1]), '[-1]')
    expectShapeError('normal', () => normal(keyOf(0, 0), [0.5]), '[0.5]')
  })
})

describe('normal', () => {
  test('has the normal distribution', () => {
    const x = drawn(k => normal(k, [n]), 3)
    // Φ by the series of erf and, in the tails, the continued fraction of erfc.
    const phi = (t: number): number => {
      let [sum, term] = [t, t]
      for (let k = 1; k < 100; k++) {
        term *= (t * t) / (2 * k + 1)
        sum += term
      }
      return 0.5 + (sum * Math.exp((-t * t) / 2)) / Math.sqrt(2 * Math.PI)
    }
    expect(x.every(Number.isFinite)).toBe(true)
    expect(Math.abs(average(x))).toBeLessThan(4 / Math.sqrt(n))
    expect(Math.abs(average(x.map(t => t * t)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
    expect(distance(x, phi)).toBeLessThan(1.95)
  })
})

describe('splitKey', () => {
  const children = (seed: number, m: number): readonly (readonly number[])[] =>
    run(fn(key, k => splitKey(k, m)))(keyFrom(seed)).map(
      t => (t as { readonly values: readonly number[] }).values,
    )

  test('keys all differ, from each other and from other seeds', () => {
    const all = [0, 1, 2, 3].flatMap(seed => [[0, seed], ...children(seed, 50)])
    expect(new Set(all.map(String)).size).toBe(4 * 51)
  })

  test('what they draw is not correlated', () => {
    const streams = run(
      fn(
        key,
        k =>
          splitKey(k, 3).map(c => uniform(c, [n])) as unknown as readonly Expr<readonly [number]>[],
      ),
    )(keyFrom(5)) as unknown as readonly { readonly values: readonly number[] }[]
    const [a, b, c] = streams.map(t => t.values) as [
      readonly number[],
      readonly number[],
      readonly number[],
    ]
    for (const [x, y] of [
      [a, b],
      [b, c],
      [a, c],
    ] as const)
      expect(Math.abs(correlation(x, y))).toBeLessThan(4 / Math.sqrt(n))
  })
})
