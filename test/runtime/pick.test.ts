import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  add,
  array,
  broadcastTo,
  constant,
  type Diff,
  fn,
  fold,
  fromFlat,
  gather,
  grad,
  greater,
  jvp,
  less,
  matrix,
  mul,
  run,
  type Shape,
  scatterAdd,
  sin,
  slice,
  sum,
  tensor,
  tuple,
  vmap,
} from '../../src/index.js'
import { scatter, takeAlongAxis, toIndex } from '../../src/op/index.js'
import { compile } from '../../src/runtime/index.js'
import { agreeing } from './agree.js'
import { wave } from './wave.js'

/** Positions below `most`, or just beside. */
const places = (shape: Shape, most: number) => {
  const n = shape.reduce((a, b) => a * b, 1)
  return fromFlat(
    Float64Array.from({ length: n }, (_, i) => ((7 * i) % (most + 2)) - 1),
    shape,
  )
}

const rows = (n: number, row: number, count: number): [AnyDiff, unknown] => [
  fn(tuple(matrix(n, row), tensor(count)), ([x, i]) => gather(x, toIndex(i))),
  [wave([n, row]), places([count], n)],
]

const cases: [string, AnyDiff, unknown, string?][] = [
  ['rows of one entry', ...rows(5, 1, 9)],
  ['rows of three', ...rows(5, 3, 9)],
  ['rows of 17, which are long', ...rows(5, 17, 9)],
  ['rows of none', ...rows(5, 0, 9)],
  ['no rows', ...rows(5, 3, 0)],
  ['of nothing', ...rows(0, 3, 4)],
  [
    'along another axis',
    fn(tuple(tensor(3, 4, 2), tensor(2, 3)), ([x, i]) => gather(x, toIndex(i), { axis: 1 })),
    [wave([3, 4, 2]), places([2, 3], 4)],
  ],
  [
    'a batch with positions of its own',
    vmap(
      fn(tuple(matrix(4, 3), tensor(5)), ([x, i]) => gather(x, toIndex(i))),
      2,
    ),
    [wave([2, 4, 3]), places([2, 5], 4)],
  ],
  [
    'a batch along another axis with positions of its own',
    vmap(
      fn(tuple(tensor(2, 4, 3), tensor(5)), ([x, i]) => gather(x, toIndex(i), { axis: 1 })),
      3,
    ),
    [wave([3, 2, 4, 3]), places([3, 5], 4)],
  ],
  [
    'one a row',
    fn(tuple(matrix(6, 4), tensor(6, 1)), ([x, i]) => takeAlongAxis(x, toIndex(i), { axis: 1 })),
    [wave([6, 4]), places([6, 1], 4)],
  ],
  [
    'one a column',
    fn(tuple(matrix(6, 4), tensor(2, 4)), ([x, i]) => takeAlongAxis(x, toIndex(i), { axis: 0 })),
    [wave([6, 4]), places([2, 4], 6)],
    'takeAlongAxis',
  ],
  [
    'a part that does not begin at the beginning',
    fn(tuple(matrix(6, 4), tensor(5)), ([x, i]) =>
      gather(slice(x, [{ start: 3, stop: 5 }]), toIndex(slice(i, [{ start: 1 }]))),
    ),
    [wave([6, 4]), places([5], 2)],
  ],
  [
    'what an operation makes',
    fn(tuple(matrix(6, 4), tensor(3)), ([x, i]) => mul(2, gather(sin(x), toIndex(i)))),
    [wave([6, 4]), places([3], 6)],
  ],
]

const sums: [string, AnyDiff, unknown][] = [
  [
    'rows that meet',
    fn(tuple(matrix(5, 3), tensor(9), matrix(9, 3)), ([x, i, s]) => scatterAdd(x, toIndex(i), s)),
    [wave([5, 3]), places([9], 5), wave([9, 3], 2)],
  ],
  [
    'a tensor to itself',
    fn(tuple(matrix(5, 3), tensor(5), matrix(5, 3)), ([x, i, s]) => {
      const y = scatterAdd(x, toIndex(i), s)
      return scatterAdd(y, toIndex(i), y)
    }),
    [wave([5, 3]), places([5], 5), wave([5, 3], 2)],
  ],
  [
    'what is read afterwards',
    fn(tuple(matrix(5, 3), tensor(5), matrix(5, 3)), ([x, i, s]) => {
      const y = scatterAdd(x, toIndex(i), s)
      return add(scatterAdd(y, toIndex(i), s), y)
    }),
    [wave([5, 3]), places([5], 5), wave([5, 3], 2)],
  ],
  [
    'in a loop',
    fn(tuple(matrix(5, 3), matrix(40, 3)), ([x, s]) => {
      const i = constant(array([4, 0, 4], 'index'))
      return fold((c, row) => scatterAdd(c, i, broadcastTo(row, [3, 3])), x, s)
    }),
    [wave([5, 3]), wave([40, 3], 2)],
  ],
]

