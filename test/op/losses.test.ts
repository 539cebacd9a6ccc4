/** Losses against their formulas, at sizes where exponentials overflow, and where probabilities are 0. */
import { add, constant, type Expr, fromFlat, mean, mul } from 'chainrule'
import {
  binaryCrossEntropy,
  crossEntropy,
  hinge,
  huber,
  klBetweenLogits,
  klDivergence,
  l1,
  slice,
  softmax,
  squaredError,
  sum,
} from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectDerivatives } from '../support/orders.js'
import {
  computed,
  expectClose,
  expectShapeError,
  gradient,
  gradients,
  index,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

const inf = Infinity
type Two = (a: Expr, b: Expr) => Expr

/** A function of two rows as one of a matrix, so that both are differentiated. */
const ofRows =
  (f: Two) =>
  (x: Expr): Expr =>
    f(slice(x, [{ stop: 1 }]) as Expr, slice(x, [{ start: 1 }]) as Expr)

const logistic = (z: number): number => 1 / (1 + Math.exp(-z))
const xs = [-1.3, 0.4, 2.5, -0.2]
const ys = [0.7, 0.9, 0.3, -2.2]
const ts = [0.2, 0.9, 0.5, 0.75]

/** Each loss of one entry, where it is smooth, and by its formula. */
const each: readonly {
  readonly name: string
  readonly f: Two
  readonly formula: (a: number, b: number) => number
  readonly b: readonly number[]
}[] = [
  { name: 'squaredError', f: (a, b) => squaredError(a, b), formula: (a, b) => (a - b) ** 2, b: ys },
  { name: 'l1', f: (a, b) => l1(a, b), formula: (a, b) => Math.abs(a - b), b: ys },
  {
    name: 'huber',
    f: (a, b) => huber(a, b, { delta: 1.5 }),
    formula: (a, b) => {
      const d = Math.abs(a - b)
      return d <= 1.5 ? (d * d) / 2 : 1.5 * (d - 0.75)
    },
    b: ys,
  },
  { name: 'hinge', f: (a, b) => hinge(a, b), formula: (a, b) => Math.max(0, 1 - a * b), b: ys },
  {
    name: 'binaryCrossEntropy',
    f: (a, b) => binaryCrossEntropy(a, b),
    formula: (z, t) => -t * Math.log(logistic(z)) - (1 - t) * Math.log(logistic(-z)),
    b: ts,
  },
  {
    name: 'klDivergence',
    f: (a, b) => klDivergence(a, b),
    formula: (l, q) => q * (Math.log(q) - l),
    b: ts,
  },
]

describe.each(each)('$name', ({ name, f, formula, b }) => {
  const [p, q] = [real([4], xs), real([4], b)]
  const wanted = xs.map((x, i) => formula(x, b[i]!))

  test('is its formula, entry by entry, also in single precision', () => {
    expectClose(valuesOf(f(p, q)), wanted)
    expectClose(valuesOf(f(p, q), 'f32'), wanted, 1e-5)
    expectClose(valuesOf(f(real([], [xs[0]!]), real([], [b[0]!]))), [wanted[0]!])
  })

  test('derivatives in both operands, two orders', () => {
    expectDerivatives(ofRows(f), [2, 4], [...xs, ...b])
  })

  test('broadcasts; of nothing is nothing', () => {
    const table = computed(f(real([2, 1], xs.slice(0, 2)), real([1, 2], b.slice(0, 2))))
    expect(table.shape).toEqual([2, 2])
    expectClose(
      table.values,
      [0, 1].flatMap(i => [0, 1].map(j => formula(xs[i]!, b[j]!))),
    )
    expect(computed(f(real([0, 3], []), real([3], [1, 1, 1])))).toMatchObject({
      shape: [0, 3],
      values: [],
    })
    expect(gradient(x => f(x, real([1], [1])), [0], [])).toEqual([])
  })

  test('NaN stays NaN; shapes and kinds that do not meet are refused', () => {
    expectClose(valuesOf(f(real([1], [NaN]), real([1], [0.5]))), [NaN])
    expectShapeError(name, () => f(sym(2), sym(3)), '[2]', '[3]')
    expectShapeError(name, () => f(sym(2), symOf('index', 2) as never), 'kind real')
    expectShapeError(name, () => f(symOf('bool', 2) as never, sym(2)), 'kind real')
  })
})

describe('kinks and extremes', () => {
  const slope = (f: (x: Expr) => Expr, x: number): readonly number[] => gradient(f, [1], [x])

  test('l1 and hinge: 0 at the kink, a line at 10⁴ and ∞', () => {
    expectClose(
      slope(x => l1(x, 2), 2),
      [0],
    )
    expectClose(
      slope(x => l1(x, 2), -inf),
      [-1],
    )
    expectClose(
      slope(x => hinge(x, 1), 1),
      [0],
    )
    expectClose(
      slope(x => hinge(x, -1), 1e4),
      [1],
    )
    expectClose(valuesOf(hinge(real([2], [1e4, -1e4]), -1)), [10001, 0])
  })

  test('huber: continuous at δ, δ · sign beyond, also at ∞; δ is 1 unless said', () => {
    expectClose(
      slope(x => huber(x, 0, { delta: 2 }), 2),
      [2],
    )
    expectClose(
      slope(x => huber(x, 0, { delta: 2 }), -1e4),
      [-2],
    )
    expectClose(
      slope(x => huber(x, 0), inf),
      [1],
    )
    expectClose(valuesOf(huber(real([3], [2, -2, inf]), 0, { delta: 2 })), [2, 2, inf])
    expectClose(valuesOf(huber(real([2], [0.5, 3]), 0)), [0.125, 2.5])
    for (const delta of [0, -1, inf, NaN])
      expectShapeError('huber', () => huber(sym(2), 0, { delta }), `${delta}`)
  })

  test('binaryCrossEntropy at |z| = 10⁴ costs what it must, and a small loss keeps its digits', () => {
    const cost = (z: number, t: number) => valuesOf(binaryCrossEntropy(real([], [z]), t))
    expectClose(cost(1e4, 1), [0])
    expectClose(cost(1e4, 0), [1e4])
    expectClose(cost(-1e4, 1), [1e4])
    expectClose(cost(40, 1), [4.248354255291589e-18])
    expectClose(
      slope(z => binaryCrossEntropy(z, 1), -1e4),
      [-1],
    )
    expectClose(
      slope(z => binaryCrossEntropy(z, 0.25), 1e4),
      [0.75],
    )
    expectClose(
      slope(z => binaryCrossEntropy(z, 1), 40),
      [-4.248354255291589e-18],
    )
    expectClose(valuesOf(binaryCrossEntropy(real([], [1e4]), 0), 'f32'), [1e4])
  })

  test('klDivergence: what has no probability costs nothing', () => {
    expectClose(valuesOf(klDivergence(real([3], [-inf, -inf, 0]), real([3], [0, 1, 0]))), [
      0,
      inf,
      0,
    ])
    const [inLogP, inQ] = gradients(
      (a, b) => klDivergence(a!, b!),
      [fromFlat([-inf], [1]), fromFlat([0], [1])],
    )
    expectClose(inLogP!, [0])
    expectClose(inQ!, [-inf]) // of q log q
    expectClose(
      slope(l => klDivergence(l, 0.25), -1e4),
      [-0.25],
    )
  })
})

describe('crossEntropy', () => {
  const loss = (z: readonly number[], y: number) =>
    valuesOf(crossEntropy(real([z.length], z), index([], [y])))
  const slope = (z: readonly number[], y: number) =>
    gradient(x => crossEntropy(x, index([], [y])), [z.length], z)

  test('is −log softmax(z)_y, and its negative gradient δ − softmax(z)', () => {
    expectClose(loss([0, Math.log(3)], 1), [-Math.log(0.75)])
    expectClose(slope([0, Math.log(3)], 1), [0.25, -0.25])
  })

  test('at |z| = 10⁴, right and wrong', () => {
    expectClose(loss([1e4, -1e4], 0), [0])
    expectClose(loss([1e4, -1e4], 1), [2e4])
    expectClose(slope([1e4, -1e4], 0), [0, 0])
    expectClose(slope([1e4, -1e4], 1), [1, -1])
    expectClose(loss([1e4, 1e4, 1e4], 2), [Math.log(3)])
  })

  test('a logit of −∞ costs nothing unless it was right', () => {
    expectClose(loss([-inf, 1], 1), [0])
    expectClose(slope([-inf, 1], 1), [0, 0])
    expectClose(loss([-inf, 1], 0), [inf])
  })

  test('over a batch, one number a label; a label out of range gives NaN', () => {
    const z = real([2, 2, 2], [0, 0, 1, 1, 5, 5, -3, -3])
    const y = computed(crossEntropy(z as never, index([2, 2], [0, 1, 2, -1]) as never))
    expect(y.shape).toEqual([2, 2])
    expectClose(y.values, [Math.LN2, Math.LN2, NaN, NaN])
    const none = crossEntropy(real([0, 3], []), index([0], []))
    expect(computed(none)).toMatchObject({ shape: [0], values: [] })
  })

  const [z, p] = [
    [0.3, -1, 2, 1, 1, -0.5],
    [0.2, 0.5, 0.3, 1, 0, 0],
  ] as const

  test('against probabilities it is −Σ p log softmax(z), and with labels as rows the same', () => {
    const rows = [0, 3].map(i => {
      const own = z.slice(i, i + 3)
      const total = Math.log(own.reduce((s, x) => s + Math.exp(x), 0))
      return own.reduce((s, x, j) => s - p[i + j]! * (x - total), 0)
    })
    const value = crossEntropy(real([2, 3], z), real([2, 3], p))
    expectClose(valuesOf(value), rows)
    expectClose(valuesOf(value, 'f32'), rows, 1e-5)
    expectClose(
      gradient(x => crossEntropy(x, real([2, 3], p)), [2, 3], z),
      valuesOf(
        add(
          softmax(real([2, 3], z)),
          real(
            [2, 3],
            p.map(q => -q),
          ),
        ),
      ).map(Number),
      1e-12,
    )
    expectDerivatives(
      ofRows((a, b) => crossEntropy(a, b)),
      [2, 3],
      [...z.slice(0, 3), ...p.slice(0, 3)],
    )
    expectClose(
      loss([1, 2], 1),
      valuesOf(crossEntropy(real([2], [1, 2]), real([2], [0, 1]))).map(Number),
    )
  })

  test('no probability, no cost: also at −∞ and 10⁴', () => {
    const of = (own: readonly number[], q: readonly number[]) =>
      valuesOf(crossEntropy(real([2], own), real([2], q)))
    expectClose(of([-inf, 1], [0, 1]), [0])
    expectClose(of([-inf, 1], [0.5, 0.5]), [inf])
    expectClose(of([1e4, -1e4], [0.5, 0.5]), [1e4])
    expectClose(
      gradient(x => crossEntropy(x, real([2], [0, 1])), [2], [-inf, 1]),
      [0, 0],
    )
    expectClose(
      gradient(x => crossEntropy(x, real([2], [0.5, 0.5])), [2], [1e4, -1e4]),
      [0.5, -0.5],
    )
  })

  test('is refused where there is not one label a row, or one probability a logit', () => {
    expectShapeError('crossEntropy', () => crossEntropy(sym(2, 3), symOf('index', 3)), '[2]', '[3]')
    expectShapeError('crossEntropy', () => crossEntropy(sym(), symOf('index')))
    expectShapeError('crossEntropy', () => crossEntropy(sym(3), sym() as never), 'kind index')
    expectShapeError('crossEntropy', () => crossEntropy(sym(2, 3), sym(3)), '[2, 3]', '[3]')
    expectShapeError('crossEntropy', () => crossEntropy(sym(3), symOf('bool', 3) as never), 'bool')
    expectShapeError('crossEntropy', () => crossEntropy(symOf('index', 3) as never, sym(3)), 'real')
  })
})

describe('klBetweenLogits', () => {
  const [a, b] = [
    [0.3, -1, 2],
    [1, 1, -0.5],
  ] as const
  const divergence = (s: readonly number[], t: readonly number[]): number => {
    const soft = (u: readonly number[]): readonly number[] => {
      const total = u.reduce((m, x) => m + Math.exp(x), 0)
      return u.map(x => Math.exp(x) / total)
    }
    return soft(s).reduce((m, p, i) => m + p * Math.log(p / soft(t)[i]!), 0)
  }

  test('is Σ p log(p/q), 0 between the same', () => {
    const f = klBetweenLogits(real([2, 3], [...a, ...b]), real([2, 3], [...b, ...b]))
    expect(f.shape).toEqual([2])
    expectClose(valuesOf(f), [divergence(a, b), 0])
    expectClose(valuesOf(f, 'f32'), [divergence(a, b), 0], 1e-5)
    expectDerivatives(
      ofRows((x, y) => klBetweenLogits(x, y)),
      [2, 3],
      [...a, ...b],
    )
    expect(computed(klBetweenLogits(real([0, 3], []), real([0, 3], []))).values).toEqual([])
  })

  test('at |z| = 10⁴, and where there is no probability', () => {
    const of = (s: readonly number[], t: readonly number[]) =>
      valuesOf(klBetweenLogits(real([2], s), real([2], t)))
    expectClose(of([1e4, -1e4], [-1e4, 1e4]), [2e4])
    expectClose(of([1e4, 1e4], [1e4, 1e4]), [0])
    expectClose(of([-inf, 0], [-inf, 0]), [0])
    expectClose(of([0, 0], [-inf, 0]), [inf])
    const [inA, inB] = gradients(
      (s, t) => klBetweenLogits(s!, t!),
      [fromFlat([1e4, -1e4], [2]), fromFlat([-1e4, 1e4], [2])],
    )
    expectClose(inA!, [0, 0])
    expectClose(inB!, [-1, 1])
    expectClose(
      gradient(s => klBetweenLogits(s, real([2], [-inf, 0])), [2], [-inf, 0]),
      [0, 0],
    )
  })

  test('is refused of other shapes', () => {
    expectShapeError('klBetweenLogits', () => klBetweenLogits(sym(2, 3), sym(3)), '[2, 3]')
    expectShapeError('klBetweenLogits', () => klBetweenLogits(sym(), sym()))
    expectShapeError('klBetweenLogits', () => klBetweenLogits(symOf('index', 2) as never, sym(2)))
    expectShapeError('klBetweenLogits', () => klBetweenLogits(sym(2), symOf('bool', 2) as never))
  })
})

test('a mean of losses is a loss of a batch', () => {
  const half = mul(0.5, sum(squaredError(real([2], [1, 2]), constant(0))))
  expectClose([...valuesOf(half), ...valuesOf(mean(l1(real([2], [1, -2]), 0)))], [2.5, 1.5])
})
