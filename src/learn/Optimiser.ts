/**
 * `Optimiser<P, S>`: a pair of pure functions, where the state begins and how a step is taken, as arrows,
 * so that a step of training is one program.
 */
import type { Diff } from '../diff/model.js'
import { arrow, fn, parameters } from '../diff/trace.js'
import type { AnyExpr, Expr } from '../Expr.js'
import { add, mul, sub } from '../op/scalar/arithmetic.js'
import { zeros } from '../op/structure/structure.js'
import { type Space, type Tangent, tangentSpace, tuple, type Unit, unit } from '../Space.js'
import { leaves } from '../space/form.js'

/** How parameters follow gradients; `S` is what is remembered from step to step. */
export interface Optimiser<P, S> {
  readonly params: Space<P>
  readonly state: Space<S>
  readonly init: Diff<P, S>
  readonly step: Diff<readonly [params: P, state: S, gradient: Tangent<P>], readonly [P, S]>
}

const isReal = (e: AnyExpr): e is Expr => e.kind === 'real'

/** Parameters moved against a direction; discrete ones stay. */
const descend = (ps: readonly AnyExpr[], rate: number, ds: readonly Expr[]): readonly AnyExpr[] => {
  const next = ds.values()
  return ps.map(p => {
    if (!isReal(p)) return p
    const { value } = next.next()
    return value === undefined ? p : sub(p, mul(rate, value))
  })
}

/** Gradient descent (2): θ ← θ − η ∇R. Steepest descent on all data, SGD on mini-batches. */
export const sgd = <P>(
  params: Space<P>,
  options: { readonly rate: number },
): Optimiser<P, Unit> => {
  const dom = tuple(params, unit, tangentSpace(params))
  const cod = tuple(params, unit)
  const xs = parameters(dom.form)
  const n = leaves(params.form).length
  const results = descend(xs.slice(0, n), options.rate, xs.slice(n) as readonly Expr[]) // tangents are real
  return Object.freeze<Optimiser<P, Unit>>({
    params,
    state: unit,
    init: fn(params, unit, () => []),
    step: arrow({ dom: dom.form, cod: cod.form, graph: { params: xs, results } }),
  })
}

/** Descent with momentum (Polyak 1964): v ← μ v + ∇R, θ ← θ − η v. */
export const momentum = <P>(
  params: Space<P>,
  options: { readonly rate: number; readonly momentum: number },
): Optimiser<P, Tangent<P>> => {
  const state = tangentSpace(params)
  const dom = tuple(params, state, tangentSpace(params))
  const cod = tuple(params, state)
  const xs = parameters(dom.form)
  const n = leaves(params.form).length
  const m = leaves(state.form).length
  const [velocity, gradient] = [xs.slice(n, n + m), xs.slice(n + m)] as readonly (readonly Expr[])[] // tangents are real
  const moved = velocity!.map((v, i): Expr => add(mul(options.momentum, v), gradient![i]!))
  const results = [...descend(xs.slice(0, n), options.rate, moved), ...moved]
  const start = parameters(params.form)
  const still = start.filter(isReal).map(p => zeros(p.shape))
  return Object.freeze<Optimiser<P, Tangent<P>>>({
    params,
    state,
    init: arrow({ dom: params.form, cod: state.form, graph: { params: start, results: still } }),
    step: arrow({ dom: dom.form, cod: cod.form, graph: { params: xs, results } }),
  })
}
