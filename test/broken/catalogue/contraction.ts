/** Faults in derivatives of products of matrices and the like. */
import { matrix, real, tensor, vector } from 'chainrule/Space'
import { type Data, dot, each, flip, minus, plus, product, scaled, total } from './arrays.js'
import { about, type Fault, type Kind, thread } from './model.js'
import { fault } from './plain.js'

/** Products of matrices of three rows and columns. */
const mm = (a: Data, b: Data): Data => product(a, 3, b, 3)
const T = (a: Data): Data => flip(a, 3)
const mv = (a: Data, x: Data): Data => product(a, 3, x, 1)
const vm = (x: Data, a: Data): Data => product(x, 3, a, 3)
const outer = (x: Data, y: Data): Data => product(x, 1, y, y.length)
const cross = ([a, b, c]: Data, [d, e, f]: Data): Data => [
  b! * f! - c! * e!,
  c! * d! - a! * f!,
  a! * e! - b! * d!,
]

const square = [matrix(3, 3), matrix(3, 3)] as const
type Two = readonly [Data, Data]
const matmul = (kind: Kind, slip: string, wrong: (x: Two, w: Data) => Two): Fault =>
  fault(
    about('matmul', kind, slip),
    square,
    [matrix(3, 3)],
    { value: ([a, b]) => [mm(a, b)], vjp: ([a, b], [w]) => [mm(w, T(b)), mm(T(a), w)] },
    { vjp: (x, [w]) => wrong(x, w) },
  )

const matvec = (kind: Kind, slip: string, wrong: (x: Two, w: Data) => Two): Fault =>
  fault(
    about('matrix times vector', kind, slip),
    [matrix(3, 3), vector(3)],
    [vector(3)],
    { value: ([a, x]) => [mv(a, x)], vjp: ([a, x], [w]) => [outer(w, x), vm(w, a)] },
    { vjp: (x, [w]) => wrong(x, w) },
  )

const quadratic = (kind: Kind, slip: string, wrong: (x: Two, w: number) => Two): Fault =>
  fault(
    about('quadratic form', kind, slip),
    [matrix(3, 3), vector(3)],
    [real],
    {
      value: ([a, x]) => [[dot(x, mv(a, x))]],
      vjp: ([a, x], [[w]]) => [scaled(w!, outer(x, x)), scaled(w!, plus(mv(a, x), vm(x, a)))],
    },
    { vjp: (x, [[w]]) => wrong(x, w!) },
  )

const complex = ([a, b]: Data, [c, d]: Data): Data => [a! * c! - b! * d!, a! * d! + b! * c!]
const conj = ([a, b]: Data): Data => [a!, -b!]

