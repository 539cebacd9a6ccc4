/**
 * Tangents, coordinates and equality over generated spaces of every make, against plain numbers: values are
 * walked here by their own structure, fields in order of name, without what the library says of spaces.
 */
import { real, type Space, struct, tensor, tuple, unit, vector } from 'chainrule'
import { arbitrary, arbitrarySpace, arbitraryTangent } from 'chainrule/laws'
import {
  addTangents,
  basis,
  dim,
  equalValues,
  equalWithin,
  flatten,
  getEq,
  getMonoid,
  inner,
  sameSpace,
  scaleTangent,
  showSpace,
  showValue,
  tangentSpace,
  unflatten,
  zero,
} from 'chainrule/Space'
import { isTensor } from 'chainrule/Tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** The numbers of a tangent, in order. */
const numbers = (u: unknown): readonly number[] => {
  if (typeof u === 'number') return [u]
  if (isTensor(u)) return u.values as readonly number[]
  if (Array.isArray(u)) return u.flatMap(numbers)
  const record = u as Readonly<Record<string, unknown>>
  return Object.keys(record)
    .sort()
    .flatMap(name => numbers(record[name]))
}

/** A copy with other numbers in their places. */
const withNumbers = (u: unknown, next: () => number): unknown => {
  if (typeof u === 'number') return next()
  if (isTensor(u)) return u.values.map(next)
  if (Array.isArray(u)) return u.map(v => withNumbers(v, next))
  const record = u as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map(name => [name, withNumbers(record[name], next)]),
  )
}

interface Case {
  readonly s: Space<unknown>
  readonly a: never
  readonly b: never
  readonly c: number
}
const cases: fc.Arbitrary<Case> = arbitrarySpace.chain(s =>
  fc.record({
    s: fc.constant(s),
    a: arbitraryTangent(s) as fc.Arbitrary<never>,
    b: arbitraryTangent(s) as fc.Arbitrary<never>,
    c: fc.integer({ min: -20, max: 20 }).map(k => k / 10),
  }),
)
const holds = (check: (c: Case) => void): void => {
  fc.assert(fc.property(cases, check), { numRuns: 200 })
}

describe('tangents are their numbers', () => {
  test('flatten lists them, unflatten puts them back, dim counts them', () => {
    holds(({ s, a }) => {
      const xs = numbers(a)
      expect(flatten(s)(a).values).toEqual(xs)
      expect(flatten(s)(a).shape).toEqual([dim(s)])
      expect(dim(s)).toBe(xs.length)
      expect(equalValues(tangentSpace(s))(unflatten(s)(flatten(s)(a)), a)).toBe(true)
    })
  })
  test('add, scale, zero and inner work number by number', () => {
    holds(({ s, a, b, c }) => {
      const [x, y] = [numbers(a), numbers(b)]
      expect(numbers(addTangents(s)(a, b))).toEqual(x.map((u, i) => u + y[i]!))
      expect(numbers(scaleTangent(s)(c, a))).toEqual(x.map(u => c * u))
      expect(numbers(zero(s))).toEqual(x.map(() => 0))
      expect(inner(s)(a, b)).toBe(x.reduce((sum, u, i) => sum + u * y[i]!, 0))
    })
  })
  test('the results have the structure of the operands', () => {
    holds(({ s, a, b }) => {
      const shape = (u: unknown) => JSON.stringify(withNumbers(u, () => 0))
      for (const t of [addTangents(s)(a, b), scaleTangent(s)(2, a), zero(s), getMonoid(s).empty])
        expect(shape(t)).toBe(shape(a))
    })
  })
  test('the basis is the unit coordinates, in order', () => {
    holds(({ s }) => {
      const n = dim(s)
      const rows = [...basis(s)].map(numbers)
      expect(rows).toEqual(
        Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))),
      )
    })
  })
  test('operands are left as they were', () => {
    holds(({ s, a, b }) => {
      const before = [numbers(a), numbers(b)]
      addTangents(s)(a, b)
      scaleTangent(s)(3, a)
      flatten(s)(a)
      expect([numbers(a), numbers(b)]).toEqual(before)
    })
  })
})

