/** Elementwise operations: a scalar function and its partial derivatives; broadcasting follows. */
import { allocate, type Data, type Dense, type Precision } from '../Dense.js'
import { type AnyExpr, type Aval, type Expr, lift, type Operand, type ShapeOf } from '../Expr.js'
import {
  type Broadcast,
  broadcastShapes,
  broadcastStrides,
  type MeetShape,
  type Shape,
  size,
} from '../Shape.js'
import type { Kind } from '../Tensor.js'
import { broadcasting } from './batching.js'
import {
  apply1,
  callPrint,
  type Edge,
  type Operation,
  operation,
  type PartialDerivative,
  type Primitive,
  type Print,
  primitive,
  requireKind,
} from './Operation.js'
import type { Scalar } from './Scalars.js'
import { type Row, walkRows } from './walk.js'

// -------------------------------------------------------------------------------------
// types
// -------------------------------------------------------------------------------------

/** A real function of one operand, of any shape. */
export type Unary = <S extends Shape = readonly []>(x: Expr<S> | number) => Expr<S>

/** The shape two operands broadcast to; a number takes the other's. */
export type BroadcastOf<A, B> = A extends number
  ? ShapeOf<B>
  : B extends number
    ? ShapeOf<A>
    : Broadcast<ShapeOf<A>, ShapeOf<B>>

/** What `B` must be to broadcast with `A`: anything, or a record that says what does not meet. */
export type Meets<A, B> = A extends number
  ? unknown
  : B extends number
    ? unknown
    : readonly [ShapeOf<A>] extends readonly [ShapeOf<B>]
      ? unknown
      : readonly [BroadcastOf<A, B>] extends readonly [never]
        ? { readonly 'shapes do not broadcast': readonly [ShapeOf<A>, 'with', ShapeOf<B>] }
        : unknown

/** A real function of two operands that broadcast. */
export type Binary = <const A extends Operand, const B extends Operand>(
  a: A,
  b: B & Meets<A, B>,
) => Expr<BroadcastOf<A, B>>

export type { MeetShape }

// -------------------------------------------------------------------------------------
// evaluation
// -------------------------------------------------------------------------------------

/** Computes `f` entry by entry over operands that broadcast to `out`. */
export const mapEntries = (
  f: (...xs: readonly number[]) => number,
  args: readonly Dense[],
  out: Aval,
  precision: Precision,
): Data => {
  const data = allocate(out.kind, size(out.shape), precision)
  const [x, y, z] = args.map(a => a.data)
  const row: Row = (k, [i, j, l], n, [di, dj, dl]) => {
    if (y === undefined) for (let p = 0; p < n; p++) data[k + p] = f(x![i! + p * di!]!)
    else if (z === undefined)
      for (let p = 0; p < n; p++) data[k + p] = f(x![i! + p * di!]!, y[j! + p * dj!]!)
    else
      for (let p = 0; p < n; p++)
        data[k + p] = f(x![i! + p * di!]!, y[j! + p * dj!]!, z[l! + p * dl!]!)
  }
  // Most operands have all entries or one: they need no walk.
  if (args.every(a => a.data.length === data.length || a.data.length === 1))
    row(
      0,
      args.map(() => 0),
      data.length,
      args.map(a => (a.data.length === 1 ? 0 : 1)),
    )
  else
    walkRows(
      out.shape,
      args.map(a => broadcastStrides(a.shape, out.shape)),
      row,
    )
  return data
}

// -------------------------------------------------------------------------------------
// constructors
// -------------------------------------------------------------------------------------

/** The shape arguments broadcast to, each of the kind it must have. */
export const broadcastResult =
  (name: string, kinds: readonly Kind[], kind: Kind) =>
  (args: readonly Aval[]): Aval => {
    args.forEach((x, i) => {
      requireKind(name, kinds[i]!, x)
    })
    return { kind, shape: args.map(x => x.shape).reduce((s, t) => broadcastShapes(name, s, t)) }
  }

interface Options {
  readonly latex?: string | ((...args: readonly string[]) => string)
  readonly text?: (...args: readonly string[]) => string
  readonly edges?: readonly Edge[]
  /** What it computes, where that is more than a call of one function. */
  readonly scalar?: Scalar
}

const printOf = (name: string, { latex, text }: Options): Print => {
  const call = callPrint(name)
  return {
    text: text === undefined ? call.text : args => text(...args),
    latex:
      latex === undefined
        ? call.latex
        : typeof latex === 'string'
          ? args => `${latex}\\left(${args.join(', ')}\\right)`
          : args => latex(...args),
  }
}

const record = (
  name: string,
  arity: number,
  f: (...xs: readonly number[]) => number,
  partials: (xs: readonly Expr[], y: Expr) => readonly PartialDerivative[],
  options: Options,
): Operation =>
  operation({
    name,
    result: broadcastResult(name, Array<Kind>(arity).fill('real'), 'real'),
    evaluate: (args, out, _, precision) => mapEntries(f, args, out, precision),
    scalar: options.scalar ?? ((s, ...xs) => s.call(f, ...xs)),
    // Sound: `result` admits real arguments only.
    derivative: { form: 'elementwise', partials: (xs, y) => partials(xs as readonly Expr[], y) },
    batch: broadcasting,
    print: printOf(name, options),
    edges: options.edges ?? [],
  })

/**
 * An operation of one operand, in one line: `unary('tanh', Math.tanh, (x, y) => sub(1, mul(y, y)))`.
 * The partial derivative is written in terms of x and of the result y.
 */
export const unary = (
  name: string,
  f: (x: number) => number,
  partial: (x: Expr, y: Expr) => PartialDerivative,
  options: Options = {},
): Unary & Primitive => {
  const op = record(name, 1, f, ([x], y) => [partial(x!, y)], options)
  return primitive(
    op,
    <S extends Shape>(x: Expr<S> | number): Expr<S> => apply1(op, [lift(x)]) as Expr<S>,
  ) // the result has the operand's shape
}

/** An operation of two operands that broadcast, its partial derivatives in terms of a, b and y. */
export const binary = (
  name: string,
  f: (a: number, b: number) => number,
  partials: (a: Expr, b: Expr, y: Expr) => readonly [PartialDerivative, PartialDerivative],
  options: Options = {},
): Binary & Primitive => {
  const op = record(name, 2, f, ([a, b], y) => partials(a!, b!, y), options)
  const build = (a: Operand, b: Operand): AnyExpr => apply1(op, [lift(a), lift(b)])
  return primitive(op, build as Binary) // `broadcastResult` is `BroadcastOf`
}
