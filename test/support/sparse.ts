/** Sparse derivatives against dense ones: the Jacobian by unit tangents, and what a pattern leaves out. */
import { type Diff, jvp, run, toFlat } from 'chainrule'
import { basis, dim, flatten } from 'chainrule/Space'
import type { Pattern } from 'chainrule/sparse'

/** The rows of the Jacobian of a function at x, by one tangent a column. */
export const denseRows = <A, B>(f: Diff<A, B>, x: A): readonly (readonly number[])[] => {
  const along = run(jvp(f))
  const columns = [...basis(f.dom)].map(v => toFlat(flatten(f.cod)(along([x, v])[1])))
  return Array.from({ length: dim(f.cod) }, (_, i) => columns.map(c => c[i]!))
}

/** The columns of each row of a pattern. */
export const columnsOf = ({
  shape: [m],
  starts,
  columns,
}: Pattern): readonly (readonly number[])[] => {
  const at = starts.values
  const all = columns.values
  return Array.from({ length: m }, (_, i) => all.slice(at[i], at[i + 1]))
}

/** The law of patterns: the places of entries that are not 0 and not in it. */
export const leftOut = (
  pattern: Pattern,
  rows: readonly (readonly number[])[],
): readonly string[] =>
  columnsOf(pattern).flatMap((own, i) => {
    const there = new Set(own)
    return rows[i]!.flatMap((x, j) => (x === 0 || there.has(j) ? [] : [`${i}, ${j}: ${x}`]))
  })

/** A pattern from the columns of each row. */
export const nonzeros = (rows: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  rows.map(row => row.flatMap((x, j) => (x === 0 ? [] : [j])))
