/** The first-order linear recurrence along an axis: what cumulative products and their kin are made of. */
import { allocate } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import { type AnyExpr, type Attrs, type Expr, filled } from '../../Expr.js'
import { normaliseAxis, type Shape, sameShape, showShape, size } from '../../Shape.js'
import { shiftAxis, shifted } from '../batching.js'
import { apply1, type Maybe, operation, primitive, requireKind } from '../Operation.js'
import { add, mul } from '../scalar/arithmetic.js'
import { concat, type Range, slice } from '../structure/slicing.js'
import { walkLines } from '../walk.js'

/** Along which axis, and whether from its end to its beginning. */
export interface Along {
  readonly axis?: number
  readonly reverse?: boolean
}

/** The same, complete. */
export interface Line {
  readonly axis: number
  readonly reverse: boolean
}

/** What an operation along an axis was told; the first axis, forwards, unless said. */
export const lineOf = (name: string, x: Expr, { axis = 0, reverse = false }: Along): Line => ({
  axis: normaliseAxis(name, axis, x.shape.length),
  reverse,
})

/** The line of a node. */
export const lineIn = (attrs: Attrs): Line => attrs as unknown as Line // written from `lineOf` only

/** The other way. */
export const back = ({ axis, reverse }: Line): Line => ({ axis, reverse: !reverse })

const along = (x: Expr, axis: number, range: Range): Expr =>
  slice(
    x,
    x.shape.map((_, i) => (i === axis ? range : {})),
  )

/** The first along a line, and all but the first. */
export const first = (x: Expr, { axis, reverse }: Line): Expr =>
  along(x, axis, reverse ? { start: -1 } : { stop: 1 })
const rest = (x: Expr, { axis, reverse }: Line): Expr =>
  along(x, axis, reverse ? { stop: -1 } : { start: 1 })

/** A tensor behind one layer, or more, of a number along a line. */
export const behind = (x: Expr, { axis, reverse }: Line, number: number, layers = 1): Expr => {
  const layer = filled(
    x.shape.map((d, i) => (i === axis ? layers : d)),
    number,
  )
  return concat(reverse ? [x, layer] : [layer, x], { axis })
}

/** At each place the entry before it, the number at the first; of at least one entry. */
export const before = (x: Expr, line: Line, number: number): Expr =>
  behind(rest(x, back(line)), line, number)

/** aᵢ · sᵢ₋₁ but at the first place, where nothing is before: 0. */
const carried = (a: Expr, s: Expr, line: Line): Expr =>
  behind(mul(rest(a, line), rest(s, back(line))), line, 0)

const recurrenceOp = operation({
  name: 'recurrence',
  result: ([a, b]) => {
    requireKind('recurrence', 'real', a!)
    requireKind('recurrence', 'real', b!)
    if (!sameShape(a!.shape, b!.shape))
      throw shapeError('recurrence', `factors of shape ${showShape(b!.shape)}`, showShape(a!.shape))
    return { shape: b!.shape, kind: 'real' }
  },
  evaluate: ([a, b], out, attrs, precision) => {
    const data = allocate('real', size(out.shape), precision)
    walkLines(out.shape, lineIn(attrs), (start, step, n) => {
      let s = b!.data[start]!
      data[start] = s
      for (let p = 1, i = start + step; p < n; p++, i += step) {
        s = a!.data[i]! * s + b!.data[i]!
        data[i] = s
      }
    })
    return data
  },
  flops: (_, out) => 2 * size(out.shape),
  derivative: {
    // λᵢ = wᵢ + aᵢ₊₁ λᵢ₊₁, the adjoint recurrence, runs the other way.
    form: 'rule',
    vjp: (e, [w], needed) => {
      const line = lineIn(e.attrs)
      const [a] = e.args as readonly Expr[] // `result` admits real ones only
      const lambda = run(before(a!, back(line), 0), w!, back(line))
      return [needed(0) ? carried(lambda, e as Expr, line) : undefined, lambda]
    },
    jvp: (e, [va, vb]): readonly Maybe[] => {
      const line = lineIn(e.attrs)
      const [a] = e.args as readonly Expr[] // `result` admits real ones only
      const moved = va === undefined ? undefined : carried(va, e as Expr, line)
      return [run(a!, moved === undefined ? vb! : vb === undefined ? moved : add(moved, vb), line)]
    },
  },
  batch: shifted(shiftAxis),
})

/** The node, unless it has no step to make. */
const run = (a: Expr, b: Expr, line: Line): Expr =>
  b.shape[line.axis]! <= 1 && sameShape(a.shape, b.shape)
    ? b
    : (apply1(recurrenceOp, [a, b] as readonly AnyExpr[], { ...line }) as Expr)

/**
 * The linear recurrence sᵢ = aᵢ · sᵢ₋₁ + bᵢ along an axis, the first unless said, where s₀ = b₀ and a₀ is
 * not read: a discounted sum, a moving average, a cumulative product.
 *
 * @example
 * import { array, fn, run, toNested, tuple, vector } from 'chainrule'
 * import { recurrence } from 'chainrule/op'
 *
 * const f = fn(tuple(vector(3), vector(3)), ([a, b]) => recurrence(a, b))
 * toNested(run(f)([array([9, 2, 3]), array([1, 10, 100])])) // => [1, 12, 136]
 *
 * @throws ShapeError where the axis is out of range, or the shapes differ
 */
export const recurrence = primitive(
  recurrenceOp,
  <S extends Shape>(a: Expr<S>, b: Expr<S>, options: Along = {}): Expr<S> =>
    run(a, b, lineOf('recurrence', b, options)) as Expr<S>, // the shape is that of b
)
