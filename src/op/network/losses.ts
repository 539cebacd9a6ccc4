/**
 * Losses, composed from primitives, one number an entry or a row: what is asked of a batch is their
 * `mean` or `sum`. Their derivatives follow.
 */
import { shapeError } from '../../Errors.js'
import { type Expr, lift, type Operand } from '../../Expr.js'
import { broadcastShapes, normaliseAxis, type Shape, sameShape, showShape } from '../../Shape.js'
import type { Binary, BroadcastOf, Meets } from '../elementwise.js'
import { requireKind } from '../Operation.js'
import { relu, softplus } from '../scalar/activation.js'
import { abs, add, mul, neg, square, sub } from '../scalar/arithmetic.js'
import { and, equal, lessEqual, where } from '../scalar/compare.js'
import { xlogx } from '../scalar/entropy.js'
import { exp } from '../scalar/transcendental.js'
import { takeAlongAxis } from '../structure/along.js'
import { reshape, sum } from '../structure/structure.js'
import { column, logSoftmax } from './composite.js'

// -------------------------------------------------------------------------------------
// entry by entry
// -------------------------------------------------------------------------------------

/** A real function of two operands that broadcast, which refuses others by its own name. */
const composed = (name: string, f: (a: Expr, b: Expr) => Expr): Binary => {
  const build = (x: Operand, y: Operand): Expr => {
    const [a, b] = [lift(x), lift(y)]
    requireKind(name, 'real', a)
    requireKind(name, 'real', b)
    broadcastShapes(name, a.shape, b.shape)
    return f(a as Expr, b as Expr) // both are real
  }
  return build as Binary // entry by entry, of the shape both broadcast to
}

/**
 * (a − b)², entry by entry; its mean is the mean squared error.
 *
 * @example
 * import { fn, real, run, tuple } from 'chainrule'
 * import { squaredError } from 'chainrule/op'
 *
 * run(fn(tuple(real, real), ([a, b]) => squaredError(a, b)))([1, 4]) // => 9
 *
 * @throws ShapeError where the shapes do not broadcast
 */
export const squaredError: Binary = composed('squaredError', (a, b) => square(sub(a, b)))

/**
 * |a − b|, entry by entry; the derivative where they are equal is 0.
 *
 * @example
 * import { fn, real, run, tuple } from 'chainrule'
 * import { l1 } from 'chainrule/op'
 *
 * run(fn(tuple(real, real), ([a, b]) => l1(a, b)))([1, 4]) // => 3
 *
 * @throws ShapeError where the shapes do not broadcast
 */
export const l1: Binary = composed('l1', (a, b) => abs(sub(a, b)))

/**
 * Huber's loss of the difference d = a − b, entry by entry (Huber 1964): ½ d² up to |d| = δ, beyond it
 * the line δ (|d| − δ/2); δ is 1 unless said.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { huber } from 'chainrule/op'
 *
 * toNested(run(fn(vector(2), x => huber(x, 0, { delta: 2 })))(array([1, -5]))) // => [0.5, 8]
 *
 * @throws ShapeError where the shapes do not broadcast, or δ is not a positive number
 */
export const huber = <const A extends Operand, const B extends Operand>(
  a: A,
  b: B & Meets<A, B>,
  options: { readonly delta?: number } = {},
): Expr<BroadcastOf<A, B>> => {
  const { delta = 1 } = options
  if (!(delta > 0 && delta < Infinity)) throw shapeError('huber', 'a positive delta', `${delta}`)
  const loss = composed('huber', (x, y) => {
    const d = sub(x, y)
    const near = lessEqual(abs(d), delta)
    // An infinite difference must not meet the parabola's derivative.
    return where(near, mul(0.5, square(where(near, d, 0))), mul(delta, sub(abs(d), delta / 2)))
  })
  return loss<A, B>(a, b)
}

/**
 * max(0, 1 − y s) of a score s and a label y that is −1 or 1; the derivative at the kink is 0.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { hinge } from 'chainrule/op'
 *
 * toNested(run(fn(vector(3), s => hinge(s, 1)))(array([-1, 0.5, 2]))) // => [2, 0.5, 0]
 *
 * @throws ShapeError where the shapes do not broadcast
 */
export const hinge: Binary = composed('hinge', (s, y) => relu(sub(1, mul(y, s))))

/**
 * The logistic loss of logits z against probabilities t of the class, entry by entry:
 * −t log σ(z) − (1 − t) log(1 − σ(z)), stable at |z| = 10⁴ and beyond.
 *
 * @example
 * import { fn, real, run } from 'chainrule'
 * import { binaryCrossEntropy } from 'chainrule/op'
 *
 * run(fn(real, z => binaryCrossEntropy(z, 1)))(-10000) // => 10000
 *
 * @throws ShapeError where the shapes do not broadcast
 */
