/**
 * Solutions differentiated by the implicit function theorem: not through the steps that found them. Of
 * F(x(p), p) = 0 follows ∂F/∂x · dx = −∂F/∂p · dp (Krantz and Parks 2002; Blondel et al. 2022).
 */

import { whileLoop } from '../diff/loops.js'
import type { Diff } from '../diff/model.js'
import { apply } from '../diff/stages.js'
import { fn } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import type { AnyExpr, Expr } from '../Expr.js'
import { solve } from '../op/linalg/solve.js'
import { max } from '../op/reduction/reduction.js'
import { abs, neg, sub } from '../op/scalar/arithmetic.js'
import { greater } from '../op/scalar/compare.js'
import { transpose } from '../op/structure/permutation.js'
import { concat, slice } from '../op/structure/slicing.js'
import { reshape, zeros } from '../op/structure/structure.js'
import { type Shape, size } from '../Shape.js'
import {
  type AnySpace,
  dim,
  type Form,
  real,
  type Sym,
  sameSpace,
  showSpace,
  tangentSpace,
  tuple,
  vector,
} from '../Space.js'
import { assemble, disassemble, leaves } from '../space/form.js'
import { grad } from './gradient.js'
import { jacobian } from './jacobian.js'
import { pullback, pushforward } from './pullback.js'
import { rule } from './rule.js'

/** A structure of real symbols as one vector. */
const flat = (form: Form, x: unknown): Expr => {
  const parts = disassemble('implicit', form, x) as readonly Expr[] // solutions are real
  return concat(parts.map((e): Expr => reshape(e, [size(e.shape)])))
}

/** A vector as a structure of real symbols. */
const shaped = (form: Form, v: Expr): unknown => {
  let start = 0
  const parts = leaves(form).map(({ leaf }): AnyExpr => {
    const stop = start + size(leaf.shape)
    const part: Expr = slice(v, [{ start, stop }])
    start = stop
    return reshape(part, leaf.shape)
  })
  return assemble(form, parts)
}

/** What is asked for: how to find x from p, and what is zero there. */
export interface Implicit<P, X> {
  readonly solve: Diff<P, X>
  readonly residual: Diff<readonly [X, P], X>
}

const requireReal = (operation: string, s: AnySpace): void => {
  if (leaves(s.form).some(({ leaf }) => leaf.kind !== 'real') || dim(s) === 0)
    throw shapeError(operation, 'solutions of real numbers', showSpace(s))
}

/** ∂F/∂x at a solution, as a matrix. */
const slopeOf = <P, X>({ solve: find, residual }: Implicit<P, X>, x: Sym<X>, p: Sym<P>): Expr => {
  const { form } = find.cod
  const n = dim(find.cod)
  const inner = fn(tuple(vector(n), find.dom), vector(n), both => {
    const [v, q] = both as readonly [Expr, Sym<P>] // the structure of the domain
    const made = apply(residual, [shaped(form, v), q] as never)
    return flat(form, made) as never
  })
  const [dx] = apply(jacobian(inner as unknown as Diff<readonly [unknown, unknown], unknown>), [
    flat(form, x),
    p,
  ] as never) as unknown as readonly [Expr]
  return dx
}

/**
 * The arrow p ↦ x with F(x, p) = 0, whose value is found by any arrow and whose derivative is that of the
 * solution, not of the steps to it: one linear system with ∂F/∂x. Up to the third derivative; beyond that
 * the steps are differentiated.
 *
 * @example
 * import { fn, grad, implicit, real, run, sqrt, stopGradient, sub, square, tuple } from 'chainrule'
 *
 * // The root of x² = p, found by something that has no derivative.
 * const root = implicit({
 *   solve: fn(real, p => stopGradient(sqrt(p))),
 *   residual: fn(tuple(real, real), ([x, p]) => sub(square(x), p)),
 * })
 * run(grad(root))(4) // => 0.25
 *
 * @throws ShapeError where solutions have discrete parts, or the spaces do not meet
 */
export const implicit = <P, X>(problem: Implicit<P, X>): Diff<P, X> => {
  const { solve: find, residual } = problem
  requireReal('implicit', find.cod)
  const want = tuple(find.cod, find.dom)
  if (!sameSpace(residual.dom.form, want.form) || !sameSpace(residual.cod.form, find.cod.form))
    throw shapeError(
      'implicit',
      `a residual ${showSpace(want)} → ${showSpace(find.cod)}`,
      `${showSpace(residual.dom)} → ${showSpace(residual.cod)}`,
    )
  // In a rule the solution stands for itself again, so that the rule has derivatives.
  return [0, 1, 2].reduce((f: Diff<P, X>) => solved(problem, f), find)
}

