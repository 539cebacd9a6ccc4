/** Products of matrices against three loops: every mix of ranks, batches that broadcast, rounding. */
import { type Expr, fromFlat, type Tensor } from 'chainrule'
import { dot, matmul, mul, outer } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { computed, expectShapeError, gradients, real, sym, symOf, valuesOf } from './support.js'

type Shape = readonly number[]
const count = (s: Shape): number => s.reduce((a, b) => a * b, 1)
const whole = (n: number, seed: number): Shape =>
  Array.from({ length: n }, (_, i) => ((i * 7 + seed) % 11) - 5)
const tensorOf = (s: Shape, seed: number): Tensor =>
  fromFlat<Shape, Shape, 'real'>(whole(count(s), seed), s)
const symbol = (t: Tensor): Expr => real(t.shape, t.values)

const product = (a: Shape, b: Shape, m: number, k: number, n: number): Shape =>
  Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    return Array.from({ length: k }, (_, p) => a[i * k + p]! * b[p * n + j]!).reduce(
      (x, y) => x + y,
      0,
    )
  })
/** The transpose of an m × n matrix. */
const flipped = (a: Shape, m: number, n: number): Shape =>
  Array.from({ length: m * n }, (_, k) => a[(k % m) * n + Math.floor(k / m)]!)

describe('matmul', () => {
  const sizes = [0, 1, 2, 3, 4, 5, 8, 9]
  test('every small m × k times k × n, with its pullback', () => {
    for (const m of [0, 1, 3])
      for (const k of sizes)
        for (const n of [0, 1, 4]) {
          const [a, b, w] = [tensorOf([m, k], 1), tensorOf([k, n], 4), tensorOf([m, n], 2)]
          const y = computed(matmul(symbol(a), symbol(b)))
          expect(y.shape).toEqual([m, n])
          expect(y.values.map(v => v + 0)).toEqual(product(a.values, b.values, m, k, n))
          const [da, db] = gradients((s, t) => matmul(s!, t!), [a, b], symbol(w))
          expect(da!.map(v => v + 0)).toEqual(
            product(w.values, flipped(b.values, k, n), m, n, k).map(v => v + 0),
          )
          expect(db!.map(v => v + 0)).toEqual(
            product(flipped(a.values, m, k), w.values, k, m, n).map(v => v + 0),
          )
        }
  })

  const ranks: readonly (readonly [Shape, Shape, Shape])[] = [
    [[3], [3], []],
    [[2, 3], [3], [2]],
    [[3], [3, 4], [4]],
    [[5, 2, 3], [3], [5, 2]],
    [[3], [5, 3, 4], [5, 4]],
    [
      [5, 2, 3],
      [3, 4],
      [5, 2, 4],
    ],
    [
      [2, 3],
      [5, 3, 4],
      [5, 2, 4],
    ],
    [
      [6, 1, 2, 3],
      [5, 3, 4],
      [6, 5, 2, 4],
    ],
    [
      [0, 2, 3],
      [3, 4],
      [0, 2, 4],
    ],
    [
      [7, 2, 3],
      [1, 3, 1],
      [7, 2, 1],
    ],
  ]
  test.each(ranks)('%j · %j is %j', (s, t, out) => {
    const [a, b] = [tensorOf(s, 1), tensorOf(t, 4)]
    const { shape, values } = computed(matmul(symbol(a), symbol(b)))
    expect(shape).toEqual(out)
    // As matrices over the batch both broadcast to.
    const left = s.length === 1 ? [1, s[0]!] : s
    const right = t.length === 1 ? [t[0]!, 1] : t
    const [m, k] = left.slice(-2) as [number, number]
    const n = right[right.length - 1]!
    const rank = Math.max(left.length, right.length) - 2
    const pad = (u: Shape): Shape => [
      ...Array<number>(rank - u.length + 2).fill(1),
      ...u.slice(0, -2),
    ]
    const [batchA, batchB] = [pad(left), pad(right)]
    const batch = batchA.map((d, i) => (d === 1 ? batchB[i]! : d))
    const want = Array.from({ length: count(batch) }, (_, q) => {
      const index = batch.map((d, i) => Math.floor(q / count(batch.slice(i + 1))) % d)
      const at = (u: Shape): number => u.reduce((p, d, i) => p * d + (d === 1 ? 0 : index[i]!), 0)
      const part = (x: Tensor, u: Shape, size: number): Shape =>
        x.values.slice(at(u) * size, (at(u) + 1) * size)
      return product(part(a, batchA, m * k), part(b, batchB, k * n), m, k, n)
    }).flat()
    expect(values).toEqual(want)
  })

  test('a batch that broadcasts gets the sum of its cotangents', () => {
    const [a, b] = [tensorOf([1, 2], 1), tensorOf([3, 2, 1], 4)]
    const [da] = gradients((s, t) => matmul(s!, t!), [a, b])
    expect(da).toEqual([0, 1].map(i => [0, 1, 2].reduce((s, q) => s + b.values[2 * q + i]!, 0)))
  })

  test('0 · NaN and 0 · ∞ are NaN: nothing is skipped', () => {
    expect(valuesOf(matmul(real([1, 2], [0, 1]), real([2, 2], [NaN, 1, 2, Infinity])))).toEqual([
      NaN,
      Infinity,
    ])
    expect(valuesOf(matmul(real([5], [0, 0, 0, 0, 0]), real([5], [1, 1, 1, 1, Infinity])))).toEqual(
      [NaN],
    )
  })

  test('in single precision, sums are kept in double', () => {
    const n = 10_000
    const r = Math.fround
    const tenths = real([n], Array<number>(n).fill(0.1))
    expect(valuesOf(matmul(tenths, real([n], Array<number>(n).fill(1))), 'f32')).toEqual([
      r(n * r(0.1)),
    ])
  })

  test('shapes that do not meet are named', () => {
    expectShapeError(
      'matmul',
      () => matmul(sym(2, 3), sym(4, 2)),
      'inner dimensions',
      '[2, 3] · [4, 2]',
    )
    expectShapeError('matmul', () => matmul(sym(3), sym(4)), 'inner dimensions')
    expectShapeError('matmul', () => matmul(sym(5, 2, 3), sym(4, 3, 2)), '[5] and [4]')
    expectShapeError('matmul', () => matmul(sym(), sym(4)), 'rank 1 or more', '[] · [4]')
    expectShapeError(
      'matmul',
      () => matmul(symOf('index', 2, 2) as never, sym(2, 2) as never),
      'kind real',
    )
  })
})

