/** The generators: within their spaces and ranges, on the grid, of every make of space. */
import { index, indices, mask, real, struct, tensor, tuple, vector } from 'chainrule'
import { arbitrary, arbitrarySpace, arbitraryTangent } from 'chainrule/laws'
import { dim, flatten, type Space, showValue } from 'chainrule/Space'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leaves } from '../../src/space/form.js'
import type { Leaf } from '../../src/space/model.js'

const leavesOf = (s: Space<unknown>): readonly Leaf[] => leaves(s.form).map(({ leaf }) => leaf)

describe('values of a space', () => {
  test('are of the space, and so are tangents', () => {
    fc.assert(
      fc.property(arbitrarySpace, fc.nat(), (s, seed) => {
        const [x] = fc.sample(arbitrary(s), { numRuns: 1, seed })
        expect(typeof showValue(s)(x)).toBe('string')
        const [v] = fc.sample(arbitraryTangent(s), { numRuns: 1, seed })
        expect(flatten(s)(v as never).values).toHaveLength(dim(s))
      }),
    )
  })
  test('lie on a grid of short decimals within the range', () => {
    const short = (min: number, max: number) => (x: number) =>
      x >= min && x <= max && String(x).length <= 5
    for (const x of fc.sample(arbitrary(vector(4)), 100))
      expect(x.values.every(short(-2, 2))).toBe(true)
    for (const x of fc.sample(arbitrary(real, { min: 3, max: 5, step: 0.1 }), 100))
      expect(short(3, 5)(x)).toBe(true)
    for (const v of fc.sample(arbitraryTangent(vector(4)), 100))
      expect(v.values.every(short(-1, 1))).toBe(true)
  })
  test('keep to what is asked for: positive, not zero', () => {
    const both = { min: -0.02, max: 0.02 }
    const drawn = (only: 'positive' | 'non-zero') =>
      new Set(fc.sample(arbitrary(real, { ...both, only }), { numRuns: 200, seed: 1 }))
    expect([...drawn('positive')].toSorted()).toEqual([0.01, 0.02])
    expect([...drawn('non-zero')].toSorted((a, b) => a - b)).toEqual([-0.02, -0.01, 0.01, 0.02])
    expect(fc.sample(arbitrary(real, both), { numRuns: 200, seed: 1 })).toContain(0)
  })
  test('have indices within their bounds, and all of them', () => {
    const s = tuple(index(3), indices(2, 4), mask(2))
    const drawn = fc.sample(arbitrary(s), { numRuns: 100, seed: 1 })
    expect(new Set(drawn.map(([i]) => i))).toEqual(new Set([0, 1, 2]))
    expect(new Set(drawn.flatMap(([, is]) => is.values))).toEqual(new Set([0, 1]))
    expect(new Set(drawn.flatMap(([, , bs]) => bs.values.map(Boolean)))).toEqual(
      new Set([true, false]),
    )
  })
  test('shrink to zero, or to what is nearest', () => {
    const least = (only?: 'positive') => {
      const inputs = arbitrary(struct({ x: tensor(2) }), only === undefined ? {} : { only })
      const { counterexample } = fc.check(fc.property(inputs, ({ x }) => x.values.length > 2))
      return counterexample?.[0].x.values
    }
    expect(least()).toEqual([0, 0])
    expect(least('positive')).toEqual([0.01, 0.01])
  })
})

describe('spaces', () => {
  const drawn = fc.sample(arbitrarySpace, { numRuns: 400, seed: 1 })
  const some = (what: (leaf: Leaf) => boolean): boolean => drawn.some(s => leavesOf(s).some(what))

  test('are of every make', () => {
    expect(some(leaf => leaf.scalar && leaf.kind === 'real')).toBe(true)
    expect(some(leaf => leaf.kind === 'index')).toBe(true)
    expect(some(leaf => leaf.kind === 'bool')).toBe(true)
    expect(some(leaf => leaf.shape.includes(0))).toBe(true)
    expect(some(leaf => leaf.shape.length === 5)).toBe(true)
    expect(some(leaf => leaf.shape.length > 0 && leaf.shape.every(d => d === 1))).toBe(true)
    expect(drawn.some(s => leavesOf(s).length === 0)).toBe(true)
    expect(drawn.some(s => leaves(s.form).some(({ path }) => path.length > 1))).toBe(true)
  })
  test('are small', () => {
    expect(Math.max(...drawn.map(dim))).toBeLessThan(1000)
  })
})
