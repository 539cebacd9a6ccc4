/** Planted wrong rules: each is caught by a law that names it, on every seed, with a readable counterexample. */
import {
  add,
  apply,
  array,
  broadcastTo,
  constant,
  cos,
  type Diff,
  type Expr,
  equal,
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
  slice,
  stopGradient,
  struct,
  sum,
  tanh,
  tensor,
  transpose,
  tuple,
  vector,
  where,
} from 'chainrule'
import {
  type AnyLaw,
  arbitrary,
  assertLaws,
  derivativeLaws,
  gradientLaws,
  subject,
  tryLaws,
} from 'chainrule/laws'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const seeds = Array.from({ length: 20 }, (_, i) => i)

const messageOf = (laws: readonly AnyLaw[], seed: number): string => {
  try {
    assertLaws(laws, { seed })
  } catch (e) {
    return e instanceof Error ? e.message : String(e)
  }
  return 'nothing was thrown'
}

/** Every number of a counterexample is a short decimal. */
const readable = (message: string): boolean => {
  const at = /^ {2}at: +(.*)$/m.exec(message)?.[1] ?? ''
  const numbers = at.match(/-?\d+(\.\d+)?(e[-+]?\d+)?/g) ?? []
  return numbers.length > 0 && numbers.every(n => /^-?\d(\.\d{1,2})?$/.test(n))
}

