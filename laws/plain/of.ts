/**
 * Laws of plain functions and the derivatives somebody claims for them: `gradient.of(f, df).on(domain)`. Nothing
 * of this library need be in the code under test; functions may answer later.
 */
import fc from 'fast-check'
import { dim, type Space, scaleTangent, tangentSpace } from '../../src/Space.js'
import { asking } from '../ask.js'
import { type AnyLaw, anyLaw } from '../check.js'
import type { Convention } from '../edge.js'
import { derivativeLaws } from '../gradient.js'
import { undecided } from '../Law.js'
import { tangentOf } from '../locate.js'
import type { Where } from '../point.js'
import type { Precision } from '../precision.js'
import { entriesOf, type Subject } from '../subject.js'
import {
  type AnyTangent,
  numbersIn,
  reader,
  tangentReader,
  tangentWriter,
  writer,
} from './convert.js'
import type { Domain } from './domain.js'
import { type Layout, layoutOf, spaceOf } from './layout.js'

/** At once, or later. */
export type Later<X> = X | PromiseLike<X>

/** Numbers laid out in any way: only their order counts. */
export type Numbers =
  | number
  | ArrayLike<number>
  | readonly Numbers[]
  | { readonly [name: string]: Numbers }

/** What a derivative may come as, for a value of type X: numbers in arrays of whatever make. */
export type Like<X> = X extends number
  ? number
  : X extends ArrayLike<number>
    ? ArrayLike<number>
    : { readonly [K in keyof X]: Like<X[K]> }

/** A point to visit on purpose, and what is claimed there. */
export interface PlainEdge<X> {
  readonly at: X
  readonly name?: string
  /** The value there. */
  readonly value?: Numbers
  /** What the derivative is there; `'between'` unless said, partials row by row. */
  readonly convention?: Convention
}

/** What may be said of a function beside its derivative. */
export interface Options<X, Y> {
  /** Its name in messages. */
  readonly name?: string
  /** The format in which it computes; f64, or that of the domain, unless said. */
  readonly precision?: Precision
  /** What its values are like, where it cannot be asked first: for functions that answer later. */
  readonly codomain?: Domain<Y>
  /** Its values at many points at once. */
  readonly batch?: (xs: readonly X[]) => Later<readonly Y[]>
  /** The imaginary part of f(x + i v), where f is analytic: differences without rounding. */
  readonly imaginary?: (x: X, v: X) => Later<Like<Y>>
}

/** What is said of the domain, beside it. */
export interface At<X> {
  readonly edges?: readonly PlainEdge<X>[]
}

/** Claims about a function, to be tried on a domain. */
export interface Claims<X> {
  readonly on: (domain: Domain<X>, at?: At<X>) => readonly AnyLaw[]
  /** The same as functions between spaces: what `derivativeLaws`, and checkers of one's own, speak of. */
  readonly subject: (domain: Domain<X>) => Subject<unknown, unknown>
}

/** A claimed derivative with everything plain: what `on` needs of it. */
export interface Claimed<X, Y> extends Options<X, Y> {
  readonly value: (x: X) => Later<Y>
  readonly vjp?: (x: X, w: Y) => Later<unknown>
  readonly jvp?: (x: X, v: X) => Later<unknown>
  /** The gradient, laid out as the input, or the Jacobian row by row: products are made of them. */
  readonly gradient?: (x: X) => Later<unknown>
  readonly matrix?: (x: X) => Later<Numbers>
  readonly hessian?: (x: X) => Later<Numbers>
  /** How values lie, where that is known. */
  readonly values?: Layout
}

/** The laws of a function that has no value where it is first asked. */
const unanswered = (subject: string, why: string): readonly AnyLaw[] => [
  anyLaw<string>({
    name: 'the function has a value of numbers on its domain',
    formula: 'f(x) ∈ B',
    subject,
    inputs: fc.constant(why),
    check: reason => ({ ...undecided(reason), verdict: 'fails' }),
    show: () => 'the first point of the domain',
  }),
]

/** Jᵀ w, of a Jacobian row by row. */
const rowsTimes = (
  dom: Space<unknown>,
  cod: Space<unknown>,
  w: unknown,
  matrix: Numbers,
): AnyTangent => {
  const [entries, ws, n] = [numbersIn(matrix), entriesOf(tangentSpace(cod))(w), dim(dom)]
  if (entries.length !== ws.length * n)
    throw new Error(`expected ${ws.length} × ${n} numbers, got ${entries.length}`)
  const column = (j: number): number => ws.reduce((s, e, i) => s + e * entries[i * n + j]!, 0)
  return tangentOf(
    dom,
    Array.from({ length: n }, (_, j) => column(j)),
  )
}

