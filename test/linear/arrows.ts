/** Arrows of every kind, to be linearized at generated points. */
import {
  type AnyDiff,
  add,
  apply,
  array,
  compose,
  concat,
  constant,
  crossEntropy,
  type Diff,
  div,
  exp,
  fix,
  fn,
  fork,
  gather,
  index,
  indices,
  logsumexp,
  mask,
  matmul,
  matrix,
  max,
  mean,
  mul,
  neg,
  real,
  relu,
  reshape,
  rule,
  scatterAdd,
  sigmoid,
  sin,
  slice,
  softmax,
  square,
  stopGradient,
  struct,
  sub,
  sum,
  tanh,
  tensor,
  toReal,
  transpose,
  tuple,
  vector,
  where,
} from 'chainrule'

const W = constant(
  array([
    [1, -2],
    [0.5, 3],
    [-1, 0.25],
  ]),
)

const clipped = rule(
  tuple(vector(2), real),
  struct({ a: vector(2), n: real }),
  ([x, s]) => ({ a: mul(tanh(x), s), n: sum(mul(x, s)) }),
  {
    // Not the derivative of the map, so that one sees that it is this rule that is used.
    vjp: ([x, s], { a, n }) =>
      [add(mul(mul(a, 0.5), s), mul(n, s)), add(sum(mul(a, x)), mul(3, n))] as const,
  },
)

/** Arrows by name. */
export const arrows: Readonly<Record<string, Diff<never, never>>> = {
  'a scalar chain': fn(real, x => exp(sin(mul(2, x)))),
  'fan-out in a scalar': fn(real, x => mul(mul(x, x), add(x, x))),
  'the difference of a thing with itself': fn(real, x => sub(x, x)),
  'a structure of elementwise functions': fn(
    struct({ u: vector(2), v: vector(2) }),
    ({ u, v }) => ({
      p: mul(u, v),
      q: div(sin(u), add(2, square(v))),
    }),
  ),
  broadcasting: fn(tuple(vector(3), matrix(2, 3), real), ([b, M, c]) => mul(add(M, b), c)),
  'broadcasting on both sides': fn(tuple(tensor(2, 1), tensor(1, 3)), ([u, v]) => mul(u, exp(v))),
  'a batch of one, times a fixed matrix': fn(vector(4), x =>
    reshape(
      matmul(
        reshape(x, [1, 2, 2]),
        constant(
          array([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
      [4],
    ),
  ),
  'a fixed column, times a batch': fn(vector(3), x =>
    reshape(matmul(constant(array([[1], [2]])), reshape(x, [3, 1, 1])), [6]),
  ),
  reductions: fn(matrix(2, 3), x => [
    sum(x, { axis: 0 }),
    mean(x),
    max(x, { axis: 1, keepdims: true }),
  ]),
  logsumexp: fn(matrix(2, 3), x => logsumexp(x, { axis: 1 })),
  softmax: fn(vector(4), x => softmax(x)),
  'loss of logits': fn(tuple(matrix(2, 3), indices(3, 2)), ([z, y]) => mean(crossEntropy(z, y))),
  'a ridge layer': fn(vector(2), x => tanh(add(matmul(W, x), constant(array([1, 2, 3]))))),
  'a row times a matrix': fn(vector(3), x => matmul(x, W)),
  'inner product with a constant': fn(vector(2), x => matmul(constant(array([2, 5])), x)),
  'inner product with itself': fn(vector(2), x => matmul(x, x)),
  'matrix times vector, both moving': fn(tuple(matrix(3, 2), vector(2)), ([M, x]) => matmul(M, x)),
  'matrices, both moving': fn(tuple(matrix(2, 2), matrix(2, 3)), ([a, b]) => matmul(a, b)),
  'a batch times a constant': fn(matrix(4, 2), x => matmul(x, transpose(W))),
  'batched matrices': fn(tuple(tensor(2, 2, 3), matrix(3, 2)), ([a, b]) => matmul(a, b)),
  gather: fn(tuple(vector(4), indices(4, 3)), ([x, i]) => sin(gather(x, i))),
  'scatter-add': fn(tuple(vector(4), indices(4, 3), vector(3)), ([x, i, s]) =>
    scatterAdd(x, i, square(s)),
  ),
  slices: fn(vector(5), x =>
    mul(slice(x, [{ start: 0, stop: 4 }]) as typeof x, slice(x, [{ start: 1 }]) as typeof x),
  ),
  'joins of shared parts': fn(vector(2), x => concat([sin(x), x, x, constant(array([9]))])),
  where: fn(tuple(mask(3), vector(3), vector(3)), ([c, x, y]) => where(c, mul(x, y), sin(y))),
  'where with a constant': fn(tuple(mask(2), vector(2)), ([c, x]) => where(c, exp(x), 0)),
  'reshape and transpose': fn(matrix(2, 3), x => transpose(reshape(sin(x), [3, 2]))),
  'what has no derivative': fn(tuple(real, index(3)), ([x, k]) => ({
    s: stopGradient(x),
    k,
    y: mul(x, toReal(k)),
  })),
  'a result that does not move': fn(vector(2), x => [x, constant(array([1, 2, 3])), 7]),
  'a custom rule': fn(tuple(vector(2), real), x => apply(clipped, x)),
  'a custom rule, first result only': fn(vector(2), x => apply(clipped, [x, constant(3)]).a),
  'many stages': compose(
    fn(vector(3), y => [relu(y), sum(y)]),
    compose(
      fn(vector(3), y => mul(y, sigmoid(y))),
      compose(
        fn(vector(2), x => matmul(W, x)),
        fn(vector(2), x => sin(x)),
      ),
    ),
  ),
  'a fork': fork(
    fn(vector(2), x => exp(x)),
    fn(vector(2), x => neg(x)),
  ),
  'a tensor of rank 0': fn(tensor(), x => [sin(x), x]),
  'a field held': fix(
    fn(struct({ M: matrix(3, 2), x: vector(2) }), ({ M, x }) => sin(matmul(M, x))),
    {
      M: array([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    },
  ),
} as Readonly<Record<string, AnyDiff>> // each is a `Diff`, its spaces read at run time
