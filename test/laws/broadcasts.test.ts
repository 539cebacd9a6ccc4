/** The laws on every binary operation, over every pair of shapes that broadcasts. */
import { type Expr, fn, tensor, tuple } from 'chainrule'
import { assertLaws, gradientLaws, type Range } from 'chainrule/laws'
import * as op from 'chainrule/op'
import { describe, test } from 'vitest'

/** Points within a domain: multiples of a 64th, which a kink at 0 seldom is among. */
const inside = (min: number, max: number): Range => ({ min, max, step: 1 / 64 })

const shapes = [[], [0], [1], [3], [2, 1], [1, 3], [2, 3], [1, 2, 1, 3, 1], [2, 0, 3]] as const
const meet = (s: readonly number[], t: readonly number[]): boolean =>
  [1, 2, 3, 4, 5].every(i => {
    const [a, b] = [s[s.length - i] ?? 1, t[t.length - i] ?? 1]
    return a === b || a === 1 || b === 1
  })

describe('binary operations, every pair of shapes that broadcasts', () => {
  const pairs = shapes.flatMap(s => shapes.filter(t => meet(s, t)).map(t => [s, t] as const))
  const both = (f: (a: Expr, b: Expr) => Expr, range: Range, few: number): void => {
    for (const [s, t] of pairs)
      assertLaws(
        gradientLaws(
          fn(tuple(tensor<readonly number[]>(...s), tensor<readonly number[]>(...t)), ([a, b]) =>
            f(a, b),
          ),
          { range },
        ),
        { runs: few },
      )
  }
  const { add, sub, mul, logaddexp, div, pow, atan2, hypot, xlogy, rem, maximum, minimum } = op
  test.each(Object.entries({ add, sub, mul, logaddexp }))('%s', (_, σ) => {
    both((a, b) => σ(a, b), inside(-2, 2), 2)
  })
  test.each(Object.entries({ div, pow, atan2, hypot, xlogy }))('%s', (_, σ) => {
    both((a, b) => σ(a, b), inside(0.5, 2), 2)
  })
  test('rem, copysign', () => {
    both((a, b) => rem(add(a, 0.005), add(b, 3)), inside(-2, 2), 2)
    both((a, b) => op.copysign(add(a, 0.005), add(b, 0.005)), inside(-2, 2), 2)
  })
  // Off the grid on one side: at a tie nothing can be told.
  test.each(Object.entries({ maximum, minimum }))('%s', (_, σ) => {
    both((a, b) => σ(add(a, 0.005), b), inside(-2, 2), 2)
  })
})
