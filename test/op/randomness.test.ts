/** The bits themselves: a battery of statistics that good words pass and bad ones fail; keys among each other. */
import { type Expr, fn, fromFlat, key, keyFrom, run } from 'chainrule'
import { keys } from 'chainrule/learn'
import { threefry, uniform } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { constant } from '../../src/Expr.js'
import { threefryWords } from '../../src/op/random/threefry.js'
import { batched } from '../support/orders.js'
import {
  battery,
  chiSquareTail,
  collisions,
  correlated,
  kolmogorovSmirnov,
  kolmogorovTail,
  normalTails,
  phi,
} from '../support/statistics.js'

type Numbers = readonly number[]

/** Good words do worse than this once in a thousand; bad ones are to do worse than BAD. */
const GOOD = 1e-3
const BAD = 1e-9
const n = 2 ** 16

const unsigned = (ws: Iterable<number>): Numbers => [...ws].map(w => w >>> 0)

const counters = (pairs: number): Expr<readonly [number, 2], 'index'> =>
  constant(
    fromFlat(
      Int32Array.from({ length: 2 * pairs }, (_, i) => (i % 2 === 0 ? 0 : i >> 1)),
      [pairs, 2],
    ),
  )

/** Linear congruential words x ← a x + c, as many bits as they have in front. */
const linear =
  (a: number, c: number, bits: number) =>
  (count: number): Numbers => {
    const modulus = 2 ** bits
    let x = 1
    return Array.from({ length: count }, () => {
      // Below 2⁵³: by halves of the factor.
      x = ((((a >>> 16) * x) % modulus) * 65536 + (a & 65535) * x + c) % modulus
      return x * 2 ** (32 - bits)
    })
  }

describe('the statistics', () => {
  test('their distributions have the values of tables', () => {
    // SciPy: chi2.sf, norm.sf, kstwobign.sf, kstwo.sf.
    expect(chiSquareTail(52.62, 25)).toBeCloseTo(0.0009998989095432597, 14)
    expect(chiSquareTail(3, 7)).toBeCloseTo(0.8850022316431506, 13)
    expect(chiSquareTail(1100, 1020)).toBeCloseTo(0.04078928024154975, 12)
    expect(normalTails(3)).toBeCloseTo(0.0026997960632601866, 14)
    expect(phi(-3) + phi(3)).toBeCloseTo(1, 14)
    // The correction for n is an approximation.
    expect(Math.abs(kolmogorovTail(0.05, 500) - 0.15866260223815387)).toBeLessThan(0.01)
    expect(Math.abs(kolmogorovTail(0.03, 500) - 0.7473166700457021)).toBeLessThan(0.01)
  })

  const good = (count: number): Numbers =>
    Array.from({ length: count }, (_, i) => threefryWords(1, 2, 3, i)[0] >>> 0)
  /** Generators with known faults, and the statistics that find them. */
  const twins: Readonly<Record<string, readonly [Numbers, ...string[]]>> = {
    'an LCG with the period 4096': [
      linear(1229, 1, 12)(n),
      'ones at each bit',
      'bytes',
      'pairs of neighbours',
      'even in [0, 1)',
      'runs of the lowest bit',
      'collisions',
    ],
    'an LCG with the period 2³²': [linear(1664525, 1013904223, 32)(n), 'runs of the lowest bit'],
    'multiples of the golden ratio': [
      Array.from({ length: n }, (_, i) => Math.imul(i, 0x9e3779b9) >>> 0),
      'runs above ½',
      'serial correlation',
      'pairs of neighbours',
      'even in [0, 1)',
    ],
    'a bit that sticks': [good(n).map(w => (w & ~(1 << 9)) >>> 0), 'ones at each bit', 'bytes'],
    'a walk': [
      good(n).map((w, i, all) => (w >>> 1) + (all[Math.max(0, i - 1)]! >>> 1)),
      'serial correlation',
      'pairs of neighbours',
      'runs above ½',
    ],
  }

  test.each(Object.entries(twins))('find %s', (_, [words, ...failing]) => {
    const ps = battery(words)
    for (const name of failing) expect(ps[name], name).toBeLessThan(BAD)
  })

  test('each of them finds something', () => {
    const found = new Set(Object.values(twins).flatMap(([, ...failing]) => failing))
    expect([...found].toSorted()).toEqual(Object.keys(battery(good(n))).toSorted())
  })
})

const expectGood = (words: Numbers): void => {
  expect(words.length).toBe(n)
  for (const [name, p] of Object.entries(battery(words))) expect(p, name).toBeGreaterThan(GOOD)
}