const plainSubject = <X, Y>(
  name: string,
  claimed: Claimed<X, Y>,
  domain: Domain<X>,
  codomain: Layout,
): Subject<unknown, unknown> => {
  const { ask, replay, later } = asking()
  const inA = writer(domain.layout)
  const [tangentInA, tangentInB] = [tangentWriter(domain.layout), tangentWriter(codomain)]
  const [A, outA, outB] = [
    reader(domain.layout),
    tangentReader(domain.layout),
    tangentReader(codomain),
  ]
  const B = reader(codomain)
  // Written as the layouts say, which carry X and Y.
  const point = (x: unknown): X => inA(x) as X
  const { vjp, jvp, gradient, matrix, hessian, batch, imaginary } = claimed
  const precision = claimed.precision ?? domain.precision
  const [dom, cod] = [spaceOf(domain.layout), spaceOf(codomain)]
  return {
    name,
    dom,
    cod,
    plain: true,
    replay,
    later,
    value: x => B(ask<unknown>(() => claimed.value(point(x)))),
    given: x => A(point(x)),
    ...(precision === undefined ? {} : { precision }),
    ...(vjp ? { vjp: (x, w) => outA(ask(() => vjp(point(x), tangentInB(w) as Y))) } : {}),
    ...(jvp ? { jvp: (x, v) => outB(ask(() => jvp(point(x), tangentInA(v) as X))) } : {}),
    ...(gradient
      ? {
          matrix: true,
          vjp: (x, w) => scaleTangent(dom)(w as number, outA(ask(() => gradient(point(x))))),
        }
      : {}),
    ...(matrix
      ? {
          matrix: true,
          vjp: (x, w) =>
            rowsTimes(
              dom,
              cod,
              w,
              ask<Numbers>(() => matrix(point(x))),
            ),
        }
      : {}),
    ...(hessian ? { hessian: x => numbersIn(ask<Numbers>(() => hessian(point(x)))) } : {}),
    ...(batch ? { batch: xs => ask<readonly unknown[]>(() => batch(xs.map(point))).map(B) } : {}),
    ...(imaginary
      ? { imaginary: (x, v) => outB(ask<unknown>(() => imaginary(point(x), tangentInA(v) as X))) }
      : {}),
  }
}

/** The layout of the values of a function: as is said, or as its first value is. */
const layoutOfValues = <X, Y>(claimed: Claimed<X, Y>, domain: Domain<X>): Layout => {
  if (claimed.values !== undefined) return claimed.values
  if (claimed.codomain !== undefined) return claimed.codomain.layout
  const [first] = fc.sample(domain.points, { numRuns: 1, seed: 0 })
  const value = claimed.value(writer(domain.layout)(first) as X) // of this layout
  if (typeof value === 'object' && value !== null && 'then' in value) {
    Promise.resolve(value).catch(() => undefined)
    throw new Error('a promise: say { codomain } of a function that answers later')
  }
  return layoutOf(value)
}

/** Where a plain function is tried, in coordinates. */
const whereIn = <X>(domain: Domain<X>, { edges = [] }: At<X>): Where<unknown> => {
  const read = reader(domain.layout)
  return {
    at: domain.points,
    directions: domain.directions as fc.Arbitrary<never>, // of the tangents of this layout
    contains: domain.contains,
    length: domain.length,
    ...(domain.thin === undefined ? {} : { thin: domain.thin }),
    edges: edges.map(({ at, value, ...edge }) => ({
      ...edge,
      at: read(at),
      ...(value === undefined ? {} : { value: numbersIn(value) }),
    })),
  }
}

const nameOf = <X, Y>({ name, value }: Claimed<X, Y>): string => name || value.name || 'a function'

/** Laws of a function on a domain, made once its codomain is known. */
export const claims = <X, Y>(
  claimed: Claimed<X, Y>,
  laws: (s: Subject<unknown, unknown>, where: Where<unknown>) => readonly AnyLaw[] = derivativeLaws,
): Claims<X> => ({
  on: (domain, at = {}) => {
    const name = nameOf(claimed)
    let codomain: Layout
    try {
      codomain = layoutOfValues(claimed, domain)
    } catch (e) {
      return unanswered(name, e instanceof Error ? e.message : String(e))
    }
    return laws(plainSubject(name, claimed, domain, codomain), whereIn(domain, at))
  },
  subject: domain =>
    plainSubject(nameOf(claimed), claimed, domain, layoutOfValues(claimed, domain)),
})
