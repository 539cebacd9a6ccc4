/** Generated programs: of every operation, lawful where they are smooth, the same for a seed, and short when shrunk. */
import { bool, index, matrix, real, run, struct, tuple, vector } from 'chainrule'
import {
  arbitrary,
  arbitraryDiff,
  arbitrarySpace,
  assertLaws,
  distribution,
  generatorLaws,
  gradientLaws,
  rewriteLaws,
  showDistribution,
  targetLaws,
} from 'chainrule/laws'
import { operations } from 'chainrule/op'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makers, notGenerated } from '../../laws/program/table.js'
import { programOf } from '../../src/diff/stages.js'
import { graphsInside, type Program, program } from '../../src/Program.js'

const dom = struct({ a: real, v: vector(3), m: matrix(2, 2), i: index(3), b: bool })
const cod = tuple(real, vector(2))
const seed = 1

/** The records that a program runs, those of graphs inside as well. */
const recordsOf = (p: Program): readonly string[] =>
  p.instructions.flatMap(({ op, attrs }) => [
    op,
    ...graphsInside(attrs).flatMap(([, g]) => recordsOf(program(g.params, g.results))),
  ])

describe('every operation', () => {
  const drawn = makers.map(m => {
    const few = arbitraryDiff(dom, cod, { operations: [m.op], size: 3, smooth: m.smooth })
    return [m, fc.sample(few, { numRuns: 6, seed })] as const
  })
  test('is drawn, or it is said why not', () => {
    const records = new Set(
      drawn.flatMap(([, ps]) => ps.flatMap(p => recordsOf(programOf(p.diff)))),
    )
    const missing = [...operations.keys()].filter(
      name => !records.has(name) && !(name in notGenerated),
    )
    // A parameter is no instruction of a program.
    expect(missing).toEqual(['parameter'])
  })
  test('runs at points of its domain', () => {
    for (const [m, ps] of drawn)
      for (const p of ps) {
        const [x] = fc.sample(arbitrary(dom), { numRuns: 1, seed })
        const [value] = run(p.diff)(x!)
        // Of what is smooth all is finite, and of what is kept from growing not large.
        if (m.smooth) expect(Math.abs(value), p.text).toBeLessThan(1e6)
      }
  })
})

test('what is smooth keeps the laws of derivatives', () => {
  const smooth = arbitraryDiff(dom, cod, { smooth: true })
  for (const p of fc.sample(smooth, { numRuns: 25, seed }))
    for (const law of gradientLaws(p.diff)) {
      const reports = law.reports(2, seed)
      expect(
        reports.filter(r => r.verdict === 'fails'),
        `${law.name}: ${p.text}`,
      ).toEqual([])
    }
})

test('between spaces of every make', () => {
  const withReal = arbitrarySpace.map(s => tuple(real, s))
  for (const [A, B] of fc.sample(fc.tuple(withReal, withReal), { numRuns: 40, seed }))
    for (const p of fc.sample(arbitraryDiff(A, B, { size: 4 }), { numRuns: 2, seed })) {
      const [x] = fc.sample(arbitrary(A), { numRuns: 1, seed })
      expect(run(p.diff)(x as never)).toHaveLength(2)
    }
})

test('generators keep their laws', () => {
  assertLaws(generatorLaws(arbitraryDiff(dom, cod), 'all'), { seed })
  assertLaws(generatorLaws(arbitraryDiff(vector(3), real, { smooth: true }), 'smooth'), { seed })
})

test('the interpreter is a target, and nothing a rewrite', () => {
  assertLaws(
    targetLaws('the interpreter', f => run(f), { exact: true }),
    { seed, runs: 20 },
  )
  assertLaws(
    rewriteLaws('nothing', p => p, { exact: true, idempotent: true }),
    { seed, runs: 20 },
  )
  const single = targetLaws('itself', f => run(f, { precision: 'f32' }), { precision: 'f32' })
  assertLaws(single, { seed, runs: 10 })
})

test('how operations are distributed is measured, and printed', () => {
  const seen = distribution(arbitraryDiff(dom, cod), { runs: 1000, seed })
  expect(seen.programs).toBe(1000)
  // None is rare: a program of eight lines calls one of two hundred.
  expect(seen.operations.size).toBe(new Set(makers.map(m => m.op)).size)
  expect(Math.min(...seen.operations.values())).toBeGreaterThan(2)
  const text = showDistribution(seen)
  expect(text).toMatch(/^1000 programs of 1 to \d+ lines, half of them up to \d+\n/)
  expect(text.split('\n')).toHaveLength(1 + seen.operations.size)
})

test('only what is asked for is drawn, of a domain with a real part', () => {
  const few = arbitraryDiff(real, real, { operations: ['sin', 'mul'], size: 20 })
  const names = fc.sample(few, { numRuns: 50, seed }).flatMap(p => p.operations)
  expect(new Set(names)).toEqual(new Set(['sin', 'mul']))
  expect(() => arbitraryDiff(index(3), real)).toThrow('a domain with a real part')
  expect(() => arbitraryDiff(real, real, { operations: ['sine'] })).toThrow("'sine'")
})
