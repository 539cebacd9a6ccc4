/** Least squares by Levenberg and Marquardt, a few lines: what the Jacobians are for. */
import { type Diff, fromFlat, jacobian } from 'chainrule'
import type { Point } from '../functions/support.js'
import type { Run } from '../target.js'

type Numbers = readonly number[]

/** Solves A x = y for a symmetric, positive definite matrix by elimination. */
const solve = (A: readonly Numbers[], y: Numbers): Numbers => {
  const n = y.length
  const M = A.map((row, i) => [...row, y[i]!])
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++) {
      const f = M[i]![k]! / M[k]![k]!
      for (let j = k; j <= n; j++) M[i]![j]! -= f * M[k]![j]!
    }
  const x = Array<number>(n).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    const behind = x.reduce((s, xj, j) => (j > i ? s + M[i]![j]! * xj : s), 0)
    x[i] = (M[i]![n]! - behind) / M[i]![i]!
  }
  return x
}

const squares = (r: Numbers): number => r.reduce((s, x) => s + x * x, 0)

/** The parameters at which the sum of squares is least, from where one starts. */
export const leastSquares = (run: Run, residuals: Diff<Point, Point>, start: Numbers): Numbers => {
  const [r, J] = [run(residuals), run(jacobian(residuals))]
  const at = (b: Numbers): Point => fromFlat(b, [b.length])
  let b = start
  let damping = 1e-3
  for (let step = 0; step < 1000; step++) {
    const [errors, flat] = [r(at(b)).values, J(at(b)).values]
    const column = (j: number): Numbers => errors.map((_, i) => flat[i * b.length + j]!)
    const columns = b.map((_, j) => column(j))
    // Columns of length 1, so that badly scaled parameters are like others.
    const lengths = columns.map(c => Math.sqrt(squares(c)) || 1)
    const unit = columns.map((c, j) => c.map(x => x / lengths[j]!))
    const dot = (x: Numbers, y: Numbers): number => x.reduce((s, xi, i) => s + xi * y[i]!, 0)
    const normal = unit.map((c, i) => unit.map((d, j) => dot(c, d) + (i === j ? damping : 0)))
    const move = solve(
      normal,
      unit.map(c => -dot(c, errors)),
    ).map((d, j) => d / lengths[j]!)
    const next = b.map((x, j) => x + move[j]!)
    const better = squares(r(at(next)).values) < squares(errors)
    if (better) b = next
    else if (damping > 1e12) return b
    damping = better ? damping / 10 : damping * 10
  }
  return b
}
