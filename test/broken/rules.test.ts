/** Planted wrong rules: each is caught by a law that names it, on every seed, with a readable counterexample. */
import {
  add,
  apply,
  broadcastTo,
  cos,
  type Diff,
  exp,
  fn,
  greater,
  matmul,
  matrix,
  mul,
  neg,
  real,
  reshape,
  rule,
  sin,
  stopGradient,
  sum,
  tanh,
  tensor,
  transpose,
  tuple,
  vector,
  where,
} from 'chainrule'
import { type AnyLaw, assertLaws, gradientLaws, tryLaws } from 'chainrule/laws'
import { describe, expect, test } from 'vitest'

const seeds = Array.from({ length: 20 }, (_, i) => i)

const messageOf = (laws: readonly AnyLaw[], seed: number): string => {
  try {
    assertLaws(laws, { seed })
  } catch (e) {
    return e instanceof Error
      ? `${e.message}\n${String((e as { cause?: unknown }).cause)}`
      : String(e)
  }
  return 'nothing was thrown'
}

/** A wrong arrow is caught on every seed, by a law whose name matches; its right twin never is. */
const caught = <A, B>(name: string, wrong: Diff<A, B>, right: Diff<A, B>, law: RegExp): void => {
  test(`${name} is caught`, () => {
    for (const seed of seeds) {
      const message = messageOf(gradientLaws(wrong, { name }), seed)
      expect(message).toMatch(law)
      expect(message).toContain(`${name} breaks the law`)
      expect(message).toMatch(/claimed: .*\n *measured: .*\n *tolerance: /)
    }
  })
  test(`${name}: no false alarm on the right rule`, () => {
    for (const seed of seeds) assertLaws(gradientLaws(right), { seed, runs: 20 })
  })
}

const differences = /«the vjp is what differences say»/

describe('planted rules', () => {
  caught(
    'a wrong sign',
    rule(vector(2), vector(2), x => cos(x), { vjp: (x, w) => mul(w, sin(x)) }),
    rule(vector(2), vector(2), x => cos(x), { vjp: (x, w) => neg(mul(w, sin(x))) }),
    differences,
  )
  caught(
    'a missing factor',
    rule(vector(2), vector(2), x => mul(x, x), { vjp: (x, w) => mul(w, x) }),
    rule(vector(2), vector(2), x => mul(x, x), { vjp: (x, w) => mul(2, mul(w, x)) }),
    differences,
  )
  caught(
    'a missing inner derivative',
    rule(real, real, x => sin(mul(3, x)), { vjp: (x, w) => mul(w, cos(mul(3, x))) }),
    rule(real, real, x => sin(mul(3, x)), { vjp: (x, w) => mul(3, mul(w, cos(mul(3, x)))) }),
    differences,
  )
  caught(
    'a forgotten fan-out sum',
    rule(real, real, x => mul(sin(x), exp(x)), { vjp: (x, w) => mul(w, mul(cos(x), exp(x))) }),
    rule(real, real, x => mul(sin(x), exp(x)), {
      vjp: (x, w) => mul(w, add(mul(cos(x), exp(x)), mul(sin(x), exp(x)))),
    }),
    differences,
  )
  caught(
    'a transposed matrix',
    rule(tuple(matrix(3, 3), vector(3)), vector(3), ([W, x]) => matmul(W, x), {
      vjp: ([W, x], w) => [matmul(reshape(w, [3, 1]), reshape(x, [1, 3])), matmul(W, w)],
    }),
    rule(tuple(matrix(3, 3), vector(3)), vector(3), ([W, x]) => matmul(W, x), {
      vjp: ([W, x], w) => [matmul(reshape(w, [3, 1]), reshape(x, [1, 3])), matmul(transpose(W), w)],
    }),
    differences,
  )
  caught(
    'a dropped broadcast sum',
    rule(tuple(matrix(2, 3), tensor(1, 3)), matrix(2, 3), ([a, b]) => add(a, b), {
      vjp: (_, w) => [w, mul(0.5, sum(w, { axis: 0, keepdims: true }))],
    }),
    rule(tuple(matrix(2, 3), tensor(1, 3)), matrix(2, 3), ([a, b]) => add(a, b), {
      vjp: (_, w) => [w, sum(w, { axis: 0, keepdims: true })],
    }),
    differences,
  )
  const relu = (flip: boolean) =>
    rule(vector(2), vector(2), x => where(greater(x, 0), x, 0), {
      vjp: (x, w) => (flip ? where(greater(x, 0), 0, w) : where(greater(x, 0), w, 0)),
    })
  caught('a wrong branch', relu(true), relu(false), differences)
  caught(
    'a detached part',
    fn(vector(2), x => mul(x, stopGradient(tanh(x)))),
    fn(vector(2), x => mul(x, tanh(x))),
    differences,
  )
  caught(
    'a pullback that is not linear',
    rule(vector(2), vector(2), x => sin(x), {
      vjp: (x, w) => mul(mul(w, w), cos(x)),
      jvp: (x, v) => mul(v, cos(x)),
    }),
    rule(vector(2), vector(2), x => sin(x), {
      vjp: (x, w) => mul(w, cos(x)),
      jvp: (x, v) => mul(v, cos(x)),
    }),
    /«the pullback is linear in the cotangent»/,
  )
  caught(
    'a jvp that is not the transpose of the vjp',
    rule(vector(2), vector(2), x => mul(x, sum(x)), {
      vjp: (x, w) => add(mul(w, sum(x)), broadcastTo(sum(mul(w, x)), [2])),
      jvp: (x, v) => mul(v, sum(x)),
    }),
    rule(vector(2), vector(2), x => mul(x, sum(x)), {
      vjp: (x, w) => add(mul(w, sum(x)), broadcastTo(sum(mul(w, x)), [2])),
      jvp: (x, v) => add(mul(v, sum(x)), mul(x, sum(v))),
    }),
    /«the pullback is the transpose of the pushforward»/,
  )
  caught(
    'a second derivative that is cut off',
    rule(vector(2), vector(2), x => sin(x), { vjp: (x, w) => mul(w, stopGradient(cos(x))) }),
    rule(vector(2), vector(2), x => sin(x), { vjp: (x, w) => mul(w, cos(x)) }),
    /«the derivative of the derivative/,
  )
})

