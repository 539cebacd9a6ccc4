/** From what was found to what is said of it. */
import { type Dense, seal } from '../Dense.js'
import type { AnyExpr } from '../Expr.js'
import { operationOf } from '../op/table.js'
import { builtAt, builtInBody, type Derived, originOf } from '../Place.js'
import { aligned, position, range } from './entry.js'
import type { Cause } from './found.js'
import type { Differentiated, Inside, Operand, Reached, Trouble } from './model.js'
import { expressionText, operationName } from './text.js'
import type { Values } from './values.js'

const FEW = 8

const operand = (e: AnyExpr, x: Dense, entry: number | undefined): Operand => {
  const { shape, kind, data } = x
  const at =
    entry === undefined || data.length === 0
      ? {}
      : { entry: position(shape, entry), value: data[entry]! }
  const whole =
    data.length <= FEW ? { tensor: seal(shape, kind, data.slice()) } : { range: range(data) }
  return {
    expression: expressionText(e),
    shape,
    kind,
    ...at,
    ...whole,
  }
}

/** Operands of a node; of an elementwise operation with the entries that meet one of its result. */
const operands = (e: AnyExpr, values: Values, entry: number | undefined): readonly Operand[] => {
  const each = operationOf(e.op).derivative.form === 'elementwise' && entry !== undefined
  return e.args.map(a => {
    const x = values(a)[0]!
    return operand(a, x, each ? aligned(x.shape, e.shape, entry) : undefined)
  })
}

/** The rules that made a node, the last first. */
export const rulesOf = (e: AnyExpr): readonly (Derived & { readonly node: AnyExpr })[] => {
  const from = originOf(e)?.from
  if (from === undefined) return []
  const node = from.node as AnyExpr // `madeBy` writes nodes
  return [{ ...from, node }, ...rulesOf(node)]
}

/** The node of the program as it was written, before batches were made of it. */
const written = (e: AnyExpr): AnyExpr => {
  const [last] = rulesOf(e)
  return last?.rule === 'batch' ? written(last.node) : e
}

const differentiated = (e: AnyExpr, { values, entry, node }: Cause): Differentiated | undefined => {
  const rule = rulesOf(e).find(r => r.rule !== 'batch')
  if (rule === undefined) return undefined
  const of = rule.node
  const sameSize = of.outputs === undefined && of.shape.join() === node.shape.join()
  const known = (): readonly Operand[] => {
    try {
      return operands(of, values, sameSize ? entry : undefined)
    } catch {
      return [] // it stands in another graph, which does not run here
    }
  }
  return {
    operation: operationName(of),
    expression: expressionText(written(of)),
    inputs: of.op === 'parameter' ? [] : known(),
  }
}

/** The position of the example in each batch that a node is part of. */
const exampleOf = (e: AnyExpr, at: readonly number[]): readonly number[] => {
  const sizes = rulesOf(e).flatMap(r => (r.rule === 'batch' ? (r.size ?? []) : []))
  const shape = e.outputs === undefined ? e.shape : e.outputs[0]!.shape
  return sizes.every((n, i) => shape[i] === n) ? at.slice(0, sizes.length) : []
}

/** The graphs on the way in by the names of whose derivatives they are; guards that loops make are left out. */
const framesOf = (e: AnyExpr, within: Cause['within']): readonly Inside[] =>
  within.flatMap(({ node, operation, ...frame }): readonly Inside[] => {
    const of = rulesOf(node).at(-1)?.node
    const isOwn = node.op !== 'switchCase' || builtInBody(of ?? node) !== undefined
    if (builtInBody(e) !== undefined && !isOwn) return []
    return [{ operation: of === undefined ? operation : operationName(of), ...frame }]
  })

/** What is said of a cause that was found on a way. */
export const troubleOf = (cause: Cause, way: readonly AnyExpr[], reached: Reached): Trouble => {
  const { node: e, output, entry, values, within } = cause
  const made = values(e)[output]!
  const at = position(made.shape, entry)
  // What was made of constants alone has the place of what uses it.
  const known = way.findLast(x => builtAt(x) !== undefined) ?? e
  return {
    operation: operationName(e),
    expression: expressionText(e),
    inputs: operands(e, values, entry),
    output: operand(e, made, entry),
    entry: at,
    example: exampleOf(e, at),
    of: differentiated(originOf(e) === undefined ? known : e, cause),
    place: builtAt(known),
    within: framesOf(e, within),
    way: way.toReversed().map(operationName),
    reached,
  }
}
