/**
 * `Layer<P, X, Y>`: an arrow from parameters and input to output that knows its parameter space. Layers
 * compose like arrows, their parameters in pairs, and a composition keeps one stage a layer.
 *
 * 1. `compose(h, g)` at `[[p, q], x]` is h at `[q, g at [p, x]]`
 *
 * @example
 * import { relu, run, keyFrom } from 'chainrule'
 * import { affine, compose, ridge } from 'chainrule/learn'
 *
 * const network = compose(affine(128, 10), ridge(relu, 784, 128))
 * const params = run(network.init)(keyFrom(0))
 * params[0].W.shape // => [128, 784]
 */

import type { MeetSpaces } from '../diff/meet.js'
import type { Diff, Stage } from '../diff/model.js'
import { identity } from '../diff/products.js'
import { apply, changedStage, stagesOf } from '../diff/stages.js'
import { arrow, fn, markedParameters, parameters } from '../diff/trace.js'
import { shapeError } from '../Errors.js'
import type { AnyExpr } from '../Expr.js'
import { splitKey } from '../op/random/random.js'
import { someMarked } from '../Place.js'
import { type Form, type Key, key, type Space, sameSpace, showSpace, tuple } from '../Space.js'
import { leaves } from '../space/form.js'

/** An arrow from parameters and input to output, with its parameters' space and where they begin. */
export interface Layer<P, X, Y> extends Diff<readonly [P, X], Y> {
  readonly params: Space<P>
  readonly input: Space<X>
  /** Fresh parameters from a key. */
  readonly init: Diff<Key, P>
}

/** A layer from what it does and where its parameters begin. */
export const layer = <P, X, Y>(
  params: Space<P>,
  input: Space<X>,
  init: Diff<Key, P>,
  arrow: Diff<readonly [P, X], Y>,
): Layer<P, X, Y> => Object.freeze({ ...arrow, params, input, init })

/** The same stages with the leaves of another form carried along unchanged, in front. */
export const carry = (form: Form, stages: readonly Stage[]): readonly Stage[] =>
  stages.map(stage =>
    changedStage(
      stage,
      { tag: 'tuple', parts: [form, stage.dom] },
      { tag: 'tuple', parts: [form, stage.cod] },
      graph => {
        const carried = (someMarked(graph.params) ? markedParameters : parameters)(form)
        return {
          params: [...carried, ...graph.params],
          results: [...carried, ...graph.results],
        }
      },
    ),
  )

/** Stages whose first takes its leaves in another order and form. */
export const relabel = (
  dom: Form,
  order: (params: readonly AnyExpr[]) => readonly AnyExpr[],
  [first, ...rest]: readonly Stage[],
): readonly Stage[] => {
  if (first === undefined) throw shapeError('compose', 'a layer of at least one stage', 'none')
  const reordered = changedStage(first, dom, first.cod, ({ params, results }) => ({
    params: order(params),
    results,
  }))
  return [reordered, ...rest]
}

/** The arrow that runs stages one after another. */
export const sequence = <A, B>(
  dom: Space<A>,
  cod: Space<B>,
  stages: readonly Stage[],
): Diff<A, B> =>
  Object.freeze({
    _tag: 'Diff',
    dom,
    cod,
    path: stages
      .map(stage => arrow<unknown, unknown>(stage).path)
      .reduce((first, second) => Object.freeze({ tag: 'then', first, second }), identity(dom).path),
  })

/**
 * The composition of layers, g after f; its parameters are the pair of theirs, f's first.
 *
 * @throws ShapeError where what f gives is not what g takes
 */
export const compose = <P, Q, X, Y, Y2, Z>(
  g: Layer<Q, Y2, Z>,
  f: Layer<P, X, Y> & MeetSpaces<Y, Y2>,
): Layer<readonly [P, Q], X, Z> => {
  const params = tuple(f.params, g.params)
  const dom = tuple(params, f.input)
  const [p, q] = [leaves(f.params.form).length, leaves(g.params.form).length]
  // From leaves in the order q, p, x to the order of the new domain: p, q, x.
  const order = (xs: readonly AnyExpr[]): readonly AnyExpr[] => [
    ...xs.slice(q, q + p),
    ...xs.slice(0, q),
    ...xs.slice(q + p),
  ]
  const before = relabel(dom.form, order, carry(g.params.form, stagesOf(f)))
  const init = fn(key, params, k => {
    const [a, b] = splitKey(k, 2)
    return [apply(f.init, a!), apply(g.init, b!)]
  })
  if (!sameSpace(f.cod.form, g.input.form))
    throw shapeError('compose', `a layer that gives ${showSpace(g.input)}`, showSpace(f.cod))
  return layer(params, f.input, init, sequence(dom, g.cod, [...before, ...stagesOf(g)]))
}