describe('counterexamples', () => {
  test('are shrunk to short decimals, and name the entry or the direction', () => {
    const wrong = rule(real, real, x => sin(x), { vjp: (x, w) => mul(2, mul(w, cos(x))) })
    const message = messageOf(gradientLaws(wrong, { name: 'twice the sine' }), 1)
    expect(message).toMatch(/at: +x = 0, v = -?0\.1, w = -?0\.1\b/)
    expect(message).toMatch(/claimed: +-?0\.02\d*/)
    expect(message).toMatch(/measured: +-?0\.0(1|099)\d*/)
    expect(message).toMatch(/tolerance: +\d\.\d+e-1\d \(the error bar of the differences\)/)
    expect(message).toMatch(/seed: 1/)
  })

  test('a report says the same without an exception', () => {
    const wrong = rule(real, real, x => sin(x), { vjp: (x, w) => mul(2, mul(w, cos(x))) })
    const summaries = tryLaws(gradientLaws(wrong))
    expect(summaries.filter(s => !s.holds).map(s => s.law)).toContain(
      'the vjp is what differences say',
    )
    const row = summaries.find(s => s.law === 'the vjp is what differences say')!
    expect(row.worst).toBeGreaterThan(1e3 * row.tolerance)
  })

  test('a law that can be decided nowhere does not hold', () => {
    const f = fn(real, x => add(where(greater(x, 0), x, neg(x)), apply(constantly, x)))
    const at = { range: { min: 0, max: 0 } }
    const row = tryLaws(gradientLaws(f, at)).find(s => s.law === 'the vjp is what differences say')!
    expect(row).toMatchObject({ holds: false, runs: 0, inconclusive: 50 })
    expect(() => {
      assertLaws(gradientLaws(f, at))
    }).toThrow(/pre-condition/)
  })
})

const constantly = fn(real, () => 1)
