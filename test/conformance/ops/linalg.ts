/** Linear algebra by the names of the conformance data. */
import type { Expr } from 'chainrule'
import * as la from 'chainrule/linalg'
import * as op from 'chainrule/op'
import type { Adapter } from '../tensor.js'

const flip = (x: Expr): Expr => {
  const n = x.shape.length
  return op.transpose(
    x,
    x.shape.map((_, i) => (i === n - 1 ? n - 2 : i === n - 2 ? n - 1 : i)),
  )
}
const row = (x: Expr): Expr => op.expandDims(x, { axis: -2 })

/** One adapter a name. */
export const linalg: Readonly<Record<string, Adapter>> = {
  cholesky: ([x]) => la.cholesky(x!),
  solve: ([a, b]) => la.solve(a!, b!),
  solve_triangular: ([a, b], attrs) =>
    la.triangularSolve(a!, b!, {
      lower: attrs['upper'] !== true,
      transpose: attrs['transpose'] === true,
      unitDiagonal: attrs['unit_diagonal'] === true,
    }),
  inv: ([x]) => la.inverse(x!),
  det: ([x]) => la.det(x!),
  slogdet: ([x]) => la.slogdet(x!),
  qr: ([x]) => la.qr(x!),
  eigvalsh: ([x]) => la.eigvalsh(x!),
  eigh_matrix_function: ([x]) => {
    const [w, v] = la.eigh(x!)
    return op.matmul(op.mul(v, row(op.exp(w as Expr))), flip(v))
  },
  svdvals: ([x]) => la.svdvals(x!),
  svd_matrix_function: ([x]) => {
    const [u, s, vt] = la.svd(x!)
    return op.matmul(op.mul(u, row(op.tanh(s))), vt)
  },
  lstsq: ([a, b]) => la.lstsq(a!, b!),
  expm: ([x]) => la.matrixExp(x!),
}
