/** What has come together so far along an axis: sums, products, extremes, log-sum-exps. */
import { allocate, type Data } from '../../Dense.js'
import type { AnyExpr, Expr } from '../../Expr.js'
import { type Shape, size } from '../../Shape.js'
import { shiftAxis, shifted } from '../batching.js'
import {
  apply1,
  type Derivative,
  type Edge,
  type Operation,
  operation,
  type Primitive,
  primitive,
  requireKind,
} from '../Operation.js'
import { div, maximum, mul, sub } from '../scalar/arithmetic.js'
import { equal, greater, isFinite, where } from '../scalar/compare.js'
import { toReal } from '../scalar/kinds.js'
import { exp } from '../scalar/transcendental.js'
import { walkLines } from '../walk.js'
import {
  type Along,
  back,
  before,
  behind,
  first,
  type Line,
  lineIn,
  lineOf,
  recurrence,
} from './recurrence.js'

/** One result for every beginning of a line: along one axis, the first unless said, or from its end. */
export type Cumulative = <S extends Shape>(x: Expr<S>, options?: Along) => Expr<S>

/** What is made of the entries of a line, one after the other. */
type Run = (x: Data, into: Data, start: number, step: number, n: number) => void

const record = (
  name: string,
  kernel: Run,
  derivative: Derivative,
  edges: readonly Edge[] = [],
): Operation =>
  operation({
    name,
    result: ([x]) => {
      requireKind(name, 'real', x!)
      return { shape: x!.shape, kind: 'real' }
    },
    evaluate: ([x], out, attrs, precision) => {
      const data = allocate('real', size(out.shape), precision)
      walkLines(out.shape, lineIn(attrs), (start, step, n) => {
        kernel(x!.data, data, start, step, n)
      })
      return data
    },
    derivative,
    batch: shifted(shiftAxis),
    edges,
  })

const cumulative = (op: Operation): Cumulative & Primitive =>
  primitive(
    op,
    <S extends Shape>(x: Expr<S>, options: Along = {}): Expr<S> =>
      apply1(op, [x], { ...lineOf(op.name, x, options) }) as Expr<S>, // the shape is that of x
  )

/** The argument of a node of one of these operations. */
const argument = (e: AnyExpr): Expr => e.args[0] as Expr // `result` admits a real one only

/**
 * The sums of the beginnings of a line: yᵢ = x₀ + … + xᵢ along an axis, the first unless said.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { cumsum } from 'chainrule/op'
 *
 * toNested(run(fn(vector(3), x => cumsum(x)))(array([1, 2, 3]))) // => [1, 3, 6]
 * toNested(run(fn(vector(3), x => cumsum(x, { reverse: true })))(array([1, 2, 3]))) // => [6, 5, 3]
 *
 * @throws ShapeError where the axis is out of range
 */
export const cumsum: Cumulative & Primitive = cumulative(
  record(
    'cumsum',
    (x, into, start, step, n) => {
      let total = 0
      for (let p = 0, i = start; p < n; p++, i += step) {
        total += x[i]!
        into[i] = total
      }
    },
    { form: 'linear', transpose: (w, e) => [cumsum(w, back(lineIn(e.attrs)))] },
  ),
)

/**
 * The products of the beginnings of a line: yᵢ = x₀ · … · xᵢ along an axis, the first unless said. Its
 * derivatives divide by nothing: they are right at any number of zeros, in every order.
 *
 * @example
 * import { array, fn, grad, run, sum, toNested, vector } from 'chainrule'
 * import { cumprod } from 'chainrule/op'
 *
 * toNested(run(fn(vector(3), x => cumprod(x)))(array([2, 3, 4]))) // => [2, 6, 24]
 * toNested(run(grad(fn(vector(3), x => sum(cumprod(x)))))(array([2, 0, 4]))) // => [1, 10, 0]
 *
 * @throws ShapeError where the axis is out of range
 */
export const cumprod: Cumulative = <S extends Shape>(x: Expr<S>, options: Along = {}): Expr<S> => {
  requireKind('cumprod', 'real', x)
  const line = lineOf('cumprod', x, options)
  const n = x.shape[line.axis]!
  if (n <= 1) return x
  // x₀, and from there on every entry is a factor.
  const start = behind(first(x, line), back(line), 0, n - 1)
  return recurrence<Shape>(x, start, line) as Expr<S> // the shape is that of x
}

