/** How laws of arrows are put together: points with a cotangent of the result, and two arrows compared there. */
import fc from 'fast-check'
import type { Diff } from '../src/Diff.js'
import { vjp } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import { dim, showSpace, showValue, type Tangent, tangentSpace } from '../src/Space.js'
import { arbitrary, arbitraryTangent } from './arbitrary.js'
import { type AnyLaw, anyLaw } from './check.js'
import { closeValues, sameValues } from './compare.js'
import { type Law, type Report, worst } from './Law.js'
import { shrinking, type Where } from './point.js'

export interface Point<A, C> {
  readonly x: A
  readonly w: Tangent<C>
}

/** Puts a law of arrows between two spaces together. */
export const about =
  <A, C>(dom: Diff<A, C>['dom'], cod: Diff<A, C>['cod'], where: Where<A>) =>
  (name: string, formula: string, check: (p: Point<A, C>) => Report): AnyLaw => {
    const law: Law<Point<A, C>> = {
      name,
      formula,
      subject: where.name ?? `arrows ${showSpace(dom)} → ${showSpace(cod)}`,
      inputs: shrinking(
        dim(dom) + dim(cod),
        fc.record({
          x: where.at ?? arbitrary(dom, where.range),
          w: arbitraryTangent(cod),
        }),
      ),
      check,
      show: ({ x, w }) =>
        `x = ${showValue(dom)(x)}, w = ${showValue(tangentSpace(cod))(w)}`.slice(0, 400),
    }
    return anyLaw(law)
  }

/** Compares values and vjps of two arrows that ought to be the same. */
export const same =
  <A, C>(f: Diff<A, C>, g: Diff<A, C>) =>
  ({ x, w }: Point<A, C>): Report => {
    const [y, back] = run(vjp(f))([x, w])
    const [z, again] = run(vjp(g))([x, w])
    return worst([sameValues(f.cod, y, z), closeValues(tangentSpace(f.dom), back, again)])
  }
