/** Convolutions and their transposes against four loops: strides, padding, dilation, groups, every order. */
import type { Expr } from 'chainrule'
import {
  type Convolution,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  type TransposedConvolution,
} from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { convolve } from '../../src/op/window/convolution.js'
import { expectMultilinear, type Term } from '../support/multilinear.js'
import { flatten, places } from '../support/places.js'
import { computed, expectShapeError, real, sym, symOf, valuesOf } from './support.js'

type Shape = readonly number[]

interface Settings {
  readonly stride: Shape
  readonly low: Shape
  readonly dilation: Shape
  readonly groups: number
}

/** Where places of the long side d, the short side o and the weights k meet: d = o·stride + k·dilation − low. */
const meetings = (
  long: Shape,
  short: Shape,
  kernel: Shape,
  { stride, low, dilation }: Settings,
): readonly (readonly [d: Shape, o: Shape, k: Shape])[] =>
  places(short).flatMap(o =>
    places(kernel).flatMap(k => {
      const d = o.map((i, axis) => i * stride[axis]! + k[axis]! * dilation[axis]! - low[axis]!)
      return d.every((i, axis) => i >= 0 && i < long[axis]!) ? [[d, o, k] as const] : []
    }),
  )

/** All products of a convolution, or of its transpose: x and result exchanged. */
const products = (
  x: Shape,
  w: Shape,
  out: Shape,
  s: Settings,
  transposed: boolean,
): readonly Term[] => {
  const [long, short] = transposed ? [out, x] : [x, out]
  const all = meetings(long.slice(2), short.slice(2), w.slice(2), s)
  const [outputs, inner] = w as readonly [number, number]
  return all.flatMap(([d, o, k]) =>
    places([x[0]!, outputs, inner]).map(([n, c, i]) => {
      const channel = Math.floor(c! / (outputs / s.groups)) * inner + i! // of the long side
      const atLong = flatten(long, [n!, channel, ...d])
      const atShort = flatten(short, [n!, c!, ...o])
      const atW = flatten(w, [c!, i!, ...k])
      return transposed ? { out: atLong, at: [atShort, atW] } : { out: atShort, at: [atLong, atW] }
    }),
  )
}

type Case = readonly [
  x: Shape,
  w: Shape,
  out: Shape,
  options: Convolution,
  settings: Partial<Settings>,
]

const settingsOf = (axes: number, s: Partial<Settings>): Settings => ({
  stride: Array<number>(axes).fill(1),
  low: Array<number>(axes).fill(0),
  dilation: Array<number>(axes).fill(1),
  groups: 1,
  ...s,
})

describe('conv1d', () => {
  const cases: readonly Case[] = [
    [[1, 1, 5], [1, 1, 3], [1, 1, 3], {}, {}],
    [[2, 3, 7], [2, 3, 2], [2, 2, 3], { stride: 2 }, { stride: [2] }],
    [[1, 2, 6], [2, 2, 3], [1, 2, 6], { padding: 'same' }, { low: [1] }],
    [[1, 1, 6], [1, 1, 4], [1, 1, 6], { padding: 'same' }, { low: [1] }],
    [[1, 1, 7], [1, 1, 3], [1, 1, 3], { padding: 'same', stride: 3 }, { low: [1], stride: [3] }],
    [[1, 1, 6], [1, 1, 2], [1, 1, 2], { padding: 'same', stride: 3 }, { low: [0], stride: [3] }],
    [[1, 1, 5], [1, 1, 3], [1, 1, 3], { padding: 'valid' }, {}],
    [[1, 2, 7], [1, 2, 3], [1, 1, 3], { dilation: 2 }, { dilation: [2] }],
    [[2, 4, 5], [6, 2, 2], [2, 6, 4], { groups: 2 }, { groups: 2 }],
    [[1, 3, 5], [3, 1, 2], [1, 3, 4], { groups: 3 }, { groups: 3 }],
    [[1, 1, 3], [1, 1, 2], [1, 1, 5], { padding: [[2, 1]] }, { low: [2] }],
    [[1, 1, 2], [1, 1, 3], [1, 1, 8], { padding: 4 }, { low: [4] }],
    [[1, 2, 4], [2, 2, 4], [1, 2, 1], {}, {}],
    [[1, 1, 1], [1, 1, 1], [1, 1, 1], {}, {}],
    [[0, 2, 4], [3, 2, 2], [0, 3, 3], {}, {}],
    [[2, 0, 4], [3, 0, 2], [2, 3, 3], {}, {}],
    [[2, 2, 4], [0, 2, 2], [2, 0, 3], {}, {}],
    [
      [1, 2, 9],
      [2, 1, 3],
      [1, 2, 3],
      { stride: [2], dilation: [3], padding: [1], groups: 2 },
      { stride: [2], dilation: [3], low: [1], groups: 2 },
    ],
  ]
  test.each(cases)('%j ⋆ %j is %j with %j', (x, w, out, options, s) => {
    const terms = products(x, w, out, settingsOf(1, s), false)
    expectMultilinear((a, b) => conv1d(a!, b!, options), [x, w], out, terms)
  })
})

