/** Taylor mode against forward mode inside forward mode, and what it costs. */
import {
  apply,
  constant,
  type Diff,
  derivatives,
  fn,
  fromFlat,
  jvp,
  run,
  type Tensor,
  taylor,
} from 'chainrule'
import { expect } from 'vitest'
import { programOf } from '../../src/diff/stages.js'

type Numbers = readonly number[]

const tensorOf = (xs: Numbers): Tensor => fromFlat<Numbers, Numbers, 'real'>(xs, [xs.length])

/** The derivative along v, as an arrow of the same kind. */
const along = (f: Diff<Tensor, Tensor>, v: Numbers): Diff<Tensor, Tensor> =>
  fn(f.dom, f.cod, x => apply(jvp(f), [x, constant(tensorOf(v))] as never)[1] as never) as never

/** Values and derivatives of orders 1 to k along v, by k nested jvps. */
export const nested = (
  f: Diff<Tensor, Tensor>,
  x: Numbers,
  v: Numbers,
  k: number,
): readonly Numbers[] => {
  const values: Numbers[] = []
  for (let [g, j] = [f, 0]; j <= k; [g, j] = [along(g, v), j + 1])
    values.push(run(g)(tensorOf(x)).values)
  return values
}

/** How many instructions the series of an order takes. */
export const instructionsOf = (f: Diff<never, unknown>, k: number): number =>
  programOf(taylor(f, k)).instructions.length

/**
 * Expects derivatives of orders 0 to 4 to be those of nested forward mode, and twice the order to cost at
 * most nine times as much: a cube, where nested forward mode would square the cost.
 */
export const expectTaylor = (f: Diff<Tensor, Tensor>, x: Numbers, v: Numbers): void => {
  const wanted = nested(f, x, v, 4)
  const got = run(derivatives(f, 4))([tensorOf(x), tensorOf(v)] as never)
  const rows = (got as readonly Tensor[]).map(y => y.values)
  const size = wanted.flat().reduce((m, y) => Math.max(m, Math.abs(y)), 1)
  wanted.forEach((row, j) => {
    row.forEach((y, i) => {
      const z = rows[j]![i]!
      const near = Object.is(y, z) || Math.abs(y - z) <= 1e-12 * size
      expect(near, `order ${j}, entry ${i}: ${z}, nested ${y}`).toBe(true)
    })
  })
  const [once, twice] = [instructionsOf(f as never, 8), instructionsOf(f as never, 16)]
  expect(twice, `instructions of order 16 where those of order 8 are ${once}`).toBeLessThanOrEqual(
    9 * once,
  )
}
