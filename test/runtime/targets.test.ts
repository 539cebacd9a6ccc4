import { describe, expect, it, vi } from 'vitest'
import { assertLaws, checkLaws, targetLaws } from '../../laws/index.js'
import type { AnyTensor } from '../../src/Dense.js'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  type AnyExpr,
  add,
  apply,
  call,
  concat,
  cond,
  type Diff,
  type Expr,
  exp,
  external,
  fn,
  fold,
  grad,
  greater,
  index,
  jvp,
  less,
  logsumexp,
  matmul,
  max,
  mul,
  real,
  reshape,
  run,
  scan,
  sin,
  slice,
  sub,
  sum,
  switchCase,
  tanh,
  tensor,
  toFlat,
  toReal,
  transpose,
  tuple,
  vector,
  vjp,
  whileLoop,
} from '../../src/index.js'
import { toIndex } from '../../src/op/index.js'
import { compile as compileFor } from '../../src/runtime/index.js'
import { wave } from './wave.js'

const { WebAssembly: host } = globalThis as unknown as {
  readonly WebAssembly: { readonly CompileError: new (message: string) => Error }
}

describe.each(['javascript', 'wasm'] as const)('the target %s', target => {
  const compile = <A, B>(f: Diff<A, B>, options: { readonly precision?: 'f64' | 'f32' } = {}) =>
    compileFor(f, { target, math: 'host', ...options })

  it('is the interpreter, to the bit', () => {
    assertLaws(
      targetLaws(target, f => compile(f), { exact: true }),
      { runs: 700 },
    )
  })

  it('is the interpreter in single precision, to the bit', () => {
    const single = <A, B>(f: Diff<A, B>) => compile(f, { precision: 'f32' })
    assertLaws(targetLaws(target, single, { exact: true, precision: 'f32' }), { runs: 700 })
  })

  it('gives the same when it is given the same again', () => {
    const twice = <A, B>(f: Diff<A, B>) => {
      const g = compile(f)
      return (x: A): B => {
        g(x)
        return g(x)
      }
    }
    assertLaws(targetLaws(target, twice, { exact: true }), { runs: 100 })
    const f = fn(tuple(vector(1000), vector(3), real), ([x, y, a]) => add(sum(mul(a, x)), y))
    const g = compile(f)
    const [x, y] = [[wave([1000]), wave([3])] as const, [wave([1000], 2), wave([3], 2)] as const]
    for (const [i, j, a] of [
      [0, 0, 1],
      [0, 0, 2],
      [1, 0, 2],
      [1, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ] as const) {
      const at = [[x, y][i]![0], [x, y][j]![1], a] as never
      expect(g(at)).toEqual(run(f)(at))
    }
  })

  it('that is wrong by a bit is caught', () => {
    const nudged = <A, B>(f: Diff<A, B>) => {
      const right = compile(f)
      const wrong = (y: unknown): unknown =>
        typeof y === 'number' ? y * (1 + 2 ** -52) : Array.isArray(y) ? y.map(wrong) : y
      return (x: A): B => wrong(right(x)) as B
    }
    const results = checkLaws(targetLaws('nudged', nudged, { exact: true }), { runs: 50 })
    expect(JSON.stringify(results)).toContain('broken')
  })

  const shapes = [
    [0],
    [1],
    [7],
    [8],
    [128],
    [129],
    [1000],
    [3, 0],
    [5, 300],
    [300, 5],
    [4, 1, 9],
    [2, 3, 1, 5, 70],
  ]
  describe.each(shapes.map(shape => ({ shape })))('over $shape', ({ shape }) => {
    const x = wave(shape)
    const agree = (arrow: AnyDiff, at: unknown) => {
      const f = arrow as Diff<unknown, unknown>
      for (const precision of ['f64', 'f32'] as const)
        expect(compile(f, { precision })(at)).toEqual(run(f, { precision })(at))
    }
    const space = tensor(...shape)
    const axes = shape.map((_, i) => i)

    it('sums over any axes', () => {
      for (const axis of [
        axes,
        ...axes.map(i => [i]),
        axes.slice(1),
        axes.slice(0, -1),
        axes.filter(i => i % 2 === 0),
      ])
        agree(
          fn(space, (t: Expr) => sum(exp(t), { axis })),
          x,
        )
    })

    it('takes the largest over any axes', () => {
      if (shape.includes(0)) return
      for (const axis of [axes, ...axes.map(i => [i]), axes.slice(1)])
        agree(
          fn(space, (t: Expr) => max(mul(t, t), { axis })),
          x,
        )
    })

    it('transposes, reduces what is transposed, and broadcasts', () => {
      const f = fn(space, (t: Expr) => {
        const turned = transpose(t)
        const rows = sum(turned, { axis: -1, keepdims: true })
        return sum(mul(sub(turned, rows), tanh(turned)))
      })
      agree(f, x)
      agree(grad(f), x)
    })
  })

  it('multiplies matrices, turned and in batches', () => {
    const f = fn(tuple(tensor(3, 5, 4), tensor(4, 6)), ([a, b]) => {
      const y: Expr = matmul(a, b)
      const z: Expr = matmul(transpose(b), transpose(a, [0, 2, 1]))
      return add(sum(mul(y, y)), sum(tanh(z)))
    })
    const at = [wave([3, 5, 4]), wave([4, 6], 2)] as never
    expect(compile(vjp(f))([at, 1 as never])).toEqual(run(vjp(f))([at, 1 as never]))
  })

  const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33]
  it.each(sizes)('multiplies matrices with %i products a sum', k => {
    for (const m of [1, 2, 3, 4, 5, 9, 13])
      for (const n of [1, 2, 3, 5, 8, 15, 17, 18, 33]) {
        const f = fn(
          tuple(tensor(m, k), tensor(k, n), tensor(n, k), tensor(k, m)),
          ([a, b, bt, at]) => {
            const plain: Expr = matmul(a, b)
            const right: Expr = matmul(a, transpose(bt))
            const left: Expr = matmul(transpose(at), b)
            return [plain, right, left, matmul(transpose(at), transpose(bt))] as const
          },
        )
        const at = [wave([m, k]), wave([k, n], 2), wave([n, k], 3), wave([k, m], 4)] as never
        for (const precision of ['f64', 'f32'] as const)
          expect(compile(f as never, { precision })(at)).toEqual(run(f as never, { precision })(at))
      }
  })

  it.each([
    [40, 300, 270],
    [3, 520, 530],
    [17, 700, 20],
    [2, 257, 600],
    [1, 600, 40],
    [30, 999, 1],
  ])('multiplies matrices that are cut in bands: %i × %i by %i', (m, k, n) => {
    const f = fn(tuple(tensor(m, k), tensor(k, n), tensor(n, k)), ([a, b, c]) => {
      const plain: Expr = matmul(a, b)
      const turned: Expr = matmul(a, transpose(c))
      return sub(plain, turned)
    })
    const at = [wave([m, k]), wave([k, n], 2), wave([n, k], 3)] as never
    for (const precision of ['f64', 'f32'] as const)
      expect(compile(f, { precision })(at)).toEqual(run(f, { precision })(at))
  })

  it('multiplies what is sliced, reversed, broadcast and in batches', () => {
    const f = fn(tuple(tensor(4, 1, 9, 12), tensor(3, 12, 7)), ([a, b]) => {
      const reversed: Expr = slice(a, [{}, {}, { step: -1 }, { step: -2 }])
      const some: Expr = slice(b, [{}, { step: 2 }, { start: 1, stop: 6 }])
      return matmul(reversed, some)
    })
    const at = [wave([4, 1, 9, 12]), wave([3, 12, 7], 2)] as never
    for (const precision of ['f64', 'f32'] as const)
      expect(compile(f as never, { precision })(at)).toEqual(run(f as never, { precision })(at))
  })

  it('sums cotangents of overlapping windows in place, and no other memory', () => {
    const f = fn(tensor(6, 9), x => {
      const [a, b]: readonly [Expr, Expr] = [
        slice(x, [{ start: 1, stop: 5 }, { step: 2 }]),
        slice(x, [{ stop: 4 }, { start: 8, stop: 0, step: -2 }]),
      ]
      const inner: Expr = slice(mul(x, x), [{ start: 2 }, { start: 3 }])
      return add(sum(mul(exp(a), slice(tanh(a), [{ step: -1 }]))), add(sum(sin(b)), sum(inner)))
    })
    const second = grad(fn(f.dom, x => sum(sin(apply(grad(f), x)))))
    const joined = fn(tuple(tensor(2, 3), tensor(2, 1)), ([a, b]) => {
      const wide = concat([a, tanh(a), b], { axis: 1 })
      return [wide, concat([wide, mul(2, wide)]), sum(wide, { axis: 1 })] as const
    })
    const whole = vjp(joined)
    const [x, at] = [wave([6, 9]), [wave([2, 3]), wave([2, 1], 2)]]
    const cotangents = [wave([2, 7], 3), wave([4, 7], 4), wave([2], 5)]
    for (const precision of ['f64', 'f32'] as const) {
      const agree = (g: AnyDiff, y: unknown) => {
        const h = g as Diff<unknown, unknown>
        const made = compile(h, { precision })
        expect(made(y)).toEqual(run(h, { precision })(y))
        return made.report.hosted
      }
      expect(agree(grad(f), x)).toEqual([])
      expect(agree(second, x)).toEqual([])
      expect(agree(joined, at)).toEqual([])
      expect(agree(whole, [at, cotangents])).toEqual([])
    }
  })

  it('multiplies many matrices with one', () => {
    const shapes: readonly (readonly [readonly number[], readonly number[]])[] = [
      [
        [5, 7],
        [4, 7, 1],
      ],
      [
        [4, 1, 7],
        [7, 3],
      ],
      [
        [2, 3, 6, 7],
        [7, 9],
      ],
      [
        [1, 7],
        [4, 7, 1],
      ],
      [
        [3, 1, 5, 7],
        [2, 7, 1],
      ],
      [
        [1, 5, 7],
        [2, 3, 7, 1],
      ],
      [
        [6, 7],
        [3, 2, 7, 2],
      ],
    ]
    for (const [s, t] of shapes) {
      const f = fn(tuple(tensor(...s), tensor(...t)), ([a, b]): Expr => matmul(a, b))
      const turned = fn(
        tuple(tensor(...s), tensor(...t)),
        ([a, b]): Expr => matmul(transpose(transpose(mul(a, 2))), b),
      )
      same(f, [wave(s), wave(t, 2)])
      same(turned, [wave(s), wave(t, 2)])
      // In another order of the sums, unless bits are asked for.
      const free = compileFor(f as Diff<unknown, AnyTensor>, { target })([wave(s), wave(t, 2)])
      const right = toFlat(run(f as Diff<unknown, AnyTensor>)([wave(s), wave(t, 2)]))
      toFlat(free).forEach((y, i) => {
        expect(Math.abs(Number(y) - Number(right[i]))).toBeLessThan(1e-14)
      })
    }
  })

  it('keeps its results apart from later calls', () => {
    const f = compile(fn(vector(3), x => mul(2, x)))
    const first = f(wave([3]) as never)
    const before = toFlat(first)
    f(wave([3], 5) as never)
    expect(toFlat(first)).toEqual(before)
  })

  it('gives functions of the host values that stay, and may be called by them', () => {
    const kept: unknown[] = []
    const inner: { f?: (x: never) => unknown } = {}
    const host = external(vector(3), vector(3), x => {
      kept.push(x)
      if (kept.length === 1) inner.f?.(wave([3], 9) as never)
      return x
    })
    const f = compile(fn(vector(3), x => mul(2, apply(host, add(x, 1)))))
    inner.f = f
    const x = wave([3])
    const first = f(x as never)
    f(wave([3], 5) as never)
    expect(first.values).toEqual(x.values.map(v => 2 * (v + 1)))
    expect(kept[0]).toEqual(run(fn(vector(3), y => add(y, 1)))(x as never))
    expect(kept.length).toBe(3)
  })

  const same = (arrow: AnyDiff, at: unknown) => {
    const f = arrow as Diff<unknown, unknown>
    for (const precision of ['f64', 'f32'] as const) {
      const made = compile(f, { precision })
      expect(made(at)).toEqual(run(f, { precision })(at))
      expect(made(at)).toEqual(run(f, { precision })(at)) // and again: nothing is left over
    }
    return compile(f).report
  }

  it('runs loops as loops', () => {
    const f = fn(vector(9), xs => fold((c, x) => mul(add(c, x), sin(c)), 1, xs))
    expect(same(f, wave([9])).hosted).toEqual([])
    expect(same(grad(f), wave([9])).hosted).toEqual([])
    // Carries that change places, one that stays, sequences both ways.
    for (const reverse of [false, true]) {
      const g = fn(tensor(5, 3), xs => {
        const row = (i: number): Expr<readonly [3]> =>
          reshape(slice(xs, [{ start: i, stop: i + 1 }]), [3])
        const begin = { a: row(0), b: row(1), c: sum(row(2)) }
        const [last, ys] = scan(
          ({ a, b, c }, x) => [{ a: b, b: add(mul(a, x), c), c }, mul(a, b)],
          begin,
          xs,
          { reverse },
        )
        return [add(sum(last.a), add(sum(last.b), last.c)), ys] as const
      })
      expect(same(g, wave([5, 3])).hosted).toEqual([])
      expect(same(vjp(g), [wave([5, 3]), [0.5, wave([5, 3], 4)]]).hosted).toEqual([])
      expect(same(jvp(g), [wave([5, 3]), wave([5, 3], 4)]).hosted).toEqual([])
    }
  })

  it('runs loops in loops, with branches and calls inside', () => {
    const f = fn(tuple(tensor(4, 3), real), ([xs, p]) =>
      fold(
        (c, x) => {
          const inner = fold(
            (d, y) =>
              cond(
                greater(y as Expr<readonly []>, 0),
                () => mul(d, y),
                () => sub(d, p),
              ),
            c,
            x,
          )
          return add(
            apply(call(fn(real, t => tanh(t))), inner),
            whileLoop(
              d => less(d as Expr<readonly []>, 3),
              d => add(mul(d, d), 1),
              mul(c, 0.1),
            ),
          )
        },
        1,
        xs,
      ),
    )
    expect(same(f, [wave([4, 3]), 0.3]).hosted).toEqual([])
    // Backwards a while-loop has a tape; where nobody knows how long it may get, that is done by its record.
    expect(new Set(same(grad(f), [wave([4, 3]), 0.3]).hosted)).toEqual(
      new Set(['whileLoop', 'scan']),
    )
  })

  it('takes the nearest branch', () => {
    const f = fn(tuple(index(9), real), ([i, x]) =>
      switchCase(toIndex(sub(toReal(i), 3)), [() => sin(x), () => exp(x), () => mul(x, x)]),
    )
    for (const i of [0, 2, 3, 4, 5, 8]) expect(same(f, [i, 0.7]).hosted).toEqual([])
  })

  it('runs loops of no steps', () => {
    const f = fn(tuple(tensor(0, 2), real), ([xs, p]) =>
      scan((c, x) => [add(c, sum(x)), mul(c, x)], p, xs),
    )
    same(f, [wave([0, 2]), 0.3])
    same(
      fn(real, x =>
        whileLoop(
          () => less(mul(x, 0), 1),
          c => mul(c, 2),
          x,
          { maxSteps: 3 },
        ),
      ),
      0.3,
    )
  })

  it('is made once for an arrow and its options', () => {
    const f = fn(vector(3), x => mul(2, x))
    expect(compile(f)).toBe(compile(f))
    expect(compile(f, { precision: 'f32' })).not.toBe(compile(f))
    expect(compile(fn(vector(3), x => mul(2, x)))).not.toBe(compile(f))
  })

  it.each([65_536, 65_537, 100_000, 81_920])('runs one long loop by windows: %i entries', n => {
    const f = fn(tuple(vector(n), real), ([x, p]) => {
      const y = add(mul(exp(mul(x, p)), tanh(x)), sin(x))
      return [sum(y), y, max(mul(y, x)), sum(mul(x, x))] as const
    })
    const report = same(f, [wave([n]), 0.7])
    expect(report.arena).toBeLessThan(1e6)
    same(grad(fn(vector(n), x => sum(mul(x, exp(x))))), wave([n]))
  })

  it('refuses more memory than it can address, by name', () => {
    const large = fn(tensor(2 ** 14, 2 ** 14), x => add(x, transpose(x)))
    expect(() => compile(large)).toThrow('a program of at most 2147483648 bytes of memory')
  })

  it('takes a graph of 100,000 nodes, in functions of bounded size', () => {
    const deep = fn(real, x => {
      let y: AnyExpr = x
      for (let i = 0; i < 50_000; i++) y = add(mul(y as Expr, 0.5), sin(x))
      return y as Expr<readonly []>
    })
    const f = compile(deep)
    expect(f(0.7)).toBe(run(deep)(0.7))
    expect(f.report.kernels.length).toBeGreaterThan(100)
    expect(Math.max(...f.report.kernels)).toBeLessThan(700)
  })

  it('fuses what has one index space: the value and gradient of a sum are one loop', () => {
    const f = fn(vector(1000), x => sum(add(mul(tanh(x), exp(x)), sin(x))))
    const { report } = compile(vjp(f))
    expect(report.hosted).toEqual([])
    expect(report.kernels.length).toBe(1)
    expect(report.target).toBe(target)
    expect(report.flops).toBeGreaterThan(5000)
  })

  it('falls back to the interpreter where generated code is forbidden, and says so', () => {
    vi.stubGlobal('Function', function forbidden() {
      throw new EvalError('Code generation from strings disallowed')
    })
    vi.stubGlobal('WebAssembly', {
      CompileError: host.CompileError,
      Memory: Reflect.get(host, 'Memory'),
      Module: function forbidden() {
        throw new host.CompileError('Wasm code generation disallowed by embedder')
      },
    })
    const f = compile(fn(vector(3), x => logsumexp(reshape(x, [3]))))
    vi.unstubAllGlobals()
    expect(f.report.target).toBe('interpret')
    expect(f(wave([3]) as never)).toBeCloseTo(1.26, 0)
  })
})

