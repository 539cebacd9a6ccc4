/** Taylor mode: against closed forms in whole numbers, nested forward mode, and what it may cost. */
import {
  abs,
  activities,
  add,
  apply,
  argmax,
  array,
  at,
  call,
  checkpoint,
  compose,
  cond,
  constant,
  cos,
  type Diff,
  derivatives,
  div,
  type Expr,
  exp,
  external,
  fn,
  fold,
  fromFlat,
  gather,
  grad,
  greater,
  index,
  isShapeError,
  jet,
  jvp,
  less,
  log,
  matmul,
  mul,
  neg,
  pow,
  real,
  reciprocal,
  relu,
  reshape,
  rule,
  run,
  scan,
  sin,
  slice,
  sqrt,
  square,
  stopGradient,
  struct,
  sub,
  sum,
  switchCase,
  type Tensor,
  tanh,
  taylor,
  toNested,
  transpose,
  tuple,
  vector,
  vmap,
  whileLoop,
} from 'chainrule'
import { atan, erf, lgamma, prod, toIndex } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { cases } from '../conformance/data.js'
import { expectNested, expectPolynomial, instructionsOf, type Mode } from '../support/taylor.js'

type Scalar = Expr<readonly []>
type Numbers = readonly number[]

const tensorOf = (xs: Numbers): Tensor => fromFlat<Numbers, Numbers, 'real'>(xs, [xs.length])

const arrowOf = (f: (x: Scalar) => Expr | number): Diff<number, number> =>
  fn(real, real, x => f(x) as Scalar)

const entriesOf = (x: Expr): readonly Scalar[] =>
  Array.from(
    { length: x.shape[0]! },
    (_, i) => reshape(slice(x, [{ start: i, stop: i + 1 }]) as Expr, []) as Scalar,
  )

/** Derivatives of orders 0 to k at a number, along 1. */
const at0 = (f: Diff<number, number>, x: number, k: number): Numbers =>
  run(derivatives(f, k))([x, 1])

const expectClose = (got: Numbers, want: Numbers, digits = 1e-13): void => {
  expect(got.length).toBe(want.length)
  want.forEach((y, i) => {
    const near = Object.is(got[i], y) || Math.abs(got[i]! - y) <= digits * Math.max(1, Math.abs(y))
    expect(near, `order ${i}: ${got[i]}, wanted ${y}`).toBe(true)
  })
}

const orders = Array.from({ length: 11 }, (_, j) => j)
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
const falling = (p: number, n: number): number => (n === 0 ? 1 : p * falling(p - 1, n - 1))

/** Σₖ over partitions: the derivatives of f ∘ g in whole numbers (Faà di Bruno, by Bell polynomials). */
const composed = (f: readonly bigint[], g: readonly bigint[]): Numbers => {
  const binomial = (n: number, k: number): bigint =>
    k === 0 || k === n ? 1n : binomial(n - 1, k - 1) + binomial(n - 1, k)
  const bell = (n: number, k: number): bigint => {
    if (n === 0 || k === 0) return n === 0 && k === 0 ? 1n : 0n
    let total = 0n
    for (let i = 1; i <= n - k + 1; i++)
      total += binomial(n - 1, i - 1) * g[i]! * bell(n - i, k - 1)
    return total
  }
  return g.map((_, n) => {
    let total = 0n
    for (let k = 0; k <= n; k++) total += f[k]! * bell(n, k)
    return Number(total)
  })
}

/** A polynomial with a derivative: coefficients in whole numbers. */
const derived = (p: readonly bigint[]): readonly bigint[] =>
  p.slice(1).map((c, k) => BigInt(k + 1) * c)
const times = (p: readonly bigint[], q: readonly bigint[]): readonly bigint[] =>
  Array.from({ length: p.length + q.length - 1 }, (_, n) =>
    p.reduce((s, c, i) => s + c * (q[n - i] ?? 0n), 0n),
  )
const valueAt = (p: readonly bigint[], x: number): number =>
  p.reduceRight((s, c) => s * x + Number(c), 0)

