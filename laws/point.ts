/** The points at which laws of derivatives are tried, and how such a law is put together. */
import fc from 'fast-check'
import { type AnySpace, dim, showValue, type Tangent, tangentSpace } from '../src/Space.js'
import { arbitrary, arbitraryTangent, type Range } from './arbitrary.js'
import { closeAlong, type Sides } from './compare.js'
import type { Law, Report } from './Law.js'
import { once } from './remember.js'
import { entriesOf, type Subject } from './subject.js'

/** Where laws are tried. */
export interface Where<A> {
  /** Points of the domain; from −2 to 2 in hundredths unless said. */
  readonly at?: fc.Arbitrary<A>
  readonly range?: Range
  /** The function's name in messages. */
  readonly name?: string
}

/** A point with two directions there and two cotangents of the value. */
export interface Point<A, B> {
  readonly x: A
  readonly v: Tangent<A>
  readonly u: Tangent<A>
  readonly w: Tangent<B>
  readonly z: Tangent<B>
}

/** What is found at a point; `elsewhere` is how large what is compared gets in the domain. */
export type Check<A, B> = (s: Subject<A, B>) => (p: Point<A, B>, elsewhere: () => number) => Report

/** What a law may say beside its check. */
export interface Aside<A, B> {
  /** The size of what is compared at a point: rounding is in units of it. */
  readonly terms?: (s: Subject<A, B>) => (p: Point<A, B>) => number
  /** What it speaks of beside x, v and w: a counterexample shows it. */
  readonly beside?: readonly ('u' | 'z')[]
  /** Which entry is at fault at a point where it fails. */
  readonly locate?: (s: Subject<A, B>) => (p: Point<A, B>) => string | undefined
}

/** Whether a direction goes somewhere, or there is nowhere to go: what holds along zero says nothing. */
const moves =
  (s: AnySpace) =>
  (v: unknown): boolean =>
    dim(s) === 0 || entriesOf(s)(v).some(e => e !== 0)

const READABLE = 100

/**
 * Inputs that shrink only where somebody could read them: shrinking 100,000 entries one by one would not
 * end, and the entry at fault is found by halving.
 */
export const shrinking = <X>(coordinates: number, inputs: fc.Arbitrary<X>): fc.Arbitrary<X> =>
  coordinates > READABLE ? fc.noShrink(inputs) : inputs

const points = <A, B>(s: Subject<A, B>, { at, range }: Where<A>): fc.Arbitrary<Point<A, B>> => {
  const direction = arbitraryTangent(s.dom).filter(moves(tangentSpace(s.dom)))
  const cotangent = arbitraryTangent(s.cod)
  return shrinking(
    dim(s.dom) + dim(s.cod),
    fc.record({
      x: at ?? arbitrary(s.dom, range),
      v: direction,
      u: direction,
      w: cotangent.filter(moves(tangentSpace(s.cod))),
      z: cotangent,
    }),
  )
}

/** How large what a law compares gets, over points of its own: asked at most once, where it fails. */
const elsewhereIn = <X>(
  coordinates: number,
  inputs: fc.Arbitrary<X>,
  terms: (x: X) => number,
): (() => number) =>
  once(() => {
    // Sums of many terms differ less from point to point.
    const numRuns = coordinates > READABLE ? 3 : 50
    return size(fc.sample(inputs, { numRuns, seed: 0 }).map(terms).filter(Number.isFinite))
  })

/** A law of a function's derivatives, tried at points with directions. */
export const law =
  <A, B>(name: string, formula: string, check: Check<A, B>, aside: Aside<A, B> = {}) =>
  (s: Subject<A, B>, where: Where<A>): Law<Point<A, B>> => {
    const inputs = points(s, where)
    const at = check(s)
    const elsewhere = elsewhereIn(dim(s.dom) + dim(s.cod), inputs, aside.terms?.(s) ?? (() => 0))
    const short = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}…` : text)
    return {
      name,
      formula,
      subject: s.name,
      inputs,
      check: p => at(p, elsewhere),
      ...(aside.locate === undefined ? {} : { locate: aside.locate(s) }),
      show: ({ x, ...directions }) => {
        const [inA, inB] = [showValue(tangentSpace(s.dom)), showValue(tangentSpace(s.cod))]
        const shown = { v: inA, w: inB, u: inA, z: inB }
        const named = (['v', 'w', ...(aside.beside ?? [])] as const).map(
          d => `${d} = ${shown[d](directions[d] as never)}`, // of the space that it is shown by
        )
        return short([`x = ${showValue(s.dom)(x)}`, ...named].join(', '))
      },
    }
  }

/** A law that two sides agree, as functions of t where x moves along v. */
export const agreeing = <A, B>(
  name: string,
  formula: string,
  sides: (s: Subject<A, B>) => (p: Point<A, B>) => (t: number) => Sides,
  entry: (s: Subject<A, B>) => (k: number) => string,
  beside: readonly ('u' | 'z')[] = [],
) =>
  law<A, B>(name, formula, s => (p, elsewhere) => closeAlong(sides(s)(p), entry(s), elsewhere), {
    terms: s => p => sides(s)(p)(0).terms,
    beside,
  })

/** The size of the terms of an inner product. */
export const sizes = (xs: readonly number[], ys: readonly number[]): number =>
  xs.reduce((s, x, i) => s + Math.abs(x * ys[i]!), 0)

/** The size of the largest number. */
export const size = (xs: readonly number[]): number =>
  xs.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
