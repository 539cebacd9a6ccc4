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

/** What gives derivatives along a line: `derivatives`, or a twin of it that is broken. */
export type Mode = (f: Diff<Tensor, Tensor>, k: number) => Diff<never, readonly Tensor[]>

const honest: Mode = (f, k) => derivatives(f, k) as unknown as Diff<never, readonly Tensor[]>

/** Expects derivatives of orders 0 to 4 to be those of nested forward mode. */
export const expectNested = (
  f: Diff<Tensor, Tensor>,
  x: Numbers,
  v: Numbers,
  mode: Mode = honest,
): void => {
  const got = run(mode(f, 4))([tensorOf(x), tensorOf(v)] as never)
  let size = 1 // digits are those of the largest entry up to this order
  nested(f, x, v, 4).forEach((row, j) => {
    size = Math.max(size, ...row.filter(Number.isFinite).map(Math.abs))
    expect(got[j]!.values.length).toBe(row.length)
    row.forEach((y, i) => {
      const z = got[j]!.values[i]!
      const near = Object.is(y, z) || Math.abs(y - z) <= 1e-11 * size
      expect(near, `order ${j}, entry ${i}: ${z}, nested ${y}`).toBe(true)
    })
  })
}

/**
 * Expects twice the order to cost at most nine times as much: a cube, where nested forward mode squares
 * the cost.
 */
export const expectPolynomial = (f: Diff<never, unknown>, k = 8): void => {
  const [once, twice] = [instructionsOf(f, k), instructionsOf(f, 2 * k)]
  expect(twice, `where order ${k} takes ${once}`).toBeLessThanOrEqual(9 * once)
}
