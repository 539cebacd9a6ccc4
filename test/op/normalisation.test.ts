/** Normalisation against plain loops, at a level of 10⁴, in both orders; and on batches. */
import { constant, type Expr, fn, fromFlat, run, tensor } from 'chainrule'
import { batchNorm, batchNormBy, layerNorm, reshape, slice } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { batched, expectDerivatives, spread } from '../support/orders.js'
import {
  computed,
  expectClose,
  expectShapeError,
  gradient,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

type Numbers = readonly number[]

/** (x − mean) / √(variance + ε) of a list, the variance divided by n. */
const normal = (xs: Numbers, epsilon = 1e-5): Numbers => {
  const mean = xs.reduce((a, b) => a + b, 0) / xs.length
  const variance = xs.reduce((s, x) => s + (x - mean) ** 2, 0) / xs.length
  return xs.map(x => (x - mean) / Math.sqrt(variance + epsilon))
}

const x = spread(6)
const rows = [x.slice(0, 3), x.slice(3)]

describe('layerNorm', () => {
  test('along the last axis unless said, then scaled and shifted', () => {
    const t = real([2, 3], x)
    const wanted = rows.flatMap(row => normal(row))
    expectClose(valuesOf(layerNorm(t)), wanted, 1e-12)
    expectClose(valuesOf(layerNorm(t), 'f32'), wanted, 1e-4)
    const [scale, shift] = [
      [2, 3, 4],
      [1, -1, 0],
    ] as const
    expectClose(
      valuesOf(layerNorm(t, { scale: real([3], scale), shift: real([3], shift) })),
      wanted.map((y, i) => y * scale[i % 3]! + shift[i % 3]!),
      1e-12,
    )
    expectClose(
      valuesOf(layerNorm(t, { epsilon: 0.5 })),
      rows.flatMap(row => normal(row, 0.5)),
      1e-12,
    )
    expectClose(valuesOf(layerNorm(t, { axes: [0, 1] })), normal(x), 1e-12)
  })

  test('an axis in the middle: its scale lies along it', () => {
    const t = spread(8)
    const y = valuesOf(layerNorm(real([2, 2, 2], t), { axes: 1, scale: real([2], [1, 10]) }))
    const wanted = Array<number>(8).fill(0)
    for (const b of [0, 1])
      for (const c of [0, 1]) {
        const at = [4 * b + c, 4 * b + 2 + c]
        normal(at.map(i => t[i]!)).forEach((v, j) => {
          wanted[at[j]!] = v * [1, 10][j]!
        })
      }
    expectClose(y, wanted, 1e-12)
  })

  test('derivatives in all operands, two orders', () => {
    const f = (s: Expr): Expr => {
      const part = (from: number, n: number): Expr =>
        slice(s, [{ start: from, stop: from + n }]) as Expr
      return layerNorm(reshape(part(0, 6), [2, 3]) as Expr, {
        scale: part(6, 3),
        shift: part(9, 3),
      })
    }
    expectDerivatives(f, [12], [...x, 2, -1, 0.5, 1, 1, 0])
  })

  test('at a level of 10⁴ nothing is lost; in single precision neither', () => {
    expectClose(valuesOf(layerNorm(real([2], [10001, 10003]), { epsilon: 0 })), [-1, 1])
    expectClose(valuesOf(layerNorm(real([2], [10001, 10003]), { epsilon: 0 }), 'f32'), [-1, 1])
    expectClose(valuesOf(layerNorm(real([2], [1e4, -1e4]), { epsilon: 0 })), [1, -1])
    expectDerivatives(y => layerNorm(y), [3], [10000, 10001, 10003])
  })

  test('equal entries: zeros; of nothing, nothing; NaN stays in its row', () => {
    expectClose(valuesOf(layerNorm(real([3], [7, 7, 7]))), [0, 0, 0])
    expectClose(
      gradient(y => layerNorm(y), [2], [7, 7], real([2], [1, 1])),
      [0, 0],
    )
    expect(computed(layerNorm(real([0, 3], []))).shape).toEqual([0, 3])
    expect(computed(layerNorm(real([2, 0], []))).values).toEqual([])
    expect(gradient(y => layerNorm(y), [0, 3], [])).toEqual([])
    expectClose(valuesOf(layerNorm(real([2, 2], [NaN, 1, 0, 0]))), [NaN, NaN, 0, 0])
  })

  test('is refused of axes, scales and ε that are wrong', () => {
    expectShapeError('layerNorm', () => layerNorm(sym()), '-1')
    expectShapeError('layerNorm', () => layerNorm(sym(2), { axes: 1 }), '1')
    expectShapeError('layerNorm', () => layerNorm(sym(2, 2), { axes: [0, -2] }), 'distinct')
    expectShapeError('layerNorm', () => layerNorm(sym(2, 3), { scale: sym(2) }), '[3]', '[2]')
    expectShapeError('layerNorm', () => layerNorm(sym(2, 3), { shift: sym(1, 3) }), '[1, 3]')
    expectShapeError('layerNorm', () => layerNorm(sym(2), { scale: symOf('index', 2) as never }))
    expectShapeError('layerNorm', () => layerNorm(sym(2), { epsilon: -1 }), '-1')
    expectShapeError('layerNorm', () => layerNorm(symOf('index', 2) as never), 'kind real')
  })

  test('on a batch it is what it is on each example', () => {
    const f = fn(tensor(2, 3), t =>
      layerNorm(t, { axes: [0, 1], scale: constant(fromFlat(x, [2, 3])) }),
    )
    const examples = [x, x.map(v => v * v), x.toReversed()]
    const [all] = batched(
      f,
      3,
    )([{ shape: [3, 2, 3], kind: 'real', data: Float64Array.from(examples.flat()) }])
    expect([...all!.data]).toEqual(examples.flatMap(e => run(f)(fromFlat(e, [2, 3])).values))
  })
})

describe('batchNorm', () => {
  const t = spread(12)
  /** Entry (b, c, i) of [3, 2, 2]. */
  const channel = (c: number): Numbers => t.filter((_, k) => Math.floor(k / 2) % 2 === c)
  const wanted = (f: (y: number, c: number) => number): Numbers => {
    const parts = [0, 1].map(c => [...normal(channel(c))])
    return t.map((_, k) => {
      const c = Math.floor(k / 2) % 2
      return f(parts[c]!.shift()!, c)
    })
  }

  test('channel by channel over the batch, with what it measured', () => {
    const { y, mean, variance } = batchNorm(real([3, 2, 2], t), {
      scale: real([2], [2, -1]),
      shift: real([2], [0.5, 0]),
    })
    const scaled = wanted((v, c) => v * [2, -1][c]! + [0.5, 0][c]!)
    expectClose(valuesOf(y), scaled, 1e-12)
    expectClose(valuesOf(y, 'f32'), scaled, 1e-4)
    const means = [0, 1].map(c => channel(c).reduce((a, b) => a + b, 0) / 6)
    expectClose(valuesOf(mean), means)
    expectClose(
      valuesOf(variance),
      [0, 1].map(c => channel(c).reduce((s, v) => s + (v - means[c]!) ** 2, 0) / 6),
    )
  })

  test('the channels may lie elsewhere', () => {
    const { y, mean } = batchNorm(real([2, 2], [1, 5, 3, 9]), { axis: 0, epsilon: 0 })
    expectClose([...valuesOf(y), ...valuesOf(mean)], [-1, 1, -1, 1, 3, 6])
    expectClose(valuesOf(batchNorm(real([2], [1, 5]), { axis: 0 }).y), [0, 0])
  })

  test('derivatives, two orders, through the statistics too', () => {
    const f = (s: Expr): Expr => {
      const part = (from: number, n: number): Expr =>
        slice(s, [{ start: from, stop: from + n }]) as Expr
      return batchNorm(reshape(part(0, 6), [3, 2]) as Expr, {
        scale: part(6, 2),
        shift: part(8, 2),
      }).y
    }
    expectDerivatives(f, [10], [...x, 2, -1, 0.5, 1])
    expectDerivatives(s => batchNorm(s).variance, [3, 2], x)
    expectDerivatives(s => batchNorm(s).y, [3, 1], [10000, 10001, 10003])
  })

  test('by statistics that are given, it is elementwise', () => {
    const by = { mean: real([2], [1, -1]), variance: real([2], [4, 0]) }
    const y = batchNormBy(real([2, 2], [3, 0, 1, -1]), by, {
      scale: real([2], [1, 2]),
      shift: real([2], [0, 1]),
    })
    const far = 2 / Math.sqrt(1e-5) + 1
    const near = 2 / Math.sqrt(4 + 1e-5)
    expectClose(valuesOf(y), [near, far, 0, 1])
    expectClose(valuesOf(y, 'f32'), [near, far, 0, 1], 1e-5)
    const f = (s: Expr): Expr => {
      const part = (from: number, n: number): Expr =>
        slice(s, [{ start: from, stop: from + n }]) as Expr
      return batchNormBy(reshape(part(0, 4), [2, 2]) as Expr, {
        mean: part(4, 2),
        variance: part(6, 2),
      })
    }
    expectDerivatives(f, [8], [3, 0, 1, -1, 1, -1, 4, 0.5])
    const trained = batchNorm(real([3, 2], x))
    expectClose(valuesOf(batchNormBy(real([3, 2], x), trained)), valuesOf(trained.y).map(Number))
  })

  test('of an empty batch the statistics are NaN, and nothing is normalised', () => {
    const { y, mean, variance } = batchNorm(real([0, 2], []))
    expect(computed(y)).toMatchObject({ shape: [0, 2], values: [] })
    expectClose([...valuesOf(mean), ...valuesOf(variance)], [NaN, NaN, NaN, NaN])
    const by = { mean: real([2], [0, 0]), variance: real([2], [1, 1]) }
    expect(computed(batchNormBy(real([0, 2], []), by)).shape).toEqual([0, 2])
  })

  test('is refused of an axis, statistics or scales that are wrong', () => {
    const by = { mean: sym(2), variance: sym(2) }
    expectShapeError('batchNorm', () => batchNorm(sym(3)), '1')
    expectShapeError('batchNorm', () => batchNorm(sym(3, 2), { axis: 2 }), '2')
    expectShapeError('batchNorm', () => batchNorm(sym(3, 2), { scale: sym(3) }), '[2]', '[3]')
    expectShapeError('batchNorm', () => batchNorm(sym(3, 2), { shift: sym() }), '[2]', '[]')
    expectShapeError('batchNorm', () => batchNorm(sym(3, 2), { epsilon: NaN }), 'NaN')
    expectShapeError('batchNorm', () => batchNorm(symOf('bool', 3, 2) as never), 'kind real')
    expectShapeError('batchNormBy', () => batchNormBy(sym(2, 3), by), '[3]', '[2]')
    expectShapeError(
      'batchNormBy',
      () => batchNormBy(sym(3, 2), { ...by, variance: sym(3) }),
      '[3]',
    )
    expectShapeError('batchNormBy', () => batchNormBy(sym(2), by))
    expectShapeError('batchNormBy', () => batchNormBy(symOf('index', 3, 2) as never, by), 'real')
  })
})
