/** Gradients, products and their nestings. */
import {
  add,
  apply,
  array,
  constant,
  type Diff,
  exp,
  fix,
  fn,
  fromFlat,
  grad,
  gradAt,
  greater,
  index,
  indices,
  isShapeError,
  jvp,
  key,
  keyFrom,
  log,
  mul,
  real,
  run,
  sin,
  stopGradient,
  struct,
  sub,
  sum,
  tanh,
  tensor,
  toReal,
  tuple,
  valueAndGrad,
  valueAndGradAt,
  vector,
  vjp,
  where,
} from 'chainrule'
import { describe, expect, test } from 'vitest'
import { programOf } from '../../src/diff/stages.js'
import { expectWithin, slope, slopes } from '../support/numeric.js'

const close = (a: number, b: number): void => {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(b)))
}

describe('nesting', () => {
  const f = fn(real, x => tanh(x))
  const forward = (g: Diff<number, number>): Diff<number, number> =>
    fn(real, x => apply(jvp(g), [x, constant(1)])[1])

  test('the first three derivatives of tanh, by every mix of modes', () => {
    const modes = [grad, forward]
    const exact = (x: number): readonly number[] => {
      const y = Math.tanh(x)
      const d = 1 - y * y
      return [d, -2 * y * d, (6 * y * y - 2) * d]
    }
    for (const x of [-1.5, 0, 0.3, 2])
      for (const a of modes)
        for (const b of modes)
          for (const c of modes) {
            const derivatives = [a(f), b(a(f)), c(b(a(f)))].map(g => run(g)(x))
            derivatives.forEach((d, k) => {
              close(d, exact(x)[k]!)
            })
          }
  })

  test('no perturbation confusion: d/dx (x · d/dy (x + y)) at 1 is 1', () => {
    const inner = fn(struct({ x: real, y: real }), ({ x, y }) => add(x, y))
    for (const outer of [grad, forward]) {
      const g = outer(fn(real, x => mul(x, apply(gradAt('y')(inner), { x, y: constant(1) }))))
      expect(run(g)(1)).toBe(1)
    }
  })

  test('no perturbation confusion: d/dx (x · d/dy (x · y)) at 3 is 2x', () => {
    const inner = fn(struct({ x: real, y: real }), ({ x, y }) => mul(x, y))
    const g = fn(real, x => mul(x, apply(gradAt('y')(inner), { x, y: x })))
    expect(run(grad(g))(3)).toBe(6)
    expect(run(forward(g))(3)).toBe(6)
  })
})

describe('gradients', () => {
  test('an input that is not used has the gradient zero', () => {
    const f = fn(struct({ a: vector(2), b: tensor(0, 3) }), ({ a }) => sum(a))
    const g = run(grad(f))({ a: array([1, 2]), b: fromFlat([], [0, 3]) })
    expect(g.b.shape).toEqual([0, 3])
    expect(run(grad(fn(vector(3), () => 4)))(array([1, 2, 3])).values).toEqual([0, 0, 0])
  })

  test('discrete parts have the unit tangent', () => {
    const f = fn(struct({ x: real, i: index(3), k: key }), ({ x, i }) => mul(x, toReal(i)))
    expect(run(grad(f))({ x: 2, i: 2, k: keyFrom(0) })).toEqual({ x: 2, i: [], k: [] })
    const moved = run(jvp(f))([
      { x: 2, i: 2, k: keyFrom(0) },
      { x: 1, i: [], k: [] },
    ])
    expect(moved).toEqual([4, 2])
  })

  test('valueAndGrad is the value and the gradient', () => {
    const f = fn(vector(2), x => sum(exp(x)))
    const x = array([0.5, -1])
    expect(run(valueAndGrad(f))(x)).toEqual([run(f)(x), run(grad(f))(x)])
  })

  test('aliased arguments: each position has a cotangent of its own', () => {
    const product = fn(tuple(real, real), ([a, b]) => mul(a, b))
    expect(run(grad(product))([3, 3])).toEqual([3, 3])
    const squared = fn(real, x => apply(product, [x, x]))
    expect(run(grad(squared))(3)).toBe(6)
    const both = fn(real, x => apply(vjp(product), [[x, x], constant(1)])[1])
    expect(run(both)(3)).toEqual([3, 3])
  })

  test('a scalar function is asked for', () => {
    const f = fn(vector(2), x => x) as unknown as Diff<number, number>
    expect(() => grad(f)).toThrow(/grad: expected a function to ℝ, got one to ℝ\[2\]/)
    try {
      grad(f)
    } catch (e) {
      expect(isShapeError(e)).toBe(true)
    }
  })

  test('stopGradient holds both modes', () => {
    const f = fn(real, x => mul(x, stopGradient(mul(x, x))))
    expect(run(grad(f))(3)).toBe(9)
    expect(run(jvp(f))([3, 1])).toEqual([27, 9])
  })
})

