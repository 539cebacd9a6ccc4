/** Random positions and orders: exact, even, and refused where they are none. */
import { type Expr, fn, key } from 'chainrule'
import { permutation, randomIndex, uniform } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { threefryWords } from '../../src/op/random/threefry.js'
import { batched } from '../support/orders.js'
import { chiSquare, counted, evenly } from '../support/statistics.js'
import { BAD, dense, from, GOOD, type Numbers, n, numbers } from './drawing.js'
import { computed, expectShapeError } from './support.js'

describe('randomIndex', () => {
  test('is ⌊bound · fraction⌋ of 64 bits, exactly', () => {
    for (const bound of [1, 7, 3 * 2 ** 29, 2 ** 31 - 1]) {
      const wanted = Array.from({ length: 200 }, (_, i) => {
        const [a, b] = threefryWords(0, 9, 0, i).map(w => BigInt(w >>> 0)) as [bigint, bigint]
        return Number((((a << 32n) | b) * BigInt(bound)) >> 64n)
      })
      expect(numbers(randomIndex(from(9), [20, 10], bound))).toEqual(wanted)
      expect(numbers(randomIndex(from(9), [20, 10], bound), 'f32')).toEqual(wanted)
    }
  })

  test('comes evenly', () => {
    for (const bound of [2, 7, 100]) {
      const xs = numbers(randomIndex(from(bound), [n], bound))
      expect(evenly(counted(xs, bound))).toBeGreaterThan(GOOD)
    }
    const biased = numbers(uniform(from(1), [n])).map(x => Math.floor(7 * x * x))
    expect(evenly(counted(biased, 7))).toBeLessThan(BAD)
  })

  test('is refused of a bound that is none, and of a shape', () => {
    for (const bound of [0, -1, 1.5, 2 ** 31])
      expectShapeError('randomIndex', () => randomIndex(from(0), [1], bound), `${bound}`)
    expectShapeError('randomIndex', () => randomIndex(from(0), [-1], 2), '[-1]')
    expect(computed(randomIndex(from(0), [0, 3], 2))).toMatchObject({ shape: [0, 3], values: [] })
    expect(computed(randomIndex(from(0), [], 1)).values).toEqual([0])
  })
})

describe('permutation', () => {
  const order = (m: number) => fn(key, k => permutation(k, m))
  const many = 24_000
  const seeds = Array.from({ length: many }, (_, i) => [i, 77]).flat()

  test('holds every position once', () => {
    for (const m of [0, 1, 2, 100])
      expect(numbers(permutation(from(3), m)).toSorted((a, b) => a - b)).toEqual([
        ...Array(m).keys(),
      ])
  })

  const name = (p: Numbers): number => {
    const rank = p.map((x, i) => p.slice(i + 1).filter(y => y < x).length)
    return 6 * rank[0]! + 2 * rank[1]! + rank[2]!
  }

  test('all 24 orders of 4 come evenly, and all places of 10', () => {
    const [four] = batched(order(4), many)([dense(seeds, [many, 2])])
    const names = Array.from({ length: many }, (_, i) =>
      name([...four!.data.slice(4 * i, 4 * i + 4)]),
    )
    expect(evenly(counted(names, 24))).toBeGreaterThan(GOOD)
    const [ten] = batched(order(10), many)([dense(seeds, [many, 2])])
    const places = counted(
      [...ten!.data].map((p, i) => 10 * (i % 10) + p),
      100,
    )
    // Rows and columns have their sums: of 100 deviations 81 are free, and 9/10 of the sum is their χ².
    const each = many / 10
    expect(
      chiSquare(
        places.map(c => each + (c - each) * Math.sqrt(0.9)),
        places.map(() => each),
        81,
      ),
    ).toBeGreaterThan(GOOD)
  })

  test('a twin that swaps each place with any other fails', () => {
    const u = numbers(uniform(from(6), [many, 4]) as Expr)
    const names = Array.from({ length: many }, (_, t) => {
      const p = [0, 1, 2, 3]
      for (let i = 0; i < 4; i++) {
        const j = Math.floor(4 * u[4 * t + i]!)
        ;[p[i], p[j]] = [p[j]!, p[i]!]
      }
      return name(p)
    })
    expect(evenly(counted(names, 24))).toBeLessThan(BAD)
  })

  test('is refused of a length that is none', () => {
    expectShapeError('permutation', () => permutation(from(0), -1), '[-1]')
    expectShapeError('permutation', () => permutation(from(0), 1.5), '[1.5]')
  })
})
