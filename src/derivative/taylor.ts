/**
 * Taylor mode: derivatives of any order along a line, or a curve, in one go. What nested forward mode does at
 * a cost that doubles with each order, this does at one that grows with its square.
 */
import type { Diff } from '../diff/model.js'
import { stagesOf } from '../diff/stages.js'
import { arrow, parameters } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import type { AnyExpr, Expr } from '../Expr.js'
import type { Maybe } from '../op/Operation.js'
import { mul } from '../op/scalar/arithmetic.js'
import { zeros } from '../op/structure/structure.js'
import { type AnySpace, type Form, type Tangent, tangentSpace, tuple } from '../Space.js'
import { leaves } from '../space/form.js'
import { jets } from './jet.js'
import { realLeaves } from './pullback.js'
import { type Series, seriesOf } from './series.js'

type Higher<V, K extends number, Done extends readonly V[]> = Done['length'] extends K
  ? Done
  : Higher<V, K, readonly [...Done, V]>

/** A value, and K coefficients or derivatives, each a tangent; however many, where K is not known. */
export type Coefficients<B, K extends number> = number extends K
  ? readonly [B, ...(readonly Tangent<B>[])]
  : `${K}` extends `-${string}` | `${string}.${string}` | `${string}e${string}`
    ? readonly [B, ...(readonly Tangent<B>[])]
    : readonly [B, ...Higher<Tangent<B>, K, readonly []>]

const checkOrder = (operation: string, k: number): void => {
  if (!Number.isInteger(k) || k < 0)
    throw shapeError(operation, 'an order that is a whole number from 0', `${k}`)
}

const form = (s: AnySpace, k: number): Form => ({
  tag: 'tuple',
  parts: [s.form, ...Array<Form>(k).fill(tangentSpace(s).form)],
})

/** The series of an arrow at series of the leaves of its domain. */
const through = (f: Diff<never, unknown>, xs: readonly Series[], k: number): readonly Series[] =>
  stagesOf(f).reduce((series, { graph }) => seriesOf(graph, series, k, jets), xs)

/** The leaves of values, then of each order. */
const flat = (s: AnySpace, ys: readonly Series[], k: number): readonly AnyExpr[] => {
  const places = leaves(s.form)
  const real = realLeaves(s)
  const ofOrder = (j: number): readonly AnyExpr[] =>
    ys.flatMap((y, i) => (real[i] === true ? [y[j] ?? zeros(places[i]!.leaf.shape)] : []))
  return [...ys.map(([y]) => y), ...Array.from({ length: k }, (_, i) => ofOrder(i + 1)).flat()]
}

/** Series from leaves of values and of each order. */
const grouped = (s: AnySpace, params: readonly AnyExpr[]): readonly Series[] => {
  const real = realLeaves(s)
  const n = real.length
  const m = real.filter(r => r).length
  const orders = m === 0 ? 0 : (params.length - n) / m
  return real.map((r, i): Series => {
    const place = n + real.slice(0, i).filter(q => q).length
    const higher = Array.from({ length: r ? orders : 0 }, (_, j) => params[place + j * m] as Maybe)
    return [params[i]!, ...higher] // tangents are real
  })
}

const along = <A, B, K extends number>(
  f: Diff<A, B>,
  k: K,
  results: (ys: readonly Series[]) => readonly Series[],
): Diff<readonly [A, Tangent<A>], Coefficients<B, K>> => {
  const dom = tuple(f.dom, tangentSpace(f.dom))
  const params = parameters(dom.form)
  const ys = through(f as unknown as Diff<never, unknown>, grouped(f.dom, params), k)
  return arrow({
    dom: dom.form,
    cod: form(f.cod, k),
    graph: { params, results: flat(f.cod, results(ys), k) },
  })
}

/**
 * The Taylor coefficients of an arrow along a direction: (x, v) ↦ (y₀, …, yₖ) with f(x + t v) = Σ yⱼ tʲ up to
 * order k, so that yⱼ is the j-th derivative over j!; y₀ is f x. An arrow as any other: it can be
 * differentiated, and mapped over a batch. It costs some k² times what f does; k times jvp costs 2ᵏ times.
 *
 * @example
 * import { exp, fn, real, run, taylor } from 'chainrule'
 *
 * const f = fn(real, x => exp(x))
 * run(taylor(f, 3))([0, 1]) // => [1, 1, 0.5, 0.16666666666666666]
 *
 * @throws ShapeError where the order is not a whole number from 0, or a host function has no derivative so high
 */
export const taylor = <A, B, const K extends number>(
  f: Diff<A, B>,
  k: K,
): Diff<readonly [A, Tangent<A>], Coefficients<B, K>> => {
  checkOrder('taylor', k)
  return along(f, k, ys => ys)
}

/**
 * The value of an arrow and its derivatives of orders 1 to k along a direction, dʲ/dtʲ f(x + t v) at t = 0:
 * the coefficients of `taylor` times j!.
 *
 * @example
 * import { derivatives, fn, pow, real, run } from 'chainrule'
 *
 * const f = fn(real, x => pow(x, 3))
 * run(derivatives(f, 4))([2, 1]) // => [8, 12, 12, 6, 0]
 *
 * @throws ShapeError where the order is not a whole number from 0, or a host function has no derivative so high
 */
export const derivatives = <A, B, const K extends number>(
  f: Diff<A, B>,
  k: K,
): Diff<readonly [A, Tangent<A>], Coefficients<B, K>> => {
  checkOrder('derivatives', k)
  return along(f, k, ys =>
    ys.map(([y, ...higher]): Series => {
      let factorial = 1
      const all = higher.map((c, i): Maybe => {
        factorial *= i + 1
        return c === undefined || i === 0 ? c : mul<Expr, number>(c, factorial)
      })
      return [y, ...all]
    }),
  )
}

/**
 * The k-jet of an arrow: from the Taylor coefficients of a curve, x(t) = Σ xⱼ tʲ, to those of f(x(t)), up to
 * order k. Jets compose as arrows do: `jet(compose(g, f), k)` is `compose(jet(g, k), jet(f, k))`.
 *
 * @example
 * import { fn, jet, real, run, square } from 'chainrule'
 *
 * // (1 + t + t²)² = 1 + 2t + 3t² + …
 * run(jet(fn(real, x => square(x)), 2))([1, 1, 1]) // => [1, 2, 3]
 *
 * @throws ShapeError where the order is not a whole number from 0, or a host function has no derivative so high
 */
export const jet = <A, B, const K extends number>(
  f: Diff<A, B>,
  k: K,
): Diff<Coefficients<A, K>, Coefficients<B, K>> => {
  checkOrder('jet', k)
  const dom = form(f.dom, k)
  const params = parameters(dom)
  const ys = through(f as unknown as Diff<never, unknown>, grouped(f.dom, params), k)
  return arrow({ dom, cod: form(f.cod, k), graph: { params, results: flat(f.cod, ys, k) } })
}
