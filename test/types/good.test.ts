/** Programs that compile, with the types they state; what they compute is asserted where it says something. */
import {
  add,
  apply,
  array,
  bothWith,
  compose,
  crossEntropy,
  type Diff,
  type Expr,
  fix,
  flow,
  fn,
  fork,
  grad,
  gradAt,
  hessian,
  type Index,
  index,
  jacobian,
  matmul,
  matrix,
  max,
  mul,
  real,
  relu,
  run,
  type Shape,
  type Space,
  struct,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  tuple,
  type Unary,
  vector,
  vjp,
  where,
} from 'chainrule'
import { greater } from 'chainrule/op'
import { describe, expect, expectTypeOf, test } from 'vitest'

type V<N extends number> = Tensor<readonly [N]>
type M<A extends number, B extends number> = Tensor<readonly [A, B]>

describe('generic helpers check without casts', () => {
  const ridge = <M extends number, N extends number>(σ: Unary, n: N, m: M) =>
    fn(struct({ W: matrix(m, n), b: vector(m), x: vector(n) }), vector(m), ({ W, b, x }) =>
      σ(add(matmul(W, x), b)),
    )
  const batched = <B extends number, M extends number, N extends number>(
    batch: B,
    σ: Unary,
    n: N,
    m: M,
  ) =>
    fn(
      struct({ W: matrix(m, n), b: vector(m), x: matrix(batch, n) }),
      matrix(batch, m),
      ({ W, b, x }) => σ(add(matmul(x, transpose(W)), b)),
    )
  const twice = <A>(_: Space<A>, f: Diff<A, A>): Diff<A, A> => compose(f, f)
  const cubic = <S extends Shape>(x: Expr<S>): Expr<S> => mul(x, sub(1, mul(x, x)))

  test('ridge, its batched form, twice, an activation of any shape', () => {
    expectTypeOf(ridge(tanh, 3, 2)).toEqualTypeOf<
      Diff<{ readonly W: M<2, 3>; readonly b: V<2>; readonly x: V<3> }, V<2>>
    >()
    expectTypeOf(batched(5, relu, 3, 2).cod).toEqualTypeOf<Space<M<5, 2>>>()
    expectTypeOf(
      twice(
        real,
        fn(real, x => cubic(x)),
      ),
    ).toEqualTypeOf<Diff<number, number>>()
    expect(
      run(
        twice(
          real,
          fn(real, x => mul(3, x)),
        ),
      )(2),
    ).toBe(18)
    expect(ridge(cubicUnary, 3, 2).cod.form).toEqual(vector(2).form)
  })
  const cubicUnary: Unary = x => (typeof x === 'number' ? (x as never) : cubic(x))
})

