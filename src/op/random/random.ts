/**
 * Random numbers as a pure function of a splittable key: Threefry-2x32 (Salmon, Moraes, Dror, Shaw 2011)
 * as an operation on 32-bit words, so that the bits are the same on every target.
 *
 * A key is used once: to draw, or to split.
 */

import { shapeError } from '../../Errors.js'
import { type AnyExpr, type Attrs, constant, type Expr } from '../../Expr.js'
import { checkShape, type Shape, sameShape, showShape, size } from '../../Shape.js'
import { fromFlat } from '../../Tensor.js'
import { full, onBatch } from '../batching.js'
import { apply1, operation, primitive } from '../Operation.js'
import { add, div, mul, sub } from '../scalar/arithmetic.js'
import { less, where } from '../scalar/compare.js'
import { toReal } from '../scalar/kinds.js'
import { floor } from '../scalar/rounding.js'
import { cos, log, sqrt } from '../scalar/transcendental.js'
import { slice } from '../structure/slicing.js'
import { reshape } from '../structure/structure.js'
import { threefryInto } from './threefry.js'

/** How many axes in front keys share with counters: those of batches. */
const sharedOf = (attrs: Attrs): number => (attrs['shared'] as number | undefined) ?? 0

const threefryOp = operation({
  name: 'threefry',
  result: ([key, counter], attrs) => {
    const shared = counter!.shape.slice(0, sharedOf(attrs))
    if (key!.kind !== 'index' || !sameShape(key!.shape, [...shared, 2]))
      throw shapeError(
        'threefry',
        `a key: an index tensor of shape ${showShape([...shared, 2])}`,
        `${key!.kind} ${showShape(key!.shape)}`,
      )
    if (counter!.kind !== 'index' || counter!.shape[counter!.shape.length - 1] !== 2)
      throw shapeError(
        'threefry',
        'counters: an index tensor of shape […, 2]',
        `${counter!.kind} ${showShape(counter!.shape)}`,
      )
    return { shape: counter!.shape, kind: 'index' }
  },
  evaluate: ([key, counter]) => {
    const data = new Int32Array(counter!.data.length)
    threefryInto(data, key!.data, counter!.data)
    return data
  },
  derivative: { form: 'none' },
  batch: (args, batched, e, n) => {
    const shared = sharedOf(e.attrs)
    if (batched[0] !== true && shared === 0) return onBatch(args, e, e.attrs, n)
    return onBatch(full(args, batched, n), e, { shared: shared + 1 }, n)
  },
})

/** The random function itself: two words for each two words of counter. */
export const threefry = primitive(
  threefryOp,
  <S extends Shape>(
    key: Expr<readonly [2], 'index'>,
    counter: Expr<S, 'index'>,
  ): Expr<S, 'index'> => apply1(threefryOp, [key, counter]) as Expr<S, 'index'>, // words for words
)

/** A key as a symbol. */
export type KeyExpr = Expr<readonly [2], 'index'>

/** Refuses what is no key, and sizes that are none. */
export const checkDraw = (name: string, key: KeyExpr, shape: Shape): void => {
  const { kind, shape: of } = key as AnyExpr // callers without types have others
  if (kind !== 'index' || !sameShape(of, [2]))
    throw shapeError(name, 'a key: an index tensor of shape [2]', `${kind} ${showShape(of)}`)
  checkShape(name, shape)
}

/** Two random words for each of n counters. */
export const words = (key: KeyExpr, n: number): Expr<readonly [number, 2], 'index'> =>
  threefry(
    key,
    constant(
      fromFlat(
        Int32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 0 : i >> 1)),
        [n, 2],
      ),
    ),
  )

/**
 * `n` new keys, independent of each other; the old one is spent.
 *
 * @example
 * import { fn, key, keyFrom, run } from 'chainrule'
 * import { splitKey } from 'chainrule/op'
 *
 * run(fn(key, k => splitKey(k, 2)))(keyFrom(0))
 * // => [[1797259609, -1715843330], [928981903, -841280227]]
 *
 * @throws ShapeError where the number of keys is not a whole number from 0
 */
export const splitKey = (key: KeyExpr, n: number): readonly KeyExpr[] => {
  checkDraw('splitKey', key, [n])
  const all = words(key, n)
  return Array.from({ length: n }, (_, i) => reshape(slice(all, [{ start: i, stop: i + 1 }]), [2]))
}

/**
 * Numbers uniform in [0, 1), multiples of 2⁻⁵³.
 *
 * @example
 * import { fn, key, keyFrom, run } from 'chainrule'
 * import { uniform } from 'chainrule/op'
 *
 * run(fn(key, k => uniform(k, [])))(keyFrom(0)) // => 0.41845711171638655
 *
 * @throws ShapeError where a size is not a whole number from 0
 */
export const uniform = <const S extends Shape>(key: KeyExpr, shape: S): Expr<S> => {
  checkDraw('uniform', key, shape)
  const bits = toReal(words(key, size(shape)))
  const word = (i: number): Expr => {
    const signed = slice(bits, [{}, { start: i, stop: i + 1 }]) as Expr
    return where(less(signed, 0), add(signed, 2 ** 32), signed)
  }
  const u = add(div(word(0), 2 ** 32), div(floor(div(word(1), 2 ** 11)), 2 ** 53))
  // Single precision may round up to 1.
  return reshape(where(less(u, 1), u, 1 - 2 ** -24), shape)
}

/**
 * Numbers of the standard normal distribution, by the transform of Box and Muller.
 *
 * @throws ShapeError where a size is not a whole number from 0
 */
export const normal = <const S extends Shape>(key: KeyExpr, shape: S): Expr<S> => {
  checkDraw('normal', key, shape)
  const pairs = uniform(key, [2, size(shape)])
  const u = slice(pairs, [{ stop: 1 }]) as Expr
  const v = slice(pairs, [{ start: 1 }]) as Expr
  const radius = sqrt(mul(-2, log(sub(1, u))))
  return reshape(mul(radius, cos(mul(2 * Math.PI, v))), shape)
}
