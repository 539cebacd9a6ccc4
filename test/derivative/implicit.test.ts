/** Solutions by the implicit function theorem, against derivatives through the iterations and closed forms. */
import {
  add,
  apply,
  argminOf,
  array,
  constant,
  cos,
  type Diff,
  type Expr,
  exp,
  fixedPoint,
  fn,
  fold,
  grad,
  hessian,
  implicit,
  jacobian,
  jvp,
  logsumexp,
  matmul,
  matrix,
  mul,
  real,
  run,
  sin,
  sqrt,
  square,
  stopGradient,
  struct,
  sub,
  sum,
  tanh,
  toNested,
  tuple,
  vector,
  vjp,
} from 'chainrule'
import { solve } from 'chainrule/linalg'
import { describe, expect, test } from 'vitest'
import { expectMapped } from '../support/batched.js'

const near = (a: number, b: number, e = 1e-12): void => {
  expect(Math.abs(a - b), `${a} is ${b}`).toBeLessThanOrEqual(e * (1 + Math.abs(b)))
}
const forward = (f: Diff<number, number>): Diff<number, number> =>
  fn(real, x => apply(jvp(f), [x, constant(1)])[1])

describe('implicit', () => {
  // x² = p, found by what has no derivative at all.
  const root = implicit({
    solve: fn(real, p => stopGradient(sqrt(p))),
    residual: fn(tuple(real, real), ([x, p]) => sub(square(x), p)),
  })

  test('every mix of modes to third order, of a solution whose steps have no derivative', () => {
    const p = 4
    const [one, two, three] = [0.5 * p ** -0.5, -0.25 * p ** -1.5, 0.375 * p ** -2.5]
    const modes = [(f: Diff<number, number>): Diff<number, number> => grad(f), forward]
    for (const a of modes) {
      near(run(a(root))(p), one)
      for (const b of modes) {
        near(run(b(a(root)))(p), two)
        for (const c of modes) near(run(c(b(a(root))))(p), three)
      }
    }
  })

  test('of structures: a linear system in disguise is the solution of it', () => {
    const dom = struct({ A: matrix(2, 2), b: vector(2) })
    const cod = struct({ u: real, v: vector(1) })
    const unpack = (x: Expr) => ({
      u: sum(mul(x, constant(array([1, 0])))),
      v: mul(sum(mul(x, constant(array([0, 1])))), constant(array([1]))),
    })
    const f = implicit({
      solve: fn(dom, cod, ({ A, b }) => unpack(stopGradient(solve(A, b))) as never),
      residual: fn(tuple(cod, dom), cod, ([{ u, v }, { A, b }]) => {
        const x = add(mul(u, constant(array([1, 0]))), mul(sum(v), constant(array([0, 1]))))
        return unpack(sub(matmul(A, x), b)) as never
      }),
    })
    const at = {
      A: array([
        [2, 1],
        [0.5, 3],
      ]),
      b: array([1, -1]),
    } as const
    const direct = fn(dom, cod, ({ A, b }) => unpack(solve(A, b)) as never)
    const w = { u: 2, v: array([-3]) } as const
    const [, got] = run(vjp(f))([at, w])
    const [, want] = run(vjp(direct))([at, w])
    got.A.values.forEach((x, i) => {
      near(x, want.A.values[i]!)
    })
    got.b.values.forEach((x, i) => {
      near(x, want.b.values[i]!)
    })
  })

  test('in a batch', () => {
    expectMapped(root, [1, 4, 9])
    expectMapped(grad(root), [1, 4, 9])
  })

  test('what does not meet is refused', () => {
    expect(() =>
      implicit({
        solve: fn(real, p => p),
        residual: fn(tuple(vector(2), real), ([x]) => x) as never,
      }),
    ).toThrow(/implicit: expected a residual \(ℝ × ℝ\) → ℝ, got \(ℝ\[2\] × ℝ\) → ℝ\[2\]/)
    const labels = fn(real, _ => constant(array([1], 'index')))
    expect(() => implicit({ solve: labels, residual: undefined as never })).toThrow(
      /solutions of real numbers/,
    )
  })
})

describe('fixedPoint', () => {
  test('the derivative is that of the iterations, made until nothing moves', () => {
    const step = fn(tuple(vector(2), vector(2)), ([x, p]) => mul(0.5, tanh(add(mul(p, sin(x)), p))))
    const f = fixedPoint(
      step,
      fn(vector(2), p => mul(0, p)),
    )
    const unrolled = fn(vector(2), p => fold(x => apply(step, [x as never, p]), mul(0, p), 80))
    const p = array([0.7, -1.2])
    const [J, K] = [run(jacobian(f))(p).values, run(jacobian(unrolled))(p).values]
    J.forEach((x, i) => {
      near(x, K[i]!, 1e-13)
    })
    const g = fn(vector(2), q => sum(exp(apply(f, q))))
    const h = fn(vector(2), q => sum(exp(apply(unrolled as never, q) as Expr)))
    const [H, I] = [run(hessian(g))(p).values, run(hessian(h))(p).values]
    H.forEach((x, i) => {
      near(x, I[i]!, 1e-12)
    })
  })

  test('what does not settle ends after `maxSteps`', () => {
    const f = fixedPoint(
      fn(tuple(real, real), ([x, p]) => sub(p, x)),
      fn(real, _ => 0),
      { maxSteps: 7 },
    )
    expect(Number.isFinite(run(f)(1))).toBe(true)
    const dottie = fixedPoint(
      fn(tuple(real, real), ([x, p]) => mul(p, cos(x))),
      fn(real, _ => 1),
    )
    near(run(dottie)(1), 0.7390851332151607)
  })
})

describe('argminOf', () => {
  test('the derivative of a minimiser, against Newton steps differentiated', () => {
    // log Σ exp(A x) + |x − p|², by Newton's method: its steps converge to full accuracy.
    const A = constant(
      array([
        [1, 2],
        [-1, 0.5],
        [0.3, -2],
      ]),
    )
    const f = fn(tuple(vector(2), vector(2)), ([x, p]) =>
      add(logsumexp(matmul(A, x)), sum(square(sub(x, p)))),
    )
    const slope = grad(f)
    const curve = jacobian(slope)
    const newton = fn(vector(2), p =>
      fold(
        x => {
          const [g] = apply(slope, [x as never, p])
          const [[H]] = apply(curve, [x as never, p]) as never as readonly [readonly [Expr]]
          return sub(x, solve(H, g))
        },
        p,
        12,
      ),
    )
    const best = argminOf(f, fn(vector(2), p => stopGradient(apply(newton, p) as never)) as never)
    const p = array([0.5, -0.25])
    const [J, K] = [
      run(jacobian(best))(p) as never as typeof p,
      run(jacobian(newton))(p) as never as typeof p,
    ]
    J.values.forEach((x, i) => {
      near(x, K.values[i]!, 1e-12)
    })
    expect(toNested(run(best)(p) as never)).toEqual(toNested(run(newton)(p) as never))
  })
})
