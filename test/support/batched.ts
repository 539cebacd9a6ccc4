/** The law of batches: `vmap(f)` is the map of f, by running f at each example alone. */
import { type Diff, run, type Tensor, vmap } from 'chainrule'
import { expect } from 'vitest'
import { type Dense, seal } from '../../src/Dense.js'
import { encode } from '../../src/space/encode.js'
import { assemble } from '../../src/space/form.js'

const flat = <A, B>(f: Diff<A, B>, x: A): readonly Dense[] => encode('test', f.dom)(x)

/** Several values of a space as one of the batch, entries one after another. */
export const stackValues = <A, B>(f: Diff<A, B>, values: readonly A[]): unknown => {
  const rows = values.map(x => flat(f, x))
  const stacked = rows[0]!.map(({ shape, kind, data }, i): Tensor => {
    const n = data.length
    const all = data.slice(0, 0).constructor as new (n: number) => typeof data
    const joined = new all(n * values.length)
    rows.forEach((row, k) => {
      joined.set(row[i]!.data, k * n)
    })
    return seal([values.length, ...shape], kind, joined) as unknown as Tensor
  })
  return assemble(f.dom.form, stacked)
}

/** Expects the arrow on a batch to give, for each example, what it gives alone: to the last bits. */
export const expectMapped = <A, B>(
  f: Diff<A, B>,
  values: readonly A[],
  on: (f: Diff<A, B>, n: number) => Diff<never, unknown> = (g, n) =>
    vmap(g, n) as unknown as Diff<never, unknown>,
): void => {
  const batch = on(f, values.length)
  const got = encode('test', batch.cod)(run(batch)(stackValues(f, values) as never))
  values.forEach((x, k) => {
    const want = encode('test', f.cod)(run(f)(x))
    want.forEach(({ data }, i) => {
      const n = data.length
      data.forEach((y, j) => {
        const z = got[i]!.data[k * n + j]!
        const near = Object.is(y + 0, z + 0) || Math.abs(y - z) <= 1e-12 * (1 + Math.abs(y))
        expect(near, `example ${k}, leaf ${i}, entry ${j}: ${z}, alone ${y}`).toBe(true)
      })
    })
  })
}
