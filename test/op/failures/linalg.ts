/** Mistakes with matrices. */
import * as la from 'chainrule/linalg'
import { sym, symOf } from '../support.js'
import { type Failures, failure, ofKind } from './failure.js'

type Of = (...xs: readonly ReturnType<typeof sym>[]) => unknown

const matrix = (f: Of): Failures[string] => [
  failure(() => f(sym(3)), 'a matrix, of rank 2 or more', '[3]'),
  ...ofKind(f, [2, 2]),
]

const square = (f: Of): Failures[string] => [
  ...matrix(f),
  failure(() => f(sym(2, 3)), 'a square matrix', '[2, 3]'),
]

const solver = (f: Of): Failures[string] => [
  failure(() => f(sym(2, 2), sym(3)), 'a right side of 2 rows', '[3]'),
  failure(() => f(sym(2, 2, 2), sym(3, 2, 1)), 'shapes that broadcast', '[2] and [3]'),
  failure(() => f(sym(2, 2), sym()), 'a matrix, of rank 2 or more', '[]'),
  failure(
    () => f(sym(2, 2), symOf('index', 2) as never),
    'an operand of kind real',
    'index [2, 1]',
  ),
]

/** By name. */
export const linalg: Failures = {
  cholesky: square(la.cholesky as Of),
  det: square(la.det as Of),
  slogdet: square(la.slogdet as Of),
  eigh: square(la.eigh as Of),
  eigvalsh: square(la.eigvalsh as Of),
  matrixExp: square(la.matrixExp as Of),
  pinv: matrix(la.pinv as Of),
  qr: matrix(la.qr as Of),
  lstsq: [
    ...matrix(a => la.lstsq(a!, sym(2))),
    failure(() => la.lstsq(sym(3, 2), sym(2)), 'a right side of 3 rows', '[2]'),
    ...solver((a, b) => la.lstsq(a!, b!)),
  ],
  inverse: square(la.inverse as Of),
  matrixPower: [
    ...square(a => la.matrixPower(a!, 2)),
    failure(() => la.matrixPower(sym(2, 2), 0.5), 'a whole power', '0.5'),
  ],
  solve: [...square(a => la.solve(a!, sym(2))), ...solver((a, b) => la.solve(a!, b!))],
  svd: matrix(la.svd as Of),
  svdvals: matrix(la.svdvals as Of),
  triangularSolve: [
    ...square(a => la.triangularSolve(a!, sym(2))),
    ...solver((a, b) => la.triangularSolve(a!, b!)),
  ],
}
