/** Arithmetic of plain lists of numbers, row by row: what derivatives in the catalogue are written with. */

export type Data = readonly number[]

export const each = (n: number, f: (i: number) => number): Data =>
  Array.from({ length: n }, (_, i) => f(i))

export const zeros = (n: number): Data => each(n, () => 0)

export const total = (x: Data): number => x.reduce((s, e) => s + e, 0)

export const dot = (x: Data, y: Data): number => x.reduce((s, e, i) => s + e * y[i]!, 0)

export const times = (x: Data, y: Data): Data => x.map((e, i) => e * y[i]!)

export const plus = (x: Data, y: Data): Data => x.map((e, i) => e + y[i]!)

export const minus = (x: Data, y: Data): Data => x.map((e, i) => e - y[i]!)

export const scaled = (c: number, x: Data): Data => x.map(e => c * e)

/** The matrix with rows of length n, transposed. */
export const flip = (a: Data, n: number): Data => {
  const m = a.length / n
  return each(a.length, k => a[(k % m) * n + Math.floor(k / m)]!)
}

/** The product of a matrix with rows of length k, and one with rows of length n. */
export const product = (a: Data, k: number, b: Data, n: number): Data =>
  each((a.length / k) * n, i => {
    const [row, column] = [Math.floor(i / n), i % n]
    let s = 0
    for (let j = 0; j < k; j++) s += a[row * k + j]! * b[j * n + column]!
    return s
  })

/** The sums over rows of length n: one number a column. */
export const columns = (a: Data, n: number): Data =>
  each(n, j => total(a.filter((_, k) => k % n === j)))

/** The sums of rows of length n: one number a row. */
export const rows = (a: Data, n: number): Data =>
  each(a.length / n, i => total(a.slice(i * n, (i + 1) * n)))

/** The inverse of a small matrix, by Gauss and Jordan. */
export const inverse = (a: Data, n: number): Data => {
  const m = Array.from({ length: n }, (_, i) => [
    ...a.slice(i * n, (i + 1) * n),
    ...each(n, j => (i === j ? 1 : 0)),
  ])
  for (let c = 0; c < n; c++) {
    const pivot = m
      .slice(c)
      .reduce((best, row, i) => (Math.abs(row[c]!) > Math.abs(m[best]![c]!) ? i + c : best), c)
    ;[m[c], m[pivot]] = [m[pivot]!, m[c]!]
    const head = m[c]!.map(e => e / m[c]![c]!)
    m[c] = head
    for (let r = 0; r < n; r++) if (r !== c) m[r] = m[r]!.map((e, j) => e - m[r]![c]! * head[j]!)
  }
  return m.flatMap(row => row.slice(n))
}
