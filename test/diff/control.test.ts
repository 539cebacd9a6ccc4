/** Choices and loops: against their unrolled twins, in both modes and to third order, and what they keep. */
import {
  type AnyExpr,
  add,
  apply,
  array,
  at,
  call,
  checkpoint,
  concat,
  cond,
  constant,
  type Diff,
  div,
  type Expr,
  exp,
  fn,
  fold,
  fromFlat,
  fromFunction,
  gather,
  grad,
  greater,
  hessian,
  index,
  indices,
  jvp,
  less,
  log,
  matrix,
  mul,
  neg,
  real,
  reshape,
  run,
  scan,
  sin,
  slice,
  square,
  struct,
  sum,
  switchCase,
  type Tensor,
  toNested,
  tuple,
  vector,
  vjp,
  where,
  whileLoop,
} from 'chainrule'
import { programOf } from 'chainrule/Diff'
import { scatter, toIndex } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { stagesOf } from '../../src/diff/stages.js'
import { postorder } from '../../src/Expr.js'
import type { Graph } from '../../src/op/Operation.js'
import { size } from '../../src/Shape.js'
import { expectWithin, slope } from '../support/numeric.js'

const close = (a: number, b: number): void => {
  expect(Math.abs(a - b), `${a} is ${b}`).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(b)))
}

/** Derivatives of every mix up to the third. */
const mixes = (f: Diff<number, number>): readonly Diff<number, number>[] => {
  const forward = (g: Diff<number, number>): Diff<number, number> =>
    fn(real, x => apply(jvp(g), [x, constant(1)])[1])
  const once = [grad(f), forward(f)]
  const twice = once.flatMap(g => [grad(g), forward(g)])
  return [f, ...once, ...twice, ...twice.flatMap(g => [grad(g), forward(g)])]
}

const programs: Readonly<
  Record<string, readonly [kept: Diff<number, number>, plain: Diff<number, number>]>
> = {
  'a fold and its unrolled twin': [
    fn(real, a => fold((c, y) => sin(mul(a, add(c, y))), a, constant(array([1, 2, 3])))),
    fn(real, a => [1, 2, 3].reduce((c: Expr<readonly []>, y) => sin(mul(a, add(c, y))), a)),
  ],
  'a scan whose entries are used': [
    fn(real, a => {
      const [c, ys] = scan(
        (c, y) => [mul(c, sin(y)), mul(c, c)],
        a,
        mul(a, constant(array([1, 2, 3]))),
      )
      return add(c, sum(mul(ys, ys)))
    }),
    fn(real, a => {
      const c1 = mul(a, sin(a))
      const c2 = mul(c1, sin(mul(2, a)))
      const c3 = mul(c2, sin(mul(3, a)))
      return add(
        c3,
        [a, c1, c2].map(c => square(mul(c, c))).reduce((s, c) => add(s, c)),
      )
    }),
  ],
  backwards: [
    fn(real, a => {
      const xs = constant(array([1, 2, 3]))
      const [c, ys] = scan((c, y) => [add(mul(a, c), y), mul(c, y)], a, xs, { reverse: true })
      return add(c, sum(mul(ys, xs)))
    }),
    fn(real, a => {
      const c1 = add(mul(a, a), 3)
      const c2 = add(mul(a, c1), 2)
      const c3 = add(mul(a, c2), 1)
      return add(c3, add(mul(9, a), add(mul(4, c1), mul(1, c2))))
    }),
  ],
  'in chunks, with a rest': [
    fn(real, a => {
      const xs = mul(a, constant(array([1, 2, 3, 4, 5, 6, 7])))
      const [c, ys] = scan((c, y) => [sin(add(c, y)), mul(c, y)], a, xs, { checkpoint: true })
      return add(c, sum(ys))
    }),
    fn(real, a => {
      const xs = mul(a, constant(array([1, 2, 3, 4, 5, 6, 7])))
      const [c, ys] = scan((c, y) => [sin(add(c, y)), mul(c, y)], a, xs)
      return add(c, sum(ys))
    }),
  ],
  'in chunks, backwards': [
    fn(real, a => {
      const xs = mul(a, constant(array([1, 2, 3, 4, 5])))
      return fold((c, y) => sin(add(mul(a, c), y)), a, xs, { checkpoint: true, reverse: true })
    }),
    fn(real, a =>
      [5, 4, 3, 2, 1].reduce((c: Expr<readonly []>, k) => sin(add(mul(a, c), mul(k, a))), a),
    ),
  ],
  'a loop of as many steps as it takes': [
    // 1.1 → 1.21 → 1.4641 → 2.1436 → 4.5950: four steps.
    fn(real, x =>
      whileLoop(
        c => less(c, 3),
        c => mul(c, mul(x, div(c, x))),
        x,
      ),
    ),
    fn(real, x => square(square(square(square(x))))),
  ],
  'a loop with what it captures': [
    fn(real, x => {
      const y = sin(x)
      return whileLoop(
        ([k]) => less(k, 3),
        ([k, c]) => [add(k, 1), mul(c, exp(y))],
        [0, x] as const,
      )[1]
    }),
    fn(real, x => mul(x, exp(mul(3, sin(x))))),
  ],
  'a loop that never starts': [
    fn(real, x =>
      whileLoop(
        c => less(c, 0),
        c => mul(c, 2),
        square(x),
      ),
    ),
    fn(real, x => square(x)),
  ],
  'the branch that is taken': [
    fn(real, x =>
      cond(
        greater(x, 1),
        () => mul(x, log(x)),
        () => exp(x),
      ),
    ),
    fn(real, x => mul(x, log(x))),
  ],
  'a choice in a loop in a choice': [
    fn(real, x =>
      cond(
        greater(x, 0),
        () =>
          fold(
            c =>
              cond(
                greater(c, 1.2),
                () => div(c, x),
                () => mul(c, square(x)),
              ),
            x,
            array([0, 0, 0]),
          ),
        () => neg(x),
      ),
    ),
    // 1.1 → 1.331 → 1.21 → 1.1
    fn(real, x => div(mul(x, square(x)), square(x))),
  ],
  'a function called twice': [
    fn(real, x => {
      const g = call(
        fn(real, y => mul(y, sin(y))),
        'g',
      )
      return apply(g, apply(g, x))
    }),
    fn(real, x => {
      const y = mul(x, sin(x))
      return mul(y, sin(y))
    }),
  ],
  'what is computed anew': [
    checkpoint(fn(real, x => exp(sin(square(x))))),
    fn(real, x => exp(sin(square(x)))),
  ],
}

