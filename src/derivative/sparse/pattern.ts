/** The pattern of a Jacobian: which coordinates of the result depend on which of the argument. */
import type { AnyDiff } from '../../diff/model.js'
import { stagesOf } from '../../diff/stages.js'
import { size } from '../../Shape.js'
import { dim } from '../../Space.js'
import { leaves } from '../../space/form.js'
import { type Pattern, patternFrom } from './formats.js'
import { type Known, unknown } from './known.js'
import { propagateIn } from './propagate.js'
import { type Sets, setsOf } from './sets.js'

/** The sets of the coordinates of a function's result, as rows of a pattern. */
const rowsFrom = (sets: Sets, parts: readonly (readonly [Int32Array | undefined, number])[]) => {
  const rows = parts.reduce((n, [, m]) => n + m, 0)
  const starts = new Int32Array(rows + 1)
  let i = 0
  for (const [xs, m] of parts)
    for (let k = 0; k < m; k++, i++)
      starts[i + 1] = starts[i]! + (xs === undefined ? 0 : sets.sizeOf(xs[k]!))
  const items = new Int32Array(starts[rows]!)
  i = 0
  for (const [xs, m] of parts)
    for (let k = 0; k < m; k++, i++) if (xs !== undefined) sets.copy(xs[k]!, items, starts[i]!)
  return { rows, columns: sets.n, starts, items }
}

/** A pattern, and how many coordinates of sets were looked at to find it. */
export const tracedPattern = (
  f: AnyDiff,
): { readonly pattern: Pattern; readonly visits: number } => {
  const sets = setsOf(dim(f.dom))
  const propagate = propagateIn(sets)
  let next = 1
  let known: readonly Known[] = leaves(f.dom.form).map(({ leaf }) => {
    if (leaf.kind !== 'real') return { entries: undefined, value: unknown }
    const start = next
    next += size(leaf.shape)
    return {
      entries: Int32Array.from({ length: next - start }, (_, k) => start + k),
      value: unknown,
    }
  })
  for (const { graph } of stagesOf(f)) known = propagate(graph, known)
  const parts = leaves(f.cod.form).flatMap(({ leaf }, i) =>
    leaf.kind === 'real' ? [[known[i]!.entries, size(leaf.shape)] as const] : [],
  )
  return { pattern: patternFrom(rowsFrom(sets, parts)), visits: sets.visits() }
}

/**
 * Where the Jacobian of a function may have entries other than 0, at any argument: rows are coordinates of
 * the codomain, columns those of the domain, both in the order of `flatten`. What is not in it is 0;
 * what is in it may be 0, too. Positions that depend on the argument are taken to be anywhere.
 *
 * @example
 * import { fn, mul, slice, toNested, vector } from 'chainrule'
 * import { sparsityPattern } from 'chainrule/sparse'
 *
 * const f = fn(vector(3), x => mul(slice(x, [{ stop: 2 }]), slice(x, [{ start: 1 }])))
 * const { starts, columns } = sparsityPattern(f)
 * toNested(starts) // => [0, 2, 4]
 * toNested(columns) // => [0, 1, 1, 2]
 */
export const sparsityPattern = (f: AnyDiff): Pattern => tracedPattern(f).pattern
