/** Laws of arrows on generated spaces and values; the two forms of `fn`; positions, not identities. */
import {
  add,
  apply,
  array,
  both,
  compose,
  type Diff,
  type Expr,
  exp,
  flow,
  fn,
  fork,
  fromFlat,
  fst,
  grad,
  identity,
  isScopeError,
  isShapeError,
  jvp,
  log,
  matmul,
  matrix,
  mul,
  pullback,
  real,
  rule,
  run,
  type Space,
  sin,
  snd,
  stages,
  struct,
  sub,
  sum,
  swap,
  tanh,
  tuple,
  unit,
  vector,
  vjp,
} from 'chainrule'
import { isExpr } from 'chainrule/Expr'
import { arbitrary, arbitrarySpace } from 'chainrule/laws'
import { affine, compose as layers, objective, quadratic, ridge } from 'chainrule/learn'
import { equalValues, sameSpace, showSpace } from 'chainrule/Space'
import { isTensor } from 'chainrule/Tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const pairs = fc
  .tuple(arbitrarySpace, arbitrarySpace)
  .chain(([s, t]) =>
    fc.record({ s: fc.constant(s), t: fc.constant(t), a: arbitrary(s), b: arbitrary(t) }),
  )
/** All records and lists that an arrow is made of. */
const partsOf = (u: unknown): readonly object[] =>
  typeof u !== 'object' || u === null || isTensor(u) || isExpr(u)
    ? []
    : [u, ...Object.values(u).flatMap(partsOf)]

/** Runs two arrows between the same spaces at a point. */
const agree = <A, B>(f: Diff<A, B>, g: Diff<A, B>, x: A): void => {
  expect(showSpace(f.dom)).toBe(showSpace(g.dom))
  expect(showSpace(f.cod)).toBe(showSpace(g.cod))
  expect(equalValues(f.cod)(run(f)(x), run(g)(x))).toBe(true)
}