export const binaryCrossEntropy: Binary = composed('binaryCrossEntropy', (z, t) =>
  // Both terms of one sign: no digits are lost where the loss is small.
  add(mul(t, softplus(neg(z))), mul(sub(1, t), softplus(z))),
)

/** p · l with 0 · −∞ = 0: what has no probability costs nothing. */
const weighed = (p: Expr, l: Expr): Expr =>
  mul(p, where(and(equal(p, 0), equal(l, -Infinity)), 0, l))

/**
 * q (log q − log p), entry by entry, of log-probabilities log p and probabilities q; 0 where q is 0.
 * Summed, the divergence of q from p (Kullback, Leibler 1951).
 *
 * @example
 * import { fn, real, run, tuple } from 'chainrule'
 * import { klDivergence } from 'chainrule/op'
 *
 * const f = fn(tuple(real, real), ([logP, q]) => klDivergence(logP, q))
 * run(f)([0, 0.5]) // => -0.34657359027997264
 *
 * @throws ShapeError where the shapes do not broadcast
 */
export const klDivergence: Binary = composed('klDivergence', (logP, q) =>
  sub(xlogx(q), weighed(q, logP)),
)

// -------------------------------------------------------------------------------------
// row by row
// -------------------------------------------------------------------------------------

/** The shape of rows: all but the last axis. */
type Rows<S extends Shape> = S extends readonly [...infer B extends Shape, unknown]
  ? readonly [...B]
  : Shape

/**
 * The multivariate logistic loss (18) of logits, one number a row: against labels,
 * −log softmax(z)_y = log Σ eᶻ − z_y; against probabilities p of the shape of the logits,
 * −Σ p log softmax(z).
 *
 * Its negative gradient in z is δ − softmax(z); stable at |z| = 10⁴ and beyond.
 *
 * @example
 * import { array, crossEntropy, fn, index, run, tuple, vector } from 'chainrule'
 *
 * const f = fn(tuple(vector(2), index(2)), ([z, y]) => crossEntropy(z, y))
 * run(f)([array([10000, 10000]), 1]) // => 0.6931471805599453
 *
 * @throws ShapeError where there is not one label a row of logits, or one probability a logit
 */
export const crossEntropy = <S extends Shape>(
  logits: Expr<S>,
  target: Expr<Rows<S>, 'index'> | Expr<NoInfer<S>>,
): Expr<Rows<S>> => {
  normaliseAxis('crossEntropy', -1, logits.shape.length)
  requireKind('crossEntropy', 'real', logits)
  const rows = logits.shape.slice(0, -1)
  if (target.kind === 'real') {
    if (!sameShape(target.shape, logits.shape))
      throw shapeError(
        'crossEntropy',
        `labels of kind index, or probabilities of shape ${showShape(logits.shape)}`,
        `real ${showShape(target.shape)}`,
      )
    const cost: Expr = neg(sum(weighed(target, logSoftmax(logits)), { axis: -1 }))
    return cost as Expr<Rows<S>> // the last axis is summed
  }
  requireKind('crossEntropy', 'index', target)
  const labels: Expr<Shape, 'index'> = target
  if (!sameShape(labels.shape, rows))
    throw shapeError('crossEntropy', `labels of shape ${showShape(rows)}`, showShape(labels.shape))
  const picked = takeAlongAxis(logSoftmax(logits), column(labels), { axis: -1 })
  return neg(reshape(picked, rows)) as Expr as Expr<Rows<S>> // one number a row
}

/**
 * The divergence Σ p (log p − log q) of the distributions p = softmax(a) and q = softmax(b) along the
 * last axis, one number a row (Kullback, Leibler 1951).
 *
 * @example
 * import { array, fn, run, tuple, vector } from 'chainrule'
 * import { klBetweenLogits } from 'chainrule/op'
 *
 * const f = fn(tuple(vector(2), vector(2)), ([a, b]) => klBetweenLogits(a, b))
 * run(f)([array([10000, 0]), array([0, 10000])]) // => 10000
 *
 * @throws ShapeError where the shapes differ, or there is no last axis
 */
export const klBetweenLogits = <S extends Shape>(
  a: Expr<S>,
  b: Expr<NoInfer<S>>,
): Expr<Rows<S>> => {
  normaliseAxis('klBetweenLogits', -1, a.shape.length)
  requireKind('klBetweenLogits', 'real', a)
  requireKind('klBetweenLogits', 'real', b)
  if (!sameShape(a.shape, b.shape))
    throw shapeError('klBetweenLogits', `logits of shape ${showShape(a.shape)}`, showShape(b.shape))
  const [logP, logQ]: readonly Expr[] = [logSoftmax(a), logSoftmax(b)]
  const p = exp(logP!)
  // What has no probability costs nothing, whatever q says of it.
  const ratio = where(equal(p, 0), 0, sub(logP!, logQ!))
  const total: Expr = sum(mul(p, ratio), { axis: -1 })
  return total as Expr<Rows<S>> // the last axis is summed
}
