/** Spherical Bessel functions (DLMF 10.47): sin x / x is the first, and each derives to its neighbours. */

import type { Expr } from '../../Expr.js'
import { lift } from '../../Expr.js'
import type { Shape } from '../../Shape.js'
import { requireKind } from '../Operation.js'
import { ordered } from '../ordered.js'
import { mul, neg, sub } from './arithmetic.js'

/** xⁿ / (2n + 1)‼ Σ (−x²/2)ᵏ / (k! (2n + 3) … (2n + 2k + 1)). */
const series = (n: number, x: number): number => {
  let term = 1
  for (let k = 1; k <= n; k++) term *= x / (2 * k + 1)
  let sum = term
  for (let k = 1; Math.abs(term) > Number.EPSILON * Math.abs(sum) * 0.01; k++) {
    term *= (-x * x) / (2 * k * (2 * n + 2 * k + 1))
    sum += term
  }
  return sum
}

/** jₙ(x): a series near 0; upwards from j₀, j₁ where that is stable; else downwards (Miller 1952). */
const bessel = (n: number, x: number): number => {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : 0
  if (x < 0) return n % 2 === 0 ? bessel(n, -x) : -bessel(n, -x)
  if (x * x < 2 * n + 3) return series(n, x)
  const j0 = Math.sin(x) / x
  if (n === 0) return j0
  const j1 = (j0 - Math.cos(x)) / x
  if (n <= x) {
    let [before, now] = [j0, j1]
    for (let k = 1; k < n; k++) [before, now] = [now, ((2 * k + 1) / x) * now - before]
    return now
  }
  let [above, now, wanted] = [0, Number.MIN_VALUE * 2 ** 200, 0]
  for (let k = n + 30 + Math.ceil(x); k > 0; k--) {
    ;[above, now] = [now, ((2 * k + 1) / x) * now - above]
    if (k - 1 === n) wanted = now
    if (Math.abs(now) > 1e200) [above, now, wanted] = [above / 1e200, now / 1e200, wanted / 1e200]
  }
  // now is to j₀ as above is to j₁: by the larger of the two.
  return wanted * (Math.abs(j0) > Math.abs(j1) ? j0 / now : j1 / above)
}

/**
 * jₙ(x), the spherical Bessel function of the first kind and order n ≥ 0; at 0 its limit, 1 at order 0, else 0.
 *
 * @throws ShapeError where the order is not a whole number from 0
 */
export const sphericalBessel = ordered('sphericalBessel', {
  least: 0,
  value: bessel,
  // (2n + 1) jₙ′ = n jₙ₋₁ − (n + 1) jₙ₊₁ (DLMF 10.51.2): no division by x.
  partial: (n, x) => {
    const up = mul((n + 1) / (2 * n + 1), sphericalBessel(x, { order: n + 1 }))
    return n === 0 ? neg(up) : sub(mul(n / (2 * n + 1), sphericalBessel(x, { order: n - 1 })), up)
  },
  text: (n, x) => `j${n}(${x})`,
  latex: (n, x) => `j_{${n}}\\left(${x}\\right)`,
})

/**
 * sin x / x, 1 at 0, x in radians (not πx, as NumPy has it).
 *
 * @example
 * import { fn, grad, real, run } from 'chainrule'
 * import { sinc } from 'chainrule/op'
 *
 * const f = fn(real, x => sinc(x))
 * run(grad(f))(0) // => 0
 * run(grad(grad(f)))(0) // => -1 / 3
 */
export const sinc = <S extends Shape = readonly []>(x: Expr<S> | number): Expr<S> => {
  requireKind('sinc', 'real', lift(x))
  return sphericalBessel(x, { order: 0 })
}
