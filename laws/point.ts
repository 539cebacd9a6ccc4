/** The points at which laws of derivatives are tried, and how such a law is put together. */
import fc from 'fast-check'
import { type AnySpace, dim, showValue, type Tangent, tangentSpace } from '../src/Space.js'
import { arbitrary, arbitraryTangent, type Range } from './arbitrary.js'
import { bare } from './bare.js'
import { closeAlong, type Sides } from './compare.js'
import { READABLE } from './draw.js'
import type { Edge } from './edge.js'
import type { Diagnosis, Hidden, Law, Report } from './Law.js'
import { SHORTEST } from './measure.js'
import { formatOf } from './precision.js'
import { once } from './remember.js'
import { size, sizes } from './sizes.js'
import { entriesOf, moved, realPart, type Subject } from './subject.js'

/** Where laws are tried. */
export interface Where<A> {
  /** Points of the domain; from −2 to 2 in hundredths unless said. */
  readonly at?: fc.Arbitrary<A>
  readonly range?: Range
  /** The function's name in messages. */
  readonly name?: string
  /** Whether a point belongs to the domain: no step of a difference leaves it. */
  readonly contains?: (x: A) => boolean
  /** Directions that stay in the domain where that is thin, and in its own units; in tenths unless said. */
  readonly directions?: fc.Arbitrary<Tangent<A>>
  /** How long a direction is, in units of the domain; its Euclidean length unless said. */
  readonly length?: (v: Tangent<A>) => number
  /** Points to visit on purpose, and what is claimed there. */
  readonly edges?: readonly Edge<A>[]
  /** Whether some coordinates depend on others, so that none can be moved alone. */
  readonly thin?: boolean
}

/** A point with two directions there and two cotangents of the value. */
export interface Point<A, B> {
  readonly x: A
  readonly v: Tangent<A>
  readonly u: Tangent<A>
  readonly w: Tangent<B>
  readonly z: Tangent<B>
}

/** What a check may ask of the domain around a point. */
export interface Around {
  /** How large what is compared gets in the domain: far below that, numbers are rounding. */
  readonly elsewhere: Hidden
  /** What rounding of the value hides of a derivative here: the value over the domain's unit. */
  readonly here: Hidden
  /** How far one may go along v to either side. */
  readonly room: number
  /** How long v is, in units of the domain: long directions are walked in shorter steps. */
  readonly speed: number
}

/** What is found at a point. */
export type Check<A, B, S> = (s: S) => (p: Point<A, B>, around: Around) => Report

/** What a law may say beside its check. */
export interface Aside<A, B, S> {
  /** The size of what is compared at a point: rounding is in units of it. */
  readonly terms?: (s: S) => (p: Point<A, B>) => number
  /** What it speaks of beside x, v and w: a counterexample shows it. */
  readonly beside?: readonly ('u' | 'z')[]
  /** What is at fault where it fails. */
  readonly diagnose?: (s: S) => (p: Point<A, B>, beyond: Beyond<A>) => Diagnosis
}

/** What a diagnosis may ask of the domain. */
export interface Beyond<A> {
  readonly thin: boolean
  /** A few other points. */
  readonly others: () => readonly A[]
}

const OTHERS = 8

/** Whether a direction goes somewhere, or there is nowhere to go: what holds along zero says nothing. */
const moves =
  (s: AnySpace) =>
  (v: unknown): boolean =>
    dim(s) === 0 || entriesOf(s)(v).some(e => e !== 0)

/**
 * Inputs that shrink only where somebody could read them: shrinking 100,000 entries one by one would not
 * end, and the entry at fault is found by halving.
 */
export const shrinking = <X>(coordinates: number, inputs: fc.Arbitrary<X>): fc.Arbitrary<X> =>
  coordinates > READABLE ? fc.noShrink(inputs) : inputs

/** How far one may go from x along v to either side without leaving the domain; halved until it fits. */
const roomOf =
  <A, B>(s: Subject<A, B>, { contains }: Where<A>) =>
  (x: A, v: Tangent<A>): number => {
    if (contains === undefined) return Number.POSITIVE_INFINITY
    const at = moved(s.dom)(x, v)
    let t = 1
    while (t >= SHORTEST / 2 && !(contains(at(t)) && contains(at(-t)))) t /= 2
    return t
  }

const speedOf =
  <A, B>(s: Subject<A, B>, { length }: Where<A>) =>
  (v: Tangent<A>): number => {
    if (length !== undefined) return Math.max(1, length(v))
    const vs = entriesOf(tangentSpace(s.dom))(v)
    return Math.max(1, Math.sqrt(sizes(vs, vs)))
  }

