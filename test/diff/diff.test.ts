/** Arrows: closed, data, composed to any depth. */
import {
  add,
  andThen,
  apply,
  array,
  both,
  bothWith,
  compose,
  type Diff,
  exp,
  flow,
  fn,
  fork,
  forkWith,
  fst,
  grad,
  identity,
  isScopeError,
  matrix,
  mul,
  pullback,
  real,
  run,
  sin,
  snd,
  stages,
  struct,
  sum,
  swap,
  tanh,
  tuple,
  vector,
  vjp,
} from 'chainrule'
import { getEndomorphismMonoid, Semigroupoid } from 'chainrule/Diff'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'

const f = fn(real, x => sin(x))
const g = fn(real, x => exp(x))

describe('fn', () => {
  test('a symbol of an outer body is refused by name', () => {
    const leak = () =>
      fn(struct({ W: matrix(2, 2), x: vector(2) }), ({ W }) => {
        fn(vector(2), v => [v, W])
        return W
      })
    expect(leak).toThrow(
      "fn: expected a body that uses only its own symbols (pass others through the domain), got 'W' of an outer fn",
    )
    try {
      leak()
    } catch (e) {
      expect(isScopeError(e)).toBe(true)
    }
    expect(() => fn(real, x => pullback(fn(real, y => mul(x, y)))(x)[0])).toThrow(
      /'x' of an outer fn/,
    )
  })
  test('a result that is no symbol is refused', () => {
    const results: readonly unknown[] = ['text', true, undefined, null, new Date(), new Map()]
    const heir: unknown = Object.create(Object.create(null) as object)
    for (const result of [...results, new Float64Array(2), heir, () => 1])
      expect(() => fn(real, () => result as never)).toThrow(/fn: expected a result of symbols/)
    expect(() => fn(real, () => [new Date()] as never)).toThrow(/got a Date$/)
    expect(() => fn(real, vector(2), (x: unknown) => x as never)).toThrow(
      'fn: expected real [2], got real []',
    )
  })
  test('an arrow is data: no functions in it', () => {
    const functions = (u: unknown, seen = new Set<unknown>()): number => {
      if (typeof u === 'function') return 1
      if (typeof u !== 'object' || u === null || seen.has(u)) return 0
      seen.add(u)
      return Object.values(u).reduce<number>((n, v) => n + functions(v, seen), 0)
    }
    expect(
      functions(
        compose(
          f,
          fn(real, x => mul(x, tanh(x))),
        ),
      ),
    ).toBe(0)
  })
})

describe('combinators', () => {
  test('compose, flow, andThen and the semigroupoid agree', () => {
    const y = Math.sin(Math.exp(0.5))
    for (const h of [compose(f, g), flow(g, f), pipe(g, andThen(f)), Semigroupoid.compose(f, g)])
      expect(run(h)(0.5)).toBe(y)
    expect(run(flow(f))(1)).toBe(Math.sin(1))
    expect(() => compose(f, fn(vector(2), x => x) as never)).toThrow(
      'compose: expected a codomain ℝ, got ℝ[2]',
    )
  })
  test('products', () => {
    expect(run(fork(f, g))(1)).toEqual([Math.sin(1), Math.E])
    expect(run(pipe(f, forkWith(g)))(1)).toEqual([Math.sin(1), Math.E])
    expect(run(both(f, g))([1, 0])).toEqual([Math.sin(1), 1])
    expect(run(pipe(f, bothWith(g)))([1, 0])).toEqual([Math.sin(1), 1])
    expect(run(fst(real, vector(1)))([1, array([2])])).toBe(1)
    expect(run(snd(real, real))([1, 2])).toBe(2)
    expect(run(swap(real, real))([1, 2])).toEqual([2, 1])
    expect(run(identity(vector(2)))(array([1, 2])).values).toEqual([1, 2])
    expect(run(grad(identity(real)))(4)).toBe(1)
  })
  test('the monoid of endomorphisms', () => {
    const M = getEndomorphismMonoid(real)
    expect(run(M.concat(M.empty, M.concat(f, g)))(0.5)).toBe(Math.exp(Math.sin(0.5)))
  })
  test('stages are listed first to last, and put together again', () => {
    const h = flow(g, f, g)
    expect(stages(h).length).toBe(3)
    expect(stages(identity(real))).toEqual([])
    const again = stages(h).reduce((a, b) =>
      compose(b as Diff<number, number>, a as Diff<number, number>),
    )
    expect(run(again as Diff<number, number>)(0.5)).toBe(run(h)(0.5))
  })
  test('apply puts an arrow in a body; the same symbol twice is two positions', () => {
    const product = fn(tuple(real, real), ([a, b]) => mul(a, b))
    expect(run(vjp(product))([[3, 3], 1])).toEqual([9, [3, 3]])
    expect(run(grad(fn(real, x => apply(product, [x, x]))))(3)).toBe(6)
    expect(() => fn(vector(2), x => apply(f, x as never))).toThrow(
      'apply: expected real [], got real [2]',
    )
  })
})

describe('depth', () => {
  const n = 100_000
  const step = fn(real, x => tanh(mul(1.0001, x)))
  const chain = (): Diff<number, number> => {
    let h: Diff<number, number> = identity(real)
    for (let i = 0; i < n; i++) h = compose(step, h)
    return h
  }
  const nested = (): Diff<number, number> => {
    let h: Diff<number, number> = identity(real)
    for (let i = 0; i < n; i++) h = compose(h, step)
    return h
  }
  /** The same in plain numbers: y′ = ∏ 1.0001 / cosh². */
  const byHand = (x: number): readonly [number, number] => {
    let [y, d] = [x, 1]
    for (let i = 0; i < n; i++) {
      const z = 1.0001 * y
      const e = Math.exp(-2 * Math.abs(z))
      d *= ((4 * e) / (1 + e) ** 2) * 1.0001
      y = Math.tanh(z)
    }
    return [y, d]
  }
  const right = (h: Diff<number, number>): void => {
    const [y, d] = byHand(0.5)
    expect(run(h)(0.5)).toBe(y)
    expect(Math.abs(run(grad(h))(0.5) / d - 1)).toBeLessThan(1e-9)
  }
  test('100,000 stages compose, differentiate and run on the default stack, nested either way', () => {
    right(chain())
    right(nested())
  })
  test('so does a body of 100,000 operations', () => {
    right(
      fn(real, x => {
        let y = x
        for (let i = 0; i < n; i++) y = tanh(mul(1.0001, y))
        return y
      }),
    )
  })
  test('wide fan-out: one value used 20,000 times', () => {
    const wide = fn(real, x => {
      let y = mul(0, x)
      for (let i = 0; i < 20_000; i++) y = add(y, x)
      return sum(y)
    })
    expect(run(grad(wide))(1)).toBe(20_000)
  })
})
