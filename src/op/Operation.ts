/**
 * What an operation is: one record from which its shape, its value, both derivative modes and its print
 * follow. A primitive is such a record with the function that builds its nodes.
 */
import type { Data, Dense, Kind, Precision } from '../Dense.js'
import { shapeError } from '../Errors.js'
import { type AnyExpr, type Attrs, type Aval, type Expr, node, output } from '../Expr.js'
import { type Shape, showShape, size } from '../Shape.js'
import type { BatchGraph, Jet, Machine, Maybe, Modes, Moved } from './Graph.js'
import type { Scalar } from './Scalars.js'
import type { Strided } from './Strided.js'

export type * from './Graph.js'

/** A partial derivative: a symbol, or a number where it is the same everywhere. */
export type PartialDerivative = Expr | number

/**
 * How an operation acts on a batch: the node `e` at arguments of which those marked have a batch axis of
 * that size in front, as the result is to have; one a output where there are several.
 */
export type Batch = (
  args: readonly AnyExpr[],
  batched: readonly boolean[],
  e: AnyExpr,
  size: number,
  graphs: BatchGraph,
) => AnyExpr | readonly AnyExpr[]

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
      readonly vjp: (
        e: AnyExpr,
        ws: readonly Maybe[],
        needed: (argument: number) => boolean,
        modes: Modes,
      ) => readonly Maybe[]
      readonly jvp: (e: AnyExpr, vs: readonly Maybe[], modes: Modes) => readonly Maybe[]
    }
  | { readonly form: 'none' }

/**
 * Which entries of the results depend on which of the real arguments. What is not said: elementwise
 * operations join the entries at one place (`entries`), of all others each result depends on all.
 * It may say more than is so, never less.
 */
export interface Sparsity {
  /**
   * Where the values of discrete arguments are known when the program is built.
   *
   * - `moves`: an entry of the result is one of an argument, or a constant; `evaluate`, given names of
   *   entries in place of numbers, says which
   * - `adds`: an entry of an argument goes to one of the result at most; the transpose of a `linear`
   *   operation, given the places of the result, says which
   */
  readonly known?: 'moves' | 'adds'
  /** Elsewhere: `entries`, or nodes that depend on the same entries of the arguments, one a output. */
  readonly otherwise?: 'entries' | ((e: AnyExpr) => AnyExpr | readonly AnyExpr[])
}

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
  /** In its place, where there are several outputs or graphs inside. */
  readonly evaluateAll?: (
    args: readonly Dense[],
    outs: readonly Aval[],
    attrs: Attrs,
    machine: Machine,
  ) => readonly Dense[]
  /** What it writes to its first argument: done there where nobody else reads it. */
  readonly update?: (target: Data, args: readonly Dense[], attrs: Attrs) => void
  /** Whether it adds: what it adds to zeros may then be added to a sum. */
  readonly adds?: boolean
  /** Whether it may add to one entry twice: in single precision a sum is then kept in double. */
  readonly collides?: (args: readonly Aval[]) => boolean
  /** Its value is the memory of its argument. */
  readonly alias?: boolean
  /** Of an elementwise one: an entry of the result, from which compilers make it. */
  readonly scalar?: Scalar
  /** Its value is the memory of its argument read with other strides, where that is possible. */
  readonly view?: (x: Strided, shape: Shape, attrs: Attrs) => Strided | undefined
  readonly derivative: Derivative
  /** The same with outputs added, which its vjp reads. */
  readonly taped?: (e: AnyExpr, modes: Modes) => AnyExpr
  /** Value and tangents together, where one computation gives both. */
  readonly pushed?: (e: AnyExpr, vs: readonly Maybe[], modes: Modes) => Moved
  /** The same with Taylor coefficients: of operations with graphs inside, which they go through whole. */
  readonly jet?: Jet
  readonly batch: Batch
  readonly sparsity?: Sparsity
  readonly print: Print
  /** Floating-point operations it takes. */
  readonly flops: (args: readonly Aval[], out: Aval, attrs: Attrs) => number
  readonly edges: readonly Edge[]
}

/** What most operations leave unsaid. */
export type Spec = Omit<Operation, 'evaluate' | 'print' | 'flops' | 'edges'> &
  Partial<Pick<Operation, 'evaluate' | 'print' | 'flops' | 'edges'>>

/** A call: `name(a, b)`, the print of what has no sign of its own. */
export const callPrint = (name: string): Print => ({
  text: args => `${name}(${args.join(', ')})`,
  latex: args => `\\operatorname{${name}}\\left(${args.join(', ')}\\right)`,
})

/** An operation, its settings completed; frozen, since evaluation is shown the memory of tensors. */
export const operation = (spec: Spec): Operation =>
  Object.freeze<Operation>({
    flops: (_, out) => size(out.shape),
    evaluate: (args, _, attrs) => {
      if (spec.update === undefined) throw new Error(`${spec.name} has no single value`)
      const { data } = args[0]!
      if (!(data instanceof Float32Array)) {
        const target = data.slice()
        spec.update(target, args, attrs)
        return target
      }
      const sums = new Float64Array(data) // sums are kept in double
      spec.update(sums, args, attrs)
      return new Float32Array(sums)
    },
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

/** A node of an operation with several outputs, as the nodes that read them. */
export const applyAll = (
  op: Operation,
  args: readonly AnyExpr[],
  attrs: Attrs = none,
): readonly AnyExpr[] => outputsOf(apply1(op, args, attrs))

/** The nodes that read the outputs of a node. */
export const outputsOf = (e: AnyExpr): readonly AnyExpr[] =>
  (e.outputs ?? []).map((aval, i) => output(e, i, aval))
