/**
 * The laws of one function and its derivatives, in the order in which a fault is named best: shape,
 * repeatability, linearity, adjointness, differences, accumulation, second order.
 */
import fc from 'fast-check'
import { apply, type Diff, fn, fork } from '../src/Diff.js'
import { jvp, vjp } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import {
  type AnySpace,
  addTangents,
  dim,
  inner,
  scaleTangent,
  showValue,
  type Tangent,
  tangentSpace,
  zero,
} from '../src/Space.js'
import { arbitrary, arbitraryTangent, type Range } from './arbitrary.js'
import { close, closeValues, sameValues } from './compare.js'
import { type AnyLaw, agreement, anyLaw, type Law, type Report, undecided, worst } from './Law.js'
import { slope } from './numeric.js'
import { entriesOf, moved, realPart, type Subject, subject } from './subject.js'

/** Where laws are tried. */
export interface Where<A> {
  /** Points of the domain; from −2 to 2 in hundredths unless said. */
  readonly at?: fc.Arbitrary<A>
  readonly range?: Range
  /** The function's name in messages. */
  readonly name?: string
}

interface Point<A, B> {
  readonly x: A
  readonly v: Tangent<A>
  readonly u: Tangent<A>
  readonly w: Tangent<B>
  readonly z: Tangent<B>
}

type Check<A, B> = (s: Subject<A, B>) => (p: Point<A, B>) => Report

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

const law =
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

const finite = (...xs: readonly (readonly number[])[]): boolean =>
  xs.every(list => list.every(Number.isFinite))

/** The size of the terms of an inner product. */
const sizes = (xs: readonly number[], ys: readonly number[]): number =>
  xs.reduce((s, x, i) => s + Math.abs(x * ys[i]!), 0)

const size = (xs: readonly number[]): number => xs.reduce((m, x) => Math.max(m, Math.abs(x)), 0)

// -------------------------------------------------------------------------------------
// the laws
// -------------------------------------------------------------------------------------

const repeatable = <A, B>() =>
  law<A, B>(
    'the same input gives the same bits, and is left as it was',
    'f(x) ≡ f(x), x ≡ x afterwards',
    s =>
      ({ x, w, v }) => {
        const before = entriesOf(s.dom)(x)
        const [y, back, forth] = [s.value(x), s.vjp(x, w), s.jvp(x, v)]
        return worst([
          sameValues(s.cod, y, s.value(x)),
          sameValues(tangentSpace(s.dom), back, s.vjp(x, w)),
          sameValues(tangentSpace(s.cod), forth, s.jvp(x, v)),
          ...entriesOf(s.dom)(x).map((e, k) => agreement(e, before[k]!, 0, 'the input itself')),
        ])
      },
  )

const shaped = <A, B>() =>
  law<A, B>(
    'the cotangent of an input has the shape of the input, the tangent of an output that of the output',
    'Jᵀw ∈ T(A), J v ∈ T(B)',
    s =>
      ({ x, w, v }) => {
        const count = (read: () => readonly number[], expected: number, what: string): Report => {
          try {
            return agreement(read().length, expected, 0, 'the number of coordinates', what)
          } catch (e) {
            return {
              ...agreement(Number.NaN, expected, 0, 'the number of coordinates'),
              verdict: 'fails',
              detail: `${what}: ${e instanceof Error ? e.message : String(e)}`,
            }
          }
        }
        return worst([
          count(() => entriesOf(tangentSpace(s.dom))(s.vjp(x, w)), dim(s.dom), 'the vjp'),
          count(() => entriesOf(tangentSpace(s.cod))(s.jvp(x, v)), dim(s.cod), 'the jvp'),
        ])
      },
  )

const linear = <A, B>() =>
  law<A, B>(
    'the pullback is linear in the cotangent',
    'Jᵀ(2w + z) = 2 Jᵀw + Jᵀz',
    s =>
      ({ x, w, z }) => {
        const tangent = tangentSpace(s.dom)
        const [a, b] = [s.vjp(x, w), s.vjp(x, z)]
        const combined = s.vjp(x, addTangents(s.cod)(scaleTangent(s.cod)(2, w), z))
        const parts = addTangents(s.dom)(scaleTangent(s.dom)(2, a), b)
        const read = entriesOf(tangent)
        if (!finite(read(a), read(b))) return undecided('the cotangents are not finite')
        return closeValues(tangent, combined, parts, 2 * size(read(a)) + size(read(b)))
      },
  )

