/** Whole functions of the conformance data: a table, no entry outside its tolerance, none left out. */
import { functionOutcomes } from './functions/check.js'
import type { FunctionCase } from './functions/support.js'
import { guarded, type Rows, suite } from './report.js'
import type { Run } from './target.js'

const rows = (all: readonly FunctionCase[], run: Run): Rows =>
  all.map(c => {
    const outcomes = guarded(c.id, () => functionOutcomes(c, run))
    return outcomes === undefined ? c.id : { op: c.id, cases: c.points.length, outcomes }
  })

suite<FunctionCase>({
  file: 'functions.json',
  title: 'functions',
  rows,
  absent: () => Promise.resolve(false),
})