describe('ten derivatives against closed forms', () => {
  test('exp, sin, cos', () => {
    expectClose(
      at0(arrowOf(exp), 0.7, 10),
      orders.map(() => Math.exp(0.7)),
    )
    const turns = [Math.sin(0.7), Math.cos(0.7), -Math.sin(0.7), -Math.cos(0.7)]
    expectClose(
      at0(arrowOf(sin), 0.7, 10),
      orders.map(j => turns[j % 4]!),
    )
    expectClose(
      at0(arrowOf(cos), 0.7, 10),
      orders.map(j => turns[(j + 1) % 4]!),
    )
  })

  test('log, 1 / (1 − x), powers, roots', () => {
    expectClose(
      at0(arrowOf(log), 2, 10),
      orders.map(j => (j === 0 ? Math.LN2 : ((-1) ** (j - 1) * factorial(j - 1)) / 2 ** j)),
    )
    const geometric = orders.map(j => factorial(j) * 2 ** (j + 1))
    expectClose(
      at0(
        arrowOf(x => reciprocal(sub(1, x))),
        0.5,
        10,
      ),
      geometric,
    )
    expectClose(
      at0(
        arrowOf(x => div(1, sub(1, x))),
        0.5,
        10,
      ),
      geometric,
    )
    for (const p of [3, 7, -2, 0.5, 2.5])
      expectClose(
        at0(
          arrowOf(x => pow(x, p)),
          1.5,
          10,
        ),
        orders.map(j => falling(p, j) * 1.5 ** (p - j)),
      )
    expectClose(
      at0(arrowOf(sqrt), 1.5, 10),
      orders.map(j => falling(0.5, j) * 1.5 ** (0.5 - j)),
    )
  })

  test('a whole power at 0: one derivative is there, and no NaN', () => {
    const want = orders.map(j => (j === 3 ? 6 : 0))
    for (const cube of [arrowOf(x => pow(x, 3)), arrowOf(x => mul(x, mul(x, x)))])
      expect(at0(cube, 0, 10).map(y => y + 0)).toEqual(want) // signs of zeros aside
  })

  test('tanh: polynomials in itself, p ↦ p′ · (1 − y²), and atan: in x over (1 + x²)ʲ', () => {
    let p: readonly bigint[] = [0n, 1n]
    const ofTanh = orders.map(() => {
      const value = valueAt(p, Math.tanh(0.5))
      p = times(derived(p), [1n, 0n, -1n])
      return value
    })
    expectClose(at0(arrowOf(tanh), 0.5, 10), ofTanh)

    // (q / (1 + x²)ʲ)′ = (q′ (1 + x²) − 2 j x q) / (1 + x²)ʲ⁺¹
    let q: readonly bigint[] = [1n]
    const ofAtan = orders.map(j => {
      if (j === 0) return Math.atan(0.5)
      const value = valueAt(q, 0.5) / 1.25 ** j
      const [a, b] = [times([...derived(q), 0n], [1n, 0n, 1n]), times(q, [0n, -2n * BigInt(j)])]
      q = Array.from(
        { length: Math.max(a.length, b.length) },
        (_, i) => (a[i] ?? 0n) + (b[i] ?? 0n),
      )
      return value
    })
    expectClose(at0(arrowOf(atan), 0.5, 10), ofAtan, 1e-12)
  })

  test('erf: polynomials of Hermite', () => {
    // Hₙ₊₁ = 2 x Hₙ − 2 n Hₙ₋₁
    const hermite = (n: number, x: number): number =>
      n < 0 ? 0 : n === 0 ? 1 : 2 * x * hermite(n - 1, x) - 2 * (n - 1) * hermite(n - 2, x)
    const x = 0.75
    const want = orders
      .slice(1)
      .map(j => (-1) ** (j - 1) * (2 / Math.sqrt(Math.PI)) * hermite(j - 1, x) * Math.exp(-x * x))
    expectClose(at0(arrowOf(erf), x, 10).slice(1), want, 1e-12)
  })

  test('lgamma at 1: (−1)ʲ (j − 1)! ζ(j)', () => {
    const zeta = (s: number): number => {
      // Σ to 200, and what is left by the rule of Euler and Maclaurin.
      const n = 200
      const head = Array.from({ length: n - 1 }, (_, i) => (i + 1) ** -s).reduce((a, b) => a + b, 0)
      return head + n ** (1 - s) / (s - 1) + n ** -s / 2 + (s * n ** (-s - 1)) / 12
    }
    const want = orders.map(j =>
      j === 0 ? 0 : j === 1 ? -0.5772156649015329 : (-1) ** j * factorial(j - 1) * zeta(j),
    )
    expectClose(at0(arrowOf(lgamma), 1, 10), want, 1e-12)
  })

  test('exp(sin x) and exp(x²) at 0, by Faà di Bruno in whole numbers', () => {
    const ones = orders.map(() => 1n)
    const sine = orders.map(j => [0n, 1n, 0n, -1n][j % 4]!)
    const want = composed(ones, sine)
    expect(want).toEqual([1, 1, 1, 0, -3, -8, -3, 56, 217, 64, -2951]) // OEIS A002017
    expectClose(
      at0(
        arrowOf(x => exp(sin(x))),
        0,
        10,
      ),
      want,
    )
    const squares = orders.map(j => (j === 2 ? 2n : 0n))
    expectClose(
      at0(
        arrowOf(x => exp(square(x))),
        0,
        10,
      ),
      composed(ones, squares),
    )
    // sin(exp x − 1)
    const want2 = composed(sine, [0n, ...ones.slice(1)])
    expectClose(
      at0(
        arrowOf(x => sin(sub(exp(x), 1))),
        0,
        10,
      ),
      want2,
    )
  })

  test('xˣ at 1', () => {
    const want = [1, 1, 2, 3, 8, 10, 54, -42, 944, -5112, 47160] // OEIS A005727
    expectClose(
      at0(
        arrowOf(x => pow(x, x)),
        1,
        10,
      ),
      want,
      1e-12,
    )
  })

  test('coefficients are derivatives over factorials', () => {
    expectClose(
      run(taylor(arrowOf(exp), 10))([0, 1]),
      orders.map(j => 1 / factorial(j)),
    )
  })
})