/**
 * How large a derivative would be that moves the value by its own size over the unit of the domain: what is far
 * below that may have cancelled inside of the function, and is lost in rounding there.
 */
const hidden = <A, B>(s: Subject<A, B>, { length }: Where<A>, { x, v, w }: Point<A, B>): number => {
  const [vs, ws, ys] = [
    entriesOf(tangentSpace(s.dom))(v),
    entriesOf(tangentSpace(s.cod))(w),
    realPart(s.cod)(s.value(x)),
  ]
  const euclidean = Math.sqrt(sizes(vs, vs))
  const units = length === undefined ? euclidean : length(v)
  const value = Math.max(size(ys), sizes(ws, ys))
  return Number.isFinite(value) ? value * Math.max(units, units / euclidean) : 0
}

const points = <A, B>(s: Subject<A, B>, where: Where<A>): fc.Arbitrary<Point<A, B>> => {
  const T = tangentSpace(s.dom)
  const direction = (where.directions ?? arbitraryTangent(s.dom)).filter(moves(T))
  const cotangent = arbitraryTangent(s.cod)
  return shrinking(
    dim(s.dom) + dim(s.cod),
    fc.record({
      x: where.at ?? arbitrary(s.dom, where.range),
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
): (() => number) => {
  // Sums of many terms differ less from point to point.
  const numRuns = coordinates > READABLE ? 3 : 50
  return () => size(fc.sample(inputs, { numRuns, seed: 0 }).map(terms).filter(Number.isFinite))
}

const short = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}…` : text)

/** A law of a function's derivatives, tried at points with directions. */
export const law =
  <A, B, S extends Subject<A, B> = Subject<A, B>>(
    name: string,
    formula: string,
    check: Check<A, B, S>,
    aside: Aside<A, B, S> = {},
  ) =>
  (s: S, where: Where<A>): Law<Point<A, B>> => {
    const inputs = points(s, where)
    const at = check(s)
    const elsewhere = elsewhereIn(dim(s.dom) + dim(s.cod), inputs, aside.terms?.(s) ?? (() => 0))
    const kept = once(elsewhere)
    const room = roomOf(s, where)
    const speed = speedOf(s, where)
    const { diagnose } = aside
    const beyond: Beyond<A> = {
      thin: where.thin ?? false,
      others: () => fc.sample(inputs, { numRuns: OTHERS, seed: 0 }).map(({ x }) => x),
    }
    return {
      name,
      formula,
      subject: s.name,
      coordinates: dim(s.dom) + dim(s.cod),
      inputs,
      ...(s.replay === undefined ? {} : { replay: s.replay }),
      ...(diagnose === undefined ? {} : { diagnose: p => diagnose(s)(p, beyond) }),
      check: p => {
        const here = once(() => hidden(s, where, p))
        // Asked for once, but anew in each check of functions that answer later: all ask in the same order.
        const there = s.later?.() === true ? once(elsewhere) : kept
        return at(p, {
          elsewhere: { alone: () => Math.max(there(), here()), apart: here },
          here: { alone: here, apart: here },
          room: room(p.x, p.v),
          speed: speed(p.v),
        })
      },
      show: ({ x, ...directions }) => {
        const [inA, inB] = [showValue(tangentSpace(s.dom)), showValue(tangentSpace(s.cod))]
        const shown = { v: inA, w: inB, u: inA, z: inB }
        const named = (['v', 'w', ...(aside.beside ?? [])] as const).map(
          d => `${d} = ${shown[d](directions[d] as never)}`, // of the space that it is shown by
        )
        const text = [`x = ${showValue(s.dom)(x)}`, ...named].join(', ')
        return short(s.plain === true ? bare(text) : text)
      },
    }
  }

/** A law that two sides agree, as functions of t where x moves along v. */
export const agreeing = <A, B, S extends Subject<A, B> = Subject<A, B>>(
  name: string,
  formula: string,
  sides: (s: S) => (p: Point<A, B>, room: number) => (t: number) => Sides,
  entry: (s: S) => (k: number) => string,
  { beside = [], diagnose }: Omit<Aside<A, B, S>, 'terms'> = {},
) =>
  law<A, B, S>(
    name,
    formula,
    s =>
      (p, { elsewhere, room }) =>
        closeAlong(sides(s)(p, room), entry(s), elsewhere, formatOf(s.precision)),
    {
      terms: s => p => sides(s)(p, Number.POSITIVE_INFINITY)(0).terms,
      beside,
      ...(diagnose === undefined ? {} : { diagnose }),
    },
  )