const solved = <P, X>(problem: Implicit<P, X>, inner: Diff<P, X>): Diff<P, X> => {
  const { solve: find, residual } = problem
  const { form } = tangentSpace(find.cod)
  const system = (p: Sym<P>): readonly [x: Sym<X>, slope: Expr] => {
    const x = apply(inner, p as never)
    return [x, slopeOf(problem, x, p)]
  }
  return rule(
    find.dom,
    find.cod,
    p => apply(find, p as never) as never, // a symbol of the codomain
    {
      vjp: (p, w) => {
        const [x, slope] = system(p)
        const u = solve<Shape, Shape>(transpose(slope), neg(flat(form, w)))
        const [, back] = pullback(residual)([x, p] as never)
        const [, dp] = back(shaped(form, u) as never) as readonly [unknown, unknown]
        return dp as never
      },
      jvp: (p, v) => {
        const [x, slope] = system(p)
        const still = shaped(form, zeros([dim(find.cod)]))
        const [, moved] = pushforward(residual)([x, p] as never, [still, v] as never)
        return shaped(form, solve<Shape, Shape>(slope, neg(flat(form, moved)))) as never
      },
    },
    'implicit',
  )
}

/** How a fixed point is looked for. */
export interface FixedPointOptions {
  /** It ends when no entry moves by more. */
  readonly tolerance?: number
  readonly maxSteps?: number
}

/**
 * The arrow p ↦ x with x = f(x, p), found by iterating from `start`, which it does until nothing moves by
 * more than `tolerance`; differentiated as `implicit` is.
 *
 * @example
 * import { cos, fixedPoint, fn, mul, real, run, tuple } from 'chainrule'
 *
 * const f = fixedPoint(fn(tuple(real, real), ([x, p]) => mul(p, cos(x))), fn(real, _ => 1))
 * run(f)(1).toFixed(9) // => '0.739085133'
 *
 * @throws ShapeError where the spaces do not meet
 */
export const fixedPoint = <P, X>(
  f: Diff<readonly [X, P], X>,
  start: Diff<P, X>,
  { tolerance = 1e-15, maxSteps = 10_000 }: FixedPointOptions = {},
): Diff<P, X> => {
  requireReal('fixedPoint', f.cod)
  const { form } = f.cod
  const find = fn(start.dom, f.cod, p => {
    const step = (v: Expr): Expr => flat(form, apply(f, [shaped(form, v), p] as never))
    const first = flat(form, apply(start, p as never))
    const moves = (a: Expr, b: Expr) => greater(max(abs(sub(a, b))), tolerance)
    const [, x] = whileLoop(
      ([before, now]) => moves(before, now),
      ([, now]) => [now, step(now)],
      [first, step(first)] as const,
      { maxSteps },
    )
    return shaped(form, x) as never
  })
  const residual = fn(f.dom, f.cod, both => {
    const [x] = both as readonly [unknown, unknown] // the structure of the domain
    const y = apply(f, both as never)
    return shaped(form, sub<Expr, Expr>(flat(form, x), flat(form, y))) as never
  })
  return implicit({ solve: find, residual })
}

/**
 * The arrow p ↦ x at which f(x, p) is least, where `solve` finds it: a point where the gradient in x is
 * zero. Differentiated as `implicit` is, with the Hessian in x.
 *
 * @example
 * import { argminOf, fn, grad, mul, real, run, square, stopGradient, sub, tuple } from 'chainrule'
 *
 * // (x − 3 p)² is least at 3 p.
 * const best = argminOf(
 *   fn(tuple(real, real), ([x, p]) => square(sub(x, mul(3, p)))),
 *   fn(real, p => stopGradient(mul(3, p))),
 * )
 * run(grad(best))(5) // => 3
 *
 * @throws ShapeError where the spaces do not meet
 */
export const argminOf = <P, X>(f: Diff<readonly [X, P], number>, solve: Diff<P, X>): Diff<P, X> => {
  if (!sameSpace(f.cod.form, real.form))
    throw shapeError('argminOf', 'a function to ℝ', `one to ${showSpace(f.cod)}`)
  const g = grad(f)
  const residual = fn(f.dom, solve.cod, both => {
    const [dx] = apply(g, both as never) as unknown as readonly [unknown, unknown]
    return dx as never // tangents of what is real are of its space
  })
  return implicit({ solve, residual })
}
