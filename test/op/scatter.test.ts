/** Entries set at positions: the last of several wins, in value and derivative; batches of each operand. */
import {
  array,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  grad,
  indices,
  jvp,
  mul,
  run,
  sum,
  type Tensor,
  tensor,
  tuple,
  vector,
  vjp,
} from 'chainrule'
import { concat, scatter, slice, toReal } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { batchGraph } from '../../src/derivative/batch.js'
import { expectWithin, slopes } from '../support/numeric.js'
import { expectBatched, graphOf, upTo } from './arranged.js'
import {
  bool,
  computed,
  expectShapeError,
  gradients,
  index,
  real,
  sym,
  symOf,
  valuesOf,
} from './support.js'

type Numbers = readonly number[]

const tensorOf = (shape: Numbers, xs: Numbers): Tensor =>
  fromFlat<Numbers, Numbers, 'real'>(xs, shape)

describe('scatter', () => {
  test('sets entries, drops those out of range, leaves its operand as it was', () => {
    const x = real([3], [10, 20, 30])
    const y = scatter(x, index([5], [2, 0, 2, -1, 3]), real([5], [1, 2, 3, 4, 5]))
    expect(valuesOf(concat([y, x]))).toEqual([2, 20, 3, 10, 20, 30])
    expect(valuesOf(scatter(real([0], []), index([1], [0]), real([1], [1])))).toEqual([])
    expect(valuesOf(scatter(x, index([0], []), real([0], [])))).toEqual([10, 20, 30])
    expect(computed(scatter(x, index([], [1]), real([], [NaN])), 'f32')).toEqual({
      shape: [3],
      values: [10, NaN, 30],
      dtype: 'f32',
    })
  })

  test('along any axis, positions of any shape, against a loop', () => {
    const shape = [2, 3, 2, 1, 2]
    const at = [1, 2, 1, 0]
    const entries = upTo(2 * 2 * 2 * 2 * 2).map(i => 100 + i)
    const x = upTo(24)
    const want = [...x]
    // Positions [2, 2] take the place of axis 1.
    for (let b = 0; b < 2; b++)
      for (let p = 0; p < 4; p++)
        for (let a = 0; a < 4; a++) want[(b * 3 + at[p]!) * 4 + a] = entries[(b * 4 + p) * 4 + a]!
    const y = scatter(real(shape, x), index([2, 2], at), real([2, 2, 2, 2, 1, 2], entries), {
      axis: -4,
    })
    expect(valuesOf(y)).toEqual(want)
  })

  test('of every kind', () => {
    expect(valuesOf(toReal(scatter(index([2], [7, 8]), index([1], [0]), index([1], [9]))))).toEqual(
      [9, 8],
    )
    expect(valuesOf(scatter(bool([2], [true, true]), index([1], [1]), bool([1], [false])))).toEqual(
      [true, false],
    )
  })

  test('cotangents: 0 where written, to the winner alone, none to what is dropped', () => {
    const i = index([4], [1, 7, 1, 0])
    const [dx, ds] = gradients(
      (x, s) => scatter(x!, i, s!),
      [tensorOf([3], [1, 2, 3]), tensorOf([4], [4, 5, 6, 7])],
      real([3], [10, 20, 40]),
    )
    expect(dx).toEqual([0, 0, 40])
    expect(ds).toEqual([0, 0, 20, 10])
    // A position that is read again as the first of all, and out of range on either side.
    const [, first] = gradients(
      (x, s) => scatter(x!, index([3], [-1, 0, 9]), s!),
      [tensorOf([1], [1]), tensorOf([3], [4, 5, 6])],
      real([1], [3]),
    )
    expect(first).toEqual([0, 3, 0])
  })

  test('a cotangent that is not finite stays where it belongs', () => {
    const [dx, ds] = gradients(
      (x, s) => scatter(x!, index([2], [0, 0]), s!),
      [tensorOf([2], [1, 2]), tensorOf([2], [3, 4])],
      real([2], [NaN, Infinity]),
    )
    expect(dx).toEqual([0, Infinity])
    expect(ds).toEqual([0, NaN])
  })

  const curved = fn(tuple(tensor(3, 2), tensor(4, 2)), ([x, s]) => {
    const y = scatter(mul(x, x), index([4], [2, 0, 2, 5]), mul(s, mul(s, s)))
    return sum(mul(y, mul(y, real([3, 2], [1, 2, -1, 3, 2, 1]))))
  }) as unknown as Diff<readonly [Tensor, Tensor], number>
  const [x, s] = [
    [0.5, -1, 1.5, 2, 1, -0.5],
    [1, -1, 0.5, 0.75, -1.25, 1, 2, 2],
  ] as const
  const at = (xs: Numbers): readonly [Tensor, Tensor] => [
    tensorOf([3, 2], xs.slice(0, 6)),
    tensorOf([4, 2], xs.slice(6)),
  ]

  test('both modes and the second order against differences', () => {
    const all = [...x, ...s]
    const flat = ([a, b]: readonly [Tensor, Tensor]): Numbers => [...a.values, ...b.values]
    const gradient = (xs: Numbers): Numbers => flat(run(grad(curved))(at(xs)))
    expectWithin(gradient(all), slopes(xs => [run(curved)(at(xs))], all)[0]!)
    const H = slopes(gradient, all)
    const v = all.map((_, i) => ((3 * i) % 5) / 4 - 0.5)
    const turned = flat(run(jvp(grad(curved)))([at(all), at(v)])[1] as readonly [Tensor, Tensor])
    expectWithin(
      turned,
      H.map(row => ({
        value: row.reduce((t, e, i) => t + e.value * v[i]!, 0),
        error: row.reduce((t, e, i) => t + e.error * Math.abs(v[i]!), 1e-13),
      })),
    )
    const slope = gradient(all).reduce((t, g, i) => t + g * v[i]!, 0)
    expect(Math.abs(run(jvp(curved))([at(all), at(v)])[1] / slope - 1)).toBeLessThan(1e-13)
  })

  test('where another reads the operand too, and where nothing comes back', () => {
    // The cotangent of the operand is 0 and has the form of a sum that begins: it must not be written to.
    const f = fn(vector(3), t => {
      const y = scatter(t, index([1], [0]), slice(t, [{ start: 1, stop: 2 }]))
      return sum(concat([mul(y, real([3], [1, 10, 100])), mul(t, 1000), mul(y, 0)]))
    }) as unknown as Diff<Tensor, number>
    expect(run(grad(f))(array([1, 2, 3])).values).toEqual([1000, 1011, 1100])
  })
})

