/** The points at which laws of derivatives are tried, and how such a law is put together. */
import fc from 'fast-check'
import { showValue, type Tangent, tangentSpace } from '../src/Space.js'
import { arbitrary, arbitraryTangent, type Range } from './arbitrary.js'
import type { Law, Report } from './Law.js'
import type { Subject } from './subject.js'

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

/** What is found at a point. */
export type Check<A, B> = (s: Subject<A, B>) => (p: Point<A, B>) => Report

const points = <A, B>(s: Subject<A, B>, { at, range }: Where<A>): fc.Arbitrary<Point<A, B>> => {
  const [direction, cotangent] = [arbitraryTangent(s.dom), arbitraryTangent(s.cod)]
  return fc.record({
    x: at ?? arbitrary(s.dom, range),
    v: direction,
    u: direction,
    w: cotangent,
    z: cotangent,
  })
}

/** A law of a function's derivatives, tried at points with directions. */
export const law =
  <A, B>(name: string, formula: string, check: Check<A, B>) =>
  (s: Subject<A, B>, where: Where<A>): Law<Point<A, B>> => ({
    name,
    formula,
    subject: s.name,
    inputs: points(s, where),
    check: check(s),
    show: ({ x, v, w }) => {
      const short = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}…` : text)
      return short(
        `x = ${showValue(s.dom)(x)}, v = ${showValue(tangentSpace(s.dom))(v)}, w = ${showValue(tangentSpace(s.cod))(w)}`,
      )
    },
  })

/** Whether all numbers are. */
export const finite = (...xs: readonly (readonly number[])[]): boolean =>
  xs.every(list => list.every(Number.isFinite))

/** The size of the terms of an inner product. */
export const sizes = (xs: readonly number[], ys: readonly number[]): number =>
  xs.reduce((s, x, i) => s + Math.abs(x * ys[i]!), 0)

/** The size of the largest number. */
export const size = (xs: readonly number[]): number =>
  xs.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