describe('conv2d', () => {
  const cases: readonly Case[] = [
    [[1, 1, 3, 4], [1, 1, 2, 2], [1, 1, 2, 3], {}, {}],
    [
      [2, 2, 5, 4],
      [2, 2, 3, 2],
      [2, 2, 3, 5],
      { stride: [2, 1], padding: 1 },
      { stride: [2, 1], low: [1, 1] },
    ],
    [
      [1, 4, 5, 5],
      [2, 2, 2, 3],
      [1, 2, 3, 3],
      { groups: 2, dilation: [2, 1] },
      { groups: 2, dilation: [2, 1] },
    ],
    [[1, 1, 4, 5], [2, 1, 3, 2], [1, 2, 4, 5], { padding: 'same' }, { low: [1, 0] }],
    [[1, 1, 2, 3], [1, 1, 3, 1], [1, 1, 2, 3], { padding: [[2, 0], 0] }, { low: [2, 0] }],
    [[1, 2, 3, 3], [2, 2, 1, 1], [1, 2, 2, 2], { stride: 2 }, { stride: [2, 2] }],
    [[1, 1, 1, 4], [1, 1, 1, 4], [1, 1, 1, 1], {}, {}],
  ]
  test.each(cases)('%j ⋆ %j is %j with %j', (x, w, out, options, s) => {
    const terms = products(x, w, out, settingsOf(2, s), false)
    expectMultilinear((a, b) => conv2d(a!, b!, options), [x, w], out, terms)
  })
})

describe('transposed convolutions', () => {
  type Transposed = readonly [Shape, Shape, Shape, TransposedConvolution, Partial<Settings>]
  const cases: readonly Transposed[] = [
    [[1, 1, 3], [1, 1, 2], [1, 1, 4], {}, {}],
    [[2, 2, 3], [2, 3, 3], [2, 3, 7], { stride: 2 }, { stride: [2] }],
    [[1, 2, 3], [2, 1, 3], [1, 1, 5], { stride: 2, padding: 1 }, { stride: [2], low: [1] }],
    [
      [1, 2, 3],
      [2, 1, 3],
      [1, 1, 6],
      { stride: 2, padding: 1, outputPadding: 1 },
      { stride: [2], low: [1] },
    ],
    [[1, 4, 3], [4, 1, 2], [1, 2, 5], { groups: 2, dilation: 2 }, { groups: 2, dilation: [2] }],
    [[1, 1, 3], [1, 1, 3], [1, 1, 3], { padding: [[2, 0]] }, { low: [2] }],
    [
      [1, 2, 2, 3],
      [2, 2, 3, 2],
      [1, 2, 4, 4],
      { stride: [2, 1], padding: [1, 0], outputPadding: [1, 0] },
      { stride: [2, 1], low: [1, 0] },
    ],
    [[2, 2, 2, 2], [2, 1, 2, 2], [2, 2, 3, 3], { groups: 2 }, { groups: 2 }],
  ]
  test.each(cases)('%j with %j is %j with %j', (x, w, out, options, s) => {
    const axes = x.length - 2
    const terms = products(x, w, out, settingsOf(axes, s), true)
    const f = axes === 1 ? convTranspose1d : convTranspose2d
    const build = f as (a: Expr, b: Expr, o: TransposedConvolution) => Expr
    expectMultilinear((a, b) => build(a!, b!, options), [x, w], out, terms)
  })
})

test('three axes at once, with gaps in the input and padding taken away', () => {
  const [x, w, out] = [
    [1, 1, 2, 2, 3],
    [1, 1, 2, 1, 2],
    [1, 1, 2, 2, 2],
  ] as const
  const geometry = {
    strides: [1, 1, 2],
    dilations: [1, 1, 1],
    spacings: [2, 1, 1],
    offsets: [0, 0, -1],
  }
  const terms = places(out.slice(2)).flatMap(o =>
    places(w.slice(2)).flatMap(k => {
      const d = o.map(
        (i, a) =>
          (i * geometry.strides[a]! + k[a]! * geometry.dilations[a]! - geometry.offsets[a]!) /
          geometry.spacings[a]!,
      )
      const isThere = d.every((i, a) => Number.isInteger(i) && i >= 0 && i < x[a + 2]!)
      return isThere
        ? [
            {
              out: flatten(out.slice(2), o),
              at: [flatten(x.slice(2), d), flatten(w.slice(2), k)],
            },
          ]
        : []
    }),
  )
  expect(terms.length).toBeGreaterThan(0)
  const f = (a: Expr, b: Expr): Expr =>
    convolve(a, b, { ...geometry, shape: out.slice(2), groups: 1 })
  expectMultilinear((a, b) => f(a!, b!), [x, w], out, terms)
})

