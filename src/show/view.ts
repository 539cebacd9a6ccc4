/**
 * A graph as a reader wants it: a vector in a matrix product is a vector (`matmul` makes it a matrix of one
 * column), and a tensor filled with one number is that number.
 */
import { type AnyExpr, type Aval, postorder } from '../Expr.js'
import { sameShape } from '../Shape.js'

const vectorIn = (e: AnyExpr, column: boolean): AnyExpr | undefined => {
  const [x] = e.args
  const is = e.op === 'reshape' && x?.shape.length === 1 && e.shape.length === 2
  return is && e.shape[column ? 1 : 0] === 1 ? x : undefined
}

/** The type of a product whose vectors are vectors. */
const productType = (e: AnyExpr): Aval => {
  const [a, b] = e.args
  const row = a !== undefined && vectorIn(a, false) !== undefined
  const column = b !== undefined && vectorIn(b, true) !== undefined
  const { length: n } = e.shape
  return {
    kind: e.kind,
    shape: e.shape.filter((_, i) => !(row && i === n - 2) && !(column && i === n - 1)),
  }
}

/** The node that is shown for a node: the product itself where its result is made a vector again. */
export const shown = (e: AnyExpr): AnyExpr => {
  const [x] = e.args
  if (x === undefined) return e
  if (e.op === 'reshape' && x.op === 'matmul' && sameShape(productType(x).shape, e.shape)) return x
  return e.op === 'broadcastTo' && x.op === 'constant' && x.shape.length === 0 ? x : e
}

/** The nodes shown as the arguments of a node. */
export const operands = (e: AnyExpr): readonly AnyExpr[] =>
  e.args.map((a, i) => shown((e.op === 'matmul' ? vectorIn(a, i === 1) : undefined) ?? a))

/** The shape and kind shown for a node. */
export const typeOf = (e: AnyExpr): Aval => (e.op === 'matmul' ? productType(e) : e)

/** The nodes that are shown, arguments first, and how often each is used. */
export const view = (
  results: readonly AnyExpr[],
): { readonly order: readonly AnyExpr[]; readonly uses: ReadonlyMap<AnyExpr, number> } => {
  const uses = new Map<AnyExpr, number>()
  const use = (e: AnyExpr): void => {
    uses.set(e, (uses.get(e) ?? 0) + 1)
  }
  for (const r of results) use(shown(r))
  const all = postorder(results)
  for (const e of all.toReversed()) if (uses.has(e)) for (const a of operands(e)) use(a)
  return { order: all.filter(e => uses.has(e)), uses }
}