describe('control flow is what it stands for', () => {
  test.each(Object.entries(programs))(
    '%s, in every mix of modes to third order',
    (_, [kept, plain]) => {
      const wants = mixes(plain)
      mixes(kept).forEach((f, i) => {
        close(run(f)(1.1), run(wants[i]!)(1.1))
      })
    },
  )

  test.each(Object.entries(programs))('%s, as differences say', (_, [kept]) => {
    expectWithin([run(grad(kept))(1.1)], [slope(t => run(kept)(1.1 + t), 0.001)])
  })

  test.each(Object.entries(programs))('%s, in single precision', (_, [kept]) => {
    const y = run(kept)(1.1)
    expect(Math.abs(run(kept, { precision: 'f32' })(1.1) - y)).toBeLessThan(
      2e-6 * (1 + Math.abs(y)),
    )
  })
})

describe('cond', () => {
  const safe = fn(real, x =>
    cond(
      greater(x, 0),
      () => log(x),
      () => 0,
    ),
  )

  test('what is not taken does not reach the derivative, where `where` gives NaN', () => {
    expect(run(grad(safe))(0)).toBe(0)
    expect(run(grad(grad(safe)))(0)).toBe(0)
    expect(run(jvp(safe))([0, 1])).toEqual([0, 0])
    expect(run(grad(fn(real, x => where(greater(x, 0), log(x), 0))))(0)).toBeNaN()
  })

  test('what a branch computes from outside is computed in the branch', () => {
    const f = fn(real, x =>
      cond(
        greater(x, 0),
        () => 1,
        () => log(x),
      ),
    )
    const main = programOf(f).instructions.map(({ op }) => op)
    expect(main).not.toContain('log')
    expect(main.filter(op => op === 'switchCase')).toEqual(['switchCase'])
  })

  test('structures of results, and results of one branch that have no derivative', () => {
    const f = fn(tuple(real, vector(2)), ([a, v]) =>
      cond(
        greater(a, 0),
        () => ({ y: mul(a, v), k: a }),
        () => ({ y: v, k: 3 }),
      ),
    )
    expect(run(f)([2, array([1, 2])])).toEqual({ y: array([2, 4]), k: 2 })
    const [, [da, dv]] = run(vjp(f))([[-2, array([1, 2])], { y: array([1, 1]), k: 5 }])
    expect(da).toBe(0)
    expect(toNested(dv)).toEqual([1, 1])
  })

  test('branches that differ in shape, and conditions of several values, are refused', () => {
    expect(() =>
      fn(vector(2), x =>
        cond(
          greater(sum(x), 0),
          () => x as Expr,
          () => sum(x),
        ),
      ),
    ).toThrow(/cond: expected results of one form, got ℝ\[2\] and ℝ$/)
    expect(() =>
      fn(vector(2), x =>
        cond(
          greater(x, 0) as never,
          () => x,
          () => x,
        ),
      ),
    ).toThrow(/cond: expected one truth value, got bool \[2\]/)
  })
})

