/** Tracing: a function of symbols becomes a closed graph. */
import { scopeError, shapeError } from '../Errors.js'
import {
  type AnyExpr,
  type Aval,
  isExpr,
  lift,
  markedParameter,
  parameter,
  postorder,
} from '../Expr.js'
import type { Graph } from '../op/Operation.js'
import { stackHere } from '../Place.js'
import { sameShape, showShape } from '../Shape.js'
import {
  type AnySpace,
  byName,
  type Form,
  fromForm,
  type Space,
  type Sym,
  type SymOrNumber,
  type Val,
} from '../Space.js'
import { assemble, describe, disassemble, leaves, showPath } from '../space/form.js'
import { isTensor } from '../Tensor.js'
import type { AnyDiff, Diff, Stage } from './model.js'

const named = (
  form: Form,
  root: string,
  make: (name: string, aval: Aval) => AnyExpr,
): readonly AnyExpr[] =>
  leaves(form).map(({ leaf, path }) => make(path.length === 0 ? root : showPath(path), leaf))

/** Fresh parameters for the leaves of a form, named after their places. */
export const parameters = (form: Form, root = 'x'): readonly AnyExpr[] =>
  named(form, root, parameter)

/** The same, marked: what is built from them knows its place, and where the arrow was made that builds it. */
export const markedParameters = (form: Form, arrow?: Error): readonly AnyExpr[] => {
  const tracing = { arrow, base: stackHere() }
  return named(form, 'x', (name, aval) => markedParameter(name, aval, tracing))
}

const isPlain = (u: unknown): u is object =>
  typeof u === 'object' &&
  u !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(u) as object | null)

/** The form of a symbolic result. */
export const formOf = (y: unknown, operation = 'fn'): Form => {
  if (typeof y === 'number') return { tag: 'leaf', kind: 'real', shape: [], scalar: true }
  if (isExpr(y) || isTensor(y))
    return { tag: 'leaf', kind: y.kind, shape: y.shape, scalar: y.shape.length === 0 }
  if (Array.isArray(y)) return { tag: 'tuple', parts: y.map(part => formOf(part, operation)) }
  if (isPlain(y))
    return {
      tag: 'struct',
      fields: Object.entries(y)
        .map(([n, x]): readonly [string, Form] => [n, formOf(x, operation)])
        .toSorted(byName),
    }
  const got =
    typeof y === 'object' ? `a ${Object.prototype.toString.call(y).slice(8, -1)}` : typeof y
  throw shapeError(operation, 'a result of symbols, numbers, tuples and structs', got)
}

/**
 * The leaves of a symbolic structure, numbers lifted, each checked against its form; an error says what
 * the structure is to be.
 */
export const symbols = (
  operation: string,
  form: Form,
  y: unknown,
  what?: string,
): readonly AnyExpr[] => {
  const as = what === undefined ? '' : `${what}: `
  const places = leaves(form)
  return disassemble(operation, form, y, [], as).map((u, i) => {
    const { leaf, path } = places[i]!
    const fault = (got: string): never => {
      const place = path.length === 0 ? '' : ` at ${showPath(path)}`
      throw shapeError(operation, `${as}${leaf.kind} ${showShape(leaf.shape)}${place}`, got)
    }
    if (typeof u !== 'number' && !isExpr(u) && !isTensor(u)) return fault(describe(u))
    const e = lift(u)
    if (e.kind !== leaf.kind || !sameShape(e.shape, leaf.shape))
      return fault(`${e.kind} ${showShape(e.shape)}`)
    return e
  })
}

const checkClosed = (params: readonly AnyExpr[], results: readonly AnyExpr[]): void => {
  const own = new Set(params)
  const foreign = postorder(results).find(e => e.op === 'parameter' && !own.has(e))
  if (foreign !== undefined)
    throw scopeError(
      'fn',
      'a body that uses only its own symbols (pass others through the domain)',
      `'${String(foreign.attrs['name'])}' of an outer fn`,
    )
}

