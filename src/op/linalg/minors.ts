/** Sums of minors by the singular values, which no zero among them disturbs. */
import { factor, flipped, productOf, times } from './dense.js'
import { singular } from './jacobi.js'

/** All orders of 0 … n − 1, each with its sign. */
const orders = (n: number): readonly (readonly [order: readonly number[], sign: number])[] =>
  n === 0
    ? [[[], 1]]
    : orders(n - 1).flatMap(([order, sign]) =>
        Array.from(
          { length: n },
          (_, at) =>
            [
              [...order.slice(0, at), n - 1, ...order.slice(at)],
              (n - 1 - at) % 2 === 0 ? sign : -sign,
            ] as const,
        ),
      )

/** ±1, the determinant of an orthogonal matrix. */
const signOf = (q: Float64Array, n: number): number => {
  const { sign } = factor(q, n)
  return Array.from({ length: n }, (_, i) => Math.sign(q[i * (n + 1)]!)).reduce(
    (a, b) => a * b,
    sign,
  )
}

/** Calls `visit` with every choice of `count` different numbers below n, in every order. */
const choices = (n: number, count: number, visit: (rows: readonly number[]) => void): void => {
  const rows = Array<number>(count).fill(0)
  const choose = (at: number): void => {
    if (at === count) {
      visit(rows)
      return
    }
    for (let r = 0; r < n; r++) {
      if (rows.indexOf(r) >= 0 && rows.indexOf(r) < at) continue
      rows[at] = r
      choose(at + 1)
    }
  }
  choose(0)
}

/**
 * The gradient in W of the (k + 1)-th derivative of det at A along V₁ … Vₖ, W. With A = U S Vᵀ and
 * Cᵢ = Uᵀ Vᵢ V, it is that at the diagonal matrix S along the Cᵢ, rotated back: a sum over k + 1 rows, one
 * for each direction, of the product of all other singular values, and over permutations of these rows.
 */
export const mixedCofactors = (
  a: Float64Array,
  vs: readonly Float64Array[],
  n: number,
): Float64Array => {
  const { u, s, vt } = singular(a, n, n)
  const cube = [n, n, n] as const
  const turn = (v: Float64Array): Float64Array =>
    times(times(flipped(u, n, n), v, cube), flipped(vt, n, n), cube)
  const cs = vs.map(turn)
  const k = vs.length
  const permutations = orders(k + 1)
  const m = new Float64Array(n * n)
  choices(n, k + 1, rows => {
    const others = productOf(s.filter((_, i) => !rows.includes(i)))
    for (const [order, sign] of permutations) {
      let term = sign * others
      for (let i = 0; i < k; i++) term *= cs[i]![rows[i]! * n + rows[order[i]!]!]!
      m[rows[k]! * n + rows[order[k]!]!]! += term
    }
  })
  const det = signOf(u.slice(), n) * signOf(vt.slice(), n)
  return times(times(u, m, cube), vt, cube).map(x => det * x)
}
