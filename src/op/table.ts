/** The one table of operations: every record that the families export, by name. */

import * as contraction from './contraction/contraction.js'
import * as branch from './control/branch.js'
import * as control from './control/control.js'
import * as external from './control/external.js'
import * as loop from './control/loop.js'
import * as fourier from './fourier/fourier.js'
import * as cholesky from './linalg/cholesky.js'
import * as determinant from './linalg/determinant.js'
import * as eigh from './linalg/eigh.js'
import * as exponential from './linalg/exponential.js'
import * as pinv from './linalg/pinv.js'
import * as qr from './linalg/qr.js'
import * as solve from './linalg/solve.js'
import * as svd from './linalg/svd.js'
import * as triangular from './linalg/triangular.js'
import type { Operation } from './Operation.js'
import * as random from './random/random.js'
import * as shuffle from './random/shuffle.js'
import * as cumulative from './reduction/cumulative.js'
import * as norm from './reduction/norm.js'
import * as ordering from './reduction/ordering.js'
import * as product from './reduction/product.js'
import * as recurrence from './reduction/recurrence.js'
import * as reduction from './reduction/reduction.js'
import * as activation from './scalar/activation.js'
import * as arithmetic from './scalar/arithmetic.js'
import * as bessel from './scalar/bessel.js'
import * as compare from './scalar/compare.js'
import * as entropy from './scalar/entropy.js'
import * as errorFunction from './scalar/errorFunction.js'
import * as gamma from './scalar/gamma.js'
import * as kinds from './scalar/kinds.js'
import * as planar from './scalar/planar.js'
import * as rounding from './scalar/rounding.js'
import * as transcendental from './scalar/transcendental.js'
import * as source from './source.js'
import * as along from './structure/along.js'
import * as gathering from './structure/gathering.js'
import * as permutation from './structure/permutation.js'
import * as scatter from './structure/scatter.js'
import * as slicing from './structure/slicing.js'
import * as structure from './structure/structure.js'
import * as convolution from './window/convolution.js'
import * as patches from './window/patches.js'

const families = [
  source,
  structure,
  permutation,
  arithmetic,
  compare,
  kinds,
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
