/** The gradient of a function of a vector, inside a body, by either mode. */
import { type Expr, gradOf, jvpOf, vmapOf } from 'chainrule'
import { eye } from 'chainrule/op'

/** `r`: reverse mode, one sweep; `f`: forward mode, along each coordinate. */
export type Mode = 'r' | 'f'

type Scalar = Expr<readonly []>

export const gradientBy: Readonly<Record<Mode, (f: (x: Expr) => Scalar, x: Expr) => Expr>> = {
  r: (f, x) => gradOf(f, x),
  f: (f, x) => vmapOf(v => jvpOf(f, x, v)[1], eye(x.shape[0]!)),
}

/** A function of the four pairs of modes, the outer first. */
export const byModes = <Y>(f: (outer: Mode, inner: Mode) => Y) => ({
  rr: f('r', 'r'),
  rf: f('r', 'f'),
  fr: f('f', 'r'),
  ff: f('f', 'f'),
})
