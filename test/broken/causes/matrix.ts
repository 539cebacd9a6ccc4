/** Faults in derivatives of functions of matrices, and of what is repeated to another shape. */
import { box, product, record } from 'chainrule/laws'
import {
  added,
  dot,
  type Fault,
  faultsOf,
  type M,
  mm,
  mul,
  mv,
  outer,
  plus,
  scaled,
  sum,
  times,
  tr,
  type V,
} from './kit.js'

const square = box(-2, 2, [3, 3])
const inverse = (m: M): M => {
  const [a, b, c, d] = m.flat()
  const det = a! * d! - b! * c!
  return [
    [d! / det, -b! / det],
    [-c! / det, a! / det],
  ]
}
/** Well away from what is singular. */
const shifted = (a: M): M => a.map((row, i) => row.map((e, j) => e + (i === j ? 5 : 0)))
const small = box(-1, 1, [2, 2])
const cofactors = (m: M): M => {
  const [a, b, c, d] = m.flat()
  return [
    [d!, -c!],
    [-b!, a!],
  ]
}
const columns = (a: M): V => tr(a).map(sum)

export const matrixFaults: readonly Fault[] = [
  ...faultsOf<readonly [M, V], V>(
    'matrix times vector',
    product(square, box(-2, 2, 3)),
    ([a, x]) => mv(a, x),
    ([a, x], w) => [outer(w, x), mv(tr(a), w)],
    [
      ['transposed', 'the matrix not transposed', ([a, x], w) => [outer(w, x), mv(a, w)]],
      ['transposed', 'the outer product turned', ([a, x], w) => [outer(x, w), mv(tr(a), w)]],
      ['detached', 'the matrix forgotten', ([a], w) => [scaled(0, a), mv(tr(a), w)]],
      ['detached', 'the vector forgotten', ([, x], w) => [outer(w, x), times(0, x)]],
      ['sign', 'of the vector', ([a, x], w) => [outer(w, x), times(-1, mv(tr(a), w))]],
      ['factor', 'the matrix twice', ([a, x], w) => [scaled(2, outer(w, x)), mv(tr(a), w)]],
    ],
  ),
  ...faultsOf<readonly [M, V], V>(
    'tall matrix times vector',
    product(box(-2, 2, [3, 2]), box(-2, 2, 2)),
    ([a, x]) => mv(a, x),
    ([a, x], w) => [outer(w, x), mv(tr(a), w)],
    [
      ['other', 'the outer product of the other shape', ([a, x], w) => [outer(x, w), mv(tr(a), w)]],
      ['broadcast', 'the cotangent as it came', ([, x], w) => [outer(w, x), w]],
    ],
  ),
  ...faultsOf<readonly [M, M], M>(
    'matrix product',
    product(box(-2, 2, [2, 2]), box(-2, 2, [2, 2])),
    ([a, b]) => mm(a, b),
    ([a, b], w) => [mm(w, tr(b)), mm(tr(a), w)],
    [
      ['transposed', 'the second not transposed', ([a, b], w) => [mm(w, b), mm(tr(a), w)]],
      ['transposed', 'the first not transposed', ([a, b], w) => [mm(w, tr(b)), mm(a, w)]],
      ['other', 'the sides exchanged', ([a, b], w) => [mm(tr(b), w), mm(w, tr(a))]],
      ['other', 'the parts exchanged', ([a, b], w) => [mm(tr(a), w), mm(w, tr(b))]],
      ['transposed', 'the result transposed', ([a, b], w) => [tr(mm(w, tr(b))), mm(tr(a), w)]],
    ],
  ),
  ...faultsOf<M, M>('transpose', square, tr, (_, w) => tr(w), [
    ['transposed', 'not turned back', (_, w) => w],
    ['sign', 'negative', (_, w) => scaled(-1, tr(w))],
  ]),
  ...faultsOf<M, M>(
    'matrix squared',
    small,
    a => mm(a, a),
    (a, w) => added(mm(w, tr(a)), mm(tr(a), w)),
    [
      ['fan-out', 'the first use only', (a, w) => mm(w, tr(a))],
      ['fan-out', 'the second use only', (a, w) => mm(tr(a), w)],
      ['other', 'twice the first use', (a, w) => scaled(2, mm(w, tr(a)))],
    ],
  ),
  ...faultsOf<M, M>(
    'matrix inverse',
    small,
    a => inverse(shifted(a)),
    (a, w) => {
      const b = tr(inverse(shifted(a)))
      return scaled(-1, mm(mm(b, w), b))
    },
    [
      [
        'sign',
        'positive',
        (a, w) => {
          const b = tr(inverse(shifted(a)))
          return mm(mm(b, w), b)
        },
      ],
      [
        'transposed',
        'the inverse not transposed',
        (a, w) => {
          const b = inverse(shifted(a))
          return scaled(-1, mm(mm(b, w), b))
        },
      ],
      ['other', 'one factor only', (a, w) => scaled(-1, mm(tr(inverse(shifted(a))), w))],
    ],
  ),
  ...faultsOf<M, number>(
    'determinant',
    small,
    a => a[0]![0]! * a[1]![1]! - a[0]![1]! * a[1]![0]!,
    (a, w) => scaled(w, cofactors(a)),
    [
      ['transposed', 'the adjugate', (a, w) => scaled(w, tr(cofactors(a)))],
      [
        'other',
        'the minors without signs',
        (m, w) => {
          const [a, b, c, d] = m.flat()
          return scaled(w, [
            [d!, c!],
            [b!, a!],
          ])
        },
      ],
      ['detached', 'nothing', a => scaled(0, a)],
    ],
  ),
  ...faultsOf<readonly [M, M], number>(
    'trace of a product',
    product(small, small),
    ([a, b]) => sum(mm(a, b).map((row, i) => row[i]!)),
    ([a, b], w) => [scaled(w, tr(b)), scaled(w, tr(a))],
    [
      ['transposed', 'the first not transposed', ([a, b], w) => [scaled(w, b), scaled(w, tr(a))]],
      ['transposed', 'neither transposed', ([a, b], w) => [scaled(w, b), scaled(w, a)]],
    ],
  ),
  ...faultsOf<readonly [M, V], number>(
    'quadratic form',
    product(square, box(-2, 2, 3)),
    ([a, x]) => dot(x, mv(a, x)),
    ([a, x], w) => [scaled(w, outer(x, x)), times(w, mv(added(a, tr(a)), x))],
    [
      ['fan-out', 'the left use only', ([a, x], w) => [scaled(w, outer(x, x)), times(w, mv(a, x))]],
      [
        'fan-out',
        'the right use only',
        ([a, x], w) => [scaled(w, outer(x, x)), times(w, mv(tr(a), x))],
      ],
      ['other', 'as if symmetric', ([a, x], w) => [scaled(w, outer(x, x)), times(2 * w, mv(a, x))]],
      [
        'factor',
        'the matrix halved',
        ([a, x], w) => [scaled(w / 2, outer(x, x)), times(w, mv(added(a, tr(a)), x))],
      ],
    ],
  ),
  ...faultsOf<readonly [V, V], M>(
    'outer product',
    product(box(-2, 2, 2), box(-2, 2, 2)),
    ([x, y]) => outer(x, y),
    ([x, y], w) => [mv(w, y), mv(tr(w), x)],
    [
      ['transposed', 'the cotangent turned', ([x, y], w) => [mv(tr(w), y), mv(w, x)]],
      [
        'broadcast',
        'the first column only',
        ([x, y], w) => [w.map(row => row[0]! * y[0]!), mv(tr(w), x)],
      ],
    ],
  ),
  ...faultsOf<readonly [V, number], V>(
    'an array and a number',
    product(box(-2, 2, 3), box(-2, 2)),
    ([x, b]) => x.map(e => e + b),
    (_, w) => [w, sum(w)],
    [
      ['broadcast', 'the first entry', (_, w) => [w, w[0]!]],
      ['broadcast', 'not summed', (_, w) => [w, w]],
      ['broadcast', 'the mean', (_, w) => [w, sum(w) / w.length]],
      ['broadcast', 'the last entry', (_, w) => [w, w.at(-1)!]],
      ['detached', 'nothing for the number', (_, w) => [w, 0]],
    ],
  ),
  ...faultsOf<readonly [V, number], V>(
    'an array times a number',
    product(box(-2, 2, 3), box(-2, 2)),
    ([x, s]) => times(s, x),
    ([x, s], w) => [times(s, w), dot(x, w)],
    [
      ['broadcast', 'the first entry', ([x, s], w) => [times(s, w), x[0]! * w[0]!]],
      ['broadcast', 'not summed', ([x, s], w) => [times(s, w), mul(x, w)]],
      ['sign', 'of the number', ([x, s], w) => [times(s, w), -dot(x, w)]],
      ['detached', 'the number forgotten', ([, s], w) => [times(s, w), 0]],
    ],
  ),
  ...faultsOf<readonly [M, V], M>(
    'rows and a bias',
    product(box(-2, 2, [4, 3]), box(-2, 2, 3)),
    ([a, b]) => a.map(row => plus(row, b)),
    (_, w) => [w, columns(w)],
    [
      ['broadcast', 'the first row', (_, w) => [w, w[0]!]],
      ['broadcast', 'the mean over rows', (_, w) => [w, times(1 / w.length, columns(w))]],
      ['broadcast', 'all rows', (_, w) => [w, w]],
      ['broadcast', 'the last row', (_, w) => [w, w.at(-1)!]],
      ['detached', 'nothing for the bias', (_, w) => [w, times(0, columns(w))]],
      ['sign', 'of the bias', (_, w) => [w, times(-1, columns(w))]],
    ],
  ),
  ...faultsOf<readonly [M, V], M>(
    'columns times weights',
    product(box(-2, 2, [2, 3]), box(-2, 2, 2)),
    ([a, s]) => a.map((row, i) => times(s[i]!, row)),
    ([a, s], w) => [w.map((row, i) => times(s[i]!, row)), w.map((row, i) => dot(row, a[i]!))],
    [
      [
        'broadcast',
        'the first column',
        ([a, s], w) => [
          w.map((row, i) => times(s[i]!, row)),
          w.map((row, i) => row[0]! * a[i]![0]!),
        ],
      ],
      [
        'inner',
        'the weights forgotten in what they weigh',
        ([a], w) => [w, w.map((row, i) => dot(row, a[i]!))],
      ],
    ],
  ),
  ...faultsOf<{ readonly W: M; readonly b: V; readonly x: V }, V>(
    'dense layer',
    record({ W: box(-1, 1, [3, 3]), b: box(-1, 1, 3), x: box(-1, 1, 3) }),
    ({ W, b, x }) => plus(mv(W, x), b).map(Math.tanh),
    ({ W, b, x }, w) => {
      const d = plus(mv(W, x), b).map((e, i) => w[i]! * (1 - Math.tanh(e) ** 2))
      return { W: outer(d, x), b: d, x: mv(tr(W), d) }
    },
    [
      [
        'inner',
        'without the slope of tanh',
        ({ W, x }, w) => ({ W: outer(w, x), b: w, x: mv(tr(W), w) }),
      ],
      [
        'transposed',
        'weights not transposed',
        ({ W, b, x }, w) => {
          const d = plus(mv(W, x), b).map((e, i) => w[i]! * (1 - Math.tanh(e) ** 2))
          return { W: outer(d, x), b: d, x: mv(W, d) }
        },
      ],
      [
        'detached',
        'the bias forgotten',
        ({ W, b, x }, w) => {
          const d = plus(mv(W, x), b).map((e, i) => w[i]! * (1 - Math.tanh(e) ** 2))
          return { W: outer(d, x), b: times(0, d), x: mv(tr(W), d) }
        },
      ],
    ],
  ),
]
