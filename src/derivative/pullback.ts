/**
 * `pullback`: the functor from arrows to pairs; `pushforward`, its twin for tangents. Folds over the stages
 * (Proposition 2): a forward scan of activities xˡ, a backward scan of errors eˡ = eˡ⁺¹·J.
 */
import type { Pair } from '../Diff.js'
import type { AnyDiff, Diff } from '../diff/model.js'
import { graphAt, stagesOf } from '../diff/stages.js'
import { symbols } from '../diff/trace.js'
import type { AnyExpr, Expr } from '../Expr.js'
import type { Maybe } from '../op/Operation.js'
import { isZero, zeros } from '../op/structure/structure.js'
import { type AnySpace, type Sym, type Tangent, tangentSpace } from '../Space.js'
import { assemble, leaves } from '../space/form.js'
import { type Backward, type Forward, forward, reverse } from './graph.js'
import { modes } from './modes.js'

/** The leaves of a space that have tangents, as a pattern over all leaves. */
export const realLeaves = (s: AnySpace): readonly boolean[] =>
  leaves(s.form).map(({ leaf }) => leaf.kind === 'real')

const tangentForm = (s: AnySpace) => tangentSpace(s).form

/** A structure of cotangents or tangents from one a leaf, absent ones being zero. */
const assembleTangent = (s: AnySpace, vs: readonly Maybe[]): unknown =>
  assemble(
    tangentForm(s),
    leaves(s.form).flatMap(({ leaf }, i) =>
      leaf.kind === 'real' ? [vs[i] ?? zeros(leaf.shape)] : [],
    ),
  )

/** One tangent a leaf from a structure of them; discrete leaves have none, and zeros are none. */
const tangentLeaves = (operation: string, s: AnySpace, v: unknown): readonly Maybe[] => {
  const next = symbols(operation, tangentForm(s), v).values()
  return realLeaves(s).map(r => {
    const e = r ? (next.next().value as Expr) : undefined // leaves of tangents are real
    return e === undefined || isZero(e) ? undefined : e
  })
}

/** An arrow at given leaves: its results, and the way back with respect to the wanted leaves. */
export const pullbackLeaves = (
  f: AnyDiff,
  xs: readonly AnyExpr[],
  wanted: readonly boolean[] = xs.map(() => true),
): Backward => {
  const backs: Backward[] = []
  let results = xs
  let active = wanted
  for (const stage of stagesOf(f)) {
    const way = reverse(modes, graphAt(stage, results), results, active)
    backs.push(way)
    results = way.results
    active = way.active
  }
  const back = (ws: readonly Maybe[]): readonly Maybe[] =>
    backs.reduceRight((e, stage) => stage.back(e), ws)
  return { results, active, back }
}

/**
 * The value of an arrow at x, and its vector-Jacobian product there: eqs. (10) and (13).
 *
 * @example
 * import { fn, pullback, real, run, sin } from 'chainrule'
 *
 * const sine = fn(real, x => sin(x))
 * const slope = fn(real, x => pullback(sine)(x)[1](x))
 * run(slope)(0) // => 0
 */
export const pullback =
  <A, B>(f: Diff<A, B>): Pair<A, B> =>
  x => {
    const { results, back } = pullbackLeaves(f, symbols('pullback', f.dom.form, x))
    // Sound: leaves of the codomain, and of the tangents of the domain.
    return [
      assemble(f.cod.form, results) as Sym<B>,
      w => assembleTangent(f.dom, back(tangentLeaves('pullback', f.cod, w))) as Sym<Tangent<A>>,
    ]
  }

/** An arrow at given leaves and tangents of them, absent ones being zero. */
export const pushforwardLeaves = (
  f: AnyDiff,
  xs: readonly AnyExpr[],
  vs: readonly Maybe[],
): Forward =>
  stagesOf(f).reduce<Forward>(
    (state, stage) => forward(modes, graphAt(stage, state.results), state.results, state.tangents),
    { results: xs, tangents: vs },
  )

/** The value of an arrow at x, and its Jacobian-vector product along v. */
export type Pushforward<A, B> = (
  x: Sym<A>,
  v: Sym<Tangent<A>>,
) => readonly [y: Sym<B>, tangent: Sym<Tangent<B>>]

/** The value of an arrow and its directional derivative together: forward mode. */
export const pushforward =
  <A, B>(f: Diff<A, B>): Pushforward<A, B> =>
  (x, v) => {
    const { results, tangents } = pushforwardLeaves(
      f,
      symbols('pushforward', f.dom.form, x),
      tangentLeaves('pushforward', f.dom, v),
    )
    // Sound: leaves of the codomain, and of its tangents.
    return [
      assemble(f.cod.form, results) as Sym<B>,
      assembleTangent(f.cod, tangents) as Sym<Tangent<B>>,
    ]
  }