describe('cost', () => {
  const deep = (x: Expr): Expr =>
    tanh(mul(sin(x), exp(div(log(add(2, cos(x))), sqrt(add(1, square(x)))))))
  const W = constant(
    array([
      [0.5, -1],
      [0.25, 0.75],
    ]),
  )
  const net = fn(tuple(vector(2), vector(2)), ([x, b]) =>
    sum(tanh(add(matmul(transpose(W), tanh(add(matmul(W, x), b))), b))),
  )

  test.each([4, 8, 16])(
    'twice order %d is some four times the instructions, eight where derivatives are a chain',
    k => {
      for (const f of [deep, exp, tanh, (x: Expr) => deep(deep(x))]) {
        const [once, twice] = [k, 2 * k].map(n => instructionsOf(arrowOf(f) as never, n))
        expect(twice! / once!).toBeLessThan(4.2) // a square
      }
      expectPolynomial(net as never, k)
      expectPolynomial(arrowOf(x => pow(x, x)) as never, k)
      expectPolynomial(arrowOf(x => lgamma(exp(x))) as never, k)
    },
  )

  test('order 32 of a composition of 13 functions takes some thousand instructions', () => {
    expect(instructionsOf(arrowOf(deep) as never, 32)).toBeLessThan(20 * 32 * 32)
  })

  test('a body of 100,000 operations, and 20,000 stages, at order 2', () => {
    const n = 100_000
    const body = arrowOf(x => {
      let y: Scalar = x
      for (let i = 0; i < n / 2; i++) y = neg(sin(y))
      return y
    })
    // y = −sin y: two steps are sin(sin y), so that at 0 slopes are 1 and second derivatives 0.
    expectClose(at0(body, 0, 2), [0, 1, 0])
    let stages: Diff<number, number> = fn(real, x => sin(x))
    const step = fn(real, x => sin(x))
    for (let i = 1; i < n / 5; i++) stages = compose(step, stages)
    expectClose(at0(stages, 0, 2), [0, 1, 0])
  }, 60_000)
})

