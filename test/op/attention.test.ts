/** Attention against plain loops; masks; logits of 10⁴; batches. */
import { type Expr, fn, fromFlat, run, tensor, tuple } from 'chainrule'
import { attention, causalMask, reshape, slice } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { batched, expectDerivatives, spread } from '../support/orders.js'
import {
  bool,
  computed,
  expectClose,
  expectShapeError,
  gradients,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

type Numbers = readonly number[]
const [n, m, d, e] = [2, 3, 2, 2]
const q = spread(n * d)
const k = spread(m * d).toReversed()
const v = spread(m * e).map(x => 2 * x + 1)

/** By loops over queries, keys and entries. */
const byLoops = (
  [qs, ks, vs]: readonly [Numbers, Numbers, Numbers],
  admits: (query: number, key: number) => boolean = () => true,
  scale = 1 / Math.sqrt(d),
): Numbers =>
  Array.from({ length: n }, (_, i) => {
    const scores = Array.from({ length: m }, (_, j) =>
      admits(i, j)
        ? Math.exp(
            scale *
              Array.from({ length: d }, (_, c) => qs[i * d + c]! * ks[j * d + c]!).reduce(
                (a, b) => a + b,
              ),
          )
        : 0,
    )
    const total = scores.reduce((a, b) => a + b, 0)
    return Array.from({ length: e }, (_, c) =>
      total === 0 ? 0 : scores.reduce((s, w, j) => s + (w / total) * vs[j * e + c]!, 0),
    )
  }).flat()

const [Q, K, V] = [real([n, d], q), real([m, d], k), real([m, e], v)]

describe('attention', () => {
  test('is softmax(q kᵀ / √d) v', () => {
    expectClose(valuesOf(attention(Q, K, V)), byLoops([q, k, v]), 1e-12)
    expectClose(valuesOf(attention(Q, K, V), 'f32'), byLoops([q, k, v]), 1e-4)
    expectClose(
      valuesOf(attention(Q, K, V, { scale: 2 })),
      byLoops([q, k, v], () => true, 2),
      1e-12,
    )
  })

  test('a mask admits keys; a query that admits none gets zeros, and no derivative', () => {
    const mask = bool([n, m], [true, false, true, false, false, false])
    const admits = (i: number, j: number): boolean => i === 0 && j !== 1
    expectClose(valuesOf(attention(Q, K, V, { mask })), byLoops([q, k, v], admits), 1e-12)
    expectClose(
      valuesOf(attention(Q, K, V, { mask: causalMask(n, m) })),
      byLoops([q, k, v], (i, j) => j <= i),
      1e-12,
    )
    const [inQ, inK] = gradients(
      (a, b, c) => attention(a!, b!, c!, { mask }),
      [fromFlat(q, [n, d]), fromFlat(k, [m, d]), fromFlat(v, [m, e])],
    )
    expectClose(inQ!.slice(d), [0, 0])
    expectClose(inK!.slice(d, 2 * d), [0, 0])
  })

  const all = (s: Expr, mask?: Expr<Numbers, 'bool'>): Expr => {
    const part = (from: number, rows: number, columns: number): Expr =>
      reshape(slice(s, [{ start: from, stop: from + rows * columns }]) as Expr, [rows, columns])
    return attention(
      part(0, n, d),
      part(n * d, m, d),
      part((n + m) * d, m, e),
      mask === undefined ? {} : { mask },
    )
  }

  test('derivatives in all three, two orders, with a mask and without', () => {
    const at = [...q, ...k, ...v]
    expectDerivatives(s => all(s), [at.length], at)
    const mask = bool([n, m], [true, false, true, false, false, false])
    expectDerivatives(s => all(s, mask), [at.length], at)
  })

  test('logits of 10⁴ choose one key, with finite derivatives', () => {
    const at = (x: number) =>
      [real([1, 1], [x]), real([2, 1], [1, -1]), real([2, 1], [3, 5])] as const
    expectClose(valuesOf(attention(...at(1e4))), [3])
    expectClose(valuesOf(attention(...at(-1e4))), [5])
    expectClose(valuesOf(attention(...at(1e4)), 'f32'), [3])
    const [inQ, inK, inV] = gradients(
      (a, b, c) => attention(a!, b!, c!),
      [fromFlat([1e4], [1, 1]), fromFlat([1, -1], [2, 1]), fromFlat([3, 5], [2, 1])],
    )
    expectClose([...inQ!, ...inK!, ...inV!], [0, 0, 0, 1, 0])
    const level = [fromFlat([1e4], [1, 1]), fromFlat([1, 1], [2, 1]), fromFlat([3, 5], [2, 1])]
    const [slope] = gradients((a, b, c) => attention(a!, b!, c!), level)
    expectClose(slope!, [0])
  })

  test('batches broadcast, of any rank; a mask may bring its own', () => {
    const two = real([2, m, e], [...v, ...v.map(x => -x)])
    const y = computed(attention(reshape(Q, [1, n, d]) as Expr, K, two))
    expect(y.shape).toEqual([2, n, e])
    const one = byLoops([q, k, v])
    expectClose(y.values, [...one, ...one.map(x => -x)], 1e-12)
    const rank5 = attention(
      reshape(Q, [1, 1, 1, n, d]) as Expr,
      reshape(K, [1, 1, m, d]) as Expr,
      V,
    )
    expect(rank5.shape).toEqual([1, 1, 1, n, e])
    expectClose(valuesOf(rank5), one, 1e-12)
    const mask = bool([2, 1, m], [true, true, true, true, false, false])
    const masked = computed(attention(Q, K, V, { mask }))
    expect(masked.shape).toEqual([2, n, e])
    expectClose(masked.values, [...one, ...byLoops([q, k, v], (_, j) => j === 0)], 1e-12)
  })

  test('nothing: no query, no batch, no key, queries of length 0', () => {
    expect(computed(attention(real([0, d], []), K, V)).shape).toEqual([0, e])
    expect(computed(attention(real([0, n, d], []), K, V)).shape).toEqual([0, n, e])
    const none = attention(Q, real([0, d], []), real([0, e], []), { mask: causalMask(n, 0) })
    expectClose(valuesOf(none), [0, 0, 0, 0])
    const blind = attention(real([1, 0], []), real([2, 0], []), real([2, 1], [3, 5]))
    expectClose(valuesOf(blind), [4])
  })

  test('NaN and what a mask hides', () => {
    const K2 = real([2, 1], [NaN, 0])
    const V2 = real([2, 1], [1, 2])
    expectClose(valuesOf(attention(real([1, 1], [1]), K2, V2)), [NaN])
    const mask = bool([1, 2], [false, true])
    expectClose(valuesOf(attention(real([1, 1], [1]), K2, V2, { mask })), [2])
  })

  test('on a batch it is what it is on each example', () => {
    const f = fn(tuple(tensor(n, d), tensor(m, d), tensor(m, e)), ([a, b, c]) =>
      attention(a, b, c, { mask: causalMask(n, m) }),
    )
    const twice = (xs: Numbers, rows: number, columns: number) =>
      ({
        shape: [2, rows, columns],
        kind: 'real',
        data: Float64Array.from([...xs, ...xs.map(x => x * x - 1)]),
      }) as const
    const [y] = batched(f, 2)([twice(q, n, d), twice(k, m, d), twice(v, m, e)])
    const own = (g: (x: number) => number) =>
      run(f)([fromFlat(q.map(g), [n, d]), fromFlat(k.map(g), [m, d]), fromFlat(v.map(g), [m, e])])
        .values
    expect([...y!.data]).toEqual([...own(x => x), ...own(x => x * x - 1)])
  })

  test('is refused where lengths, numbers, batches or masks do not meet', () => {
    const refused = (build: () => unknown, ...says: readonly string[]) =>
      expectShapeError('attention', build, ...says)
    refused(() => attention(sym(2), sym(3, 2), sym(3, 2)), 'rank 2', '[2]')
    refused(() => attention(sym(2, 4), sym(3, 2), sym(3, 2)), 'one length', '[2, 4]')
    refused(() => attention(sym(2, 2), sym(3, 2), sym(4, 2)), 'as many keys', '[4, 2]')
    refused(() => attention(sym(2, 2, 2), sym(3, 3, 2), sym(3, 2)), '[2] and [3]')
    refused(() => attention(sym(2, 2), sym(3, 2), sym(3, 2), { mask: symOf('bool', 3, 2) }))
    refused(() => attention(symOf('index', 2, 2) as never, sym(3, 2), sym(3, 2)), 'kind real')
    expectShapeError('causalMask', () => causalMask(-1, 2), '[-1, 2]')
  })
})
