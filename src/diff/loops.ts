/** Loops inside bodies: `scan`, `fold` and `whileLoop` take plain functions and lift what these capture. */
import { shapeError } from '../Errors.js'
import { type AnyExpr, constant, type Expr } from '../Expr.js'
import { scanResults, whileNode } from '../op/loopNode.js'
import { outputsOf } from '../op/Operation.js'
import { concat, slice } from '../op/slicing.js'
import { reshape } from '../op/structure.js'
import type { Shape } from '../Shape.js'
import type { Form } from '../Space.js'
import { assemble, describe, leaves } from '../space/form.js'
import { fromFlat } from '../Tensor.js'
import { close } from './closure.js'
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

/** A loop over leaves: its results, the carry first. */
type Steps = (carry: readonly AnyExpr[], xs: readonly AnyExpr[]) => readonly AnyExpr[]

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

/** A scan of a closed step over leaves. */
const scanLeaves = (
  steps: Steps,
  init: readonly AnyExpr[],
  xs: readonly AnyExpr[],
  own: readonly AnyExpr[],
  length: number,
  reverse: boolean,
): readonly AnyExpr[] => {
  const body = (ys: readonly AnyExpr[]): readonly AnyExpr[] =>
    steps(ys.slice(0, init.length), ys.slice(init.length))
  const { graphs, captured } = close([{ own, body }])
  return scanResults(
    { step: graphs[0]!, consts: captured.length, carries: init.length, length, reverse, tape: [] },
    [...captured, ...init, ...xs],
  )
}

/** Entries from `start` on, in rows of `width` where that is given. */
const chunk = (x: AnyExpr, start: number, stop: number, width?: number): AnyExpr => {
  const part = slice(x, [{ start, stop }]) as AnyExpr
  return width === undefined
    ? part
    : reshape(part, [(stop - start) / width, width, ...x.shape.slice(1)])
}

/** The same scan in chunks of about √n steps, each a step of a scan over chunks. */
const chunked = (
  steps: Steps,
  init: readonly AnyExpr[],
  xs: readonly AnyExpr[],
  [carry, entry]: readonly [readonly AnyExpr[], readonly AnyExpr[]],
  length: number,
  reverse: boolean,
): readonly AnyExpr[] => {
  const width = Math.max(1, Math.round(Math.sqrt(length)))
  const whole = length - (length % width)
  const rows = entry.map(e => parameterLike(e, width))
  const inner: Steps = (c, x) => scanLeaves(steps, c, x, [...carry, ...entry], width, reverse)
  const over = (c: readonly AnyExpr[]): readonly AnyExpr[] =>
    scanLeaves(
      inner,
      c,
      xs.map(x => chunk(x, 0, whole, width)),
      [...carry, ...rows],
      whole / width,
      reverse,
    )
  const rest = (c: readonly AnyExpr[]): readonly AnyExpr[] =>
    scanLeaves(
      steps,
      c,
      xs.map(x => chunk(x, whole, length)),
      [...carry, ...entry],
      length - whole,
      reverse,
    )
  const n = init.length
  const [first, second] = reverse ? [rest, over] : [over, rest]
  const one = first(init)
  const two = second(one.slice(0, n))
  const [long, short] = reverse ? [two, one] : [one, two]
  const stacks = long.slice(n).map((y, i) => {
    const flat: AnyExpr = reshape(y, [whole, ...y.shape.slice(2)])
    return concat([flat, short[n + i]!]) as AnyExpr
  })
  return [...two.slice(0, n), ...stacks]
}

const parameterLike = (e: AnyExpr, width: number): AnyExpr =>
  parameters({ tag: 'leaf', kind: e.kind, shape: [width, ...e.shape], scalar: false })[0]!

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
  let shape: Form = { tag: 'tuple', parts: [] }
  const steps: Steps = (c, x) => {
    // Sound: the structures of the carry and of an entry.
    const made = step(assemble(carry.form, c) as Lifted<C>, assemble(entry, x) as Entry<X>)
    const y = partsOf(name, made[1])
    shape = y.form
    return [
      ...symbols(name, carry.form, made[0], 'a step that gives the carry it takes'),
      ...y.leaves,
    ]
  }
  const own = [parameters(carry.form), parameters(entry)] as const
  const reverse = options.reverse ?? false
  const outs =
    options.checkpoint === true
      ? chunked(steps, carry.leaves, stacks, own, length, reverse)
      : scanLeaves(steps, carry.leaves, stacks, own.flat(), length, reverse)
  const n = carry.leaves.length
  // Sound: the carry has its form, and what is stacked that of a step's second result.
  return [
    assemble(carry.form, outs.slice(0, n)) as Lifted<C>,
    assemble(stackForm(shape, length), outs.slice(n)) as Stacked<Y>,
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
  const own = parameters(form)
  const at = (c: readonly AnyExpr[]): Lifted<C> => assemble(form, c) as Lifted<C> // the carry's form
  const { graphs, captured } = close([
    {
      own,
      body: c =>
        symbols(
          'whileLoop',
          { tag: 'leaf', kind: 'bool', shape: [], scalar: true },
          test(at(c)),
          'a test that gives one truth value',
        ),
    },
    {
      own,
      body: c => symbols('whileLoop', form, step(at(c)), 'a step that gives the carry it takes'),
    },
  ])
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
