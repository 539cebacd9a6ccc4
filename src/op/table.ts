/** The one table of operations: every record that the families export, by name. */
import * as activation from './activation.js'
import * as along from './along.js'
import * as arithmetic from './arithmetic.js'
import * as bessel from './bessel.js'
import * as branch from './branch.js'
import * as compare from './compare.js'
import * as contraction from './contraction.js'
import * as control from './control.js'
import * as convolution from './convolution.js'
import * as cumulative from './cumulative.js'
import * as entropy from './entropy.js'
import * as errorFunction from './errorFunction.js'
import * as external from './external.js'
import * as fourier from './fourier.js'
import * as gamma from './gamma.js'
import * as gathering from './gathering.js'
import * as cholesky from './linalg/cholesky.js'
import * as determinant from './linalg/determinant.js'
import * as eigh from './linalg/eigh.js'
import * as exponential from './linalg/exponential.js'
import * as pinv from './linalg/pinv.js'
import * as qr from './linalg/qr.js'
import * as solve from './linalg/solve.js'
import * as svd from './linalg/svd.js'
import * as triangular from './linalg/triangular.js'
import * as loop from './loop.js'
import * as norm from './norm.js'
import type { Operation } from './Operation.js'
import * as ordering from './ordering.js'
import * as patches from './patches.js'
import * as permutation from './permutation.js'
import * as planar from './planar.js'
import * as product from './product.js'
import * as random from './random.js'
import * as recurrence from './recurrence.js'
import * as reduction from './reduction.js'
import * as rounding from './rounding.js'
import * as scatter from './scatter.js'
import * as shuffle from './shuffle.js'
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
  convolution,
  fourier,
  slicing,
  patches,
  gathering,
  scatter,
  along,
  recurrence,
  cumulative,
  product,
  norm,
  ordering,
  random,
  shuffle,
  triangular,
  solve,
  determinant,
  cholesky,
  qr,
  eigh,
  svd,
  pinv,
  exponential,
  control,
  branch,
  loop,
  external,
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