describe('with respect to a field', () => {
  const R = fn(struct({ x: vector(3), y: real, net: vector(3) }), ({ x, y, net }) =>
    tanh(sub(sum(mul(net, x)), y)),
  )
  const at = { x: array([1, 2, 3]), y: 0.5, net: array([0.1, -0.2, 0.3]) }

  test('gradAt is that field of the gradient', () => {
    expect(run(gradAt('net')(R))(at)).toEqual(run(grad(R))(at).net)
    expect(run(valueAndGradAt('y')(R))(at)).toEqual([run(R)(at), run(grad(R))(at).y])
  })

  test('the sweeps to the other fields are not made', () => {
    const size = (f: Diff<never, never>): number => programOf(f).instructions.length
    const pruned = size(gradAt('y')(R) as never)
    expect(pruned).toBeLessThan(size(grad(R) as never))
  })

  test('fix holds fields at values', () => {
    const f = fix(R, { x: at.x, y: at.y })
    expect(run(f)({ net: at.net })).toBe(run(R)(at))
    expect(run(grad(f))({ net: at.net }).net).toEqual(run(grad(R))(at).net)
    expect(() => fix(R, { x: array([1, 2]) as never })).toThrow(
      /fix: expected a real tensor of shape \[3\]/,
    )
  })

  test('a field that is not there is named', () => {
    expect(() => gradAt('z' as 'y')(R)).toThrow(/'z'/)
  })
})

describe('products with Jacobians', () => {
  const f = fn(struct({ a: vector(2), i: indices(5, 2) }), ({ a, i }) => ({
    u: mul(exp(a), toReal(i)),
    s: sum(sin(a)),
    i,
  }))
  const at = { a: array([0.5, -1]), i: array([2, 3], 'index') }
  const value = (xs: readonly number[]) => {
    const y = run(f)({ ...at, a: array(xs) as typeof at.a })
    return [...y.u.values, y.s]
  }
  const J = slopes(value, at.a.values)

  test('vjp is w · J', () => {
    const w = [0.25, -2, 3]
    const out = run(vjp(f))([at, { u: array([0.25, -2]), s: 3, i: [] }])
    expect(out[0]).toEqual(run(f)(at))
    expectWithin(
      out[1].a.values,
      at.a.values.map((_, j) => ({
        value: J.reduce((s, row, i) => s + w[i]! * row[j]!.value, 0),
        error: J.reduce((s, row, i) => s + Math.abs(w[i]!) * row[j]!.error, 1e-12),
      })),
    )
  })

  test('jvp is J · v', () => {
    const v = [1.5, -0.5]
    const [, t] = run(jvp(f))([at, { a: array([1.5, -0.5]), i: [] }])
    const along = (h: number) => value(at.a.values.map((x, j) => x + h * v[j]!))
    expectWithin(
      [...t.u.values, t.s],
      [0, 1, 2].map(i => slope(h => along(h)[i]!)),
    )
  })
})

describe('where', () => {
  test('a guarded branch that is not taken leaves the gradient finite', () => {
    const bare = fn(real, x => where(greater(x, 0), log(x), 0))
    const guarded = fn(real, x => where(greater(x, 0), log(where(greater(x, 0), x, 1)), 0))
    expect(run(grad(guarded))(0)).toBe(0)
    expect(run(grad(guarded))(2)).toBe(0.5)
    expect(run(grad(bare))(0)).toBeNaN()
  })
})
