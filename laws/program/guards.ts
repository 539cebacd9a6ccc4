/** What brings a value into the domain of an operation, smoothly, so that any value may be its argument. */
import { constant, type Expr } from '../../src/Expr.js'
import { matmul } from '../../src/op/contraction/contraction.js'
import { flip } from '../../src/op/linalg/parts.js'
import { sigmoid, softplus } from '../../src/op/scalar/activation.js'
import { add, mul } from '../../src/op/scalar/arithmetic.js'
import { tanh } from '../../src/op/scalar/transcendental.js'
import { tril } from '../../src/op/structure/diagonal.js'
import { gather } from '../../src/op/structure/gathering.js'
import { eye } from '../../src/op/structure/grid.js'
import { broadcastTo, reshape, zeros } from '../../src/op/structure/structure.js'
import { type Shape, sameShape, size } from '../../src/Shape.js'
import { fromFlat } from '../../src/Tensor.js'

/** The rows and columns of a matrix. */
const extents = (x: Expr): readonly [number, number] => [x.shape.at(-2) ?? 1, x.shape.at(-1) ?? 1]

/** A matrix that is given, in small. */
const tenth = (x: Expr): Expr => mul(0.1, tanh(x))

/** 1, 2, 3, … on the diagonal: eigenvalues, and singular values, that stay apart. */
const ladder = (m: number, n: number): Expr =>
  constant(
    fromFlat(
      Array.from({ length: m * n }, (_, k) => (Math.floor(k / n) === k % n ? 1 + (k % n) : 0)),
      [m, n],
    ),
  )

/** Each guard: a function from any real value to one in its domain. */
const guards = {
  /** Between −1 and 1. */
  bounded: x => tanh(x),
  /** Above 0.1. */
  positive: x => add(0.1, softplus(x)),
  /** Between −0.9 and 0.9. */
  inside: x => mul(0.9, tanh(x)),
  /** Between 0.05 and 0.95. */
  fraction: x => add(0.05, mul(0.9, sigmoid(x))),
  /** Above 1.1. */
  aboveOne: x => add(1.1, softplus(x)),
  /** A symmetric positive definite matrix. */
  definite: x => {
    const t = tanh(x)
    return add(matmul(t, flip(t)), eye(extents(x)[0]))
  },
  /** A matrix whose singular values stay apart and away from 0: of full rank. */
  regular: x => add(tenth(x), ladder(...extents(x))),
  /** A symmetric matrix whose eigenvalues stay apart. */
  spread: x => {
    const t = tenth(x)
    return add(add(t, flip(t)), ladder(...extents(x)))
  },
  /** A lower triangular matrix, regular. */
  lower: x => add(tril(tenth(x)), ladder(...extents(x))),
} satisfies Readonly<Record<string, (x: Expr) => Expr>>

/** The name of a guard. */
export type GuardName = keyof typeof guards

/** A value brought into a domain. */
export const guarded = (name: GuardName, x: Expr): Expr => guards[name](x)

/** Whether a value broadcasts to a shape. */
export const reaches = (from: Shape, to: Shape): boolean =>
  from.length <= to.length && from.every((d, i) => d === 1 || d === to[to.length - from.length + i])

/** A value brought to a shape: repeated along axes, laid out anew, or its entries in turn. */
export const fitted = (x: Expr, shape: Shape): Expr => {
  if (sameShape(x.shape, shape)) return x
  if (reaches(x.shape, shape)) return broadcastTo(x, shape)
  const [from, to] = [size(x.shape), size(shape)]
  if (from === to) return reshape(x, shape)
  if (from === 0) return zeros(shape)
  const turn = Int32Array.from({ length: to }, (_, i) => i % from)
  return reshape(gather(reshape(x, [from]), constant(fromFlat(turn, [to]))), shape)
}
