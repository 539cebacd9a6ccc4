/**
 * `Expr<S, K>`: a symbol, a node of an immutable typed DAG over a set of operations.
 * A node names its operation; nodes are compared by identity, and walked without recursion.
 */
import type { AnyTensor, Kind, Tensor } from './Dense.js'
import { shapeError } from './Errors.js'
import {
  builtHere,
  markOf,
  type Origin,
  originOf,
  someMarked,
  type Tracing,
  withOrigin,
} from './Place.js'
import { owned, type Shape } from './Shape.js'
import { isTensor } from './Tensor.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/** What is known of a value before it is computed. */
export interface Aval {
  readonly shape: Shape
  readonly kind: Kind
}

/** Settings of an operation that are fixed when a program is built: axes, shapes, constants. */
export type Attrs = Readonly<Record<string, unknown>>

/** A symbol of shape `S` and kind `K`. */
export interface Expr<S extends Shape = Shape, K extends Kind = 'real'> {
  readonly _tag: 'Expr'
  readonly op: string
  readonly args: readonly AnyExpr[]
  readonly attrs: Attrs
  readonly shape: S
  readonly kind: K
  /** What an operation with several outputs yields; such a node is only read through `output`. */
  readonly outputs: readonly Aval[] | undefined
  /**
   * Never there. Its type makes the compiler refuse a symbol as a JavaScript condition («will always
   * return true», TS2801): choose with `where`.
   */
  readonly then: NotACondition
}

type NotACondition = (
  useWhere: (symbol: 'a symbol is not a condition: use where') => never,
) => never

/** A symbol of any shape and kind. */
export type AnyExpr = Expr<Shape, Kind>

/** What a real operation takes: a symbol, or a number that is lifted to a constant. */
export type Operand = Expr | number

/** The shape of an operand. */
export type ShapeOf<X> = X extends Expr<infer S, Kind> ? S : readonly []

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/** What `-x`, `x + 1` and `x < 2` ask a symbol for; the compiler lets `-x` pass, which would be NaN. */
const refuse = (hint: string): string => {
  if (hint === 'string') return 'a symbol'
  throw shapeError('fn', 'operations on symbols, as neg, add and less', 'JavaScript’s own')
}

const make = (
  op: string,
  args: readonly AnyExpr[],
  attrs: Attrs,
  { shape, kind }: Aval,
  outputs: readonly Aval[] | undefined,
): AnyExpr =>
  // The one place where `then` is claimed: it has a type and no value.
  Object.freeze({
    _tag: 'Expr',
    op,
    args: Object.freeze(args),
    attrs: Object.freeze(attrs),
    shape: Object.freeze(shape),
    kind,
    outputs,
    [Symbol.toPrimitive]: refuse,
  }) as unknown as AnyExpr

/**
 * A node, from its operation's name, arguments, settings and what is known of its value; all it is given is
 * frozen. Made of marked nodes, it knows its place.
 */
export const node = (
  op: string,
  args: readonly AnyExpr[],
  attrs: Attrs,
  aval: Aval,
  outputs?: readonly Aval[],
): AnyExpr => {
  const e = make(op, args, attrs, aval, outputs)
  return someMarked(args) ? withOrigin(e, builtHere(args)) : e
}

/** The same operation on other arguments, of another origin. */
export const remade = (e: AnyExpr, args: readonly AnyExpr[], origin: Origin): AnyExpr =>
  withOrigin(make(e.op, args, e.attrs, e, e.outputs), origin)

/** One of several outputs of a node. */
export const output = (e: AnyExpr, index: number, aval: Aval): AnyExpr =>
  node('output', [e], { index }, aval)

/** A symbol bound by an arrow: its name is the path of its leaf in the domain. */
export const parameter = (name: string, aval: Aval): AnyExpr =>
  node('parameter', [], { name }, aval)

/** A parameter that is marked: what is built from it knows its place. */
export const markedParameter = (name: string, aval: Aval, tracing?: Tracing): AnyExpr =>
  withOrigin(parameter(name, aval), markOf(tracing))

