/** Stacks of matrices: the last two axes are the matrix, everything before is batch. Their shapes and kernels. */
import { allocate, type Data, type Dense, type Precision } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { Aval, Expr } from '../../Expr.js'
import {
  broadcastShapes,
  broadcastStrides,
  type MeetDim,
  type Shape,
  sameShape,
  showShape,
  size,
} from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { reshape } from '../structure/structure.js'
import { walkRows } from '../walk.js'

// -------------------------------------------------------------------------------------
// types
// -------------------------------------------------------------------------------------

/** The axes before the matrix. */
export type BatchOf<S extends Shape> = number extends S['length']
  ? Shape
  : S extends readonly [...infer B extends Shape, number, number]
    ? readonly [...B]
    : Shape

/** What a square matrix must be: anything, or a record that says what is not square. */
export type IsSquare<S extends Shape> = number extends S['length']
  ? unknown
  : S extends readonly [...Shape, infer M, infer N]
    ? MeetDim<M, N> extends true
      ? unknown
      : { readonly 'a matrix that is not square': S }
    : { readonly 'not a matrix': S }

/** What a matrix must be: anything, or a record that says what is none. */
export type IsMatrix<S extends Shape> = number extends S['length']
  ? unknown
  : S extends readonly [...Shape, number, number]
    ? unknown
    : { readonly 'not a matrix': S }

/** The shape of the solution of a system: that of the right side, where the matrix has no batch. */
export type Solved<S extends Shape, T extends Shape> = S extends readonly [number, number]
  ? T
  : Shape

// -------------------------------------------------------------------------------------
// shapes
// -------------------------------------------------------------------------------------

/** The batch, the rows and the columns of a real operand. */
export const matrixOf = (
  name: string,
  x: Aval,
): readonly [batch: Shape, rows: number, cols: number] => {
  requireKind(name, 'real', x)
  const rank = x.shape.length
  if (rank < 2) throw shapeError(name, 'a matrix, of rank 2 or more', showShape(x.shape))
  return [x.shape.slice(0, -2), x.shape[rank - 2]!, x.shape[rank - 1]!]
}

/** The batch and the size of a square matrix. */
export const squareOf = (name: string, x: Aval): readonly [batch: Shape, n: number] => {
  const [batch, m, n] = matrixOf(name, x)
  if (m !== n) throw shapeError(name, 'a square matrix', showShape(x.shape))
  return [batch, n]
}

/** The shape rule of an operation that takes a square matrix to one of its size. */
export const sameSquare =
  (name: string) =>
  ([x]: readonly Aval[]): Aval => {
    squareOf(name, x!)
    return { shape: x!.shape, kind: 'real' }
  }

/** The shape rule of a system: a square matrix, right sides as columns, batches that broadcast. */
export const systemResult =
  (name: string) =>
  ([a, b]: readonly Aval[]): Aval => {
    const [batchA, n] = squareOf(name, a!)
    const [batchB, rows, cols] = matrixOf(name, b!)
    if (rows !== n) throw shapeError(name, `a right side of ${n} rows`, showShape(b!.shape))
    return { shape: [...broadcastShapes(name, batchA, batchB), n, cols], kind: 'real' }
  }

/**
 * A function of right sides as columns, on one that may be a vector: of rank 1, or one for each matrix of
 * a batch.
 */
export const onColumns = (
  name: string,
  a: Expr,
  b: Expr,
  solveColumns: (a: Expr, b: Expr) => Expr,
): Expr => {
  if (b.shape.length !== 1 && !sameShape(b.shape, a.shape.slice(0, -1))) return solveColumns(a, b)
  const rows = a.shape.at(-2) ?? b.shape.at(-1)
  if (b.shape.at(-1) !== rows)
    throw shapeError(name, `a right side of ${rows} rows`, showShape(b.shape))
  const x = solveColumns(a, reshape(b, [...b.shape, 1]))
  return reshape(x, x.shape.slice(0, -1))
}

/** The size of the matrix of a shape, for counting operations. */
export const cubed = ({ shape }: Aval): number => size(shape) * (shape[shape.length - 1] ?? 1)

// -------------------------------------------------------------------------------------
// kernels: on copies in double precision, which they may write to
// -------------------------------------------------------------------------------------

const matrixAt = (x: Dense, at: number, count: number): Float64Array =>
  new Float64Array(x.data.subarray(at * count, (at + 1) * count))

/** Operands of one shape, matrix by matrix: `f` makes the data of each output, row-major. */
export const perMatrix = (
  xs: readonly Dense[],
  outs: readonly Aval[],
  precision: Precision,
  f: (...xs: readonly Float64Array[]) => readonly Float64Array[],
): readonly Dense[] => {
  const [{ shape }] = xs as readonly [Dense, ...Dense[]]
  const count = size(shape.slice(-2))
  const batch = size(shape.slice(0, -2))
  const made = outs.map(out => ({ ...out, data: allocate(out.kind, size(out.shape), precision) }))
  for (let k = 0; k < batch; k++)
    f(...xs.map(x => matrixAt(x, k, count))).forEach((y, i) => {
      made[i]!.data.set(y, k * y.length)
    })
  return made
}

/** The same with one output. */
export const perMatrix1 = (
  xs: readonly Dense[],
  out: Aval,
  precision: Precision,
  f: (...xs: readonly Float64Array[]) => Float64Array,
): Data => perMatrix(xs, [out], precision, (...ms) => [f(...ms)])[0]!.data

/** Systems whose batches broadcast: `prepare` a matrix once for all its right sides, which are overwritten. */
export const perSystem = (
  [a, b]: readonly Dense[],
  out: Aval,
  precision: Precision,
  prepare: (a: Float64Array, n: number) => (b: Float64Array, cols: number) => void,
): Data => {
  const [batch, n, cols] = matrixOf('solve', out)
  const data = allocate('real', size(out.shape), precision)
  const strides = [a!, b!].map(x => broadcastStrides(x.shape.slice(0, -2), batch))
  let known = -1
  let solve = (_b: Float64Array, _cols: number): void => undefined
  walkRows(batch, strides, (k, [i, j], count, [di, dj]) => {
    for (let p = 0; p < count; p++) {
      const at = i! + p * di!
      if (at !== known) solve = prepare(matrixAt(a!, at, n * n), n)
      known = at
      const x = matrixAt(b!, j! + p * dj!, n * cols)
      solve(x, cols)
      data.set(x, (k + p) * n * cols)
    }
  })
  return data
}
