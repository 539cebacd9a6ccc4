/** Optimisers, batches, and training as a fold. */
import { array, index, type Key, keyFrom, matrix, real, run, struct, tanh } from 'chainrule'
import {
  affine,
  batchedAffine,
  batchedLogistic,
  batchedRidge,
  batches,
  compose,
  keys,
  momentum,
  objective,
  permutation,
  quadratic,
  ridge,
  sgd,
  train,
  trainingStep,
} from 'chainrule/learn'
import { describe, expect, test } from 'vitest'

describe('optimisers', () => {
  const params = struct({ W: matrix(1, 2), b: real, k: index(3) })
  const p = { W: array([[1, 2]]), b: 3, k: 1 }
  const g = { W: array([[10, -10]]), b: 1, k: [] } as const

  test('sgd is θ − η ∇R; discrete parts stay', () => {
    const { init, step } = sgd(params, { rate: 0.5 })
    expect(run(init)(p)).toEqual([])
    expect(run(step)([p, [], g])).toEqual([{ W: array([[-4, 7]]), b: 2.5, k: 1 }, []])
  })

  test('momentum remembers: v ← μ v + ∇R, θ ← θ − η v', () => {
    const { init, step } = momentum(params, { rate: 0.5, momentum: 0.5 })
    const v0 = run(init)(p)
    expect(v0).toEqual({ W: array([[0, 0]]), b: 0, k: [] })
    const [p1, v1] = run(step)([p, v0, g])
    const [p2, v2] = run(step)([p1, v1, g])
    expect(v2).toEqual({ W: array([[15, -15]]), b: 1.5, k: [] })
    expect(p2).toEqual({ W: array([[1 - 5 - 7.5, 2 + 5 + 7.5]]), b: 3 - 0.5 - 0.75, k: 1 })
  })
})

describe('batches', () => {
  const key: Key = keyFrom(3)

  test('a permutation is one, its places are uniform, and the key decides it', () => {
    expect(permutation(key, 100).toSorted((a, b) => a - b)).toEqual([...Array(100).keys()])
    expect(permutation(key, 100)).toEqual(permutation(keyFrom(3), 100))
    expect(permutation(key, 100)).not.toEqual(permutation(keyFrom(4), 100))
    const n = 6
    const runs = 3000
    const counts = Array.from({ length: n }, () => Array<number>(n).fill(0))
    for (const k of keys(key, runs))
      for (const [i, p] of permutation(k, n).entries()) counts[i]![p]! += 1
    const chi = counts.flat().reduce((s, c) => s + (c - runs / n) ** 2 / (runs / n), 0)
    expect(chi).toBeLessThan(52.6) // χ² with 25 degrees of freedom, p = 0.001
  })

  test('an epoch covers whole batches without repeats; the stream reads the same again', () => {
    const stream = batches(key, 10, 3)
    const all = [...stream]
    expect(all.map(b => b.length)).toEqual([3, 3, 3])
    expect(new Set(all.flat()).size).toBe(9)
    expect([...stream]).toEqual(all)
  })

  test('a batch that cannot be is refused', () => {
    for (const size of [0, 11, 2.5])
      expect(() => batches(key, 10, size)).toThrow(/batches: expected a batch of 1 to 10/)
  })
})

describe('train', () => {
  test('is a lazy fold: steepest descent on a quadratic goes to the minimum', () => {
    const line = affine(1, 1)
    const R = objective(quadratic(1), line)
    const one = { x: array([2]), y: array([3]) }
    const start = { net: { W: array([[0]]), b: array([0]) } }
    const steps = [
      ...train(R, sgd(line.params, { rate: 0.1 }))(start, Array<typeof one>(100).fill(one)),
    ]
    const { W, b } = steps[99]!.net
    expect(2 * W.values[0]! + b.values[0]!).toBeCloseTo(3, 12)
    expect(steps.map(s => s.loss)).toEqual(steps.map(s => s.loss).toSorted((u, v) => v - u))
    const first = train(R, sgd(line.params, { rate: 0.1 }))(start, [one])
    expect(first.next().value).toEqual(steps[0])
  })

  test('a network learns exclusive or, the same bits for the same key', () => {
    const network = compose(batchedAffine(4, 8, 2), batchedRidge(4, tanh, 2, 8))
    const R = objective(batchedLogistic(4, 2), network)
    const data = {
      x: array([
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]),
      y: array([0, 1, 1, 0], 'index'),
    }
    const learn = (seed: number) => {
      const start = { net: run(network.init)(keyFrom(seed)) }
      const optimiser = momentum(network.params, { rate: 0.2, momentum: 0.9 })
      return [...train(R, optimiser)(start, Array<typeof data>(200).fill(data))]
    }
    const steps = learn(1)
    expect(steps[0]!.loss).toBeGreaterThan(0.4)
    expect(steps[199]!.loss).toBeLessThan(0.02)
    expect(learn(1)[199]).toEqual(steps[199])
  })

  test('a step is one arrow: its loss is the objective before it', () => {
    const layer = ridge(tanh, 2, 1)
    const R = objective(quadratic(1), layer)
    const at = { net: run(layer.init)(keyFrom(0)), x: array([1, -1]), y: array([0.5]) }
    const step = run(trainingStep(R, sgd(layer.params, { rate: 0.1 })))
    expect(step({ ...at, state: [] }).loss).toBe(run(R)(at))
  })
})