describe('structures', () => {
  const space = struct({ a: real, i: index(3), x: vector(3) })
  const f = fn(space, ({ a, i, x }) => ({
    chosen: mul(a, exp(gather(x, i))),
    place: toIndex(greater(x, 0)),
    cubes: mul(a, mul(x, square(x))),
  }))

  test('parts have series of their own, discrete ones none', () => {
    const x = { a: 2, i: 1, x: array([1, 0, 3]) }
    const [y0, y1, y2, y3] = run(derivatives(f, 3))([x, { a: 1, i: [], x: array([1, 2, 0]) }])
    expect(toNested(y0.place)).toEqual([1, 0, 1])
    expect(y0.chosen).toBe(2)
    expect(toNested(y0.cubes)).toEqual([2, 0, 54])
    // (2 + t) e²ᵗ, (2 + t) (1 + t)³, (2 + t) 8 t³, (2 + t) 27
    expectClose([y1.chosen, y2.chosen, y3.chosen], [5, 12, 28])
    expect(toNested(y1.cubes)).toEqual([7, 0, 27])
    expect(toNested(y2.cubes)).toEqual([18, 0, 0])
    expect(toNested(y3.cubes)).toEqual([30, 96, 0])
    expect(y3.place).toEqual([])
  })

  test('a curve: (1 + 2t + t²) · exp(t − t²) by Cauchy', () => {
    const g = fn(tuple(real, real), ([p, q]) => mul(p, exp(q)))
    const got = run(jet(g, 3))([
      [1, 0],
      [2, 1],
      [1, -1],
      [0, 0],
    ])
    // exp(t − t²) = 1 + t − t²/2 − 5t³/6 + …
    expectClose(got, [1, 3, 1 + 2 - 0.5, 1 - 1 - 5 / 6])
  })

  test('jets compose as arrows do', () => {
    const g = fn(vector(2), x => mul(sin(x), prod(x)))
    const h = fn(vector(2), x => mul(x, exp(sum(x))))
    const xs = [array([0.3, -0.2]), array([1, 2]), array([-1, 0.5]), array([0, 1])] as const
    const once = run(jet(compose(h, g), 3))(xs)
    const apart = run(compose(jet(h, 3), jet(g, 3)))(xs)
    once.forEach((y, j) => {
      expectClose(y.values, apart[j]!.values)
    })
  })
})

describe('edges', () => {
  const f = fn(vector(2), x => mul(x, sin(sum(x))))

  test('order 0 is the value, order 1 is jvp', () => {
    const x = array([0.5, -0.25])
    const v = array([1, 2])
    expect(run(taylor(f, 0))([x, v])[0].values).toEqual(run(f)(x).values)
    const [y, w] = run(taylor(f, 1))([x, v])
    const [z, u] = run(jvp(f))([x, v])
    expect([y.values, w.values]).toEqual([z.values, u.values])
  })

  test('kinks are those of jvp: |x| and relu at 0, and no higher derivatives', () => {
    expect(at0(arrowOf(abs), 0, 3)).toEqual([0, 0, 0, 0])
    expect(at0(arrowOf(abs), -2, 3)).toEqual([2, -1, 0, 0])
    expect(at0(arrowOf(relu), 0, 3)).toEqual([0, 0, 0, 0])
    expect(
      at0(
        arrowOf(x => square(relu(x))),
        3,
        3,
      ),
    ).toEqual([9, 6, 2, 0])
  })

  test('what is held is held: x · stop(x)', () => {
    expect(
      at0(
        arrowOf(x => mul(x, stopGradient(square(x)))),
        3,
        3,
      ),
    ).toEqual([27, 9, 0, 0])
    expect(
      at0(
        arrowOf(x => stopGradient(x)),
        3,
        2,
      ),
    ).toEqual([3, 0, 0])
    expect(
      at0(
        arrowOf(() => 5),
        3,
        2,
      ),
    ).toEqual([5, 0, 0])
  })

  test.each([-1, 0.5, Number.NaN, Infinity])('order %d is refused', k => {
    for (const mode of [taylor, derivatives, jet]) {
      let caught: unknown
      try {
        mode(f, k)
      } catch (error) {
        caught = error
      }
      expect(isShapeError(caught)).toBe(true)
    }
  })

  test('empty tensors', () => {
    const none = fn(vector(0), x => exp(x))
    const empty = fromFlat([], [0])
    expect(run(taylor(none, 3))([empty, empty]).map(y => y.values)).toEqual([[], [], [], []])
  })

  test('single precision', () => {
    const got = run(taylor(arrowOf(exp), 3), { precision: 'f32' } as never)([0, 1])
    expectClose(got, [1, 1, 0.5, 1 / 6], 1e-6)
  })
})

