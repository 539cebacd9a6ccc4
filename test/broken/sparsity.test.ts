/** A planted wrong rule of a pattern: the law that a pattern covers the Jacobian catches it. */
import { fn, fromFlat, mul, run, sin, slice, vector } from 'chainrule'
import { sparseJacobian, sparsityPattern, toDense } from 'chainrule/sparse'
import { expect, test, vi } from 'vitest'
import { denseRows, leftOut } from '../support/sparse.js'

vi.mock(import('../../src/op/table.js'), async original => {
  const { operationOf, ...table } = await original()
  return {
    ...table,
    // As if a window were always that at the start.
    operationOf: name => {
      const record = operationOf(name)
      if (name !== 'slice') return record
      const starts = [0]
      return {
        ...record,
        evaluate: (args, out, attrs, precision) =>
          record.evaluate(
            args,
            out,
            // Names of sets are whole numbers in an Int32Array; values are not.
            args[0]!.data instanceof Int32Array ? { ...attrs, starts } : attrs,
            precision,
          ),
      }
    },
  }
})

test('a window said to be elsewhere leaves entries out, and values are wrong', () => {
  const f = fn(vector(4), x => mul(sin(slice(x, [{ start: 2 }])), 3))
  const x = fromFlat([0.1, 0.2, 0.3, 0.4], [4])
  const rows = denseRows(f, x)
  const pattern = sparsityPattern(f)
  expect(leftOut(pattern, rows).map(place => place.slice(0, 4))).toEqual(['0, 2', '1, 3'])
  const J = run(sparseJacobian(f).values)(x)
  expect(toDense(pattern, J).values).not.toEqual(rows.flat())
})