describe('results', () => {
  test('tuples, numbers and structs in a result are typed as such', () => {
    const f = fn(vector(3), x => [sum(x), 2, { a: x }])
    expectTypeOf(f).toEqualTypeOf<Diff<V<3>, readonly [number, number, { readonly a: V<3> }]>>()
    const y = run(f)(array([1, 2, 3]))
    expect(y[0] + y[1]).toBe(8)
  })
  test('tensors in a result are constants, typed as such', () => {
    const f = fn(real, x => [x, array([1, 2]), { m: array([true]) }])
    expectTypeOf(f).toEqualTypeOf<
      Diff<number, readonly [number, V<2>, { readonly m: Tensor<readonly [1], 'bool'> }]>
    >()
    expect(run(f)(3)[1].values).toEqual([1, 2])
  })
  test('a stated codomain takes numbers for real scalars, and tuples inside other calls', () => {
    expect(run(fn(real, tuple(real, real), x => [x, 4]))(1)).toEqual([1, 4])
    expect(run(fn(real, struct({ a: tuple(real), b: real }), x => ({ a: [1], b: x })))(2)).toEqual({
      a: [1],
      b: 2,
    })
    const first = compose(
      fn(tuple(real, real), ([a]) => a),
      fn(real, tuple(real, real), x => [mul(2, x), x]),
    )
    expectTypeOf(first).toEqualTypeOf<Diff<number, number>>()
    expect(
      run(
        fn(real, x =>
          apply(
            fn(first.dom, y => [y, x.shape.length]),
            5,
          ),
        ),
      )(1),
    ).toEqual([5, 0])
  })
  test('broadcasts, reductions and products carry literal shapes', () => {
    fn(tuple(tensor(4, 1, 3), matrix(2, 1)), ([a, b]) => {
      const c = add(a, b)
      expectTypeOf(c).toEqualTypeOf<Expr<readonly [4, 2, 3]>>()
      expectTypeOf(sum(c)).toEqualTypeOf<Expr<readonly []>>()
      expectTypeOf(sum(c, { axis: -1 })).toEqualTypeOf<Expr<readonly [4, 2]>>()
      expectTypeOf(max(c, { axis: [0, 2] })).toEqualTypeOf<Expr<readonly [2]>>()
      expectTypeOf(sum(c, { axis: 1, keepdims: true })).toEqualTypeOf<Expr<readonly [4, 1, 3]>>()
      expectTypeOf(transpose(c)).toEqualTypeOf<Expr<readonly [3, 2, 4]>>()
      expectTypeOf(transpose(c, [1, 0, 2])).toEqualTypeOf<Expr<readonly [2, 4, 3]>>()
      expectTypeOf(where(greater(a, 0), c, 1)).toEqualTypeOf<Expr<readonly [4, 2, 3]>>()
      return c
    })
    fn(tuple(tensor(5, 2, 3), matrix(3, 4), vector(3)), ([a, b, x]) => {
      expectTypeOf(matmul(a, b)).toEqualTypeOf<Expr<readonly [5, 2, 4]>>()
      expectTypeOf(matmul(x, b)).toEqualTypeOf<Expr<readonly [4]>>()
      expectTypeOf(matmul(x, x)).toEqualTypeOf<Expr<readonly []>>()
      return x
    })
  })
  test('derivatives are typed by what they differentiate', () => {
    const R = fn(struct({ w: vector(3), y: index(4), b: real }), ({ w, b }) => add(sum(w), b))
    expectTypeOf(grad(R).cod).toEqualTypeOf<
      Space<{ readonly w: V<3>; readonly y: readonly []; readonly b: number }>
    >()
    expectTypeOf(gradAt('w')(R).cod).toEqualTypeOf<Space<V<3>>>()
    expectTypeOf(fix(R, { y: 1, b: 2 }).dom).toEqualTypeOf<Space<{ readonly w: V<3> }>>()
    const F = fn(matrix(2, 3), x => sum(x, { axis: 0 }))
    expectTypeOf(jacobian(F).cod).toEqualTypeOf<Space<Tensor<readonly [3, 2, 3]>>>()
    expectTypeOf(vjp(F).cod).toEqualTypeOf<Space<readonly [V<3>, M<2, 3>]>>()
    const h = fn(vector(3), x => sum(mul(x, x)))
    expectTypeOf(hessian(h).cod).toEqualTypeOf<Space<M<3, 3>>>()
    expect(run(gradAt('w')(R))({ w: array([1, 2, 3]), y: 0, b: 1 }).values).toEqual([1, 1, 1])
  })
  test('labels are told from numbers, and plain numbers are accepted for them', () => {
    const f = fn(tuple(vector(3), index(3)), ([z, y]) => crossEntropy(z, y))
    expectTypeOf(f.dom).toEqualTypeOf<Space<readonly [V<3>, Index<3>]>>()
    expect(run(f)([array([0, 0, 0]), 1])).toBeCloseTo(Math.log(3), 15)
  })
})

describe('unknown sizes meet any size, and are checked when built', () => {
  const size = (n: number): number => n
  test('in composition, both ways', () => {
    const known = fn(vector(3), x => tanh(x))
    const unknown = fn(vector(size(3)), x => sum(x))
    expect(run(compose(unknown, known))(array([0, 0, 0]))).toBe(0)
    expect(
      run(
        compose(
          fn(vector(3), x => sum(x)),
          fn(vector(size(3)), x => x),
        ),
      )(array([1, 2, 3])),
    ).toBe(6)
    expect(() =>
      compose(
        fn(vector(size(4)), x => sum(x)),
        known,
      ),
    ).toThrow('compose: expected a codomain ℝ[4], got ℝ[3]')
  })
  test('in operations', () => {
    const f = fn(tuple(vector(3), vector(size(3))), ([a, b]) => add(a, b))
    expectTypeOf(f.cod).toEqualTypeOf<Space<V<3>>>()
    const unknownRank = (s: Shape) => fn(tuple(tensor(...s), vector(3)), ([a, b]) => add(a, b))
    expect(() => unknownRank([2])).toThrow('add: expected shapes that broadcast, got [2] and [3]')
  })
})