describe('switchCase', () => {
  const choose = (i: number): Diff<number, number> =>
    fn(real, x =>
      switchCase(constant(fromFlat([i], [], 'index')), [() => x, () => square(x), () => sin(x)]),
    )

  test('takes the first or the last where the number is out of range', () => {
    const values = [-7, 0, 1, 2, 9].map(i => run(choose(i))(3))
    expect(values).toEqual([3, 3, 9, Math.sin(3), Math.sin(3)])
    expect(run(grad(choose(1)))(3)).toBe(6)
  })

  test('no functions, and a number that is none, are refused', () => {
    expect(() => fn(index(2), i => switchCase(i, [] as never))).toThrow(
      /switchCase: expected at least one/,
    )
    expect(() => fn(real, x => switchCase(x as never, [() => x]))).toThrow(
      /switchCase: expected one index, got real/,
    )
  })
})

describe('scan', () => {
  test('of no steps gives the carry, and empty results', () => {
    const f = fn(tuple(real, vector(0)), ([c, xs]) => scan((a, x) => [add(a, x), mul(a, x)], c, xs))
    const [c, ys] = run(f)([3, array([])])
    expect(c).toBe(3)
    expect(ys.shape).toEqual([0])
    expect(
      run(vjp(f))([
        [3, array([])],
        [2, array([])],
      ])[1][0],
    ).toBe(2)
  })

  test('of a number of steps tells each which one it is', () => {
    const f = fn(vector(3), x => scan((c, i) => [add(c, gather(x, i)), i], 0, 3))
    const [c, ys] = run(f)(array([1, 2, 4]))
    expect(c).toBe(7)
    expect(toNested(ys)).toEqual([0, 1, 2])
  })

  test('structures of carries and sequences, discrete ones among them', () => {
    const f = fn(struct({ xs: matrix(3, 2), w: vector(2) }), ({ xs, w }) =>
      scan(
        ({ s, n }, { x, y }) => [
          { s: add(s, mul(w, x)), n: mul(n, 2) },
          { dot: sum(mul(s, x)), y },
        ],
        { s: w, n: 1 },
        { x: xs, y: constant(array([true, false, true])) },
      ),
    )
    const xs = array([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    const [{ s, n }, { dot, y }] = run(f)({ xs, w: array([1, 10]) })
    expect(toNested(s)).toEqual([10, 130])
    expect(n).toBe(8)
    expect(toNested(dot)).toEqual([21, 126, 25 + 420])
    expect(toNested(y)).toEqual([true, false, true])
  })

  test('a step that changes the form of the carry, or sequences of several lengths, are refused', () => {
    expect(() =>
      fn(vector(3), x => fold(c => concat([c, c]), x as Expr<readonly [number]>, x)),
    ).toThrow(/fold: expected .* carry it takes: real \[3\], got real \[6\]/)
    expect(() =>
      fn(tuple(vector(2), vector(3)), xs => fold((c, [x, y]) => add(c, mul(x, y)), 0, xs)),
    ).toThrow(/fold: expected sequences of one length, got \[2\], \[3\]/)
    expect(() => fn(real, x => fold(c => c, x, -1))).toThrow(
      /fold: expected a whole number of steps, got -1/,
    )
    expect(() => fn(real, x => fold((c, y) => add(c, y), x, x))).toThrow(/fold: expected sequences/)
  })
})

describe('whileLoop', () => {
  const steps = fn(real, x =>
    whileLoop(
      ([c]) => greater(c, 1),
      ([c, k]) => [div(c, 2), add(k, 1)],
      [x, 0] as const,
    ),
  )

  test('makes as many steps as the data ask for', () => {
    expect([0.5, 3, 1000].map(x => run(steps)(x)[1])).toEqual([0, 2, 10])
    expect([0.5, 3, 1000].map(x => run(vjp(steps))([x, [1, 0]])[1])).toEqual([1, 1 / 4, 1 / 1024])
  })

  test('ends after `maxSteps`, also backwards', () => {
    const f = fn(real, x =>
      whileLoop(
        c => greater(c, 0),
        c => mul(2, c),
        x,
        { maxSteps: 5 },
      ),
    )
    expect(run(f)(1)).toBe(32)
    expect(run(grad(f))(1)).toBe(32)
    expect(run(hessian(fn(real, x => square(apply(f, x)))))(1)).toBe(2 * 32 * 32)
  })

  test('where nothing of the carry is read backwards the tape still counts the steps', () => {
    const f = fn(
      tuple(real, real),
      ([a, b]) =>
        whileLoop(
          ([c]) => less(c, 10),
          ([c, d]) => [add(c, 1), mul(2, d)],
          [a, b] as const,
        )[1],
    )
    expect(run(grad(f))([7, 1])).toEqual([0, 8])
  })

  test('backwards twice, where no carry is read in any of the sweeps', () => {
    const f = fn(real, a =>
      whileLoop(
        () => less(0, a),
        x => add(x, a),
        a,
        { maxSteps: 3 },
      ),
    )
    // The loop gives 4a; its vjp (a, w) ↦ (4a, 4w) is linear.
    expect(run(f)(2)).toBe(8)
    const twice = run(vjp(vjp(f)))
    expect(
      twice([
        [2, 1],
        [3, 5],
      ]),
    ).toEqual([
      [8, 4],
      [12, 20],
    ])
    expect(
      twice([
        [-2, 1],
        [3, 5],
      ]),
    ).toEqual([
      [-2, 1],
      [3, 5],
    ])
  })
  test('a test of several values is refused', () => {
    expect(() =>
      fn(vector(2), x =>
        whileLoop(
          c => less(c, 0) as never,
          c => c,
          x,
        ),
      ),
    ).toThrow(/whileLoop: expected a test .*: bool \[\], got bool \[2\]/)
    expect(() =>
      fn(real, x =>
        whileLoop(
          c => less(c, 0),
          c => c,
          x,
          { maxSteps: -1 },
        ),
      ),
    ).toThrow(/whileLoop/)
  })
})

/** The sizes of all that a graph computes, graphs inside included. */
const sizes = (graph: Graph): readonly number[] =>
  postorder(graph.results).flatMap((e: AnyExpr): readonly number[] => [
    ...(e.outputs ?? [e]).map(({ shape }) => size(shape)),
    ...Object.values(e.attrs).flatMap(a =>
      typeof a === 'object' && a !== null && 'params' in a ? sizes(a as Graph) : [],
    ),
  ])

describe('memory', () => {
  const n = 10_000
  const loop = (options: { readonly checkpoint?: boolean }): Graph => {
    const f = fn(real, a => fold(c => sin(mul(a, c)), a, n, options))
    return stagesOf(grad(f))[0]!.graph
  }

  test('reverse mode keeps one carry a step; in chunks, about √n', () => {
    const counters = n // the numbers of the steps are kept in any case
    expect(Math.max(...sizes(loop({})))).toBe(counters)
    const reals = (graph: Graph): number =>
      postorder(graph.results)
        .flatMap(e => e.outputs ?? [])
        .filter(o => o.kind === 'real')
        .reduce((m, o) => Math.max(m, size(o.shape)), 0)
    expect(reals(loop({}))).toBe(n)
    expect(reals(loop({ checkpoint: true }))).toBe(100)
  })

  test('100,000 steps run and differentiate on the default stack, forward and backward', () => {
    const f = fn(real, a => fold(c => add(mul(a, c), 1), 0, 100_000))
    // Σ aᵏ = 1 / (1 − a), whose derivative is 1 / (1 − a)².
    close(run(f)(0.5), 2)
    close(run(grad(f))(0.5), 4)
    close(run(jvp(f))([0.5, 1])[1], 4)
    const g = fn(
      real,
      a =>
        whileLoop(
          ([k]) => less(k, 100_000),
          ([k, c]) => [add(k, 1), add(mul(a, c), 1)],
          [0, 0] as const,
        )[1],
    )
    close(run(grad(g))(0.5), 4)
  })
})

describe('reads of one vector cost what they read', () => {
  const n: number = 100_000 // at n² no test would end
  const x = array(Array.from({ length: n }, (_, i) => i / n))
  const want = (k: number): number => 2 * (k / n) * k

  test.each([0, 1] as const)('n slices, then n gathers, built one by one (%d)', way => {
    const f = fn(vector(n), v => {
      const read = (k: number): Expr =>
        way === 0
          ? reshape(slice(v, [{ start: k, stop: k + 1 }]), [])
          : sum(gather(v, constant(array([k], 'index'))))
      let total: Expr = constant(0)
      for (let k = 0; k < n; k++) total = add(total, mul(k, square(read(k))))
      return total as Expr<readonly []>
    })
    const g = run(grad(f))(x).values
    ;[0, 1, 777, n - 1].forEach(k => {
      close(g[k]!, want(k))
    })
  })

  test('a loop that reads an entry a step, in both kinds of loop', () => {
    const f = fn(vector(n), v => fold((c, k) => add(c, square(gather(v, k))), 0, n))
    const h = fn(
      vector(n),
      v =>
        whileLoop(
          ([k]) => less(k, n),
          ([k, c]) => [add(k, 1), add(c, square(gather(v, toIndex(k))))],
          [0, 0] as const,
        )[1],
    )
    for (const g of [run(grad(f))(x).values, run(grad(h))(x).values])
      [0, 1, 777, n - 1].forEach(k => {
        close(g[k]!, (2 * k) / n)
      })
  })

  test('a loop that writes an entry a step', () => {
    // Each entry becomes its square: the carry is a vector, of which a step changes one entry.
    const squares = fn(vector(n), v =>
      fold((c, k) => scatter(c, reshape(k, [1]), reshape(square(gather(v, k)), [1])), v, n),
    )
    expect(run(squares)(x).values[777]).toBe((777 / n) ** 2)
  })
})

/** The determinant by minors along the first row that is left, a function of the columns that are left. */
const minors = (n: number): Diff<Tensor<readonly [number, number]>, number> => {
  type Minor = Diff<
    readonly [Tensor<readonly [number, number]>, Tensor<readonly [number], 'index'>],
    number
  >
  const minor = (k: number, smaller: Minor | undefined): Minor =>
    call(
      fn(tuple(matrix(n, n), indices(n, k)), real, ([A, columns]) => {
        const row = reshape(slice(A, [{ start: n - k, stop: n - k + 1 }]), [n])
        const terms = Array.from({ length: k }, (_, j) => {
          const at = (from: number, to: number) => slice(columns, [{ start: from, stop: to }])
          const entry = sum(gather(row, at(j, j + 1)))
          const rest = concat([at(0, j), at(j + 1, k)])
          const signed = j % 2 === 0 ? entry : neg(entry)
          return smaller === undefined ? signed : mul(signed, apply(smaller, [A, rest]))
        })
        return terms.reduce((a, b) => add(a, b)) as Expr<readonly []>
      }),
      `minor${k}`,
    )
  let f: Minor | undefined
  for (let k = 1; k <= n; k++) f = minor(k, f)
  const all = constant(
    array(
      Array.from({ length: n }, (_, i) => i),
      'index',
    ),
  )
  return fn(matrix(n, n), A => apply(f!, [A, all as never])) as never
}

describe('call', () => {
  test('a recursion is a program as small as it is written: the determinant by minors', () => {
    const instructions = (graph: Graph): number => {
      const seen = new Set<Graph>()
      const count = (g: Graph): number => {
        if (seen.has(g)) return 0
        seen.add(g)
        return postorder(g.results).reduce((total, e) => {
          const callee = e.attrs['callee'] as { readonly map: Graph } | undefined
          return total + 1 + (callee === undefined ? 0 : count(callee.map))
        }, 0)
      }
      return count(graph)
    }
    const size11 = instructions(stagesOf(minors(11))[0]!.graph)
    const gradient11 = instructions(stagesOf(grad(minors(11)))[0]!.graph)
    expect(size11).toBeLessThan(1500) // inlined it has some 10⁸
    expect(gradient11).toBeLessThan(6 * size11)
  })

  test('it runs and differentiates to 8 × 8: the gradient is that of the cofactors', () => {
    const n = 8
    const A = fromFunction([n, n], (i, j) => (i === j ? 2 : 1 / (1 + i! + 2 * j!)))
    const det = run(minors(n))(A)
    const cofactors = run(grad(minors(n)))(A)
    // A Cᵀ = det(A) 1.
    for (let i = 0; i < n; i++)
      for (let k = 0; k < n; k++) {
        const dot = Array.from({ length: n }, (_, j) => at(A, i, j) * at(cofactors, k, j)).reduce(
          (a, b) => a + b,
        )
        expect(Math.abs(dot - (i === k ? det : 0))).toBeLessThan(1e-11 * Math.abs(det))
      }
  })

  test('a function is made once for each use of its derivative', () => {
    const g = call(
      fn(real, x => sin(x)),
      'sine',
    )
    const f = grad(fn(real, x => [1, 2, 3].reduce((y: Expr<readonly []>, _) => apply(g, y), x)))
    const callees = stagesOf(f)
      .flatMap(({ graph }) => postorder(graph.results))
      .filter(e => e.op === 'call')
      .map(e => (e.attrs['callee'] as { readonly map: Graph }).map)
    expect(callees.length).toBe(5) // two forward, of which the values are read, and three back
    expect(new Set(callees).size).toBe(2)
  })
})
