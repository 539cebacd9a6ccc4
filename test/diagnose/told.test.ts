/** What a diagnosis says beside the operation: nothing, the argument, constants; and what `explain` and `placeOf` say. */
import {
  add,
  apply,
  array,
  cond,
  constant,
  div,
  exp,
  external,
  fn,
  fromFunction,
  grad,
  greater,
  isShapeError,
  jvp,
  less,
  log,
  matmul,
  matrix,
  max,
  mul,
  real,
  reciprocal,
  run,
  scan,
  sqrt,
  square,
  struct,
  sub,
  sum,
  tuple,
  vector,
  vjp,
  vmap,
  where,
  whileLoop,
} from 'chainrule'
import { diagnose, explain, placeOf, showDiagnosis } from 'chainrule/diagnose'
import { compose as layers, objective, quadratic, ridge } from 'chainrule/learn'
import { describe, expect, test } from 'vitest'

/** The line that an error was made in. */
const here = (e: Error): number => placeOf(e)?.line ?? 0

describe('nothing is said', () => {
  test('of a program whose values are finite', () => {
    const f = fn(vector(2), x => sum(log(x)))
    expect(diagnose(f)(array([1, 2]))).toEqual({ tag: 'finite' })
    expect(showDiagnosis({ tag: 'finite' })).toBe('all values are finite')
  })

  test('of an infinity that is thrown away, forward and backward', () => {
    const safe = fn(real, x => {
      const inside = where(greater(x, 0), x, 1)
      return where(greater(x, 0), log(inside), 0)
    })
    expect(diagnose(safe)(0).tag).toBe('finite')
    // The value of the branch not taken is infinite, and its slope is not asked for.
    const thrown = fn(vector(2), x => sum(where(less(x, 1), 0, log(constant(0)))))
    expect(diagnose(thrown)(array([0, 0.5])).tag).toBe('finite')
  })

  test('of a mask of infinities that works', () => {
    const mask = constant(array([0, Number.NEGATIVE_INFINITY, 0]))
    expect(diagnose(fn(vector(3), x => max(add(x, mask))))(array([1, 2, 3])).tag).toBe('finite')
  })

  test('of the sweep of a function that is not to ℝ, unless asked', () => {
    const f = fn(vector(2), x => sqrt(x))
    expect(diagnose(f)(array([0, 1])).tag).toBe('finite')
    expect(diagnose(f, { backward: true })(array([0, 1])).tag).toBe('backward')
    expect(diagnose(f, { cotangent: array([0, 1]) })(array([0, 1])).tag).toBe('backward') // 0 · ∞
    expect(diagnose(f, { cotangent: array([1, 1]) })(array([2, 1])).tag).toBe('finite')
    expect(
      diagnose(
        fn(real, x => sqrt(x)),
        { backward: false },
      )(0).tag,
    ).toBe('finite')
  })

  test('of what has no derivative, unless asked', () => {
    const f = fn(real, x => {
      const host = external(real, real, v => v * 2)
      return apply(host, x)
    })
    expect(diagnose(f)(1).tag).toBe('finite')
    expect(() => diagnose(f, { backward: true })(1)).toThrow('a vjp')
  })
})

