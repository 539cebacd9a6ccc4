/** The laws of linear maps, this library's and anybody's: additive, homogeneous, and with a transpose. */
import fc from 'fast-check'
import {
  addTangents,
  dim,
  inner,
  type Space,
  scaleTangent,
  showSpace,
  showValue,
  type Tangent,
  tangentSpace,
} from '../src/Space.js'
import { arbitraryTangent } from './arbitrary.js'
import { type AnyLaw, anyLaw } from './check.js'
import { close, closeValues } from './compare.js'
import type { Law, Report } from './Law.js'
import { size } from './sizes.js'
import { entriesOf } from './subject.js'

/** A map between directions, with the transpose that somebody claims for it. */
export interface LinearMap<A, B> {
  readonly name?: string
  readonly dom: Space<A>
  readonly cod: Space<B>
  readonly apply: (v: Tangent<A>) => Tangent<B>
  readonly transpose: (w: Tangent<B>) => Tangent<A>
}

interface Input<A, B> {
  readonly a: Tangent<A>
  readonly b: Tangent<A>
  readonly w: Tangent<B>
}

/**
 * The laws of a linear map and its transpose.
 *
 * @example
 * import { array, type Tensor, vector } from 'chainrule'
 * import { assertLaws, linearLaws } from 'chainrule/laws'
 *
 * type V = Tensor<readonly [2]>
 * const turn = (c: number) => (v: V): V => array([-c * v.values[1]!, c * v.values[0]!]) as V
 * const s = vector(2)
 * assertLaws(linearLaws({ dom: s, cod: s, apply: turn(1), transpose: turn(-1) })) // => undefined
 */
export const linearLaws = <A, B>(f: LinearMap<A, B>): readonly AnyLaw[] => {
  const [TA, TB] = [tangentSpace(f.dom), tangentSpace(f.cod)]
  const [readA, readB] = [entriesOf(TA), entriesOf(TB)]
  const inputs = fc.record({
    a: arbitraryTangent(f.dom),
    b: arbitraryTangent(f.dom),
    w: arbitraryTangent(f.cod),
  })
  const law = (name: string, formula: string, check: (input: Input<A, B>) => Report): AnyLaw => {
    const made: Law<Input<A, B>> = {
      name,
      formula,
      subject: f.name ?? `a linear map ${showSpace(f.dom)} → ${showSpace(f.cod)}`,
      coordinates: dim(f.dom) + dim(f.cod),
      inputs,
      check,
      show: ({ a, b, w }) =>
        `a = ${showValue(TA)(a as never)}, b = ${showValue(TA)(b as never)}, w = ${showValue(TB)(w as never)}`, // of their spaces
    }
    return anyLaw(made)
  }
  const [plusA, plusB] = [addTangents(f.dom), addTangents(f.cod)]
  const [timesA, timesB] = [scaleTangent(f.dom), scaleTangent(f.cod)]
  return [
    law('the map is additive', 'f (a + b) = f a + f b', ({ a, b }) => {
      const [fa, fb] = [f.apply(a), f.apply(b)]
      const scale = size(readB(fa)) + size(readB(fb))
      return closeValues(TB, f.apply(plusA(a, b)), plusB(fa, fb), scale)
    }),
    law('the map is homogeneous', 'f (3 a) = 3 (f a)', ({ a }) => {
      const fa = f.apply(a)
      return closeValues(TB, f.apply(timesA(3, a)), timesB(3, fa), 3 * size(readB(fa)))
    }),
    law('zero goes to zero', 'f 0 = 0, fᵀ 0 = 0', ({ a, w }) =>
      close(
        [...readB(f.apply(timesA(0, a))), ...readA(f.transpose(timesB(0, w)))].map(e => e + 0),
        new Array<number>(dim(f.cod) + dim(f.dom)).fill(0),
        k => `entry ${k}`,
        0,
      ),
    ),
    law('the transpose is the adjoint', '⟨w, f a⟩ = ⟨fᵀ w, a⟩', ({ a, w }) => {
      const [fa, ftw] = [f.apply(a), f.transpose(w)]
      const scale = size(readB(fa)) * dim(f.cod) + size(readA(ftw)) * dim(f.dom)
      return close([inner(f.cod)(w, fa)], [inner(f.dom)(ftw, a)], () => 'the products', scale)
    }),
  ]
}
