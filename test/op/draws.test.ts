/** What is drawn: distributions by their distribution functions, derivatives, edges. */
import { add, type Expr, mul, softmax, square, toReal } from 'chainrule'
import {
  bernoulli,
  broadcastTo,
  categorical,
  dropout,
  exponential,
  gumbel,
  normal,
  slice,
  uniform,
} from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import type { Precision } from '../../src/Dense.js'
import { expectDerivatives } from '../support/orders.js'
import {
  chiSquare,
  counted,
  kolmogorovSmirnov,
  normalTails,
  phi,
  runsOf,
} from '../support/statistics.js'
import { BAD, from, GOOD, type Numbers, n, numbers } from './drawing.js'
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

describe('continuous distributions', () => {
  const distributions = [
    { name: 'uniform', draw: uniform, cdf: (x: number) => x },
    { name: 'normal', draw: normal, cdf: phi },
    { name: 'exponential', draw: exponential, cdf: (x: number) => -Math.expm1(-x) },
    { name: 'gumbel', draw: gumbel, cdf: (x: number) => Math.exp(-Math.exp(-x)) },
  ] as const
  test.each(distributions)(
    '$name by Kolmogorov and Smirnov, in both precisions',
    ({ draw, cdf }) => {
      for (const seed of [0, 1, 2]) {
        const xs = numbers(draw(from(seed), [n]))
        expect(xs.every(Number.isFinite)).toBe(true)
        expect(kolmogorovSmirnov(xs, cdf)).toBeGreaterThan(GOOD)
        // As evenly in the tails: one in a hundred beyond each.
        expect(
          chiSquare(
            counted(
              xs.map(x => (cdf(x) < 0.01 ? 0 : cdf(x) > 0.99 ? 2 : 1)),
              3,
            ),
            [0.01 * n, 0.98 * n, 0.01 * n],
          ),
        ).toBeGreaterThan(GOOD)
        expect(runsOf(xs.map(x => cdf(x) > 0.5))).toBeGreaterThan(GOOD)
        expect(kolmogorovSmirnov(numbers(draw(from(seed), [n]), 'f32'), cdf)).toBeGreaterThan(GOOD)
      }
    },
  )

  test.each(distributions)(
    '$name: the shape does not matter; of nothing, nothing',
    ({ name, draw }) => {
      expect(computed(draw(from(3), [2, 3])).shape).toEqual([2, 3])
      expect(numbers(draw(from(3), [2, 3]) as Expr)).toEqual(numbers(draw(from(3), [6])))
      expect(numbers(draw(from(3), []) as Expr)).toEqual(numbers(draw(from(3), [1])))
      expect(numbers(draw(from(3), [2, 0]) as Expr)).toEqual([])
      expectShapeError(name, () => draw(from(0), [-1]), '[-1]')
    },
  )

  test('twins that are wrong fail: another distribution by name, a deviation of 1.1, a short period', () => {
    const z = numbers(normal(from(0), [n]))
    expect(
      kolmogorovSmirnov(
        z.map(x => 1.1 * x),
        phi,
      ),
    ).toBeLessThan(BAD)
    const e = numbers(exponential(from(0), [n]))
    expect(
      kolmogorovSmirnov(
        e.map(x => -x),
        x => Math.exp(-Math.exp(-x)),
      ),
    ).toBeLessThan(BAD)
    expect(kolmogorovSmirnov(z.map(Math.abs), x => -Math.expm1(-x))).toBeLessThan(BAD)
    const short = Array.from({ length: n }, (_, i) => ((i * 21 + 5) % 32) / 32)
    expect(kolmogorovSmirnov(short, x => x)).toBeLessThan(BAD)
    expect(
      kolmogorovSmirnov(
        short.map(x => -Math.log1p(-x)),
        x => -Math.expm1(-x),
      ),
    ).toBeLessThan(BAD)
  })
})

describe('derivatives of draws', () => {
  test('pass where a distribution is a location and a scale', () => {
    const at = (s: Expr, i: number): Expr => slice(s, [{ start: i, stop: i + 1 }]) as Expr
    for (const draw of [normal, gumbel, exponential])
      expectDerivatives(
        s => square(add(at(s, 0), mul(at(s, 1), draw(from(5), [3]) as Expr))) as Expr,
        [2],
        [0.5, 1.5],
      )
  })

  test('pass where a choice is relaxed (Jang, Gu, Poole 2017)', () => {
    const relaxed = (z: Expr): Expr => softmax(mul(2, add(z, gumbel(from(1), [3]) as Expr)) as Expr)
    expectDerivatives(relaxed, [3], [0.3, -1, 0.5])
  })

  test('do not pass a choice', () => {
    expectClose(
      gradient(z => toReal(categorical(from(1), z)), [3], [1, 2, 3]),
      [0, 0, 0],
    )
    expectClose(
      gradient(p => toReal(bernoulli(from(1), p)), [2], [0.5, 0.2]),
      [0, 0],
    )
  })
})

