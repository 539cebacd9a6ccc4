/** Axes in types: counted from either end, several, none; and what only the building of a program can check. */
import {
  add,
  argmax,
  array,
  broadcastTo,
  compose,
  concat,
  constant,
  type Expr,
  exp,
  fn,
  fromFlat,
  gather,
  grad,
  greater,
  index,
  indices,
  jacobian,
  less,
  matrix,
  max,
  mean,
  neg,
  oneHot,
  real,
  reshape,
  rule,
  run,
  type Shape,
  type Space,
  sin,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  tuple,
  vector,
  where,
} from 'chainrule'
import { describe, expect, expectTypeOf, test } from 'vitest'

test('axes of either sign, mixed, in any order; none is no axis', () => {
  const shapes: (readonly number[])[] = []
  fn(tensor(4, 2, 3), x => {
    const a = sum(x, { axis: [0, -1] })
    expectTypeOf(a).toEqualTypeOf<Expr<readonly [2]>>()
    const b = sum(x, { axis: [-1, -3], keepdims: true })
    expectTypeOf(b).toEqualTypeOf<Expr<readonly [1, 2, 1]>>()
    const c = mean(x, { axis: [] })
    expectTypeOf(c).toEqualTypeOf<Expr<readonly [4, 2, 3]>>()
    const d = sum(x, { keepdims: true })
    expectTypeOf(d).toEqualTypeOf<Expr<readonly [1, 1, 1]>>()
    const e = transpose(x, [1, -3, 2])
    expectTypeOf(e).toEqualTypeOf<Expr<readonly [2, 4, 3]>>()
    shapes.push(a.shape, b.shape, c.shape, d.shape, e.shape)
    return 0
  })
  expect(shapes).toEqual([[2], [1, 2, 1], [4, 2, 3], [1, 1, 1], [2, 4, 3]])
})

