/** What losses, normalisation, attention and draws say of shapes; what they refuse is marked. */
import { crossEntropy, type Expr, type Shape } from 'chainrule'
import {
  attention,
  batchNorm,
  bernoulli,
  categorical,
  dropout,
  huber,
  klBetweenLogits,
  layerNorm,
  permutation,
  randomIndex,
  squaredError,
} from 'chainrule/op'
import { expectTypeOf, test } from 'vitest'
import { sym, symOf } from '../op/support.js'

const of = <const S extends Shape>(...shape: S): Expr<S> => sym(...shape) as unknown as Expr<S>
const key = symOf('index', 2) as unknown as Expr<readonly [2], 'index'>
const labels = <const S extends Shape>(...shape: S): Expr<S, 'index'> =>
  symOf('index', ...shape) as unknown as Expr<S, 'index'>

test('losses', () => {
  expectTypeOf(squaredError(of(2, 1), of(3))).toEqualTypeOf<Expr<readonly [2, 3]>>()
  expectTypeOf(huber(of(2), 0, { delta: 2 })).toEqualTypeOf<Expr<readonly [2]>>()
  expectTypeOf(crossEntropy(of(2, 3), labels(2))).toEqualTypeOf<Expr<readonly [2]>>()
  expectTypeOf(crossEntropy(of(2, 3), of(2, 3))).toEqualTypeOf<Expr<readonly [2]>>()
  expectTypeOf(klBetweenLogits(of(3), of(3))).toEqualTypeOf<Expr<readonly []>>()
  // @ts-expect-error shapes that do not broadcast
  const unlike = () => squaredError(of(2), of(3))
  // @ts-expect-error probabilities of another shape
  const probabilities = () => crossEntropy(of(2, 3), of(2))
  // @ts-expect-error labels are no real numbers
  const kinds = () => squaredError(of(2), labels(2))
  expectTypeOf([unlike, probabilities, kinds]).toBeArray()
})

test('normalisation and attention', () => {
  expectTypeOf(layerNorm(of(2, 3), { scale: of(3) })).toEqualTypeOf<Expr<readonly [2, 3]>>()
  expectTypeOf(batchNorm(of(2, 3)).y).toEqualTypeOf<Expr<readonly [2, 3]>>()
  expectTypeOf(attention(of(4, 2, 8), of(3, 8), of(3, 5))).toEqualTypeOf<Expr<readonly [4, 2, 5]>>()
  expectTypeOf(attention(sym(2, 8), of(3, 8), of(3, 5))).toEqualTypeOf<Expr>()
})

test('draws', () => {
  expectTypeOf(bernoulli(key, of(3))).toEqualTypeOf<Expr<readonly [3], 'bool'>>()
  expectTypeOf(bernoulli(key, 0.5)).toEqualTypeOf<Expr<readonly [], 'bool'>>()
  expectTypeOf(bernoulli(key, 0.5, [2, 2])).toEqualTypeOf<Expr<readonly [2, 2], 'bool'>>()
  expectTypeOf(categorical(key, of(4, 3))).toEqualTypeOf<Expr<readonly [4], 'index'>>()
  expectTypeOf(categorical(key, of(4, 3), { axis: 0 })).toEqualTypeOf<Expr<readonly [3], 'index'>>()
  expectTypeOf(dropout(key, of(4), 0.5)).toEqualTypeOf<Expr<readonly [4]>>()
  expectTypeOf(permutation(key, 5)).toEqualTypeOf<Expr<readonly [5], 'index'>>()
  expectTypeOf(randomIndex(key, [2], 9)).toEqualTypeOf<Expr<readonly [2], 'index'>>()
})
