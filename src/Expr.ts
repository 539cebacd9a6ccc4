/**
 * `Expr<S, K>`: a symbol, a node of an immutable typed DAG over a set of operations.
 * A node names its operation; nodes are compared by identity, and walked without recursion.
 */
import type { AnyTensor, Kind, Tensor } from './Dense.js'
import { shapeError } from './Errors.js'
import type { Shape } from './Shape.js'
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

/** A node, from its operation's name, arguments, settings and what is known of its value. */
export const node = (
  op: string,
  args: readonly AnyExpr[],
  attrs: Attrs,
  { shape, kind }: Aval,
  outputs?: readonly Aval[],
): AnyExpr =>
  // The one place where `then` is claimed: it has a type and no value.
  ({ _tag: 'Expr', op, args, attrs, shape, kind, outputs }) as unknown as AnyExpr

/** A symbol bound by an arrow: its name is the path of its leaf in the domain. */
export const parameter = (name: string, aval: Aval): AnyExpr =>
  node('parameter', [], { name }, aval)

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
  node('constant', [], { value }, typeof value === 'number' ? scalar : value) as Expr<
    S,
    K
  >

const scalar: Aval = { shape: [], kind: 'real' }

/** A constant filled with one number, held as that number. */
export const filled = <S extends Shape>(shape: S, value: number): Expr<S> =>
  shape.length === 0
    ? (constant(value) as unknown as Expr<S>) // a scalar
    : (node('broadcastTo', [constant(value)], { shape }, { shape, kind: 'real' }) as Expr<S>)

/** Whether a value is a symbol. */
export const isExpr = (u: unknown): u is AnyExpr =>
  typeof u === 'object' && u !== null && '_tag' in u && u._tag === 'Expr'

/** A symbol as it is, a number or tensor as a constant. */
export const lift = (x: AnyExpr | number | AnyTensor): AnyExpr => {
  if (isExpr(x)) return x
  if (typeof x === 'number' || isTensor(x)) return constant(x)
  throw shapeError('constant', 'a symbol, a number or a tensor', typeof x)
}

// -------------------------------------------------------------------------------------
// walking
// -------------------------------------------------------------------------------------

/** Every node the roots depend on, arguments first, each once; `stop` nodes are not entered. */
export const postorder = (
  roots: readonly AnyExpr[],
  stop: (e: AnyExpr) => boolean = () => false,
): readonly AnyExpr[] => {
  const seen = new Set<AnyExpr>()
  const order: AnyExpr[] = []
  const stack: AnyExpr[] = []
  const next: number[] = []
  const enter = (e: AnyExpr): void => {
    if (seen.has(e)) return
    seen.add(e)
    stack.push(e)
    next.push(0)
  }
  for (const root of roots) {
    enter(root)
    while (stack.length > 0) {
      const top = stack.length - 1
      const e = stack[top]!
      const i = next[top]!
      if (i < e.args.length && !stop(e)) {
        next[top] = i + 1
        enter(e.args[i]!)
      } else {
        order.push(e)
        stack.pop()
        next.pop()
      }
    }
  }
  return order
}

/** The same operation on other arguments of the same shapes. */
export const withArgs = (e: AnyExpr, args: readonly AnyExpr[]): AnyExpr =>
  args.every((a, i) => a === e.args[i]) ? e : node(e.op, args, e.attrs, e, e.outputs)

/** The roots with some nodes replaced, everything between shared as it was. */
export const substitute = (
  roots: readonly AnyExpr[],
  replacements: ReadonlyMap<AnyExpr, AnyExpr>,
): readonly AnyExpr[] => {
  const image = new Map(replacements)
  const of = (e: AnyExpr): AnyExpr => image.get(e)!
  for (const e of postorder(roots, x => replacements.has(x)))
    if (!image.has(e)) image.set(e, withArgs(e, e.args.map(of)))
  return roots.map(of)
}
