/**
 * The laws of one function and its derivatives, in the order in which a fault is named best: primal,
 * shape, linearity, adjointness, differences, accumulation, repeatability, second order.
 */
import type { Diff } from '../src/Diff.js'
import { type AnyLaw, anyLaw, type Runs, type Summary, tryLaws } from './check.js'
import {
  adjoint,
  jvpMeasured,
  linear,
  primal,
  repeatable,
  shaped,
  vjpMeasured,
} from './firstOrder.js'
import type { Where } from './point.js'
import { accumulates, secondOrder } from './secondOrder.js'
import { type Subject, subject } from './subject.js'

const firstOrder = <A, B>() => [
  primal<A, B>(),
  shaped<A, B>(),
  linear<A, B>(),
  adjoint<A, B>(),
  vjpMeasured<A, B>(),
  jvpMeasured<A, B>(),
]

/**
 * The laws of a function and the derivatives somebody claims for it, as plain functions: nothing of this
 * library need be in them.
 *
 * @example
 * import { real } from 'chainrule'
 * import { assertLaws, derivativeLaws } from 'chainrule/laws'
 *
 * const sine = {
 *   name: 'sine',
 *   dom: real,
 *   cod: real,
 *   value: Math.sin,
 *   vjp: (x: number, w: number) => w * Math.cos(x),
 *   jvp: (x: number, v: number) => v * Math.cos(x),
 * }
 * assertLaws(derivativeLaws(sine)) // => undefined
 */
export const derivativeLaws = <A, B>(s: Subject<A, B>, where: Where<A> = {}): readonly AnyLaw[] =>
  [...firstOrder<A, B>(), repeatable<A, B>()].map(of => anyLaw(of(s, where)))

/**
 * The laws of an arrow's derivatives: those of `derivativeLaws`, that cotangents accumulate, and the second
 * order.
 *
 * @example
 * import { fn, mul, sum, tanh, vector } from 'chainrule'
 * import { assertLaws, gradientLaws } from 'chainrule/laws'
 *
 * assertLaws(gradientLaws(fn(vector(3), x => sum(mul(x, tanh(x)))))) // => undefined
 */
export const gradientLaws = <A, B>(f: Diff<A, B>, where: Where<A> = {}): readonly AnyLaw[] => {
  const s = subject(f, where.name)
  return [...firstOrder<A, B>(), accumulates(f), repeatable<A, B>(), secondOrder(f)].map(of =>
    anyLaw(of(s, where)),
  )
}

/**
 * How each law of an arrow's derivatives fares, without exceptions: a table to print.
 *
 * @example
 * import { exp, fn, real } from 'chainrule'
 * import { checkLaws } from 'chainrule/laws'
 *
 * const table = checkLaws(fn(real, x => exp(x)), { runs: 20, seed: 1 })
 * table.every(row => row.holds && row.share <= 1) // => true
 */
export const checkLaws = <A, B>(
  f: Diff<A, B>,
  { runs, seed, ...where }: Where<A> & Runs = {},
): readonly Summary[] =>
  tryLaws(gradientLaws(f, where), {
    ...(runs === undefined ? {} : { runs }),
    ...(seed === undefined ? {} : { seed }),
  })
