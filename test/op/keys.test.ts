/** A batch of keys: each draws what it draws alone. */
import {
  constant,
  type Expr,
  fn,
  fromFlat,
  key,
  keyFrom,
  mul,
  run,
  sum,
  tensor,
  tuple,
} from 'chainrule'
import {
  bernoulli,
  categorical,
  dropout,
  exponential,
  gumbel,
  normal,
  permutation,
  randomIndex,
  reshape,
  uniform,
} from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { batchGraph } from '../../src/derivative/batch.js'
import { stagesOf } from '../../src/diff/stages.js'
import { program } from '../../src/Program.js'
import { interpret } from '../../src/runtime/interpret.js'
import { batched } from '../support/orders.js'
import { dense, from, type Key, keyOf, type Numbers, numbers } from './drawing.js'

describe('a batch of keys draws what each key draws alone', () => {
  const z = constant(fromFlat([0.5, -1, 2, 1, 0, 0], [2, 3]))
  const draws: Readonly<Record<string, (k: Key) => Expr<Numbers, 'real' | 'index' | 'bool'>>> = {
    uniform: k => uniform(k, [2, 3]) as Expr,
    normal: k => normal(k, [5]) as Expr,
    exponential: k => exponential(k, [3]) as Expr,
    gumbel: k => gumbel(k, []) as Expr,
    bernoulli: k => bernoulli(k, 0.3, [4]),
    categorical: k => categorical(k, z, { axis: 0 }),
    dropout: k => dropout(k, z as Expr, 0.5),
    randomIndex: k => randomIndex(k, [2, 2], 10),
    permutation: k => permutation(k, 5),
  }
  const seeds = [0, 0, 1, 2, 3, 4, -5, 6, 0, 7, 0, 8]

  test.each(Object.entries(draws))('%s', (_, draw) => {
    const f = fn(key, k => draw(k) as Expr)
    for (const precision of ['f64', 'f32'] as const) {
      const alone = Array.from({ length: 6 }, (_, i) =>
        numbers(draw(keyOf(seeds[2 * i]!, seeds[2 * i + 1]!)), precision),
      ).flat()
      const [once] = batched(f, 6, precision)([dense(seeds, [6, 2])])
      expect([...once!.data]).toEqual(alone)
      // A batch of batches.
      const { graph } = stagesOf(f)[0]!
      const twice = batchGraph(batchGraph(graph, [true], 2), [true], 3)
      const [all] = interpret(
        program(twice.params, twice.results),
        precision,
      )([dense(seeds, [3, 2, 2])])
      expect(all!.shape.slice(0, 2)).toEqual([3, 2])
      expect([...all!.data]).toEqual(alone)
    }
  })

  test('also where what is drawn for has a batch of its own', () => {
    const f = fn(tuple(key, tensor(3)), ([k, x]) => sum(mul(x, normal(k, [3]))))
    const xs = Array.from({ length: 18 }, (_, i) => i / 4)
    const [all] = batched(
      f,
      6,
    )([dense(seeds, [6, 2]), { shape: [6, 3], kind: 'real', data: Float64Array.from(xs) }])
    const alone = Array.from({ length: 6 }, (_, i) => {
      const x = constant(fromFlat(xs.slice(3 * i, 3 * i + 3), [3]))
      return numbers(sum(mul(x, normal(keyOf(seeds[2 * i]!, seeds[2 * i + 1]!), [3]))) as Expr)
    }).flat()
    expect([...all!.data]).toEqual(alone)
  })

  test('the operation in the graph is the one that batches of data are shuffled by', async () => {
    const { permutation: shuffled } = await import('chainrule/learn')
    const own = run(fn(key, k => permutation(k, 9)))(keyFrom(4)).values
    expect(shuffled(keyFrom(4), 9)).toEqual(own)
    expect(numbers(reshape(permutation(from(4), 9), [3, 3]))).toEqual(own)
  })
})
