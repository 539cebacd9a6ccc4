/** Symbols: shared, compared by identity, walked without recursion. */
import { add, array, constant, fn, mul, real, run, sin, vector } from 'chainrule'
import { type AnyExpr, isExpr, lift, parameter, postorder, substitute } from 'chainrule/Expr'
import { describe, expect, test } from 'vitest'

const scalar = { shape: [], kind: 'real' } as const

/** The symbol that a body builds of its own. */
const built = (body: (x: never) => unknown): AnyExpr => {
  let seen: unknown
  fn(real, x => {
    seen = body(x as never)
    return 0
  })
  if (!isExpr(seen)) throw new Error('no symbol')
  return seen
}

describe('postorder', () => {
  test('arguments come first, each node once', () => {
    const e = built((x: ReturnType<typeof sin>) => {
      const s = sin(x)
      return add(mul(s, s), s)
    })
    expect(postorder([e]).map(n => n.op)).toEqual(['parameter', 'sin', 'mul', 'add'])
  })
  test('a chain of 100,000 operations, on the default stack', () => {
    const e = built((x: ReturnType<typeof sin>) =>
      Array.from({ length: 100_000 }).reduce<typeof x>(y => sin(y), x),
    )
    expect(postorder([e]).length).toBe(100_001)
  })
})

describe('substitute', () => {
  test('puts symbols in place and shares the rest', () => {
    const [x, y] = [parameter('x', scalar), parameter('y', scalar)]
    const c = constant(2)
    const fixed = sin(c)
    const e = add(x as never, fixed as never) as AnyExpr
    const [replaced] = substitute([e], new Map([[x, y]]))
    expect(replaced!.args[0]).toBe(y)
    expect(replaced!.args[1]).toBe(fixed)
    expect(e.args[0]).toBe(x)
  })
})

describe('constants', () => {
  test('numbers and tensors are lifted, other things refused', () => {
    expect(lift(2).shape).toEqual([])
    expect(lift(array([1, 2])).shape).toEqual([2])
    expect(() => lift('2' as never)).toThrow(
      'constant: expected a symbol, a number or a tensor, got string',
    )
    expect(run(fn(vector(2), x => add(x, constant(array([1, 2])))))(array([1, 1])).values).toEqual([
      2, 3,
    ])
  })
})
