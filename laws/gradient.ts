/**
 * The laws of one function and its derivatives, in the order in which a fault is named best: value, shape,
 * purity, zero, linearity, adjointness, differences, accumulation, aliasing, batches, second order, edges.
 */
import type { Diff } from '../src/Diff.js'
import { pairsOf, shared } from './alias.js'
import { type AnyLaw, anyLaw } from './check.js'
import { jvpMeasured, vjpMeasured } from './differences.js'
import { edgesHold } from './edge.js'
import type { Where } from './point.js'
import {
  accumulates,
  adjoint,
  type Batching,
  batched,
  type Doubling,
  linear,
  linearForwards,
} from './products.js'
import { secondOrder } from './secondOrder.js'
import { primal, repeatable, shaped, zeroed } from './shape.js'
import { type Pulling, pulls, pushes, type Subject, subject } from './subject.js'

const doubles = <A, B>(s: Pulling<A, B>): s is Doubling<A, B> => s.doubled !== undefined
const batches = <A, B>(s: Subject<A, B>): s is Batching<A, B> => s.batch !== undefined

const firstOrder = <A, B>(s: Subject<A, B>, where: Where<A>): readonly AnyLaw[] => {
  const pairs = pairsOf(s.dom)
  return [
    anyLaw(primal<A, B>()(s, where)),
    anyLaw(shaped<A, B>()(s, where)),
    anyLaw(repeatable<A, B>()(s, where)),
    ...(s.matrix === true ? [] : [anyLaw(zeroed<A, B>()(s, where))]),
    ...(pulls(s) && s.matrix !== true ? [anyLaw(linear<A, B>()(s, where))] : []),
    ...(pushes(s) && s.matrix !== true ? [anyLaw(linearForwards<A, B>()(s, where))] : []),
    ...(pulls(s) && pushes(s) ? [anyLaw(adjoint<A, B>()(s, where))] : []),
    ...(pulls(s) ? [anyLaw(vjpMeasured<A, B>()(s, where))] : []),
    ...(pushes(s) ? [anyLaw(jvpMeasured<A, B>()(s, where))] : []),
    ...(pulls(s) && doubles(s) ? [anyLaw(accumulates<A, B>()(s, where))] : []),
    ...(pairs.length > 0 ? [anyLaw(shared<A, B>(pairs)(s, where))] : []),
    ...(batches(s) ? [anyLaw(batched<A, B>()(s, where))] : []),
  ]
}

const atEdges = <A, B>(s: Subject<A, B>, { edges = [] }: Where<A>): readonly AnyLaw[] =>
  edges.map(edge => anyLaw(edgesHold(s, edge)))

/**
 * The laws of a function and the derivatives somebody claims for it, as functions between spaces of this
 * library; `gradient.of`, `vjp.of` and their like take plain functions.
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
export const derivativeLaws = <A, B>(s: Subject<A, B>, where: Where<A> = {}): readonly AnyLaw[] => [
  ...firstOrder(s, where),
  ...atEdges(s, where),
]

/**
 * The laws of an arrow's derivatives: those of `derivativeLaws`, that cotangents accumulate, that a batch is its
 * points, and the second order.
 *
 * @example
 * import { fn, mul, sum, tanh, vector } from 'chainrule'
 * import { assertLaws, gradientLaws } from 'chainrule/laws'
 *
 * assertLaws(gradientLaws(fn(vector(3), x => sum(mul(x, tanh(x)))))) // => undefined
 */
export const gradientLaws = <A, B>(f: Diff<A, B>, where: Where<A> = {}): readonly AnyLaw[] => {
  const s = subject(f, where.name)
  return [
    ...firstOrder<A, B>(s, where),
    anyLaw(secondOrder(f)(s, where)),
    ...atEdges<A, B>(s, where),
  ]
}
