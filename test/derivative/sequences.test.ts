/**
 * Sums of sequences in a batch: two reverse sweeps read the carries of one while-loop, and reversed once
 * more give it two sequences of cotangents to add. Where one of them alone differs between examples the
 * other is repeated along the batch.
 */
import {
  add,
  apply,
  type Diff,
  fn,
  grad,
  less,
  mul,
  pullback,
  real,
  type Sym,
  square,
  tuple,
  vmap,
  whileLoop,
} from 'chainrule'
import { programOf } from 'chainrule/Diff'
import { describe, expect, test } from 'vitest'
import { expectMapped } from '../support/batched.js'

const pair = tuple(real, real)
type Pair = readonly [number, number]

/** (x, x) ↦ (x⁴, x⁴) by squaring the first twice and multiplying the second by what the first was. */
const powers = fn(real, x => {
  const [, a, b] = whileLoop(
    ([k]) => less(k, 2),
    ([k, a, b]) => [add(k, 1), mul(a, a), mul(a, b)],
    [0, x, x] as const,
  )
  return [a, b] as const
})

/** Two sweeps over one run of the loop, from the cotangents given: the sum of squares of what they yield. */
const swept = (x: Sym<number>, u: Sym<Pair>, v: Sym<Pair>): Sym<number> => {
  const [, back] = pullback(powers)(x)
  return add(square(back(u)), square(back(v)))
}

/** Its gradient at x, the loop being run once; cotangents come from outside the reverse sweep. */
const twice: Diff<readonly [number, Pair, Pair], number> = grad(
  fn(tuple(real, pair, pair), ([x, u, v]) => swept(x, u, v)),
) as never

const points: readonly Pair[] = [
  [2, -1],
  [0.5, 3],
  [-1, 1],
]

const at = { x: 1.1, u: [1, 0.5] } as const

/** Only what is not fixed differs between examples. */
const cases: Readonly<Record<string, Diff<Pair, number>>> = {
  'the second sweep alone': fn(pair, v => apply(twice, [at.x, at.u, v])),
  'the first sweep alone': fn(pair, u => apply(twice, [at.x, u, at.u])),
  'both sweeps': fn(pair, u => apply(twice, [at.x, u, u])),
  'the point': fn(pair, ([x]) => apply(twice, [mul(x, 0.5), at.u, [0.5, -1]])),
}

const ops = (f: Diff<never, unknown>): readonly string[] =>
  programOf(f).instructions.map(({ op }) => op)

describe.each(Object.entries(cases))('%s in a batch', (_, f) => {
  test('is what it is at each example, sequences being added', () => {
    expect(ops(f as never)).toContain('addSequences')
    expect(ops(vmap(f, points.length) as never)).toContain('addSequences')
    expectMapped(f, points)
  })
})

test('a sequence that all examples share is repeated along the batch, by a scan', () => {
  const scans = (f: Diff<never, unknown>): number => ops(f).filter(op => op === 'scan').length
  const one = cases['the second sweep alone']!
  expect(scans(vmap(one, 3) as never)).toBeGreaterThan(scans(one as never))
})
