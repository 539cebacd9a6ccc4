/** Contractions: products of matrices and vectors, batched. */
import { allocate, type Data } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Expr } from '../../Expr.js'
import {
  type Broadcast,
  broadcastShapes,
  broadcastStrides,
  type MeetDim,
  type Shape,
  sameShape,
  showShape,
  size,
} from '../../Shape.js'
import { broadcasting } from '../batching.js'
import { apply1, operation, primitive, requireKind } from '../Operation.js'
import { add, mul } from '../scalar/arithmetic.js'
import { lanesSum } from '../structure/lanes.js'
import { transpose } from '../structure/permutation.js'
import { reshape, sum, sumTo } from '../structure/structure.js'
import { walkRows } from '../walk.js'

// -------------------------------------------------------------------------------------
// types
// -------------------------------------------------------------------------------------

/** The shape of a matrix product; `never` where the inner dimensions do not meet. */
export type MatMul<S extends Shape, T extends Shape> = number extends S['length'] | T['length']
  ? Shape
  : S extends readonly [infer K]
    ? T extends readonly [infer L]
      ? Inner<K, L, readonly []>
      : T extends readonly [...infer C extends Shape, infer L, infer N extends number]
        ? Inner<K, L, readonly [...C, N]>
        : never
    : S extends readonly [...infer B extends Shape, infer M extends number, infer K]
      ? T extends readonly [infer L]
        ? Inner<K, L, readonly [...B, M]>
        : T extends readonly [...infer C extends Shape, infer L, infer N extends number]
          ? readonly [Broadcast<B, C>] extends readonly [never]
            ? never
            : Inner<K, L, readonly [...Broadcast<B, C>, M, N]>
          : never
      : never
type Inner<K, L, R> = MeetDim<K, L> extends true ? R : never

/** What the right factor must be: anything, or a record that says what does not meet. */
export type MeetsMatMul<S extends Shape, T extends Shape> = readonly [
  MatMul<S, T>,
] extends readonly [never]
  ? { readonly 'inner dimensions do not meet': readonly [S, '·', T] }
  : unknown

// -------------------------------------------------------------------------------------
// operation
// -------------------------------------------------------------------------------------

const flip = (x: Expr): Expr =>
  transpose(
    x,
    x.shape.map((_, i, { length: n }) => (i === n - 1 ? n - 2 : i === n - 2 ? n - 1 : i)),
  )

const split = (s: Shape): readonly [batch: Shape, rows: number, cols: number] => [
  s.slice(0, -2),
  s[s.length - 2]!,
  s[s.length - 1]!,
]

/** The inner product of two runs, in eight lanes: an order that vector units keep. */
const inner = (x: Data, left: number, y: Data, right: number, n: number): number => {
  const lanes = new Float64Array(8)
  for (let p = 0; p < n; p++) lanes[p % 8]! += x[left + p]! * y[right + p]!
  return lanesSum(lanes)
}

/**
 * One product of matrices within flat data; sums are kept in double, in the order of the index, those with a
 * single column in lanes.
 */
const multiply = (
  x: Data,
  left: number,
  y: Data,
  right: number,
  out: Data,
  to: number,
  [m, depth, n]: readonly [number, number, number],
): void => {
  if (n === 1) {
    for (let r = 0; r < m; r++) out[to + r] = inner(x, left + r * depth, y, right, depth)
    return
  }
  const row = new Float64Array(n)
  const whole = depth - (depth % 4)
  for (let r = 0; r < m; r++) {
    row.fill(0)
    const from = left + r * depth
    // Four rows of y at once: a quarter of the traffic to `row`.
    for (let p = 0; p < whole; p += 4) {
      const u0 = x[from + p]!
      const u1 = x[from + p + 1]!
      const u2 = x[from + p + 2]!
      const u3 = x[from + p + 3]!
      const a = right + p * n
      const b = a + n
      const c = b + n
      const d = c + n
      for (let q = 0; q < n; q++)
        row[q] = row[q]! + u0 * y[a + q]! + u1 * y[b + q]! + u2 * y[c + q]! + u3 * y[d + q]!
    }
    for (let p = whole; p < depth; p++) {
      const u = x[from + p]!
      const a = right + p * n
      for (let q = 0; q < n; q++) row[q]! += u * y[a + q]!
    }
    out.set(row, to + r * n)
  }
}

