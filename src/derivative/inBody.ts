/** Derivatives and batches inside bodies: of plain functions of symbols, which may use what is around them. */
import { close, type Made } from '../diff/closure.js'
import {
  type Entry,
  entryForm,
  type Lifted,
  partsOf,
  type Stacked,
  type Structure,
} from '../diff/symbolic.js'
import { parameters, symbols } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import { type AnyExpr, constant, type Expr } from '../Expr.js'
import { inline } from '../op/control/control.js'
import type { Graph, Maybe } from '../op/Operation.js'
import { zeros } from '../op/structure/structure.js'
import { type Form, fromForm, showForm, tangentSpace, type Unit } from '../Space.js'
import { assemble, leaves } from '../space/form.js'
import type { Tensor } from '../Tensor.js'
import { batchGraph } from './batch.js'
import { forward, reverse } from './graph.js'
import { modes } from './modes.js'

/** The structure of tangents of a structure: discrete parts have the unit. */
export type TangentOf<X> = X extends number
  ? Expr<readonly []>
  : X extends Expr<infer S, infer K> | Tensor<infer S, infer K>
    ? K extends 'real'
      ? Expr<S>
      : Unit
    : { readonly [P in keyof X]: TangentOf<X[P]> }

/** A body at a structure: its closed graph, and its arguments, captured ones first. */
interface At {
  readonly form: Form
  readonly result: Form
  readonly graph: Graph
  readonly args: readonly AnyExpr[]
  readonly outer: number
}

const bodyAt = (operation: string, f: (x: never) => unknown, x: unknown, entry?: Form): At => {
  const parts = partsOf(operation, x)
  const form = entry ?? parts.form
  const body = (xs: readonly AnyExpr[]): Made => partsOf(operation, f(assemble(form, xs) as never)) // the structure of x
  const { graphs, captured, forms } = close([{ own: parameters(form), body }], parts.leaves)
  const args = [...captured, ...parts.leaves]
  return { form, result: forms[0]!, graph: graphs[0]!, args, outer: captured.length }
}

const isReal = (form: Form): readonly boolean[] =>
  leaves(form).map(({ leaf }) => leaf.kind === 'real')

const tangents = (form: Form, vs: readonly Maybe[]): unknown => {
  const real = isReal(form)
  return assemble(
    tangentSpace(fromForm<unknown>(form)).form,
    leaves(form).flatMap(({ leaf }, i) => (real[i] === true ? [vs[i] ?? zeros(leaf.shape)] : [])),
  )
}

/**
 * The value and the gradient of a function at a point, inside a body: what the function uses from outside
 * stays alive, so that the gradient can be differentiated with respect to it.
 *
 * @example
 * import { fn, mul, real, run, square, tuple, valueAndGradOf } from 'chainrule'
 *
 * const f = fn(tuple(real, real), ([w, x]) => valueAndGradOf(y => mul(w, square(y)), x))
 * run(f)([3, 2]) // => [12, 12]
 *
 * @throws ShapeError where the function is not to ℝ
 */
export const valueAndGradOf = <const X extends Structure>(
  f: (x: Lifted<X>) => Expr | number,
  x: X,
): readonly [value: Expr<readonly []>, gradient: TangentOf<X>] => gradients('valueAndGradOf', f, x)

const gradients = <X extends Structure>(
  operation: string,
  f: (x: Lifted<X>) => Expr | number,
  x: X,
): readonly [value: Expr<readonly []>, gradient: TangentOf<X>] => {
  const { form, result, graph, args, outer } = bodyAt(operation, f, x)
  if (result.tag !== 'leaf' || result.kind !== 'real' || result.shape.length > 0)
    throw shapeError(operation, 'a function to ℝ', `one to ${showForm(result)}`)
  const wanted = args.map((_, i) => i >= outer)
  const { results, back } = reverse(modes, graph, args, wanted)
  const ws = back([constant(1)]).slice(outer)
  // Sound: a scalar, and one cotangent a real leaf.
  return [results[0] as Expr<readonly []>, tangents(form, ws) as TangentOf<X>]
}

/**
 * The gradient of a function at a point, inside a body; see `valueAndGradOf`.
 *
 * @example
 * import { fn, grad, gradOf, mul, real, run, square } from 'chainrule'
 *
 * // d/dw of d/dx (w x²) at x = 2 w, where w = 3: 4 w, whose derivative is 8 w.
 * const slope = fn(real, w => gradOf(x => mul(w, square(x)), mul(2, w)))
 * run(slope)(3) // => 36
 * run(grad(slope))(3) // => 24
 *
 * @throws ShapeError where the function is not to ℝ
 */
export const gradOf = <const X extends Structure>(
  f: (x: Lifted<X>) => Expr | number,
  x: X,
): TangentOf<X> => gradients('gradOf', f, x)[1]

/**
 * The value of a function at a point and its derivative along a tangent, inside a body, by forward mode.
 *
 * @example
 * import { fn, jvpOf, mul, real, run, sin, tuple } from 'chainrule'
 *
 * const f = fn(tuple(real, real), ([w, x]) => jvpOf(y => sin(mul(w, y)), x, 1))
 * run(f)([2, 0]) // => [0, 2]
 *
 * @throws ShapeError where the tangent is not like the point
 */
export const jvpOf = <const X extends Structure, const Y extends Structure>(
  f: (x: Lifted<X>) => Y,
  x: X,
  v: TangentOf<X> | (X extends number | Expr<readonly []> ? number : never),
): readonly [value: Lifted<Y>, tangent: TangentOf<Y>] => {
  const { form, result, graph, args, outer } = bodyAt('jvpOf', f, x)
  const given = symbols(
    'jvpOf',
    tangentSpace(fromForm<unknown>(form)).form,
    v,
    'a tangent like the point',
  ).values()
  const own = isReal(form).map(r => (r ? (given.next().value as Maybe) : undefined)) // tangents are real
  const none = Array.from({ length: outer }, (): Maybe => undefined)
  const { results, tangents: moved } = forward(modes, graph, args, [...none, ...own])
  // Sound: the leaves of the result, and of its tangents.
  return [assemble(result, results) as Lifted<Y>, tangents(result, moved) as TangentOf<Y>]
}

/**
 * A function of one entry on all entries of sequences at once, inside a body: their first axis is the batch,
 * and what the function uses from outside all entries share.
 *
 * @example
 * import { array, fn, matrix, mul, run, sum, toNested, tuple, vector, vmapOf } from 'chainrule'
 *
 * const f = fn(tuple(vector(2), matrix(3, 2)), ([w, rows]) => vmapOf(row => sum(mul(w, row)), rows))
 * toNested(run(f)([array([1, 10]), array([[1, 2], [3, 4], [5, 6]])])) // => [21, 43, 65]
 *
 * @throws ShapeError where the first axes differ
 */
export const vmapOf = <const X extends Structure, const Y extends Structure>(
  f: (x: Entry<X>) => Y,
  xs: X,
): Stacked<Y> => {
  const { form, length } = entryForm('vmapOf', partsOf('vmapOf', xs).form)
  if (length === undefined) throw shapeError('vmapOf', 'at least one sequence', 'none')
  const { result, graph, args, outer } = bodyAt('vmapOf', f, xs, form)
  const marks = args.map((_, i) => i >= outer)
  // The results have the batch axis in front.
  return assemble(result, inline(batchGraph(graph, marks, length), args)) as Stacked<Y>
}