describe('values at edges', () => {
  test('NaN and infinities reach the windows that see them, and padding adds nothing', () => {
    const x = real([1, 1, 4], [1, Number.NaN, 2, 3])
    const y = conv1d(x, real([1, 1, 2], [1, 1]), { padding: 1 })
    expect(valuesOf(y)).toEqual([1, Number.NaN, Number.NaN, 5, 3])
    const z = conv1d(real([1, 1, 2], [0, 1]), real([1, 1, 1], [Infinity]))
    expect(valuesOf(z)).toEqual([Number.NaN, Infinity])
    const w = conv1d(real([1, 1, 1], [2]), real([1, 1, 3], [Number.NaN, 1, Infinity]), {
      padding: 1,
    })
    expect(valuesOf(w)).toEqual([2])
  })

  test('single precision adds up in double', () => {
    const n = 4096
    const x = real([1, 1, n], Array<number>(n).fill(1 + 2 ** -20))
    const y = computed(conv1d(x, real([1, 1, n], Array<number>(n).fill(1))), 'f32')
    expect(y.dtype).toBe('f32')
    expect(y.values).toEqual([n * (1 + 2 ** -20)])
  })
})

test('what does not fit is refused by name', () => {
  const x = sym(1, 4, 6, 6)
  const w = sym(2, 4, 3, 3)
  expectShapeError('conv2d', () => conv2d(sym(4, 6, 6), w), 'rank 4', '[4, 6, 6]')
  expectShapeError('conv1d', () => conv1d(x, sym(2, 4, 3)), 'rank 3')
  expectShapeError('conv2d', () => conv2d(x, sym(2, 3, 3, 3)), 'groups: 1', '[2, 3, 3, 3]')
  expectShapeError('conv2d', () => conv2d(x, sym(3, 2, 3, 3), { groups: 2 }), 'groups: 2')
  expectShapeError('conv2d', () => conv2d(x, w, { groups: 0 }), 'number of groups', '0')
  expectShapeError('conv2d', () => conv2d(x, w, { groups: 1.5 }), 'number of groups', '1.5')
  expectShapeError('conv2d', () => conv2d(x, w, { stride: 0 }), 'stride', '0')
  expectShapeError('conv2d', () => conv2d(x, w, { stride: [1, 2, 3] }), 'stride', '[1, 2, 3]')
  expectShapeError('conv2d', () => conv2d(x, w, { dilation: [1, 0.5] }), 'dilation', '[1, 0.5]')
  expectShapeError('conv2d', () => conv2d(x, w, { padding: -1 }), 'padding', '-1')
  expectShapeError('conv2d', () => conv2d(x, w, { padding: [1] }), 'padding', '[1]')
  expectShapeError(
    'conv2d',
    () => conv2d(x, w, { padding: [[1, 0.5], 1] }),
    'padding',
    '[[1,0.5],1]',
  )
  expectShapeError('conv2d', () => conv2d(x, sym(2, 4, 7, 3)), 'fit into [6, 6]', '[7, 3]')
  expectShapeError('conv2d', () => conv2d(x, w, { dilation: 3 }), 'fit into [6, 6]', '[7, 7]')
  expectShapeError('conv2d', () => conv2d(x, sym(2, 4, 0, 3)), 'at least one entry')
  expectShapeError('conv2d', () => conv2d(symOf('index', 1, 4, 6, 6) as never, w), 'kind real')
  const t = sym(4, 2, 3, 3)
  expectShapeError('convTranspose2d', () => convTranspose2d(x, w), 'groups: 1')
  expectShapeError('convTranspose2d', () => convTranspose2d(x, t, { groups: 3 }), 'groups: 3')
  expectShapeError('convTranspose2d', () => convTranspose2d(x, t, { outputPadding: 1 }), 'smaller')
  expectShapeError('convTranspose2d', () => convTranspose2d(x, t, { outputPadding: -1 }), '-1')
  expectShapeError('convTranspose2d', () => convTranspose2d(x, t, { padding: 4 }), '[0, 0]')
  expectShapeError('convTranspose1d', () => convTranspose1d(x, t), 'rank 3')
  const settings = {
    strides: [1],
    dilations: [1],
    spacings: [1],
    offsets: [0],
    shape: [3],
    groups: 2,
  }
  expectShapeError('convolve', () => convolve(sym(1, 3, 3), sym(2, 1, 1), settings), '2 groups')
})