export const contraction: readonly Fault[] = [
  matmul('transposed', 'the left with B for its transpose', ([a, b], w) => [mm(w, b), mm(T(a), w)]),
  matmul('transposed', 'the right with A for its transpose', ([a, b], w) => [
    mm(w, T(b)),
    mm(a, w),
  ]),
  matmul('transposed', 'the right one is transposed', ([a, b], w) => [mm(w, T(b)), T(mm(T(a), w))]),
  matmul('transposed', 'the factors are in the wrong order', ([a, b], w) => [
    mm(T(b), w),
    mm(T(a), w),
  ]),
  matmul('detached', 'the right one is a constant', ([, b], w) => [mm(w, T(b)), each(9, () => 0)]),
  matmul('other', 'one entry is that of its neighbour', ([a, b], w) => [
    mm(w, T(b)).map((e, k, all) => (k === 4 ? all[5]! : e)),
    mm(T(a), w),
  ]),
  matvec('transposed', 'A for its transpose', ([a, x], w) => [outer(w, x), mv(a, w)]),
  matvec('transposed', 'the outer product the wrong way round', ([a, x], w) => [
    outer(x, w),
    vm(w, a),
  ]),
  matvec('sign', 'that of the vector', ([a, x], w) => [outer(w, x), scaled(-1, vm(w, a))]),
  quadratic('transposed', 'twice A x, right where A is symmetric', ([a, x], w) => [
    scaled(w, outer(x, x)),
    scaled(2 * w, mv(a, x)),
  ]),
  quadratic('fan-out', 'A x only', ([a, x], w) => [scaled(w, outer(x, x)), scaled(w, mv(a, x))]),
  quadratic('factor', 'twice, for A', ([a, x], w) => [
    scaled(2 * w, outer(x, x)),
    scaled(w, plus(mv(a, x), vm(x, a))),
  ]),
  fault(
    about('bilinear form', 'transposed', 'A x for its transpose'),
    [matrix(3, 3), vector(3), vector(3)],
    [real],
    {
      value: ([a, x, y]) => [[dot(x, mv(a, y))]],
      vjp: ([a, x, y], [[w]]) => [
        scaled(w!, outer(x, y)),
        scaled(w!, mv(a, y)),
        scaled(w!, vm(x, a)),
      ],
    },
    {
      vjp: ([a, x, y], [[w]]) => [
        scaled(w!, outer(x, y)),
        scaled(w!, mv(a, y)),
        scaled(w!, mv(a, x)),
      ],
    },
  ),
  fault(
    about('gram matrix', 'fan-out', 'one of the two uses'),
    [matrix(3, 3)],
    [matrix(3, 3)],
    { value: ([a]) => [mm(T(a), a)], vjp: ([a], [w]) => [mm(a, plus(w, T(w)))] },
    { vjp: ([a], [w]) => [mm(a, w)] },
  ),
  fault(
    about('gram matrix', 'transposed', 'twice one use, right for symmetric cotangents'),
    [matrix(3, 3)],
    [matrix(3, 3)],
    { value: ([a]) => [mm(T(a), a)], vjp: ([a], [w]) => [mm(a, plus(w, T(w)))] },
    { vjp: ([a], [w]) => [scaled(2, mm(a, w))] },
  ),
  fault(
    about('trace', 'broadcast', 'to every entry', thread('HIPS/autograd', 115)),
    [matrix(3, 3)],
    [real],
    {
      value: ([a]) => [[a[0]! + a[4]! + a[8]!]],
      vjp: (_, [[w]]) => [each(9, k => (k % 4 === 0 ? w! : 0))],
    },
    { vjp: (_, [[w]]) => [each(9, () => w!)] },
  ),
  fault(
    about('diagonal', 'transposed', 'into the first row'),
    [matrix(3, 3)],
    [vector(3)],
    {
      value: ([a]) => [[a[0]!, a[4]!, a[8]!]],
      vjp: (_, [w]) => [each(9, k => (k % 4 === 0 ? w[k / 4]! : 0))],
    },
    { vjp: (_, [w]) => [each(9, k => (k < 3 ? w[k]! : 0))] },
  ),
  fault(
    about(
      'einsum',
      'broadcast',
      'the index of length one is summed too far',
      thread('HIPS/autograd', 376),
    ),
    [vector(3), tensor(1)],
    [real],
    {
      value: ([x, [y]]) => [[total(x) * y!]],
      vjp: ([x, [y]], [[w]]) => [each(3, () => w! * y!), [w! * total(x)]],
    },
    { vjp: ([x, [y]], [[w]]) => [[w! * y!, 0, 0], [w! * total(x)]] },
  ),
  fault(
    about(
      'batched matmul',
      'broadcast',
      'what is shared takes the first only',
      thread('tensorflow/tfjs-core', 1598),
    ),
    [tensor(2, 2, 2), matrix(2, 2)],
    [tensor(2, 2, 2)],
    {
      value: ([a, b]) => [product(a, 2, b, 2)],
      vjp: ([a, b], [w]) => [product(w, 2, flip(b, 2), 2), product(flip(a, 2), 4, w, 2)],
    },
    {
      vjp: ([a, b], [w]) => [
        product(w, 2, flip(b, 2), 2),
        product(flip(a.slice(0, 4), 2), 2, w.slice(0, 4), 2),
      ],
    },
  ),
  fault(
    about('linear layer', 'transposed', 'the weights'),
    [matrix(3, 3), vector(3), matrix(3, 3)],
    [matrix(3, 3)],
    {
      value: ([W, b, x]) => [mm(x, T(W)).map((e, k) => e + b[k % 3]!)],
      vjp: ([W, , x], [w]) => [mm(T(w), x), vm([1, 1, 1], w), mm(w, W)],
    },
    { vjp: ([W, , x], [w]) => [mm(T(x), w), vm([1, 1, 1], w), mm(w, W)] },
  ),
  fault(
    about('scores of attention', 'factor', 'the scale is lost for the queries'),
    [matrix(2, 2), matrix(2, 2)],
    [matrix(2, 2)],
    {
      value: ([q, k]) => [scaled(Math.SQRT1_2, product(q, 2, flip(k, 2), 2))],
      vjp: ([q, k], [w]) => [
        scaled(Math.SQRT1_2, product(w, 2, k, 2)),
        scaled(Math.SQRT1_2, product(flip(w, 2), 2, q, 2)),
      ],
    },
    {
      vjp: ([q, k], [w]) => [
        product(w, 2, k, 2),
        scaled(Math.SQRT1_2, product(flip(w, 2), 2, q, 2)),
      ],
    },
  ),
  fault(
    about('cross product', 'sign', 'that of the second'),
    [vector(3), vector(3)],
    [vector(3)],
    { value: ([a, b]) => [cross(a, b)], vjp: ([a, b], [w]) => [cross(b, w), cross(w, a)] },
    { vjp: ([a, b], [w]) => [cross(b, w), cross(a, w)] },
  ),
  fault(
    about(
      'complex product',
      'transposed',
      'not conjugated',
      thread('tensorflow/tensorflow', 12514),
    ),
    [vector(2), vector(2)],
    [vector(2)],
    {
      value: ([a, b]) => [complex(a, b)],
      vjp: ([a, b], [w]) => [complex(w, conj(b)), complex(conj(a), w)],
    },
    { vjp: ([a, b], [w]) => [complex(w, b), complex(conj(a), w)] },
  ),
  fault(
    about('polynomial', 'transposed', 'the coefficients in the wrong order'),
    [vector(4), real],
    [real],
    {
      value: ([c, [x]]) => [[c.reduce((s, e, k) => s + e * x! ** k, 0)]],
      vjp: ([c, [x]], [[w]]) => [
        each(4, k => w! * x! ** k),
        [w! * c.reduce((s, e, k) => (k === 0 ? 0 : s + k * e * x! ** (k - 1)), 0)],
      ],
    },
    {
      vjp: ([c, [x]], [[w]]) => [
        each(4, k => w! * x! ** (3 - k)),
        [w! * c.reduce((s, e, k) => (k === 0 ? 0 : s + k * e * x! ** (k - 1)), 0)],
      ],
    },
  ),
  fault(
    about('twice the same layer', 'fan-out', 'the weights of the outer one only'),
    [matrix(3, 3), vector(3)],
    [vector(3)],
    {
      value: ([W, x]) => [mv(W, mv(W, x))],
      vjp: ([W, x], [w]) => [plus(outer(w, mv(W, x)), outer(vm(w, W), x)), vm(vm(w, W), W)],
    },
    { vjp: ([W, x], [w]) => [outer(w, mv(W, x)), vm(vm(w, W), W)] },
  ),
  fault(
    about('residual', 'fan-out', 'the straight path is forgotten'),
    [matrix(3, 3), vector(3)],
    [vector(3)],
    {
      value: ([W, x]) => [plus(x, mv(W, x))],
      vjp: ([W, x], [w]) => [outer(w, x), plus(w, vm(w, W))],
    },
    { vjp: ([W, x], [w]) => [outer(w, x), vm(w, W)] },
  ),
  fault(
    about('commutator', 'sign', 'that of the second product'),
    square,
    [matrix(3, 3)],
    {
      value: ([a, b]) => [minus(mm(a, b), mm(b, a))],
      vjp: ([a, b], [w]) => [minus(mm(w, T(b)), mm(T(b), w)), minus(mm(T(a), w), mm(w, T(a)))],
    },
    {
      vjp: ([a, b], [w]) => [plus(mm(w, T(b)), mm(T(b), w)), minus(mm(T(a), w), mm(w, T(a)))],
    },
  ),
]
