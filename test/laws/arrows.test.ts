/** The laws on arrows of every make: each unary operation, broadcasts of every shape, products, reductions. */
import {
  add,
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
  real,
  reshape,
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

const runs = 20
const holds = <A, B>(f: Diff<A, B>, range: Range = {}): void => {
  assertLaws(gradientLaws(f, { range }), { runs })
}

/** Points that keep off kinks and ends of domains: odd multiples of a 64th. */
const inside = (min: number, max: number): Range => ({ min, max, step: 1 / 64 })

describe('unary operations', () => {
  const everywhere = [
    'neg',
    'square',
    'exp',
    'expm1',
    'sin',
    'cos',
    'atan',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'sigmoid',
    'logSigmoid',
    'softplus',
    'silu',
    'abs',
    'relu',
    'leakyRelu',
    'elu',
    'sign',
    'floor',
    'ceil',
    'oneMinusSquare',
    'sech2',
  ] as const
  const positive = ['sqrt', 'log', 'log2', 'log10', 'reciprocal'] as const
  for (const name of everywhere)
    test(name, () => {
      holds(
        fn(vector(3), x => op[name](x)),
        inside(-2, 2),
      )
    })
  for (const name of positive)
    test(name, () => {
      holds(
        fn(vector(3), x => op[name](x)),
        inside(0.5, 3),
      )
    })
  test('log1p, tan, asin, acos, atanh, acosh on their domains', () => {
    holds(
      fn(vector(2), x => op.log1p(x)),
      inside(-0.5, 2),
    )
    for (const σ of [op.tan, op.asin, op.acos, op.atanh])
      holds(
        fn(vector(2), x => σ(x)),
        inside(-0.75, 0.75),
      )
    holds(
      fn(vector(2), x => op.acosh(x)),
      inside(1.5, 3),
    )
  })
  test('stopGradient is not lawful, and the laws say so', () => {
    const summaries = tryLaws(gradientLaws(fn(real, x => op.stopGradient(sin(x)))), { runs: 20 })
    expect(summaries.find(s => !s.holds)?.law).toBe('the vjp is what differences say')
  })
})

const shapes = [[], [0], [1], [3], [2, 1], [1, 3], [2, 3], [1, 2, 1, 3, 1], [2, 0, 3]] as const
const meet = (s: readonly number[], t: readonly number[]): boolean =>
  [1, 2, 3, 4, 5].every(i => {
    const [a, b] = [s[s.length - i] ?? 1, t[t.length - i] ?? 1]
    return a === b || a === 1 || b === 1
  })

describe('binary operations, every pair of shapes that broadcasts', () => {
  const pairs = shapes.flatMap(s => shapes.filter(t => meet(s, t)).map(t => [s, t] as const))
  const both = (f: (a: Expr, b: Expr) => Expr, range: Range, few: number): void => {
    for (const [s, t] of pairs)
      assertLaws(
        gradientLaws(
          fn(tuple(tensor<readonly number[]>(...s), tensor<readonly number[]>(...t)), ([a, b]) =>
            f(a, b),
          ),
          { range },
        ),
        { runs: few },
      )
  }
  for (const name of ['add', 'sub', 'mul', 'maximum', 'minimum', 'logaddexp'] as const)
    test(name, () => {
      both((a, b) => op[name](a, b), inside(-2, 2), 3)
    })
  for (const name of ['div', 'pow', 'atan2', 'hypot'] as const)
    test(name, () => {
      both((a, b) => op[name](a, b), inside(0.5, 2), 3)
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
