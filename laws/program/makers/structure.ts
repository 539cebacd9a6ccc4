/** Makers of what moves entries: shapes, axes, slices, and places by number. */
import type { Expr } from '../../../src/Expr.js'
import { size } from '../../../src/Shape.js'
import { along, called, type Manner, maker, matrix, plainly, reducing, some } from '../maker.js'
import type { Argument, Maker, Scope, Settings } from '../model.js'

const grows: Manner = { reach: 'grows' }

/** Another way to lay out so many entries. */
const layouts = (n: number): readonly (readonly number[])[] => [
  [n],
  [1, n],
  [n, 1],
  ...(n % 2 === 0 ? [[2, n / 2]] : []),
  ...(n % 3 === 0 ? [[n / 3, 3]] : []),
  [1, n, 1, 1, 1],
]

const withShape = (name: string, of: (s: Scope, x: Argument) => readonly number[]): Maker =>
  maker(
    name,
    s => {
      const x = s.real()
      return [[x], { shape: of(s, x) }]
    },
    ([x], { shape }) => called(name)(x, shape),
  )

const shuffled = (s: Scope, rank: number): readonly number[] => {
  const left = Array.from({ length: rank }, (_, i) => i)
  return Array.from({ length: rank }, () => left.splice(s.below(left.length), 1)[0]!)
}

const twoAxes = (name: string): Maker =>
  maker(
    name,
    s => {
      const x = matrix(s)
      const rank = s.shapeOf(x).length
      return [[x], { from: s.below(rank), to: s.below(rank) }]
    },
    ([x], { from, to }) => called(name)(x, from, to),
  )

const slice = maker(
  'slice',
  s => {
    const x = some(s)
    return [
      [x],
      {
        starts: s.shapeOf(x).map(d => s.below(d)),
        steps: s.shapeOf(x).map(() => s.pick([1, 2, -1])),
      },
    ]
  },
  ([x], { starts, steps }) =>
    called('slice')(
      x,
      (starts as readonly number[]).map((start, i) => ({
        start,
        step: (steps as readonly number[])[i],
      })),
    ),
)

const joined = (name: string): Maker =>
  maker(
    name,
    s => {
      const x = some(s)
      const shape = s.shapeOf(x)
      return [[x, s.fitted(shape)], { axis: s.below(shape.length) }]
    },
    (args, settings) => called(name)(args, settings),
  )

const pad = maker(
  'pad',
  s => {
    const x = some(s)
    return [[x], { by: s.shapeOf(x).map(() => [s.below(2), s.below(2)]) }]
  },
  ([x], { by }) => called('pad')(x, by),
)

const counted = (name: string, count: (s: Scope) => Settings[string], reach?: Manner): Maker =>
  maker(
    name,
    s => {
      const x = some(s)
      return [[x], { count: count(s), axis: s.below(s.shapeOf(x).length) }]
    },
    ([x], { count: n, axis }) => called(name)(x, n, { axis }),
    reach,
  )

const ofMatrix = (name: string): Maker =>
  maker(name, s => [[matrix(s)], { offset: s.below(3) - 1 }], plainly(name))

/** The first of several parts. */
const split = maker(
  'split',
  s => {
    const x = some(s)
    const axis = s.below(s.shapeOf(x).length)
    const at = s.below(s.shapeOf(x)[axis]! + 1)
    return [[x], { sizes: [at, s.shapeOf(x)[axis]! - at], axis, part: s.below(2) }]
  },
  ([x], { sizes, axis, part }) =>
    (called('split')(x, sizes, { axis }) as readonly Expr[])[part as number],
)

const meshgrid = maker(
  'meshgrid',
  s => [[s.fitted([2]), s.fitted([3])], { part: s.below(2) }],
  (args, { part }) => (called('meshgrid')(args) as readonly Expr[])[part as number],
)

/** Values placed by number. */
const gather = maker(
  'gather',
  s => {
    const x = some(s)
    return [[x, s.index(s.shapeOf(x)[0]!, s.pick([[], [2], [2, 2]]))]]
  },
  plainly('gather'),
)
const placing = (name: string): Maker =>
  maker(
    name,
    s => {
      const x = s.fitted([3])
      return [[x, s.index(3, [2]), s.fitted([2])]]
    },
    plainly(name),
    grows,
  )
const segmentSum = maker(
  'segmentSum',
  s => [[s.fitted([4]), s.index(3, [4])]],
  ([x, i]) => called('segmentSum')(x, i, 3),
  grows,
)
const takeAlongAxis = maker(
  'takeAlongAxis',
  s => [[s.fitted([2, 3]), s.index(3, [2, 2])]],
  ([x, i]) => called('takeAlongAxis')(x, i, { axis: 1 }),
)
const addAlongAxis = maker(
  'addAlongAxis',
  s => [[s.fitted([2, 3]), s.index(3, [2, 2]), s.fitted([2, 2])]],
  ([x, i, a]) => called('addAlongAxis')(x, i, a, { axis: 1 }),
  grows,
)
const oneHot = maker(
  'oneHot',
  s => [[s.index(3, s.pick([[], [2]]))]],
  ([i]) => called('oneHot')(i, 3),
  {
    reach: 'bounded',
  },
)

/** Constants: what needs no argument. */
const fixed = (name: string, args: readonly unknown[]): Maker =>
  maker(
    name,
    () => [[]],
    () => called(name)(...args),
  )

export const structure: readonly Maker[] = [
  withShape('reshape', (s, x) => s.pick(layouts(size(s.shapeOf(x))))),
  withShape('broadcastTo', (s, x) => [s.below(3), ...s.shapeOf(x)]),
  maker(
    'transpose',
    s => {
      const x = s.real()
      return [[x], { axes: shuffled(s, s.shapeOf(x).length) }]
    },
    ([x], { axes }) => called('transpose')(x, axes),
  ),
  reducing('sum', grows),
  slice,
  joined('concat'),
  joined('stack'),
  maker(
    'expandDims',
    s => {
      const x = s.real()
      return [[x], { axis: s.below(s.shapeOf(x).length + 1) }]
    },
    plainly('expandDims'),
  ),
  maker('squeeze', s => [[s.fitted([1, 3])], { axis: 0 }], plainly('squeeze')),
  twoAxes('swapAxes'),
  twoAxes('moveAxis'),
  ofMatrix('diagonal'),
  ofMatrix('diag'),
  ofMatrix('triu'),
  ofMatrix('tril'),
  maker('trace', s => [[matrix(s)]], plainly('trace'), grows),
  pad,
  split,
  counted('take', s => s.pick([0, -1])),
  counted('repeat', s => s.below(3)),
  counted('roll', s => s.below(3) - 1),
  along('flip'),
  maker(
    'tile',
    s => [[s.real()], { by: s.pick([[2], [1, 2]]) }],
    ([x], { by }) => called('tile')(x, by),
  ),
  meshgrid,
]

export const indexing: readonly Maker[] = [
  gather,
  placing('scatterAdd'),
  placing('scatter'),
  segmentSum,
  takeAlongAxis,
  addAlongAxis,
  oneHot,
  fixed('arange', [3]),
  fixed('linspace', [0, 1, 3]),
  fixed('eye', [2, 3]),
  fixed('positions', [3]),
  fixed('causalMask', [2, 3]),
]
