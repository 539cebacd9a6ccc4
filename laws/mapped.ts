/** An arrow on many points at once, by `vmap`: values laid one after another, and the results taken apart. */
import { allocate, type Dense, seal } from '../src/Dense.js'
import type { AnyDiff, Diff } from '../src/Diff.js'
import { vmap } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import { size } from '../src/Shape.js'
import { decode, encode } from '../src/space/encode.js'
import { assemble } from '../src/space/form.js'
import { remembering } from './remember.js'

/** Arrays of one shape, one after another. */
const stacked = (rows: readonly Dense[]): Dense => {
  const { kind, shape, data } = rows[0]!
  const all = allocate(kind, rows.length * data.length)
  rows.forEach((row, k) => {
    all.set(row.data, k * data.length)
  })
  return { kind, shape: [rows.length, ...shape], data: all }
}

/** The k-th of arrays that lie one after another. */
const part = ({ kind, shape: [, ...shape], data }: Dense, k: number): Dense => {
  const n = size(shape)
  return { kind, shape, data: data.slice(k * n, (k + 1) * n) }
}

/** The values of an arrow at points, all at once. */
export const vmapped = <A, B>(f: Diff<A, B>): ((xs: readonly A[]) => readonly B[]) => {
  const batch = remembering((n: number) => {
    const g: AnyDiff = vmap(f, n)
    return { go: run(g as Diff<unknown, unknown>), out: encode('laws', g.cod) }
  })
  const [read, write] = [encode('laws', f.dom), decode(f.cod)]
  return xs => {
    const { go, out } = batch(xs.length)
    const rows = xs.map(read)
    const columns = rows[0]!.map((_, i) => stacked(rows.map(row => row[i]!)))
    const together = assemble(
      f.dom.form,
      columns.map(({ shape, kind, data }) => seal(shape, kind, data)),
    )
    const ys = out(go(together))
    return xs.map((_, k) => write(ys.map(y => part(y, k))))
  }
}
