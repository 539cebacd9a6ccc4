/** TensorFlow.js on its CPU backend: single precision, reverse mode. */
import { ops } from './tfjsOps.mjs'

const tensorOf = (tf, x) => tf.tensor(x, undefined, 'float32')

export const host = async () => {
  const tf = await import('@tensorflow/tfjs')
  await tf.setBackend('cpu')
  const of =
    op =>
    (...ts) =>
      op.f(tf, ...ts)
  const read = t => t.arraySync()
  const inside = compute => tf.tidy(compute)
  // Weights, so that no entry of the value is like another.
  const weights = y =>
    tf.tensor(
      Array.from({ length: y.size }, (_, i) => 1 + i / 4),
      y.shape,
    )
  const weighted =
    op =>
    (...ts) => {
      const y = of(op)(...ts)
      return tf.sum(tf.mul(y, weights(y)))
    }
  const gradients = op => tf.grads(weighted(op))
  /** Where nothing leads to an input the library throws; what is meant is zero. */
  const orZeros = (ts, compute) => {
    try {
      return compute()
    } catch (e) {
      if (!String(e).includes('Cannot compute gradient of y=f(x) with respect to x')) throw e
      return ts.map(t => tf.zerosLike(t))
    }
  }
  return {
    name: 'tfjs',
    version: tf.version.tfjs,
    precision: 'f32',
    ops,
    refuses: /gradient function not found|not yet supported/,
    value: op => xs => inside(() => read(of(op)(...xs.map(x => tensorOf(tf, x))))),
    vjp: op => (xs, w) =>
      inside(() =>
        tf
          .grads(of(op))(
            xs.map(x => tensorOf(tf, x)),
            tensorOf(tf, w),
          )
          .map(read),
      ),
    sameVjp: op => (x, w) =>
      inside(() => {
        const t = tensorOf(tf, x)
        const [a, b] = tf.grads(of(op))([t, t], tensorOf(tf, w))
        return read(tf.add(a, b))
      }),
    gradient: op => xs => inside(() => gradients(op)(xs.map(x => tensorOf(tf, x))).map(read)),
    second: op => (xs, ws) =>
      inside(() => {
        const along = (...ts) =>
          gradients(op)(ts)
            .map((g, i) => tf.sum(tf.mul(g, tensorOf(tf, ws[i]))))
            .reduce((a, b) => tf.add(a, b))
        const ts = xs.map(x => tensorOf(tf, x))
        return orZeros(ts, () => tf.grads(along)(ts)).map(read)
      }),
  }
}
