/** A claimed derivative tried on a domain in one call: what was found, as a value. */
import type { Either } from '#fp/Either'
import type { TaskEither } from '#fp/TaskEither'
import type { Failure } from '../failure.js'
import { checkLaws, checkLawsAsync, type Runs } from '../run.js'
import type { Summary } from '../summary.js'
import type { Domain } from './domain.js'
import {
  gradient,
  type HessianOptions,
  hessian,
  jacobian,
  jvp,
  type ScalarOptions,
  vjp,
} from './index.js'
import type { At, Claims, Later, Like, Numbers, Options } from './of.js'

/** What was found at once. */
export type Found = Either<Failure, readonly Summary[]>
/** What will be found, of functions that answer later. */
export type FoundLater = TaskEither<Failure, readonly Summary[]>

/** Where laws are run, and how: the edges of the domain, and a number of runs and a seed. */
export type Tried<X> = At<X> & Runs

const now = <X>(claims: Claims<X>, domain: Domain<X>, { edges, ...runs }: Tried<X>): Found =>
  checkLaws(claims.on(domain, edges === undefined ? {} : { edges }), runs)

const later = <X>(claims: Claims<X>, domain: Domain<X>, { edges, ...runs }: Tried<X>): FoundLater =>
  checkLawsAsync(claims.on(domain, edges === undefined ? {} : { edges }), runs)

/**
 * Whether a gradient is that of a function.
 *
 * @example
 * import { box, checkGradient } from 'chainrule/laws'
 *
 * checkGradient(Math.sin, Math.cos, box(-2, 2), { seed: 1 })._tag // => 'Right'
 */
export const checkGradient = <X>(
  f: (x: X) => number,
  df: (x: X) => Like<X>,
  domain: Domain<X>,
  options: ScalarOptions<X> & Tried<X> = {},
): Found => now(gradient.of(f, df, options), domain, options)

/** Whether a gradient is that of a function, where they answer later. */
export const checkGradientAsync = <X>(
  f: (x: X) => Later<number>,
  df: (x: X) => Later<Like<X>>,
  domain: Domain<X>,
  options: ScalarOptions<X> & Tried<X> = {},
): FoundLater => later(gradient.of(f, df, options), domain, options)

/**
 * Whether a vector-Jacobian product is that of a function.
 *
 * @example
 * import { box, checkVjp } from 'chainrule/laws'
 *
 * checkVjp(Math.exp, (x: number, w: number) => w * Math.exp(x), box(-2, 2), { seed: 1 })._tag // => 'Right'
 */
export const checkVjp = <X, Y>(
  f: (x: X) => Y,
  back: (x: X, w: Y) => Like<X>,
  domain: Domain<X>,
  options: Options<X, Y> & Tried<X> = {},
): Found => now(vjp.of(f, back, options), domain, options)

/** Whether a vector-Jacobian product is that of a function, where they answer later. */
export const checkVjpAsync = <X, Y>(
  f: (x: X) => Later<Y>,
  back: (x: X, w: Y) => Later<Like<X>>,
  domain: Domain<X>,
  options: Options<X, Y> & Tried<X> = {},
): FoundLater => later(vjp.of(f, back, options), domain, options)

/**
 * Whether a Jacobian-vector product is that of a function.
 *
 * @example
 * import { box, checkJvp } from 'chainrule/laws'
 *
 * checkJvp(Math.exp, (x: number, v: number) => v * x, box(-2, 2), { seed: 1 })._tag // => 'Left'
 */
export const checkJvp = <X, Y>(
  f: (x: X) => Y,
  along: (x: X, v: X) => Like<Y>,
  domain: Domain<X>,
  options: Options<X, Y> & Tried<X> = {},
): Found => now(jvp.of(f, along, options), domain, options)

/** Whether a Jacobian-vector product is that of a function, where they answer later. */
export const checkJvpAsync = <X, Y>(
  f: (x: X) => Later<Y>,
  along: (x: X, v: X) => Later<Like<Y>>,
  domain: Domain<X>,
  options: Options<X, Y> & Tried<X> = {},
): FoundLater => later(jvp.of(f, along, options), domain, options)

/**
 * Whether a matrix, row by row, is the Jacobian of a function.
 *
 * @example
 * import { box, checkJacobian } from 'chainrule/laws'
 *
 * const swap = ([x, y]: readonly number[]) => [y!, x!]
 * checkJacobian(swap, () => [[0, 1], [1, 0]], box(-2, 2, 2), { seed: 1 })._tag // => 'Right'
 */
export const checkJacobian = <X, Y>(
  f: (x: X) => Y,
  J: (x: X) => Numbers,
  domain: Domain<X>,
  options: Options<X, Y> & Tried<X> = {},
): Found => now(jacobian.of(f, J, options), domain, options)

/** Whether a matrix is the Jacobian of a function, where they answer later. */
export const checkJacobianAsync = <X, Y>(
  f: (x: X) => Later<Y>,
  J: (x: X) => Later<Numbers>,
  domain: Domain<X>,
  options: Options<X, Y> & Tried<X> = {},
): FoundLater => later(jacobian.of(f, J, options), domain, options)

/**
 * Whether a matrix, row by row, is the Hessian of a function to numbers.
 *
 * @example
 * import { box, checkHessian } from 'chainrule/laws'
 *
 * checkHessian((x: number) => x ** 3, x => 6 * x, box(-2, 2), { seed: 1 })._tag // => 'Right'
 */
export const checkHessian = <X>(
  f: (x: X) => number,
  H: (x: X) => Numbers,
  domain: Domain<X>,
  options: HessianOptions<X> & Tried<X> = {},
): Found => now(hessian.of(f, H, options), domain, options)

/** Whether a matrix is the Hessian of a function to numbers, where they answer later. */
export const checkHessianAsync = <X>(
  f: (x: X) => Later<number>,
  H: (x: X) => Later<Numbers>,
  domain: Domain<X>,
  options: HessianOptions<X> & Tried<X> = {},
): FoundLater => later(hessian.of(f, H, options), domain, options)
