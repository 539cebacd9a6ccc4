/** Norms over axes: how long vectors are, at any scale. */
import { allocate } from '../../Dense.js'
import { shapeError } from '../../Errors.js'
import type { AnyExpr, Attrs, Expr } from '../../Expr.js'
import { broadcastStrides, type Shape, size } from '../../Shape.js'
import { shiftAxes, shifted } from '../batching.js'
import { apply1, type Maybe, operation, primitive, requireKind } from '../Operation.js'
import { absolute, numbers, type Scalars } from '../Scalars.js'
import { abs, div, mul, sign } from '../scalar/arithmetic.js'
import { equal, where } from '../scalar/compare.js'
import { pow } from '../scalar/transcendental.js'
import { type Reduced, reducedShape, reshape, sum, zeros } from '../structure/structure.js'
import { walkRows } from '../walk.js'
import { max } from './reduction.js'

type Axes = number | readonly number[]
const axesOf = (attrs: Attrs): readonly number[] => attrs['axes'] as readonly number[]
const orderOf = (attrs: Attrs): number => attrs['order'] as number

/** ∂‖x‖/∂x = sign(x) (|x| / ‖x‖)ᵖ⁻¹, and 0 at the zero vector, its derivatives too. */
const slope = (e: AnyExpr): Expr => {
  const x = e.args[0] as Expr // `result` admits a real argument only
  const p = orderOf(e.attrs)
  const y = reshape(e as Expr, reducedShape('norm', x.shape, axesOf(e.attrs), true).kept)
  const none = equal(y, 0)
  const length = where(none, 1, y)
  if (p === 2) return where(none, 0, div(x, length))
  return mul(sign(x), pow(where(none, 1, div(abs(x), length)), p - 1))
}

/**
 * A norm as scalar code: the scale for a largest absolute value, by which no power overflows or vanishes and, where p
 * is 2, nothing is rounded; the power of an entry; the root of the sum of powers.
 */
export const normCode = <T>(s: Scalars<T>, p: number) => ({
  scale: (top: T): T => {
    const one = s.number(1)
    if (p !== 2)
      return s.choose(s.and(s.less(s.number(0), top), s.less(top, s.number(Infinity))), top, one)
    const small = s.choose(s.less(top, s.number(2 ** -480)), s.number(2 ** -600), one)
    return s.choose(s.less(s.number(2 ** 480), top), s.number(2 ** 600), small)
  },
  power: (x: T, scale: T): T => {
    const t = s.div(x, scale)
    return p === 2 ? s.mul(t, t) : s.call(Math.pow, absolute(s, t), s.number(p))
  },
  root: (total: T, scale: T): T =>
    s.mul(scale, p === 2 ? s.call(Math.sqrt, total) : s.call(Math.pow, total, s.number(1 / p))),
})

const normOp = operation({
  name: 'norm',
  result: ([x], attrs) => {
    requireKind('norm', 'real', x!)
    return { shape: reducedShape('norm', x!.shape, axesOf(attrs), false).out, kind: 'real' }
  },
  evaluate: ([x], out, attrs, precision) => {
    const p = orderOf(attrs)
    const strides = [
      broadcastStrides(reducedShape('norm', x!.shape, axesOf(attrs), true).kept, x!.shape),
    ]
    const scales = new Float64Array(size(out.shape))
    walkRows(x!.shape, strides, (k, [i], n, [step]) => {
      for (let q = 0; q < n; q++) {
        const at = i! + q * step!
        scales[at] = Math.max(scales[at]!, Math.abs(x!.data[k + q]!))
      }
    })
    const { scale, power, root } = normCode(numbers, p)
    for (let i = 0; i < scales.length; i++) scales[i] = scale(scales[i]!)
    const powers = new Float64Array(x!.data.length)
    walkRows(x!.shape, strides, (k, [i], n, [step]) => {
      for (let q = 0; q < n; q++) powers[k + q] = power(x!.data[k + q]!, scales[i! + q * step!]!)
    })
    const totals = sum.operation.evaluate([{ ...x!, data: powers }], out, attrs, 'f64')
    const data = allocate('real', scales.length, precision)
    for (let i = 0; i < scales.length; i++) data[i] = root(totals[i]!, scales[i]!)
    return data
  },
  flops: ([x]) => 2 * size(x!.shape),
  derivative: {
    form: 'rule',
    vjp: (e, [w]) => {
      const { kept } = reducedShape('norm', e.args[0]!.shape, axesOf(e.attrs), true)
      return [mul(slope(e), reshape(w!, kept))]
    },
    jvp: (e, [v]): readonly Maybe[] => [sum(mul(slope(e), v!), { axis: axesOf(e.attrs) })],
  },
  batch: shifted(shiftAxes),
  print: {
    text: ([x], attrs) => `norm(${x}, ${orderOf(attrs)})`,
    latex: ([x], attrs) => `\\left\\lVert ${x} \\right\\rVert_{${orderOf(attrs)}}`,
  },
  edges: [{ at: [0, 0], note: 'the zero vector: derivative 0' }],
})

const build = (
  x: Expr,
  options: {
    readonly axis?: Axes
    readonly keepdims?: boolean
    readonly order?: number | 'fro'
  } = {},
): Expr => {
  const { axes, out } = reducedShape('norm', x.shape, options.axis, options.keepdims ?? false)
  const order = options.order === 'fro' ? 2 : (options.order ?? 2)
  if (!(order >= 1)) throw shapeError('norm', "an order from 1 up, or 'fro'", `${order}`)
  requireKind('norm', 'real', x)
  if (order === 1) return reshape(sum(abs(x), { axis: axes }), out)
  if (order < Infinity) return reshape(apply1(normOp, [x], { axes, order }) as Expr, out)
  if (size(axes.map(i => x.shape[i]!)) === 0) return zeros(out) // of nothing it is 0
  return reshape(max(abs(x), { axis: axes }), out)
}

/**
 * The norm (Σ |x|ᵖ)^(1/p) of the entries over axes: of order p = 2 unless said, from 1 to `Infinity`, the
 * largest absolute value; `'fro'` is 2. Huge entries do not overflow, tiny ones do not vanish.
 *
 * The derivative at the zero vector is 0, and so are those beyond it; at order 1 it is sign(x), at
 * `Infinity` entries that tie share it equally.
 *
 * @example
 * import { array, fn, grad, run, toNested, vector } from 'chainrule'
 * import { norm } from 'chainrule/op'
 *
 * run(fn(vector(2), x => norm(x)))(array([3e200, 4e200])) // => 5e200
 * toNested(run(grad(fn(vector(2), x => norm(x))))(array([0, 0]))) // => [0, 0]
 * run(fn(vector(2), x => norm(x, { order: Infinity })))(array([3, -4])) // => 4
 *
 * @throws ShapeError where an axis is out of range or named twice, or the order is below 1
 */
export const norm = primitive(
  normOp,
  build as <
    S extends Shape,
    const A extends Axes | undefined = undefined,
    Keep extends boolean = false,
  >(
    x: Expr<S>,
    options?: {
      readonly axis?: A
      readonly keepdims?: Keep
      readonly order?: number | 'fro'
    },
  ) => Expr<Reduced<S, A, Keep>>, // `reducedShape` is `Reduced`
)
