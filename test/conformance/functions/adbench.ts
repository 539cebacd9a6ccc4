/** The objectives of ADBench: a mixture of Gaussians, bundle adjustment, a recurrent network. */
import {
  add,
  cos,
  exp,
  greater,
  log,
  logsumexp,
  mul,
  neg,
  sigmoid,
  sin,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  where,
} from 'chainrule'
import { div, lgamma, stack } from 'chainrule/op'
import {
  entriesOf,
  type FunctionCase,
  list,
  minus,
  norm2,
  number,
  numbers,
  part,
  plus,
  type Scalar,
  type Scalars,
  table,
  times,
  type Vector,
  type Vectors,
  vectorOf,
} from './support.js'

/** log Γ of several variables. */
const logGammaOf = (a: number, d: number): Scalar =>
  plus(
    (d * (d - 1) * Math.log(Math.PI)) / 4,
    ...Array.from({ length: d }, (_, j) => lgamma(a - j / 2)),
  )

const mixture: Scalars[string] = (x, c) => {
  const [d, k, n] = [number(c, 'd'), number(c, 'k'), number(c, 'n')]
  const [gamma, m] = [number(c, 'gamma'), number(c, 'm')]
  const rows = table(c, 'x')
  const columns = Array.from({ length: d }, (_, j) => numbers(rows.map(row => row[j]!)))
  const width = (d * (d + 1)) / 2
  const alphas = part(x, 0, k)
  const each = Array.from({ length: k }, (_, i) => {
    const mu = part(x, k + d * i, d)
    const icf = part(x, k + d * k + width * i, width)
    const logs = part(icf, 0, d)
    const lower = part(icf, d, width - d)
    return { mu: entriesOf(mu), logs, diagonal: exp(logs), lower, total: sum(logs) }
  })
  // The strict lower triangle by columns.
  const place = (row: number, column: number): number =>
    column * d - (column * (column + 1)) / 2 + row - column - 1
  const terms = each.map(({ mu, diagonal, lower, total }, i) => {
    const centred = columns.map((column, j) => sub(column, mu[j]!))
    const [q, l] = [entriesOf(diagonal), entriesOf(lower)]
    const parts = centred.map((y, row) =>
      centred
        .slice(0, row)
        .reduce<Vector>(
          (z, y2, column) => add(z, mul(l[place(row, column)]!, y2)),
          mul(q[row]!, y),
        ),
    )
    const distance = parts.map(z => square(z)).reduce((a, b) => add(a, b))
    const alpha = plus(entriesOf(alphas)[i]!, total)
    return sub(alpha, mul(0.5, distance))
  })
  const likelihood = sum(logsumexp(stack(terms), { axis: 0 })) as Scalar // over all axes
  const N = d + m + 1
  const C = minus(N * d * (Math.log(gamma) - 0.5 * Math.LN2), logGammaOf(N / 2, d))
  const wishart = each.map(({ diagonal, lower, total }) =>
    plus(times(0.5 * gamma ** 2, plus(norm2(diagonal), norm2(lower))), times(-m, total)),
  )
  return plus(
    -0.5 * n * d * Math.log(2 * Math.PI),
    likelihood,
    times(-n, logsumexp(alphas)),
    ...wishart,
    times(-k, C),
  )
}

const dot3 = (a: readonly Scalar[], b: readonly Scalar[]): Scalar =>
  plus(...a.map((x, i) => mul(x, b[i]!)))

const cross = ([a, b, c]: readonly Scalar[], [p, q, r]: readonly Scalar[]): readonly Scalar[] => [
  minus(mul(b!, r!), mul(c!, q!)),
  minus(mul(c!, p!), mul(a!, r!)),
  minus(mul(a!, q!), mul(b!, p!)),
]

/** Rodrigues' rotation; at no rotation its first order, as ADBench has it. */
const rotated = (rot: readonly Scalar[], y: readonly Scalar[]): readonly Scalar[] => {
  const angle2 = dot3(rot, rot)
  const turns = greater(angle2, 0)
  // Both branches are computed: the root is taken of a number above 0.
  const angle = sqrt(where(turns, angle2, 1))
  const axis = rot.map(a => div(a, angle))
  const across = cross(axis, y)
  const along = times(dot3(axis, y), minus(1, cos(angle)))
  const small = cross(rot, y)
  return y.map((a, i) =>
    where(
      turns,
      plus(times(a, cos(angle)), times(across[i]!, sin(angle)), times(axis[i]!, along)),
      plus(a, small[i]!),
    ),
  )
}

const bundle: Vectors[string] = (x, c) => {
  const xs = entriesOf(x)
  const [rot, centre] = [xs.slice(0, 3), xs.slice(3, 6)]
  const [f, px, py, k1, k2, X, Y, Z, w] = xs.slice(6)
  const seen = rotated(
    rot,
    [X!, Y!, Z!].map((a, i) => minus(a, centre[i]!)),
  )
  const [u, v] = [div(seen[0]!, seen[2]!), div(seen[1]!, seen[2]!)]
  const r2 = plus(square(u), square(v))
  const scale = times(f!, plus(1, times(k1!, r2), times(k2!, r2, r2)))
  const feat = list(c, 'feat')
  const project = [plus(times(scale, u), px!), plus(times(scale, v), py!)]
  return vectorOf(project.map((p, i) => times(w!, minus(p, feat[i]!))))
}

interface Cell {
  readonly h: Vector
  readonly c: Vector
}

const recurrent: Scalars[string] = (x, c) => {
  const [layers, b, count] = [number(c, 'l'), number(c, 'b'), number(c, 'c')]
  const row = (i: number): Vector => part(x, i * b, b)
  const step = (l: number, input: Vector, { h, c: cell }: Cell): Cell => {
    const gate = (i: number, z: Vector): Vector => add(mul(z, row(8 * l + i)), row(8 * l + 4 + i))
    const kept = mul(cell, sigmoid(gate(0, input)))
    const next = add(kept, mul(sigmoid(gate(1, h)), tanh(gate(3, h))))
    return { h: mul(sigmoid(gate(2, input)), tanh(next)), c: next }
  }
  const [inWeight, outWeight, outBias] = [0, 1, 2].map(i => row(8 * layers + i))
  const start = table(c, 'state')
  let state: readonly Cell[] = Array.from({ length: layers }, (_, l) => ({
    h: numbers(start[2 * l]!),
    c: numbers(start[2 * l + 1]!),
  }))
  const sequence = table(c, 'sequence')
  const losses = sequence.slice(0, -1).map((input, t) => {
    let z: Vector = mul(numbers(input), inWeight!)
    state = state.map((cell, l) => {
      const next = step(l, z, cell)
      z = next.h
      return next
    })
    const y = add(mul(z, outWeight!), outBias!)
    const normed = sub(y, log(add(sum(exp(y)), 2)))
    return sum(mul(numbers(sequence[t + 1]!), normed))
  })
  return div(neg(plus(...losses)), b * (count - 1))
}

/** `adbench`, to ℝ: by the beginning of the name. */
export const adbench: Scalars = { adbench_gmm: mixture, adbench_lstm: recurrent }

/** `adbench`, to vectors. */
export const adbenchVectors: Vectors = { adbench_ba: bundle }

/** The residual of a weight in bundle adjustment. */
export const weightError = (w: Scalar): Scalar => minus(1, square(w))

/** Whether a case's function is not smooth where it is tried: nothing beyond first order is asked. */
export const isBranch = (c: FunctionCase): boolean => c.id === 'adbench_ba_zero_rotation'
