/** Gradients, products with Jacobians and their transposes: what pullback and pushforward say as arrows. */

import { seal } from '../Dense.js'
import type { Diff } from '../diff/model.js'
import { apply, inputs } from '../diff/stages.js'
import { arrowOf, fn } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import { type AnyExpr, constant } from '../Expr.js'
import { zeros } from '../op/structure/structure.js'
import { field, omit, type Sym, showSpace, type Tangent, tangentSpace, tuple } from '../Space.js'
import { encode } from '../space/encode.js'
import { assemble, leaves } from '../space/form.js'
import { pullback, pullbackLeaves, pushforward, realLeaves } from './pullback.js'

/**
 * The value, and the vector-Jacobian product with a cotangent: (x, w) ↦ (f x, Jᵀ w), eq. (10).
 *
 * @example
 * import { array, exp, fn, run, toNested, vector, vjp } from 'chainrule'
 *
 * const f = fn(vector(2), x => exp(x))
 * toNested(run(vjp(f))([array([0, 0]), array([3, 5])])[1]) // => [3, 5]
 */
export const vjp = <A, B>(
  f: Diff<A, B>,
): Diff<readonly [A, Tangent<B>], readonly [B, Tangent<A>]> =>
  fn(tuple(f.dom, tangentSpace(f.cod)), tuple(f.cod, tangentSpace(f.dom)), ([x, w]) => {
    const [y, back] = pullback(f)(x)
    return [y, back(w)]
  })

/**
 * The value, and the Jacobian-vector product with a tangent: (x, v) ↦ (f x, J v), by forward mode.
 *
 * @example
 * import { fn, jvp, real, run, square } from 'chainrule'
 *
 * run(jvp(fn(real, x => square(x))))([3, 1]) // => [9, 6]
 */
export const jvp = <A, B>(
  f: Diff<A, B>,
): Diff<readonly [A, Tangent<A>], readonly [B, Tangent<B>]> =>
  fn(tuple(f.dom, tangentSpace(f.dom)), tuple(f.cod, tangentSpace(f.cod)), ([x, v]) =>
    pushforward(f)(x, v),
  )

/** A scalar function and its gradient with respect to some of its leaves. */
const gradients = (
  f: Diff<never, number>,
  xs: readonly AnyExpr[],
  wanted: readonly boolean[],
): readonly [y: AnyExpr, readonly AnyExpr[]] => {
  const { results, back } = pullbackLeaves(f, xs, wanted)
  const ws = back([constant(1)])
  const real = realLeaves(f.dom)
  return [
    results[0]!,
    xs.flatMap((x, i) => (real[i] === true && wanted[i] === true ? [ws[i] ?? zeros(x.shape)] : [])),
  ]
}

const scalarOf = <A>(operation: string, f: Diff<A, number>): Diff<never, number> => {
  const { form } = f.cod
  if (form.tag !== 'leaf' || form.kind !== 'real' || form.shape.length > 0)
    throw shapeError(operation, 'a function to ℝ', `one to ${showSpace(f.cod)}`)
  return f as unknown as Diff<never, number> // only its leaves are used from here
}

/**
 * The gradient (1) of a scalar function: the same shape as its argument, discrete parts the unit.
 *
 * @example
 * import { array, fn, grad, mul, run, sum, toNested, vector } from 'chainrule'
 *
 * const f = fn(vector(3), x => sum(mul(x, x)))
 * toNested(run(grad(f))(array([1, 2, 3]))) // => [2, 4, 6]
 *
 * @throws ShapeError where the function is not to ℝ
 */
export const grad = <A>(f: Diff<A, number>): Diff<A, Tangent<A>> => {
  const g = scalarOf('grad', f)
  const every = (xs: readonly AnyExpr[]): readonly AnyExpr[] =>
    gradients(
      g,
      xs,
      xs.map(() => true),
    )[1]
  return arrowOf(f.dom.form, tangentSpace(f.dom).form, every, inputs(f))
}