const adjoint = <A, B>() =>
  law<A, B>(
    'the pullback is the transpose of the pushforward',
    '⟨w, J v⟩ = ⟨Jᵀ w, v⟩',
    s =>
      ({ x, v, w }) => {
        const [Jv, Jw] = [s.jvp(x, v), s.vjp(x, w)]
        const [p, q] = [entriesOf(tangentSpace(s.cod))(Jv), entriesOf(tangentSpace(s.dom))(Jw)]
        if (!finite(p, q)) return undecided('the products are not finite')
        const terms =
          sizes(p, entriesOf(tangentSpace(s.cod))(w)) + sizes(q, entriesOf(tangentSpace(s.dom))(v))
        return close(
          [inner(s.cod)(w, Jv)],
          [inner(s.dom)(Jw, v)],
          () => 'the inner products',
          terms,
        )
      },
  )

/** A sum of products as a function of t, with the size of its terms, and how fast t goes. */
interface Curve {
  readonly at: (t: number) => number
  readonly terms: number
  readonly speed: number
}

const curve = (
  ws: readonly number[],
  ys: (t: number) => readonly number[],
  vs: readonly number[],
): Curve => ({
  at: t => ys(t).reduce((s, y, i) => s + y * ws[i]!, 0),
  terms: sizes(ys(0), ws),
  // Long directions are walked in shorter steps, else many kinks lie on the way.
  speed: Math.max(1, Math.sqrt(sizes(vs, vs))),
})

/** Whether a direction goes nowhere, though it could go somewhere: what holds there says nothing. */
const still = (s: AnySpace, v: unknown): boolean =>
  dim(s) > 0 && entriesOf(s)(v).every(e => e === 0)

const nowhere = undecided('a direction is zero')

/** A claimed number against the slope of a curve. */
const measuredBy = (
  claimed: readonly number[],
  along: readonly number[],
  { at, terms, speed }: Curve,
  what: string,
): Report => {
  const m = slope(t => at(t / speed), { terms })
  if (m.tag === 'inconclusive') return undecided(m.reason)
  const claim = claimed.reduce((t, c, i) => t + c * along[i]!, 0)
  const rounding = 2 ** 10 * Number.EPSILON * sizes(claimed, along)
  const tolerance = m.error * speed + rounding
  return agreement(claim, m.value * speed, tolerance, 'the error bar of the differences', what)
}

const paired = <A, B>(s: Subject<A, B>, { x, v, w }: Point<A, B>): Curve => {
  const at = moved(s.dom)(x, v)
  return curve(
    entriesOf(tangentSpace(s.cod))(w),
    t => realPart(s.cod)(s.value(at(t))),
    entriesOf(tangentSpace(s.dom))(v),
  )
}

const unmoved = <A, B>(s: Subject<A, B>, { v, w }: Point<A, B>): boolean =>
  still(tangentSpace(s.dom), v) || still(tangentSpace(s.cod), w)

const vjpMeasured = <A, B>() =>
  law<A, B>(
    'the vjp is what differences say',
    '⟨Jᵀ w, v⟩ = d/dt ⟨w, f(x + t v)⟩ at 0',
    s => p =>
      unmoved(s, p)
        ? nowhere
        : measuredBy(
            entriesOf(tangentSpace(s.dom))(s.vjp(p.x, p.w)),
            entriesOf(tangentSpace(s.dom))(p.v),
            paired(s, p),
            'along v, seen through w',
          ),
  )

const jvpMeasured = <A, B>() =>
  law<A, B>(
    'the jvp is what differences say',
    '⟨w, J v⟩ = d/dt ⟨w, f(x + t v)⟩ at 0',
    s => p =>
      unmoved(s, p)
        ? nowhere
        : measuredBy(
            entriesOf(tangentSpace(s.cod))(s.jvp(p.x, p.v)),
            entriesOf(tangentSpace(s.cod))(p.w),
            paired(s, p),
            'along v, seen through w',
          ),
  )

