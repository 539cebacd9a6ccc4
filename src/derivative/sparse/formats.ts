/** Patterns and sparse matrices: compressed rows (CSR), coordinates (COO), and dense. */
import { open, seal } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import { showShape } from '../../Shape.js'
import type { Tensor } from '../../Tensor.js'

/** A vector of whole numbers. */
export type Indices = Tensor<readonly [number], 'index'>

/** A vector of real numbers. */
export type Values = Tensor<readonly [number]>

/**
 * Where a matrix may have entries other than 0, by compressed rows: those of row i lie at the positions
 * from `starts[i]` up to but not including `starts[i + 1]` of `columns`, ascending.
 */
export interface Pattern {
  readonly shape: readonly [rows: number, columns: number]
  readonly starts: Indices
  readonly columns: Indices
}

/** A matrix by compressed rows. */
export interface Csr extends Pattern {
  readonly values: Values
}

/** A matrix by coordinates: entry k is `values[k]`, at row `rows[k]` and column `columns[k]`. */
export interface Coo {
  readonly shape: readonly [rows: number, columns: number]
  readonly rows: Indices
  readonly columns: Indices
  readonly values: Values
}

/** A pattern as it is worked with: memory to be read only. */
export interface Rows {
  readonly rows: number
  readonly columns: number
  readonly starts: Int32Array
  readonly items: Int32Array
}

const indices = (data: Int32Array): Indices => seal([data.length], 'index', data)

/** A pattern from arrays that it then owns. */
export const patternFrom = ({ rows, columns, starts, items }: Rows): Pattern =>
  Object.freeze({
    shape: Object.freeze([rows, columns] as const),
    starts: indices(starts),
    columns: indices(items),
  })

/** The arrays of a pattern, not copies. */
export const rowsOf = ({ shape: [rows, columns], ...p }: Pattern): Rows => ({
  rows,
  columns,
  starts: open(p.starts) as Int32Array, // of kind index
  items: open(p.columns) as Int32Array,
})

/** The row of each entry. */
export const rowNumbers = ({ rows, starts, items }: Rows): Int32Array => {
  const out = new Int32Array(items.length)
  for (let i = 0; i < rows; i++) out.fill(i, starts[i], starts[i + 1])
  return out
}

/** The same by columns: the rows of those of the transpose ascend. */
export const flipped = ({ rows, columns, starts, items }: Rows): Rows => {
  const next = new Int32Array(columns + 1)
  for (let k = 0; k < items.length; k++) next[items[k]! + 1]!++
  for (let j = 0; j < columns; j++) next[j + 1]! += next[j]!
  const own = next.slice()
  const out = new Int32Array(items.length)
  for (let i = 0; i < rows; i++)
    for (let k = starts[i]!; k < starts[i + 1]!; k++) out[next[items[k]!]!++] = i
  return { rows: columns, columns: rows, starts: own, items: out }
}

/** The pattern of a square matrix joined with that of its transpose. */
export const symmetric = (p: Rows): Rows => {
  const q = flipped(p)
  const starts = new Int32Array(p.rows + 1)
  const items = new Int32Array(2 * p.items.length)
  let to = 0
  for (let i = 0; i < p.rows; i++) {
    let [a, b] = [p.starts[i]!, q.starts[i]!]
    const [endA, endB] = [p.starts[i + 1]!, q.starts[i + 1]!]
    while (a < endA || b < endB) {
      const x = a < endA ? p.items[a]! : p.columns
      const y = b < endB ? q.items[b]! : p.columns
      items[to++] = Math.min(x, y)
      if (x <= y) a++
      if (y <= x) b++
    }
    starts[i + 1] = to
  }
  return { ...p, starts, items: items.slice(0, to) }
}

const check = (operation: string, { columns }: Pattern, values: Values): void => {
  if (values.shape[0] !== columns.shape[0])
    throw shapeError(
      operation,
      `values of shape ${showShape(columns.shape)}`,
      showShape(values.shape),
    )
}

/**
 * A matrix by compressed rows, from its pattern and its values.
 *
 * @example
 * import { array, fn, mul, run, toNested, vector } from 'chainrule'
 * import { sparseJacobian, toCsr } from 'chainrule/sparse'
 *
 * const { pattern, values } = sparseJacobian(fn(vector(2), x => mul(x, x)))
 * const J = toCsr(pattern, run(values)(array([3, 4])))
 * toNested(J.starts) // => [0, 1, 2]
 * toNested(J.columns) // => [0, 1]
 * toNested(J.values) // => [6, 8]
 *
 * @throws ShapeError where there is not one value an entry
 */
export const toCsr = (pattern: Pattern, values: Values): Csr => {
  check('toCsr', pattern, values)
  return { ...pattern, values }
}

/**
 * A matrix by coordinates, from its pattern and its values; entries are in the order of the rows.
 *
 * @example
 * import { array, fn, mul, run, toNested, vector } from 'chainrule'
 * import { sparseJacobian, toCoo } from 'chainrule/sparse'
 *
 * const { pattern, values } = sparseJacobian(fn(vector(2), x => mul(x, x)))
 * toNested(toCoo(pattern, run(values)(array([3, 4]))).rows) // => [0, 1]
 *
 * @throws ShapeError where there is not one value an entry
 */
export const toCoo = (pattern: Pattern, values: Values): Coo => {
  check('toCoo', pattern, values)
  const { shape, columns } = pattern
  return { shape, rows: indices(rowNumbers(rowsOf(pattern))), columns, values }
}

/**
 * A dense matrix, from its pattern and its values.
 *
 * @example
 * import { array, fn, mul, run, toNested, vector } from 'chainrule'
 * import { sparseJacobian, toDense } from 'chainrule/sparse'
 *
 * const { pattern, values } = sparseJacobian(fn(vector(2), x => mul(x, x)))
 * toNested(toDense(pattern, run(values)(array([3, 4])))) // => [[6, 0], [0, 8]]
 *
 * @throws ShapeError where there is not one value an entry
 */
export const toDense = (pattern: Pattern, values: Values): Tensor<readonly [number, number]> => {
  check('toDense', pattern, values)
  const { rows, columns, starts, items } = rowsOf(pattern)
  const data = new Float64Array(rows * columns)
  const from = open(values)
  for (let i = 0; i < rows; i++)
    for (let k = starts[i]!; k < starts[i + 1]!; k++) data[i * columns + items[k]!] = from[k]!
  return seal([rows, columns], 'real', data)
}