const cumulativeExtreme = (
  name: 'cummax' | 'cummin',
  pick: (a: number, b: number) => number,
): Operation => {
  /** Which entries are the extreme so far, where it has not changed, and how many share it. */
  const shares = (e: AnyExpr, line: Line) => {
    const y = e as Expr // of real kind
    const hit = equal(argument(e), y)
    const same = toReal(equal(y, before(y, line, 0)))
    const count = recurrence<Shape>(same, toReal(hit), line)
    /** A share each; nothing where the extreme is NaN, which equals no entry. */
    const shared = (v: Expr): Expr => where(greater(count, 0), div(v, maximum(count, 1)), 0)
    return { hit, same, shared }
  }
  const kernel: Run = (x, into, start, step, n) => {
    let best = x[start]!
    for (let p = 0, i = start; p < n; p++, i += step) {
      best = pick(best, x[i]!)
      into[i] = best
    }
  }
  return record(
    name,
    kernel,
    {
      form: 'rule',
      vjp: (e, [w]) => {
        const line = lineIn(e.attrs)
        if (e.shape[line.axis] === 0) return [w]
        const { hit, same, shared } = shares(e, line)
        const total = recurrence<Shape>(before(same, back(line), 0), shared(w!), back(line))
        return [where(hit, total, 0)]
      },
      jvp: (e, [v]) => {
        const line = lineIn(e.attrs)
        if (e.shape[line.axis] === 0) return [v]
        const { hit, same, shared } = shares(e, line)
        return [shared(recurrence<Shape>(same, where(hit, v!, 0), line))]
      },
    },
    [
      { at: [1, 1], note: 'tie: the derivative is shared equally among the entries so far' },
      { at: [Number.NaN, 1], note: 'NaN from there on, derivative 0' },
    ],
  )
}

/**
 * The largest entry so far along an axis, the first unless said. As in `max`, those that tie share the
 * derivative equally (JAX halves it at each); from a NaN on it is NaN, with derivative 0 as in JAX.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { cummax } from 'chainrule/op'
 *
 * toNested(run(fn(vector(4), x => cummax(x)))(array([1, 3, 2, 5]))) // => [1, 3, 3, 5]
 *
 * @throws ShapeError where the axis is out of range
 */
export const cummax: Cumulative & Primitive = cumulative(cumulativeExtreme('cummax', Math.max))

/**
 * The smallest entry so far along an axis, the first unless said; ties and NaN as in `cummax`.
 *
 * @throws ShapeError where the axis is out of range
 */
export const cummin: Cumulative & Primitive = cumulative(cumulativeExtreme('cummin', Math.min))

/** eᵖ⁻ʸ for p ≤ y; the limit where y is infinite: at −∞ 0, at ∞ 1 for the p that is ∞ too. */
const share = (p: Expr, y: Expr): Expr => {
  const finite = isFinite(y)
  const limit = where(equal(p, Infinity), 0, where(equal(y, y), -Infinity, Number.NaN))
  return exp(sub(where(finite, p, limit), where(finite, y, 0)))
}

/** What each entry adds to the sum, and what is left of the sum before it. */
const portions = (e: AnyExpr, line: Line) => {
  const y = e as Expr // of real kind
  return { entry: share(argument(e), y), left: share(before(y, line, -Infinity), y) }
}

/**
 * log Σ eˣ over the beginnings of a line: yᵢ = log(eˣ⁰ + … + eˣⁱ) along an axis, the first unless said;
 * stable at any size of x, in its derivatives too, since all exponentials there are of numbers below 0.
 *
 * @example
 * import { array, fn, run, toNested, vector } from 'chainrule'
 * import { logcumsumexp } from 'chainrule/op'
 *
 * const f = fn(vector(2), x => logcumsumexp(x))
 * toNested(run(f)(array([10000, 10000]))) // => [10000, 10000.693147180559]
 *
 * @throws ShapeError where the axis is out of range
 */
export const logcumsumexp: Cumulative & Primitive = cumulative(
  record(
    'logcumsumexp',
    (x, into, start, step, n) => {
      // The sum is e^top · (1 + more).
      let top = -Infinity
      let more = 0
      for (let p = 0, i = start; p < n; p++, i += step) {
        const t = x[i]!
        if (Number.isNaN(t)) top = t
        else if (t > top) {
          more = (more + 1) * Math.exp(top - t)
          top = t
        } else if (t > -Infinity && top < Infinity) more += Math.exp(t - top)
        into[i] = top + Math.log1p(more)
      }
    },
    {
      form: 'rule',
      vjp: (e, [w]) => {
        const line = lineIn(e.attrs)
        if (e.shape[line.axis] === 0) return [w]
        const { entry, left } = portions(e, line)
        return [mul(entry, recurrence<Shape>(before(left, back(line), 0), w!, back(line)))]
      },
      jvp: (e, [v]) => {
        const line = lineIn(e.attrs)
        if (e.shape[line.axis] === 0) return [v]
        const { entry, left } = portions(e, line)
        return [recurrence<Shape>(left, mul(entry, v!), line)]
      },
    },
    [{ at: [-Infinity], note: '−∞ so far: derivative 0' }],
  ),
)
