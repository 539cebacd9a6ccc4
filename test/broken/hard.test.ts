/** What is right is never called wrong, also where it is hard to tell. */
import { expect, test } from 'vitest'
import { hard } from './hard.js'

const POINTS = 4000

test('right derivatives of every scale, saturated, cancelling and kinked', () => {
  const each = Math.ceil(POINTS / hard.length)
  for (const law of hard) {
    const wrong = law.reports(each, 1).filter(r => r.verdict === 'fails')
    expect(wrong.slice(0, 3), `${law.subject}: ${law.name}`).toEqual([])
  }
})
