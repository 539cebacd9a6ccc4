/** Random positions and orders, made of random words by whole arithmetic, so that they are the same everywhere. */
import { allocate, type Data } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { Attrs, Aval, Expr } from '../../Expr.js'
import { type Shape, showShape, size } from '../../Shape.js'
import { leading } from '../batching.js'
import { apply1, operation, primitive, requireKind } from '../Operation.js'
import { reshape } from '../structure/structure.js'
import { checkDraw, type KeyExpr, words } from './random.js'

/** Refuses what is not pairs of words, at least `rank` axes of them. */
const requireWords = (name: string, x: Aval, rank: number): void => {
  requireKind(name, 'index', x)
  if (x.shape.length <= rank || x.shape[x.shape.length - 1] !== 2)
    throw shapeError(name, 'pairs of words: […, 2]', showShape(x.shape))
}

// -------------------------------------------------------------------------------------
// positions
// -------------------------------------------------------------------------------------

const boundOf = (attrs: Attrs): number => attrs['bound'] as number // written by `randomIndex` only

/** ⌊(word · bound + carry) / 2³²⌋ of an unsigned word, by halves of it: no product is above 2⁵³. */
const scaled = (word: number, bound: number, carry: number): number => {
  const low = Math.floor(((word & 0xffff) * bound + carry) / 0x10000)
  return Math.floor(((word >>> 16) * bound + low) / 0x10000)
}

const randomIndexOp = operation({
  name: 'randomIndex',
  result: ([x]) => {
    requireWords('randomIndex', x!, 0)
    return { shape: x!.shape.slice(0, -1), kind: 'index' }
  },
  evaluate: ([x], out, attrs): Data => {
    const bound = boundOf(attrs)
    const data = allocate('index', size(out.shape))
    // The 64 bits of both words are a fraction of 2⁶⁴ (Lemire 2019).
    for (let k = 0; k < data.length; k++)
      data[k] = scaled(x!.data[2 * k]!, bound, scaled(x!.data[2 * k + 1]!, bound, 0))
    return data
  },
  derivative: { form: 'none' },
  batch: leading,
})

/**
 * Positions from 0 up to but not including `bound`, equally likely to within 2⁻³³.
 *
 * @example
 * import { fn, key, keyFrom, run, toNested } from 'chainrule'
 * import { randomIndex } from 'chainrule/op'
 *
 * toNested(run(fn(key, k => randomIndex(k, [3], 10)))(keyFrom(0))) // => [4, 2, 9]
 *
 * @throws ShapeError where the bound is not a whole number from 1 to 2³¹ − 1, or a size none from 0
 */
export const randomIndex = primitive(
  randomIndexOp,
  <const S extends Shape>(key: KeyExpr, shape: S, bound: number): Expr<S, 'index'> => {
    checkDraw('randomIndex', key, shape)
    if (!Number.isInteger(bound) || bound < 1 || bound >= 2 ** 31)
      throw shapeError('randomIndex', 'a bound that is a whole number from 1', `${bound}`)
    const flat = apply1(randomIndexOp, [words(key, size(shape))], { bound })
    return reshape(flat, shape) as Expr<S, 'index'> // one position a pair of words
  },
)

// -------------------------------------------------------------------------------------
// orders
// -------------------------------------------------------------------------------------

const permutationOp = operation({
  name: 'permutation',
  result: ([x]) => {
    requireWords('permutation', x!, 1)
    return { shape: x!.shape.slice(0, -1), kind: 'index' }
  },
  evaluate: ([x], out): Data => {
    const data = allocate('index', size(out.shape))
    const n = out.shape[out.shape.length - 1]!
    const first = (i: number): number => x!.data[2 * i]!
    const second = (i: number): number => x!.data[2 * i + 1]!
    for (let from = 0; from < data.length; from += n) {
      const order = Array.from({ length: n }, (_, i) => i).toSorted(
        (i, j) => first(from + i) - first(from + j) || second(from + i) - second(from + j) || i - j,
      )
      data.set(order, from)
    }
    return data
  },
  flops: (_, out) => size(out.shape) * Math.ceil(Math.log2(size(out.shape) + 1)),
  derivative: { form: 'none' },
  batch: leading,
})

/**
 * A permutation of 0 … n − 1, all orders equally likely: positions sorted by random words.
 *
 * @example
 * import { fn, key, keyFrom, run, toNested } from 'chainrule'
 * import { permutation } from 'chainrule/op'
 *
 * toNested(run(fn(key, k => permutation(k, 4)))(keyFrom(0))) // => [3, 2, 1, 0]
 *
 * @throws ShapeError where n is not a whole number from 0
 */
export const permutation = primitive(
  permutationOp,
  <const N extends number>(key: KeyExpr, n: N): Expr<readonly [N], 'index'> => {
    checkDraw('permutation', key, [n])
    return apply1(permutationOp, [words(key, n)]) as Expr<readonly [N], 'index'> // one place a pair of words
  },
)
