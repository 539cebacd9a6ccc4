import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  type Diff,
  type Expr,
  fn,
  fromFlat,
  matmul,
  type Shape,
  type Tensor,
  tensor,
  toFlat,
  transpose,
  tuple,
} from '../../src/index.js'
import { compile } from '../../src/runtime/index.js'

const rounded = (shape: Shape, seed: number) =>
  fromFlat(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      Math.fround(Math.sin(seed + 1.7 * i)),
    ),
    shape,
  )

type Entry = (i: number, j: number) => number

/** Each entry of a product with the bound of its error: k + 1 roundings of what the sizes of its terms add to. */
const right = (a: Entry, b: Entry, [m, k, n]: readonly [number, number, number]) =>
  Array.from({ length: m * n }, (_, e) => {
    const [i, j] = [Math.floor(e / n), e % n]
    let [sum, size] = [0, 0]
    for (let p = 0; p < k; p++) {
      sum += a(i, p) * b(p, j)
      size += Math.abs(a(i, p) * b(p, j))
    }
    return { sum, bound: (k + 1) * 2 ** -24 * size }
  })

const off = (values: readonly number[], answers: ReturnType<typeof right>): number =>
  values.reduce((worst, y, e) => {
    const { sum, bound } = answers[e]!
    const error = Math.abs(y - sum)
    return Math.max(worst, bound === 0 ? (error === 0 ? 0 : Infinity) : error / bound)
  }, 0)

const sizes: readonly (readonly [number, number, number])[] = [
  ...[0, 1, 3, 4, 7, 8, 9, 17].flatMap(k =>
    [1, 2, 3, 5, 8, 13].flatMap(m => [1, 2, 3, 7, 8, 9, 15, 33].map(n => [m, k, n] as const)),
  ),
  [40, 300, 270],
  [3, 520, 530],
  [17, 700, 20],
  [2, 257, 600],
  [1, 600, 40],
]

describe('products in single precision', () => {
  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('have the error that their sums have, turned %s, %s', (leftTurned, rightTurned) => {
    for (const [m, k, n] of sizes) {
      const [s, t]: readonly [Shape, Shape] = [
        leftTurned ? [k, m] : [m, k],
        rightTurned ? [n, k] : [k, n],
      ]
      const f = fn(tuple(tensor(...s), tensor(...t)), ([a, b]) =>
        matmul(leftTurned ? transpose(a) : a, rightTurned ? transpose(b) : b),
      ) as AnyDiff as Diff<unknown, Tensor>
      const [x, y] = [rounded(s, 1), rounded(t, 2)]
      const [xs, ys] = [toFlat(x), toFlat(y)]
      const a: Entry = (i, p) => xs[leftTurned ? p * m + i : i * k + p]!
      const b: Entry = (p, j) => ys[rightTurned ? j * k + p : p * n + j]!
      const answers = right(a, b, [m, k, n])
      const made = compile(f, { target: 'wasm', precision: 'f32' })
      expect(off(toFlat(made([x, y])), answers), `${m} × ${k} by ${n}`).toBeLessThanOrEqual(1)
    }
  })

  it('that are off by more are caught', () => {
    const f = fn(tuple(tensor(3, 5), tensor(5, 9)), ([a, b]): Expr => matmul(a, b))
    const [x, y] = [rounded([3, 5], 1), rounded([5, 9], 2)]
    const [xs, ys] = [toFlat(x), toFlat(y)]
    const answers = right(
      (i, p) => xs[i * 5 + p]!,
      (p, j) => ys[p * 9 + j]!,
      [3, 5, 9],
    )
    const run = compile(f as AnyDiff as Diff<unknown, Tensor>, {
      target: 'wasm',
      precision: 'f32',
    })
    expect(
      off(
        toFlat(run([x, y])).map(v => v * (1 + 2 ** -18)),
        answers,
      ),
    ).toBeGreaterThan(1)
  })
})
