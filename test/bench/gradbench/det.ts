/**
 * det: the determinant of a matrix by recursive expansion along the first row, factorial work, and its
 * gradient, the matrix of cofactors.
 *
 * det A = Σⱼ (−1)ʲ A₀ⱼ det Mⱼ, where Mⱼ is A without its first row and its column j
 */
import {
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  gather,
  grad,
  mul,
  reshape,
  scan,
  slice,
  sum,
  toFlat,
  vector,
  vmapOf,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { remembered, same, type Task, task, toVector, type Vector } from './task.js'

/** Up to this size all minors are expanded at once: beyond, one after another, or memory would run out. */
const TOGETHER = 8

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** Where the minors of a matrix, flat row by row, have their entries: [ell, (ell − 1)²]. */
const minors = (ell: number) => {
  const rows = range(ell).slice(1)
  const places = range(ell).flatMap(j =>
    rows.flatMap(row => range(ell).flatMap(column => (column === j ? [] : [row * ell + column]))),
  )
  return constant(fromFlat(places, [ell, (ell - 1) ** 2], 'index'))
}

/** The determinant of a flat matrix. */
const expand = (A: Expr, ell: number): Expr => {
  if (ell === 1) return reshape(A, [])
  const all = gather(A, minors(ell))
  const minor = (M: Expr): Expr => expand(M, ell - 1)
  const each = ell <= TOGETHER ? vmapOf(minor, all) : scan((_, M) => [0, minor(M)], 0, all)[1]
  const signs = constant(
    fromFlat(
      range(ell).map(j => (j % 2 === 0 ? 1 : -1)),
      [ell],
    ),
  )
  const row = slice(A, [{ stop: ell }])
  return sum(mul(mul(signs, row), each))
}

const determinant = (ell: number): Diff<Vector, number> =>
  fn(vector(ell * ell), A => expand(A, ell) as Expr<readonly []>)

interface Input {
  readonly A: readonly number[]
  readonly ell: number
}

const of = <B>(f: (ell: number) => (x: Vector) => B, write: (y: B) => unknown): Task =>
  task({ read: ({ A }: Input) => toVector(A), make: ({ ell }) => f(ell), write })

export const det = {
  primal: of(
    remembered(ell => compile(determinant(ell))),
    same,
  ),
  gradient: of(
    remembered(ell => compile(grad(determinant(ell)))),
    toFlat,
  ),
}
