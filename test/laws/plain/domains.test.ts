/** Domains of plain functions, and the checks in one call. */
import {
  ball,
  box,
  checkGradient,
  checkGradientAsync,
  checkHessian,
  checkHessianAsync,
  checkJacobian,
  checkJacobianAsync,
  checkJvp,
  checkJvpAsync,
  checkVjp,
  checkVjpAsync,
  custom,
  type Domain,
  float64,
  integers,
  positive,
  positiveDefinite,
  simplex,
  symmetric,
} from 'chainrule/laws'
import fc from 'fast-check'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { seed } from './support.js'

describe('domains', () => {
  const domains: Readonly<Record<string, Domain<never>>> = {
    box: box(-0.3, 7, [2, 2]) as Domain<never>,
    positive: positive(4) as Domain<never>,
    simplex: simplex(5) as Domain<never>,
    'a wide simplex': simplex(300) as Domain<never>,
    ball: ball(4) as Domain<never>,
    symmetric: symmetric(3) as Domain<never>,
    'positive definite': positiveDefinite(4) as Domain<never>,
  }
  test.each(Object.entries(domains))('%s contains its points', (_, { points, contains }) => {
    fc.assert(fc.property(points, contains), { seed })
  })
  test('that make no sense are refused', () => {
    expect(() => box(1, 1)).toThrow(/ends of a box/)
    expect(() => box(0, Number.POSITIVE_INFINITY)).toThrow(/ends of a box/)
    expect(() => simplex(1)).toThrow(/2 numbers or more/)
    expect(() => integers(0.5, 2)).toThrow(/whole numbers/)
    expect(() => symmetric(0)).toThrow(/1 row or more/)
    expect(() => float64(box(-1, 1, [2, 2]) as never)).toThrow(/arrays of numbers/)
    expect(() => custom({ points: fc.constant('x'), directions: fc.constant('x') })).toThrow(
      /got a string/,
    )
  })
})

describe('in one call', () => {
  const cube = (x: number): number => x ** 3
  const runs = { seed, runs: 5 }
  const later =
    <X extends readonly unknown[], Y>(f: (...x: X) => Y) =>
    async (...x: X): Promise<Y> =>
      await Promise.resolve(f(...x))
  const all = async (slope: (x: number) => number, second: (x: number) => number) => {
    const b = box(-2, 2)
    const times = (x: number, w: number): number => w * slope(x)
    const said = { ...runs, codomain: b }
    return [
      checkGradient(cube, slope, b, runs),
      checkVjp(cube, times, b, runs),
      checkJvp(cube, times, b, runs),
      checkJacobian(cube, slope, b, runs),
      checkHessian(cube, second, b, runs),
      await checkGradientAsync(later(cube), later(slope), b, runs)(),
      await checkVjpAsync(later(cube), later(times), b, said)(),
      await checkJvpAsync(later(cube), later(times), b, said)(),
      await checkJacobianAsync(later(cube), later(slope), b, said)(),
      await checkHessianAsync(later(cube), later(second), b, runs)(),
    ]
  }
  test('what is right is', async () => {
    const right = await all(
      x => 3 * x * x,
      x => 6 * x,
    )
    expect(right.map(isRight)).toEqual(right.map(() => true))
  })
  test('what is wrong is not', async () => {
    const wrong = await all(
      x => 2 * x * x,
      x => 5 * x,
    )
    expect(wrong.map(isLeft)).toEqual(wrong.map(() => true))
  })
})
