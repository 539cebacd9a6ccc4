/** The table: no operation is there without a sample here, checked in value, both modes and second order. */
import {
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  jvp,
  run,
  type Tensor,
  vector,
  vjp,
} from 'chainrule'
import * as op from 'chainrule/op'
import { sparsityPattern } from 'chainrule/sparse'
import { describe, expect, test } from 'vitest'
import { stagesOf } from '../../src/diff/stages.js'
import { postorder } from '../../src/Expr.js'
import { operationOf } from '../../src/op/table.js'
import { expectWithin, slopes } from '../support/numeric.js'
import { denseRows, leftOut } from '../support/sparse.js'
import { expectNested, expectPolynomial } from '../support/taylor.js'
import { arrowOf, dyadic, tensorOf } from './samples/arrow.js'
import { samples } from './samples/index.js'
import type { Numbers } from './samples/sample.js'
import { expectClose } from './support.js'

const dotted = (
  row: readonly { readonly value: number; readonly error: number }[],
  v: Numbers,
) => ({
  value: row.reduce((s, e, i) => s + e.value * v[i]!, 0),
  error: row.reduce((s, e, i) => s + e.error * Math.abs(v[i]!), 1e-13),
})

describe('every operation', () => {
  test('has a sample, and every sample an operation', () => {
    expect(Object.keys(samples).toSorted()).toEqual([...op.operations.keys()].toSorted())
  })

  for (const [name, sample] of Object.entries(samples))
    test(name, () => {
      const f = arrowOf(sample)
      const nodes = stagesOf(f).flatMap(({ graph }) =>
        postorder([...graph.params, ...graph.results]),
      )
      expect(nodes.some(e => e.op === name)).toBe(true)

      const evaluate = run(f)
      const value = (xs: Numbers): Numbers => evaluate(tensorOf(xs)).values
      const y = value(sample.at)
      expectClose(y, sample.value(sample.at))

      const J = slopes(xs => value(xs), sample.at)
      const [w, v] = [dyadic(y.length), dyadic(sample.at.length)]
      const pull = run(vjp(f))
      const pulled = (xs: Numbers): Numbers => pull([tensorOf(xs), tensorOf(w)])[1].values
      const columns = sample.at.map((_, j) => J.map(row => row[j]!))
      expectWithin(
        pulled(sample.at),
        columns.map(column => dotted(column, w)),
      )
      const pushed = run(jvp(f))([tensorOf(sample.at), tensorOf(v)])[1].values
      expectWithin(
        pushed,
        J.map(row => dotted(row, v)),
      )

      // Second order, forward over reverse, against differences of the first.
      const H = slopes(pulled, sample.at)
      const back = fn(
        vector(sample.at.length),
        x => apply(vjp(f), [x as never, constant(tensorOf(w)) as never])[1],
      ) as unknown as Diff<Tensor, Tensor>
      const turned = run(jvp(back))([tensorOf(sample.at), tensorOf(v)])[1].values
      expectWithin(
        turned,
        H.map(row => dotted(row, v)),
      )

      // What it says of sparsity, and what its derivatives say of theirs, leaves no entry out.
      for (const g of [f, back]) {
        const faults = leftOut(sparsityPattern(g), denseRows(g, tensorOf(sample.at)))
        expect(faults).toEqual([])
      }
    })
})

// Above the third order their derivatives are sums over minors, as many as the order allows.
const steep = new Set(['det', 'cofactors'])

describe('Taylor mode is nested forward mode', () => {
  for (const [name, sample] of Object.entries(samples))
    test(name, () => {
      const f = arrowOf(sample)
      const at = tensorOf(sample.at)
      // Along a curve through the point whose series has all orders.
      const curved = fn(
        vector(sample.at.length),
        x => apply(f, op.add(constant(at), op.expm1(op.sub(x, constant(at)))) as never) as Expr,
      ) as unknown as Diff<Tensor, Tensor>
      for (const g of [f, curved]) {
        expectNested(g, sample.at, dyadic(sample.at.length))
        if (!steep.has(name)) expectPolynomial(g as never)
      }
    })
})

describe('the records', () => {
  test.each([...op.operations.values()])('$name prints and costs', record => {
    const aval = { shape: [2], kind: 'real' } as const
    expect(record.flops([aval, aval, aval], aval, { axis: 0, axes: [0] })).toBeGreaterThanOrEqual(0)
    expect(record.name.length).toBeGreaterThan(0)
  })

  test('an operation that is not there is named', () => {
    expect(() => operationOf('sine')).toThrow("no operation is named 'sine'")
  })
})
