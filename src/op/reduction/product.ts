/** The product over axes, whose derivative divides by nothing. */
import { allocate } from '../../Dense.js'
import { type AnyExpr, type Attrs, type Expr, filled } from '../../Expr.js'
import { broadcastStrides, type Shape, size } from '../../Shape.js'
import { shiftAxes, shifted } from '../batching.js'
import {
  apply1,
  type Maybe,
  operation,
  type Primitive,
  primitive,
  requireKind,
} from '../Operation.js'
import { mul } from '../scalar/arithmetic.js'
import { type Reduce, reducedShape, reshape, sum } from '../structure/structure.js'
import { walkRows } from '../walk.js'
import { mergeAxes } from './merging.js'
import { back, before, behind, type Line, recurrence } from './recurrence.js'
import type { Reduction } from './reduction.js'

const axesOf = (attrs: Attrs): readonly number[] => attrs['axes'] as readonly number[]

/** At each place the product of what is before it along a line: of nothing it is 1. */
const ahead = (x: Expr, line: Line): Expr => {
  const n = x.shape[line.axis]!
  const one = filled(
    x.shape.map((d, i) => (i === line.axis ? 1 : d)),
    1,
  )
  return recurrence<Shape>(before(x, line, 1), behind(one, back(line), 0, n - 1), line)
}

/** At each place the product of all others, from those on the left and those on the right. */
const others = (e: AnyExpr): Expr => {
  const whole = e.args[0] as Expr // `result` admits a real argument only
  const { x, axis, back: apart } = mergeAxes(whole, axesOf(e.attrs))
  if (x.shape[axis] === 0) return whole
  const left = ahead(x, { axis, reverse: false })
  return apart(mul(left, ahead(x, { axis, reverse: true })))
}

const prodOp = operation({
  name: 'prod',
  result: ([x], attrs) => {
    requireKind('prod', 'real', x!)
    return { shape: reducedShape('prod', x!.shape, axesOf(attrs), false).out, kind: 'real' }
  },
  evaluate: ([x], out, attrs, precision) => {
    const products = new Float64Array(size(out.shape)).fill(1)
    const { kept } = reducedShape('prod', x!.shape, axesOf(attrs), true)
    walkRows(x!.shape, [broadcastStrides(kept, x!.shape)], (k, [i], n, [step]) => {
      for (let p = 0; p < n; p++) products[i! + p * step!]! *= x!.data[k + p]!
    })
    if (precision === 'f64') return products
    const data = allocate('real', products.length, precision)
    data.set(products)
    return data
  },
  flops: ([x]) => size(x!.shape),
  derivative: {
    form: 'rule',
    vjp: (e, [w]) => {
      const { kept } = reducedShape('prod', e.args[0]!.shape, axesOf(e.attrs), true)
      return [mul(others(e), reshape(w!, kept))]
    },
    jvp: (e, [v]): readonly Maybe[] => [sum(mul(others(e), v!), { axis: axesOf(e.attrs) })],
  },
  batch: shifted(shiftAxes),
  print: { text: ([x]) => `prod(${x})`, latex: ([x]) => `\\prod ${x}` },
  edges: [{ at: [0, 0], note: 'zeros: each derivative is the product of the others' }],
})

/**
 * The product over axes, all of them unless `axis` says which; 1 where there is nothing to multiply.
 *
 * Its derivative, the product of the others, is right at any number of zeros, in every order.
 *
 * @example
 * import { array, fn, grad, run, toNested, vector } from 'chainrule'
 * import { prod } from 'chainrule/op'
 *
 * toNested(run(grad(fn(vector(3), x => prod(x))))(array([2, 0, 4]))) // => [0, 8, 0]
 *
 * @throws ShapeError where an axis is out of range or named twice
 */
export const prod: Reduction & Primitive = primitive(prodOp, ((
  x: Expr,
  options: Reduce = {},
): Expr => {
  const { axes, out } = reducedShape('prod', x.shape, options.axis, options.keepdims ?? false)
  return reshape(apply1(prodOp, [x], { axes }) as Expr, out)
}) as Reduction) // `reducedShape` is `Reduced`
