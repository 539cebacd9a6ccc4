/** NIST's sets for nonlinear regression: a table, no entry outside its tolerance, and fits that arrive. */
import { fn, run, vector } from 'chainrule'
import { expect, test } from 'vitest'
import { cases, num } from './data.js'
import { entriesOf, numbers } from './functions/support.js'
import { type NistCase, nistOutcomes, pointOf, residualsOf } from './nist/check.js'
import { leastSquares } from './nist/fit.js'
import { models } from './nist/models.js'
import { guarded, type Rows, suite } from './report.js'
import { type Run, targets } from './target.js'

type Numbers = readonly number[]

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
for (const [target, by] of targets)
  test.each(sets)(`$id by ${target}: certified parameters are reached`, c => {
    const found = leastSquares(by, residualsOf(c)!, c.eval.start2.b.map(num))
    const digits = c.certified.b.map((b, j) => -Math.log10(Math.abs(found[j]! / num(b) - 1)))
    expect(Math.min(...digits), found.join(', ')).toBeGreaterThan(6)
  })

/** Of sets that the shared data lack: certified parameters, an observation, and how far it is off. */
const observed: readonly (readonly [id: string, b: Numbers, x: Numbers, y: number, off: number])[] =
  [
    ['BoxBOD', [213.80940889, 0.54723748542], [5], 191, 15],
    ['DanWood', [0.76886226176, 3.8604055871], [1.309], 2.138, 0.05],
    ['Eckerle4', [1.5543827178, 4.0888321754, 451.54121844], [451.5], 0.38, 0.01],
    [
      'ENSO',
      [
        ...[10.510749193, 3.0762128085, 0.53280138227, 44.3110887, -1.6231428586],
        ...[0.52554493756, 26.88761444, 0.21232288488, 1.4966870418],
      ],
      [1],
      12.9,
      0.6,
    ],
    [
      'Hahn1',
      [
        ...[1.0776351733, -0.12269296921, 4.086375061e-3, -1.4262662514e-6],
        ...[-5.7609940901e-3, 2.4053735503e-4, -1.2314450199e-7],
      ],
      [24.41],
      0.591,
      0.2,
    ],
    ['Misra1d', [437.36970754, 3.0227324449e-4], [77.6], 10.07, 0.1],
    ['Nelson', [2.5906836021, 5.6177717026e-9, -5.7701013174e-2], [1, 180], Math.log(15), 0.2],
    [
      'Thurber',
      [
        ...[1288.13968, 1491.0792535, 583.23836877, 75.416644291],
        ...[0.96629502864, 0.39797285797, 0.049727297349],
      ],
      [-3.067],
      80.574,
      10,
    ],
  ]

test.each(observed)('%s predicts what was observed', (id, b, x, y, off) => {
  const f = fn(vector(b.length), p =>
    models[id]!(entriesOf(p), numbers([x[0]!]), numbers([x.at(-1)!])),
  )
  const [predicted] = run(f)(pointOf(b)).values
  expect(Math.abs(predicted! - y)).toBeLessThan(off)
})

test('all 27 models are there', () => {
  expect(Object.keys(models).length).toBe(27)
})
