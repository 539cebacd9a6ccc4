import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import { programOf } from '../../src/diff/stages.js'
import {
  add,
  apply,
  array,
  bool,
  type Diff,
  external,
  fn,
  index,
  mul,
  real,
  run,
  struct,
  sum,
  tuple,
  unit,
  valueAndGrad,
  vector,
} from '../../src/index.js'
import { less, toReal, where } from '../../src/op/index.js'
import { compile } from '../../src/runtime/index.js'
import { javascript } from '../../src/runtime/javascript/javascript.js'
import { straight } from '../../src/runtime/javascript/straight.js'
import { coder } from '../../src/runtime/plan/code.js'
import { lower } from '../../src/runtime/plan/lower.js'
import { wasm } from '../../src/runtime/wasm/wasm.js'

const scalars = tuple(real, struct({ i: index(5), b: bool }))
const mixed = fn(scalars, ([x, { i, b }]) => ({
  product: mul(x, toReal(i)),
  rest: [i, less(x, 1), where(b, x, 0.1), b],
}))
const rosenbrock = valueAndGrad(
  fn(tuple(real, real), ([x, y]) => {
    const [a, b] = [add(1, mul(-1, x)), add(y, mul(-1, mul(x, x)))]
    return add(mul(a, a), mul(100, mul(b, b)))
  }),
)

describe.each(['javascript', 'wasm'] as const)('scalars on %s', target => {
  it.each(['f64', 'f32'] as const)('are those of the interpreter, in %s', precision => {
    const made = compile(mixed, { target, precision })
    for (const at of [
      [0.1, { i: 3, b: true }],
      [-0, { i: 0, b: false }],
      [1e300, { i: 4, b: true }],
      [Number.NaN, { i: 1, b: true }],
    ] as const)
      expect(made(at as never)).toEqual(run(mixed, { precision })(at as never))
    const f = compile(rosenbrock, { target, precision })
    for (const at of [[-1.2, 1] as const, [0.1, 0.7] as const])
      expect(f(at)).toEqual(run(rosenbrock, { precision })(at))
    expect(
      compile(
        fn(unit, () => 2),
        { target },
      )([]),
    ).toBe(2)
  })

  it('that are not of the space are refused, with the path', () => {
    const made = compile(mixed as AnyDiff as Diff<unknown, unknown>, { target })
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [['a', { i: 1, b: true }], /a real scalar at \[0\].*string/],
      [[array([1]), { i: 1, b: true }], /a real scalar at \[0\].*a tensor/],
      [[1, { i: 1.5, b: true }], /scalar at \[1\]\.i.*1\.5/],
      [[1, { i: 5, b: true }], /at \[1\]\.i.*5, which is not from 0 to 4/],
      [[1, { i: -1, b: true }], /at \[1\]\.i.*-1, which is not from 0 to 4/],
      [[1, { i: 1, b: 1 }], /a bool scalar at \[1\]\.b.*number/],
      [[1, { i: 1 }], /a struct with 'b' at \[1\]/],
      [[1], /a tuple of 2/],
    ]
    for (const [at, message] of wrong) expect(() => made(at)).toThrow(message)
  })

  it('may be asked for while they are computed', () => {
    const inner: { f?: (x: number) => number } = {}
    const host = external(real, real, x => (x > 0 ? inner.f!(x - 1) : 1))
    const f = compile(
      fn(real, x => mul(2, apply(host, x))),
      { target },
    )
    inner.f = f
    expect(f(3)).toBe(16)
    expect(f(0)).toBe(2)
  })

  it('have fields of whatever name', () => {
    const names = ["'] ; throw 1 //", '`x`', '__proto__', 'p0', 'otherwise'] as const
    const space = struct(Object.fromEntries(names.map(n => [n, real])))
    const f = fn(space, x => Object.fromEntries(names.map(n => [n, mul(2, x[n]!)])))
    const at = Object.fromEntries(names.map((n, i) => [n, i]))
    const y = compile(f, { target })(at)
    expect(new Map(Object.entries(y))).toEqual(new Map(names.map((n, i) => [n, 2 * i])))
  })

  it('take no memory; what is more than one number does', () => {
    const make = (f: AnyDiff) => {
      const plan = lower(programOf(f), 'f64', new Set())
      return target === 'wasm'
        ? wasm(plan, { math: 'vector', threads: 1, fma: false })
        : javascript(plan)
    }
    expect(make(rosenbrock)?.numbers?.([0, 2])).toEqual([401, -2, 400])
    expect(make(fn(vector(2), x => mul(x, x)))?.numbers).toBeUndefined()
  })
})

it('what is multiplied or divided by 1 is itself', () => {
  const { load, scalars: s } = coder()
  const [x, one] = [load(0), s.number(1)]
  expect([s.mul(x, one), s.mul(one, x), s.div(x, one)]).toEqual([x, x, x])
  expect([s.div(one, x), s.mul(x, s.number(-1)), s.add(x, one)]).not.toContain(x)
})

describe('a program of scalars', () => {
  const lineOf = (f: AnyDiff) =>
    straight(lower(programOf(f), 'f64', new Set()), f.dom.form, f.cod.form)

  it('is straight-line code, and gives up what is not of its domain', () => {
    const asked: unknown[] = []
    const otherwise = (x: unknown) => asked.push(x)
    const line = lineOf(mixed)!
    expect(line([0.5, { i: 3, b: true }], otherwise)).toEqual({
      product: 1.5,
      rest: [3, true, 0.5, true],
    })
    expect(asked).toEqual([])
    const wrong = [[0.5], [0.5, null], ['', { i: 3, b: true }], [0.5, { i: 5, b: true }], 1]
    for (const x of [...wrong, [0.5, { i: 3 }], [0.5, { i: 0.5, b: true }]]) line(x, otherwise)
    expect(asked.length).toBe(7)
  })

  it('is not, where there is a tensor', () => {
    expect(lineOf(fn(vector(2), x => mul(x, x)))).toBeUndefined()
    expect(lineOf(fn(tuple(real, vector(2)), ([a, x]) => sum(mul(a, x))))).toBeUndefined()
    expect(lineOf(fn(unit, () => 2))!([], x => x)).toBe(2)
  })
})