/** How many frames of the library there may be between an arrow and who makes it. */
const NEAR = 20

/** A stage that can be built anew. */
export const withPlaces = (stage: Stage, placed: (() => Graph) | undefined): Stage =>
  placed === undefined ? stage : Object.defineProperty({ ...stage }, 'placed', { value: placed })

/** The stage of a function of symbols between two forms; the second is read off the result if absent. */
export const trace = (
  dom: Form,
  cod: Form | undefined,
  body: (x: unknown) => unknown,
  here?: Error,
  operation = 'fn',
): Stage => {
  const at = (params: readonly AnyExpr[]): { readonly form: Form; readonly graph: Graph } => {
    const y = body(assemble(dom, params))
    const form = cod ?? formOf(y, operation)
    const results = symbols(operation, form, y)
    checkClosed(params, results)
    return { form, graph: { params, results } }
  }
  const { form, graph } = at(parameters(dom))
  return withPlaces({ dom, cod: form, graph }, () => at(markedParameters(dom, here)).graph)
}

/** The arrow of leaves: its graph, and that of marked parameters when it is asked for. */
export const arrowOf = <A, B>(
  dom: Form,
  cod: Form,
  build: (params: readonly AnyExpr[]) => readonly AnyExpr[],
  params: readonly AnyExpr[] = parameters(dom),
): Diff<A, B> => {
  const here = stackHere(NEAR)
  return arrow(
    withPlaces({ dom, cod, graph: { params, results: build(params) } }, () => {
      const own = markedParameters(dom, here)
      return { params: own, results: build(own) }
    }),
  )
}

const frozen = (stage: Stage): Stage => {
  const { graph } = stage
  ;[graph.params, graph.results, graph, stage].forEach(Object.freeze)
  return stage
}

/** The arrow of one stage. */
export const arrow = <A, B>(stage: Stage): Diff<A, B> =>
  Object.freeze({
    _tag: 'Diff',
    dom: fromForm<A>(stage.dom),
    cod: fromForm<B>(stage.cod),
    path: Object.freeze({ tag: 'stage', stage: frozen(stage) }),
  })

/** The two forms of `fn`. */
export interface Fn {
  /** The codomain inferred from what the body returns. */
  <A, const X extends object | number>(dom: Space<A>, body: (x: Sym<A>) => X): Diff<A, Val<X>>
  /** The codomain stated: for generic helpers. */
  <A, B, const Y extends SymOrNumber<B>>(
    dom: Space<A>,
    cod: Space<B>,
    body: (x: Sym<A>) => Y,
  ): Diff<A, B>
}

/** An arrow of a body, with what is to be remembered of where it was made: a stack takes time and memory. */
const traced = (here: () => Error | undefined): Fn =>
  ((
    dom: AnySpace,
    second: AnySpace | ((x: unknown) => unknown),
    third: (x: unknown) => unknown = x => x,
  ): AnyDiff =>
    typeof second === 'function'
      ? arrow(trace(dom.form, undefined, second, here()))
      : arrow(trace(dom.form, second.form, third, here()))) as Fn // `formOf` is `Val`, `symbols` checks the rest

/**
 * The arrow of a function of symbols; numbers in its result are constants.
 *
 * @example
 * import { array, exp, fn, mul, run, struct, toNested, vector, real } from 'chainrule'
 *
 * const f = fn(struct({ a: real, x: vector(2) }), ({ a, x }) => ({ y: mul(a, exp(x)) }))
 * toNested(run(f)({ a: 3, x: array([0, 0]) }).y) // => [3, 3]
 *
 * @throws ScopeError where the body uses a symbol of an outer `fn`
 * @throws ShapeError where the body's operations do not meet, or its result is not of the codomain
 */
export const fn: Fn = traced(() => undefined)

/** `fn` for bodies of this library: what they build has the place where the arrow was made. */
export const libraryFn: Fn = traced(() => stackHere(NEAR))
