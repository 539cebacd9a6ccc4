/** How laws fare with right gradients: a count of what they say, and every false alarm. */
import { derivativeLaws, type Report } from 'chainrule/laws'
import fc from 'fast-check'
import { ofOneNumber } from './families.js'
import type { Right } from './right.js'
import { ofManyNumbers } from './vectors.js'

/** Families of right gradients, by name. */
export const families = [...ofOneNumber, ...ofManyNumbers]

/** A law that failed for what is right, and how to see it again. */
export interface Alarm {
  readonly family: string
  readonly right: string
  readonly law: string
  readonly seed: number
  readonly report: Report
}

/** What the laws said. */
export interface Count {
  readonly points: number
  readonly reports: number
  readonly inconclusive: number
  readonly alarms: readonly Alarm[]
}

export const none: Count = { points: 0, reports: 0, inconclusive: 0, alarms: [] }

export const sum = (a: Count, b: Count): Count => ({
  points: a.points + b.points,
  reports: a.reports + b.reports,
  inconclusive: a.inconclusive + b.inconclusive,
  alarms: [...a.alarms, ...b.alarms],
})

/** A right gradient at a number of points. */
const tried = (family: string, { name, subject, at }: Right, points: number, seed: number): Count =>
  derivativeLaws(subject, { at, name })
    .map((law): Count => {
      const reports = law.reports(points, seed)
      return {
        points: 0,
        reports: reports.length,
        inconclusive: reports.filter(r => r.verdict === 'inconclusive').length,
        alarms: reports
          .filter(r => r.verdict === 'fails')
          .map(report => ({ family, right: name, law: law.name, seed, report })),
      }
    })
    .reduce(sum, { ...none, points })

/** Right gradients of one family, drawn from a seed, each at a number of points. */
export const alarmsOf = (
  [family, rights]: (typeof families)[number],
  seed: number,
  draws: number,
  points: number,
): Count =>
  fc
    .sample(rights, { numRuns: draws, seed })
    .map((right, i) => tried(family, right, points, seed + i))
    .reduce(sum, none)
