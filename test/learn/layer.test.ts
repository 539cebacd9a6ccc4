/** Layers compose like arrows, and pair their parameters. */
import { array, fn, type Key, keyFrom, relu, run, stages, type Tensor, tanh } from 'chainrule'
import {
  affine,
  batchedRidge,
  compose,
  errorNorms,
  glorot,
  he,
  keys,
  linear,
  logistic,
  objective,
  quadratic,
  ridge,
} from 'chainrule/learn'
import { dim } from 'chainrule/Space'
import { describe, expect, test } from 'vitest'

const key: Key = keyFrom(7)
const f = ridge(tanh, 3, 4)
const g = ridge(relu, 4, 2)
const h = affine(2, 1)
const x = array([0.5, -1, 2])

describe('compose', () => {
  const [p, q, r] = keys(key, 3).map((k, i) => run([f, g, h][i]!.init as typeof f.init)(k))
  const params = [p!, q! as never, r! as never] as const

  test('law 1: h ∘ g at [[p, q], x] is h at [q, g at [p, x]]', () => {
    const [a, b] = params
    const inner = run(f)([a, x])
    expect(run(compose(g, f))([[a, b], x])).toEqual(run(g)([b, inner]))
  })

  test('is associative up to how parameters are nested', () => {
    const [a, b, c] = params
    const left = run(compose(compose(h, g), f))([[a, [b, c]], x])
    const right = run(compose(h, compose(g, f)))([[[a, b], c], x])
    expect(left).toEqual(right)
  })

  test('keeps a stage a layer, and an objective one more', () => {
    const network = compose(h, compose(g, f))
    expect(stages(network).length).toBe(3)
    expect(stages(objective(quadratic(1), network)).length).toBe(4)
    expect(stages(objective(quadratic(1), compose(compose(h, g), f))).length).toBe(4)
  })

  test('knows its parameters: as many as its layers together', () => {
    expect(dim(compose(h, compose(g, f)).params)).toBe(4 * 4 + 2 * 5 + 3)
  })

  test('layers that do not meet are refused, with both spaces', () => {
    expect(() => compose(h, f as never)).toThrow(
      /compose: expected a layer that gives ℝ\[2\], got ℝ\[4\]/,
    )
    expect(() => objective(quadratic(2), h as never)).toThrow(/objective: .* ℝ\[2\], got ℝ\[1\]/)
  })
})

describe('initialisers', () => {
  const moments = (t: Tensor<readonly [number, number]>) => {
    const n = t.values.length
    const mean = t.values.reduce((s, v) => s + v, 0) / n
    return { n, mean, variance: t.values.reduce((s, v) => s + (v - mean) ** 2, 0) / n }
  }

  test('he has variance 2/n, glorot 2/(m + n); both mean 0', () => {
    for (const [initialise, variance] of [
      [he, 2 / 200],
      [glorot, 2 / 500],
    ] as const) {
      const m = moments(run(ridge(relu, 200, 300, initialise).init)(key).W)
      // Five standard errors: of the mean, and (for a normal, the wider) of the variance.
      expect(Math.abs(m.mean)).toBeLessThan(5 * Math.sqrt(variance / m.n))
      expect(Math.abs(m.variance / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / m.n))
    }
  })

  test('the same key gives the same bits, another key others, layers their own', () => {
    const network = compose(ridge(tanh, 3, 3), ridge(tanh, 3, 3))
    const [a, b] = run(network.init)(key)
    expect(run(network.init)(keyFrom(7))).toEqual([a, b])
    expect(run(network.init)(keyFrom(8))[0].W.values).not.toEqual(a.W.values)
    expect(a.W.values).not.toEqual(b.W.values)
  })
})

describe('batches of rows', () => {
  test('a batched ridge is the ridge of each row', () => {
    const params = run(f.init)(key)
    const rows = [x, array([1, 2, 3])] as const
    const both = run(batchedRidge(2, tanh, 3, 4))([
      params,
      array([rows[0].values, rows[1].values]) as never,
    ])
    const each = rows.flatMap(row => run(f)([params, row]).values)
    both.values.forEach((v, k) => {
      expect(Math.abs(v - each[k]!)).toBeLessThan(1e-15)
    })
  })

  test('linear is the identity of activations', () => {
    expect(run(fn(f.input, v => linear(v)))(x)).toEqual(x)
    expect(run(fn(f.input, () => linear(2)))(x)).toBe(2)
  })
})

describe('errorNorms', () => {
  test('are the norms of the gradients with respect to the activities', () => {
    const network = compose(affine(4, 3), f)
    const R = objective(logistic(3), network)
    const net = run(network.init)(key)
    const example = { net, x, y: 1 }
    const [e1, e2] = run(errorNorms(R))(example)
    const logits = run(network)([net, x]).values
    const total = logits.reduce((s, z) => s + Math.exp(z), 0)
    const δ = logits.map((z, i) => Math.exp(z) / total - (i === 1 ? 1 : 0))
    expect(e2).toBeCloseTo(Math.hypot(...δ), 13)
    const W = net[1].W
    const back = Array.from({ length: 4 }, (_, j) =>
      δ.reduce((s, d, i) => s + d * W.values[4 * i + j]!, 0),
    )
    expect(e1).toBeCloseTo(Math.hypot(...back), 13)
    expect(run(errorNorms(R))(example).length).toBe(2)
  })
})
