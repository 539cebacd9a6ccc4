/** Mini-batches as a pure stream from a key: positions of examples, each epoch a permutation. */
import { fn } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import { splitKey } from '../op/random/random.js'
import { permutation as shuffled } from '../op/random/shuffle.js'
import { run } from '../runtime/run.js'
import { checkShape } from '../Shape.js'
import { type Key, key } from '../Space.js'

/**
 * A permutation of 0 … n − 1 from a key, all orders equally likely: the operation of that name, run.
 *
 * @example
 * import { keyFrom } from 'chainrule'
 * import { permutation } from 'chainrule/learn'
 *
 * permutation(keyFrom(1), 5).toSorted((a, b) => a - b) // => [0, 1, 2, 3, 4]
 *
 * @throws ShapeError where n is not a whole number from 0
 */
export const permutation = (k: Key, n: number): readonly number[] => {
  checkShape('permutation', [n])
  return run(fn(key, s => shuffled(s, n)))(k).values
}

/**
 * Independent keys from one, which is spent.
 *
 * @example
 * import { keyFrom } from 'chainrule'
 * import { keys } from 'chainrule/learn'
 *
 * keys(keyFrom(0), 3).length // => 3
 *
 * @throws ShapeError where n is not a whole number from 0
 */
export const keys = (k: Key, n: number): readonly Key[] => {
  checkShape('keys', [n])
  return run(fn(key, s => splitKey(s, n)))(k)
}

/**
 * The mini-batches of one epoch over n examples: whole ones, in an order that the key decides; what is
 * left over by the batch size waits for another epoch. The stream can be read again and gives the same.
 *
 * @throws ShapeError where a batch is empty or larger than the data
 */
export const batches = (k: Key, n: number, batch: number): Iterable<readonly number[]> => {
  if (!Number.isInteger(batch) || batch < 1 || batch > n)
    throw shapeError('batches', `a batch of 1 to ${n} examples`, `${batch}`)
  return {
    *[Symbol.iterator]() {
      const order = permutation(k, n)
      for (let i = 0; i + batch <= n; i += batch) yield order.slice(i, i + batch)
    },
  }
}
