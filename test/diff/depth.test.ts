/** 100,000 stages and a body of 100,000 operations: the same bits, on the default stack, within half a minute. */
import {
  add,
  compose,
  type Diff,
  exp,
  fn,
  grad,
  identity,
  jvp,
  mul,
  neg,
  pullback,
  real,
  run,
  sin,
  stages,
  sum,
  tanh,
  valueAndGrad,
  vector,
  vjp,
} from 'chainrule'
import { getEndomorphismMonoid, programOf } from 'chainrule/Diff'
import type { Expr } from 'chainrule/Expr'
import { showProgram } from 'chainrule/Program'
import { describe, expect, test } from 'vitest'

const n = 100_000
type Scalar = Expr<readonly []>
type Map = Diff<number, number>

/** Steps that keep values and slopes among ordinary numbers; the third one fans out. */
const steps: readonly ((x: Scalar) => Scalar)[] = [
  x => sin(x),
  x => mul(1.0001, x),
  x => add(mul(0.5, x), mul(0.5, tanh(x))),
  x => neg(x),
]
const arrows = steps.map(step => fn(real, x => step(x)))
const stepAt = <X>(xs: readonly X[], i: number): X => xs[i % xs.length]!
const indices = Array.from({ length: n }, (_, i) => i)

const body: Map = fn(real, x => indices.reduce<Scalar>((y, i) => stepAt(steps, i)(y), x))
const leftToRight: Map = indices.reduce<Map>(
  (f, i) => compose(stepAt(arrows, i), f),
  identity(real),
)
const rightToLeft: Map = indices.reduceRight<Map>(
  (g, i) => compose(g, stepAt(arrows, i)),
  identity(real),
)
/** As a balanced tree. */
const tree = (from: number, to: number): Map => {
  if (to - from === 1) return stepAt(arrows, from)
  const middle = Math.floor((from + to) / 2)
  return compose(tree(middle, to), tree(from, middle))
}
const forms: Readonly<Record<string, Map>> = {
  'stages put after': leftToRight,
  'stages put before': rightToLeft,
  'stages as a tree': tree(0, n),
  'one body': body,
}
const half = Math.exp(-0.5)
const limit = 30_000

/** Value and slope in plain numbers, with the derivatives written by hand. */
const byHand = (at: number): readonly [value: number, slope: number] =>
  indices.reduce<readonly [number, number]>(
    ([y, d], i) => {
      const t = Math.tanh(y)
      const rules: readonly (readonly [number, number])[] = [
        [Math.sin(y), Math.cos(y)],
        [1.0001 * y, 1.0001],
        [0.5 * y + 0.5 * t, 0.5 + 0.5 * (1 - t * t)],
        [-y, -1],
      ]
      const [z, slope] = stepAt(rules, i)
      return [z, d * slope]
    },
    [at, 1],
  )

describe('the same bits', () => {
  const [value, slope] = byHand(half)
  // A product of n factors, each rounded, in another order.
  const near = (d: number): void => {
    expect(Math.abs(d - slope)).toBeLessThanOrEqual(4 * n * Number.EPSILON * Math.abs(slope))
  }
  test('the slope by hand is an ordinary number', () => {
    expect(Math.abs(slope)).toBeGreaterThan(1e-12)
  })
  const seen = new Set<string>()
  test.each(Object.entries(forms))(
    '%s: values and slopes are those by hand',
    (_, f) => {
      const start = performance.now()
      const [y, d] = run(valueAndGrad(f))(half)
      expect([run(f)(half), run(grad(f))(half), run(vjp(f))([half, 1])[1]]).toEqual([y, d, d])
      expect(performance.now() - start).toBeLessThan(limit)
      expect(y).toBe(value)
      near(d)
      seen.add(`${y} ${d}`)
      expect(seen.size).toBe(1)
    },
    2 * limit,
  )
  test('forward mode, too, in the order of the stages', { timeout: 2 * limit }, () => {
    const tangents = [body, leftToRight, rightToLeft].map(f => run(jvp(f))([half, 1]))
    for (const [y, v] of tangents) {
      expect(y).toBe(value)
      expect(v).toBe(tangents[0]![1])
      near(v)
    }
  })
})

describe('all else that walks an arrow', { timeout: 2 * limit }, () => {
  test('stages, programs and their text', () => {
    expect(stages(leftToRight).length).toBe(n)
    expect(stages(rightToLeft).length).toBe(n)
    expect(stages(body).length).toBe(1)
    const [p, q] = [programOf(leftToRight), programOf(body)]
    // Constants of a stage are one for all its uses; the operations are the same, in the same order.
    const computed = (program: typeof p): string =>
      program.instructions.flatMap(({ op }) => (op === 'constant' ? [] : [op])).join()
    expect(computed(p) === computed(q)).toBe(true)
    expect(p.instructions.length).toBeLessThan(q.instructions.length)
    expect(showProgram(p).split('\n').length).toBe(p.instructions.length + 2)
  })
  test('the monoid of endomorphisms folds as many', () => {
    const M = getEndomorphismMonoid(real)
    const f = indices.reduce((g, i) => M.concat(g, stepAt(arrows, i)), M.empty)
    expect(run(f)(half)).toBe(byHand(half)[0])
  })
  test('second derivatives of 10,000 stages', () => {
    const f = compose(
      fn(real, x => exp(x)),
      tree(0, 10_000),
    )
    const second = run(grad(grad(f)))(half)
    const h = 1e-4
    const g = run(grad(f))
    const difference = (g(half + h) - g(half - h)) / (2 * h)
    const coarse = (g(half + 2 * h) - g(half - 2 * h)) / (4 * h)
    expect(Math.abs(second - difference)).toBeLessThanOrEqual(2 * Math.abs(coarse - difference))
    expect(Math.abs(coarse - difference)).toBeLessThan(1e-3 * Math.abs(second))
  })
  test('an arrow used in a body, and its pullback there', () => {
    const f = fn(real, x => {
      const [y, back] = pullback(leftToRight)(x)
      return [y, back(mul(2, y))]
    })
    const [y, w] = run(f)(half)
    expect(w).toBe(run(vjp(leftToRight))([half, 2 * y])[1])
  })
  test('100,000 operations on vectors', () => {
    const f = fn(vector(3), x =>
      sum(indices.reduce<Expr<readonly [3]>>((y, i) => (i % 2 === 0 ? sin(y) : neg(y)), x)),
    )
    expect(programOf(grad(f)).instructions.length).toBeGreaterThan(n)
  })
})
