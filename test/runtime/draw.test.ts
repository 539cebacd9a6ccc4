import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import { array, fn, fold, key, keyFrom, mul, sum, tensor, tuple, vmap } from '../../src/index.js'
import { dropout, normal, splitKey, uniform } from '../../src/op/index.js'
import { agreeing } from './agree.js'
import { wave } from './wave.js'

describe.each(['javascript', 'wasm'] as const)('on the target %s', target => {
  describe.each(['f64', 'f32'] as const)('in %s', precision => {
    const hosted = agreeing(target, precision)
    const agree = (f: AnyDiff, x: unknown): void => {
      expect(hosted(f, x)).toEqual([])
    }
    it.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 1001])('draws %i numbers', n => {
      agree(
        fn(key, k => uniform(k, [n])),
        keyFrom(7),
      )
    })
    it('draws from keys that are drawn, beside each other', () => {
      const f = fn(key, k => {
        const [a, b, c] = splitKey(k, 3)
        return [uniform(a!, [3]), normal(b!, [2, 3]), uniform(c!, [5])]
      })
      agree(f, keyFrom(2))
    })
    it('draws for each key of a batch', () => {
      const f = fn(key, k => uniform(k, [5]))
      agree(
        vmap(f, 3),
        array(
          [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          'index',
        ),
      )
    })
    it('draws in loops', () => {
      const f = fn(tuple(key, tensor(6, 4)), ([k, xs]) =>
        fold((c, x) => mul(c, sum(dropout(k, x, 0.5))), sum(xs), xs),
      )
      agree(f, [keyFrom(5), wave([6, 4])])
    })
  })
})
