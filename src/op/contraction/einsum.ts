/** Einstein's sums: any contraction of tensors, as products of matrices two operands at a time. */
import type { AnyExpr, Expr } from '../../Expr.js'
import { type Shape, size } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { mul } from '../scalar/arithmetic.js'
import { transpose } from '../structure/permutation.js'
import { slice } from '../structure/slicing.js'
import { reshape, sum } from '../structure/structure.js'
import { matmul } from './contraction.js'
import { keptBy, type Path, pathOf } from './einsumPath.js'
import { type Contraction, contractionOf, type Index } from './einsumSpec.js'
import type { Einsum, MeetsEinsum } from './einsumTypes.js'
import { reordered } from './tensordot.js'

/** A tensor whose axes have names. */
interface Named {
  readonly x: Expr
  readonly indices: readonly Index[]
}

/** The axes in the order of the names given. */
const arranged = ({ x, indices }: Named, order: readonly Index[]): Expr =>
  reordered(
    x,
    order.map(i => indices.indexOf(i)),
  )

/** Two axes of the same name as one: the diagonal lies in steps of n + 1. */
const diagonal = ({ x, indices }: Named): Named => {
  const twice = indices.find((index, i) => indices.indexOf(index) !== i)
  if (twice === undefined) return { x, indices }
  const [first, second] = [indices.indexOf(twice), indices.lastIndexOf(twice)]
  const rest = indices.flatMap((_, i) => (i === first || i === second ? [] : [i]))
  const flipped = transpose(x, [...rest, first, second])
  const n = x.shape[first]!
  const front = rest.map(i => x.shape[i]!)
  const flat = reshape(flipped, [...front, n * n])
  const picked = slice(flat, [...front.map(() => ({})), { step: n + 1 }]) as Expr // known to be of a shape
  return diagonal({ x: picked, indices: [...rest.map(i => indices[i]!), twice] })
}

/** Only the indices that are kept, the others summed over. */
const summed = ({ x, indices }: Named, kept: ReadonlySet<Index>): Named => {
  const axis = indices.flatMap((index, i) => (kept.has(index) ? [] : [i]))
  return axis.length === 0
    ? { x, indices }
    : { x: sum(x, { axis }), indices: indices.filter(i => kept.has(i)) }
}

/** Two operands as one: a product of matrices, with the indices of both that are kept as a batch. */
const joined = (a: Named, b: Named, kept: ReadonlySet<Index>, c: Contraction): Named => {
  const sizes = (indices: readonly Index[]): Shape => indices.map(i => c.sizes.get(i)!)
  const shared = a.indices.filter(i => b.indices.includes(i))
  const batch = shared.filter(i => kept.has(i))
  const inner = shared.filter(i => !kept.has(i))
  const rows = a.indices.filter(i => !shared.includes(i))
  const columns = b.indices.filter(i => !shared.includes(i))
  const indices = [...batch, ...rows, ...columns]
  if (inner.length === 0) {
    const left = reshape(arranged(a, [...batch, ...rows]), [
      ...sizes([...batch, ...rows]),
      ...columns.map(() => 1),
    ])
    const right = reshape(arranged(b, [...batch, ...columns]), [
      ...sizes(batch),
      ...rows.map(() => 1),
      ...sizes(columns),
    ])
    return { x: mul(left as Expr, right as Expr), indices }
  }
  if (rows.length + columns.length === 0) {
    const order = [...batch, ...inner]
    const product: Expr = mul(arranged(a, order), arranged(b, order))
    return { x: sum(product, { axis: inner.map((_, i) => batch.length + i) }), indices }
  }
  const [m, k, n] = [rows, inner, columns].map(i => size(sizes(i)))
  const left = reshape(arranged(a, [...batch, ...rows, ...inner]), [...sizes(batch), m!, k!])
  const right = reshape(arranged(b, [...batch, ...inner, ...columns]), [...sizes(batch), k!, n!])
  return { x: reshape(matmul(left as Expr, right as Expr), sizes(indices)), indices }
}

const contracted = (path: Path, operands: readonly Named[], c: Contraction): Named => {
  const kept = keptBy(c, path)
  if (typeof path === 'number') return summed(diagonal(operands[path]!), kept)
  const [a, b] = path.map(p => contracted(p, operands, c))
  // The operand whose axes come first in the result is the left one: rows come before columns.
  const first = c.output.find(i => a!.indices.includes(i) !== b!.indices.includes(i))
  return first !== undefined && b!.indices.includes(first)
    ? joined(b!, a!, kept, c)
    : joined(a!, b!, kept, c)
}

/**
 * A sum of products by Einstein's convention: the spec names the axes of each operand and of the result,
 * and indices that the result does not name are summed over.
 *
 * As in NumPy: `ii->i` is a diagonal, without `->` the result has the indices named once in the order of
 * the alphabet, `...` stands for any further axes. Unlike NumPy, an axis of size 1 does not broadcast. Many
 * operands are contracted two at a time in a cheap order, each pair by `matmul`.
 *
 * @example
 * import { array, fn, matrix, run, tuple } from 'chainrule'
 * import { einsum } from 'chainrule/op'
 *
 * const trace = fn(tuple(matrix(2, 2), matrix(2, 2)), ([a, b]) => einsum('ij,ji->', a, b))
 * run(trace)([array([[1, 2], [3, 4]]), array([[1, 0], [0, 1]])]) // => 5
 *
 * @throws ShapeError where the spec cannot be read, the output names an index twice or one that no operand
 * has, the number or the ranks of the operands differ from the spec's, or an index has two sizes
 */
export const einsum = <const Spec extends string, const Xs extends readonly Expr[]>(
  spec: Spec & MeetsEinsum<Spec, Xs>,
  ...operands: Xs
): Expr<Einsum<Spec, Xs>> => {
  const xs: readonly AnyExpr[] = operands
  xs.forEach(x => {
    requireKind('einsum', 'real', x)
  })
  const c = contractionOf(
    spec,
    xs.map(x => x.shape),
  )
  const named = c.terms.map((indices, i): Named => ({ x: operands[i]!, indices }))
  const y = contracted(pathOf(c), named, c)
  return arranged(y, c.output) as Expr<Einsum<Spec, Xs>> // the shape rule is `Einsum`
}
