/**
 * What an operation is: one record from which its shape, its value, both derivative modes and its print
 * follow. A primitive is such a record with the function that builds its nodes.
 */
import type { Dense, Kind, Precision } from '../Dense.js'
import { shapeError } from '../Errors.js'
import { type AnyExpr, type Attrs, type Aval, type Expr, node } from '../Expr.js'
import { showShape, size } from '../Shape.js'

/** A partial derivative: a symbol, or a number where it is the same everywhere. */
export type PartialDerivative = Expr | number

/** A cotangent or tangent; absent where it is zero. */
export type Maybe = Expr | undefined

/** A closed graph: what it is given, and what it makes of it. */
export interface Graph {
  readonly params: readonly AnyExpr[]
  readonly results: readonly AnyExpr[]
}

/**
 * The derivative of an operation, in one of these forms, from which both modes follow.
 *
 * - `elementwise`: the partial derivatives at x, given the result y
 * - `linear`: jointly linear in its real arguments; the transpose takes a cotangent to each of them
 * - `bilinear`: linear in each of two; a transpose in each, given the other
 * - `rule`: its vjp and jvp, where none of the above fits
 * - `none`: results without tangents (comparisons, counts)
 */
export type Derivative =
  | {
      readonly form: 'elementwise'
      readonly partials: (
        xs: readonly AnyExpr[],
        y: Expr,
        attrs: Attrs,
      ) => readonly PartialDerivative[]
    }
  | {
      readonly form: 'linear'
      readonly transpose: (w: Expr, e: AnyExpr) => readonly Maybe[]
    }
  | {
      readonly form: 'bilinear'
      readonly left: (w: Expr, b: Expr, e: AnyExpr) => Expr
      readonly right: (w: Expr, a: Expr, e: AnyExpr) => Expr
    }
  | {
      readonly form: 'rule'
      readonly vjp: (e: AnyExpr, ws: readonly Maybe[]) => readonly Maybe[]
      readonly jvp: (e: AnyExpr, vs: readonly Maybe[]) => readonly Maybe[]
    }
  | { readonly form: 'none' }

/** How an operation prints, given its printed arguments. */
export interface Print {
  readonly text: (args: readonly string[], attrs: Attrs) => string
  readonly latex: (args: readonly string[], attrs: Attrs) => string
}

/** An input where something happens, and the convention there: laws visit it on purpose. */
export interface Edge {
  readonly at: readonly number[]
  readonly note: string
}

/** An operation: all that the rest of the library knows of it. */
export interface Operation {
  readonly name: string
  /** What is known of the result; throws a `ShapeError` that names the operation. */
  readonly result: (args: readonly Aval[], attrs: Attrs) => Aval | readonly Aval[]
  /** The plainest correct way to compute it. */
  readonly evaluate: (
    args: readonly Dense[],
    out: Aval,
    attrs: Attrs,
    precision: Precision,
  ) => Dense['data']
  readonly derivative: Derivative
  readonly print: Print
  /** Floating-point operations it takes. */
  readonly flops: (args: readonly Aval[], out: Aval, attrs: Attrs) => number
  readonly edges: readonly Edge[]
}

/** What most operations leave unsaid. */
export type Spec = Pick<Operation, 'name' | 'result' | 'evaluate' | 'derivative'> &
  Partial<Pick<Operation, 'print' | 'flops' | 'edges'>>

/** A call: `name(a, b)`, the print of what has no sign of its own. */
export const callPrint = (name: string): Print => ({
  text: args => `${name}(${args.join(', ')})`,
  latex: args => `\\operatorname{${name}}\\left(${args.join(', ')}\\right)`,
})

/** An operation, its settings completed; frozen, since evaluation is shown the memory of tensors. */
export const operation = (spec: Spec): Operation =>
  Object.freeze<Operation>({
    flops: (_, out) => size(out.shape),
    ...spec,
    print: Object.freeze(spec.print ?? callPrint(spec.name)),
    edges: Object.freeze((spec.edges ?? []).map(edge => Object.freeze(edge))),
    derivative: Object.freeze(spec.derivative),
  })

/** A record with the function that builds its nodes. */
export interface Primitive {
  readonly operation: Operation
}

/** The function `build`, carrying the record of the operation it builds. */
export const primitive = <F extends (...args: never) => unknown>(
  record: Operation,
  build: F,
): F & Primitive => Object.freeze(Object.assign(build, { operation: record }))

/** Refuses an operand of another kind. */
export const requireKind = (name: string, kind: Kind, x: Aval): void => {
  if (x.kind !== kind)
    throw shapeError(name, `an operand of kind ${kind}`, `${x.kind} ${showShape(x.shape)}`)
}

/** The settings of an operation that has none: one record for all its nodes. */
const none: Attrs = Object.freeze({})

/** A node of an operation with one output. */
export const apply1 = (op: Operation, args: readonly AnyExpr[], attrs: Attrs = none): AnyExpr => {
  const aval = op.result(args, attrs)
  if ('shape' in aval) return node(op.name, args, attrs, aval)
  return node(op.name, args, attrs, { shape: [], kind: 'real' }, aval)
}
