/**
 * The evidence for the laws, printed: every fault of the catalogue on many seeds, right gradients that are hard
 * to check, and how re-stated checkers of other libraries fare with the same faults.
 *
 * `npm run faults`, or of the built package `node dist/test/broken/faults.js`, with `--seeds 100`,
 * `--points 100000`, `--part faults|alarms|peers`, `--family 'far logits'`, `--first-seed 1`.
 */
import { parseArgs } from 'node:util'
import { catalogue } from './catalogue/index.js'
import { type Kind, kinds } from './catalogue/model.js'
import { unseen } from './catalogue/unseen.js'
import { alarmsOf, families, none, sum } from './evidence/alarms.js'
import { caughtBy } from './evidence/catching.js'
import { verdicts } from './evidence/missed.js'
import { table } from './evidence/table.js'
import { peers } from './peers/index.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    points: { type: 'string', default: '100000' },
    part: { type: 'string' },
    family: { type: 'string' },
    'first-seed': { type: 'string', default: '1' },
  },
})
const [seeds, points, start] = [values.seeds, values.points, values['first-seed']].map(Number) as [
  number,
  number,
  number,
]
const wanted = (part: string): boolean => values.part === undefined || values.part === part

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const began = Date.now()
const progress = (text: string): void => {
  process.stderr.write(`${((Date.now() - began) / 1000).toFixed(0).padStart(5)} s  ${text}\n`)
}

/** Every fault on every seed; true where each is caught. */
const faults = (): boolean => {
  const before = new Map<string, string>()
  const missed: string[] = []
  const caught = new Map<Kind, number>()
  for (let i = 0; i < seeds; i++) {
    const seed = start + i
    for (const fault of catalogue) {
      const law = caughtBy(fault.laws('wrong'), seed, before.get(fault.name))
      if (law === undefined) missed.push(`${fault.name} (seed ${seed})`)
      else {
        before.set(fault.name, law)
        caught.set(fault.kind, (caught.get(fault.kind) ?? 0) + 1)
      }
    }
    progress(`seed ${seed}: ${missed.length} missed so far, of ${(i + 1) * catalogue.length}`)
  }
  const rows = kinds.map(kind => {
    const n = catalogue.filter(f => f.kind === kind).length
    return [kind, n, n * seeds, caught.get(kind) ?? 0, n * seeds - (caught.get(kind) ?? 0)]
  })
  const all = [1, 2, 3, 4].map(k => rows.reduce((s, row) => s + Number(row[k]), 0))
  say(`Planted faults, each on ${seeds} seeds, at most 50 runs of each law:\n`)
  say(table(['kind', 'faults', 'tries', 'caught', 'missed'], [...rows, ['all', ...all]]))
  for (const m of missed) say(`missed: ${m}`)
  return missed.length === 0
}

/** How many right gradients of a family are drawn at a time, and the points of each. */
const [DRAWS, POINTS] = [25, 8]

/** Right gradients; true where there is no false alarm. */
const alarms = (): boolean => {
  const share = points / families.length
  const some = families.filter(([name]) => values.family === undefined || values.family === name)
  const counts = some.map(family => {
    let count = none
    for (let seed = start; count.points < share; seed += 1000) {
      count = sum(count, alarmsOf(family, seed, DRAWS, POINTS))
      if (count.points % 2000 === 0) progress(`${family[0]}: ${count.points} points`)
    }
    progress(`${family[0]}: ${count.points} points, ${count.alarms.length} false alarms`)
    return [family[0], count] as const
  })
  const all = counts.map(([, c]) => c).reduce(sum, none)
  const row = (name: string, c: typeof all): readonly (string | number)[] => [
    name,
    c.points,
    c.reports,
    c.alarms.length,
    c.inconclusive,
    `${((100 * c.inconclusive) / c.reports).toFixed(1)} %`,
  ]
  say('\nRight gradients, every law at every point:\n')
  say(
    table(
      ['family', 'points', 'checks', 'false alarms', 'inconclusive', 'share'],
      [...counts.map(([name, c]) => row(name, c)), row('all', all)],
    ),
  )
  for (const a of all.alarms.slice(0, 200))
    say(
      `alarm: ${a.right} | ${a.law} | seed ${a.seed} | claimed ${a.report.claimed}, measured ${a.report.measured} ± ${a.report.tolerance}`,
    )
  return all.alarms.length === 0
}

/** How many of the faults each peer misses, at one point and at as many as the laws try. */
const others = (): void => {
  const tried = [1, 50] as const
  const everything = [...catalogue, ...unseen]
  const rows = peers.map(peer => {
    const of = (which: 'right' | 'wrong') =>
      everything.map(fault => ({ fault, said: verdicts(peer, fault, which, 50, start) }))
    const wrong = of('wrong')
    const alarms = of('right').filter(({ said }) => said.includes('fails')).length
    progress(peer.name)
    const missed = (kind: Kind | undefined, n: number): number =>
      wrong.filter(
        ({ fault, said }) =>
          (kind === undefined || fault.kind === kind) && !said.slice(0, n).includes('fails'),
      ).length
    return { peer, missed, alarms }
  })
  const shown = ([a, b]: readonly number[]): string => (a === b ? `${a}` : `${a} / ${b}`)
  say(`\nFaults that others miss, at one point / at 50 points, of ${everything.length}:\n`)
  say(
    table(
      ['checker', ...kinds, 'all', 'right ones refused'],
      rows.map(({ peer, missed, alarms }) => [
        peer.name,
        ...kinds.map(kind => shown(tried.map(n => missed(kind, n)))),
        shown(tried.map(n => missed(undefined, n))),
        alarms,
      ]),
    ),
  )
}

const fine = [wanted('faults') ? faults() : true, wanted('alarms') ? alarms() : true]
if (wanted('peers')) others()
progress('done')
process.exitCode = fine.every(Boolean) ? 0 : 1
