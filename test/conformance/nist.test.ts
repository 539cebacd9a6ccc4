/** NIST's sets for nonlinear regression: a table, no entry outside its tolerance, and fits that arrive. */
import { expect, test } from 'vitest'
import { cases, num } from './data.js'
import { type NistCase, nistOutcomes, residualsOf } from './nist/check.js'
import { leastSquares } from './nist/fit.js'
import { models } from './nist/models.js'
import { guarded, type Rows, suite } from './report.js'
import { type Run, targets } from './target.js'

const rows = (all: readonly NistCase[], run: Run): Rows =>
  all.map(c => {
    const outcomes = guarded(c.id, () => nistOutcomes(c, run))
    return outcomes === undefined ? c.id : { op: c.id, cases: 1, outcomes }
  })

suite<NistCase>({
  file: 'nist.json',
  title: 'NIST regression',
  rows,
  absent: () => Promise.resolve(false),
})

/** Sets of all three difficulties that plain steps solve from the second start. */
const fitted = new Set([
  ...['Bennett5', 'Chwirut1', 'Chwirut2', 'Gauss1', 'Gauss2', 'Kirby2', 'Lanczos2', 'MGH09'],
  ...['MGH10', 'MGH17', 'Misra1a', 'Misra1b', 'Misra1c', 'Rat42', 'Rat43', 'Roszman1'],
])

const sets = (cases<NistCase>('nist.json') ?? []).filter(c => fitted.has(c.id))

// NIST calls a set solved where 6 certified digits are reached or more.
for (const [target, run] of targets)
  test.each(sets)(`$id by ${target}: certified parameters are reached`, c => {
    const found = leastSquares(run, residualsOf(c)!, c.eval.start2.b.map(num))
    const digits = c.certified.b.map((b, j) => -Math.log10(Math.abs(found[j]! / num(b) - 1)))
    expect(Math.min(...digits), found.join(', ')).toBeGreaterThan(6)
  })

test('all 27 models are there', () => {
  expect(Object.keys(models).length).toBe(27)
})
