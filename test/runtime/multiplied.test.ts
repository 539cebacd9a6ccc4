import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  add,
  apply,
  array,
  broadcastTo,
  constant,
  fn,
  fold,
  grad,
  jvp,
  type Shape,
  sin,
  slice,
  sum,
  tensor,
  transpose,
  vector,
} from '../../src/index.js'
import { prod } from '../../src/op/index.js'
import { agreeing } from './agree.js'
import { wave } from './wave.js'

const shapes: readonly Shape[] = [
  [],
  [0],
  [5],
  [1, 7],
  [3, 4],
  [4, 0, 2],
  [2, 1, 3],
  [3, 2, 4, 1, 2],
  [24, 9],
  [11, 300],
]

const cases = shapes.flatMap(shape => {
  const single = [...shape.keys()].map(axis => [axis])
  const ends =
    shape.length > 2
      ? [
          [0, shape.length - 1],
          [2, 0],
        ]
      : []
  return [undefined, ...single, ...ends].map((axis): [string, AnyDiff, unknown] => [
    `[${shape.join()}] over ${axis?.join() ?? 'all axes'}`,
    fn(tensor(...shape), x => prod(add(1, x), axis === undefined ? {} : { axis })),
    wave(shape),
  ])
})

const others: [string, AnyDiff, unknown][] = [
  [
    'a part of a transpose',
    fn(tensor(9, 5), x =>
      prod(slice(transpose(x), [{ start: 1 }, { start: 2, stop: 8 }]), { axis: 1 }),
    ),
    wave([9, 5]),
  ],
  [
    'a number everywhere',
    fn(tensor(3), x => add(x, prod(broadcastTo(1.1, [3, 4]), { axis: 1 }))),
    wave([3]),
  ],
  [
    'zeros, infinities and what is no number',
    fn(tensor(6, 3), x => prod(x, { axis: 1 })),
    array([
      [0, -2, 3],
      [-0, 2, 3],
      [0, Infinity, 1],
      [1e200, 1e200, 1e-300],
      [Number.NaN, 1, 0],
      [1, 1, -Infinity],
    ]),
  ],
  [
    'what a loop carries',
    fn(tensor(20, 6), xs =>
      fold((c, x) => add(c, prod(add(x, c))), constant(array([0, 0, 0, 0, 0, 0])), xs),
    ),
    wave([20, 6]),
  ],
]

describe.each(['javascript', 'wasm'] as const)('products on the target %s', target => {
  describe.each(['f64', 'f32'] as const)('in %s', precision => {
    const hosted = agreeing(target, precision)
    it.each([...cases, ...others])('of %s', (_, f, x) => {
      expect(hosted(f, x)).toEqual([])
    })
    it('have their derivatives', () => {
      const f = fn(tensor(3, 5, 2), x => prod(sin(x), { axis: [0, 2] }))
      expect(hosted(jvp(f), [wave([3, 5, 2]), wave([3, 5, 2], 3)])).toEqual([])
      const g = fn(f.dom, x => sum(sin(apply(f, x))))
      expect(hosted(grad(g), wave([3, 5, 2]))).toEqual([])
      expect(hosted(grad(fn(vector(4), x => prod(x))), array([2, 0, 3, -1]))).toEqual([])
    })
  })
})