/** A wrong arrow is caught on every seed, by a law whose name matches; its right twin never is. */
const caught = <A, B>(name: string, wrong: Diff<A, B>, right: Diff<A, B>, law: RegExp): void => {
  test(`${name} is caught`, () => {
    const laws = gradientLaws(wrong, { name })
    for (const seed of seeds) {
      const message = messageOf(laws, seed)
      expect(message).toMatch(law)
      expect(message).toContain(`${name} breaks the law`)
      expect(message).toMatch(/claimed: .*\n *measured: .*\n *tolerance: \d.*\(.*\)\n/)
      expect(message).toContain(`seed: ${seed}, path: "`)
      expect(readable(message), message).toBe(true)
    }
  })
  test(`${name}: no false alarm on the right rule`, () => {
    const laws = gradientLaws(right)
    for (const seed of seeds) assertLaws(laws, { seed, runs: 10 })
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
      // The shape is right: it is the first row only.
      vjp: (_, w) => [w, slice(w, [{ stop: 1 }]) as typeof w as never],
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

describe('what noise and scale must not excuse', () => {
  const found = (laws: readonly AnyLaw[], seed: number): boolean =>
    tryLaws(laws, { seed }).some(s => !s.holds)
  const hash = (t: number): number => {
    const y = Math.sin(t * 1e9 + 0.3) * 43758.5453
    return y - Math.floor(y) - 0.5
  }
  const pair = struct({ a: real, b: real })
  type P = { readonly a: number; readonly b: number }
  const sines = {
    name: 'two sines',
    dom: pair,
    cod: pair,
    value: ({ a, b }: P): P => ({ a: Math.sin(a), b: Math.sin(b) }),
    vjp: (x: P, w: P): P => ({ a: w.a * Math.cos(x.a), b: w.b * Math.cos(x.b) }),
    jvp: (x: P, v: P): P => ({ a: v.a * Math.cos(x.a), b: v.b * Math.cos(x.b) }),
  }
  const kept = { a: 0, b: 0 }
  const slips: Readonly<Record<string, readonly AnyLaw[]>> = {
    'a slip at one point': gradientLaws(
      rule(real, real, x => sin(x), {
        vjp: (x, w) => mul(w, where(equal(x, 0), 0, cos(x))),
      }),
      { range: { min: -1, max: 1, step: 0.5 } },
    ),
    'a slip where the gradient is small': gradientLaws(
      rule(real, real, x => exp(x), { vjp: (x, w) => mul(w, where(greater(x, 0), exp(x), 0)) }),
      { range: { min: -40, max: 40 } },
    ),
    'a sign on the small side': gradientLaws(
      rule(real, real, x => exp(mul(20, x)), {
        vjp: (x, w) => mul(w, mul(where(greater(x, 0), 20, -7), exp(mul(20, x)))),
      }),
    ),
    'an error that trembles': derivativeLaws({
      name: 'trembling',
      dom: real,
      cod: real,
      value: Math.sin,
      vjp: (x: number, w: number) => w * (Math.cos(x) + 0.01 * hash(x)),
      jvp: (x: number, v: number) => v * (Math.cos(x) + 0.01 * hash(x)),
    }),
    'a jvp without a derivative': gradientLaws(
      rule(vector(2), vector(2), x => sin(x), {
        vjp: (x, w) => mul(w, cos(x)),
        jvp: (x, v) => mul(v, stopGradient(cos(x))),
      }),
    ),
    'a cotangent that is written to': derivativeLaws({
      ...sines,
      vjp: (x, w) => Object.assign(w, sines.vjp(x, w)),
    }),
    'a tangent that is written to': derivativeLaws({
      ...sines,
      jvp: (x, v) => Object.assign(v, sines.jvp(x, v)),
    }),
    'a value that is used again': derivativeLaws({
      ...sines,
      value: x => Object.assign(kept, sines.value(x)),
    }),
  }
  test.each(Object.entries(slips))('%s is caught on every seed', (_, laws) => {
    for (const seed of seeds) expect(found(laws, seed)).toBe(true)
  })
})

test('runs and ranges that cannot be are refused', () => {
  const laws = gradientLaws(fn(real, x => sin(x)))
  for (const runs of [0, 1.5, Number.NaN, -1]) {
    expect(() => assertLaws(laws, { runs })).toThrow(/a whole number of runs/)
    expect(() => tryLaws(laws, { runs })).toThrow(/a whole number of runs/)
  }
  for (const range of [
    { min: 1, max: 0 },
    { min: 1e-4, max: 1e-3 },
    { min: 0, max: 0, only: 'non-zero' },
    { min: -2, max: 0, only: 'positive' },
    { step: 5 },
    { step: 0.3 },
  ] as const)
    expect(() => arbitrary(real, range)).toThrow(/arbitrary: expected a range/)
  expect(fc.sample(arbitrary(real, { min: 0.29, max: 0.29 }), 1)).toEqual([0.29])
})

describe('counterexamples', () => {
  test('are shrunk to short decimals, and name the entry or the direction', () => {
    const wrong = rule(real, real, x => sin(x), { vjp: (x, w) => mul(2, mul(w, cos(x))) })
    const message = messageOf(gradientLaws(wrong, { name: 'twice the sine' }), 1)
    expect(message).toMatch(/at: +x = 0, v = -?0\.1, w = -?0\.1\b/)
    expect(message).toMatch(/claimed: +-?0\.02\d*/)
    expect(message).toMatch(/measured: +-?0\.0(1|099)\d*/)
    expect(message).toMatch(
      /tolerance: +\d\.\d+e-1\d \(the error bar of the differences, and the noise of what is claimed\)/,
    )
    expect(message).toMatch(/seed: 1/)
  })

  test('name the one entry at fault', () => {
    const dom = struct({ W: matrix(3, 4), b: vector(3) })
    const keep = array([
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [1, 0, 1, 1],
    ])
    const wrong = rule(dom, real, ({ W, b }) => add(sum(sin(W)), sum(b)), {
      vjp: ({ W, b }, w) => ({
        W: mul(w, mul(cos(W), constant(keep))),
        b: mul(w, broadcastTo(constant(1), b.shape)),
      }),
    })
    const laws = gradientLaws(wrong)
    for (const seed of seeds)
      expect(messageOf(laws, seed)).toMatch(
        /where: +∂out\/∂W\[2, 1\]: claimed -?0, measured -?\d.* ± \de-\d\d/,
      )
  })

  test('name the output at fault where the forward mode is wrong', () => {
    const s = subject(
      fn(vector(3), x => sin(x)),
      'a sine',
    )
    const wrong = {
      ...s,
      jvp: (x: never, v: never) => {
        const [a, b, c] = s.jvp(x, v).values
        return array([a!, 3 * b! + 1, c!])
      },
    }
    const law = derivativeLaws(wrong as never).filter(l => l.name.startsWith('the jvp'))
    for (const seed of seeds)
      expect(messageOf(law, seed)).toMatch(/where: +∂out\[1\]\/∂x\[\d\]: claimed .* measured .* ± /)
  })

  test('one that throws is at fault, and says what it threw', () => {
    const thrower = {
      ...subject(
        fn(real, x => sin(x)),
        'a thrower',
      ),
      value: (x: number): number => {
        if (x > 1) throw new Error('no way')
        return Math.sin(x)
      },
    }
    const laws = derivativeLaws(thrower)
    expect(messageOf(laws, 3)).toMatch(/at: +x = 1\.01,[\s\S]*where: +it threw no way/)
    expect(tryLaws(laws).every(s => s.holds)).toBe(false)
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
    expect(row.reason).toMatch(/a kink/)
    expect(() => {
      assertLaws(gradientLaws(f, at))
    }).toThrow(
      /«the vjp is what differences say» is inconclusive, 51 inputs against 0[\s\S]*a kink/,
    )
  })

  test('nor does one that can be decided hardly anywhere', () => {
    const f = fn(real, x => where(greater(x, 0), x, neg(x)))
    const at = fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.constant(1) },
    )
    const row = tryLaws(gradientLaws(f, { at })).find(
      s => s.law === 'the vjp is what differences say',
    )!
    expect(row.runs).toBeGreaterThan(0)
    expect(row.holds).toBe(false)
    expect(() => {
      assertLaws(gradientLaws(f, { at }), { seed: 1 })
    }).toThrow(/is inconclusive/)
  })

  test('what differences cannot tell is not held by what else the law says', () => {
    // The second derivative is cut off, and the first has a kink at 0: only differences could tell.
    const bent = (x: Expr<readonly []>) => where(greater(x, 0), x, neg(x))
    const f = rule(real, real, x => mul(x, bent(x)), {
      vjp: (x, w) => mul(w, mul(2, stopGradient(bent(x)))),
    })
    const row = tryLaws(gradientLaws(f, { at: fc.constant(0) })).at(-1)!
    expect(row).toMatchObject({ holds: false, runs: 0 })
  })
})

const constantly = fn(real, () => 1)