it.each(['javascript', 'wasm'] as const)(
  '%s gives results that begin anywhere, of any format',
  target => {
    const f = fn(vector(101), x => [
      slice(toIndex(x), [{ start: 1 }]),
      mul(2, x),
      slice(greater(x, 0), [{ start: 3 }]),
      slice(mul(3, x), [{ start: 3 }]),
      slice(toIndex(mul(20, x)), [{ start: 5 }]),
    ])
    for (const precision of ['f64', 'f32'] as const) {
      const made = compileFor(f as AnyDiff as Diff<unknown, unknown>, { target, precision })
      expect(made(wave([101]))).toEqual(
        run(f as AnyDiff as Diff<unknown, unknown>, { precision })(wave([101])),
      )
    }
  },
)

it('falls back to generated JavaScript where an engine has no memory left, and says so', () => {
  vi.stubGlobal('WebAssembly', {
    CompileError: host.CompileError,
    Memory: function exhausted() {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory')
    },
  })
  const f = fn(vector(3), x => exp(x))
  const made = compileFor(f, { target: 'wasm' })
  vi.unstubAllGlobals()
  expect(made.report.target).toBe('javascript')
  expect(made.report.notes.join()).toMatch(/no room for it/)
  expect(made(wave([3]))).toEqual(run(f)(wave([3])))
})
