/** The table: no operation is there without a sample here, checked in value, both modes and second order. */
import {
  type AnyExpr,
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  jvp,
  real,
  rule,
  run,
  type Tensor,
  toReal,
  vector,
  vjp,
} from 'chainrule'
import * as op from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { stagesOf } from '../../src/diff/stages.js'
import { postorder } from '../../src/Expr.js'
import { operationOf } from '../../src/op/table.js'
import { expectWithin, slopes } from '../support/numeric.js'
import { expectNested, expectPolynomial } from '../support/taylor.js'
import { alongAxes } from './samples/along.js'
import { control } from './samples/control.js'
import type { Sample } from './samples/sample.js'
import { shuffled } from './samples/shuffle.js'
import { structural } from './samples/structural.js'
import { windowed } from './samples/windows.js'
import { expectClose } from './support.js'

type X = Expr<readonly [number]>
type Numbers = readonly number[]

const index = (shape: Numbers, xs: Numbers): Expr<Numbers, 'index'> =>
  constant(fromFlat(Int32Array.from(xs), shape))

const unary = (f: (x: Expr) => AnyExpr, g: (x: number) => number, at: Numbers): Sample => ({
  at,
  body: x => f(x),
  value: xs => xs.map(g),
})

const binary = (
  f: (a: Expr, b: Expr) => AnyExpr,
  g: (a: number, b: number) => number,
  [a, b]: readonly [Numbers, Numbers],
): Sample => ({
  at: [...a, ...b],
  body: x => f(op.slice(x, [{ stop: a.length }]), op.slice(x, [{ start: a.length }])),
  value: xs => a.map((_, i) => g(xs[i]!, xs[i + a.length]!)),
})

const some: Numbers = [-1.3, -0.4, 0.6, 2.1]
const pairs: readonly [Numbers, Numbers] = [
  [-1.3, 0.4, 0.6, 2.1],
  [0.7, 1.9, -0.8, 1.1],
]
const inside: Numbers = [-0.9, -0.2, 0.3, 0.75]
const above: Numbers = [0.2, 0.9, 1.7, 4]
const six: Numbers = [0.3, -1.2, 2.2, 0.9, -0.5, 1.4]
const matrix = (x: X): Expr => op.reshape(x, [2, 3])
const word = (b: boolean): number => (b ? 1 : 0)

const EULER = 0.5772156649015329
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

/** ∫₀ˣ by the rule of Simpson. */
const integralOf =
  (f: (t: number) => number) =>
  (x: number): number => {
    const n = 2000
    const at = (i: number): number =>
      f((x * i) / n) * (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2)
    return (x / n / 3) * Array.from({ length: n + 1 }, (_, i) => at(i)).reduce((a, b) => a + b, 0)
  }

/** Γ(x) by ∫ t^{x+7} e^{−t} dt / (x (x + 1) … (x + 6)), the integrand smooth at 0. */
const gammaOf = (x: number): number => {
  const shifted = integralOf(t => t ** (x + 7) * Math.exp(-t))(90)
  return [0, 1, 2, 3, 4, 5, 6, 7].reduce((g, k) => g / (x + k), shifted)
}

const tripled = rule(real, real, x => op.mul(3, x), { vjp: (_, w) => op.mul(3, w) })

