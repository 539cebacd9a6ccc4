/**
 * `tf.test.compute_gradient` with `max_error`, re-stated from tensorflow/tensorflow,
 * tensorflow/python/ops/gradient_checker_v2.py: central differences at a step of 1e-3, entry by entry, and the
 * largest absolute difference, which its own tests hold against 1e-4 for double precision; a NaN fails there,
 * too. There is no forward mode to ask.
 */
import { type Checker, flat } from './flat.js'
import { central, units } from './steps.js'

const [DELTA, TOLERANCE] = [1e-3, 1e-4]

export const tensorflow: Checker = (s, x) => {
  const f = flat(s, x)
  const claimed = units(f.value(f.x)).map(w => f.vjp(f.x, w).flat())
  const near = units(f.x).every((v, k) =>
    central(f, v, DELTA)
      .flat()
      .every((e, i) => Math.abs(e - claimed[i]![k]!) < TOLERANCE),
  )
  return near ? 'passes' : 'fails'
}
