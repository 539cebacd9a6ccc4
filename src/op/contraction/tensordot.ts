/** Products of tensors by other names: over axes, of blocks, and of vectors in space. */
import { shapeError } from '../../Errors.js'
import { type AnyExpr, constant, type Expr } from '../../Expr.js'
import {
  type Axis,
  type Broadcast,
  broadcastShapes,
  type MeetShape,
  normaliseAxis,
  type ReplaceAxes,
  type Shape,
  showShape,
  size,
} from '../../Shape.js'
import { fromFlat } from '../../Tensor.js'
import { requireKind } from '../Operation.js'
import { mul, sub } from '../scalar/arithmetic.js'
import { gather } from '../structure/gathering.js'
import { transpose } from '../structure/permutation.js'
import { reshape } from '../structure/structure.js'
import { matmul } from './contraction.js'

/** The axes that a product sums over: how many, the last of a and the first of b, or which of each. */
export type Contracted = number | readonly [readonly number[], readonly number[]]

type DropFirst<S, N, Seen extends readonly unknown[] = []> = Seen['length'] extends N
  ? S
  : S extends readonly [unknown, ...infer Rest]
    ? DropFirst<Rest, N, [...Seen, unknown]>
    : never
type DropLast<S, N, Seen extends readonly unknown[] = []> = Seen['length'] extends N
  ? S
  : S extends readonly [...infer Rest, unknown]
    ? DropLast<Rest, N, [...Seen, unknown]>
    : never

/** The axes of both that are not summed over. */
type Outer<S, T> = S extends Shape ? (T extends Shape ? readonly [...S, ...T] : Shape) : Shape

/** The shape of a product over axes; of unknown rank where the axes are not literal. */
export type TensorDot<S extends Shape, T extends Shape, A extends Contracted> = number extends
  | S['length']
  | T['length']
  ? Shape
  : A extends number
    ? number extends A
      ? Shape
      : Outer<DropLast<S, A>, DropFirst<T, A>>
    : A extends readonly [readonly (infer I extends number)[], readonly (infer J extends number)[]]
      ? number extends I | J
        ? Shape
        : Outer<ReplaceAxes<S, Axis<S, I>, readonly []>, ReplaceAxes<T, Axis<T, J>, readonly []>>
      : Shape

type LastAxes<S, N, Kept extends Shape = readonly []> = Kept['length'] extends N
  ? Kept
  : S extends readonly [...infer Rest, infer D extends number]
    ? LastAxes<Rest, N, readonly [D, ...Kept]>
    : never
type FirstAxes<S, N, Kept extends Shape = readonly []> = Kept['length'] extends N
  ? Kept
  : S extends readonly [infer D extends number, ...infer Rest]
    ? FirstAxes<Rest, N, readonly [...Kept, D]>
    : never

type MeetAxes<S extends Shape, T extends Shape> = readonly [S] extends readonly [never]
  ? false
  : readonly [T] extends readonly [never]
    ? false
    : MeetShape<S, T>

/** What the right factor must be where `axes` is a literal number: anything, or a record that says why not. */
type MeetsTensorDot<S extends Shape, T extends Shape, A> = A extends number
  ? number extends A | S['length'] | T['length']
    ? unknown
    : MeetAxes<LastAxes<S, A>, FirstAxes<T, A>> extends true
      ? unknown
      : { readonly 'axes do not meet': readonly [S, '·', T] }
  : unknown

const show = (a: AnyExpr, b: AnyExpr): string => `${showShape(a.shape)} · ${showShape(b.shape)}`

/** The axes in another order, if it is another. */
export const reordered = (x: Expr, perm: readonly number[]): Expr =>
  perm.every((axis, i) => axis === i) ? x : transpose(x, perm)

/** The axes of one operand, counted from the front, none twice; in the order given. */
const listed = (axes: readonly number[], x: AnyExpr): readonly number[] => {
  const at = axes.map(axis => normaliseAxis('tensordot', axis, x.shape.length))
  if (new Set(at).size !== at.length)
    throw shapeError('tensordot', 'distinct axes', `axes ${showShape(axes)}`)
  return at
}

const pairs = (a: AnyExpr, b: AnyExpr, axes: Contracted) => {
  if (typeof axes !== 'number') return [listed(axes[0], a), listed(axes[1], b)] as const
  if (!Number.isInteger(axes) || axes < 0 || axes > Math.min(a.shape.length, b.shape.length))
    throw shapeError('tensordot', 'a number of axes that both have', `${axes} of ${show(a, b)}`)
  const first = Array.from({ length: axes }, (_, i) => i)
  return [first.map(i => a.shape.length - axes + i), first] as const
}

/**
 * The sum of products over some axes of both: over the last of `a` and the first of `b` where `axes` is a
 * number, over pairs of axes where it is two lists. The other axes remain, first those of `a`.
 *
 * @example
 * import { array, fn, matrix, run, toNested, tuple } from 'chainrule'
 * import { tensordot } from 'chainrule/op'
 *
 * const f = fn(tuple(matrix(1, 2), matrix(1, 2)), ([a, b]) => tensordot(a, b, { axes: [[1], [1]] }))
 * toNested(run(f)([array([[1, 2]]), array([[3, 4]])])) // => [[11]]
 *
 * @throws ShapeError where an axis is out of range or named twice, the lists differ in length, or sizes differ
 */
