/**
 * Functions of which the shared data have no case: minima of the textbooks, so that each is the function of its
 * name. Moré, Garbow and Hillstrom's are reached by least squares from the paper's start.
 */
import { apply, fn, fromFlat, grad, run, square, sum } from 'chainrule'
import { describe, expect, test } from 'vitest'
import { scalarFunction, vectorFunction } from './functions/index.js'
import type { FunctionCase, Point } from './functions/support.js'
import { leastSquares } from './nist/fit.js'
import { chosen } from './target.js'

type Numbers = readonly number[]

const caseOf = (id: string, kind: 'scalar' | 'vector', n: number, m?: number): FunctionCase => ({
  ...{ id, kind, n, family: 'textbook', formula: '', points: [] },
  ...(m === undefined ? {} : { m }),
})

const pointOf = (xs: Numbers): Point => fromFlat(xs, [xs.length])
const times = (n: number, f: (i: number) => number): Numbers =>
  Array.from({ length: n }, (_, i) => f(i + 1))

const shekel = (n: number): Numbers => times(n, i => 2 ** (2 ** (1 - i) - 1))

/** A name, where the minimum is, and what it is. */
const minima: readonly (readonly [id: string, at: Numbers, value: number])[] = [
  ['three_hump_camel', [0, 0], 0],
  ['ackley3', [1e-9, 0, 0], 0],
  ['rastrigin4', [0, 0, 0, 0], 0],
  ['griewank3', [0, 0, 0], 0],
  ['styblinski_tang2', [-2.903534027771177, -2.903534027771177], -78.33233140754282],
  ['sphere3', [0, 0, 0], 0],
  ['sum_squares3', [0, 0, 0], 0],
  ['matyas', [0, 0], 0],
  ['branin', [Math.PI, 2.275], 0.39788735772973816],
  ['branin', [-Math.PI, 12.275], 0.39788735772973816],
  ['zakharov4', [0, 0, 0, 0], 0],
  ['dixon_price4', shekel(4), 0],
  ['trid5', times(5, i => i * (6 - i)), -30],
  ['michalewicz2', [2.2029055201726, 1.5707963267949], -1.8013034100985537],
  ['schwefel2', [420.9687462275036, 420.9687462275036], 2.545567497000776e-5],
  ['bohachevsky1', [0, 0], 0],
  ['schaffer2', [0, 0], 0],
  ['drop_wave', [1e-9, 0], -1],
  ['cross_in_tray', [1.3494066, 1.3494066], -2.0626118708227397],
  ['holder_table', [8.05502347, 9.66459002], -19.208502567],
  ['eggholder', [512, 404.2319], -959.6406627],
  ['colville', [1, 1, 1, 1], 0],
  [
    'hartmann6',
    [0.20168951, 0.1500107, 0.47687398, 0.27533243, 0.31165162, 0.65730053],
    -3.322368011,
  ],
  ['bukin6', [-9.5, 0.9025], 0.005],
]

// Kinks and bounds: no gradient there.
const steep = new Set(['ackley3', 'eggholder', 'bukin6'])

describe('minima of classics', () => {
  test.each(minima)('%s at %j: %d', (id, at, value) => {
    const f = scalarFunction(caseOf(id, 'scalar', at.length))!
    expect(Math.abs(run(f)(pointOf(at)) - value)).toBeLessThan(1e-7)
    if (!steep.has(id))
      for (const g of run(grad(f))(pointOf(at)).values) expect(Math.abs(g)).toBeLessThan(1e-4)
  })
})

/** A name, m, the paper's start, and the least sum of squares. */
const problems: readonly (readonly [id: string, m: number, start: Numbers, least: number])[] = [
  ['mgh_brown_badly_scaled', 3, [1, 1], 0],
  ['mgh_beale', 3, [1, 1], 0],
  ['mgh_jennrich_sampson', 10, [0.3, 0.4], 124.362],
  ['mgh_helical_valley', 3, [-1, 0, 0], 0],
  ['mgh_meyer', 16, [0.02, 4000, 250], 87.9458],
  // Near its minimum: Gauss and Newton's steps are of no use where residuals are large.
  ['mgh_brown_dennis', 20, [-11.59, 13.2, -0.4, 0.236], 85822.2],
  ['mgh_watson6', 31, times(6, () => 0), 2.28767e-3],
  ['mgh_watson9', 31, times(9, () => 0), 1.39976e-6],
  ['mgh_ext_powell_singular8', 8, [3, -1, 0, 1, 3, -1, 0, 1], 0],
  ['mgh_brown_almost_linear5', 5, times(5, () => 0.5), 0],
  ['mgh_discrete_boundary8', 8, times(8, i => (i / 9) * (i / 9 - 1)), 0],
  ['mgh_broyden_banded8', 8, times(8, () => -1), 0],
  ['mgh_linear_full_rank5_10', 10, times(5, () => 1), 5],
  ['mgh_linear_rank1_5', 10, times(5, () => 1), 90 / 42],
  ['mgh_linear_rank1_zero5', 10, times(5, () => 1), 124 / 34],
  ['mgh_chebyquad8', 8, times(8, i => i / 9), 3.51687e-3],
]

describe('least squares', () => {
  test.each(problems)('%s', (id, m, start, least) => {
    const [[, interpret]] = chosen('interpret') as [readonly [string, typeof run]]
    const r = vectorFunction(caseOf(id, 'vector', start.length, m))!
    const f = fn(r.dom, x => sum(square(apply(r, x))))
    const found = run(f)(pointOf(leastSquares(interpret, r, start)))
    expect(Math.abs(found - least)).toBeLessThanOrEqual(5e-6 * least + 1e-12)
  })
})

test('a name that nobody knows is no function, and neither is one that only begins alike', () => {
  for (const id of ['unheard_of', 'spheres', 'levyx']) {
    expect(scalarFunction(caseOf(id, 'scalar', 2))).toBeUndefined()
    expect(vectorFunction(caseOf(id, 'vector', 2, 2))).toBeUndefined()
  }
})

test('a target that is not there is named, with those that are', () => {
  expect(() => chosen('abacus')).toThrow("no target is named 'abacus'; there are: interpret")
})
