/** The shapes that reductions, cumulative operations, order and statistics state. */
import { type Diff, fn, indices, mask, matrix, type Tensor, tensor, tuple, vector } from 'chainrule'
import {
  all,
  any,
  argsort,
  cumprod,
  cumsum,
  logcumsumexp,
  median,
  norm,
  prod,
  quantile,
  recurrence,
  segmentSum,
  sort,
  std,
  topK,
  variance,
} from 'chainrule/op'
import { expectTypeOf, test } from 'vitest'

type T<S extends readonly number[]> = Tensor<S>
type Of<S extends readonly number[], B> = Diff<T<S>, B>

test('reductions drop axes, or keep them at size 1', () => {
  const m = matrix(2, 3)
  expectTypeOf(fn(m, x => prod(x))).toEqualTypeOf<Of<readonly [2, 3], number>>()
  expectTypeOf(fn(m, x => prod(x, { axis: 0 }))).toEqualTypeOf<
    Of<readonly [2, 3], T<readonly [3]>>
  >()
  expectTypeOf(fn(m, x => variance(x, { axis: -1, ddof: 1 }))).toEqualTypeOf<
    Of<readonly [2, 3], T<readonly [2]>>
  >()
  expectTypeOf(fn(m, x => std(x, { axis: 1, keepdims: true }))).toEqualTypeOf<
    Of<readonly [2, 3], T<readonly [2, 1]>>
  >()
  expectTypeOf(fn(m, x => norm(x, { axis: 1, order: 'fro' }))).toEqualTypeOf<
    Of<readonly [2, 3], T<readonly [2]>>
  >()
  expectTypeOf(fn(m, x => median(x, { axis: [0, 1] }))).toEqualTypeOf<Of<readonly [2, 3], number>>()
  expectTypeOf(fn(m, x => quantile(x, 0.5, { axis: 0 }))).toEqualTypeOf<
    Of<readonly [2, 3], T<readonly [3]>>
  >()
  expectTypeOf(fn(m, x => quantile(x, [0.25, 0.75], { axis: 0 }))).toEqualTypeOf<
    Of<readonly [2, 3], T<readonly [2, 3]>>
  >()
  const truth = mask(2, 3)
  expectTypeOf(fn(truth, x => any(x, { axis: 0 }))).toEqualTypeOf<
    Diff<Tensor<readonly [2, 3], 'bool'>, Tensor<readonly [3], 'bool'>>
  >()
  expectTypeOf(fn(truth, x => all(x))).toEqualTypeOf<
    Diff<Tensor<readonly [2, 3], 'bool'>, boolean>
  >()
})

test('what runs along an axis has the shape it had; the k largest are k', () => {
  const t = tensor(2, 3, 4)
  type S = readonly [2, 3, 4]
  expectTypeOf(fn(t, x => cumsum(x, { axis: 1, reverse: true }))).toEqualTypeOf<Of<S, T<S>>>()
  expectTypeOf(fn(t, x => cumprod(logcumsumexp(x), { axis: 2 }))).toEqualTypeOf<Of<S, T<S>>>()
  expectTypeOf(fn(t, x => recurrence(x, x))).toEqualTypeOf<Of<S, T<S>>>()
  expectTypeOf(fn(t, x => sort(x, { axis: 0 }))).toEqualTypeOf<Of<S, T<S>>>()
  expectTypeOf(fn(t, x => argsort(x))).toEqualTypeOf<Of<S, Tensor<S, 'index'>>>()
  expectTypeOf(fn(t, x => topK(x, 2))).toEqualTypeOf<
    Of<S, readonly [T<readonly [2, 3, 2]>, Tensor<readonly [2, 3, 2], 'index'>]>
  >()
  expectTypeOf(fn(t, x => topK(x, 1, { axis: 0 })[0])).toEqualTypeOf<Of<S, T<readonly [1, 3, 4]>>>()
})

test('sums by segment have one entry, or row, for each', () => {
  const rows = fn(tuple(matrix(3, 2), indices(5, 3)), ([x, i]) => segmentSum(x, i, 5))
  expectTypeOf(rows.cod).toEqualTypeOf<Diff<unknown, T<readonly [5, 2]>>['cod']>()
  const entries = fn(tuple(vector(3), indices(5, 3)), ([x, i]) => segmentSum(x, i, 4))
  expectTypeOf(entries.cod).toEqualTypeOf<Diff<unknown, T<readonly [4]>>['cod']>()
})

test('generic helpers check', () => {
  const centred = <N extends number>(n: N) =>
    fn(vector(n), x => [sort(x), cumsum(x), norm(x)] as const)
  expectTypeOf(centred(3)).toEqualTypeOf<
    Of<readonly [3], readonly [T<readonly [3]>, T<readonly [3]>, number]>
  >()
})
