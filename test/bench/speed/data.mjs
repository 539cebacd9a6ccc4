// The numbers of the workloads W1 to W7, the same for every peer and on every machine.

/** Numbers in [−1, 1), by arithmetic that every language does exactly. */
export const numbers = (n, seed, scale = 1) =>
  Float64Array.from(
    { length: n },
    (_, i) => scale * ((((i + 1) * 7919 + seed * 104729) % 10007) / 5003.5 - 1),
  )

const array = (shape, seed, scale) => ({
  shape,
  data: numbers(
    shape.reduce((a, b) => a * b, 1),
    seed,
    scale,
  ),
})

/** One row a sample, 1 where its class is. */
const classes = (rows, columns) => {
  const data = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) data[i * columns + ((7 * i) % columns)] = 1
  return { shape: [rows, columns], data }
}

const layers = (count, n, scale) =>
  Array.from({ length: count }, (_, i) => ({
    w: array([n, n], 2 * i, scale),
    b: array([n], 2 * i + 1, 0.1),
  }))

const regression = {
  params: { w: array([100, 10], 1, 0.1), b: array([10], 2, 0.1) },
  along: { w: array([100, 10], 7), b: array([10], 8) },
  x: array([1000, 100], 3),
  y: classes(1000, 10),
}

/** A network 784-128-10 and so many examples. */
export const mlp = batch => ({
  params: {
    w1: array([784, 128], 1, 0.05),
    b1: array([128], 2, 0.05),
    w2: array([128, 10], 3, 0.1),
    b2: array([10], 4, 0.1),
  },
  x: array([batch, 784], 5),
  y: classes(batch, 10),
})

/** What each workload is given. */
export const data = {
  W1a: { x: -1.2, y: 1 },
  W1b: { x: array([1000], 1) },
  W2: regression,
  W3: mlp(128),
  W4: { x: array([1e6], 1, 3) },
  W5: { params: layers(100, 16, 0.5), x: array([16], 999) },
  W6: regression,
  W7: { layers: layers(3, 50, 0.2), x: array([50], 5) },
}

/** What each is. */
export const titles = {
  W1a: 'Rosenbrock, two numbers: value and gradient',
  W1b: 'Rosenbrock, 1000 numbers: value and gradient',
  W2: 'multinomial logistic regression, 1000 × 100, 10 classes: value and gradient',
  W3: 'network 784-128-10, ReLU, batch 128: value and gradient',
  W4: 'Σ tanh x · exp(−x²) + sin x, 10⁶ numbers: value and gradient',
  W5: '100 tanh ridge layers of 16, one example: value and gradient',
  W6: 'Hessian of W2 times a vector',
  W7: 'Jacobian of three tanh ridge layers of 50',
}
