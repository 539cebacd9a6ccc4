// TensorFlow.js on WebAssembly, in single precision, which is all that it has.
import { versionOf } from '../findings/version.mjs'
import { data } from './data.mjs'

export const tfjs = async () => {
  // It prints advice when it is loaded.
  const warn = console.warn
  console.warn = () => undefined
  const tf = await import('@tensorflow/tfjs')
  await import('@tensorflow/tfjs-backend-wasm')
  await tf.setBackend('wasm')
  await tf.ready()
  console.warn = warn
  const arrayOf = x =>
    typeof x === 'number' ? tf.scalar(x) : tf.tensor(Float32Array.from(x.data), x.shape)
  const entropy = (z, y) => tf.mean(tf.sub(tf.logSumExp(z, 1), tf.sum(tf.mul(z, y), 1)))
  const column = x => x.reshape([-1, 1])
  const layer = (w, b, y) => tf.tanh(tf.add(tf.matMul(w, y), column(b)))

  const workloads = {
    W1a: ({ x, y }) => [
      (x, y) => tf.add(tf.square(tf.sub(1, x)), tf.mul(100, tf.square(tf.sub(y, tf.square(x))))),
      [x, y],
    ],
    W1b: ({ x }) => {
      const n = x.shape[0] - 1
      const f = x => {
        const [head, tail] = [x.slice(0, n), x.slice(1, n)]
        const curve = tf.square(tf.sub(tail, tf.square(head)))
        return tf.sum(tf.add(tf.mul(100, curve), tf.square(tf.sub(1, head))))
      }
      return [f, [x]]
    },
    W2: ({ params: { w, b }, x, y }) => {
      const [xs, ys] = [x, y].map(arrayOf)
      return [(w, b) => entropy(tf.add(tf.matMul(xs, w), b), ys), [w, b]]
    },
    W3: ({ params: { w1, b1, w2, b2 }, x, y }) => {
      const [xs, ys] = [x, y].map(arrayOf)
      const f = (w1, b1, w2, b2) => {
        const hidden = tf.relu(tf.add(tf.matMul(xs, w1), b1))
        return entropy(tf.add(tf.matMul(hidden, w2), b2), ys)
      }
      return [f, [w1, b1, w2, b2]]
    },
    W4: ({ x }) => [
      x => tf.sum(tf.add(tf.mul(tf.tanh(x), tf.exp(tf.neg(tf.square(x)))), tf.sin(x))),
      [x],
    ],
    W5: ({ params, x }) => {
      const first = column(arrayOf(x))
      const f = (...all) => {
        let y = first
        for (let i = 0; i < params.length; i++) y = layer(all[2 * i], all[2 * i + 1], y)
        return tf.sum(tf.square(y))
      }
      return [f, params.flatMap(({ w, b }) => [w, b])]
    },
  }

  const made = workload => {
    const at = data[workload]
    if (workload === 'W6') {
      const [f] = workloads.W2(at)
      const [w, b, vw, vb] = [at.params.w, at.params.b, at.along.w, at.along.b].map(arrayOf)
      const slope = (w, b) => {
        const [gw, gb] = tf.grads(f)([w, b])
        return tf.add(tf.sum(tf.mul(gw, vw)), tf.sum(tf.mul(gb, vb)))
      }
      return () => tf.grads(slope)([w, b])
    }
    if (workload === 'W7') {
      const layers = at.layers.map(({ w, b }) => [arrayOf(w), arrayOf(b)])
      const x = arrayOf(at.x)
      const n = at.x.shape[0]
      const f = x => layers.reduce((y, [w, b]) => layer(w, b, y), column(x)).flatten()
      const unit = i => tf.oneHot(tf.scalar(i, 'int32'), n).toFloat()
      const back = tf.grad(f)
      return () => [tf.stack(Array.from({ length: n }, (_, i) => back(x, unit(i))))]
    }
    const [f, given] = workloads[workload](at)
    const all = given.map(arrayOf)
    const g = tf.valueAndGrads(f)
    return () => {
      const { value, grads } = g(all)
      return [value, ...grads]
    }
  }

  return {
    name: 'tfjs wasm',
    version: versionOf('@tensorflow/tfjs'),
    precision: 'f32',
    threads: 1,
    make: workload => {
      const f = made(workload)
      return {
        call: () =>
          tf.tidy(() => {
            for (const t of f()) t.dataSync()
          }),
        value: () => tf.tidy(() => f().flatMap(t => [...t.dataSync()])),
      }
    },
  }
}