export const tensordot = <S extends Shape, T extends Shape, const A extends Contracted>(
  a: Expr<S>,
  b: Expr<T> & MeetsTensorDot<S, T, A>,
  options: { readonly axes: A },
): Expr<TensorDot<S, T, A>> => {
  requireKind('tensordot', 'real', a)
  requireKind('tensordot', 'real', b)
  const [ofA, ofB] = pairs(a, b, options.axes)
  const inner = ofA.map(i => a.shape[i]!)
  if (ofA.length !== ofB.length || inner.some((d, i) => d !== b.shape[ofB[i]!]))
    throw shapeError(
      'tensordot',
      'axes that meet in pairs',
      `axes ${showShape(ofA)} and ${showShape(ofB)} of ${show(a, b)}`,
    )
  const restA = a.shape.flatMap((_, i) => (ofA.includes(i) ? [] : [i]))
  const restB = b.shape.flatMap((_, i) => (ofB.includes(i) ? [] : [i]))
  const rows = restA.map(i => a.shape[i]!)
  const columns = restB.map(i => b.shape[i]!)
  const left: Expr = reshape(reordered(a, [...restA, ...ofA]), [size(rows), size(inner)])
  const right: Expr = reshape(reordered(b, [...ofB, ...restB]), [size(inner), size(columns)])
  const y = reshape(matmul(left, right), [...rows, ...columns])
  return y as Expr as Expr<TensorDot<S, T, A>> // the shape rule is `TensorDot`
}

/** The shape of a Kronecker product: its rank is known where those of the factors are the same. */
type Kron<S extends Shape, T extends Shape> = number extends S['length'] | T['length']
  ? Shape
  : S['length'] extends T['length']
    ? { readonly [I in keyof S]: number }
    : Shape

/**
 * The Kronecker product: a block a_ij · b an entry of `a`; of tensors of other ranks as in NumPy.
 *
 * @example
 * import { array, fn, matrix, run, toNested, tuple } from 'chainrule'
 * import { kron } from 'chainrule/op'
 *
 * const f = fn(tuple(matrix(1, 2), matrix(2, 1)), ([a, b]) => kron(a, b))
 * toNested(run(f)([array([[1, 10]]), array([[2], [3]])])) // => [[2, 20], [3, 30]]
 */
export const kron = <S extends Shape, T extends Shape>(
  a: Expr<S>,
  b: Expr<T>,
): Expr<Kron<S, T>> => {
  requireKind('kron', 'real', a)
  requireKind('kron', 'real', b)
  const rank = Math.max(a.shape.length, b.shape.length)
  const full = (s: Shape): Shape => [...Array<number>(rank - s.length).fill(1), ...s]
  const [s, t] = [full(a.shape), full(b.shape)]
  const blocks: Expr = reshape(
    a,
    s.flatMap(d => [d, 1]),
  )
  const block: Expr = reshape(
    b,
    t.flatMap(d => [1, d]),
  )
  const y: Expr = reshape(
    mul(blocks, block),
    s.map((d, i) => d * t[i]!),
  )
  return y as Expr<Kron<S, T>> // the sizes multiply
}

/** What the right factor must be: anything, or a record that says what does not meet. */
type MeetsCross<S extends Shape, T extends Shape> = readonly [Broadcast<S, T>] extends readonly [
  never,
]
  ? { readonly 'shapes do not broadcast': readonly [S, 'with', T] }
  : unknown

/** The entries along the last axis, from the k-th on, in a circle of three. */
const turned = (x: Expr, k: number): Expr =>
  gather<Shape, Shape, 'real', number>(
    x,
    constant(fromFlat(Int32Array.of(k, (k + 1) % 3, (k + 2) % 3), [3])),
    { axis: x.shape.length - 1 },
  )

/**
 * The cross product of vectors in space, which the last axis holds; other axes broadcast.
 *
 * @example
 * import { array, fn, run, toNested, tuple, vector } from 'chainrule'
 * import { cross } from 'chainrule/op'
 *
 * const f = fn(tuple(vector(3), vector(3)), ([a, b]) => cross(a, b))
 * toNested(run(f)([array([1, 0, 0]), array([0, 1, 0])])) // => [0, 0, 1]
 *
 * @throws ShapeError where the last axis is not of size 3, or shapes do not broadcast
 */
export const cross = <S extends Shape, T extends Shape>(
  a: Expr<S>,
  b: Expr<T> & MeetsCross<S, T>,
): Expr<Broadcast<S, T>> => {
  const [x, y]: readonly Expr[] = [a, b]
  for (const z of [x!, y!]) {
    requireKind('cross', 'real', z)
    if (z.shape.at(-1) !== 3) throw shapeError('cross', 'a last axis of size 3', showShape(z.shape))
  }
  broadcastShapes('cross', x!.shape, y!.shape)
  const product: Expr = sub(mul(turned(x!, 1), turned(y!, 2)), mul(turned(x!, 2), turned(y!, 1)))
  return product as Expr<Broadcast<S, T>> // elementwise, but for the last axis, which is kept
}
