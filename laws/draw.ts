/** How many numbers are drawn: on a grid, shrinking, where somebody could read them; else all at once. */
import fc from 'fast-check'
import { toDense } from '../src/Dense.js'
import { fn } from '../src/Diff.js'
import { uniform } from '../src/op/random/random.js'
import { run } from '../src/runtime/run.js'
import { key } from '../src/Space.js'
import { keyFrom } from '../src/Tensor.js'

/** Inputs of more numbers than this nobody reads: they are not shrunk, and not on a grid. */
export const READABLE = 100

/** Periods of what is repeated: primes, so that sums of the two repeat only after their product. */
const [SHORT, LONG] = [997, 1009]

const uniforms = run(fn(key, k => uniform(k, [SHORT + LONG])))

/** Many numbers, made of uniform ones in [0, 1): sums of few that are drawn. */
const many = (seed: number, n: number, at: (u: number) => number): readonly number[] => {
  const drawn = toDense(uniforms(keyFrom(seed))).data
  const xs = new Array<number>(n)
  for (let k = 0; k < n; k++) {
    const x = drawn[k % SHORT]! + drawn[SHORT + (k % LONG)]!
    xs[k] = at(x < 1 ? x : x - 1)
  }
  return xs
}

/**
 * Numbers `at(k)` with whole k from `low` to `high`. Of many, k is any real number between: on a grid some of
 * them would always lie on a kink at zero, or be equal.
 */
export const numbers = (
  n: number,
  low: number,
  high: number,
  at: (k: number) => number,
  nonZero = false,
): fc.Arbitrary<readonly number[]> => {
  if (n <= READABLE) {
    const k = fc.integer({ min: low, max: high })
    const one = nonZero ? k.filter(e => e !== 0) : k
    return fc.array(one.map(at), { minLength: n, maxLength: n })
  }
  return fc.noShrink(fc.integer()).map(seed => many(seed, n, u => at(low + u * (high - low))))
}
