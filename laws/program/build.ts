/** From a program as data to what it computes: a pure function of its values. */
import { type AnyExpr, constant, type Expr } from '../../src/Expr.js'
import { add } from '../../src/op/scalar/arithmetic.js'
import { toReal } from '../../src/op/scalar/kinds.js'
import { fromFlat } from '../../src/Tensor.js'
import { fitted, guarded } from './guards.js'
import type { Argument, Body, Inner, Line, Maker } from './model.js'
import { makers } from './table.js'

/** An argument as a symbol. */
const valueOf = (a: Argument, values: readonly AnyExpr[]): AnyExpr => {
  if (!('at' in a))
    return a.kind === 'index'
      ? constant(fromFlat(Int32Array.from(a.entries), a.shape))
      : constant(
          fromFlat(
            a.entries.map(b => b === 1),
            a.shape,
            'bool',
          ),
        )
  const value = values[a.at]!
  if (value.kind !== 'real' && a.fit === undefined) return value
  const real = value.kind === 'real' ? (value as Expr) : toReal(value as never) // seen
  const shaped = a.fit === undefined ? real : fitted(real, a.fit)
  return a.guard === undefined ? shaped : guarded(a.guard, shaped)
}

/** What a line computes from the values before it. */
export const evaluated = (maker: Maker, line: Line, values: readonly AnyExpr[]): AnyExpr =>
  maker.build(
    line.args.map(a => valueOf(a, values)),
    line.settings,
    line.bodies.map(
      (body): Inner =>
        own =>
          outputs(body, [...(body.closed ? [] : values), ...own]),
    ),
  )

const byName = new Map(makers.map(m => [m.op, m]))

/** How lines of an operation are drawn and computed. */
export const makerOf = (op: string): Maker => byName.get(op)! // lines are of makers only

/** What a program gives, of the values around it and its own. */
export const outputs = (body: Body, start: readonly AnyExpr[]): readonly AnyExpr[] => {
  const values = [...start]
  for (const line of body.lines) values.push(evaluated(makerOf(line.op), line, values))
  return body.gives.map(
    terms => terms.map(a => valueOf(a, values)).reduce((a, b) => add(a as Expr, b as Expr)), // several are real
  )
}
