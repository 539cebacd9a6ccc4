import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  argmax,
  array,
  fn,
  fold,
  grad,
  matrix,
  mul,
  type Shape,
  sin,
  sum,
  tensor,
  transpose,
  vector,
} from '../../src/index.js'
import { argmin, norm } from '../../src/op/index.js'
import { agreeing } from './agree.js'
import { wave } from './wave.js'

const shapes: readonly Shape[] = [[5], [1, 7], [3, 4], [2, 1, 3], [3, 2, 4, 1, 2], [6, 300], [2100]]

const norms = shapes.flatMap(shape => {
  const axes = [undefined, ...shape.keys(), [0, shape.length - 1].slice(0, shape.length)]
  return [2, 3, 1.5].flatMap(order =>
    axes.map((axis): [string, AnyDiff, unknown] => [
      `the norm of order ${order} of [${shape.join()}] over ${String(axis)}`,
      fn(tensor(...shape), x => norm(x, { order, ...(axis === undefined ? {} : { axis }) })),
      wave(shape),
    ]),
  )
})

const positions = shapes.flatMap(shape =>
  [...shape.keys()].map((axis): [string, AnyDiff, unknown] => [
    `the largest and the smallest of [${shape.join()}] along ${axis}`,
    fn(tensor(...shape), x => [argmax(x, { axis }), argmin(x, { axis })]),
    wave(shape),
  ]),
)

const extremes: [string, readonly number[]][] = [
  ['zeros', [0, -0, 0]],
  ['huge entries', [3e300, -4e300, 1]],
  ['tiny entries', [3e-310, 4e-310, 0]],
  ['equal ones', [2, -1, 2, -1]],
  ['a NaN among others', [1, Number.NaN, 3, Number.NaN]],
  ['an infinity', [1, -Infinity, 2]],
  ['nothing but infinities', [-Infinity, Infinity]],
]

describe.each(['javascript', 'wasm'] as const)('on the target %s', target => {
  describe.each(['f64', 'f32'] as const)('in %s', precision => {
    const hosted = agreeing(target, precision)
    const agree = (f: AnyDiff, x: unknown): void => {
      expect(hosted(f, x)).toEqual([])
    }
    it.each(norms)('has %s', (_, f, x) => {
      agree(f, x)
    })
    it.each(positions)('has %s', (_, f, x) => {
      agree(f, x)
    })
    it.each(extremes)('has both of %s', (_, xs) => {
      const of = (f: (x: Parameters<typeof norm>[0]) => unknown): AnyDiff =>
        fn(vector(xs.length), f as never)
      agree(
        of(x => norm(x)),
        array(xs),
      )
      agree(
        of(x => norm(x, { order: 4 })),
        array(xs),
      )
      agree(
        of(x => [argmax(x, { axis: 0 }), argmin(x, { axis: 0 })]),
        array(xs),
      )
    })
    it('has both of what an operation makes, and of a transpose', () => {
      const f = fn(matrix(5, 4), x => {
        const y = transpose(sin(x))
        return [norm(y, { axis: 1 }), argmax(y, { axis: 0 }), y]
      })
      agree(f, wave([5, 4]))
    })
    it('has norms in loops, and their gradients', () => {
      const f = fn(matrix(40, 3), x => fold((c, row) => sin(norm(mul(c, row))), sum(x), x))
      agree(f, wave([40, 3]))
      agree(grad(fn(matrix(40, 3), x => sum(norm(x, { axis: 1 })))), wave([40, 3]))
    })
  })
})
