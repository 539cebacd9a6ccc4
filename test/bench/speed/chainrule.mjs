// chainrule on each of its targets: arrows and their arguments.
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
} from '../../../dist/src/index.js'
import { compile } from '../../../dist/src/runtime/index.js'
import { toTypedArray } from '../../../dist/src/Tensor.js'
import { data, mlp, numbers } from './data.mjs'

const tensorOf = ({ shape, data }) => fromFlat(data, shape)
const spaceOf = ({ shape }) => tensor(...shape)
const each = (f, record) =>
  'shape' in record
    ? f(record)
    : Array.isArray(record)
      ? record.map(x => each(f, x))
      : Object.fromEntries(Object.entries(record).map(([k, x]) => [k, each(f, x)]))

const crossEntropy = (z, y) => mean(sub(logsumexp(z, { axis: 1 }), sum(mul(z, y), { axis: 1 })))

const regression = ({ params, x, y }) =>
  fn(
    struct({ params: struct(each(spaceOf, params)), x: spaceOf(x), y: spaceOf(y) }),
    ({ params: { w, b }, x, y }) => crossEntropy(add(matmul(x, w), b), y),
  )

/** W3's network on so many examples, and its argument. */
export const network = batch => at3(mlp(batch))

/** W4's function on so many numbers, and its argument. */
export const waves = n => {
  const f = fn(vector(n), x => sum(add(mul(tanh(x), exp(neg(square(x)))), sin(x))))
  return [valueAndGrad(f), fromFlat(numbers(n, 1, 3), [n])]
}

/** The loss of a network, value and gradient, and its argument. */
const at3 = at => {
  const f = fn(
    struct({ params: struct(each(spaceOf, at.params)), x: spaceOf(at.x), y: spaceOf(at.y) }),
    ({ params: { w1, b1, w2, b2 }, x, y }) =>
      crossEntropy(add(matmul(relu(add(matmul(x, w1), b1)), w2), b2), y),
  )
  return [valueAndGradAt('params')(f), each(tensorOf, at)]
}

/** Each workload: an arrow and its argument. */
export const workloads = {
  W1a: ({ x, y }) => {
    const f = fn(tuple(real, real), ([x, y]) =>
      add(square(sub(1, x)), mul(100, square(sub(y, square(x))))),
    )
    return [valueAndGrad(f), [x, y]]
  },
  W1b: ({ x }) => {
    const [n] = x.shape
    const f = fn(vector(n), x => {
      const [head, tail] = [slice(x, [{ stop: n - 1 }]), slice(x, [{ start: 1 }])]
      return sum(add(mul(100, square(sub(tail, square(head)))), square(sub(1, head))))
    })
    return [valueAndGrad(f), tensorOf(x)]
  },
  W2: ({ along: _, ...at }) => [valueAndGradAt('params')(regression(at)), each(tensorOf, at)],
  W3: at3,
  W4: ({ x }) => waves(x.shape[0]),
  W5: at => {
    const space = tuple(...at.params.map(layer => struct(each(spaceOf, layer))))
    const f = fn(struct({ params: space, x: spaceOf(at.x) }), ({ params, x }) => {
      let y = x
      for (const { w, b } of params) y = tanh(add(matmul(w, y), b))
      return sum(square(y))
    })
    return [valueAndGradAt('params')(f), each(tensorOf, at)]
  },
  // Along the parameters only: the gradient by them, pushed forward.
  W6: ({ along, params, x, y }) => {
    const space = struct(each(spaceOf, params))
    const [xs, ys] = [constant(tensorOf(x)), constant(tensorOf(y))]
    const f = fn(space, ({ w, b }) => crossEntropy(add(matmul(xs, w), b), ys))
    return [hvp(f), [each(tensorOf, params), each(tensorOf, along)]]
  },
  W7: ({ layers, x }) => {
    const f = fn(spaceOf(x), x =>
      layers.reduce(
        (y, { w, b }) => tanh(add(matmul(constant(tensorOf(w)), y), constant(tensorOf(b)))),
        x,
      ),
    )
    return [jacobian(f), tensorOf(x)]
  },
}

/** The numbers of a value; fields in the order of what it is the gradient by, as other peers give them. */
const flat = (y, like) =>
  typeof y === 'number'
    ? [y]
    : y._tag === 'Tensor'
      ? [...toTypedArray(y)]
      : Array.isArray(y)
        ? y.flatMap((z, i) => flat(z, like?.[i]))
        : Object.keys(like ?? y).flatMap(k => flat(y[k], like?.[k]))

/** An argument in single precision, as other peers get theirs. */
const single = x =>
  typeof x !== 'object'
    ? x
    : x._tag === 'Tensor'
      ? fromFlat(Float32Array.from(toTypedArray(x)), x.shape)
      : Array.isArray(x)
        ? x.map(single)
        : Object.fromEntries(Object.entries(x).map(([k, y]) => [k, single(y)]))

/** chainrule as a peer, on a target in a precision, on so many threads. */
export const chainrule = (target, precision, threads = 1) => ({
  name: `chainrule ${target}`,
  precision,
  threads,
  own: true,
  make: workload => {
    const [f, given] = workloads[workload](data[workload])
    const x = precision === 'f32' ? single(given) : given
    const run = compile(f, { target, precision, threads })
    if (run.report.threads !== threads) return undefined // nothing is large enough
    const { params } = data[workload]
    const like = workload === 'W6' ? params : [undefined, params]
    return { call: () => run(x), value: () => flat(run(x), like) }
  },
})
