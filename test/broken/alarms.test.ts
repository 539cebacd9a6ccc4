/** No false alarm for right gradients that are hard to check: a sample; `npm run faults` tries 100,000 points. */

import { derivativeLaws } from 'chainrule/laws'
import { describe, expect, test } from 'vitest'
import { alarming } from './evidence/alarming.js'
import { alarmsOf, families } from './evidence/alarms.js'

const SEED = 1

describe('no false alarm for what is', () => {
  test.each(families)('%s', (name, rights) => {
    const count = alarmsOf([name, rights], SEED, 25, 8)
    expect(count.points).toBe(200)
    expect(count.alarms).toEqual([])
    // Not vacuous: most can be told.
    expect(count.inconclusive).toBeLessThan(count.reports / 2)
  })
})

describe('no false alarm any more for', () => {
  test.each(alarming)('$name', ({ subject, at, name }) => {
    for (const law of derivativeLaws(subject, { at, name }))
      expect(law.reports(50, SEED).filter(r => r.verdict === 'fails')).toEqual([])
  })
})