const matmulOp = operation({
  name: 'matmul',
  result: ([a, b]) => {
    requireKind('matmul', 'real', a!)
    requireKind('matmul', 'real', b!)
    const [batchA, m, k] = split(a!.shape)
    const [batchB, l, n] = split(b!.shape)
    if (k !== l)
      throw shapeError(
        'matmul',
        'inner dimensions that meet',
        `${showShape(a!.shape)} · ${showShape(b!.shape)}`,
      )
    return { shape: [...broadcastShapes('matmul', batchA, batchB), m, n], kind: 'real' }
  },
  evaluate: ([a, b], out, _, precision) => {
    const [batch, m, n] = split(out.shape)
    const [batchA, , depth] = split(a!.shape)
    const [batchB] = split(b!.shape)
    const x = a!.data
    const y = b!.data
    const data = allocate('real', size(out.shape), precision)
    const strides = [broadcastStrides(batchA, batch), broadcastStrides(batchB, batch)]
    walkRows(batch, strides, (k, [i, j], count, [di, dj]) => {
      for (let b = 0; b < count; b++) {
        const left = (i! + b * di!) * m * depth
        const right = (j! + b * dj!) * depth * n
        multiply(x, left, y, right, data, (k + b) * m * n, [m, depth, n])
      }
    })
    return data
  },
  flops: ([a], out) => 2 * size(out.shape) * a!.shape[a!.shape.length - 1]!,
  derivative: {
    form: 'bilinear',
    left: (w, b, e) => sumTo(apply1(matmulOp, [w, flip(b)]) as Expr, e.args[0]!.shape),
    right: (w, a, e) => sumTo(apply1(matmulOp, [flip(a), w]) as Expr, e.args[1]!.shape),
  },
  batch: broadcasting, // axes before the last two broadcast
  sparsity: {
    // Of a row of the left, and a column of the right.
    otherwise: ({ args: [a, b] }) =>
      add(
        sum(a as Expr, { axis: -1, keepdims: true }),
        sum(b as Expr, { axis: -2, keepdims: true }),
      ),
  },
  print: { text: ([a, b]) => `${a} ${b}`, latex: ([a, b]) => `${a} ${b}` },
})

/**
 * The product of matrices (the last two axes, the others batch and broadcast), or of a matrix and a
 * vector, or of two vectors, as in NumPy.
 *
 * @example
 * import { array, fn, matmul, matrix, run, toNested, tuple, vector } from 'chainrule'
 *
 * const f = fn(tuple(matrix(2, 3), vector(3)), ([W, x]) => matmul(W, x))
 * toNested(run(f)([array([[1, 0, 2], [0, 1, 0]]), array([1, 2, 3])])) // => [7, 2]
 *
 * @throws ShapeError where the inner dimensions do not meet or the batches do not broadcast
 */
export const matmul = primitive(
  matmulOp,
  <S extends Shape, T extends Shape>(
    a: Expr<S>,
    b: Expr<T> & MeetsMatMul<S, T>,
  ): Expr<MatMul<S, T>> => {
    if (a.shape.length === 0 || b.shape.length === 0)
      throw shapeError(
        'matmul',
        'operands of rank 1 or more',
        `${showShape(a.shape)} · ${showShape(b.shape)}`,
      )
    const row = a.shape.length === 1
    const col = b.shape.length === 1
    const left: AnyExpr = row ? reshape(a, [1, a.shape[0]!]) : a
    const right: AnyExpr = col ? reshape(b as Expr, [b.shape[0]!, 1]) : b
    const y = apply1(matmulOp, [left, right]) as Expr
    const out = y.shape.filter(
      (_, i, { length: n }) => !(row && i === n - 2) && !(col && i === n - 1),
    )
    return reshape(y, out) as Expr as Expr<MatMul<S, T>> // the shape rule is `MatMul`
  },
)

const vectors = (name: string, a: Expr, b: Expr): void => {
  requireKind(name, 'real', a)
  requireKind(name, 'real', b)
  if (a.shape.length !== 1 || b.shape.length !== 1)
    throw shapeError(name, 'two vectors', `${showShape(a.shape)} and ${showShape(b.shape)}`)
}

/**
 * The inner product of two vectors.
 *
 * @throws ShapeError where they are not vectors of one length
 */
export const dot = <S extends readonly [number], T extends readonly [number]>(
  a: Expr<S>,
  b: Expr<T> & MeetsMatMul<S, T>,
): Expr<readonly []> => {
  const [x, y]: readonly Expr[] = [a, b]
  vectors('dot', x!, y!)
  if (!sameShape(x!.shape, y!.shape))
    throw shapeError('dot', `a vector of shape ${showShape(x!.shape)}`, showShape(y!.shape))
  return matmul(x!, y!) as AnyExpr as Expr<readonly []> // no axis is left
}

/**
 * The outer product a bᵀ of two vectors.
 *
 * @example
 * import { array, fn, run, toNested, tuple, vector } from 'chainrule'
 * import { outer } from 'chainrule/op'
 *
 * const f = fn(tuple(vector(2), vector(2)), ([a, b]) => outer(a, b))
 * toNested(run(f)([array([1, 2]), array([3, 4])])) // => [[3, 4], [6, 8]]
 *
 * @throws ShapeError where they are not vectors
 */
export const outer = <M extends number, N extends number>(
  a: Expr<readonly [M]>,
  b: Expr<readonly [N]>,
): Expr<readonly [M, N]> => {
  const [x, y]: readonly Expr[] = [a, b]
  vectors('outer', x!, y!)
  const column: Expr = reshape(x!, [x!.shape[0]!, 1])
  return mul(column, y!) as AnyExpr as Expr<readonly [M, N]> // a column times a row
}
