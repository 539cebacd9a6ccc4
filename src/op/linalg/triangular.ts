/** Systems with a triangular matrix, by substitution. */
import type { Attrs, Expr } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { broadcasting } from '../batching.js'
import { apply1, operation, primitive } from '../Operation.js'
import { neg } from '../scalar/arithmetic.js'
import { sumTo } from '../structure/structure.js'
import { substitute } from './dense.js'
import { flip, product, total, triangle } from './parts.js'
import { type IsSquare, onColumns, perSystem, type Solved, systemResult } from './stack.js'

/** Which triangle is read, whether it is transposed, and whether its diagonal counts as ones. */
export interface Triangular {
  readonly lower?: boolean
  readonly transpose?: boolean
  readonly unitDiagonal?: boolean
}

const settings = (attrs: Attrs): Required<Triangular> => attrs as unknown as Required<Triangular> // written by `node` below

const solveWith = (a: Expr, b: Expr, s: Required<Triangular>): Expr =>
  apply1(triangularOp, [a, b], { ...s }) as Expr // its result is real

const triangularOp = operation({
  name: 'triangularSolve',
  result: systemResult('triangularSolve'),
  evaluate: (args, out, attrs, precision) => {
    const { lower, transpose, unitDiagonal } = settings(attrs)
    return perSystem(args, out, precision, (a, n) => {
      const at = (i: number, j: number): number => (transpose ? a[j * n + i]! : a[i * n + j]!)
      return (b, cols) => {
        substitute(at, lower !== transpose, unitDiagonal, b, [n, cols])
      }
    })
  },
  flops: ([a], out) => (a!.shape[a!.shape.length - 1] ?? 1) * out.shape.reduce((x, y) => x * y, 1),
  derivative: {
    form: 'rule',
    // x = T⁻¹ b with T a triangle of A: dx = T⁻¹ (db − dT x) (Giles 2008, section 2.3.1).
    vjp: (e, [w], needed) => {
      const [a, b] = e.args as readonly [Expr, Expr]
      const s = settings(e.attrs)
      const back = solveWith(a, w!, { ...s, transpose: !s.transpose })
      const x = e as Expr
      const onMatrix = (): Expr => {
        const m = s.transpose ? product(x, flip(back)) : product(back, flip(x))
        return neg(sumTo(triangle(m, s.lower, s.unitDiagonal), a.shape))
      }
      return [needed(0) ? onMatrix() : undefined, needed(1) ? sumTo(back, b.shape) : undefined]
    },
    jvp: (e, [va, vb]) => {
      const s = settings(e.attrs)
      const moved = va === undefined ? undefined : triangle(va, s.lower, s.unitDiagonal)
      const turned =
        moved === undefined ? undefined : neg(product(s.transpose ? flip(moved) : moved, e as Expr))
      return [solveWith(e.args[0] as Expr, total([vb, turned])!, s)]
    },
  },
  batch: broadcasting, // axes before the last two broadcast
})

/**
 * x with T x = b, where T is the lower triangle of a square matrix unless said (Tᵀ x = b where
 * `transpose`); the other triangle is not read, nor is the diagonal where `unitDiagonal`. b is a vector,
 * a vector for each matrix of a batch, or a matrix of columns.
 *
 * @example
 * import { array, fn, matrix, run, toNested, tuple, vector } from 'chainrule'
 * import { triangularSolve } from 'chainrule/linalg'
 *
 * const f = fn(tuple(matrix(2, 2), vector(2)), ([a, b]) => triangularSolve(a, b))
 * toNested(run(f)([array([[2, 9], [1, 4]]), array([2, 9])])) // => [1, 2]
 *
 * @throws ShapeError where the matrix is not square, or the right side does not have as many rows
 */
export const triangularSolve = primitive(
  triangularOp,
  <S extends Shape, T extends Shape>(
    a: Expr<S> & IsSquare<S>,
    b: Expr<T>,
    { lower = true, transpose = false, unitDiagonal = false }: Triangular = {},
  ): Expr<Solved<S, T>> =>
    onColumns('triangularSolve', a, b, (m, c) =>
      solveWith(m, c, { lower, transpose, unitDiagonal }),
    ) as Expr<Solved<S, T>>, // without a batch, the shape is that of b
)
