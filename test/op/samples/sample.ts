/** What a sample of an operation is: the table test asks one of every record. */
import type { AnyExpr, Expr } from 'chainrule'

/** A use of an operation: a point, a function of its entries, and what it is there, by other means. */
export interface Sample {
  readonly at: readonly number[]
  readonly body: (x: Expr<readonly [number]>, entries: readonly Expr[]) => AnyExpr
  readonly value: (xs: readonly number[]) => readonly number[]
}
