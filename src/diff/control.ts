/** Choices, and arrows kept whole: control flow inside bodies, which take plain functions and lift what these capture. */
import { shapeError } from '../Errors.js'
import type { AnyExpr, Expr } from '../Expr.js'
import { switchNode } from '../op/control/branch.js'
import { callNode } from '../op/control/control.js'
import { someMarked } from '../Place.js'
import { type Shape, showShape } from '../Shape.js'
import { type Form, showForm } from '../Space.js'
import { assemble } from '../space/form.js'
import type { Kind } from '../Tensor.js'
import { close } from './closure.js'
import type { Diff } from './model.js'
import { applyLeaves } from './stages.js'
import {
  type Alike,
  type Lifted,
  type One,
  partsOf,
  type Structure,
  sameLeaves,
} from './symbolic.js'
import { arrowOf, markedParameters, parameters } from './trace.js'

/** Refuses what is not a single value of a kind. */
const requireOne = (operation: string, kind: Kind, expected: string, x: AnyExpr): void => {
  if (x.kind !== kind || x.shape.length > 0)
    throw shapeError(operation, expected, `${x.kind} ${showShape(x.shape)}`)
}

/** The results of the branch that a selector names. */
const choose = (
  operation: string,
  selector: AnyExpr,
  branches: readonly (() => unknown)[],
): unknown => {
  const { graphs, captured, forms } = close(
    branches.map(branch => ({ own: [], body: () => partsOf(operation, branch()) })),
    [selector],
  )
  const [first] = forms as readonly [Form] // one a branch
  if (forms.some(form => !sameLeaves(form, first))) {
    // The branches of `cond` are given the other way round.
    const said = operation === 'cond' ? forms.toReversed() : forms
    throw shapeError(operation, 'results of one form', said.map(showForm).join(' and '))
  }
  return assemble(first, switchNode(selector, captured, graphs))
}

/**
 * The result of one of two functions, chosen when the program runs: only that one runs, and only its
 * derivative. What the functions use from outside they may use as it is.
 *
 * Where the condition is a tensor choose with `where`; in a batch each example chooses for itself, and what
 * is not taken does not reach the derivative, NaN or not.
 *
 * @example
 * import { cond, fn, grad, greater, log, real, run } from 'chainrule'
 *
 * const safeLog = fn(real, x => cond(greater(x, 0), () => log(x), () => 0))
 * run(safeLog)(0) // => 0
 * run(grad(safeLog))(0) // => 0
 *
 * @throws ShapeError where the condition is not a single truth value, or the results differ in shape
 */
export const cond = <const X extends Structure, S extends Shape, const Y extends Alike<X>>(
  condition: Expr<S, 'bool'> & One<S>,
  then: () => X,
  otherwise: () => Y,
): Lifted<X> => {
  requireOne('cond', 'bool', 'one truth value', condition)
  // The second is the one that `false`, which is 0, names. The form is that of X.
  return choose('cond', condition, [otherwise, then]) as Lifted<X>
}

/**
 * The result of one of several functions, by number; a number out of range takes the first or the last.
 *
 * @example
 * import { cos, fn, index, real, run, sin, switchCase, tuple } from 'chainrule'
 *
 * const f = fn(tuple(index(2), real), ([i, x]) => switchCase(i, [() => sin(x), () => cos(x)]))
 * run(f)([1, 0]) // => 1
 *
 * @throws ShapeError where there is no function, the number is not one index, or results differ in shape
 */
export const switchCase = <
  const X extends Structure,
  S extends Shape,
  const Rest extends readonly (() => Alike<X>)[],
>(
  selector: Expr<S, 'index'> & One<S>,
  branches: readonly [() => X, ...Rest],
): Lifted<X> => {
  requireOne('switchCase', 'index', 'one index', selector)
  const all: readonly (() => unknown)[] = branches
  if (all.length === 0) throw shapeError('switchCase', 'at least one function', 'none')
  return choose('switchCase', selector, all) as Lifted<X> // the form is that of X
}

/**
 * An arrow kept as a function: programs call it instead of holding a copy for each use, and its derivative
 * is a function that computes it anew. A recursion is then a program as small as it is written.
 *
 * @example
 * import { apply, call, fn, grad, mul, real, run } from 'chainrule'
 *
 * const cube = call(fn(real, x => mul(x, mul(x, x))), 'cube')
 * run(grad(fn(real, x => apply(cube, apply(cube, x)))))(1) // => 9
 */
export const call = <A, B>(f: Diff<A, B>, name = 'call'): Diff<A, B> => {
  const { form } = f.dom
  return arrowOf(form, f.cod.form, params => {
    const inner = someMarked(params) ? markedParameters(form) : parameters(form)
    const map = { params: inner, results: applyLeaves(f, inner) }
    return callNode({ name, map, kept: true }, params)
  })
}

/**
 * An arrow whose derivative computes it anew instead of keeping what is inside: time for memory.
 *
 * @example
 * import { checkpoint, compose, fn, grad, real, run, sin, square } from 'chainrule'
 *
 * const f = checkpoint(compose(fn(real, x => sin(x)), fn(real, x => square(x))))
 * run(grad(f))(0) // => 0
 */
export const checkpoint = <A, B>(f: Diff<A, B>): Diff<A, B> => call(f, 'checkpoint')