test('an axis of type number gives an unknown shape, which meets any', () => {
  const along = (axis: number) => fn(matrix(2, 3), x => sum(x, { axis }))
  expectTypeOf(along(0).cod).toEqualTypeOf<Space<number | Tensor>>()
  // Of unknown rank: a number or a tensor, which one has to look at.
  const y = run(along(-1))(
    array([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  )
  expect(typeof y === 'number' ? y : y.values).toEqual([6, 15])
})

test('labels compose with labels, an entry is read by an index, parts keep their rank', () => {
  const best = fn(vector(10), x => argmax(x, { axis: 0 }))
  const counted = compose(
    fn(index(10), y => sum(oneHot(y, 10))),
    best,
  )
  expect(
    run(counted)(
      fromFlat(
        Array.from({ length: 10 }, (_, i) => i),
        [10],
      ),
    ),
  ).toBe(1)
  const read = fn(tuple(vector(3), index(3)), ([x, i]) => gather(x, i))
  expectTypeOf(read.cod).toEqualTypeOf<Space<number>>()
  expect(run(grad(read))([array([1, 2, 3]), 1])[0].values).toEqual([0, 1, 0])
  const rows = fn(tuple(matrix(4, 2), indices(4, 3)), ([x, i]) => gather(x, i))
  expectTypeOf(rows.cod).toEqualTypeOf<Space<Tensor<readonly [3, 2]>>>()
  const twice = fn(vector(2), x => concat([x, x]))
  expectTypeOf(twice.cod).toEqualTypeOf<Space<Tensor<readonly [number]>>>()
})

test('helpers over any sizes keep axes of size 1', () => {
  const centred = <B extends number, N extends number>(b: B, n: N) =>
    fn(matrix(b, n), matrix(b, n), x => sub(x, max(x, { axis: 1, keepdims: true })))
  expect(run(centred(1, 2))(array([[1, 3]])).values).toEqual([-2, 0])
})

test('numbers in a custom rule are constants, and nothing broadcasts with nothing', () => {
  expect(run(grad(rule(real, real, () => 1, { vjp: () => 0 })))(5)).toBe(0)
  const f = fn(vector(0), x => add(x, constant(array([]))))
  expect(run(f)(array([])).values).toEqual([])
  expectTypeOf(array([[], []]).shape).toEqualTypeOf<readonly [2, 0]>()
})

test('the Jacobian of a tensor of rank 0 is one', () => {
  const J = run(jacobian(fn(real, tensor(), x => reshape(sin(x), []))))(0)
  expectTypeOf(J).toEqualTypeOf<Tensor<readonly []>>()
  expect(J.values).toEqual([1])
})

test('helpers over any shape compare and choose without casts', () => {
  const clip = <S extends Shape>(x: Expr<S>): Expr<S> => where(greater(x, 1), 1, x)
  const larger = <S extends Shape>(x: Expr<S>, y: Expr<S>): Expr<S> => where(less(x, y), y, x)
  const f = fn(vector(3), x => larger(clip(x), neg(x)))
  expectTypeOf(f.cod).toEqualTypeOf<ReturnType<typeof vector<3>>>()
  expect(run(f)(array([-2, 0.5, 3])).values).toEqual([2, 0.5, 1])
})

test('the kind of a tensor is that of its entries, not of what it is used for', () => {
  expectTypeOf(array([1, 2])).toEqualTypeOf<Tensor<readonly [2]>>()
  expectTypeOf(fromFlat([], [0, 3])).toEqualTypeOf<Tensor<readonly [0, 3]>>()
  expectTypeOf(fromFlat([true], [1])).toEqualTypeOf<Tensor<readonly [1], 'bool'>>()
  expectTypeOf(fromFlat(Int32Array.of(1), [1])).toEqualTypeOf<Tensor<readonly [1], 'index'>>()
  // @ts-expect-error the entries are real
  const labels: Tensor<readonly [2], 'index'> = array([1, 2])
  // @ts-expect-error the entries are real
  const positions: Tensor<readonly [2], 'index'> = fromFlat([1, 2], [2])
  expect([labels.kind, positions.kind]).toEqual(['real', 'real'])
})

describe('what the compiler lets pass is refused when the program is built', () => {
  const m = matrix(2, 3)
  const cases: Readonly<Record<string, readonly [() => unknown, RegExp]>> = {
    'an axis out of range': [
      () => fn(m, x => sum(x, { axis: 2 })),
      /^sum: expected an axis from -2 to 1, got 2$/,
    ],
    'a negative axis out of range': [
      () => fn(m, x => sum(x, { axis: -3 })),
      /^sum: expected an axis from -2 to 1, got -3$/,
    ],
    'a shape of another size': [
      () => fn(m, x => reshape(x, [4])),
      /^reshape: expected a shape of 6 entries, as \[2, 3\] has, got \[4\]$/,
    ],
    'a shape that does not broadcast': [
      () => fn(m, x => broadcastTo(x, [2, 4])),
      /^broadcastTo: .*\[2, 3\] and \[2, 4\]/,
    ],
    'an axis that is not there to be moved': [
      () => fn(m, x => transpose(x, [0, 2])),
      /^transpose: .* got 2$/,
    ],
    'an axis moved twice': [
      () => fn(m, x => transpose(x, [0, 0])),
      /^transpose: .* got .*\[0, 0\]/,
    ],
    'parts of several kinds': [
      // @ts-expect-error kinds do not meet
      () => fn(vector(3), x => concat([x, greater(x, 0)])),
      /^concat: .*kind/,
    ],
    'a body that returns nothing': [
      () =>
        // @ts-expect-error nothing is no number and no object
        fn(real, x => {
          exp(x)
        }),
      /^fn: expected a result of symbols, .* got undefined$/,
    ],
    'a body that returns text': [() => fn(real, x => [x, 'text']), /^fn: .* got string$/],
  }
  test.each(Object.entries(cases))('%s', (_, [build, message]) => {
    expect(build).toThrow(message)
  })

  test('JavaScript’s own arithmetic, which the compiler refuses but for the minus sign', () => {
    const refused =
      /^fn: expected operations on symbols, as neg, add and less, got JavaScript’s own$/
    // biome-ignore format: one reason for each line
    /* eslint-disable @typescript-eslint/no-unsafe-unary-minus, @typescript-eslint/restrict-plus-operands, @typescript-eslint/no-base-to-string --
       what these rules refuse is what is tried */
    expect(() => fn(real, x => exp(-x))).toThrow(refused)
    // @ts-expect-error it is no number
    expect(() => fn(real, x => x + 1)).toThrow(refused)
    // @ts-expect-error it is no number
    expect(() => fn(real, x => (x > 0 ? x : 0))).toThrow(refused)
    expect(run(grad(fn(real, x => exp(neg(x)))))(0)).toBe(-1)
    fn(real, x => {
      expect(String(x)).toBe('a symbol')
      return x
    })
    /* eslint-enable */
  })
})
