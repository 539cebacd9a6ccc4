/** Loops inside bodies: `scan`, `fold` and `whileLoop` take plain functions and lift what these capture. */
import { shapeError } from '../Errors.js'
import { type AnyExpr, constant, type Expr } from '../Expr.js'
import { whileNode } from '../op/control/loopNode.js'
import { outputsOf } from '../op/Operation.js'
import type { Shape } from '../Shape.js'
import type { Form } from '../Space.js'
import { assemble, describe, leaves } from '../space/form.js'
import { fromFlat } from '../Tensor.js'
import { close, type Made } from './closure.js'
import { type Steps, scanLeaves } from './scanLeaves.js'
import {
  type Alike,
  type Entry,
  entryForm,
  type Lifted,
  type One,
  type Parts,
  partsOf,
  type Stacked,
  type Structure,
  stackForm,
} from './symbolic.js'
import { parameters, symbols } from './trace.js'

/** How a loop over sequences runs. */
export interface ScanOptions {
  /** From the last entry to the first; stacked results stay in the order of the entries. */
  readonly reverse?: boolean
  /** Reverse mode keeps about √n carries instead of n, and computes the steps between them anew. */
  readonly checkpoint?: boolean
}

/** Sequences, and how many entries they have; of a number, the numbers below it. */
const sequences = (operation: string, xs: unknown): Parts & { readonly length: number } => {
  if (typeof xs === 'number') {
    if (!Number.isInteger(xs) || xs < 0)
      throw shapeError(operation, 'a whole number of steps', `${xs}`)
    const numbers = Int32Array.from({ length: xs }, (_, i) => i)
    return { ...partsOf(operation, constant(fromFlat(numbers, [xs]))), length: xs }
  }
  const parts = partsOf(operation, xs)
  const { length } = entryForm(operation, parts.form)
  if (length === undefined) throw shapeError(operation, 'at least one sequence', 'none')
  return { ...parts, length }
}

/**
 * A loop over the entries of sequences: each step takes the carry and an entry, and gives the next carry
 * and something to be stacked. `xs` is a symbol, or a structure of them, of which the first axis is walked;
 * or a number of steps, each then given which one it is.
 *
 * Reverse mode keeps the carries, so that memory is linear in the steps; with `checkpoint` it keeps √n.
 *
 * @example
 * import { add, array, fn, run, scan, toNested, vector } from 'chainrule'
 *
 * const sums = fn(vector(3), xs => scan((total, x) => [add(total, x), add(total, x)], 0, xs)[1])
 * toNested(run(sums)(array([1, 2, 3]))) // => [1, 3, 6]
 *
 * @throws ShapeError where sequences differ in length, or a step gives another carry than it takes
 */
export const scan = <
  const C extends Structure,
  const X extends Structure,
  const R extends Alike<C>,
  const Y extends Structure | readonly [],
>(
  step: (carry: Lifted<C>, x: Entry<X>) => readonly [R, Y],
  init: C,
  xs: X,
  options: ScanOptions = {},
): readonly [carry: Lifted<C>, ys: Stacked<Y>] => {
  const one = (c: Lifted<C>, x: Entry<X>): readonly [unknown, Y] => {
    const made: unknown = step(c, x)
    if (!Array.isArray(made) || made.length !== 2)
      throw shapeError('scan', 'a step that gives [carry, y]', describe(made))
    return made as unknown as readonly [unknown, Y] // the two were counted
  }
  return scanned('scan', one, init, xs, options)
}