describe('an arrow like any other', () => {
  const f = arrowOf(x => mul(x, exp(sin(x))))
  const third = fn(real, x => apply(derivatives(f, 3), [x, 1])[3])

  test('its gradient and its jvp are the next derivative', () => {
    const fourth = at0(f, 0.3, 4)[4]!
    expectClose([run(grad(third))(0.3)], [fourth], 1e-12)
    expectClose([run(jvp(third))([0.3, 1])[1]], [fourth], 1e-12)
    expectClose([at0(third, 0.3, 2)[2]!], [at0(f, 0.3, 5)[5]!], 1e-11)
  })

  test('of a gradient', () => {
    expectClose(at0(grad(f), 0.3, 4), at0(f, 0.3, 5).slice(1), 1e-12)
  })

  test('a batch of it is it of a batch', () => {
    const xs = array([0.3, -1, 2])
    const ones = array([1, 1, 1])
    const many = run(vmap(derivatives(f, 4), 3))([xs, ones])
    const inside = run(derivatives(vmap(f, 3), 4))([xs, ones])
    const alone = [0.3, -1, 2].map(x => at0(f, x, 4))
    many.forEach((ys, j) => {
      expectClose(
        ys.values,
        alone.map(row => row[j]!),
      )
      expectClose(inside[j]!.values, ys.values)
    })
  })

  test('all activities at once', () => {
    const stages = activities(compose(arrowOf(exp), arrowOf(sin)))
    const [, y1] = run(taylor(stages, 1))([0, 1])
    expect(y1).toEqual([1, 1])
  })
})