describe('what was given', () => {
  test('the argument, with its path', () => {
    const f = fn(struct({ w: vector(4), b: real }), ({ w, b }) => add(sum(square(w)), b))
    const found = diagnose(f)({ w: array([1, 2, 3, Number.NaN]), b: 1 })
    expect(found).toMatchObject({ tag: 'argument', of: 'argument', path: 'w', entry: [3] })
    expect(showDiagnosis(found)).toBe('the argument itself at .w[3] is NaN\n  reaches   the result')
  })

  test('the argument where it goes on, not where it stops', () => {
    const f = fn(vector(2), x => sum(reciprocal(x)))
    expect(diagnose(f, { backward: false })(array([Number.POSITIVE_INFINITY, 1])).tag).toBe(
      'finite',
    )
    expect(diagnose(f)(array([Number.POSITIVE_INFINITY, 0]))).toMatchObject({
      tag: 'forward',
      operation: 'reciprocal',
      entry: [1],
    })
  })

  test('through a loop', () => {
    const f = fn(vector(3), xs => scan((c, x) => [add(c, x), c], 0, xs)[0])
    const found = diagnose(f)(array([1, Number.NaN, 2]))
    expect(found).toMatchObject({ tag: 'argument', path: '', entry: [1] })
  })

  test('the cotangent', () => {
    const f = fn(vector(2), x => square(x))
    const found = diagnose(f, { cotangent: array([1, Number.NaN]) })(array([1, 2]))
    expect(found).toMatchObject({ tag: 'argument', of: 'cotangent', entry: [1] })
  })

  test('a constant', () => {
    const f = fn(real, x => {
      const c = constant(Number.POSITIVE_INFINITY)
      return mul(x, c)
    })
    const line = here(new Error()) - 2
    const found = diagnose(f)(1)
    expect(found).toMatchObject({ tag: 'forward', operation: 'constant', place: { line } })
  })
})

describe('further', () => {
  test('the first result that is bad, of a structure', () => {
    const f = fn(real, x => ({ a: x, b: { c: [x, log(x)] as const } }))
    expect(diagnose(f)(0)).toMatchObject({
      operation: 'log',
      reached: { part: 'result', path: 'b.c[1]', entry: [] },
    })
  })

  test('large operands are summarised', () => {
    const f = fn(vector(1000), x => sum(exp(x)))
    const found = diagnose(f)(fromFunction([1000], i => (i === 700 ? 1000 : -i)))
    expect(found).toMatchObject({
      operation: 'exp',
      entry: [700],
      inputs: [{ shape: [1000], entry: [700], value: 1000, range: [-999, 1000] }],
    })
  })

  test('a gradient as an arrow: whose derivative it is, and where that was built', () => {
    const f = fn(vector(2), x => sum(sqrt(x)))
    const line = here(new Error()) - 1
    const found = diagnose(grad(f))(array([1, 0]))
    expect(found).toMatchObject({ tag: 'forward', of: { operation: 'sqrt' }, place: { line } })
    const pulled = diagnose(vjp(fn(real, x => sqrt(x))))([0, 1])
    expect(pulled).toMatchObject({
      of: { operation: 'sqrt' },
      place: { line: here(new Error()) - 3 },
    })
  })

  test('batches of batches, of gradients, and of loops', () => {
    const logs = vmap(
      vmap(
        fn(real, x => log(x)),
        2,
      ),
      3,
    )
    const rows = array([
      [1, 2],
      [3, 4],
      [5, 0],
    ])
    expect(diagnose(logs)(rows)).toMatchObject({ operation: 'log', example: [2, 1] })
    const slopes = vmap(grad(fn(vector(2), x => sum(sqrt(x)))), 3)
    expect(diagnose(slopes)(rows)).toMatchObject({ of: { operation: 'sqrt' }, example: [2] })
    const loops = vmap(
      fn(
        real,
        x =>
          whileLoop(
            ({ n }) => less(n, 3),
            ({ n, c }) => ({ n: add(n, 1), c: log(c) }),
            { n: 0, c: x },
          ).c,
      ),
      3,
    )
    const line = here(new Error()) - 6
    expect(diagnose(loops)(array([50, 100, 2]))).toMatchObject({
      operation: 'log',
      within: [{ operation: 'whileLoop', step: 2 }],
      example: [2],
      place: { line },
    })
  })

  test('forward mode', () => {
    const found = diagnose(jvp(fn(real, x => sqrt(x))))([0, 1])
    expect(found).toMatchObject({
      of: { operation: 'sqrt' },
      place: { line: here(new Error()) - 3 },
    })
  })

  test('a host function', () => {
    const host = external(real, real, v => 1 / v)
    const f = fn(real, x => mul(2, apply(host, x)))
    expect(diagnose(f)(0)).toMatchObject({
      operation: 'external',
      place: { line: here(new Error()) - 4 },
    })
  })

  test('a network, its layers and loss in stages', () => {
    const net = layers(ridge(square, 2, 1), ridge(exp, 2, 2))
    const line = here(new Error()) - 1
    const R = objective(quadratic(1), net)
    const found = diagnose(R)({
      net: [
        {
          W: array([
            [500, 500],
            [1, 1],
          ]),
          b: array([0, 0]),
        },
        { W: array([[1, -1]]), b: array([0]) },
      ],
      x: array([1, 1]),
      y: array([0]),
    })
    expect(found).toMatchObject({ tag: 'forward', operation: 'exp', place: { line } })
    expect(found).toMatchObject({
      way: ['exp', 'reshape', 'matmul', 'reshape', 'add', 'square', 'sub', 'square', 'sum', 'mul'],
    })
  })

  test('a body that differs each time has no places, and is still diagnosed', () => {
    let calls = 0
    const f = fn(real, x => (calls++ === 0 ? log(x) : exp(x)))
    const found = diagnose(f)(0)
    expect(found).toMatchObject({ tag: 'forward', operation: 'log', place: undefined })
  })

  test('a deep program', () => {
    const f = fn(real, x => {
      let y = sub(x, 1)
      for (let i = 0; i < 5000; i++) y = add(y, 1e-3)
      y = log(mul(y, 0))
      for (let i = 0; i < 5000; i++) y = add(y, 1)
      return y
    })
    const found = diagnose(f)(1)
    expect(found).toMatchObject({ operation: 'log', place: { line: here(new Error()) - 5 } })
    expect(showDiagnosis(found).split('\n').at(-1)).toContain('…')
  })

  test('nodes of ordinary programs record nothing', () => {
    const f = fn(real, x =>
      cond(
        greater(x, 0),
        () => log(x),
        () => 0,
      ),
    )
    diagnose(f)(1)
    expect(
      Object.getOwnPropertySymbols(f.path.tag === 'stage' && f.path.stage.graph.results[0]),
    ).toEqual([Symbol.toPrimitive])
    expect(run(f)(1)).toBe(0)
  })
})

