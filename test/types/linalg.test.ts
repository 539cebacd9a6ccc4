/** The shapes that linear algebra keeps track of. */
import { type Diff, type Expr, fn, matrix, type Tensor, tensor, tuple, vector } from 'chainrule'
import { cholesky, det, eigh, inverse, lstsq, pinv, qr, solve, svd } from 'chainrule/linalg'
import { expectTypeOf, test } from 'vitest'

type Square<N extends number> = Tensor<readonly [N, N]>

test('shapes of results', () => {
  const d = fn(tensor(5, 3, 3), x => det(inverse(cholesky(x))))
  expectTypeOf(d).toEqualTypeOf<Diff<Tensor<readonly [5, 3, 3]>, Tensor<readonly [5]>>>()
  fn(tensor(5, 3, 2), x => {
    expectTypeOf(pinv(x)).toEqualTypeOf<Expr<readonly [5, 2, 3]>>()
    expectTypeOf(qr(x)[0]).toEqualTypeOf<Expr<readonly [5, 3, number]>>()
    expectTypeOf(qr(x)[1]).toEqualTypeOf<Expr<readonly [5, number, 2]>>()
    expectTypeOf(svd(x)[1]).toEqualTypeOf<Expr<readonly [5, number]>>()
    return x
  })
  fn(tuple(matrix(3, 3), vector(3), matrix(4, 3), vector(4)), ([a, b, c, y]) => {
    expectTypeOf(det(a)).toEqualTypeOf<Expr<readonly []>>()
    expectTypeOf(solve(a, b)).toEqualTypeOf<Expr<readonly [3]>>()
    expectTypeOf(eigh(a)[1]).toEqualTypeOf<Expr<readonly [3, 3]>>()
    expectTypeOf(lstsq(c, y)).toEqualTypeOf<Expr<readonly [3]>>()
    return b
  })
})

test('generic helpers check without casts', () => {
  const inverseOf = <N extends number>(n: N): Diff<Square<N>, Square<N>> =>
    fn(matrix(n, n), x => inverse(x))
  expectTypeOf(inverseOf(3)).toEqualTypeOf<Diff<Square<3>, Square<3>>>()
})