describe('equality', () => {
  test('is reflexive; one number changed is seen, and a tolerance is a bound', () => {
    holds(({ s, a, c }) => {
      const T = tangentSpace(s)
      expect(getEq(T).equals(a, a)).toBe(true)
      if (dim(s) === 0) return
      const xs = numbers(a)
      const at = Math.abs(Math.round(c * 10)) % xs.length
      const moved = (by: number): never =>
        addTangents(s)(a, scaleTangent(s)(by, [...basis(s)][at] as never) as never) as never
      expect(getEq(T).equals(a, moved(0.5))).toBe(false)
      const near = equalWithin({ absolute: 0.25, relative: 0 })(T)
      expect(near(a, moved(0.125))).toBe(true)
      expect(near(a, moved(0.5))).toBe(false)
      expect(near(moved(Infinity), moved(Infinity))).toBe(true)
      expect(near(a, moved(Infinity))).toBe(false)
      expect(near(moved(Number.NaN), moved(Number.NaN))).toBe(true)
      expect(near(a, moved(Number.NaN))).toBe(false)
    })
  })
  test('values: discrete parts too', () => {
    fc.assert(
      fc.property(
        arbitrarySpace.chain(s => fc.tuple(fc.constant(s), arbitrary(s), arbitrary(s))),
        ([s, a, b]) => {
          expect(equalValues(s)(a, a)).toBe(true)
          // Text tells all but the sign of 0, on a grid of hundredths.
          const same = showValue(s)(a) === showValue(s)(b)
          expect(equalValues(s)(a, b)).toBe(same)
          expect(equalValues(s)(b, a)).toBe(same)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('structs', () => {
  test('the order of fields matters nowhere, at any depth', () => {
    const names = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 4 })
    fc.assert(
      fc.property(names, fc.array(arbitrarySpace, { minLength: 4, maxLength: 4 }), (ns, parts) => {
        const fields = ns.map((n, i) => [n, parts[i]!] as const)
        const [s, t] = [fields, fields.toReversed()].map(fs => struct(Object.fromEntries(fs)))
        expect(sameSpace(s!.form, t!.form)).toBe(true)
        expect(sameSpace(tuple(s!, real).form, tuple(t!, real).form)).toBe(true)
        expect(showSpace(s!)).toBe(showSpace(t!))
        const [value] = fc.sample(arbitrary(s!), { numRuns: 1, seed: 1 })
        const turned = Object.fromEntries(Object.entries(value!).toReversed()) as typeof value
        expect(equalValues(t!)(value!, turned!)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
  test('another name, another kind, another nesting is another space', () => {
    const s = struct({ a: real, b: vector(2) })
    const others = [
      struct({ a: real, c: vector(2) }),
      struct({ a: real }),
      struct({ a: real, b: vector(3) }),
      struct({ a: tensor(), b: vector(2) }),
      tuple(real, vector(2)),
      unit,
      real,
    ]
    for (const t of others) {
      expect(sameSpace(s.form, t.form), showSpace(t)).toBe(false)
      expect(sameSpace(t.form, s.form), showSpace(t)).toBe(false)
    }
  })
})

test('spaces are frozen, the shared ones above all', () => {
  const [shape] = [[2, 3]]
  const s = struct({ t: tensor(...shape!), r: real })
  shape![0] = 9
  expect(showSpace(s)).toBe('{ r: ℝ, t: ℝ[2, 3] }')
  const frozen = (u: unknown): boolean =>
    typeof u !== 'object' || u === null || (Object.isFrozen(u) && Object.values(u).every(frozen))
  for (const t of [s, real, unit, tuple(s, real), tangentSpace(s)]) expect(frozen(t)).toBe(true)
})
