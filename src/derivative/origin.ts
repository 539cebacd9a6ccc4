/**
 * Whose rule made a node: derivatives and batches of a node that knows its place know theirs by it.
 * Where nothing is marked, nothing is done.
 */
import { type AnyExpr, remade, walkGraph } from '../Expr.js'
import type { Maybe } from '../op/Operation.js'
import { type Derived, originOf } from '../Place.js'

/** Nodes made by a rule of `e` from those given: the same, of that origin. */
export const madeBy = <M extends AnyExpr | undefined>(
  e: AnyExpr,
  rule: Derived['rule'],
  made: readonly M[],
  given: readonly Maybe[] | readonly (AnyExpr | undefined)[],
  size?: number,
): readonly M[] => {
  const origin = originOf(e)
  if (origin === undefined) return made
  const from = { rule, node: e, ...(size === undefined ? {} : { size }) }
  const own = { ...origin, from }
  const image = new Map<AnyExpr, AnyExpr>()
  for (const x of [e, ...e.args, ...given]) if (x !== undefined) image.set(x, x)
  walkGraph(
    made.flatMap(x => x ?? []),
    x => image.has(x),
    x =>
      image.set(
        x,
        remade(
          x,
          x.args.map(a => image.get(a)!),
          own,
        ),
      ),
  )
  // Of the same operation, shape and kind.
  return made.map(x => (x === undefined ? x : (image.get(x) as M)))
}