const samples: Readonly<Record<string, Sample>> = {
  constant: { at: some, body: x => op.add(x, constant(2)), value: xs => xs.map(x => x + 2) },
  parameter: { at: some, body: x => x, value: xs => xs },
  call: { at: [2], body: x => apply(tripled, op.sum(x)), value: xs => [3 * xs[0]!] },
  output: { at: [-2], body: x => apply(tripled, op.sum(x)), value: xs => [3 * xs[0]!] },

  broadcastTo: {
    at: [1, 2],
    body: x => op.broadcastTo(x, [3, 2]),
    value: xs => [...xs, ...xs, ...xs],
  },
  reshape: { at: six, body: matrix, value: xs => xs },
  sum: {
    at: six,
    body: x => op.sum(matrix(x), { axis: 0 }),
    value: xs => [0, 1, 2].map(i => xs[i]! + xs[i + 3]!),
  },
  transpose: {
    at: six,
    body: x => op.transpose(matrix(x)),
    value: xs => [0, 3, 1, 4, 2, 5].map(i => xs[i]!),
  },

  add: binary(op.add, (a, b) => a + b, pairs),
  sub: binary(op.sub, (a, b) => a - b, pairs),
  mul: binary(op.mul, (a, b) => a * b, pairs),
  div: binary(op.div, (a, b) => a / b, pairs),
  neg: unary(op.neg, x => -x, some),
  reciprocal: unary(op.reciprocal, x => 1 / x, some),
  square: unary(op.square, x => x * x, some),
  abs: unary(op.abs, Math.abs, some),
  sign: unary(op.sign, Math.sign, some),
  stopGradient: {
    at: [1, 2],
    body: x => op.add(x, op.stopGradient(op.sub(x, x))),
    value: xs => xs,
  },
  maximum: binary(op.maximum, Math.max, pairs),
  minimum: binary(op.minimum, Math.min, pairs),

  less: binary(
    (a, b) => op.less(a, b),
    (a, b) => word(a < b),
    pairs,
  ),
  lessEqual: binary(
    (a, b) => op.lessEqual(a, b),
    (a, b) => word(a <= b),
    pairs,
  ),
  greater: binary(
    (a, b) => op.greater(a, b),
    (a, b) => word(a > b),
    pairs,
  ),
  greaterEqual: binary(
    (a, b) => op.greaterEqual(a, b),
    (a, b) => word(a >= b),
    pairs,
  ),
  equal: binary(
    (a, b) => op.equal(a, b),
    (a, b) => word(a === b),
    pairs,
  ),
  notEqual: binary(
    (a, b) => op.notEqual(a, b),
    (a, b) => word(a !== b),
    pairs,
  ),
  and: unary(
    x => op.and(op.greater(x, 0), op.less(x, 1)),
    x => word(x > 0 && x < 1),
    some,
  ),
  or: unary(
    x => op.or(op.less(x, 0), op.greater(x, 1)),
    x => word(x < 0 || x > 1),
    some,
  ),
  not: unary(
    x => op.not(op.greater(x, 0)),
    x => word(x <= 0),
    some,
  ),
  isFinite: unary(
    x => op.isFinite(op.div(1, op.relu(x))),
    x => word(x > 0),
    some,
  ),
  toReal: unary(
    x => op.mul(x, op.toReal(op.greater(x, 0))),
    x => Math.max(x, 0),
    some,
  ),
  where: {
    at: [0.5, -0.2, 0.1, 3],
    body: (_, [a, b, c, d]) => op.where(op.less(a!, b!), c!, op.mul(d!, a!)),
    value: xs => [xs[3]! * xs[0]!],
  },

  sqrt: unary(op.sqrt, Math.sqrt, above),
  rsqrt: unary(op.rsqrt, x => 1 / Math.sqrt(x), above),
  cbrt: unary(op.cbrt, x => Math.sign(x) * Math.abs(x) ** (1 / 3), some),
  exp2: unary(op.exp2, x => Math.exp(x * Math.LN2), some),
  exp: unary(op.exp, Math.exp, some),
  expm1: unary(op.expm1, Math.expm1, some),
  log: unary(op.log, Math.log, above),
  log1p: unary(op.log1p, Math.log1p, above),
  log2: unary(op.log2, Math.log2, above),
  log10: unary(op.log10, Math.log10, above),
  sin: unary(op.sin, Math.sin, some),
  cos: unary(op.cos, Math.cos, some),
  tan: unary(op.tan, Math.tan, inside),
  oneMinusSquare: unary(op.oneMinusSquare, x => 1 - x * x, some),
  asin: unary(op.asin, Math.asin, inside),
  acos: unary(op.acos, Math.acos, inside),
  atan: unary(op.atan, Math.atan, some),
  sinh: unary(op.sinh, Math.sinh, some),
  cosh: unary(op.cosh, Math.cosh, some),
  sech2: unary(op.sech2, x => 1 / Math.cosh(x) ** 2, some),
  tanh: unary(op.tanh, Math.tanh, some),
  asinh: unary(op.asinh, Math.asinh, some),
  acosh: unary(op.acosh, Math.acosh, [1.4, 2, 5]),
  atanh: unary(op.atanh, Math.atanh, inside),
  pow: binary(op.pow, Math.pow, [above, some]),
  direction: binary(op.direction, (a, b) => a / Math.sqrt(a * a + b * b), pairs),
  inversion: binary(op.inversion, (a, b) => a / (a * a + b * b), pairs),
  hypot: binary(op.hypot, (a, b) => Math.sqrt(a * a + b * b), pairs),
  atan2: binary(op.atan2, Math.atan2, pairs),
  copysign: binary(op.copysign, (a, b) => Math.abs(a) * Math.sign(b), pairs),
  round: unary(op.round, x => Math.floor(x + 0.5), some),
  trunc: unary(op.trunc, x => Math.sign(x) * Math.floor(Math.abs(x)), some),
  rem: binary(op.rem, (a, b) => a - b * Math.trunc(a / b), pairs),
  floor: unary(op.floor, Math.floor, some),
  ceil: unary(op.ceil, Math.ceil, some),

  relu: unary(op.relu, x => Math.max(x, 0), some),
  leakyRelu: unary(op.leakyRelu, x => (x > 0 ? x : 0.01 * x), some),
  elu: unary(op.elu, x => (x > 0 ? x : Math.exp(x) - 1), some),
  sigmoid: unary(op.sigmoid, x => 1 / (1 + Math.exp(-x)), some),
  logSigmoid: unary(op.logSigmoid, x => -Math.log(1 + Math.exp(-x)), some),
  softplus: unary(op.softplus, x => Math.log(1 + Math.exp(x)), some),
  silu: unary(op.silu, x => x / (1 + Math.exp(-x)), some),
  selu: unary(
    op.selu,
    x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1)),
    some,
  ),
  erf: unary(
    op.erf,
    integralOf(x => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)),
    some,
  ),
  erfc: unary(
    op.erfc,
    x => 1 - integralOf(t => (2 / Math.sqrt(Math.PI)) * Math.exp(-t * t))(x),
    inside,
  ),
  erfinv: {
    at: inside,
    body: x => op.erf(op.mul(1, op.erfinv(x))),
    value: xs => xs,
  },
  normalCdf: unary(op.normalCdf, x => 0.5 + integralOf(density)(x), some),
  gelu: unary(op.gelu, x => x * (0.5 + integralOf(density)(x)), some),
  lgamma: unary(op.lgamma, x => Math.log(gammaOf(x)), above),
  // ψ(x) from ψ(x + 1) = ψ(x) + 1/x, at whole and half numbers.
  digamma: unary(
    op.digamma,
    x => (x === 0.5 ? -EULER - 2 * Math.LN2 : x === 1 ? -EULER : x === 2 ? 1 - EULER : 1.5 - EULER),
    [0.5, 1, 2, 3],
  ),
  polygamma: unary(
    x => op.polygamma(x, { order: 1 }),
    x => Math.PI ** 2 * (x === 0.5 ? 1 / 2 : 1 / 6) - (x === 2 ? 1 : x === 3 ? 1.25 : 0),
    [0.5, 1, 2, 3],
  ),
  sphericalBessel: unary(
    x => op.sphericalBessel(x, { order: 1 }),
    x => Math.sin(x) / (x * x) - Math.cos(x) / x,
    some,
  ),
  logit: unary(op.logit, x => Math.log(x) - Math.log(1 - x), [0.1, 0.4, 0.55, 0.9]),
  xlogx: unary(op.xlogx, x => x * Math.log(x), above),
  xlogy: binary(op.xlogy, (a, b) => a * Math.log(b), [some, above]),
  logaddexp: binary(op.logaddexp, (a, b) => Math.log(Math.exp(a) + Math.exp(b)), pairs),

  max: { at: six, body: x => op.max(matrix(x), { axis: 1 }), value: xs => [xs[2]!, xs[5]!] },
  min: { at: six, body: x => op.min(matrix(x), { axis: 1 }), value: xs => [xs[1]!, xs[4]!] },
  argmax: { at: six, body: x => op.argmax(matrix(x), { axis: 1 }), value: () => [2, 2] },
  argmin: { at: six, body: x => op.argmin(matrix(x), { axis: 1 }), value: () => [1, 1] },
  matmul: {
    at: [1, 2, 3, -4, 0.5, 6],
    body: x =>
      op.matmul(
        op.reshape(op.slice(x, [{ stop: 4 }]), [2, 2]),
        op.reshape(op.slice(x, [{ start: 4 }]), [2, 1]),
      ),
    value: ([a, b, c, d, e, f]) => [a! * e! + b! * f!, c! * e! + d! * f!],
  },
  slice: {
    at: six,
    body: x => op.slice(x, [{ start: -1, step: -2 }]),
    value: xs => [xs[5]!, xs[3]!, xs[1]!],
  },
  addWindow: {
    // Reached as the transpose of a slice.
    at: [2, 3, 5],
    body: x =>
      apply(vjp(fn(vector(3), y => op.slice(y, [{ step: 2 }]))), [
        x as never,
        op.slice(x, [{ stop: 2 }]) as never,
      ])[1],
    value: ([a, b]) => [a!, 0, b!],
  },
  concat: {
    at: [2, 3],
    body: x => op.concat([x, op.mul(x, x)]),
    value: xs => [...xs, ...xs.map(x => x * x)],
  },
  gather: {
    at: six,
    body: x => op.gather(x, index([3], [4, 0, 4])),
    value: xs => [4, 0, 4].map(i => xs[i]!),
  },
  scatterAdd: {
    at: [1, 2, 3, 4, 5],
    body: x =>
      op.scatterAdd(op.slice(x, [{ stop: 2 }]), index([3], [1, 0, 1]), op.slice(x, [{ start: 2 }])),
    value: ([a, b, c, d, e]) => [a! + d!, b! + c! + e!],
  },
  takeAlongAxis: {
    at: six,
    body: x => op.takeAlongAxis(matrix(x), index([2, 2], [2, 0, 1, 1]), { axis: 1 }),
    value: xs => [xs[2]!, xs[0]!, xs[4]!, xs[4]!],
  },
  addAlongAxis: {
    at: [1, 2, 3, 4, 5],
    body: x =>
      op.addAlongAxis(
        op.slice(x, [{ stop: 2 }]),
        index([3], [1, 0, 1]),
        op.slice(x, [{ start: 2 }]),
        { axis: 0 },
      ),
    value: ([a, b, c, d, e]) => [a! + d!, b! + c! + e!],
  },
  threefry: {
    at: [1],
    body: () => {
      const zero = index([2], [0, 0]) as Expr<readonly [2], 'index'>
      return op.mul(2 ** -31, op.toReal(op.threefry(zero, zero)))
    },
    value: () => [0x6b200159 / 2 ** 31, (0x99ba4efe | 0) / 2 ** 31],
  },
  ...control,
  ...shuffled,
  ...structural,
  ...alongAxes,
  ...windowed,
}

