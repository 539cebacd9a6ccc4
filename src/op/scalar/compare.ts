/** Comparisons, logic, and the choice by `where`: what is discrete has no tangent. */

import { shapeError } from '../../Errors.js'
import { type AnyExpr, type Expr, lift, type Operand, type ShapeOf } from '../../Expr.js'
import { type Broadcast, broadcastShapes, type Shape } from '../../Shape.js'
import { fromFlat } from '../../Tensor.js'
import { broadcasting } from '../batching.js'
import { type BroadcastOf, broadcastResult, type Meets, mapEntries } from '../elementwise.js'
import { apply1, operation, type Primitive, primitive } from '../Operation.js'
import { absolute, type Scalar } from '../Scalars.js'
import { sumTo } from '../structure/structure.js'

/** What comparisons take: real or index symbols, or numbers. */
export type Comparable = Expr | Expr<Shape, 'index'> | number

/** A test of two operands of the same kind, real or index, that broadcast. */
export type Comparison = <const A extends Comparable, const B extends Comparable>(
  a: A,
  b: B & Meets<A, B> & MeetsKind<A, B>,
) => Expr<BroadcastOf<A, B>, 'bool'>

/** What `B` must be to be of the kind of `A`: anything, or a record that says which kinds differ. */
type MeetsKind<A, B> = A extends number
  ? unknown
  : B extends number
    ? unknown
    : readonly [KindOf<A>] extends readonly [KindOf<B>]
      ? unknown
      : { readonly 'kinds do not meet': readonly [KindOf<A>, 'with', KindOf<B>] }
type KindOf<X> = 'kind' extends keyof X ? X['kind'] : never

const comparison = (
  name: string,
  sign: readonly [text: string, latex: string],
  f: (a: number, b: number) => boolean,
  scalar: Scalar,
): Comparison & Primitive => {
  const op = operation({
    name,
    result: ([a, b]) => {
      if (a!.kind !== b!.kind || a!.kind === 'bool')
        throw shapeError(name, 'two real operands or two index ones', `${a!.kind} and ${b!.kind}`)
      return { kind: 'bool', shape: broadcastShapes(name, a!.shape, b!.shape) }
    },
    evaluate: (args, out, _, precision) =>
      mapEntries((a, b) => Number(f(a, b)), args, out, precision),
    scalar,
    derivative: { form: 'none' },
    batch: broadcasting,
    print: {
      text: ([a, b]) => `(${a} ${sign[0]} ${b})`,
      latex: ([a, b]) => `${a} ${sign[1]} ${b}`,
    },
  })
  // A number beside an index symbol is an index.
  const of = (x: Comparable, other: Comparable): AnyExpr =>
    typeof x === 'number' && typeof other !== 'number' && other.kind === 'index'
      ? indexConstant(x)
      : lift(x)
  const build = (a: Comparable, b: Comparable): AnyExpr => apply1(op, [of(a, b), of(b, a)])
  return primitive(op, build as Comparison) // the shape rule is `BroadcastOf`
}

const indexConstant = (x: number): AnyExpr => lift(fromFlat([x], [], 'index'))

/** a < b. */
export const less = comparison(
  'less',
  ['<', '<'],
  (a, b) => a < b,
  (s, a, b) => s.less(a, b),
)
/** a ≤ b. */
export const lessEqual = comparison(
  'lessEqual',
  ['≤', '\\le'],
  (a, b) => a <= b,
  (s, a, b) => s.lessEqual(a, b),
)
/** a > b. */
export const greater = comparison(
  'greater',
  ['>', '>'],
  (a, b) => a > b,
  (s, a, b) => s.less(b, a),
)
/** a ≥ b. */
export const greaterEqual = comparison(
  'greaterEqual',
  ['≥', '\\ge'],
  (a, b) => a >= b,
  (s, a, b) => s.lessEqual(b, a),
)
/** a = b; a NaN equals nothing. */
export const equal = comparison(
  'equal',
  ['=', '='],
  (a, b) => a === b,
  (s, a, b) => s.equal(a, b),
)
/** a ≠ b; a NaN differs from everything. */
export const notEqual = comparison(
  'notEqual',
  ['≠', '\\ne'],
  (a, b) => a !== b,
  (s, a, b) => s.not(s.equal(a, b)),
)

type Truth = Expr<Shape, 'bool'>
/** A function of two truth values that broadcast. */
export type Logical = <A extends Truth, B extends Truth>(
  a: A,
  b: B & Meets<A, B>,
) => Expr<Broadcast<ShapeOf<A>, ShapeOf<B>>, 'bool'>

