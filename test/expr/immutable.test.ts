/** Symbols cannot be changed once made, nor through what they were made from; what is shared stays shared. */
import {
  type AnyExpr,
  add,
  broadcastTo,
  concat,
  constant,
  type Expr,
  fn,
  matmul,
  matrix,
  mul,
  real,
  reshape,
  run,
  sin,
  slice,
  sum,
  transpose,
  tuple,
  vector,
} from 'chainrule'
import { parameter, postorder, substitute, withArgs } from 'chainrule/Expr'
import { expandDims, uniform } from 'chainrule/op'
import { describe, expect, test } from 'vitest'

const sym = (...shape: readonly number[]): Expr => parameter('x', { shape, kind: 'real' }) as Expr

describe('a node is frozen', () => {
  const e: AnyExpr = sum(mul(sym(2, 3), sym(3)), { axis: 0 })
  const nodes = postorder([e])
  test('its fields, arguments, settings and shape', () => {
    expect(nodes.length).toBeGreaterThan(3)
    for (const n of nodes)
      for (const part of [n, n.args, n.attrs, n.shape]) expect(Object.isFrozen(part)).toBe(true)
  })
  test('writing to it throws', () => {
    expect(() => Object.assign(e, { op: 'neg' })).toThrow(TypeError)
    expect(() => (e.args as AnyExpr[]).push(e)).toThrow(TypeError)
    expect(() => (e.shape as unknown as number[]).fill(0)).toThrow(TypeError)
    expect(() => Object.assign(e.attrs, { axes: [1] })).toThrow(TypeError)
  })
})

describe('what a symbol was made from stays its maker’s', () => {
  const shapes: Readonly<Record<string, (s: number[]) => AnyExpr>> = {
    broadcastTo: s => broadcastTo(sym(3), s),
    reshape: s => reshape(sym(6), s),
    uniform: s =>
      uniform(parameter('k', { shape: [2], kind: 'index' }) as Expr<readonly [2], 'index'>, s),
  }
  test.each(Object.entries(shapes))('the shape given to %s', (_, make) => {
    const shape = [2, 3]
    const e = make(shape)
    shape[0] = 9
    expect(e.shape).toEqual([2, 3])
    for (const n of postorder([e])) expect(n.attrs['shape']).not.toEqual([9, 3])
  })
  test('the parts given to concat, the order given to transpose, the axes given to sum', () => {
    const parts = [sym(2), sym(3)]
    const joined = concat(parts)
    parts.pop()
    expect(joined.args.length).toBe(2)
    const perm = [2, 0, 1]
    const turned = transpose(sym(4, 5, 6), perm)
    perm.fill(0)
    expect(turned.attrs['perm']).toEqual([2, 0, 1])
    const axis = [0, 1]
    const total = sum(sym(2, 3), { axis })
    axis.pop()
    expect(postorder([total]).some(n => String(n.attrs['axes']) === '0,1')).toBe(true)
  })
  test('and the ranges given to slice', () => {
    const ranges = [{ start: 0, stop: 1 }]
    const f = fn(vector(3), x => slice(x, ranges))
    ranges[0] = { start: 1, stop: 3 }
    expect(f.cod.form).toEqual({ tag: 'leaf', kind: 'real', shape: [1], scalar: false })
  })
})

describe('sharing', () => {
  test('a symbol used twice is one node', () => {
    const x = sym()
    const s = sin(x)
    const e = add(mul(s, s), s)
    expect(postorder([e, s])).toEqual([x, s, e.args[0], e])
    expect(e.args[1]).toBe(s)
  })
  test('withArgs keeps a node whose arguments are the same', () => {
    const e = mul(sym(), sym())
    expect(withArgs(e, [...e.args])).toBe(e)
    expect(withArgs(e, [e.args[1]!, e.args[0]!])).not.toBe(e)
  })
  test('substitute keeps what does not change, and shares what does', () => {
    const [x, y] = [sym(), sym()]
    const fixed = sin(y)
    const moved = sin(x)
    const roots = [mul(moved, fixed), add(moved, moved)]
    const z = sym()
    const [p, s] = substitute(roots, new Map([[x, z]]))
    expect(p!.args[1]).toBe(fixed)
    expect(p!.args[0]).toBe(s!.args[0])
    expect(s!.args[0]).toBe(s!.args[1])
    expect(s!.args[0]!.args[0]).toBe(z)
    expect(roots[0]!.args[0]).toBe(moved)
    expect(substitute(roots, new Map())).toEqual(roots)
  })
  test('2¹⁰⁰ paths through 100 nodes are 101 nodes', () => {
    const f = fn(real, x => {
      let y = x
      for (let i = 0; i < 100; i++) y = mul(0.5, add(y, y))
      return y
    })
    expect(run(f)(3)).toBe(3)
  })
})

describe('walks take no stack', () => {
  const n = 100_000
  test('a chain, a comb and a ladder of 100,000 nodes', () => {
    const x = sym()
    const chain = Array.from({ length: n }).reduce<Expr>(e => sin(e) as Expr, x)
    const comb = Array.from({ length: n }).reduce<Expr>(e => add(x, e) as Expr, x)
    const ladder = Array.from({ length: n }).reduce<Expr>(e => mul(e, e) as Expr, x)
    for (const e of [chain, comb, ladder]) {
      const order = postorder([e])
      expect(order.length).toBe(n + 1)
      const at = new Map(order.map((node, i) => [node, i]))
      expect(order.every((node, i) => node.args.every(a => at.get(a)! < i))).toBe(true)
      expect(postorder(substitute([e], new Map([[x, constant(1)]]))).length).toBe(n + 1)
    }
  })
  test('one operation of 100,000 arguments', () => {
    const parts = Array.from({ length: n }, () => sym(1))
    expect(postorder([concat(parts)]).length).toBe(n + 1)
  })
})

test('a symbol in a body is of the operation that made it', () => {
  fn(tuple(matrix(2, 3), vector(3)), ([W, x]) => {
    expect([W.op, W.shape, W.kind, W.attrs]).toEqual(['parameter', [2, 3], 'real', { name: '[0]' }])
    expect(expandDims(matmul(W, x), { axis: 0 }).shape).toEqual([1, 2])
    return x
  })
})