describe('products of generated spaces, discrete, empty and nested ones too', () => {
  test('projections, swap and fork', () => {
    fc.assert(
      fc.property(pairs, ({ s, t, a, b }) => {
        const [p, q] = [fst(s, t), snd(s, t)]
        expect(equalValues(s)(run(p)([a, b]), a)).toBe(true)
        expect(equalValues(t)(run(q)([a, b]), b)).toBe(true)
        agree(compose(swap(t, s), swap(s, t)), identity(tuple(s, t)), [a, b])
        agree(fork(q, p), swap(s, t), [a, b])
        agree(fork(p, q), identity(tuple(s, t)), [a, b])
        agree(both(identity(s), identity(t)), identity(tuple(s, t)), [a, b])
        agree(compose(fst(s, s), fork(identity(s), identity(s))), identity(s), a)
      }),
      { numRuns: 60 },
    )
  })
  test('identities are units, and have no stage', () => {
    fc.assert(
      fc.property(pairs, ({ s, t, a, b }) => {
        const f = fst(s, t)
        agree(compose(f, identity(f.dom)), f, [a, b])
        agree(compose(identity(f.cod), f), f, [a, b])
        expect(stages(compose(identity(s), identity(s)))).toEqual([])
        expect(equalValues(s)(run(identity(s))(a), a)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('composition', () => {
  const f = fn(real, x => ({ s: sin(x), e: exp(x) }))
  const g = fn(f.cod, ({ s, e }) => [mul(s, e), s])
  const h = fn(g.cod, ([p, s]) => add(p, s))
  const by = (x: number): number => Math.sin(x) * Math.exp(x) + Math.sin(x)
  test('in any grouping, by any name, the same value and slope', () => {
    const all = [compose(h, compose(g, f)), compose(compose(h, g), f), flow(f, g, h)]
    for (const c of all) {
      expect(run(c)(0.7)).toBe(by(0.7))
      expect(stages(c).map(stage => showSpace(stage.cod))).toEqual([
        '{ e: ℝ, s: ℝ }',
        '(ℝ × ℝ)',
        'ℝ',
      ])
      const [at, slope] = [0.7, run(grad(c))(0.7)]
      const want = Math.exp(at) * (Math.cos(at) + Math.sin(at)) + Math.cos(at)
      expect(Math.abs(slope - want)).toBeLessThan(1e-14 * want)
    }
  })
  test('arrows are frozen data; what they are made from is as it was', () => {
    const before = [run(f)(1), run(g)({ s: 1, e: 2 })]
    const c = compose(g, f)
    expect(() => Object.assign(c, { path: f.path })).toThrow(TypeError)
    expect(() => Object.assign(c.path, { first: g.path })).toThrow(TypeError)
    expect(() => Object.assign(f, { cod: real })).toThrow(TypeError)
    const cost = quadratic(2)
    const net = layers(affine(2, 2), ridge(tanh, 2, 2))
    for (const arrow of [c, cost, net, net.init, objective(cost, net), grad(cost)])
      for (const part of partsOf(arrow)) expect(Object.isFrozen(part)).toBe(true)
    expect([run(f)(1), run(g)({ s: 1, e: 2 })]).toEqual(before)
  })
  test('arrows that do not meet are refused, with both spaces, also through flow and apply', () => {
    const loose = (n: number) => fn(vector(n), x => sum(x))
    const wide = fn(vector(3), x => x)
    const faults: readonly (readonly [() => unknown, RegExp])[] = [
      [() => compose(loose(4), wide), /^compose: expected a codomain ℝ\[4\], got ℝ\[3\]$/],
      [() => flow(wide, wide, loose(2)), /^compose: expected a codomain ℝ\[2\], got ℝ\[3\]$/],
      [
        () => fn(vector(3), x => apply(loose(4), x)),
        /^apply: expected real \[4\], got real \[3\]$/,
      ],
      [
        () => compose(f as never, fn(real, x => ({ a: x })) as never),
        /^compose: expected a codomain ℝ, got \{ a: ℝ \}$/,
      ],
    ]
    for (const [build, message] of faults) {
      expect(build).toThrow(message)
      try {
        build()
      } catch (e) {
        expect(isShapeError(e)).toBe(true)
      }
    }
  })
})

describe('the two forms of fn', () => {
  test('inferred and stated give the same arrow', () => {
    const body = ({
      W,
      x,
    }: {
      readonly W: Expr<readonly [2, 3]>
      readonly x: Expr<readonly [3]>
    }) => tanh(matmul(W, x))
    const dom = struct({ W: matrix(2, 3), x: vector(3) })
    const [f, g] = [fn(dom, body), fn(dom, vector(2), body)]
    expect(sameSpace(f.cod.form, g.cod.form)).toBe(true)
    const x = {
      W: array([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      x: array([0.1, 0.2, -0.1]),
    }
    expect(run(f)(x).values).toEqual(run(g)(x).values)
  })
  test('numbers in a result are constants, whose cotangents go nowhere', () => {
    const f = fn(real, x => [x, 2, { c: -0.5 }])
    expect(run(f)(7)).toEqual([7, 2, { c: -0.5 }])
    expect(run(vjp(f))([7, [3, 5, { c: 9 }]])[1]).toBe(3)
    expect(run(fn(real, tuple(real, real), x => [x, constantOf(4)]))(1)).toEqual([1, 4])
  })
  const constantOf = (x: number) => mul(1, x)
  test('a stated codomain is checked part by part, with the path', () => {
    const cod: Space<{ readonly a: readonly [number] }> = struct({ a: tuple(real) })
    const faults: readonly (readonly [unknown, string])[] = [
      [{ a: [array([1])] }, 'fn: expected real [] at a[0], got real [1]'],
      [{ a: [] }, 'fn: expected a tuple of 1 at a, got an array of 0'],
      [{ b: 1 }, "fn: expected a struct with 'a', got object"],
      [{ a: ['text'] }, 'fn: expected real [] at a[0], got string'],
    ]
    for (const [result, message] of faults)
      expect(() => fn(real, cod, () => result as never)).toThrow(message)
  })
})

describe('an arrow is closed', () => {
  const leaks: Readonly<Record<string, readonly [(x: Expr<readonly []>) => unknown, string]>> = {
    'a symbol': [x => fn(real, y => mul(x, y)), 'x'],
    'what was computed from it': [x => fn(real, y => add(sin(mul(x, 2)), y)), 'x'],
    'a symbol deep in a structure': [x => fn(unit, () => ({ a: [0, { b: x }] })), 'x'],
    'in the rule of another': [x => rule(real, real, y => y, { vjp: (_, w) => mul(w, x) }), 'x'],
    'through a pullback': [x => fn(real, y => pullback(fn(real, z => z))(mul(x, y))[0]), 'x'],
  }
  test.each(Object.entries(leaks))('%s', (_, [leak, name]) => {
    const build = () => fn(real, x => leak(x) as never)
    expect(build).toThrow(`got '${name}' of an outer fn`)
    try {
      build()
    } catch (e) {
      expect(isScopeError(e)).toBe(true)
    }
  })
  test('the path of the symbol is named', () => {
    expect(() =>
      fn(struct({ net: tuple(real, struct({ W: matrix(2, 2) })) }), ({ net }) =>
        fn(vector(2), x => matmul(net[1].W, x)),
      ),
    ).toThrow("got 'net[1].W' of an outer fn")
  })
  test('a symbol that is captured but not used is no leak; a constant may be captured', () => {
    expect(
      run(
        fn(real, x =>
          apply(
            fn(real, y => (x.args.length === 0 ? y : 0)),
            x,
          ),
        ),
      )(3),
    ).toBe(3)
    const three = 3
    expect(run(fn(real, x => mul(three, x)))(2)).toBe(6)
  })
})

describe('positions, not identities', () => {
  // Not symmetric, so that an exchange of cotangents shows.
  const f = fn(tuple(real, real), ([a, b]) => mul(mul(a, a), log(b)))
  const [da, db] = [2 * 3 * Math.log(3), 9 / 3]
  test('the same number in both places: each its own cotangent', () => {
    const [, [u, v]] = run(vjp(f))([[3, 3], 1])
    expect([u, v]).toEqual([da, db])
  })
  test('the same symbol in both places: cotangents add, tangents too', () => {
    const g = fn(real, x => apply(f, [x, x]))
    expect(run(grad(g))(3)).toBeCloseTo(da + db, 14)
    expect(run(jvp(g))([3, 1])[1]).toBeCloseTo(da + db, 14)
  })
  test('inside a body, the pullback of an aliased argument tells them apart', () => {
    const g = fn(real, x => {
      const [, back] = pullback(f)([x, x])
      return back(mul(1, 1))
    })
    expect(run(g)(3)).toEqual([da, db])
  })
  test('through compositions, forks and rules', () => {
    const twice = fork(identity(real), identity(real))
    expect(run(grad(compose(f, twice)))(3)).toBeCloseTo(da + db, 14)
    const own = rule(tuple(real, real), real, ([a, b]) => sub(a, b), {
      vjp: (_, w) => [mul(10, w), mul(100, w)],
    })
    expect(run(grad(fn(real, x => apply(own, [x, x]))))(1)).toBe(110)
    expect(run(grad(fn(real, x => add(apply(own, [x, x]), apply(own, [x, 1])))))(1)).toBe(120)
  })
  test('the same tensor as several inputs of a run', () => {
    const t = array([1, 2])
    const g = fn(struct({ a: vector(2), b: vector(2) }), ({ a, b }) => sum(mul(a, exp(b))))
    const { a, b } = run(grad(g))({ a: t, b: t })
    expect(a.values).toEqual([Math.exp(1), Math.exp(2)])
    expect(b.values).toEqual([Math.exp(1), 2 * Math.exp(2)])
  })
  test('an input that is not used has the cotangent zero, of its shape', () => {
    const g = fn(struct({ a: real, b: vector(2), c: matrix(0, 3), d: tuple(real) }), ({ a }) => a)
    const { a, b, c, d } = run(grad(g))({
      a: 1,
      b: array([1, 2]),
      c: fromFlat([], [0, 3]),
      d: [4],
    })
    expect([a, b.values, c.shape, d]).toEqual([1, [0, 0], [0, 3], [0]])
  })
})