describe('control flow', () => {
  const tensors = (f: (x: Expr, entries: readonly Scalar[]) => Expr, n: number) =>
    fn(vector(n), x => {
      const y = f(x, entriesOf(x))
      return reshape(y, [y.shape.reduce((a, b) => a * b, 1)])
    }) as unknown as Diff<Tensor, Tensor>

  const cube = call(
    fn(real, x => mul(x, mul(x, sin(x)))),
    'cube',
  )
  const ownRule = rule(real, real, x => sin(x), { jvp: (x, v) => mul(v, cos(x)) })
  const choice = (a: Scalar, b: Scalar): Scalar =>
    cond(
      greater(a, b),
      () => mul(a, exp(mul(b, a))),
      () => square(b),
    )
  const functions: Readonly<
    Record<string, readonly [(x: Expr, es: readonly Scalar[]) => Expr, number]>
  > = {
    call: [(_, [a]) => apply(cube, apply(cube, a!)), 1],
    checkpoint: [(_, [a]) => apply(checkpoint(arrowOf(x => exp(sin(x)))), mul(a!, a!)), 1],
    'a rule of its own': [(_, [a]) => mul(apply(ownRule, mul(a!, a!)), a!), 1],
    cond: [(_, [a, b]) => choice(a!, b!), 2],
    'the other branch': [(_, [a, b]) => choice(b!, a!), 2],
    'a branch that moves nothing': [
      (_, [a, b]) =>
        cond(
          greater(a!, b!),
          () => mul(a!, b!),
          () => 3,
        ) as Expr,
      2,
    ],
    switchCase: [
      (x, [a, b]) =>
        switchCase(argmax(x, { axis: 0 }), [() => sin(a!), () => mul(a!, exp(b!)), () => b!]),
      2,
    ],
    'a scan': [
      (x, [a]) => scan((c: Scalar, y) => [sin(add(mul(c, y), a!)), mul(c, c)], 1, x)[1],
      3,
    ],
    'a scan, backwards, whose carry starts constant': [
      (x, [a]) => fold((c: Scalar, y) => mul(add(c, 1), mul(y, a!)), 0, x, { reverse: true }),
      3,
    ],
    'carries that come to move later': [
      (_, [a]) =>
        fold(([, q, r]) => [exp(mul(0.1, q)), sin(r), mul(r, a!)], [1, 1, 1] as const, 4)[0],
      1,
    ],
    'a while-loop': [
      (_, [a, b]) =>
        whileLoop(
          c => less(c, 3),
          c => mul(c, add(1, square(a!))),
          mul(b!, b!),
        ),
      2,
    ],
    'a loop in a loop in a choice': [
      (x, [a, b]) =>
        cond(
          greater(a!, b!),
          () =>
            fold(
              (c: Scalar, y) =>
                whileLoop(
                  d => less(d, 2),
                  d => mul(d, add(1.1, mul(y, y))),
                  add(1.5, sin(c)),
                ),
              a!,
              x,
            ),
          () => b!,
        ),
      2,
    ],
  }
  const point = (n: number): Numbers => [1.3, 0.7, -0.4].slice(0, n)
  const direction = (n: number): Numbers => [0.5, -1, 0.75].slice(0, n)

  test.each(Object.keys(functions))('%s', name => {
    const [f, n] = functions[name]!
    const g = tensors(f, n)
    expectNested(g, point(n), direction(n))
    expectPolynomial(g as never)
    // Of its gradient too, and the gradient of its third order.
    const total = fn(g.dom, x => sum(apply(g, x)))
    expectNested(grad(total), point(n), direction(n))
    const v = tensorOf(direction(n))
    const order = fn(g.dom, x => sum(apply(derivatives(g, 2), [x, constant(v)])[2]))
    const turned = run(jvp(order))([tensorOf(point(n)), v])[1]
    const back = run(grad(order))(tensorOf(point(n))).values
    const dot = back.reduce((s, w, i) => s + w * direction(n)[i]!, 0)
    expect(Math.abs(turned - dot)).toBeLessThanOrEqual(1e-11 * (1 + Math.abs(dot)))
  })

  test('in a batch each example has the series of its own path', () => {
    const f = fn(tuple(real, real), ([a, b]) =>
      add(
        choice(a, b),
        whileLoop(
          c => less(c, 3),
          c => mul(c, add(1.5, square(a))),
          square(b),
        ),
      ),
    )
    const v = [1, 0.5] as const
    const points = [
      [1.3, 0.7],
      [0.2, 0.9],
    ] as const
    const many = run(vmap(derivatives(f, 3), 2))([
      [array([1.3, 0.2]), array([0.7, 0.9])],
      [array([1, 1]), array([0.5, 0.5])],
    ])
    points.forEach((x, i) => {
      const alone = run(derivatives(f, 3))([x, v])
      many.forEach((ys, j) => {
        expectClose([at(ys, i)], [alone[j]!])
      })
    })
  })

  test('a host function has the orders that it has', () => {
    const f = external(real, real, x => x ** 3, { jvp: (x, v) => 3 * x * x * v })
    expect(at0(f, 2, 1)).toEqual([8, 12])
    expect(() => derivatives(f, 2)).toThrow('external')
  })
})

