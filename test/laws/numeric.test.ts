/** The oracle itself: the error bar holds the error, and where it cannot tell it says so. */
import { slope } from 'chainrule/laws'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const cases: readonly (readonly [string, (x: number) => number, (x: number) => number])[] = [
  ['sin', Math.sin, Math.cos],
  ['exp', Math.exp, Math.exp],
  ['cubic', x => x * x * x - 2 * x, x => 3 * x * x - 2],
  ['atan', Math.atan, x => 1 / (1 + x * x)],
  ['constant', () => 3, () => 0],
  ['steep', x => Math.tanh(20 * x), x => 20 / Math.cosh(20 * x) ** 2],
  ['a logarithm of what is near 1', x => Math.log(Math.cosh(x)), Math.tanh],
  ['a loss', x => Math.log(Math.exp(-5) + Math.exp(x)) - x, x => -1 / (1 + Math.exp(x + 5))],
  ['huge', x => 1e120 * Math.sin(x), x => 1e120 * Math.cos(x)],
  ['tiny', x => 1e-120 * Math.sin(x), x => 1e-120 * Math.cos(x)],
]

describe('slope', () => {
  for (const [name, f, df] of cases)
    test(`${name}: the true derivative lies within the bar, which is narrow`, () => {
      let decided = 0
      fc.assert(
        fc.property(fc.integer({ min: -300, max: 300 }), k => {
          const x = k / 100
          const m = slope(t => f(x + t))
          if (m.tag === 'inconclusive') return
          decided += 1
          expect(Math.abs(m.value - df(x))).toBeLessThanOrEqual(
            m.error + 2 * Number.EPSILON * Math.abs(df(x)),
          )
          expect(m.error).toBeLessThan(
            1e-6 * (Math.abs(df(x)) + Math.abs(f(x + 0.125)) * 8 + Math.abs(f(x))),
          )
          if (df(x) !== 0) expect(m.error).toBeGreaterThan(0)
        }),
        { numRuns: 200 },
      )
      expect(decided).toBeGreaterThan(150)
    })

  test('a kink, a jump, a pole and noise are not decided', () => {
    expect(slope(Math.abs)).toMatchObject({ reason: expect.stringMatching(/kink/) })
    expect(slope(t => Math.max(t, 0)).tag).toBe('inconclusive')
    expect(slope(t => (t < 0 ? 0 : 1)).tag).toBe('inconclusive')
    expect(slope(t => 1 / t).tag).toBe('inconclusive')
    expect(slope(() => Number.NaN)).toMatchObject({ reason: 'the value is NaN' })
    let k = 0
    const noise = () => {
      k += 1
      return (k % 7) * 0.01
    }
    expect(slope(noise).tag).toBe('inconclusive')
  })

  /** Noise that is a function: the same t gives the same value. */
  const hash = (t: number): number => {
    const y = Math.sin(t * 1e9 + 0.3) * 43758.5453
    return y - Math.floor(y)
  }
  const shapes: readonly (readonly [string, (t: number) => number])[] = [
    ...cases.map(([name, f]) => [name, (t: number) => f(0.3 + t)] as const),
    ['noise', hash],
    ['a kink', Math.abs],
    ['a jump', t => (t < 0 ? 0 : 1)],
    ['a fast wave', t => Math.sin(3e4 * t + 1)],
    ['nothing', () => 0],
  ]
  test.each(shapes)('%s: the verdict on c·g is that on g, at every scale', (_, g) => {
    // Powers of two scale without rounding.
    for (const c of [2 ** -350, 2 ** -40, 2 ** -30, 2 ** 30, 2 ** 350]) {
      const [one, many] = [slope(g), slope(t => c * g(t))]
      expect(many.tag).toBe(one.tag)
      if (one.tag === 'measured' && many.tag === 'measured') {
        expect(many.value).toBe(c * one.value)
        expect(many.error).toBe(c * one.error)
      }
    }
  })
  test('small noise is not taken for a slope', () => {
    for (const c of [1, 1e-6, 1e-9, 1e-12, 1e-120])
      expect(slope(t => c * hash(t)).tag).toBe('inconclusive')
  })
  test('noise upon a slope widens the bar, which still holds the slope', () => {
    for (const size of [1e-14, 1e-12, 1e-10]) {
      const m = slope(t => Math.sin(1 + t) + size * hash(t))
      if (m.tag === 'measured') {
        expect(Math.abs(m.value - Math.cos(1))).toBeLessThanOrEqual(m.error)
        expect(m.error).toBeGreaterThan(size)
      }
    }
    expect(slope(t => Math.sin(1 + t) + 1e-12 * hash(t)).tag).toBe('measured')
  })
})
