import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  add,
  type Diff,
  div,
  type Expr,
  fn,
  grad,
  gradOf,
  greater,
  less,
  mul,
  neg,
  real,
  run,
  sin,
  square,
  sub,
  sum,
  tanh,
  tensor,
  tuple,
  valueAndGrad,
  vmap,
  whileLoop,
} from '../../src/index.js'
import { compile } from '../../src/runtime/index.js'
import { wave } from './wave.js'

type Scalar = Expr<readonly []>

/** Halves until small, at most so many times; steps of Heron's rule. */
const root = (maxSteps: number) =>
  fn(real, a =>
    whileLoop(
      y => greater(square(sub(mul(y as Scalar, y as Scalar), a)), 1e-12),
      y => mul(0.5, add(y as Scalar, div(a, y as Scalar))),
      add(a, 1),
      { maxSteps },
    ),
  )

const carried = fn(tuple(tensor(3, 5), real), ([x, limit]) => {
  const { y, t } = whileLoop(
    ({ t }) => less(t as Scalar, limit),
    ({ y, t }) => ({ y: tanh(add(mul(y, x), sin(t as Scalar))), t: add(t as Scalar, 1) }),
    { y: x, t: mul(limit, 0) },
    { maxSteps: 20 },
  )
  return add(sum(mul(y, x)), t as Scalar)
})

/** A search whose steps are gradients of a loop: a loop of loops with tapes. */
const nested = fn(real, w => {
  const fall = (p: Scalar): Scalar =>
    square(
      whileLoop(
        ([h]) => greater(h as Scalar, 0),
        ([h, v]) =>
          [add(h as Scalar, mul(0.1, v as Scalar)), sub(v as Scalar, mul(0.3, p))] as const,
        [add(mul(p, 0), 1), p] as const,
        { maxSteps: 500 },
      )[0] as Scalar,
    )
  return whileLoop(
    x => greater(x as Scalar, 0.5),
    x => sub(mul(0.9, x as Scalar), mul(0.01, gradOf(fall, x as Scalar))),
    w,
    { maxSteps: 30 },
  )
})

describe.each(['javascript', 'wasm'] as const)('on the target %s', target => {
  const same = (arrow: AnyDiff, at: unknown, precision: 'f64' | 'f32' = 'f64') => {
    const f = arrow as Diff<unknown, unknown>
    const made = compile(f, { target, precision, math: 'host' })
    // Twice: what a tape held before is not to be seen.
    for (let i = 0; i < 2; i++) expect(made(at)).toEqual(run(f, { precision })(at))
    return made.report.hosted
  }

  it.each(['f64', 'f32'] as const)('a while-loop is a loop backwards as well, in %s', precision => {
    expect(same(grad(root(50)), 7, precision)).toEqual([])
    expect(same(valueAndGrad(carried), [wave([3, 5]), 6], precision)).toEqual([])
  })

  it('that makes no step, one, or all it may', () => {
    for (const limit of [-1, 0, 0.5, 1, 19, 20, 100])
      expect(same(grad(carried), [wave([3, 5]), limit])).toEqual([])
    for (const steps of [0, 1, 2, 3]) expect(same(grad(root(steps)), 7)).toEqual([])
  })

  it('again and again inside of another', () => {
    expect(same(nested, 1.7)).toEqual([])
    expect(same(nested, 0.9)).toEqual([])
  })

  it('in other calls goes round as often as they ask', () => {
    const f = compile(grad(carried), { target, math: 'host' })
    for (const limit of [5, 2, 19, 0, 7]) {
      const at = [wave([3, 5], limit), limit] as const
      expect(f(at)).toEqual(run(grad(carried))(at))
    }
  })

  it('runs by its record where it may go on for ever, or where its tape is read by others', () => {
    const endless = fn(real, a =>
      whileLoop(
        y => less(y as Scalar, 100),
        y => mul(y as Scalar, a),
        neg(neg(a)),
      ),
    )
    expect(new Set(same(grad(endless), 3))).toEqual(new Set(['whileLoop', 'scan']))
    expect(same(grad(grad(root(50))), 7).length).toBeGreaterThan(0)
    same(vmap(grad(root(50)), 4), wave([4]))
  })
})