/**
 * A constant from a number or a tensor.
 *
 * @example
 * import { add, array, constant, fn, run, toNested, vector } from 'chainrule'
 *
 * const shift = fn(vector(2), x => add(x, constant(array([10, 20]))))
 * toNested(run(shift)(array([1, 2]))) // => [11, 22]
 */
export const constant = <S extends Shape = readonly [], K extends Kind = 'real'>(
  value: Tensor<S, K> | number,
): Expr<S, K> =>
  // Sound: its shape and kind are the tensor's.
  node('constant', [], { value }, typeof value === 'number' ? scalar : value) as Expr<S, K>

const scalar: Aval = { shape: [], kind: 'real' }

/** A constant filled with one number, held as that number. */
export const filled = <S extends Shape>(size: S, value: number): Expr<S> => {
  if (size.length === 0) return constant(value) as unknown as Expr<S> // a scalar
  const shape = owned(size)
  return node('broadcastTo', [constant(value)], { shape }, { shape, kind: 'real' }) as Expr<S>
}

/** Whether a value is a symbol. */
export const isExpr = (u: unknown): u is AnyExpr =>
  typeof u === 'object' && u !== null && '_tag' in u && u._tag === 'Expr'

/** A symbol as it is, a number or tensor as a constant. */
export const lift = (x: AnyExpr | number | AnyTensor): AnyExpr => {
  if (isExpr(x)) return x
  if (typeof x === 'number' || isTensor(x)) return constant(x)
  throw shapeError(
    'constant',
    'a symbol, a number or a tensor',
    Array.isArray(x) ? 'an array, of which array(…) makes a tensor' : typeof x,
  )
}

// -------------------------------------------------------------------------------------
// walking
// -------------------------------------------------------------------------------------

/**
 * Leaves every node that the roots depend on, arguments first, each once: `leave` is to make `done` true
 * of it. Nodes that are done are not entered. A graph has no cycles, so that no other mark is needed.
 */
export const walkGraph = (
  roots: readonly AnyExpr[],
  done: (e: AnyExpr) => boolean,
  leave: (e: AnyExpr) => void,
): void => {
  const stack: AnyExpr[] = []
  const next: number[] = []
  for (const root of roots) {
    if (done(root)) continue
    stack.push(root)
    next.push(0)
    while (stack.length > 0) {
      const top = stack.length - 1
      const { args } = stack[top]!
      let i = next[top]!
      while (i < args.length && done(args[i]!)) i++
      if (i < args.length) {
        next[top] = i + 1
        stack.push(args[i]!)
        next.push(0)
      } else {
        leave(stack[top]!)
        stack.pop()
        next.pop()
      }
    }
  }
}

/** Every node the roots depend on, arguments first, each once. */
export const postorder = (roots: readonly AnyExpr[]): readonly AnyExpr[] => {
  const order = new Set<AnyExpr>()
  walkGraph(
    roots,
    e => order.has(e),
    e => order.add(e),
  )
  return [...order]
}

/** The same operation on other arguments of the same shapes; it keeps its origin. */
export const withArgs = (e: AnyExpr, args: readonly AnyExpr[]): AnyExpr => {
  if (args.every((a, i) => a === e.args[i])) return e
  const origin = originOf(e)
  return origin === undefined ? node(e.op, args, e.attrs, e, e.outputs) : remade(e, args, origin)
}

/** The roots with some nodes replaced, everything between shared as it was. */
export const substitute = (
  roots: readonly AnyExpr[],
  replacements: ReadonlyMap<AnyExpr, AnyExpr>,
): readonly AnyExpr[] => {
  const image = new Map(replacements)
  const of = (e: AnyExpr): AnyExpr => image.get(e)!
  walkGraph(
    roots,
    e => image.has(e),
    e => image.set(e, withArgs(e, e.args.map(of))),
  )
  return roots.map(of)
}
