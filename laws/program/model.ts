/** What a generated program is, as data: lines in the order in which they are computed, each of an operation on earlier values. */
import type { AnyExpr, Aval } from '../../src/Expr.js'
import type { Shape } from '../../src/Shape.js'
import type { GuardName } from './guards.js'

/** What is fixed when a line is written: axes, shapes, numbers. */
export type Settings = Readonly<Record<string, Setting>>
export type Setting = number | string | boolean | readonly Setting[]

/**
 * What a line is given: an earlier value, perhaps brought to a shape and into a domain, or a constant. What is
 * brought to a shape is real: truth values are 0 and 1.
 */
export type Argument =
  | { readonly at: number; readonly fit?: Shape; readonly guard?: GuardName }
  | { readonly kind: 'index' | 'bool'; readonly shape: Shape; readonly entries: readonly number[] }

/** One operation, and the programs inside it. */
export interface Line {
  readonly op: string
  readonly args: readonly Argument[]
  readonly settings: Settings
  readonly bodies: readonly Body[]
}

/** A program: of values around it and so many of its own it makes more, and gives some of them. */
export interface Body {
  readonly takes: number
  /** Whether it sees nothing of what is around it. */
  readonly closed: boolean
  readonly lines: readonly Line[]
  /** Each result: a sum of values. */
  readonly gives: readonly (readonly Argument[])[]
}

/** How large the results of an operation may be. */
export type Reach = 'bounded' | 'as its arguments' | 'grows'

/** A program inside, as a function. */
export type Inner = (own: readonly AnyExpr[]) => readonly AnyExpr[]

/** How lines of an operation are drawn, and what they compute. */
export interface Maker {
  /** The function that is called, by its name. */
  readonly op: string
  /** Neither kinks nor jumps, given its guards. */
  readonly smooth: boolean
  readonly reach: Reach
  /** Whether there are programs inside its lines. */
  readonly nests?: boolean
  readonly line: (scope: Scope) => Omit<Line, 'op'>
  readonly build: (args: readonly AnyExpr[], settings: Settings, inner: readonly Inner[]) => AnyExpr
}

/** How a program inside is: seeing nothing around it; giving numbers between −1 and 1. */
export interface Inside {
  readonly closed?: boolean
  readonly bounded?: boolean
}

/** What a maker draws its line from. */
export interface Scope {
  /** A whole number below n; 0 is the simplest. */
  readonly below: (n: number) => number
  readonly pick: <X>(xs: readonly X[]) => X
  /** A real value of a shape that passes; of the other shape, if none does. */
  readonly real: (options?: {
    readonly passes?: (shape: Shape) => boolean
    readonly otherwise?: Shape
    readonly guard?: GuardName
  }) => Argument
  /** A real value brought to a shape. */
  readonly fitted: (shape: Shape, guard?: GuardName) => Argument
  /** Whole numbers below a bound. */
  readonly index: (bound: number, shape: Shape) => Argument
  readonly bool: (shape: Shape) => Argument
  readonly shapeOf: (a: Argument) => Shape
  /** A program inside, of values of its own, to values of these types. */
  readonly body: (takes: readonly Aval[], gives: readonly Aval[], options?: Inside) => Body
}
