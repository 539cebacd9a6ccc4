/**
 * The problems of Moré, Garbow and Hillstrom (ACM TOMS 7, 1981) with any number of variables:
 * `n` and `m` are those of the case.
 */
import { add, concat, cos, exp, mul, sin, square, sub, sum } from 'chainrule'
import {
  entriesOf,
  minus,
  norm2,
  numbers,
  part,
  plus,
  polynomial,
  type Scalar,
  times,
  upTo,
  type Vector,
  type Vectors,
  vectorOf,
} from './support.js'

/** Σ cᵢ xᵢ. */
const weighted = (x: Vector, c: (i: number) => number): Scalar => sum(mul(upTo(x.shape[0], c), x))

const penalty2: Vectors[string] = x => {
  const n = x.shape[0]
  const a = Math.sqrt(1e-5)
  const e = exp(mul(0.1, x))
  const y = numbers(
    Array.from({ length: n - 1 }, (_, k) => Math.exp((k + 2) / 10) + Math.exp((k + 1) / 10)),
  )
  const later = part(e, 1, n - 1)
  const all: readonly Vector[] = [
    sub(part(x, 0), 0.2),
    mul(a, sub(add(later, part(e, 0, n - 1)), y)),
    mul(a, sub(later, Math.exp(-0.1))),
    vectorOf([
      minus(
        sum(
          mul(
            upTo(n, i => n - i + 1),
            square(x),
          ),
        ),
        1,
      ),
    ]),
  ]
  return concat(all) as Vector // of vectors
}

const watson: Vectors[string] = x => {
  const xs = entriesOf(x)
  const residuals = Array.from({ length: 29 }, (_, k) => {
    const t = (k + 1) / 29
    const slope = plus(...xs.slice(1).map((a, j) => times((j + 1) * t ** j, a)))
    const value = plus(...xs.map((a, j) => times(t ** j, a)))
    return plus(slope, times(-1, square(value)), -1)
  })
  return vectorOf([...residuals, xs[0]!, plus(xs[1]!, times(-1, square(xs[0]!)), -1)])
}

const variablyDimensioned: Vectors[string] = x => {
  const s = weighted(sub(x, 1), j => j)
  return concat([sub(x, 1), vectorOf([s, square(s)])]) as Vector // of vectors
}

const trigonometric: Vectors[string] = x => {
  const n = x.shape[0]
  const c = cos(x)
  const own = sub(mul(upTo(n), sub(1, c)), sin(x))
  return add(minus(n, sum(c)), own)
}

/** The variables between zeros at both ends. */
const between = (x: Vector): readonly [before: Vector, after: Vector] => {
  const n = x.shape[0]
  const zero = numbers([0])
  return [
    concat([zero, part(x, 0, n - 1)]) as Vector, // of vectors
    concat([part(x, 1, n - 1), zero]) as Vector, // of vectors
  ]
}

const cubes = (x: Vector, h: number): Vector => {
  const y = add(
    x,
    upTo(x.shape[0], i => i * h + 1),
  )
  return mul(y, square(y))
}

const discreteBoundary: Vectors[string] = x => {
  const h = 1 / (x.shape[0] + 1)
  const [before, after] = between(x)
  return add(sub(sub(mul(2, x), before), after), mul((h * h) / 2, cubes(x, h)))
}

const discreteIntegral: Vectors[string] = x => {
  const n = x.shape[0]
  const h = 1 / (n + 1)
  const c = cubes(x, h)
  return vectorOf(
    entriesOf(x).map((xi, k) => {
      const t = (k + 1) * h
      const kernel = (j: number): number => (j <= k + 1 ? (1 - t) * j * h : t * (1 - j * h))
      return plus(xi, times(h / 2, weighted(c, kernel)))
    }),
  )
}

const broydenTridiagonal: Vectors[string] = x => {
  const [before, after] = between(x)
  return add(sub(sub(mul(sub(3, mul(2, x)), x), before), mul(2, after)), 1)
}

const broydenBanded: Vectors[string] = x => {
  const xs = entriesOf(x)
  const near = xs.map(a => polynomial(a, 0, 1, 1))
  return vectorOf(
    xs.map((a, i) => {
      const band = near.filter((_, j) => j !== i && j >= i - 5 && j <= i + 1)
      return plus(polynomial(a, 1, 2, 0, 5), times(-1, plus(...band)))
    }),
  )
}

const linearFullRank: Vectors[string] = (x, { m }) => {
  const n = x.shape[0]
  const own = concat([x, numbers(Array<number>(m! - n).fill(0))]) as Vector // of vectors
  return sub(sub(own, mul(2 / m!, sum(x))), 1)
}

const chebyquad: Vectors[string] = (x, { m }) => {
  const n = x.shape[0]
  const y = sub(mul(2, x), 1)
  const T: Vector[] = [upTo(n, () => 1), y]
  while (T.length <= m!) T.push(sub(mul(mul(2, y), T.at(-1)!), T.at(-2)!))
  return vectorOf(
    T.slice(1, m! + 1).map((Ti, k) => {
      const i = k + 1
      return minus(times(1 / n, sum(Ti)), i % 2 === 0 ? -1 / (i * i - 1) : 0)
    }),
  )
}

/** `mgh` of many variables, by the name before their number; the numbers are the paper's. */
export const mghAny: Vectors = {
  mgh_watson: watson, // 20
  mgh_penalty1: x =>
    concat([mul(Math.sqrt(1e-5), sub(x, 1)), vectorOf([minus(norm2(x), 0.25)])]) as Vector, // 23
  mgh_penalty2: penalty2, // 24
  mgh_variably_dimensioned: variablyDimensioned, // 25
  mgh_trigonometric: trigonometric, // 26
  mgh_brown_almost_linear: x => {
    const xs = entriesOf(x)
    const n = xs.length
    const lines = xs.slice(0, -1).map(a => plus(a, sum(x), -(n + 1)))
    return vectorOf([...lines, minus(times(...xs), 1)])
  }, // 27
  mgh_discrete_boundary: discreteBoundary, // 28
  mgh_discrete_integral: discreteIntegral, // 29
  mgh_broyden_tridiagonal: broydenTridiagonal, // 30
  mgh_broyden_banded: broydenBanded, // 31
  mgh_linear_full_rank: linearFullRank, // 32
  mgh_linear_rank1: (x, { m }) =>
    sub(
      mul(
        upTo(m!),
        weighted(x, j => j),
      ),
      1,
    ), // 33
  mgh_linear_rank1_zero: (x, { m }) => {
    const n = x.shape[0]
    const s = weighted(x, j => (j === 1 || j === n ? 0 : j))
    return sub(
      mul(
        upTo(m!, i => (i === m ? 0 : i - 1)),
        s,
      ),
      1,
    )
  }, // 34
  mgh_chebyquad: chebyquad, // 35
}
