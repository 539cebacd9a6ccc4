/** The conformance data against every operation that exists: tables, and no case outside its tolerance. */
import { expect, test } from 'vitest'
import type { ScalarCase, TensorCase } from './data.js'
import { type Rows, suite, thrown } from './report.js'
import { type Outcome, scalarOutcomes } from './scalar.js'
import { singleScalars, singleTensors } from './single.js'
import type { Run } from './target.js'
import { NotYet, tensorOutcomes } from './tensor.js'
import { errorOf, scalarError, singleError, tensorError } from './tolerance.js'

const byOperation = <Case extends { readonly op: string }>(
  all: readonly Case[],
): ReadonlyMap<string, readonly Case[]> =>
  all.reduce((m, c) => m.set(c.op, [...(m.get(c.op) ?? []), c]), new Map<string, readonly Case[]>())

const scalarRows =
  (outcomesOf: typeof scalarOutcomes) =>
  (all: readonly ScalarCase[], run: Run): Rows =>
    [...byOperation(all)].map(([op, cs]) => {
      const outcomes = outcomesOf(op, cs, run)
      if (outcomes === undefined) return op
      return { op, cases: new Set(outcomes.map(o => o.id)).size, outcomes }
    })

const tensorRows =
  (outcomesOf: typeof tensorOutcomes) =>
  (all: readonly TensorCase[], run: Run): Rows =>
    [...byOperation(all)].flatMap(([op, cs]): Rows => {
      const done = cs.map((c): readonly Outcome[] | string | undefined => {
        try {
          return outcomesOf(c, run)
        } catch (e) {
          if (e instanceof NotYet) return e.message
          return [thrown(c.id, e)]
        }
      })
      const there = done.filter(o => typeof o === 'object').filter(o => o.length > 0)
      const missing = done.filter(o => typeof o === 'string')
      const known = done.some(o => typeof o === 'object')
      return [
        ...(there.length > 0 ? [{ op, cases: there.length, outcomes: there.flat() }] : []),
        ...(known ? [] : [op]),
        ...missing,
      ]
    })

/** Only what chainrule does not export may be left out. */
const absent = async (name: string): Promise<boolean> => {
  const op: Readonly<Record<string, unknown>> = await import('chainrule/op')
  return !(name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) in op)
}

const scalars = { file: 'scalar_ops.json', absent }
const tensors = { file: 'tensor_ops.json', absent }
suite({ ...scalars, title: 'scalar operations', rows: scalarRows(scalarOutcomes) })
suite({ ...tensors, title: 'tensor operations', rows: tensorRows(tensorOutcomes) })
suite({ ...scalars, title: 'scalar operations in f32', rows: scalarRows(singleScalars) })
suite({ ...tensors, title: 'tensor operations in f32', rows: tensorRows(singleTensors) })

test('the tolerances reject what is wrong and admit what is right', () => {
  expect(scalarError('sin', 1 + 2e-12, 1)).toBeGreaterThan(1)
  expect(scalarError('sin', 1 + 5e-13, 1)).toBeLessThan(1)
  expect(scalarError('exp', Number.NaN, 1)).toBe(Infinity)
  expect(scalarError('exp', Infinity, -Infinity)).toBe(Infinity)
  expect(scalarError('exp', -0, 0)).toBe(0)
  expect(tensorError(1 + 2e-9, 1)).toBeGreaterThan(1)
  expect(tensorError(0, 1e-12)).toBeLessThan(1)
  expect(errorOf(Number.NaN, Number.NaN, 0, 0)).toBe(0)
  expect(singleError(1 + 1e-5, 1, 1)).toBeGreaterThan(1)
  expect(singleError(Number.NaN, 1, 1)).toBe(Infinity)
})
