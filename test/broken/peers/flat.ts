/** A subject at a point as checkers of arrays see it: lists of numbers in, lists out, one list an array. */
import { fromFlat } from 'chainrule'
import { type AnySpace, type Space, type Tangent, tangentSpace, unflatten } from 'chainrule/Space'
import { decode, encode } from '../../../src/space/encode.js'
import type { Data } from '../catalogue/arrays.js'
import type { AnySubject } from '../catalogue/model.js'

/** What a peer says of a derivative at a point. Where the code under test throws, a test fails, too. */
export type Verdict = 'passes' | 'fails'

/** A re-stated checker: a pure function of a subject, a point, and the seed of its random numbers. */
export type Checker = (s: AnySubject, x: unknown, seed: number) => Verdict

/** A subject at a point; discrete arrays are held fixed. */
export interface Flat {
  readonly x: readonly Data[]
  readonly value: (x: readonly Data[]) => readonly Data[]
  readonly vjp: (x: readonly Data[], w: readonly Data[]) => readonly Data[]
  readonly jvp: (x: readonly Data[], v: readonly Data[]) => readonly Data[]
  /** The value that comes along with the products. */
  readonly along: (w: readonly Data[], v: readonly Data[]) => readonly (readonly Data[])[]
}

const reals = (s: AnySpace, x: unknown): readonly Data[] =>
  encode('peers', s)(x).flatMap(d => (d.kind === 'real' ? [[...d.data]] : []))

const tangent = <A>(s: Space<A>, lists: readonly Data[]): Tangent<A> => {
  const xs = lists.flat()
  return unflatten(s)(fromFlat(xs, [xs.length], 'real'))
}

export const flat = (s: AnySubject, at: unknown): Flat => {
  const parts = encode('peers', s.dom)(at)
  const rebuild = (x: readonly Data[]): unknown => {
    const next = x.values()
    return decode(s.dom)(
      parts.map(d =>
        d.kind === 'real' ? { ...d, data: Float64Array.from(next.next().value!) } : d,
      ),
    )
  }
  return {
    x: reals(s.dom, at),
    value: x => reals(s.cod, s.value(rebuild(x))),
    vjp: (x, w) => reals(tangentSpace(s.dom), s.vjp(rebuild(x), tangent(s.cod, w))),
    jvp: (x, v) => reals(tangentSpace(s.cod), s.jvp(rebuild(x), tangent(s.dom, v))),
    along: (w, v) =>
      (s.primals?.(at, tangent(s.cod, w), tangent(s.dom, v)) ?? []).map(y => reals(s.cod, y)),
  }
}
