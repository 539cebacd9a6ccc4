/** What may be claimed of a plain function: a gradient, products with the Jacobian, the Jacobian, the Hessian. */
import type { AnyLaw } from '../check.js'
import { hessianLaws } from './hessian.js'
import type { Layout } from './layout.js'
import { type Claims, claims, type Later, type Like, type Numbers, type Options } from './of.js'

const NUMBER: Layout = { tag: 'number', kind: 'real' }

/** What may be said of a function to numbers. */
export type ScalarOptions<X> = Omit<Options<X, number>, 'codomain'>

/**
 * A function to numbers, and its gradient, laid out as the input.
 *
 * @example
 * import { assertLaws, box, gradient } from 'chainrule/laws'
 *
 * const f = ([x, y]: readonly number[]) => Math.sin(x!) * y!
 * const df = ([x, y]: readonly number[]) => [Math.cos(x!) * y!, Math.sin(x!)]
 * assertLaws(gradient.of(f, df).on(box(-2, 2, 2))) // => undefined
 */
export const gradient = {
  of: <X>(
    f: (x: X) => Later<number>,
    df: (x: X) => Later<Like<X>>,
    options: ScalarOptions<X> = {},
  ): Claims<X> =>
    claims<X, number>({ name: f.name, ...options, values: NUMBER, value: f, gradient: df }),
}

/**
 * A function, and its vector-Jacobian product Jᵀw, laid out as the input.
 *
 * @example
 * import { assertLaws, box, vjp } from 'chainrule/laws'
 *
 * const swap = ([x, y]: readonly number[]) => [y!, x! * x!]
 * const back = ([x]: readonly number[], [w, z]: readonly number[]) => [2 * x! * z!, w!]
 * assertLaws(vjp.of(swap, back).on(box(-2, 2, 2))) // => undefined
 */
export const vjp = {
  of: <X, Y>(
    f: (x: X) => Later<Y>,
    back: (x: X, w: Y) => Later<Like<X>>,
    options: Options<X, Y> = {},
  ): Claims<X> => claims<X, Y>({ name: f.name, ...options, value: f, vjp: back }),
}

/**
 * A function, and its Jacobian-vector product J v, laid out as the output.
 *
 * @example
 * import { assertLaws, box, jvp } from 'chainrule/laws'
 *
 * const along = (x: number, v: number) => v * Math.exp(x)
 * assertLaws(jvp.of(Math.exp, along).on(box(-2, 2))) // => undefined
 */
export const jvp = {
  of: <X, Y>(
    f: (x: X) => Later<Y>,
    along: (x: X, v: X) => Later<Like<Y>>,
    options: Options<X, Y> = {},
  ): Claims<X> => claims<X, Y>({ name: f.name, ...options, value: f, jvp: along }),
}

/** Both products with a Jacobian. */
export interface Products<X, Y> {
  readonly vjp: (x: X, w: Y) => Later<Like<X>>
  readonly jvp: (x: X, v: X) => Later<Like<Y>>
}

/**
 * A function, and both products with its Jacobian: that they are transposes of each other is tried as well.
 *
 * @example
 * import { assertLaws, box, derivative } from 'chainrule/laws'
 *
 * const sine = derivative.of(Math.sin, {
 *   vjp: (x: number, w: number) => w * Math.cos(x),
 *   jvp: (x: number, v: number) => v * Math.cos(x),
 * })
 * assertLaws(sine.on(box(-2, 2))) // => undefined
 */
export const derivative = {
  of: <X, Y>(
    f: (x: X) => Later<Y>,
    { vjp: back, jvp: along }: Products<X, Y>,
    options: Options<X, Y> = {},
  ): Claims<X> => claims<X, Y>({ name: f.name, ...options, value: f, vjp: back, jvp: along }),
}

/**
 * A function, and its Jacobian row by row: one row for each entry of the value, in it one number for each
 * entry of the input that can move.
 *
 * @example
 * import { assertLaws, box, jacobian } from 'chainrule/laws'
 *
 * const swap = ([x, y]: readonly number[]) => [y!, x! * x!]
 * const J = ([x]: readonly number[]) => [[0, 1], [2 * x!, 0]]
 * assertLaws(jacobian.of(swap, J).on(box(-2, 2, 2))) // => undefined
 */
export const jacobian = {
  of: <X, Y>(
    f: (x: X) => Later<Y>,
    J: (x: X) => Later<Numbers>,
    options: Options<X, Y> = {},
  ): Claims<X> => claims<X, Y>({ name: f.name, ...options, value: f, matrix: J }),
}

/** What may be said of a function with a Hessian: its gradient, if there is one to differentiate. */
export interface HessianOptions<X> extends ScalarOptions<X> {
  readonly gradient?: (x: X) => Later<Like<X>>
}

/**
 * A function to numbers, and its Hessian row by row: symmetric, and what second differences say; with a
 * gradient, what its differences say.
 *
 * @example
 * import { assertLaws, box, hessian } from 'chainrule/laws'
 *
 * const f = ([x, y]: readonly number[]) => x! * x! * y!
 * const H = ([x, y]: readonly number[]) => [[2 * y!, 2 * x!], [2 * x!, 0]]
 * assertLaws(hessian.of(f, H).on(box(-2, 2, 2))) // => undefined
 */
export const hessian = {
  of: <X>(
    f: (x: X) => Later<number>,
    H: (x: X) => Later<Numbers>,
    { gradient: df, ...options }: HessianOptions<X> = {},
  ): Claims<X> => {
    const second = claims<X, number>(
      { name: f.name, ...options, values: NUMBER, value: f, hessian: H },
      hessianLaws,
    )
    if (df === undefined) return second
    const first = gradient.of(f, df, options)
    const { batch: _, imaginary: __, ...named } = options
    const both = claims<X, Like<X>>({
      ...named,
      name: `the gradient of ${options.name ?? f.name}`,
      value: df,
      matrix: H,
    })
    return {
      subject: second.subject,
      on: (domain, at): readonly AnyLaw[] => [
        ...first.on(domain, at),
        ...both.on(domain),
        ...second.on(domain),
      ],
    }
  },
}