/**
 * The value and the gradient together.
 *
 * @throws ShapeError where the function is not to ℝ
 */
export const valueAndGrad = <A>(f: Diff<A, number>): Diff<A, readonly [number, Tangent<A>]> => {
  const g = scalarOf('valueAndGrad', f)
  const every = (xs: readonly AnyExpr[]): readonly AnyExpr[] =>
    gradients(
      g,
      xs,
      xs.map(() => true),
    ).flat()
  const cod = tuple(f.cod, tangentSpace(f.dom))
  return arrowOf(f.dom.form, cod.form, every, inputs(f))
}

/** What `gradAt` and its kin need: the sweep with respect to one field, the others being constants. */
const at = <const P extends string, A extends Readonly<Record<P, unknown>>>(
  operation: string,
  name: P,
  f: Diff<A, number>,
) => {
  const part = field(name, operation)(f.dom)
  const wanted = leaves(f.dom.form).map(({ path }) => path[0] === name)
  const g = scalarOf(operation, f)
  const sweep = (xs: readonly AnyExpr[]) => gradients(g, xs, wanted)
  return { sweep, params: inputs(f), part: tangentSpace(part) }
}

/**
 * The gradient with respect to one field of a struct; sweeps to the others are not made.
 *
 * @example
 * import { fn, gradAt, mul, real, run, struct } from 'chainrule'
 *
 * const f = fn(struct({ a: real, x: real }), ({ a, x }) => mul(a, x))
 * run(gradAt('a')(f))({ a: 2, x: 5 }) // => 5
 *
 * @throws ShapeError where the function is not to ℝ, or its domain has no such field
 */
export const gradAt =
  <const P extends string>(name: P) =>
  <A extends Readonly<Record<P, unknown>>>(f: Diff<A, number>): Diff<A, Tangent<A[P]>> => {
    const { sweep, params, part } = at('gradAt', name, f)
    return arrowOf(f.dom.form, part.form, xs => sweep(xs)[1], params)
  }

/**
 * The value, and the gradient with respect to one field of a struct.
 *
 * @throws ShapeError where the function is not to ℝ, or its domain has no such field
 */
export const valueAndGradAt =
  <const P extends string>(name: P) =>
  <A extends Readonly<Record<P, unknown>>>(
    f: Diff<A, number>,
  ): Diff<A, readonly [number, Tangent<A[P]>]> => {
    const { sweep, params, part } = at('valueAndGradAt', name, f)
    return arrowOf(f.dom.form, tuple(f.cod, part).form, xs => sweep(xs).flat(), params)
  }

/**
 * A function of a struct with some fields held at values: a function of the others.
 *
 * @example
 * import { fix, fn, mul, real, run, struct } from 'chainrule'
 *
 * const f = fn(struct({ a: real, x: real }), ({ a, x }) => mul(a, x))
 * run(fix(f, { a: 3 }))({ x: 5 }) // => 15
 *
 * @throws ShapeError where a value is not of its field's space
 */
export const fix = <A extends Readonly<Record<string, unknown>>, B, P extends string & keyof A>(
  f: Diff<A, B>,
  values: Pick<A, P>,
): Diff<{ readonly [Q in keyof A as Exclude<Q, P>]: A[Q] }, B> => {
  const names = Object.keys(values)
  const held = Object.fromEntries(
    names.map(name => {
      const part = field(name, 'fix')(f.dom)
      const xs = encode(
        'fix',
        part,
      )(values[name as P]).map(x => constant(seal(x.shape, x.kind, x.data)))
      return [name, assemble(part.form, xs)]
    }),
  )
  // Sound: the fields of the domain are those left and those held.
  return fn(omit(...names)(f.dom), f.cod, rest =>
    apply(f, { ...rest, ...held } as unknown as Sym<A>),
  ) as unknown as Diff<{ readonly [Q in keyof A as Exclude<Q, P>]: A[Q] }, B>
}