const accumulates = <A, B>(f: Diff<A, B>) => {
  const twice = run(vjp(fork(f, f)))
  return law<A, B>(
    'cotangents of an input used twice add up',
    'Jᵀ of x ↦ (f x, f x) at (w, z) = Jᵀ w + Jᵀ z',
    s =>
      ({ x, w, z }) => {
        const [a, b] = [s.vjp(x, w), s.vjp(x, z)]
        const read = entriesOf(tangentSpace(s.dom))
        if (!finite(read(a), read(b))) return undecided('the cotangents are not finite')
        const together = twice([x, [w, z]])[1]
        return closeValues(
          tangentSpace(s.dom),
          together,
          addTangents(s.dom)(a, b),
          size(read(a)) + size(read(b)),
        )
      },
  )
}

/** The cotangent of x as a function of x and w: what the second order differentiates. */
const pulled = <A, B>(f: Diff<A, B>): Diff<readonly [A, Tangent<B>], Tangent<A>> => {
  const back = vjp(f)
  return fn(back.dom, tangentSpace(f.dom), at => apply(back, at)[1])
}

const secondOrder = <A, B>(f: Diff<A, B>) => {
  const g = pulled(f)
  const [forward, reverse, value] = [run(jvp(g)), run(vjp(g)), run(g)]
  const held = zero(tangentSpace(f.cod))
  const T = tangentSpace(f.dom)
  return law<A, B>(
    'the derivative of the derivative: symmetric, the same by both modes, and what differences say',
    '⟨u, H v⟩ = ⟨v, H u⟩ = d/dt ⟨u, ∇⟨w, f⟩(x + t v)⟩ at 0',
    s =>
      ({ x, u, v, w }) => {
        if ([u, v].some(d => still(T, d))) return nowhere
        const H = (d: Tangent<A>): readonly number[] =>
          entriesOf(tangentSpace(T))(
            forward([
              [x, w],
              [d, held],
            ])[1],
          )
        const [Hv, Hu] = [H(v), H(u)]
        const R = entriesOf(T)(reverse([[x, w], u as unknown as Tangent<Tangent<A>>])[1][0]) // tangents of tangents are tangents
        if (!finite(Hv, Hu, R)) return undecided('second derivatives are not finite')
        const [us, vs] = [entriesOf(T)(u), entriesOf(T)(v)]
        const dot = (a: readonly number[], b: readonly number[]): number =>
          a.reduce((t, e, i) => t + e * b[i]!, 0)
        const terms = sizes(Hv, us) + sizes(Hu, vs) + sizes(R, vs)
        const at = moved(s.dom)(x, v)
        const along = curve(us, t => entriesOf(T)(value([at(t), w])), vs)
        const differences = measuredBy(Hv, us, along, 'forward over reverse, along v and u')
        return worst([
          close([dot(us, Hv)], [dot(vs, Hu)], () => 'symmetry', terms),
          close([dot(R, vs)], [dot(us, Hv)], () => 'reverse over reverse', terms),
          differences,
        ])
      },
  )
}

// -------------------------------------------------------------------------------------
// suites
// -------------------------------------------------------------------------------------

/**
 * The laws of a function and the derivatives somebody claims for it, as plain functions: nothing of this
 * library need be in them.
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
export const derivativeLaws = <A, B>(s: Subject<A, B>, where: Where<A> = {}): readonly AnyLaw[] =>
  [
    shaped<A, B>(),
    repeatable<A, B>(),
    linear<A, B>(),
    adjoint<A, B>(),
    vjpMeasured<A, B>(),
    jvpMeasured<A, B>(),
  ].map(of => anyLaw(of(s, where)))

/**
 * The laws of an arrow's derivatives: those of `derivativeLaws`, that cotangents accumulate, and the second
 * order.
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
    ...derivativeLaws(s, where),
    anyLaw(accumulates(f)(s, where)),
    anyLaw(secondOrder(f)(s, where)),
  ]
}
