/** A = Q R by reflections (Householder 1958), in double precision. */
import { flipped, scale } from './dense.js'

/** Reflects row `r` of length m along the row `v`, from entry `j` on. */
const reflect = (rows: Float64Array, r: number, v: Float64Array, m: number, j: number): void => {
  let along = 0
  for (let k = j; k < m; k++) along += v[k]! * rows[r * m + k]!
  for (let k = j; k < m; k++) rows[r * m + k]! -= 2 * along * v[k]!
}

/** The unit vector whose reflection takes the row's end from `j` on to a multiple of the first axis. */
const reflector = (row: Float64Array, j: number): Float64Array => {
  const v = new Float64Array(row.length)
  v.set(row.subarray(j), j)
  const length = (): number => Math.sqrt(v.reduce((s, x) => s + x * x, 0))
  v[j]! += v[j]! < 0 ? -length() : length() // away from what it is taken to
  const norm = length()
  return norm === 0 ? v : v.map(x => x / norm)
}

/** Q with orthonormal columns and R upper triangular with a diagonal that is not negative, of m × n with m ≥ n. */
export const orthogonal = (
  a: Float64Array,
  m: number,
  n: number,
): { readonly q: Float64Array; readonly r: Float64Array } => {
  const columns = flipped(a, m, n)
  const power = scale(columns)
  const vs: Float64Array[] = []
  for (let j = 0; j < n; j++) {
    const v = reflector(columns.subarray(j * m, (j + 1) * m), j)
    vs.push(v)
    for (let c = j; c < n; c++) reflect(columns, c, v, m, j)
  }
  const q = new Float64Array(n * m)
  for (let c = 0; c < n; c++) {
    q[c * m + c] = columns[c * m + c]! < 0 ? -1 : 1
    for (let j = n - 1; j >= 0; j--) reflect(q, c, vs[j]!, m, j)
  }
  const r = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const sign = columns[i * m + i]! < 0 ? -power : power
    for (let j = i; j < n; j++) r[i * n + j] = sign * columns[j * m + i]!
  }
  return { q: flipped(q, n, m), r }
}
