// The workloads of the benchmark as arrows with their arguments: W1 to W7 of the performance page.
import {
  add,
  constant,
  exp,
  fn,
  fromFlat,
  hvp,
  jacobian,
  logsumexp,
  matmul,
  mean,
  mul,
  neg,
  real,
  relu,
  sin,
  slice,
  square,
  struct,
  sub,
  sum,
  tanh,
  tensor,
  tuple,
  valueAndGrad,
  valueAndGradAt,
  vector,
} from '../../dist/src/index.js'

/** Numbers in (−1, 1), the same on every machine. */
export const numbers = (n, seed) =>
  Float64Array.from({ length: n }, (_, i) => {
    const x = Math.sin(seed * 78.233 + (i + 1) * 12.9898) * 43758.5453
    return 2 * (x - Math.floor(x)) - 1
  })

const random = (shape, seed, scale = 1) =>
  fromFlat(
    numbers(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ).map(x => scale * x),
    shape,
  )

/** One row a sample, 1 where its class is. */
const classes = (rows, columns) => {
  const y = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) y[i * columns + ((7 * i) % columns)] = 1
  return fromFlat(y, [rows, columns])
}

const w1a = () => {
  const f = fn(tuple(real, real), ([x, y]) =>
    add(square(sub(1, x)), mul(100, square(sub(y, square(x))))),
  )
  return [valueAndGrad(f), [-1.2, 1]]
}

const w1b = () => {
  const n = 1000
  const f = fn(vector(n), x => {
    const [head, tail] = [slice(x, [{ stop: n - 1 }]), slice(x, [{ start: 1 }])]
    return sum(add(mul(100, square(sub(tail, square(head)))), square(sub(1, head))))
  })
  return [valueAndGrad(f), random([n], 1)]
}

const regression = () => {
  const [n, d, k] = [1000, 100, 10]
  const f = fn(
    struct({ params: struct({ w: tensor(d, k), b: vector(k) }), x: tensor(n, d), y: tensor(n, k) }),
    ({ params: { w, b }, x, y }) => {
      const z = add(matmul(x, w), b)
      return mean(sub(logsumexp(z, { axis: 1 }), sum(mul(z, y), { axis: 1 })))
    },
  )
  const params = { w: random([d, k], 1, 0.1), b: random([k], 2, 0.1) }
  return [f, { params, x: random([n, d], 3), y: classes(n, k) }]
}

const w2 = () => {
  const [f, at] = regression()
  return [valueAndGradAt('params')(f), at]
}

const w3 = () => {
  const [n, d, h, k] = [128, 784, 128, 10]
  const params = struct({
    w1: tensor(d, h),
    b1: vector(h),
    w2: tensor(h, k),
    b2: vector(k),
  })
  const f = fn(struct({ params, x: tensor(n, d), y: tensor(n, k) }), ({ params: p, x, y }) => {
    const z = add(matmul(relu(add(matmul(x, p.w1), p.b1)), p.w2), p.b2)
    return mean(sub(logsumexp(z, { axis: 1 }), sum(mul(z, y), { axis: 1 })))
  })
  const at = {
    w1: random([d, h], 1, 0.05),
    b1: random([h], 2, 0.05),
    w2: random([h, k], 3, 0.1),
    b2: random([k], 4, 0.1),
  }
  return [valueAndGradAt('params')(f), { params: at, x: random([n, d], 5), y: classes(n, k) }]
}

const w4 = (n = 1e6) => {
  const f = fn(vector(n), x => sum(add(mul(tanh(x), exp(neg(square(x)))), sin(x))))
  return [valueAndGrad(f), random([n], 1, 3)]
}

const w5 = () => {
  const [depth, n] = [100, 16]
  const f = fn(
    struct({
      params: tuple(...Array(depth).fill(struct({ w: tensor(n, n), b: vector(n) }))),
      x: vector(n),
    }),
    ({ params, x }) => {
      let y = x
      for (const { w, b } of params) y = tanh(add(matmul(w, y), b))
      return sum(square(y))
    },
  )
  const params = Array.from({ length: depth }, (_, i) => ({
    w: random([n, n], 2 * i, 0.5),
    b: random([n], 2 * i + 1, 0.1),
  }))
  return [valueAndGradAt('params')(f), { params, x: random([n], 999) }]
}

const w6 = () => {
  const [f, at] = regression()
  const along = {
    params: { w: random([100, 10], 7), b: random([10], 8) },
    x: random([1000, 100], 9, 0),
    y: random([1000, 10], 9, 0),
  }
  return [hvp(f), [at, along]]
}

const w7 = () => {
  const n = 50
  const layers = [1, 2, 3].map(i => [random([n, n], i, 0.2), random([n], 10 + i, 0.1)])
  const f = fn(vector(n), x =>
    layers.reduce((y, [w, b]) => tanh(add(matmul(constant(w), y), constant(b))), x),
  )
  return [jacobian(f), random([n], 5)]
}

/** Each workload, made when it is asked for: an arrow and its argument. */
export const workloads = { W1a: w1a, W1b: w1b, W2: w2, W3: w3, W4: w4, W5: w5, W6: w6, W7: w7 }
