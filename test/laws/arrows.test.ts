/** The laws on arrows of every make: each unary operation, broadcasts of every shape, products, reductions. */
import {
  add,
  apply,
  compose,
  concat,
  crossEntropy,
  type Diff,
  div,
  type Expr,
  exp,
  fn,
  gather,
  index,
  indices,
  logSoftmax,
  logsumexp,
  mask,
  matmul,
  matrix,
  max,
  mean,
  mul,
  pullback,
  real,
  reshape,
  rule,
  scatterAdd,
  sin,
  slice,
  softmax,
  struct,
  sub,
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
  arbitrarySpace,
  assertLaws,
  categoryLaws,
  chainRuleLaws,
  gradientLaws,
  productLaws,
  type Range,
  spaceLaws,
  tryLaws,
} from 'chainrule/laws'
import * as op from 'chainrule/op'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const runs = 12
const holds = <A, B>(f: Diff<A, B>, range: Range = {}): void => {
  assertLaws(gradientLaws(f, { range }), { runs })
}

/** Points within a domain: multiples of a 64th, which a kink at 0 seldom is among. */
const inside = (min: number, max: number): Range => ({ min, max, step: 1 / 64 })

describe('unary operations', () => {
  const everywhere = inside(-2, 2)
  const positive = inside(0.5, 3)
  const within = inside(-0.75, 0.75)
  const domains: Readonly<Record<string, Range>> = {
    neg: everywhere,
    square: everywhere,
    exp: everywhere,
    expm1: everywhere,
    sin: everywhere,
    cos: everywhere,
    atan: everywhere,
    sinh: everywhere,
    cosh: everywhere,
    tanh: everywhere,
    asinh: everywhere,
    sigmoid: everywhere,
    logSigmoid: everywhere,
    softplus: everywhere,
    silu: everywhere,
    abs: everywhere,
    relu: everywhere,
    leakyRelu: everywhere,
    elu: everywhere,
    sign: everywhere,
    floor: everywhere,
    ceil: everywhere,
    oneMinusSquare: everywhere,
    sech2: everywhere,
    cbrt: { ...inside(-3, 3), only: 'non-zero' },
    exp2: everywhere,
    selu: everywhere,
    erf: everywhere,
    erfc: everywhere,
    erfinv: within,
    normalCdf: everywhere,
    gelu: everywhere,
    lgamma: positive,
    digamma: positive,
    logit: inside(0.1, 0.9),
    xlogx: positive,
    round: everywhere,
    trunc: everywhere,
    rsqrt: positive,
    sqrt: positive,
    log: positive,
    log2: positive,
    log10: positive,
    reciprocal: { ...inside(-3, 3), only: 'non-zero' },
    log1p: inside(-0.5, 2),
    tan: within,
    asin: within,
    acos: within,
    atanh: within,
    acosh: inside(1.5, 3),
  }
  type Unary = (x: Expr<readonly [2]>) => Expr<readonly [2]>
  const unary = Object.entries(op as Readonly<Record<string, unknown>>).flatMap(([name, σ]) => {
    const form = op.operations.get(name)?.derivative.form
    return form === 'elementwise' && typeof σ === 'function' && σ.length === 1
      ? [[name, σ as Unary] as const] // elementwise, of one argument
      : []
  })

  test('each has a domain here', () => {
    const names = unary.map(([name]) => name).filter(name => name !== 'stopGradient')
    expect(Object.keys(domains).toSorted()).toEqual(names.toSorted())
  })
  test.each(unary.filter(([name]) => name in domains))('%s', (name, σ) => {
    holds(
      fn(vector(2), x => σ(x)),
      domains[name] ?? {},
    )
  })

  test('stopGradient is not lawful, and the laws say so', () => {
    const summaries = tryLaws(gradientLaws(fn(real, x => op.stopGradient(sin(x)))), { runs: 20 })
    expect(summaries.find(s => !s.holds)?.law).toBe('the vjp is what differences say')
  })
})