const logical = (
  name: string,
  sign: readonly [text: string, latex: string],
  f: (a: number, b: number) => number,
  scalar: Scalar,
): Logical & Primitive => {
  const op = operation({
    name,
    result: broadcastResult(name, ['bool', 'bool'], 'bool'),
    evaluate: (args, out, _, precision) => mapEntries((a, b) => f(a, b), args, out, precision),
    scalar,
    derivative: { form: 'none' },
    batch: broadcasting,
    print: {
      text: ([a, b]) => `(${a} ${sign[0]} ${b})`,
      latex: ([a, b]) => `${a} ${sign[1]} ${b}`,
    },
  })
  return primitive(op, ((a: Truth, b: Truth): AnyExpr => apply1(op, [a, b])) as Logical)
}

/** Both. */
export const and = logical(
  'and',
  ['∧', '\\land'],
  (a, b) => a & b,
  (s, a, b) => s.and(a, b),
)
/** One or both. */
export const or = logical(
  'or',
  ['∨', '\\lor'],
  (a, b) => a | b,
  (s, a, b) => s.or(a, b),
)

const notOp = operation({
  name: 'not',
  result: broadcastResult('not', ['bool'], 'bool'),
  evaluate: (args, out, _, precision) => mapEntries(a => 1 - a, args, out, precision),
  scalar: (s, a) => s.not(a),
  derivative: { form: 'none' },
  batch: broadcasting,
  print: { text: ([a]) => `¬${a}`, latex: ([a]) => `\\lnot ${a}` },
})

/** The contrary. */
export const not = primitive(
  notOp,
  <S extends Shape>(a: Expr<S, 'bool'>): Expr<S, 'bool'> => apply1(notOp, [a]) as Expr<S, 'bool'>,
)

const isFiniteOp = operation({
  name: 'isFinite',
  result: broadcastResult('isFinite', ['real'], 'bool'),
  evaluate: (args, out, _, precision) =>
    mapEntries(a => Number(Number.isFinite(a)), args, out, precision),
  scalar: (s, x) => s.less(absolute(s, x), s.number(Infinity)),
  derivative: { form: 'none' },
  batch: broadcasting,
})

/** Whether a number is neither infinite nor NaN. */
export const isFinite = primitive(
  isFiniteOp,
  <S extends Shape>(x: Expr<S>): Expr<S, 'bool'> => apply1(isFiniteOp, [x]) as Expr<S, 'bool'>,
)

/** What the branches must be to broadcast with the condition. */
type MeetsCondition<S extends Shape, T extends Shape> = readonly [S] extends readonly [T]
  ? unknown
  : readonly [Broadcast<S, T>] extends readonly [never]
    ? { readonly 'shapes do not broadcast': readonly [S, 'with', T] }
    : unknown

const whereOp = operation({
  name: 'where',
  result: broadcastResult('where', ['bool', 'real', 'real'], 'real'),
  evaluate: (args, out, _, precision) =>
    mapEntries((c, a, b) => (c !== 0 ? a : b), args, out, precision),
  scalar: (s, c, a, b) => s.choose(c, a, b),
  derivative: {
    form: 'linear',
    transpose: (w, e) => {
      const [c, a, b] = e.args
      const choose = (x: Operand, y: Operand): Expr =>
        apply1(whereOp, [c!, lift(x), lift(y)]) as Expr
      return [undefined, sumTo(choose(w, 0), a!.shape), sumTo(choose(0, w), b!.shape)]
    },
  },
  batch: broadcasting,
  sparsity: { known: 'moves', otherwise: 'entries' },
  print: {
    text: ([c, a, b]) => `(${c} ? ${a} : ${b})`,
    latex: ([c, a, b]) => `\\begin{cases} ${a} & ${c} \\\\ ${b} & \\text{otherwise} \\end{cases}`,
  },
})

/**
 * `a` where the condition is true, `b` elsewhere; all three broadcast.
 *
 * The branch that is not taken gets the cotangent 0, which a non-finite partial derivative there turns
 * into NaN: guard the input of that branch, `where(c, log(where(c, x, 1)), 0)`.
 *
 * @example
 * import { fn, grad, greater, log, real, run, where } from 'chainrule'
 *
 * const bare = fn(real, x => where(greater(x, 0), log(x), 0))
 * const guarded = fn(real, x => where(greater(x, 0), log(where(greater(x, 0), x, 1)), 0))
 * run(grad(bare))(0) // => NaN
 * run(grad(guarded))(0) // => 0
 *
 * @throws ShapeError where the shapes do not broadcast
 */
export const where = primitive(
  whereOp,
  <C extends Truth, const A extends Operand, const B extends Operand>(
    condition: C,
    a: A,
    b: B & Meets<A, B> & MeetsCondition<ShapeOf<C>, BroadcastOf<A, B>>,
  ): Expr<Broadcast<ShapeOf<C>, BroadcastOf<A, B>>> =>
    apply1(whereOp, [condition, lift(a), lift(b)]) as Expr<
      Broadcast<ShapeOf<C>, BroadcastOf<A, B>>
    >, // the shape rule is `Broadcast`
)
