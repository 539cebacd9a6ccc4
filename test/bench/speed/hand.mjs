// Gradients written by hand in JavaScript, where that is reasonable: what anybody would write without a library.
import { data } from './data.mjs'

const workloads = {
  W1a:
    ({ x, y }) =>
    () => {
      const c = y - x * x
      return [(1 - x) ** 2 + 100 * c * c, -2 * (1 - x) - 400 * x * c, 200 * c]
    },
  W1b:
    ({ x: { data: x } }) =>
    () => {
      const g = new Float64Array(x.length)
      let value = 0
      for (let i = 0; i + 1 < x.length; i++) {
        const [c, d] = [x[i + 1] - x[i] * x[i], 1 - x[i]]
        value += 100 * c * c + d * d
        g[i] += -400 * x[i] * c - 2 * d
        g[i + 1] += 200 * c
      }
      return [value, g]
    },
  W4:
    ({ x: { data: x } }) =>
    () => {
      const g = new Float64Array(x.length)
      let value = 0
      for (let i = 0; i < x.length; i++) {
        const [t, e] = [Math.tanh(x[i]), Math.exp(-x[i] * x[i])]
        value += t * e + Math.sin(x[i])
        g[i] = (1 - t * t) * e - 2 * x[i] * t * e + Math.cos(x[i])
      }
      return [value, g]
    },
}

export const hand = () => ({
  name: 'by hand in JavaScript',
  precision: 'f64',
  threads: 1,
  make: workload => {
    const f = workloads[workload]?.(data[workload])
    return f && { call: f, value: () => f().flatMap(x => (typeof x === 'number' ? [x] : [...x])) }
  },
})
