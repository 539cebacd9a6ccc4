import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  apply,
  type Diff,
  fn,
  fromFlat,
  grad,
  jvp,
  type Shape,
  sin,
  sum,
  type Tensor,
  tensor,
  tuple,
  vmap,
} from '../../src/index.js'
import {
  avgPool1d,
  type Convolution,
  conv1d,
  conv2d,
  convTranspose2d,
  maxPool2d,
} from '../../src/op/index.js'
import { agreeing } from './agree.js'
import { wave } from './wave.js'

const convolution = (x: Shape, w: Shape, options: Convolution = {}): [AnyDiff, unknown] => [
  fn(tuple(tensor(...x), tensor(...w)), ([a, b]) =>
    (x.length === 3 ? conv1d : conv2d)(a as never, b as never, options as never),
  ),
  [wave(x), wave(w, 2)],
]

const cases: [string, AnyDiff, unknown][] = [
  ['one axis', ...convolution([2, 3, 10], [4, 3, 3])],
  ['one axis with padding', ...convolution([2, 3, 10], [4, 3, 3], { padding: 2 })],
  ['an example alone', ...convolution([1, 3, 6, 7], [4, 3, 3, 2])],
  [
    'padding of its own at each end',
    ...convolution([2, 3, 6, 7], [4, 3, 3, 2], {
      padding: [
        [1, 2],
        [0, 3],
      ],
    }),
  ],
  ['strides', ...convolution([2, 3, 9, 8], [4, 3, 3, 2], { stride: [2, 3], padding: 1 })],
  ['dilation', ...convolution([2, 3, 9, 8], [4, 3, 3, 2], { dilation: [2, 3], padding: 2 })],
  ['groups', ...convolution([2, 6, 5, 5], [4, 3, 2, 2], { groups: 2 })],
  ['channels apart', ...convolution([2, 6, 5, 5], [6, 1, 2, 2], { groups: 6, padding: 1 })],
  ['windows of one entry', ...convolution([3, 4, 5, 5], [2, 4, 1, 1])],
  ['one window', ...convolution([3, 4, 5, 5], [2, 4, 5, 5])],
  [
    'one window for each of its channels',
    ...convolution([3, 4, 5, 5], [4, 1, 5, 5], { groups: 4 }),
  ],
  [
    'all in the padding but a corner',
    ...convolution([1, 1, 3, 3], [1, 1, 2, 2], { padding: 1, stride: 3 }),
  ],
  ['many terms', ...convolution([2, 40, 6, 6], [5, 40, 3, 3], { padding: 1 })],
]

const pools: [string, AnyDiff, unknown][] = [
  ['windows', fn(tensor(2, 3, 6, 6), x => maxPool2d(x, { window: 2 })), wave([2, 3, 6, 6])],
  [
    'windows that overlap',
    fn(tensor(2, 3, 7, 6), x => maxPool2d(x, { window: 3, stride: 2, padding: 1 })),
    wave([2, 3, 7, 6]),
  ],
  ['means of windows', fn(tensor(2, 2, 9), x => avgPool1d(x, { window: 3 })), wave([2, 2, 9])],
  [
    'means of windows that overlap',
    fn(tensor(1, 2, 9), x => avgPool1d(x, { window: 3, stride: 1, padding: 1 })),
    wave([1, 2, 9]),
  ],
]

describe.each(['javascript', 'wasm'] as const)('on the target %s', target => {
  describe.each(['f64', 'f32'] as const)('in %s', precision => {
    const agree = agreeing(target, precision)
    /** Σ sin of what an arrow gives. */
    const total = (f: AnyDiff): Diff<unknown, number> => {
      const g = f as Diff<unknown, Tensor>
      return fn(g.dom, x => sum(sin(apply(g, x as never)))) as Diff<unknown, number>
    }
    it.each(cases)('convolves with %s', (name, f, x) => {
      const hosted = name === 'one window for each of its channels' ? ['convolve'] : []
      expect(agree(f, x)).toEqual(hosted)
    })
    it.each(cases)('has derivatives with %s', (_, f, x) => {
      agree(grad(total(f)), x)
      agree(jvp(f as Diff<unknown, unknown>), [x, x])
    })
    it('has what transposes it', () => {
      const f = fn(tuple(tensor(2, 3, 4, 5), tensor(3, 4, 3, 2)), ([x, w]) =>
        convTranspose2d(x, w, { stride: [2, 3], padding: 1 }),
      )
      expect(agree(f, [wave([2, 3, 4, 5]), wave([3, 4, 3, 2], 2)])).toEqual([])
      agree(grad(total(f)), [wave([2, 3, 4, 5]), wave([3, 4, 3, 2], 2)])
    })
    it('has batches of it', () => {
      const f = fn(tuple(tensor(2, 3, 5, 5), tensor(4, 3, 2, 2)), ([x, w]) => conv2d(x, w))
      expect(agree(vmap(f, 3), [wave([3, 2, 3, 5, 5]), wave([3, 4, 3, 2, 2], 2)])).toEqual([])
    })
    it.each(cases)(
      'leaves out what lies beyond the ends where a weight is infinite: %s',
      (_, f, x) => {
        const [input, weights] = x as readonly [Tensor, Tensor]
        const n = weights.values.length
        const having = (odd: number, at: number): unknown => [
          input,
          fromFlat(
            weights.values.map((v, i) => (i === at ? odd : v)),
            weights.shape,
          ),
        ]
        for (const at of new Set([0, Math.floor(n / 2), n - 1]))
          for (const odd of [Infinity, -Infinity, Number.NaN]) agree(f, having(odd, at))
        agree(grad(total(f)), having(Infinity, 0))
      },
    )
    it.each(pools)('pools %s', (_, f, x) => {
      expect(agree(f, x)).toEqual([])
      expect(agree(grad(total(f)), x)).toEqual([])
    })
  })
})