describe('bernoulli', () => {
  test('is true as often as p says, entry by entry', () => {
    const p = [0, 0.1, 0.5, 0.9, 1]
    const truths = numbers(bernoulli(from(7), real([5], p), [n, 5]))
    const counts = p.map((_, j) => truths.filter((t, k) => k % 5 === j && t === 1).length)
    expect([counts[0], counts[4]]).toEqual([0, n])
    for (const j of [1, 2, 3]) {
      const deviation = Math.sqrt(n * p[j]! * (1 - p[j]!))
      expect(normalTails((counts[j]! - n * p[j]!) / deviation)).toBeGreaterThan(GOOD)
    }
    expect(runsOf(numbers(bernoulli(from(8), 0.3, [n])).map(t => t === 1))).toBeGreaterThan(GOOD)
  })

  test('takes the shape of p unless said; NaN is never true', () => {
    expect(computed(bernoulli(from(0), real([2, 2], [1, 1, 0, NaN])))).toMatchObject({
      shape: [2, 2],
      values: [true, true, false, false],
    })
    expect(computed(bernoulli(from(0), 1)).shape).toEqual([])
    expect(computed(bernoulli(from(0), 0.5, [0])).values).toEqual([])
  })

  test('is refused where p does not broadcast to the shape', () => {
    expectShapeError('bernoulli', () => bernoulli(from(0), sym(3), [2]), '[2]', '[3]')
    expectShapeError('bernoulli', () => bernoulli(from(0), sym(2, 3), [3]), '[2, 3]')
    expectShapeError('bernoulli', () => bernoulli(from(0), symOf('index', 2) as never), 'kind real')
  })
})

describe('categorical', () => {
  const logits = [0, 1, 2, 3]
  const chances = logits.map(z => Math.exp(z) / logits.reduce((s, y) => s + Math.exp(y), 0))
  const expected = chances.map(p => n * p)
  const draws = (seed: number, level: number, precision: Precision = 'f64'): Numbers => {
    const z = real(
      [4],
      logits.map(x => x + level),
    )
    return numbers(categorical(from(seed), broadcastTo(z, [n, 4]) as Expr), precision)
  }

  test('draws with the probabilities of softmax, at any level of logits, in both precisions', () => {
    for (const level of [0, 1e4, -1e4]) {
      expect(chiSquare(counted(draws(2, level), 4), expected)).toBeGreaterThan(GOOD)
      expect(chiSquare(counted(draws(2, level, 'f32'), 4), expected)).toBeGreaterThan(GOOD)
    }
    expect(draws(2, 1e4)).toEqual(draws(2, 0))
  })

  test('a twin with uniform noise in the place of Gumbel’s fails', () => {
    const noise = numbers(uniform(from(2), [n, 4]) as Expr)
    const best = Array.from({ length: n }, (_, i) => {
      const scores = logits.map((z, j) => z / 4 + noise[4 * i + j]!)
      return scores.indexOf(Math.max(...scores))
    })
    expect(chiSquare(counted(best, 4), expected)).toBeLessThan(BAD)
  })

  test('along any axis; what is −∞ is never drawn, what is 10⁴ higher always', () => {
    const z = real([2, 3], [0, -Infinity, 1e4, 1e4, -Infinity, 0])
    expect(computed(categorical(from(0), z))).toMatchObject({ shape: [2], values: [2, 0] })
    const down = categorical(from(0), z, { axis: 0 })
    expect(down.shape).toEqual([3])
    expect([numbers(down)[0], numbers(down)[2]]).toEqual([1, 0])
    expect(computed(categorical(from(0), real([0, 2], []))).values).toEqual([])
    const never = broadcastTo(real([3], [-Infinity, 0, -Infinity]), [n, 3]) as Expr
    expect(new Set(numbers(categorical(from(1), never)))).toEqual(new Set([1]))
  })

  test('is refused of axes that are not there, or empty', () => {
    expectShapeError('categorical', () => categorical(from(0), sym(3), { axis: 1 }), '1')
    expectShapeError('categorical', () => categorical(from(0), sym()))
    expectShapeError('categorical', () => categorical(from(0), sym(2, 0)), '[2, 0]')
    expectShapeError('categorical', () => categorical(from(0), symOf('index', 2) as never), 'real')
  })
})

describe('dropout', () => {
  test('puts entries to 0 at the rate, and divides the others by what is left', () => {
    const y = numbers(dropout(from(4), broadcastTo(2, [n]), 0.2))
    expect(new Set(y)).toEqual(new Set([0, 2.5]))
    const zeros = y.filter(v => v === 0).length
    expect(normalTails((zeros - 0.2 * n) / Math.sqrt(n * 0.16))).toBeGreaterThan(GOOD)
    expect(runsOf(y.map(v => v === 0))).toBeGreaterThan(GOOD)
    expect(numbers(dropout(from(4), real([2], [1e4, 1]), 0.5), 'f32')).toEqual(
      numbers(dropout(from(4), real([2], [1e4, 1]), 0.5)),
    )
  })

  test('at rate 0 it is the identity, at 1 zeros; what is dropped may be anything', () => {
    const x = real([3], [1, NaN, Infinity])
    expectClose(valuesOf(dropout(from(0), x, 0)), [1, NaN, Infinity])
    expectClose(valuesOf(dropout(from(0), x, 1)), [0, 0, 0])
    expectClose(
      gradient(y => dropout(from(0), y, 1), [2], [1, 2]),
      [0, 0],
    )
    const seen = valuesOf(dropout(from(0), broadcastTo(Infinity, [50]), 0.5))
    expect(new Set(seen)).toEqual(new Set([0, Infinity]))
    expect(computed(dropout(from(0), real([0, 2], []), 0.5)).shape).toEqual([0, 2])
  })

  test('its derivative is the mask it draws', () => {
    expectDerivatives(y => square(dropout(from(4), y, 0.4)) as Expr, [4], [1, -2, 3, 0.5])
    const kept = numbers(dropout(from(4), broadcastTo(1, [6]), 0.5))
    expectClose(
      gradient(y => dropout(from(4), y, 0.5), [6], [1, 2, 3, 4, 5, 6]),
      kept,
    )
  })

  test('is refused of a rate that is none', () => {
    for (const rate of [-0.1, 1.1, NaN])
      expectShapeError('dropout', () => dropout(from(0), sym(2), rate), `${rate}`)
    expectShapeError('dropout', () => dropout(from(0), symOf('index', 2) as never, 0.5), 'real')
  })
})
