/** jax-js on one of its backends, in double or single precision: both modes. Arrays are owned: each use but the last is of `.ref`. */
import { ops } from './jaxOps.mjs'
import { versionOf } from './version.mjs'

export const host = (name, backend, precision, only) => async () => {
  // It asks for this type when it is loaded, and Node has it from version 24.
  globalThis.Float16Array ??= class extends Float32Array {}
  const jax = await import('@jax-js/jax')
  await jax.init(backend)
  jax.defaultDevice(backend)
  const np = jax.numpy
  const dtype = precision === 'f32' ? np.float32 : np.float64
  const arrayOf = x => np.array(x, { dtype })
  const of =
    op =>
    (...xs) =>
      op.f(jax, ...xs)
  const read = t => t.js()
  const weights = shape => {
    const n = shape.reduce((a, b) => a * b, 1)
    return np.reshape(arrayOf(Array.from({ length: n }, (_, i) => 1 + i / 4)), shape)
  }
  const weighted =
    op =>
    (...xs) => {
      const y = of(op)(...xs)
      return np.sum(np.multiply(y, weights(y.shape)))
    }
  const pulled = (f, xs, w) => {
    const [y, back] = jax.vjp(f, xs)
    y.dispose()
    const cotangents = back(w)
    back.dispose()
    return cotangents
  }
  const gradients = (op, xs) => pulled(weighted(op), xs, arrayOf(1))
  return {
    name,
    version: versionOf('@jax-js/jax'),
    precision,
    ops,
    ...(only === undefined ? {} : { modes: only }),
    refuses: /not implemented|not supported|matchAll\(\.\.\.\)\.map is not a function/i,
    value: op => {
      const f = op.jit ? jax.jit(of(op)) : of(op)
      return xs => read(f(...xs.map(arrayOf)))
    },
    vjp: op => (xs, w) => pulled(of(op), xs.map(arrayOf), arrayOf(w)).map(read),
    jvp: op => (xs, vs) => {
      const [y, dy] = jax.jvp(of(op), xs.map(arrayOf), vs.map(arrayOf))
      y.dispose()
      return read(dy)
    },
    sameVjp: op => (x, w) => {
      const a = arrayOf(x)
      const [l, r] = pulled(of(op), [a.ref, a], arrayOf(w))
      return read(np.add(l, r))
    },
    gradient: op => xs => gradients(op, xs.map(arrayOf)).map(read),
    second: op => (xs, ws) => {
      const along = (...ts) =>
        gradients(op, ts)
          .map((g, i) => np.sum(np.multiply(g, arrayOf(ws[i]))))
          .reduce((a, b) => np.add(a, b))
      return pulled(along, xs.map(arrayOf), arrayOf(1)).map(read)
    },
  }
}