describe('composition', () => {
  test('flow, fork and both infer', () => {
    const f = flow(
      fn(real, x => tanh(x)),
      fn(real, x => [x, mul(2, x)]),
      fn(tuple(real, real), ([a, b]) => add(a, b)),
    )
    expectTypeOf(f).toEqualTypeOf<Diff<number, number>>()
    expect(run(f)(0)).toBe(0)
    const g = fn(real, x => mul(3, x))
    expectTypeOf(fork(g, f)).toEqualTypeOf<Diff<number, readonly [number, number]>>()
    expectTypeOf(bothWith(g)(f)).toEqualTypeOf<
      Diff<readonly [number, number], readonly [number, number]>
    >()
    expect(run(fn(real, x => apply(g, x)))(2)).toBe(6)
  })
})

/** A body of 100 broadcasting operations, each on the one before. */
const hundred = fn(tuple(matrix(2, 3), vector(3)), ([y0, x]) => {
  const y1 = mul(y0, x)
  const y2 = add(y1, x)
  const y3 = mul(y2, x)
  const y4 = add(y3, x)
  const y5 = mul(y4, x)
  const y6 = add(y5, x)
  const y7 = mul(y6, x)
  const y8 = add(y7, x)
  const y9 = mul(y8, x)
  const y10 = add(y9, x)
  const y11 = mul(y10, x)
  const y12 = add(y11, x)
  const y13 = mul(y12, x)
  const y14 = add(y13, x)
  const y15 = mul(y14, x)
  const y16 = add(y15, x)
  const y17 = mul(y16, x)
  const y18 = add(y17, x)
  const y19 = mul(y18, x)
  const y20 = add(y19, x)
  const y21 = mul(y20, x)
  const y22 = add(y21, x)
  const y23 = mul(y22, x)
  const y24 = add(y23, x)
  const y25 = mul(y24, x)
  const y26 = add(y25, x)
  const y27 = mul(y26, x)
  const y28 = add(y27, x)
  const y29 = mul(y28, x)
  const y30 = add(y29, x)
  const y31 = mul(y30, x)
  const y32 = add(y31, x)
  const y33 = mul(y32, x)
  const y34 = add(y33, x)
  const y35 = mul(y34, x)
  const y36 = add(y35, x)
  const y37 = mul(y36, x)
  const y38 = add(y37, x)
  const y39 = mul(y38, x)
  const y40 = add(y39, x)
  const y41 = mul(y40, x)
  const y42 = add(y41, x)
  const y43 = mul(y42, x)
  const y44 = add(y43, x)
  const y45 = mul(y44, x)
  const y46 = add(y45, x)
  const y47 = mul(y46, x)
  const y48 = add(y47, x)
  const y49 = mul(y48, x)
  const y50 = add(y49, x)
  const y51 = mul(y50, x)
  const y52 = add(y51, x)
  const y53 = mul(y52, x)
  const y54 = add(y53, x)
  const y55 = mul(y54, x)
  const y56 = add(y55, x)
  const y57 = mul(y56, x)
  const y58 = add(y57, x)
  const y59 = mul(y58, x)
  const y60 = add(y59, x)
  const y61 = mul(y60, x)
  const y62 = add(y61, x)
  const y63 = mul(y62, x)
  const y64 = add(y63, x)
  const y65 = mul(y64, x)
  const y66 = add(y65, x)
  const y67 = mul(y66, x)
  const y68 = add(y67, x)
  const y69 = mul(y68, x)
  const y70 = add(y69, x)
  const y71 = mul(y70, x)
  const y72 = add(y71, x)
  const y73 = mul(y72, x)
  const y74 = add(y73, x)
  const y75 = mul(y74, x)
  const y76 = add(y75, x)
  const y77 = mul(y76, x)
  const y78 = add(y77, x)
  const y79 = mul(y78, x)
  const y80 = add(y79, x)
  const y81 = mul(y80, x)
  const y82 = add(y81, x)
  const y83 = mul(y82, x)
  const y84 = add(y83, x)
  const y85 = mul(y84, x)
  const y86 = add(y85, x)
  const y87 = mul(y86, x)
  const y88 = add(y87, x)
  const y89 = mul(y88, x)
  const y90 = add(y89, x)
  const y91 = mul(y90, x)
  const y92 = add(y91, x)
  const y93 = mul(y92, x)
  const y94 = add(y93, x)
  const y95 = mul(y94, x)
  const y96 = add(y95, x)
  const y97 = mul(y96, x)
  const y98 = add(y97, x)
  const y99 = mul(y98, x)
  const y100 = add(y99, x)
  return y100
})

test('a body of 100 dependent broadcasting operations checks', () => {
  expectTypeOf(hundred.cod).toEqualTypeOf<Space<M<2, 3>>>()
  expect(hundred.cod.form).toEqual(matrix(2, 3).form)
})
