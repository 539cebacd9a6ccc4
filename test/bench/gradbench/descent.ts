/** The descent that particle and saddle share, as a program: its steps can be differentiated through. */
import { add, cond, type Expr, equal, greater, less, mul, neg, sub, whileLoop } from 'chainrule'
import { and, lessEqual, norm } from 'chainrule/op'
import { gradientBy, type Mode } from './modes.js'

type Scalar = Expr<readonly []>
type Truth = Expr<readonly [], 'bool'>

const SMALL = 1e-5

/**
 * Where f is least, from a start on: steps against the gradient as long as these and it are not small. The
 * rate doubles after ten steps that went down, and halves where one did not.
 */
export const argmin = (f: (x: Expr) => Scalar, start: Expr, mode: Mode): Expr => {
  const gradient = (x: Expr): Expr => gradientBy[mode](f, x)
  const ahead = (x: Expr, rate: Scalar, g: Expr): Expr => sub(x, mul(rate, g))
  const init = { x: start, fx: f(start), g: gradient(start), rate: SMALL, successes: 0, moves: 1 }
  const { x } = whileLoop(
    ({ g, moves }) => and(greater(norm(g), SMALL), greater(moves, 0)) as Truth,
    c => {
      const { x, fx, g, rate, successes } = c
      return cond(
        equal(successes, 10) as Truth,
        () => ({ ...c, rate: mul(2, rate), successes: 0 }),
        () => {
          const next = ahead(x, rate, g)
          return cond(
            lessEqual(norm(sub(x, next)), SMALL),
            () => ({ ...c, moves: 0 }),
            () => {
              const fnext = f(next)
              return cond(
                less(fnext, fx),
                () => ({
                  ...c,
                  x: next,
                  fx: fnext,
                  g: gradient(next),
                  successes: add(successes, 1),
                }),
                () => ({ ...c, rate: mul(0.5, rate), successes: 0 }),
              )
            },
          )
        },
      )
    },
    init,
  )
  return x
}

/** Where f is greatest. */
export const argmax = (f: (x: Expr) => Scalar, start: Expr, mode: Mode): Expr =>
  argmin(x => neg(f(x)), start, mode)