describe('of vectors', () => {
  type Vector = Expr<readonly [number]>
  const v = (...xs: readonly number[]): Vector => real([xs.length], xs) as Vector

  test('inner and outer products', () => {
    expect(valuesOf(dot(v(1, 2, 3), v(4, 5, 6)))).toEqual([32])
    expect(computed(outer(v(1, 2), v(3, 4, 5)))).toMatchObject({
      shape: [2, 3],
      values: [3, 4, 5, 6, 8, 10],
    })
    const w = real([2, 2], [1, 10, 100, 1000])
    const parts = [tensorOf([2], 1), tensorOf([2], 4)]
    const [a, b] = parts.map(t => t.values) as [Shape, Shape]
    const [da, db] = gradients((s, t) => outer(s as Vector, t as Vector), parts, w)
    expect(da).toEqual([b[0]! + 10 * b[1]!, 100 * b[0]! + 1000 * b[1]!])
    expect(db).toEqual([a[0]! + 100 * a[1]!, 10 * a[0]! + 1000 * a[1]!])
    const [ga] = gradients((s, t) => mul(3, dot(s as Vector, t as Vector)), parts)
    expect(ga).toEqual(b.map(x => 3 * x))
  })

  test('are refused of anything else', () => {
    expectShapeError('dot', () => dot(sym(3) as Vector, sym(4) as Vector), '[3]', '[4]')
    expectShapeError('dot', () => dot(sym(2, 2) as never, sym(2) as never), '[2, 2]')
    expectShapeError('outer', () => outer(sym(2) as Vector, sym() as never), '[2] and []')
  })
})