/** The sample as an arrow from a vector to a vector; what is discrete, as real numbers. */
const arrowOf = ({ at, body }: Sample): Diff<Tensor, Tensor> =>
  fn(vector(at.length), x => {
    const entries = at.map((_, i) =>
      op.reshape(op.slice(x, [{ start: i, stop: i + 1 }]) as Expr, []),
    )
    const y = body(x, entries)
    const z = y.kind === 'real' ? (y as Expr) : toReal(y as Expr<Numbers, 'index'>)
    return op.reshape(z, [z.shape.reduce((a, b) => a * b, 1)])
  }) as unknown as Diff<Tensor, Tensor>

const tensorOf = (xs: Numbers): Tensor => fromFlat<Numbers, Numbers, 'real'>(xs, [xs.length])
const dyadic = (n: number): Numbers => Array.from({ length: n }, (_, i) => ((3 * i) % 7) / 4 - 0.5)
const dotted = (
  row: readonly { readonly value: number; readonly error: number }[],
  v: Numbers,
) => ({
  value: row.reduce((s, e, i) => s + e.value * v[i]!, 0),
  error: row.reduce((s, e, i) => s + e.error * Math.abs(v[i]!), 1e-13),
})

describe('every operation', () => {
  test('has a sample, and every sample an operation', () => {
    expect(Object.keys(samples).toSorted()).toEqual([...op.operations.keys()].toSorted())
  })

  for (const [name, sample] of Object.entries(samples))
    test(name, () => {
      const f = arrowOf(sample)
      const nodes = stagesOf(f).flatMap(({ graph }) =>
        postorder([...graph.params, ...graph.results]),
      )
      expect(nodes.some(e => e.op === name)).toBe(true)

      const value = (xs: Numbers): Numbers => run(f)(tensorOf(xs)).values
      const y = value(sample.at)
      expectClose(y, sample.value(sample.at))

      const J = slopes(xs => value(xs), sample.at)
      const [w, v] = [dyadic(y.length), dyadic(sample.at.length)]
      const pulled = (xs: Numbers): Numbers => run(vjp(f))([tensorOf(xs), tensorOf(w)])[1].values
      const columns = sample.at.map((_, j) => J.map(row => row[j]!))
      expectWithin(
        pulled(sample.at),
        columns.map(column => dotted(column, w)),
      )
      const pushed = run(jvp(f))([tensorOf(sample.at), tensorOf(v)])[1].values
      expectWithin(
        pushed,
        J.map(row => dotted(row, v)),
      )

      // Second order, forward over reverse, against differences of the first.
      const H = slopes(pulled, sample.at)
      const back = fn(
        vector(sample.at.length),
        x => apply(vjp(f), [x as never, constant(tensorOf(w)) as never])[1],
      ) as unknown as Diff<Tensor, Tensor>
      const turned = run(jvp(back))([tensorOf(sample.at), tensorOf(v)])[1].values
      expectWithin(
        turned,
        H.map(row => dotted(row, v)),
      )
    })
})

