// jax-js on WebAssembly, compiled by its jit. Its arrays are owned: each use but the last is of `.ref`.
import { versionOf } from '../findings/version.mjs'
import { data } from './data.mjs'

export const jax = async precision => {
  // It asks for this type when it is loaded, and Node has it from version 24.
  globalThis.Float16Array ??= class extends Float32Array {}
  const J = await import('@jax-js/jax')
  await J.init('wasm')
  J.defaultDevice('wasm')
  const np = J.numpy
  const dtype = precision === 'f32' ? np.float32 : np.float64
  const Typed = precision === 'f32' ? Float32Array : Float64Array
  const arrayOf = x =>
    typeof x === 'number'
      ? np.array(x, { dtype })
      : np.array(Typed.from(x.data), { dtype }).reshape(x.shape)
  const square = x => x.ref.mul(x)
  const dot = (a, b) => np.matmul(a, b)
  const entropy = (z, y) => np.mean(J.nn.logsumexp(z.ref, 1).sub(np.sum(z.mul(y), 1)))
  const regression = (w, b, x, y) => entropy(dot(x, w).add(b), y)

  const workloads = {
    W1a: ({ x, y }) => [
      (x, y) => square(np.subtract(1, x.ref)).add(square(y.sub(square(x))).mul(100)),
      [x, y],
      [0, 1],
    ],
    W1b: ({ x }) => {
      const [n] = x.shape
      const f = x => {
        const [head, tail] = [x.ref.slice([0, n - 1]), x.slice([1, n])]
        return np.sum(
          square(tail.sub(square(head.ref)))
            .mul(100)
            .add(square(np.subtract(1, head))),
        )
      }
      return [f, [x], [0]]
    },
    W2: ({ params: { w, b }, x, y }) => [regression, [w, b, x, y], [0, 1]],
    W3: ({ params: { w1, b1, w2, b2 }, x, y }) => [
      (w1, b1, w2, b2, x, y) => entropy(dot(J.nn.relu(dot(x, w1).add(b1)), w2).add(b2), y),
      [w1, b1, w2, b2, x, y],
      [0, 1, 2, 3],
    ],
    W4: ({ x }) => [
      x =>
        np.sum(
          np
            .tanh(x.ref)
            .mul(np.exp(square(x.ref).neg()))
            .add(np.sin(x)),
        ),
      [x],
      [0],
    ],
    W5: ({ params, x }) => [
      (...all) => {
        let y = all[all.length - 1]
        for (let i = 0; i < params.length; i++) y = np.tanh(dot(all[2 * i], y).add(all[2 * i + 1]))
        return np.sum(square(y))
      },
      [...params.flatMap(({ w, b }) => [w, b]), x],
      params.flatMap((_, i) => [2 * i, 2 * i + 1]),
    ],
  }

  const made = workload => {
    const at = data[workload]
    if (workload === 'W6') {
      const { params, along, x, y } = at
      const all = [params.w, params.b, along.w, along.b, x, y].map(arrayOf)
      const f = J.jit((w, b, vw, vb, x, y) => {
        const gradient = (w, b) => J.grad(regression, { argnums: [0, 1] })(w, b, x.ref, y.ref)
        const [g, hv] = J.jvp(gradient, [w, b], [vw, vb])
        for (const t of g) t.dispose()
        return hv
      })
      return [() => f(...all.map(a => a.ref)), hv => hv]
    }
    if (workload === 'W7') {
      const { layers, x } = at
      const all = layers.flatMap(({ w, b }) => [w, b]).map(arrayOf)
      const point = arrayOf(x)
      const f = J.jit((x, ...all) => {
        const g = x => {
          let y = x
          for (let i = 0; i < layers.length; i++)
            y = np.tanh(dot(all[2 * i].ref, y).add(all[2 * i + 1].ref))
          return y
        }
        // Its rows are directions.
        return np.transpose(J.jacfwd(g)(x))
      })
      return [() => f(point.ref, ...all.map(a => a.ref)), j => [j]]
    }
    const [f, given, argnums] = workloads[workload](at)
    const all = given.map(arrayOf)
    const g = J.jit(J.valueAndGrad(f, { argnums }))
    return [
      () => g(...all.map(a => a.ref)),
      ([value, gradient]) => [value, ...(Array.isArray(gradient) ? gradient : [gradient])],
    ]
  }

  return {
    name: 'jax-js wasm',
    version: versionOf('@jax-js/jax'),
    precision,
    threads: 1,
    make: workload => {
      const [f, parts] = made(workload)
      return {
        // Ready when its numbers are: they are read, as a caller would.
        call: () => {
          for (const t of parts(f())) t.dataSync()
        },
        value: () => parts(f()).flatMap(t => [...t.dataSync()]),
      }
    },
  }
}