/** `scan` by the name of what it is called through. */
const scanned = <C extends Structure, X extends Structure, Y extends Structure | readonly []>(
  name: string,
  step: (carry: Lifted<C>, x: Entry<X>) => readonly [unknown, Y],
  init: C,
  xs: X,
  options: ScanOptions,
): readonly [carry: Lifted<C>, ys: Stacked<Y>] => {
  const carry = partsOf(name, init)
  const { form, leaves: stacks, length } = sequences(name, xs)
  const entry = entryForm(name, form).form
  const steps: Steps = (c, x) => {
    // Sound: the structures of the carry and of an entry.
    const made = step(assemble(carry.form, c) as Lifted<C>, assemble(entry, x) as Entry<X>)
    const y = partsOf(name, made[1])
    const next = symbols(name, carry.form, made[0], 'a step that gives the carry it takes')
    return { form: y.form, leaves: [...next, ...y.leaves] }
  }
  const { form: each, leaves: outs } = scanLeaves(steps, carry.leaves, stacks, {
    own: [parameters(carry.form, 'carry'), parameters(entry)],
    length,
    reverse: options.reverse ?? false,
    checkpoint: options.checkpoint ?? false,
  })
  const n = carry.leaves.length
  // Sound: the carry has its form, and what is stacked that of a step's second result.
  return [
    assemble(carry.form, outs.slice(0, n)) as Lifted<C>,
    assemble(stackForm(each, length), outs.slice(n)) as Stacked<Y>,
  ]
}

/**
 * A loop over the entries of sequences of which only the last carry is kept; see `scan`.
 *
 * @example
 * import { array, fn, fold, grad, mul, run, toNested, vector } from 'chainrule'
 *
 * const product = fn(vector(3), xs => fold((c, x) => mul(c, x), 1, xs))
 * toNested(run(grad(product))(array([2, 0, 5]))) // => [0, 10, 0]
 *
 * @throws ShapeError where sequences differ in length, or a step gives another carry than it takes
 */
export const fold = <
  const C extends Structure,
  const X extends Structure,
  const R extends Alike<C>,
>(
  step: (carry: Lifted<C>, x: Entry<X>) => R,
  init: C,
  xs: X,
  options: ScanOptions = {},
): Lifted<C> => scanned<C, X, readonly []>('fold', (c, x) => [step(c, x), []], init, xs, options)[0]

const truth: Form = { tag: 'leaf', kind: 'bool', shape: [], scalar: true }

/** How a while-loop runs. */
export interface WhileOptions {
  /** The loop ends after so many steps in any case. */
  readonly maxSteps?: number
}

/**
 * A loop that goes on as long as its test is true. Both modes go through it: reverse mode keeps the carries
 * of as many steps as the loop turned out to make.
 *
 * @example
 * import { fn, grad, less, mul, real, run, whileLoop } from 'chainrule'
 *
 * const doubled = fn(real, x => whileLoop(c => less(c, 100), c => mul(2, c), x))
 * run(doubled)(3) // => 192
 * run(grad(doubled))(3) // => 64
 *
 * @throws ShapeError where the test is not a single truth value, or a step gives another carry than it takes
 */
export const whileLoop = <const C extends Structure, S extends Shape, const R extends Alike<C>>(
  test: (carry: Lifted<C>) => Expr<S, 'bool'> & One<S>,
  step: (carry: Lifted<C>) => R,
  init: C,
  options: WhileOptions = {},
): Lifted<C> => {
  const { maxSteps = Number.POSITIVE_INFINITY } = options
  if (!(maxSteps >= 0)) throw shapeError('whileLoop', 'a number of steps from 0', `${maxSteps}`)
  const { form, leaves: start } = partsOf('whileLoop', init)
  const own = parameters(form, 'carry')
  const at = (c: readonly AnyExpr[]): Lifted<C> => assemble(form, c) as Lifted<C> // the carry's form
  const made = (want: Form, y: unknown, expected: string): Made => ({
    form: want,
    leaves: symbols('whileLoop', want, y, expected),
  })
  const { graphs, captured } = close(
    [
      { own, body: c => made(truth, test(at(c)), 'a test that gives one truth value') },
      { own, body: c => made(form, step(at(c)), 'a step that gives the carry it takes') },
    ],
    start,
  )
  const loop = {
    test: graphs[0]!,
    step: graphs[1]!,
    consts: captured.length,
    carries: leaves(form).length,
    maxSteps,
    tape: [],
  }
  return at(outputsOf(whileNode(loop, [...captured, ...start])))
}