describe('declared edges', () => {
  type Pointwise = (...xs: readonly Expr<readonly []>[]) => Expr<readonly []>
  const functions = op as Readonly<Record<string, unknown>>
  const edges = [...op.operations.values()].flatMap(({ name, derivative, edges: all }) =>
    derivative.form === 'elementwise' ? all.map(edge => ({ name, ...edge })) : [],
  )
  test('there are some', () => {
    expect(edges.length).toBeGreaterThan(20)
  })
  test.each(edges)('$name at $at: no law is broken there', ({ name, at }) => {
    const σ = functions[name] as Pointwise // elementwise, of as many arguments as the edge has
    const f = fn(tuple(...at.map(() => real)), xs => σ(...(xs as readonly Expr<readonly []>[])))
    for (const law of gradientLaws(f, { at: fc.constant(at) as never }))
      expect(
        law.reports(10, 0).filter(r => r.verdict === 'fails'),
        law.name,
      ).toEqual([])
  })
})

describe('structure, reductions, contractions, indexing', () => {
  test('reductions over every axis, kept or not', () => {
    const x = tensor(2, 3, 2)
    for (const f of [sum, mean, logsumexp, max] as const)
      for (const axis of [undefined, 0, -1, [0, 2]] as const)
        for (const keepdims of [false, true])
          assertLaws(
            gradientLaws(
              fn(x, v => f(sin(v), { ...(axis === undefined ? {} : { axis }), keepdims })),
            ),
            { runs: 3 },
          )
  })
  test('softmax, log-softmax, cross-entropy', () => {
    holds(fn(matrix(2, 3), x => softmax(x)))
    holds(fn(matrix(2, 3), x => logSoftmax(x, { axis: 0 })))
    holds(fn(struct({ z: matrix(3, 4), y: indices(4, 3) }), ({ z, y }) => mean(crossEntropy(z, y))))
    holds(fn(struct({ z: vector(4), y: index(4) }), ({ z, y }) => crossEntropy(z, y)))
  })
  test('matmul in all its forms', () => {
    holds(fn(tuple(matrix(2, 3), matrix(3, 2)), ([a, b]) => matmul(a, b)))
    holds(fn(tuple(matrix(2, 3), vector(3)), ([a, b]) => matmul(a, b)))
    holds(fn(tuple(vector(2), matrix(2, 3)), ([a, b]) => matmul(a, b)))
    holds(fn(tuple(vector(3), vector(3)), ([a, b]) => matmul(a, b)))
    holds(fn(tuple(tensor(2, 1, 2, 3), tensor(4, 3, 1)), ([a, b]) => matmul(a, b)))
    holds(fn(tuple(matrix(2, 0), matrix(0, 3)), ([a, b]) => matmul(a, b)))
    holds(fn(matrix(3, 3), a => matmul(a, a)))
  })
  test('moving entries: reshape, transpose, slice, concat, gather, scatterAdd, where', () => {
    holds(fn(tensor(2, 3, 2), x => transpose(reshape(sin(x), [3, 4]), [1, 0])))
    holds(
      fn(matrix(4, 5), x =>
        slice(mul(x, x), [
          { start: 3, step: -2 },
          { start: 1, stop: 4 },
        ]),
      ),
    )
    holds(fn(tuple(matrix(2, 3), matrix(1, 3)), ([a, b]) => concat([sin(a), mul(b, b)])))
    holds(fn(struct({ x: matrix(4, 2), i: indices(4, 2, 3) }), ({ x, i }) => gather(exp(x), i)))
    holds(
      fn(struct({ x: matrix(4, 2), i: indices(4, 3), s: matrix(3, 2) }), ({ x, i, s }) =>
        scatterAdd(mul(x, x), i, sin(s)),
      ),
    )
    holds(
      fn(struct({ c: mask(3), a: vector(3), b: vector(3) }), ({ c, a, b }) =>
        where(c, sin(a), exp(b)),
      ),
    )
  })
  test('an objective of a network of two layers', () => {
    const dom = struct({
      W: matrix(3, 4),
      b: vector(3),
      V: matrix(2, 3),
      x: vector(4),
      y: index(2),
    })
    holds(fn(dom, ({ W, b, V, x, y }) => crossEntropy(matmul(V, tanh(add(matmul(W, x), b))), y)))
  })
})