describe('threefry', () => {
  test.each([0, 1, 2, -1])('counters in order, under seed %i', seed => {
    const words = run(fn(key, k => threefry(k, counters(n / 2))))(keyFrom(seed)).values
    expectGood(unsigned(words))
  })

  test('p-values are themselves uniform; those of a short period are not', () => {
    const draw = run(fn(key, k => uniform(k, [500])))
    const even = (us: Numbers): number => kolmogorovSmirnov(us, x => x)
    const following = (us: Numbers): number => correlated(us.slice(1), us.slice(0, -1))
    const good = keys(keyFrom(9), 300).map(k => draw(k).values)
    const words = linear(205, 29, 10)(150_000).map(w => w / 2 ** 32)
    const short = good.map((_, i) => words.slice(500 * i, 500 * (i + 1)))
    for (const p of [even, following]) {
      expect(kolmogorovSmirnov(good.map(p), x => x)).toBeGreaterThan(GOOD)
      expect(kolmogorovSmirnov(short.map(p), x => x)).toBeLessThan(BAD)
    }
  })

  test('nearby counters and keys differ in half their bits', () => {
    const weight = (w: number): number => {
      let count = 0
      for (let v = w >>> 0; v !== 0; v &= v - 1) count++
      return count
    }
    const changed = (f: (i: number) => readonly [number, number]): number => {
      const total = Array.from({ length: 4096 }, (_, i) => {
        const [a, b] = threefryWords(5, i >> 6, 7, i & 63)
        const [c, d] = f(i)
        return weight(a ^ c) + weight(b ^ d)
      }).reduce((s, w) => s + w, 0)
      return normalTails((total - 4096 * 32) / Math.sqrt(4096 * 16))
    }
    for (const bit of [0, 5, 31]) {
      const flip = 1 << bit
      expect(changed(i => threefryWords(5 ^ flip, i >> 6, 7, i & 63))).toBeGreaterThan(GOOD)
      expect(changed(i => threefryWords(5, (i >> 6) ^ flip, 7, i & 63))).toBeGreaterThan(GOOD)
      expect(changed(i => threefryWords(5, i >> 6, 7 ^ flip, i & 63))).toBeGreaterThan(GOOD)
      expect(changed(i => threefryWords(5, i >> 6, 7, (i & 63) ^ flip))).toBeGreaterThan(GOOD)
    }
  })
})

describe('keys that come of one', () => {
  /** Children are words under their parent: a batch of them, each of which draws. */
  const children = (seed: number, count: number): Int32Array =>
    Int32Array.from(run(fn(key, k => threefry(k, counters(count))))(keyFrom(seed)).values)

  const drawn = (seed: number, count: number, each: number): Numbers => {
    const f = fn(key, k => threefry(k, counters(each)) as Expr<Numbers, 'index'> as never as Expr)
    const [words] = batched(
      f,
      count,
    )([{ shape: [count, 2], kind: 'index', data: children(seed, count) }])
    return unsigned(words!.data)
  }

  test('are those that are handed out', () => {
    const own = keys(keyFrom(3), 4).flatMap(k => [...k.values])
    expect([...children(3, 4)]).toEqual(own)
  })

  test('the first words of many children are good words, and so are the children', () => {
    expectGood(drawn(11, n / 2, 1))
    expectGood(unsigned(children(12, n / 2)))
  })

  test('streams of children are not correlated, at any shift, and share no words', () => {
    const [streams, each] = [24, 4096]
    const all = drawn(13, streams, each / 2)
    const stream = (i: number): Numbers => all.slice(i * each, (i + 1) * each)
    const pairs = Array.from({ length: streams }, (_, i) =>
      Array.from({ length: i }, (_, j) => [i, j] as const),
    ).flat()
    const ps = pairs.flatMap(([i, j]) =>
      [0, 1].map(lag => correlated(stream(i).slice(lag), stream(j).slice(0, each - lag))),
    )
    expect(kolmogorovSmirnov(ps, p => p)).toBeGreaterThan(GOOD)
    expect(1 - (1 - Math.min(...ps)) ** ps.length).toBeGreaterThan(GOOD)
    expect(collisions(all, 2 ** 32)).toBeGreaterThan(GOOD)
    // Which bits agree: as many as not.
    const agreeing = pairs.map(([i, j]) => {
      const [a, b] = [stream(i), stream(j)]
      return a.filter((w, k) => ((w ^ b[k]!) & 1) === 0).length
    })
    const chi = agreeing.reduce((s, c) => s + (2 * c - each) ** 2 / each, 0)
    const p = chiSquareTail(chi, pairs.length)
    expect(Math.min(p, 1 - p)).toBeGreaterThan(GOOD)
  })

  test('a twin whose children are neighbours in one stream fails', () => {
    const words = Array.from({ length: 8192 }, (_, i) => threefryWords(0, 1, 0, i)[0] >>> 0)
    const [a, b] = [words.slice(0, 4096), words.slice(1, 4097)]
    expect(correlated(a.slice(1), b.slice(0, -1))).toBeLessThan(BAD)
    expect(collisions([...a, ...b], 2 ** 32)).toBeLessThan(BAD)
  })
})
