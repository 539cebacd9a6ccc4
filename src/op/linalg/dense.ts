/** Plain loops on small matrices in double precision: products, elimination with pivots, powers of two. */

/** The product of an m × k and a k × n matrix. */
export const times = (
  a: Float64Array,
  b: Float64Array,
  [m, k, n]: readonly [number, number, number],
): Float64Array => {
  const out = new Float64Array(m * n)
  for (let i = 0; i < m; i++)
    for (let p = 0; p < k; p++) {
      const u = a[i * k + p]!
      for (let j = 0; j < n; j++) out[i * n + j]! += u * b[p * n + j]!
    }
  return out
}

/** The transpose of an m × n matrix. */
export const flipped = (a: Float64Array, m: number, n: number): Float64Array => {
  const out = new Float64Array(m * n)
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = a[i * n + j]!
  return out
}

const swapRows = (a: Float64Array, n: number, i: number, j: number): void => {
  for (let k = 0; k < n; k++) {
    const x = a[i * n + k]!
    a[i * n + k] = a[j * n + k]!
    a[j * n + k] = x
  }
}

/** Adds a multiple of one row to another. */
const addRow = (
  a: Float64Array,
  n: number,
  to: number,
  from: number,
  by: number,
  start = 0,
): void => {
  for (let k = start; k < n; k++) a[to * n + k]! += by * a[from * n + k]!
}

/** P A = L U in place, by the largest pivot of each column; the swaps, and the sign of P. */
export const factor = (
  a: Float64Array,
  n: number,
): { readonly swaps: Int32Array; readonly sign: number } => {
  const swaps = new Int32Array(n)
  let sign = 1
  for (let j = 0; j < n; j++) {
    let best = j
    for (let i = j + 1; i < n; i++)
      if (Math.abs(a[i * n + j]!) > Math.abs(a[best * n + j]!)) best = i
    swaps[j] = best
    if (best !== j) {
      swapRows(a, n, j, best)
      sign = -sign
    }
    const pivot = a[j * n + j]!
    if (pivot === 0) continue // the column is zero already
    for (let i = j + 1; i < n; i++) {
      const l = a[i * n + j]! / pivot
      a[i * n + j] = l
      addRow(a, n, i, j, -l, j + 1)
    }
  }
  return { swaps, sign }
}

/** x with L x = b or U x = b in place, `at(i, j)` an entry of the triangle. */
export const substitute = (
  at: (i: number, j: number) => number,
  lower: boolean,
  unit: boolean,
  b: Float64Array,
  [n, cols]: readonly [number, number],
): void => {
  for (let s = 0; s < n; s++) {
    const i = lower ? s : n - 1 - s
    for (let r = 0; r < s; r++) {
      const j = lower ? r : n - 1 - r
      addRow(b, cols, i, j, -at(i, j))
    }
    if (unit) continue
    const d = at(i, i)
    for (let k = 0; k < cols; k++) b[i * cols + k]! /= d
  }
}

/** Solves A x = b, A prepared once: the right sides are overwritten. */
export const solver = (a: Float64Array, n: number): ((b: Float64Array, cols: number) => void) => {
  const { swaps } = factor(a, n)
  const at = (i: number, j: number): number => a[i * n + j]!
  return (b, cols) => {
    swaps.forEach((i, j) => {
      swapRows(b, cols, j, i)
    })
    substitute(at, true, true, b, [n, cols])
    substitute(at, false, false, b, [n, cols])
  }
}

/** A number of moderate size, and the power of two that was taken out of it. */
const balanced = (x: number): readonly [number, number] => {
  const size = Math.abs(x)
  if (!Number.isFinite(x) || x === 0 || (size > 1e-150 && size < 1e150)) return [x, 0]
  const power = Math.floor(Math.log2(size))
  return [x / 2 ** power, power]
}

/** The product of some numbers; large and small ones do not overflow on the way. */
export const productOf = (xs: Iterable<number>): number => {
  let [mantissa, power] = [1, 0]
  for (const x of xs) {
    const [factorOf, p] = balanced(x)
    const [m, q] = balanced(mantissa * factorOf)
    mantissa = m
    power += p + q
  }
  if (mantissa === 0) return mantissa
  const half = Math.trunc(power / 2)
  return mantissa * 2 ** half * 2 ** (power - half)
}

/** Divides by a power of two near the largest entry, and gives it: NaN where an entry is not finite. */
export const scale = (a: Float64Array): number => {
  let largest = 0
  for (const x of a) largest = Math.max(largest, Math.abs(x))
  if (largest === 0 || !Number.isFinite(largest)) return largest === 0 ? 1 : Number.NaN
  const power = 2 ** Math.floor(Math.log2(largest))
  for (let k = 0; k < a.length; k++) a[k]! /= power
  return power
}