describe('batches', () => {
  const f = fn(tuple(tensor(3, 2), indices(9, 4), tensor(4, 2)), ([x, i, s]) => scatter(x, i, s))
  const args: readonly Numbers[] = [
    upTo(18).map(k => k / 4),
    [2, 0, 2, 7, 1, 1, 1, 1, -1, 0, 0, 2],
    upTo(24).map(k => 10 + k / 2),
    upTo(18).map(k => k - 7),
  ]
  const marks = [0, 1, 2, 3, 4, 5, 6, 7].map(b => [1, 2, 4].map(bit => (b & bit) > 0))

  test.each(marks.filter(m => m.includes(true)))(
    'of operand %s, positions %s, entries %s',
    (...m) => {
      const cut = args.slice(0, 3).map((xs, i) => (m[i] ? xs : xs.slice(0, xs.length / 3)))
      expectBatched(graphOf(f as never), cut, m, 3)
      const pulled = vjp(f as never)
      const graph = graphOf(pulled as never)
      const w = args[3]!.slice(0, 6)
      expectBatched(graph, [...cut, w], [...m, false], 3)
    },
  )

  test('of batches', () => {
    const graph = graphOf(vjp(f as never) as never)
    const twice = batchGraph(graph, [false, true, true, true], 3)
    const double = (xs: Numbers): Numbers => [...xs, ...xs.map(t => 2 - t)]
    const i = [...args[1]!, ...args[1]!.map(t => 2 - t)]
    expectBatched(
      twice,
      [args[0]!.slice(0, 6), i, double(args[2]!), double(args[3]!)],
      [false, true, true, true],
      2,
    )
  })
})

test('what is refused', () => {
  expectShapeError('scatter', () => scatter(sym(3, 2), symOf('index', 4), sym(4)), '[4, 2]', '[4]')
  expectShapeError('scatter', () => scatter(sym(3), sym(1) as never, sym(1)), 'kind index')
  expectShapeError(
    'scatter',
    () => scatter(sym(3), symOf('index', 1), symOf('bool', 1) as never),
    'kind real',
    'bool',
  )
  expectShapeError('scatter', () => scatter(sym(3), symOf('index', 1), sym(1), { axis: 1 }), '1')
  expectShapeError('scatter', () => scatter(sym(), symOf('index', 1), sym(1)))
})

test('the shape and kind are those of the operand, in types', () => {
  fn(tuple(vector(3), indices(3, 2), vector(2)), ([x, i, s]) => {
    const y: Expr<readonly [3]> = scatter(x, i, s)
    return y
  })
})
