/**
 * saddle: the saddle point of f(x, y) = ‖x‖² − ‖y‖², min over x of max over y, by a descent in x whose every
 * value is that of an ascent in y: the outer gradient goes through the inner search, which has gradients of its
 * own. The modes are those of the outer and the inner gradient.
 */
import {
  concat,
  type Expr,
  fn,
  fromFlat,
  reshape,
  square,
  sub,
  sum,
  toFlat,
  vector,
} from 'chainrule'
import { compile } from 'chainrule/compile'
import { argmax, argmin } from './descent.js'
import { byModes, type Mode } from './modes.js'
import { remembered, type Task, task } from './task.js'

const f = (x: Expr, y: Expr): Expr<readonly []> => sub(sum(square(x)), sum(square(y)))

const saddlePoint = (outer: Mode, inner: Mode) =>
  fn(vector(2), start => {
    const best = (x: Expr): Expr => argmax(y => f(x, y), start, inner)
    const x = argmin(x => f(x, best(x)), start, outer)
    return reshape(concat([x, best(x)]), [4])
  })

const searchBy = remembered((outer: Mode, inner: Mode) => compile(saddlePoint(outer, inner)))

export const saddle = byModes(
  (outer, inner): Task =>
    task({
      read: ({ start }: { readonly start: readonly number[] }) => fromFlat(start, [2]),
      make: () => searchBy(outer, inner),
      write: toFlat,
    }),
)