describe('a broken series is seen', () => {
  const f = fn(vector(2), x => mul(x, exp(sin(x)))) as unknown as Diff<Tensor, Tensor>
  const check = (mode?: Mode): void => {
    expectNested(f, [0.4, -1.1], [1, 0.5], mode)
  }
  const altered =
    (change: (ys: readonly Expr[]) => readonly unknown[]): Mode =>
    (g, k) =>
      fn(
        tuple(vector(2), vector(2)),
        x => change(apply(derivatives(g, k), x as never) as never) as never,
      ) as never

  test('the honest one passes', () => {
    check()
    check(altered(ys => ys))
  })

  test.each([
    [
      'coefficients that are not multiplied by factorials',
      ((g: Diff<Tensor, Tensor>) => taylor(g, 4)) as unknown as Mode,
    ],
    ['an order that is zero', altered(ys => ys.map((y, j) => (j === 3 ? mul(0, y) : y)))],
    ['orders in another order', altered(([a, b, c, d, e]) => [a, b, d, c, e])],
    ['a term that is missing', altered(ys => ys.map((y, j) => (j === 2 ? sub(y, 0.001) : y)))],
  ])('%s', (_, mode) => {
    expect(() => {
      check(mode as Mode)
    }).toThrow('order')
  })

  test('a derivative that is wrong at second order alone: its jvp is right at the point only', () => {
    // The jvp reads x without its own slope: right to first order, wrong from the second on.
    const wrong = rule(real, real, x => sin(x), { jvp: (x, v) => mul(v, cos(stopGradient(x))) })
    expect(() => {
      expectClose(at0(wrong, 0.7, 3), at0(arrowOf(sin), 0.7, 3))
    }).toThrow('order 2')
  })
})

describe('conformance: directional derivatives of orders 0 to 4', () => {
  interface Case {
    readonly id: string
    readonly n: number
    readonly points: readonly {
      readonly x: Numbers
      readonly v: Numbers
      readonly directional: Numbers
    }[]
  }
  const all = cases<Case>('functions.json')
  const plus = (...xs: readonly (Expr | number)[]): Expr =>
    xs.reduce<Expr>((s, x) => add(s, x as Expr), mul(0, xs[0] as Expr))
  const rosenbrock = (x: Expr): Expr => {
    const e = entriesOf(x)
    return plus(
      ...e
        .slice(1)
        .flatMap((b, i) => [mul(100, square(sub(b, square(e[i]!)))), square(sub(1, e[i]!))]),
    )
  }
  const classics: Readonly<Record<string, (x: Expr) => Expr>> = {
    rosenbrock2: rosenbrock,
    rosenbrock10: rosenbrock,
    beale: x => {
      const [a, b] = entriesOf(x)
      const term = (c: number, p: number): Expr => square(plus(neg(a!), c, mul(a!, pow(b!, p))))
      return plus(term(1.5, 1), term(2.25, 2), term(2.625, 3))
    },
    himmelblau: x => {
      const [a, b] = entriesOf(x)
      return add(square(plus(square(a!), b!, -11)), square(plus(square(b!), a!, -7)))
    },
    easom: x => {
      const [a, b] = entriesOf(x)
      const r = add(square(sub(a!, Math.PI)), square(sub(b!, Math.PI)))
      return neg(mul(mul(cos(a!), cos(b!)), exp(neg(r))))
    },
    mccormick: x => {
      const [a, b] = entriesOf(x)
      return plus(sin(add(a!, b!)), square(sub(a!, b!)), mul(-1.5, a!), mul(2.5, b!), 1)
    },
    speelpenning6: x => prod(x),
    logistic_map20: x => {
      const [r, y0] = entriesOf(x)
      return fold((y: Scalar) => mul(r!, mul(y, sub(1, y))), y0!, 20 as never)
    },
  }

  test.skipIf(all === undefined).each(Object.keys(classics))('%s', id => {
    const { n, points } = all!.find(c => c.id === id)!
    const f = fn(vector(n), real, x => classics[id]!(x) as Scalar)
    for (const { x, v, directional } of points) {
      const got = run(derivatives(f, 4))([array(x), array(v)] as never) as Numbers
      const scale = Math.max(1, ...directional.map(Math.abs))
      directional.forEach((want, j) => {
        expect(Math.abs(got[j]! - want), `order ${j}`).toBeLessThanOrEqual(
          (j < 3 ? 1e-9 : 1e-7) * scale,
        )
      })
    }
  })
})
