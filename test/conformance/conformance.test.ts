/** The conformance data against every operation that exists: a table, and no case outside its tolerance. */
import { describe, expect, test } from 'vitest'
import { cases, folder, type ScalarCase, type TensorCase } from './data.js'
import { type Outcome, scalarOutcomes } from './scalar.js'
import { NotYet, tensorOutcomes } from './tensor.js'
import { errorOf, scalarError, tensorError } from './tolerance.js'

interface Row {
  readonly op: string
  readonly cases: number
  readonly outcomes: readonly Outcome[]
}

const byOperation = <Case extends { readonly op: string }>(
  all: readonly Case[],
): ReadonlyMap<string, readonly Case[]> =>
  all.reduce((m, c) => m.set(c.op, [...(m.get(c.op) ?? []), c]), new Map<string, readonly Case[]>())

const scalarRows = (all: readonly ScalarCase[]): readonly (Row | string)[] =>
  [...byOperation(all)].map(([op, cs]) => {
    const outcomes = scalarOutcomes(op, cs)
    return outcomes === undefined ? op : { op, cases: cs.length, outcomes }
  })

const thrown = (id: string, e: unknown): Outcome => ({
  id,
  part: `threw ${String(e)}`,
  got: Number.NaN,
  want: Number.NaN,
  error: Infinity,
  lenient: false,
})

const tensorRows = (all: readonly TensorCase[]): readonly (Row | string)[] =>
  [...byOperation(all)].flatMap(([op, cs]): readonly (Row | string)[] => {
    const done = cs.map(c => {
      try {
        return tensorOutcomes(c)
      } catch (e) {
        if (e instanceof NotYet) return e.message
        // A case that throws fails its own operation, not the whole table.
        return [thrown(c.id, e)]
      }
    })
    const there = done.filter(o => typeof o === 'object')
    const missing = done.filter(o => typeof o === 'string')
    return [
      ...(there.length > 0 ? [{ op, cases: there.length, outcomes: there.flat() }] : [op]),
      ...missing,
    ]
  })

const isRow = (r: Row | string): r is Row => typeof r !== 'string'
const missed = (o: Outcome): boolean => o.error > 1 && !o.lenient

const table = (title: string, rows: readonly (Row | string)[]): string => {
  const lines = rows.filter(isRow).map(({ op, cases: n, outcomes }) => {
    const strict = outcomes.filter(o => !o.lenient)
    const worst = strict.reduce((e, o) => Math.max(e, o.error), 0)
    const hard = outcomes.filter(o => o.lenient)
    const missedHard = hard.filter(o => o.error > 1).length
    const note = hard.length === 0 ? '' : `  (${missedHard} of ${hard.length} hard entries missed)`
    return `  ${op.padEnd(18)}${String(n).padStart(5)}${String(strict.length).padStart(9)}   ${worst.toExponential(1)}${note}`
  })
  const absent = rows.filter(r => typeof r === 'string')
  return [
    `${title}: operation, cases, entries compared, worst error (1 is the tolerance)`,
    ...lines,
    `  not there yet (${absent.length}): ${absent.join(', ')}`,
    '',
  ].join('\n')
}

const suite = <Case>(
  file: string,
  title: string,
  rows: (all: readonly Case[]) => readonly (Row | string)[],
): void => {
  const all = cases<Case>(file)
  if (all === undefined) {
    test(`${title}: ${file}`, ({ skip }) => {
      const reason = `skipped: no ${file} in ${process.env['CHAINRULE_CONFORMANCE'] === undefined ? 'shared/conformance beside the checkout' : folder} (set CHAINRULE_CONFORMANCE)`
      process.stdout.write(`${title} ${reason}\n`)
      skip(reason)
    })
    return
  }
  describe(title, () => {
    const computed = rows(all)
    process.stdout.write(`\n${table(title, computed)}`)
    for (const row of computed.filter(isRow))
      test(`${row.op}: ${row.cases} cases`, () => {
        expect(row.outcomes.length).toBeGreaterThan(0)
        expect(row.outcomes.filter(missed)).toEqual([])
      })
    test('what is not there yet is nothing that chainrule exports', async () => {
      const op: Readonly<Record<string, unknown>> = await import('chainrule/op')
      const camel = (name: string): string =>
        name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
      expect(computed.filter(r => typeof r === 'string').filter(name => camel(name) in op)).toEqual(
        [],
      )
    })
  })
}

suite('scalar_ops.json', 'scalar operations', scalarRows)
suite('tensor_ops.json', 'tensor operations', tensorRows)

test('the tolerances reject what is wrong and admit what is right', () => {
  expect(scalarError('sin', 1 + 2e-12, 1)).toBeGreaterThan(1)
  expect(scalarError('sin', 1 + 5e-13, 1)).toBeLessThan(1)
  expect(scalarError('exp', Number.NaN, 1)).toBe(Infinity)
  expect(scalarError('exp', Infinity, -Infinity)).toBe(Infinity)
  expect(scalarError('exp', -0, 0)).toBe(0)
  expect(tensorError(1 + 2e-9, 1)).toBeGreaterThan(1)
  expect(tensorError(0, 1e-12)).toBeLessThan(1)
  expect(errorOf(Number.NaN, Number.NaN, 0, 0)).toBe(0)
})
