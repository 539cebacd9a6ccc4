/** Products, potentials and processes: functions at which one mode or the other shines. */
import { add, exp, log, mul, pow, sqrt, square, sub, sum } from 'chainrule'
import { div } from 'chainrule/op'
import {
  entriesOf,
  entry,
  list,
  minus,
  norm2,
  part,
  plus,
  type Scalar,
  type Scalars,
  times,
  upTo,
  type Vector,
} from './support.js'

/** The free energy of a mixture of gases, by Helmholtz. */
const helmholtz = (x: Vector): Scalar => {
  const n = x.shape[0]
  const bx = sum(
    mul(
      upTo(n, i => 0.01 * i),
      x,
    ),
  )
  const a = Array.from({ length: n }, (_, i) =>
    sum(
      mul(
        upTo(n, j => 1 / (i + j)),
        x,
      ),
    ),
  )
  const quadratic = plus(...a.map((ax, i) => mul(ax, entry(x, i))))
  const ratio = div(add(1, mul(1 + Math.SQRT2, bx)), add(1, mul(1 - Math.SQRT2, bx)))
  const attraction = mul(div(quadratic, mul(Math.sqrt(8), bx)), log(ratio))
  return sub(sum(mul(x, log(div(x, sub(1, bx))))), attraction)
}

/** Pairs of points in space, each with a repulsion and an attraction. */
const lennardJones = (x: Vector): Scalar => {
  const points = Array.from({ length: x.shape[0] / 3 }, (_, i) => part(x, 3 * i, 3))
  const pairs = points.flatMap((p, i) => points.slice(i + 1).map(q => sub(p, q)))
  return plus(
    ...pairs.map(d => {
      const r2 = norm2(d)
      return times(4, minus(pow(r2, -6), pow(r2, -3)))
    }),
  )
}

/** The lower triangle L with L Lᵀ = K, row by row, and the solution of L z = y. */
const cholesky = (
  K: readonly (readonly Scalar[])[],
  y: readonly number[],
): { readonly diagonal: readonly Scalar[]; readonly z: readonly Scalar[] } => {
  const L: Scalar[][] = []
  const z: Scalar[] = []
  K.forEach((row, i) => {
    const own: Scalar[] = []
    const behind = (j: number, other: readonly Scalar[]): Scalar =>
      plus(...own.slice(0, j).map((l, k) => mul(l, other[k]!)))
    for (let j = 0; j < i; j++) own.push(div(minus(row[j]!, behind(j, L[j]!)), L[j]![j]!))
    own.push(sqrt(minus(row[i]!, behind(i, own))))
    z.push(div(minus(y[i]!, behind(i, z)), own[i]!))
    L.push(own)
  })
  return { diagonal: L.map((row, i) => row[i]!), z }
}

/** What `plus` of squares would be of the process: ½ yᵀ K⁻¹ y + ½ log det K + ½ n log 2π. */
const gaussianProcess: Scalars[string] = (x, c) => {
  const [ls, ll, ln] = entriesOf(x)
  const [at, y] = [list(c, 'x'), list(c, 'y')]
  const variance = exp(mul(2, ls!))
  const noise = exp(mul(2, ln!))
  const scale = exp(mul(-2, ll!))
  const K = at.map((s, i) =>
    at.slice(0, i + 1).map((t, j) => {
      const k = mul(variance, exp(mul(-0.5 * (s - t) ** 2, scale)))
      return i === j ? plus(k, noise) : k
    }),
  )
  const { diagonal, z } = cholesky(K, y)
  return plus(
    times(0.5, plus(...z.map(a => square(a)))),
    ...diagonal.map(l => log(l)),
    (y.length / 2) * Math.log(2 * Math.PI),
  )
}

const logistic = (x: Vector): Scalar => {
  const [r, y0] = entriesOf(x)
  return Array.from({ length: 20 }).reduce<Scalar>(y => times(r!, y, minus(1, y)), y0!)
}

/** `extra`: by the name before the dimension. */
export const extra: Scalars = {
  speelpenning: x => times(...entriesOf(x)),
  helmholtz,
  lennard_jones: lennardJones,
  gp_nll: gaussianProcess,
  logistic_map: logistic,
  // The arrow of Hessians: each variable meets the last one only.
  arrowhead: x => {
    const n = x.shape[0]
    const own = part(x, 0, n - 1)
    const last = square(part(x, n - 1))
    return sum(add(square(add(square(own), last)), add(3, mul(-4, own))))
  },
  log_sum_exp: x => log(sum(exp(x))),
}
