/** Broadcasting at its edges, its derivative, and single precision, against plain loops over indices. */
import { type Expr, fn, fromFlat, run, type Tensor, tensor, tuple } from 'chainrule'
import { add, exp, mul, sub, where } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import {
  bool,
  computed,
  expectShapeError,
  gradients,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

type Shape = readonly number[]
const count = (s: Shape): number => s.reduce((a, b) => a * b, 1)
const entries = (n: number, from = 1): readonly number[] =>
  Array.from({ length: n }, (_, i) => from + i)
const tensorOf = (s: Shape, from = 1): Tensor =>
  fromFlat<Shape, Shape, 'real'>(entries(count(s), from), s)

/** All indices of a shape, row-major. */
const indicesOf = (s: Shape): readonly Shape[] =>
  s.reduce<readonly Shape[]>(
    (rows, d) => rows.flatMap(row => Array.from({ length: d }, (_, i) => [...row, i])),
    [[]],
  )
/** Where an index of the larger shape lies in the flat data of the smaller. */
const flatAt = (s: Shape, i: Shape): number =>
  s.reduce((k, d, axis) => k * d + (d === 1 ? 0 : i[i.length - s.length + axis]!), 0)

const meets: readonly (readonly [Shape, Shape, Shape])[] = [
  [[], [], []],
  [[], [3], [3]],
  [[2, 3], [], [2, 3]],
  [[2, 3], [3], [2, 3]],
  [
    [2, 3],
    [1, 3],
    [2, 3],
  ],
  [
    [2, 3],
    [2, 1],
    [2, 3],
  ],
  [
    [2, 1],
    [1, 3],
    [2, 3],
  ],
  [[2, 1], [3], [2, 3]],
  [[1], [1, 1], [1, 1]],
  [[0], [1], [0]],
  [[0], [], [0]],
  [
    [2, 0, 3],
    [1, 3],
    [2, 0, 3],
  ],
  [
    [2, 1, 3, 1, 2],
    [4, 1, 2, 1],
    [2, 4, 3, 2, 2],
  ],
  [
    [2, 3, 1, 2, 2],
    [2, 3, 2, 2, 2],
    [2, 3, 2, 2, 2],
  ],
  [
    [3, 1, 2],
    [4, 2],
    [3, 4, 2],
  ],
]

describe('broadcasting', () => {
  test.each(meets)('%j with %j is %j', (s, t, out) => {
    const [a, b] = [tensorOf(s), tensorOf(t, 100)]
    const at = indicesOf(out)
    const { shape, values } = computed(sub(real(s, a.values), real(t, b.values)))
    expect(shape).toEqual(out)
    expect(values).toEqual(at.map(i => a.values[flatAt(s, i)]! - b.values[flatAt(t, i)]!))

    const w = entries(count(out), 7)
    const [da, db] = gradients((x, y) => mul(x!, y!), [a, b], real(out, w))
    const want = (own: Shape, other: Tensor): readonly number[] =>
      at.reduce<number[]>(
        (sums, i, k) => {
          sums[flatAt(own, i)]! += w[k]! * other.values[flatAt(other.shape, i)]!
          return sums
        },
        Array<number>(count(own)).fill(0),
      )
    expect(da).toEqual(want(s, b))
    expect(db).toEqual(want(t, a))
  })

  test('three operands: the condition broadcasts too', () => {
    const c = bool([2, 1], [true, false])
    const e = where(c, real([3], [1, 2, 3]), real([1, 1, 1], [9]))
    expect(computed(e)).toMatchObject({ shape: [1, 2, 3], values: [1, 2, 3, 9, 9, 9] })
  })

  test('shapes that do not meet are named, when built', () => {
    expectShapeError('add', () => add(sym(2, 3), sym(4)), '[2, 3] and [4]')
    expectShapeError('mul', () => mul(sym(0), sym(2)), '[0] and [2]')
    expectShapeError('where', () => where(symOf('bool', 2), sym(3), sym(3)), '[2] and [3]')
  })
})

describe('single precision', () => {
  const f = fn(tuple(tensor(2), tensor(2)), ([a, b]) => add(mul(a, b), exp(a)))
  const x = [fromFlat([0.1, -3.7], [2]), fromFlat([1 / 3, 1e3], [2])] as const

  test('every operation rounds to it', () => {
    const r = Math.fround
    const y = run(f, { precision: 'f32' })(x)
    expect(y.dtype).toBe('f32')
    const want = [0, 1].map(i => {
      const [a, b] = [r(x[0].values[i]!), r(x[1].values[i]!)]
      return r(r(a * b) + r(Math.exp(a)))
    })
    expect(y.values).toEqual(want)
  })

  test('in double nothing is rounded, also where an input is single', () => {
    const single = fromFlat(Float32Array.of(0.1, -3.7), [2])
    const y = run(f)([single, x[1]])
    expect(y.dtype).toBe('f64')
    expect(y.values[0]).toBe(single.values[0]! / 3 + Math.exp(single.values[0]!))
  })

  test('a scalar and an operand that broadcasts', () => {
    const e = (a: Expr): Expr => add(mul(a, real([2, 1], [0.1, 0.2])), 0.3)
    const r = Math.fround
    expect(valuesOf(e(real([1], [0.7])), 'f32')).toEqual(
      [0.1, 0.2].map(b => r(r(r(0.7) * r(b)) + r(0.3))),
    )
  })
})