describe('Taylor mode is nested forward mode', () => {
  for (const [name, sample] of Object.entries(samples))
    test(name, () => {
      const f = arrowOf(sample)
      const at = tensorOf(sample.at)
      // Along a curve through the point whose series has all orders.
      const curved = fn(
        vector(sample.at.length),
        x => apply(f, op.add(constant(at), op.expm1(op.sub(x, constant(at)))) as never) as Expr,
      ) as unknown as Diff<Tensor, Tensor>
      for (const g of [f, curved]) {
        expectNested(g, sample.at, dyadic(sample.at.length))
        expectPolynomial(g as never)
      }
    })
})

describe('the records', () => {
  test.each([...op.operations.values()])('$name prints and costs', record => {
    const aval = { shape: [2], kind: 'real' } as const
    expect(record.flops([aval, aval, aval], aval, { axis: 0, axes: [0] })).toBeGreaterThanOrEqual(0)
    expect(record.name.length).toBeGreaterThan(0)
  })

  // One entry an argument: the functions of one and of two operands.
  const functions: Readonly<Record<string, unknown>> = op
  const edges = [...op.operations.values()].flatMap(({ name, derivative, edges: all }) =>
    derivative.form === 'elementwise' ? all.map(edge => ({ name, ...edge })) : [],
  )
  test.each(edges)('$name at $at: $note, the same in both modes', ({ name, at }) => {
    const f = functions[name] as (...xs: readonly (Expr | number)[]) => Expr
    at.forEach((x, i) => {
      // The others are held: a tangent 0 there would meet an infinite slope.
      const g = fn(real, t => f(...at.map((y, j) => (i === j ? t : y)))) as unknown as Diff<
        number,
        number
      >
      expect(run(jvp(g))([x, 1])[1] + 0).toBe(run(vjp(g))([x, 1])[1] + 0)
    })
  })

  test('an operation that is not there is named', () => {
    expect(() => operationOf('sine')).toThrow("no operation is named 'sine'")
  })
})
