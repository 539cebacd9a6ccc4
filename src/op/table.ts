/** The one table of operations: every record that the families export, by name. */
import * as activation from './activation.js'
import * as along from './along.js'
import * as arithmetic from './arithmetic.js'
import * as bessel from './bessel.js'
import * as branch from './branch.js'
import * as compare from './compare.js'
import * as contraction from './contraction.js'
import * as control from './control.js'
import * as entropy from './entropy.js'
import * as errorFunction from './errorFunction.js'
import * as external from './external.js'
import * as gamma from './gamma.js'
import * as gathering from './gathering.js'
import * as loop from './loop.js'
import type { Operation } from './Operation.js'
import * as permutation from './permutation.js'
import * as planar from './planar.js'
import * as random from './random.js'
import * as reduction from './reduction.js'
import * as rounding from './rounding.js'
import * as slicing from './slicing.js'
import * as source from './source.js'
import * as structure from './structure.js'
import * as transcendental from './transcendental.js'

const families = [
  source,
  structure,
  permutation,
  arithmetic,
  compare,
  transcendental,
  planar,
  rounding,
  activation,
  entropy,
  errorFunction,
  gamma,
  bessel,
  reduction,
  contraction,
  slicing,
  gathering,
  along,
  random,
  control,
  branch,
  external,
  loop,
]

const recordOf = (u: object | string | number): readonly Operation[] =>
  typeof u !== 'string' && typeof u !== 'number' && 'operation' in u
    ? [u.operation as Operation]
    : [] // only `primitive` makes such a field

const table: ReadonlyMap<string, Operation> = new Map(
  families.flatMap(family => Object.values(family).flatMap(recordOf)).map(op => [op.name, op]),
)

/** What may be known of an operation; evaluation is not shown, since it sees the memory of tensors. */
export type Described = Omit<Operation, 'evaluate'>

/** Every operation by its name: a copy of the table, to be read. */
export const operations: ReadonlyMap<string, Described> = new Map(
  [...table].map(([name, { evaluate: _, ...described }]) => [name, Object.freeze(described)]),
)

/** The record of an operation by name. */
export const operationOf = (name: string): Operation => {
  const op = table.get(name)
  if (op === undefined) throw new Error(`no operation is named '${name}'`)
  return op
}