describe('explain', () => {
  test('lists operations, shapes and places, graphs inside below', () => {
    const f = fn(tuple(matrix(2, 3), vector(3)), ([A, x]) => {
      const y = matmul(A, x)
      return scan((c, v) => [div(c, v), c], 1, y)[0]
    })
    const line = here(new Error()) - 3
    const text = explain(f).split('\n')
    expect(text[0]).toBe('x[0]: ℝ[2, 3]')
    const product = text.find(l => l.includes('= matmul('))
    expect(product).toMatch(/ℝ\[2, 1\]/)
    expect(product).toContain(`told.test.ts:${line}:`)
    const inner = text.find(l => l.includes('= div('))
    expect(inner).toMatch(/^ {4}v1: ℝ = div\(carry, x\)/)
    expect(inner).toContain(`told.test.ts:${line + 1}:`)
    expect(text.at(-1)).toBe('return v4.0')
  })

  test('an error, and where it comes from', () => {
    const n: number = 4
    try {
      fn(tuple(matrix(2, 3), matrix(n, 1)), ([a, b]) => matmul(a, b))
      throw new Error('built')
    } catch (error) {
      if (!isShapeError(error)) throw error
      const line = here(new Error()) - 4
      expect(placeOf(error)?.line).toBe(line)
      expect(explain(error)).toMatch(/^matmul: expected .*\n {2}at .*told\.test\.ts:\d+:\d+$/)
    }
    expect(placeOf('no error')).toBeUndefined()
  })
})