describe('where digits are lost, the laws know it', () => {
  const z = fn(vector(4), x => mul(50, x))
  const labelled = struct({ z: vector(4), y: index(4) })
  const offset = 1e9 / 7
  const sound: Readonly<Record<string, () => readonly AnyLaw[]>> = {
    'a saturated softmax': () =>
      gradientLaws(
        compose(
          fn(vector(4), x => softmax(x)),
          z,
        ),
      ),
    'its logarithm': () =>
      gradientLaws(
        compose(
          fn(vector(4), x => logSoftmax(x)),
          z,
        ),
      ),
    'its normaliser': () =>
      gradientLaws(
        compose(
          fn(vector(4), x => logsumexp(x)),
          z,
        ),
      ),
    'a confident classifier': () =>
      gradientLaws(fn(labelled, ({ z, y }) => crossEntropy(mul(50, z), y))),
    'a difference of squares of thousands': () =>
      gradientLaws(
        fn(real, x => sub(op.square(op.cosh(mul(5, x))), op.square(op.sinh(mul(5, x))))),
      ),
    'a linear map that cancels': () =>
      gradientLaws(fn(vector(3), x => sub(mul(x, 1 + offset), mul(x, offset)))),
    'a sum that cancels': () => gradientLaws(fn(real, x => sub(add(1e8, sin(x)), 1e8))),
    'a slope that is infinite aside': () =>
      gradientLaws(
        fn(vector(3), x => op.sqrt(x)),
        { range: { min: 0, max: 2 } },
      ),
    'waves in step with the grid': () => gradientLaws(fn(real, x => sin(mul(32 * Math.PI, x)))),
    'fast waves': () => gradientLaws(fn(real, x => sin(mul(1000, x)))),
  }
  test.each(Object.entries(sound))('%s is never said to be wrong', (_, laws) => {
    for (const law of laws())
      expect(
        law.reports(100, 1).filter(r => r.verdict === 'fails'),
        law.name,
      ).toEqual([])
  })
  test('a part in a million is missed by neither', () => {
    const right = compose(
      fn(vector(4), x => softmax(x)),
      z,
    )
    const wrong = rule(vector(4), vector(4), x => apply(right, x), {
      vjp: (x, w) => mul(1 + 1e-6, pullback(right)(x)[1](w)),
    })
    const [row] = tryLaws(
      gradientLaws(wrong).filter(law => law.name.startsWith('the vjp')),
      { runs: 200 },
    )
    expect(row).toMatchObject({ holds: false })
  })
})

describe('composition', () => {
  const f = fn(vector(3), x => sin(mul(x, sum(x))))
  const g = fn(vector(3), x => matmul(transpose(reshape(x, [1, 3])), reshape(exp(x), [1, 3])))
  const h = fn(matrix(3, 3), x => ({ s: sum(tanh(x)), r: sub(x, transpose(x)) }))

  test('category, products, chain rule', () => {
    assertLaws(categoryLaws(h, g, f), { runs })
    assertLaws(productLaws(f, g), { runs })
    assertLaws(chainRuleLaws(g, f), { runs })
    assertLaws(chainRuleLaws(h, g), { runs })
  })

  /** Compositions drawn at random from smooth maps of ℝ³. */
  const pieces = [
    fn(vector(3), x => tanh(x)),
    fn(vector(3), x => mul(x, sum(x))),
    fn(vector(3), x => div(x, add(1, sum(mul(x, x))))),
    fn(vector(3), x => add(x, softmax(x))),
    fn(vector(3), x => slice(x, [{ step: -1 }]) as typeof x),
    fn(vector(3), x => where(op.greater(x, 0), sin(x), mul(x, exp(x)))),
  ] as const
  test('the chain rule on compositions drawn at random', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pieces),
        fc.constantFrom(...pieces),
        fc.nat(),
        (a, b, seed) => {
          assertLaws(chainRuleLaws(a, b), { runs: 3, seed })
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('spaces', () => {
  test('the laws hold in spaces of every make', () => {
    fc.assert(
      fc.property(arbitrarySpace, fc.nat(), (s, seed) => {
        assertLaws(spaceLaws(s), { runs: 4, seed })
      }),
      { numRuns: 60 },
    )
  })
})
