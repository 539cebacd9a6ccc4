/**
 * Derivatives within derivatives: no perturbation is taken for another. The published counterexamples
 * (Siskind and Pearlmutter 2005, 2008; Manzyuk et al. 2019; ForwardDiff.jl #83), and every mix of modes.
 */
import {
  add,
  apply,
  array,
  constant,
  type Diff,
  type Expr,
  exp,
  fn,
  fold,
  grad,
  gradOf,
  hessian,
  hvp,
  jacobian,
  jvp,
  jvpOf,
  mul,
  real,
  run,
  sin,
  square,
  sum,
  toNested,
  tuple,
  valueAndGradOf,
  vector,
  vjp,
} from 'chainrule'
import { describe, expect, test } from 'vitest'

type Scalar = Expr<readonly []>
type Derivative = (f: (x: Scalar) => Scalar | number, x: Scalar) => Scalar

/** d/dx inside a body, by either mode. */
const ways: Readonly<Record<string, Derivative>> = {
  reverse: (f, x) => gradOf(f as (x: Expr) => Expr | number, x) as Scalar,
  forward: (f, x) => jvpOf(f as (x: Expr) => Expr | number, x, 1)[1] as Scalar,
}
const named = Object.entries(ways)
const pairs = named.flatMap(([a, d]) => named.map(([b, e]) => [a, b, d, e] as const))

describe('perturbations are kept apart', () => {
  test.each(pairs)('d/dx (x · d/dy (x + y)) is 1: %s over %s', (_, __, outer, inner) => {
    const f = fn(real, p =>
      outer(
        x =>
          mul(
            x,
            inner(y => add(x, y), x),
          ),
        p,
      ),
    )
    expect(run(f)(1)).toBe(1)
  })

  test.each(pairs)('d/dx (x · d/dy (x · y)) is 2 x: %s over %s', (_, __, outer, inner) => {
    const f = fn(real, p =>
      outer(
        x =>
          mul(
            x,
            inner(y => mul(x, y), constant(2)),
          ),
        p,
      ),
    )
    expect(run(f)(3)).toBe(6)
  })

  test.each(pairs)(
    'the derivative of the shift, which yields functions: %s over %s',
    (_, __, outer, inner) => {
      // D (x ↦ f ↦ y ↦ f (x + y)) used twice, as in the «amazing bug»: D̂ (D̂ exp) at 0 is exp.
      const shifted =
        (f: (y: Scalar) => Scalar) =>
        (y: Scalar): Scalar =>
          inner(x => f(add(x, y) as Scalar), constant(0))
      const twice = shifted(shifted(y => exp(y)))
      const f = fn(real, p => outer(x => twice(x), p))
      expect(Math.abs(run(f)(0.5) - Math.exp(0.5))).toBeLessThan(1e-15)
    },
  )

  test('the inner gradient of ForwardDiff.jl #83: d/dx of (d/dy (x y² at y = x))', () => {
    for (const [, , outer, inner] of pairs) {
      const f = fn(real, p => outer(x => inner(y => mul(x, square(y)), x), p))
      expect(run(f)(3)).toBe(4 * 3)
    }
  })

  test('a derivative inside a loop inside a derivative', () => {
    // Five steps of descent on (y − x)² with rate ¼ from 0: y = x (1 − 2⁻⁵).
    const f = fn(real, x =>
      fold(c => add(c, mul(-0.25, gradOf(y => square(add(y, mul(-1, x))), c) as Scalar)), 0, 5),
    )
    expect(run(f)(3)).toBe(3 * (1 - 1 / 32))
    expect(run(grad(f))(3)).toBe(1 - 1 / 32)
    expect(run(jvp(f))([3, 1])[1]).toBe(1 - 1 / 32)
  })

  test('outer symbols stay alive in inner values and gradients alike', () => {
    const f = fn(tuple(real, vector(2)), ([w, x]) => {
      const [y, g] = valueAndGradOf(z => mul(w, sum(square(z))), x)
      return add(y, sum(g))
    })
    // w |x|² + 2 w (x₀ + x₁)
    const [dw, dx] = run(grad(f))([3, array([1, 2])])
    expect(dw).toBe(5 + 6)
    expect(toNested(dx)).toEqual([6 + 6, 12 + 6])
  })
})

describe('every mix of modes, three deep', () => {
  const f: Diff<number, number> = fn(real, x => sin(mul(x, square(x))))
  const forward = (g: Diff<number, number>): Diff<number, number> =>
    fn(real, x => apply(jvp(g), [x, constant(1)])[1])
  const reverse = (g: Diff<number, number>): Diff<number, number> =>
    fn(real, x => apply(vjp(g), [x, constant(1)])[1])
  const modes = { forward, reverse, grad: (g: Diff<number, number>) => grad(g) }
  const mixes = Object.entries(modes).flatMap(([a, x]) =>
    Object.entries(modes).flatMap(([b, y]) =>
      Object.entries(modes).map(([c, z]) => [a, b, c, x(y(z(f)))] as const),
    ),
  )
  test.each(mixes)('%s over %s over %s', (_, __, ___, third) => {
    const x = 0.7
    const u = x ** 3
    // sin(x³)‴ = (6 − 27 x⁶) cos x³ − 54 x³ sin x³
    const want = (6 - 27 * x ** 6) * Math.cos(u) - 54 * x ** 3 * Math.sin(u)
    expect(Math.abs(run(third)(x) - want)).toBeLessThan(1e-13)
  })

  test('Hessians agree by forward over reverse, reverse over reverse, reverse over forward, and products', () => {
    const g = fn(vector(3), x => sum(mul(exp(x), sin(mul(x, sum(x))))))
    const x = array([0.3, -0.5, 1.1])
    const H = toNested(run(hessian(g))(x))
    const others = [
      run(hessian(g, { mode: 'reverse' }))(x),
      run(jacobian(jacobian(g, { mode: 'forward' }), { mode: 'reverse' }))(x),
      run(jacobian(jacobian(g, { mode: 'forward' }), { mode: 'forward' }))(x),
    ].map(toNested)
    for (const other of others)
      H.forEach((row, i) => {
        row.forEach((h, j) => {
          expect(Math.abs(h - other[i]![j]!)).toBeLessThan(1e-12)
        })
      })
    const v = [0.5, -1, 2]
    const product = toNested(run(hvp(g))([x, array([0.5, -1, 2])]))
    H.forEach((row, i) => {
      expect(Math.abs(row.reduce((s, h, j) => s + h * v[j]!, 0) - product[i]!)).toBeLessThan(1e-12)
    })
  })
})
