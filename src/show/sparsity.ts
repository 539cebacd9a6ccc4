/** The entries of a matrix as a picture in text: where it is zero, and how large it is elsewhere. */
import { type AnyLinear, toMatrix } from '../Linear.js'
import { isTensor, type Tensor, toFlat } from '../Tensor.js'

const SHADES = ['░', '▒', '▓', '█']

/** How wide a picture may get; larger matrices are drawn with several entries a cell. */
export interface SparsityOptions {
  readonly columns?: number
  readonly rows?: number
}

/**
 * A matrix, or that of a linear map, as a picture: `·` where entries are zero, darker for the larger ones
 * (quarters of the largest), `×` for what is not finite. The Jacobian of a ReLU layer is W with rows struck out (16).
 *
 * @example
 * import { array, vector } from 'chainrule'
 * import { compose, dense, diagonal } from 'chainrule/Linear'
 * import { showSparsity } from 'chainrule/show'
 *
 * const W = dense(array([[4, 1], [2, -4], [3, 0]]))
 * showSparsity(compose(diagonal(vector(3), array([1, 0, 1])), W)) // => '█░\n··\n▓·'
 */
export const showSparsity = (
  matrix: AnyLinear | Tensor<readonly [number, number]>,
  { columns = 80, rows = 40 }: SparsityOptions = {},
): string => {
  const t: Tensor<readonly [number, number]> = isTensor(matrix)
    ? matrix
    : toMatrix<unknown, unknown>(matrix)
  const [m, n] = t.shape
  const size = toFlat(t).map(Math.abs)
  const largest = size.reduce((a, b) => (Number.isFinite(b) ? Math.max(a, b) : a), 0)
  const [high, wide] = [Math.max(1, Math.ceil(m / rows)), Math.max(1, Math.ceil(n / columns))]

  /** The largest entry of a cell; a cell with one that is not finite is marked. */
  const cell = (r: number, c: number): string => {
    let top = 0
    for (let i = r * high; i < Math.min(m, (r + 1) * high); i++)
      for (let j = c * wide; j < Math.min(n, (c + 1) * wide); j++) {
        const x = size[i * n + j]!
        if (!Number.isFinite(x)) return '×'
        top = Math.max(top, x)
      }
    return top === 0 ? '·' : SHADES[Math.min(3, Math.ceil((4 * top) / largest) - 1)]!
  }
  return Array.from({ length: Math.ceil(m / high) }, (_, r) =>
    Array.from({ length: Math.ceil(n / wide) }, (_, c) => cell(r, c)).join(''),
  ).join('\n')
}
