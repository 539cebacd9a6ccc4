import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  apply,
  array,
  fn,
  grad,
  jvp,
  type Shape,
  sin,
  sum,
  tensor,
  tuple,
  vector,
} from '../../src/index.js'
import { cummax, cummin, cumprod, cumsum, logcumsumexp, recurrence } from '../../src/op/index.js'
import { agreeing } from './agree.js'
import { wave } from './wave.js'

const shapes: readonly Shape[] = [
  [0],
  [1],
  [7],
  [40],
  [3, 5],
  [5, 1],
  [1, 6],
  [2, 3, 4],
  [4, 2, 33],
]
const functions = { cumsum, cumprod, cummax, cummin, logcumsumexp }

const cases = shapes
  .flatMap(shape =>
    [...shape.keys()].flatMap(axis =>
      [false, true].map((reverse): [string, AnyDiff, unknown][] => {
        const name = `of [${shape.join()}] along ${axis}${reverse ? ', backwards' : ''}`
        return [
          ...Object.entries(functions).map(([f, op]): [string, AnyDiff, unknown] => [
            `${f} ${name}`,
            fn(tensor(...shape), x => op(x, { axis, reverse })),
            wave(shape),
          ]),
          [
            `recurrence ${name}`,
            fn(tuple(tensor(...shape), tensor(...shape)), ([a, b]) =>
              recurrence(a, b, { axis, reverse }),
            ),
            [wave(shape), wave(shape, 2)],
          ],
        ]
      }),
    ),
  )
  .flat()

describe.each(['javascript', 'wasm'] as const)('on the target %s', target => {
  describe.each(['f64', 'f32'] as const)('in %s', precision => {
    const hosted = agreeing(target, precision)
    const agree = (f: AnyDiff, x: unknown): void => {
      expect(hosted(f, x)).toEqual([])
    }
    it.each(cases)('has %s', (_, f, x) => {
      agree(f, x)
    })
    it('has their derivatives', () => {
      for (const op of Object.values(functions)) {
        const f = fn(tensor(3, 5, 2), x => op(sin(x), { axis: 1 }))
        agree(jvp(f), [wave([3, 5, 2]), wave([3, 5, 2], 3)])
        agree(grad(fn(f.dom, x => sum(sin(apply(f, x))))), wave([3, 5, 2]))
      }
    })
    it.each([
      [[1, Number.NaN, 3]],
      [[-Infinity, -Infinity, 2, Infinity, 1, -Infinity]],
      [[-0, -0, 0]],
      [[1e4, 1e4, -1e4]],
    ])('has those of %j', xs => {
      for (const op of Object.values(functions))
        agree(
          fn(vector(xs.length), x => op(x)),
          array(xs),
        )
      const f = fn(tuple(vector(xs.length), vector(xs.length)), ([a, b]) => recurrence(a, b))
      agree(f, [array(xs.map(() => Number.NaN)), array(xs)])
      agree(f, [array(xs), array(xs)])
    })
  })
})
