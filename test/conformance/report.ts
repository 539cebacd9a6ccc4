/** The table of a run: what was compared, and the worst error; the tests that follow from it. */
import { describe, expect, test } from 'vitest'
import { cases, folder } from './data.js'
import type { Outcome } from './scalar.js'
import { type Run, targets } from './target.js'

/** One operation, function or family: all comparisons of its cases. */
export interface Row {
  readonly op: string
  readonly cases: number
  readonly outcomes: readonly Outcome[]
}

/** Rows; of what is not there yet, the names. */
export type Rows = readonly (Row | string)[]

/** Whether a row is one, and not the name of what is not there. */
const isRow = (r: Row | string): r is Row => typeof r !== 'string'

const missed = (o: Outcome): boolean => o.error > 1 && !o.lenient

/** A case that threw: it fails its own row, not the whole table. */
export const thrown = (id: string, e: unknown): Outcome => ({
  id,
  part: `threw ${String(e)}`,
  got: Number.NaN,
  want: Number.NaN,
  error: Infinity,
  lenient: false,
})

/** What is computed, or how it threw. */
export const guarded = <X>(id: string, compute: () => X): X | readonly Outcome[] => {
  try {
    return compute()
  } catch (e) {
    return [thrown(id, e)]
  }
}

const table = (title: string, rows: Rows): string => {
  const lines = rows.filter(isRow).map(({ op, cases: n, outcomes }) => {
    const strict = outcomes.filter(o => !o.lenient)
    const worst = strict.reduce((e, o) => Math.max(e, o.error), 0)
    const hard = outcomes.filter(o => o.lenient)
    const missedHard = hard.filter(o => o.error > 1).length
    const note = hard.length === 0 ? '' : `  (${missedHard} of ${hard.length} hard entries missed)`
    return `  ${op.padEnd(28)}${String(n).padStart(5)}${String(strict.length).padStart(9)}   ${worst.toExponential(1)}${note}`
  })
  const absent = rows.filter(r => typeof r === 'string')
  return [
    `${title}: name, cases, entries compared, worst error (1 is the tolerance)`,
    ...lines,
    ...(absent.length === 0 ? [] : [`  not there (${absent.length}): ${absent.join(', ')}`]),
    '',
  ].join('\n')
}

/** What of a suite is not the same for all. */
export interface Suite<Case> {
  readonly file: string
  readonly title: string
  readonly rows: (all: readonly Case[], run: Run) => Rows
  /** Names that need not be there. */
  readonly absent: (name: string) => Promise<boolean>
}

/** A table and a test a row, on every target; skipped, and said so, where the data are not there. */
export const suite = <Case>({ file, title, rows, absent }: Suite<Case>): void => {
  const all = cases<Case>(file)
  if (all === undefined) {
    test(`${title}: ${file}`, ({ skip }) => {
      const reason = `skipped: no ${file} in ${process.env['CHAINRULE_CONFORMANCE'] === undefined ? 'shared/conformance beside the checkout' : folder} (set CHAINRULE_CONFORMANCE)`
      process.stdout.write(`${title} ${reason}\n`)
      skip(reason)
    })
    return
  }
  describe.each(targets)(`${title} by %s`, (target, run) => {
    const computed = rows(all, run)
    process.stdout.write(`\n${table(`${title} by ${target}`, computed)}`)
    for (const row of computed.filter(isRow))
      test(`${row.op}: ${row.cases} cases`, () => {
        expect(row.outcomes.length).toBeGreaterThan(0)
        expect(row.outcomes.filter(missed)).toEqual([])
      })
    test('what is not there is known', async () => {
      const names = computed.filter(r => typeof r === 'string')
      const unknown = await Promise.all(names.map(absent))
      expect(names.filter((_, i) => unknown[i] !== true)).toEqual([])
    })
  })
}