const puts: [string, AnyDiff, unknown][] = [
  ...[1, 3, 17].map((row): [string, AnyDiff, unknown] => [
    `rows of ${row} that meet, and some beside`,
    fn(tuple(matrix(5, row), tensor(9), matrix(9, row)), ([x, i, s]) => scatter(x, toIndex(i), s)),
    [wave([5, row]), places([9], 5), wave([9, row], 2)],
  ]),
  [
    'along another axis',
    fn(tuple(tensor(3, 4, 2), tensor(3), tensor(3, 3, 2)), ([x, i, s]) =>
      scatter(x, toIndex(i), s, { axis: 1 }),
    ),
    [wave([3, 4, 2]), places([3], 4), wave([3, 3, 2], 2)],
  ],
  [
    'a batch with positions of its own',
    vmap(
      fn(tuple(matrix(4, 3), tensor(5), matrix(5, 3)), ([x, i, s]) => scatter(x, toIndex(i), s)),
      2,
    ),
    [wave([2, 4, 3]), places([2, 5], 4), wave([2, 5, 3], 2)],
  ],
  [
    'a tensor in itself',
    fn(tuple(matrix(5, 3), tensor(5), matrix(5, 3)), ([x, i, s]) => {
      const y = scatter(x, toIndex(i), s)
      return scatter(y, toIndex(i), y)
    }),
    [wave([5, 3]), places([5], 5), wave([5, 3], 2)],
  ],
  [
    'what is read afterwards',
    fn(tuple(matrix(5, 3), tensor(5), matrix(5, 3)), ([x, i, s]) => {
      const y = scatter(x, toIndex(i), s)
      return add(scatter(y, toIndex(i), mul(2, s)), y)
    }),
    [wave([5, 3]), places([5], 5), wave([5, 3], 2)],
  ],
  [
    'among what is added',
    fn(tuple(matrix(5, 3), tensor(5), matrix(5, 3)), ([x, i, s]) => {
      const y = scatterAdd(scatter(x, toIndex(i), s), toIndex(i), s)
      return scatter(y, toIndex(mul(2, i)), s)
    }),
    [wave([5, 3]), places([5], 5), wave([5, 3], 2)],
  ],
  [
    'in a loop',
    fn(tuple(matrix(5, 3), matrix(40, 3)), ([x, s]) => {
      const i = constant(array([4, 0, 4], 'index'))
      return fold((c, row) => scatter(c, i, add(gather(c, i), broadcastTo(row, [3, 3]))), x, s)
    }),
    [wave([5, 3]), wave([40, 3], 2)],
  ],
]

describe.each(['javascript', 'wasm'] as const)('on the target %s', target => {
  describe.each(['f64', 'f32'] as const)('in %s', precision => {
    const agree = agreeing(target, precision)
    it.each(cases)('takes %s', (_, f, x, hosted) => {
      expect(agree(f, x)).toEqual(hosted === undefined ? [] : [hosted])
    })
    it.each(sums)('adds %s', (_, f, x) => {
      expect(agree(f, x)).toEqual([])
    })
    it.each(puts)('puts %s', (_, f, x) => {
      expect(agree(f, x)).toEqual([])
    })
    it('has the derivatives of what is put', () => {
      const f = fn(tuple(matrix(6, 4), tensor(3), matrix(3, 4)), ([x, i, s]) =>
        sum(sin(scatter(x, toIndex(i), s))),
      )
      const x = [wave([6, 4]), places([3], 6), wave([3, 4], 2)] as const
      expect(agree(grad(f), x)).toEqual([])
      expect(agree(jvp(f), [x, x])).toEqual([])
    })
    it('has their derivatives', () => {
      const f = fn(tuple(matrix(6, 4), tensor(3)), ([x, i]) => sum(sin(gather(x, toIndex(i)))))
      const x = [wave([6, 4]), places([3], 6)] as const
      agree(grad(f), x)
      agree(jvp(f), [x, x])
    })
  })
})

it('puts into positions themselves', () => {
  const f = fn(tuple(tensor(6), tensor(6)), ([x, s]) => {
    const once = scatter(toIndex(x), toIndex(x), toIndex(s))
    return scatter(once, once, toIndex(mul(2, s)))
  })
  const x = [array([3, 1, 0, 5, 2, 4]), array([2, 5, 3, 1, 1, 4])] as const
  for (const target of ['javascript', 'wasm'] as const) {
    const made = compile(f, { target })
    expect(made(x)).toEqual(run(f)(x))
    expect(made.report.hosted).toEqual([])
  }
})

it('takes and puts other kinds', () => {
  const f: AnyDiff = fn(tuple(tensor(6), tensor(4)), ([x, i]) => {
    const whole = toIndex(mul(9, x))
    const part = gather(whole, toIndex(i))
    return [
      part,
      gather(greater(x, 0), toIndex(i)),
      scatter(whole, toIndex(i), toIndex(mul(7, i))),
      scatter(greater(x, 0), toIndex(i), less(i, 2)),
    ]
  })
  const x: unknown = [wave([6]), places([4], 6)]
  const g = f as Diff<unknown, unknown>
  for (const target of ['javascript', 'wasm'] as const) {
    const made = compile(g, { target })
    expect(made(x)).toEqual(run(g)(x))
    expect(made.report.hosted).toEqual([])
  }
})
