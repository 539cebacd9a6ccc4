/**
 * Eigenvalues of symmetric matrices and singular values by rotations (Jacobi 1846; Hestenes 1958): short,
 * and accurate to the last digits also of small values.
 */
import { flipped, scale } from './dense.js'

const SWEEPS = 60 // some ten are enough; a bound for what rounding keeps turning

/** Beside 1 this is 0: its square has lost digits. */
const TINY = 1e-140

/** Turns rows p and q of length n by the angle of cosine c and sine s. */
const turn = (
  a: Float64Array,
  n: number,
  [p, q]: readonly [number, number],
  [c, s]: readonly [number, number],
): void => {
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k]!
    const y = a[q * n + k]!
    a[p * n + k] = c * x - s * y
    a[q * n + k] = s * x + c * y
  }
}

/** The tangent of the smaller angle that makes [[a, g], [g, b]] diagonal. */
const tangentOf = (a: number, b: number, g: number): number => {
  const cot = (b - a) / (2 * g)
  return (cot < 0 ? -1 : 1) / (Math.abs(cot) + Math.sqrt(cot * cot + 1))
}

const unit = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0))

const dot = (a: Float64Array, n: number, p: number, q: number): number => {
  let total = 0
  for (let k = 0; k < n; k++) total += a[p * n + k]! * a[q * n + k]!
  return total
}

/** The sign that makes the first of the largest entries of a row positive. */
const signOf = (a: Float64Array, n: number, row: number): number => {
  const entries = a.subarray(row * n, (row + 1) * n)
  const largest = entries.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
  return (entries.find(x => Math.abs(x) > 0.999999 * largest) ?? 1) < 0 ? -1 : 1
}

/** Rows in another order, each times its sign. */
const arranged = (
  a: Float64Array,
  n: number,
  order: readonly number[],
  signs: readonly number[],
): Float64Array => {
  const out = new Float64Array(order.length * n)
  order.forEach((from, to) => {
    for (let k = 0; k < n; k++) out[to * n + k] = signs[to]! * a[from * n + k]!
  })
  return out
}

/** Sweeps over all pairs of rows until `rotate` finds none to turn. */
const sweep = (n: number, rotate: (p: number, q: number) => boolean): void => {
  for (let count = 0, turned = true; turned && count < SWEEPS; count++) {
    turned = false
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) if (rotate(p, q)) turned = true
  }
}

/** A = V diag(w) Vᵀ of a symmetric matrix, w ascending; NaN where an entry is not finite. */
export const symmetricEigen = (
  a: Float64Array,
  n: number,
): { readonly w: Float64Array; readonly v: Float64Array } => {
  const power = scale(a)
  if (Number.isNaN(power))
    return { w: new Float64Array(n).fill(power), v: new Float64Array(n * n).fill(power) }
  const v = unit(n)
  const at = (i: number): number => a[i * (n + 1)]!
  sweep(n, (p, q) => {
    const g = a[p * n + q]!
    const [x, y] = [at(p), at(q)]
    const small = Number.EPSILON * Math.sqrt(Math.abs(x)) * Math.sqrt(Math.abs(y))
    if (Math.abs(g) <= small / 2 + 1e-290) return false
    const t = tangentOf(x, y, g)
    const c = 1 / Math.sqrt(t * t + 1)
    turn(a, n, [p, q], [c, t * c])
    for (let k = 0; k < n; k++) {
      a[k * n + p] = a[p * n + k]!
      a[k * n + q] = a[q * n + k]!
    }
    a[p * (n + 1)] = x - t * g
    a[q * (n + 1)] = y + t * g
    a[p * n + q] = 0
    a[q * n + p] = 0
    turn(v, n, [p, q], [c, t * c])
    return true
  })
  const order = Array.from({ length: n }, (_, i) => i).toSorted((i, j) => at(i) - at(j))
  const rows = arranged(
    v,
    n,
    order,
    order.map(i => signOf(v, n, i)),
  )
  return { w: Float64Array.from(order, i => power * at(i)), v: flipped(rows, n, n) }
}

/** Row `row` of length m as a unit vector at right angles to all before it. */
const complete = (u: Float64Array, m: number, row: number): void => {
  const end = u.subarray(row * m, (row + 1) * m)
  for (let axis = 0; axis < m; axis++) {
    end.fill(0)
    end[(row + axis) % m] = 1
    for (let pass = 0; pass < 2; pass++)
      for (let i = 0; i < row; i++) {
        const d = dot(u, m, i, row)
        for (let k = 0; k < m; k++) end[k]! -= d * u[i * m + k]!
      }
    const length = Math.sqrt(dot(u, m, row, row))
    if (length * length * 2 * m < m - row) continue // some axis is further off than that
    for (let k = 0; k < m; k++) end[k]! /= length
    return
  }
}

/**
 * A = U diag(s) Vᵀ of an m × n matrix, s descending and as many as the smaller of both; U and Vᵀ in rows
 * of their own sizes. NaN where an entry is not finite.
 */
export const singular = (
  a: Float64Array,
  m: number,
  n: number,
): { readonly u: Float64Array; readonly s: Float64Array; readonly vt: Float64Array } => {
  if (m < n) {
    const { u, s, vt } = singular(flipped(a, m, n), n, m)
    return { u: flipped(vt, m, m), s, vt: flipped(u, n, m) }
  }
  const columns = flipped(a, m, n)
  const power = scale(columns)
  if (Number.isNaN(power)) {
    const nan = (k: number): Float64Array => new Float64Array(k).fill(power)
    return { u: nan(m * n), s: nan(n), vt: nan(n * n) }
  }
  const v = unit(n)
  const small = Number.EPSILON * Math.sqrt(m)
  sweep(n, (p, q) => {
    const g = dot(columns, m, p, q)
    const [x, y] = [dot(columns, m, p, p), dot(columns, m, q, q)]
    if (Math.abs(g) <= small * Math.sqrt(x) * Math.sqrt(y)) return false
    const t = tangentOf(x, y, g)
    const c = 1 / Math.sqrt(t * t + 1)
    turn(columns, m, [p, q], [c, t * c])
    turn(v, n, [p, q], [c, t * c])
    return true
  })
  const lengths = Array.from({ length: n }, (_, i) => {
    const length = Math.sqrt(dot(columns, m, i, i))
    return length < TINY ? 0 : length
  })
  const order = lengths.map((_, i) => i).toSorted((i, j) => lengths[j]! - lengths[i]!)
  const signs = order.map(i => signOf(columns, m, i))
  const s = Float64Array.from(order, i => lengths[i]!)
  const u = arranged(columns, m, order, signs)
  s.forEach((x, i) => {
    if (x === 0) complete(u, m, i)
    else for (let k = 0; k < m; k++) u[i * m + k]! /= x
  })
  return { u: flipped(u, n, m), s: s.map(x => power * x), vt: arranged(v, n, order, signs) }
}
