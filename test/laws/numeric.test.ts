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
          expect(Math.abs(m.value - df(x))).toBeLessThanOrEqual(m.error + 1e-14 * Math.abs(df(x)))
          const scale = Math.abs(df(x)) + Math.abs(f(x))
          expect(m.error).toBeLessThan(1e-4 * scale + 1e-8)
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
})
