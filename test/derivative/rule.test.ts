/** Custom rules: the derivative given is used, and the other mode follows from it. */
import {
  add,
  apply,
  array,
  cos,
  exp,
  fn,
  grad,
  hessian,
  jvp,
  mul,
  real,
  rule,
  run,
  sin,
  struct,
  sum,
  tuple,
  vector,
  vjp,
} from 'chainrule'
import { describe, expect, test } from 'vitest'
import { expectWithin, slope } from '../support/numeric.js'

const byVjp = rule(real, real, x => sin(x), { vjp: (x, w) => mul(w, cos(x)) })
const byJvp = rule(real, real, x => sin(x), { jvp: (x, v) => mul(v, cos(x)) })

describe('rule', () => {
  test('a right rule gives right derivatives in both modes, to third order', () => {
    for (const f of [byVjp, byJvp])
      for (const x of [-2, 0, 0.5]) {
        expect(run(f)(x)).toBe(Math.sin(x))
        expectWithin([run(grad(f))(x)], [slope(t => Math.sin(x + t))])
        expectWithin([run(jvp(f))([x, 2])[1]], [slope(t => Math.sin(x + 2 * t))])
        expect(run(grad(grad(f)))(x)).toBeCloseTo(-Math.sin(x), 14)
        expect(run(grad(grad(grad(f))))(x)).toBeCloseTo(-Math.cos(x), 14)
      }
  })

  test('the rule is what is used: a wrong one shows, in both modes and inside other arrows', () => {
    const wrong = rule(real, real, x => sin(x), { vjp: (_, w) => mul(w, 7) })
    expect(run(grad(wrong))(1)).toBe(7)
    expect(run(jvp(wrong))([1, 1])[1]).toBe(7)
    const inside = fn(real, x => mul(apply(wrong, x), apply(wrong, x)))
    expect(run(grad(inside))(1)).toBe(14 * Math.sin(1))
  })

  test('structures in and out; each output has its cotangent', () => {
    const f = rule(
      struct({ a: real, x: vector(2) }),
      tuple(vector(2), real),
      ({ a, x }) => [mul(a, x), sum(exp(x))],
      {
        vjp: ({ a, x }, [u, w]) => ({ a: sum(mul(u, x)), x: add(mul(a, u), mul(w, exp(x))) }),
      },
      'scaled',
    )
    const at = { a: 3, x: array([0.5, -1]) }
    const plain = fn(f.dom, f.cod, ({ a, x }) => [mul(a, x), sum(exp(x))])
    const w = [array([1, 2]), 0.5] as const
    expect(run(vjp(f))([at, w])).toEqual(run(vjp(plain))([at, w]))
    const v = { a: -1, x: array([2, 0.25]) }
    expect(run(jvp(f))([at, v])).toEqual(run(jvp(plain))([at, v]))
  })

  test('the derivative of a rule nests', () => {
    const f = fn(vector(2), x => sum(mul(x, apply(lifted, x))))
    const plain = fn(vector(2), x => sum(mul(x, sin(x))))
    const x = array([0.5, -2])
    run(hessian(f))(x).values.forEach((h, i) => {
      expect(Math.abs(h - run(hessian(plain))(x).values[i]!)).toBeLessThan(1e-14)
    })
  })

  test('one of the two is asked for', () => {
    expect(() => rule(real, real, x => x, {})).toThrow(/rule: expected a vjp, a jvp or both/)
  })
})

const lifted = rule(vector(2), vector(2), x => sin(x), { vjp: (x, w) => mul(w, cos(x)) })
