/** Attention (Vaswani et al. 2017), composed from primitives. */
import { shapeError } from '../../Errors.js'
import { constant, type Expr } from '../../Expr.js'
import { type Broadcast, broadcastShapes, checkShape, type Shape, showShape } from '../../Shape.js'
import { fromFlat } from '../../Tensor.js'
import { matmul } from '../contraction/contraction.js'
import { requireKind } from '../Operation.js'
import { mul } from '../scalar/arithmetic.js'
import { transpose } from '../structure/permutation.js'
import { broadcastTo } from '../structure/structure.js'
import { softmax } from './composite.js'

type Batch<S extends Shape> = S extends readonly [...infer B extends Shape, number, number]
  ? readonly [...B]
  : Shape

/** The shape of attention: a row a query, as long as the values. */
export type Attended<Q extends Shape, K extends Shape, V extends Shape> = number extends
  | Q['length']
  | K['length']
  | V['length']
  ? Shape
  : Q extends readonly [...Shape, infer N extends number, number]
    ? V extends readonly [...Shape, infer E extends number]
      ? readonly [...Broadcast<Broadcast<Batch<Q>, Batch<K>>, Batch<V>>, N, E]
      : Shape
    : Shape

/** Which keys a query may look at, and by what products are multiplied: 1/√d unless said. */
export interface AttentionOptions {
  readonly mask?: Expr<Shape, 'bool'>
  readonly scale?: number
}

/**
 * softmax(q kᵀ / √d) v: for each query, the mean of the values weighed by how well it meets their keys.
 * The last two axes are matrices (one row a query, key or value), those in front are batches that
 * broadcast. A mask says which keys (last axis) a query (the axis before) may look at; a query that may
 * look at none gets zeros.
 *
 * @example
 * import { array, fn, matrix, run, toNested, tuple } from 'chainrule'
 * import { attention } from 'chainrule/op'
 *
 * const f = fn(tuple(matrix(1, 1), matrix(2, 1), matrix(2, 1)), ([q, k, v]) => attention(q, k, v))
 * toNested(run(f)([array([[1]]), array([[10000], [-10000]]), array([[3], [5]])])) // => [[3]]
 *
 * @throws ShapeError where queries and keys differ in length, keys and values in number, or batches and
 * mask do not broadcast
 */
export const attention = <Q extends Shape, K extends Shape, V extends Shape>(
  queries: Expr<Q>,
  keys: Expr<K>,
  values: Expr<V>,
  options: AttentionOptions = {},
): Expr<Attended<Q, K, V>> => {
  const [q, k, v]: readonly Expr[] = [queries, keys, values]
  const all = [q!, k!, v!]
  const got = all.map(x => showShape(x.shape)).join(', ')
  all.forEach(x => {
    requireKind('attention', 'real', x)
  })
  if (all.some(x => x.shape.length < 2))
    throw shapeError('attention', 'queries, keys and values of rank 2 or more', got)
  const d = q!.shape[q!.shape.length - 1]!
  if (k!.shape[k!.shape.length - 1] !== d)
    throw shapeError('attention', 'queries and keys of one length', got)
  if (k!.shape[k!.shape.length - 2] !== v!.shape[v!.shape.length - 2])
    throw shapeError('attention', 'as many keys as values', got)
  const batches: readonly Shape[] = all.map(x => x.shape.slice(0, -2))
  batches.reduce((s, t) => broadcastShapes('attention', s, t)) // refused here, by this name
  const axes = k!.shape.map((_, i) => i)
  const kT: Expr = transpose(k!, [...axes.slice(0, -2), axes.length - 1, axes.length - 2])
  const logits: Expr = mul(options.scale ?? 1 / Math.sqrt(Math.max(d, 1)), matmul(q!, kT))
  const y: Expr = matmul(weights(logits, options.mask), v!)
  return y as Expr<Attended<Q, K, V>> // rows of q, columns of v, batches broadcast
}

const weights = (logits: Expr, mask: Expr<Shape, 'bool'> | undefined): Expr => {
  if (mask === undefined) return softmax(logits)
  requireKind('attention', 'bool', mask)
  const shape = broadcastShapes('attention', logits.shape, mask.shape)
  return softmax(broadcastTo(logits, shape), { mask })
}

/**
 * The mask by which a query looks at no key that comes later: true where key ≤ query.
 *
 * @example
 * import { fn, run, toNested, toReal, unit } from 'chainrule'
 * import { causalMask } from 'chainrule/op'
 *
 * toNested(run(fn(unit, () => toReal(causalMask(2, 2))))([])) // => [[1, 0], [1, 1]]
 *
 * @throws ShapeError where a number is not a whole one from 0
 */
export const causalMask = <const N extends number, const M extends number>(
  queries: N,
  keys: M,
): Expr<readonly [N, M], 'bool'> => {
  checkShape('causalMask', [queries, keys])
  const entries = Array.from({ length: queries * keys }, (_, i) => i % keys <= Math.floor(i / keys))
  return constant(fromFlat(entries, [queries, keys] as readonly [N, M], 'bool'))
}
