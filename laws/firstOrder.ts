/** The laws of a function with claimed products with its Jacobian: shape, linearity, adjointness, differences. */
import { addTangents, dim, scaleTangent, tangentSpace } from '../src/Space.js'
import { sameValues } from './compare.js'
import { agreement, type Report, worst } from './Law.js'
import { atEntry, entryAtFault, tangentOf, unitOf } from './locate.js'
import { type Curve, curve, dot, measuredBy } from './measure.js'
import { agreeing, law, type Point, size, sizes } from './point.js'
import { remembering } from './remember.js'
import { entriesOf, entryName, moved, realPart, type Subject } from './subject.js'

export const primal = <A, B>() =>
  law<A, B>(
    'the value is in the codomain, and comes along with its products',
    'f(x) ∈ B, fst (vjp f (x, w)) = f(x) = fst (jvp f (x, v))',
    s =>
      ({ x, w, v }) => {
        const y = s.value(x)
        const along = s.primals?.(x, w, v) ?? []
        // Reading the value against its space throws where it is of another shape.
        return worst([y, ...along].map(z => sameValues(s.cod, z, y)))
      },
  )

export const repeatable = <A, B>() =>
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

export const shaped = <A, B>() =>
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

/** Jᵀw at x + t v, and J v there. */
const cotangent = <A, B>(s: Subject<A, B>, { x, v, w }: Point<A, B>) =>
  remembering(t => entriesOf(tangentSpace(s.dom))(s.vjp(moved(s.dom)(x, v)(t), w)))

const tangent = <A, B>(s: Subject<A, B>, { x, v }: Point<A, B>) =>
  remembering(t => entriesOf(tangentSpace(s.cod))(s.jvp(moved(s.dom)(x, v)(t), v)))

export const linear = <A, B>() =>
  agreeing<A, B>(
    'the pullback is linear in the cotangent',
    'Jᵀ(2w + z) = 2 Jᵀw + Jᵀz',
    s => {
      const read = entriesOf(tangentSpace(s.dom))
      return ({ x, v, w, z }) => {
        const at = moved(s.dom)(x, v)
        const together = addTangents(s.cod)(scaleTangent(s.cod)(2, w), z)
        return t => {
          const [a, b] = [s.vjp(at(t), w), s.vjp(at(t), z)]
          return {
            claimed: read(s.vjp(at(t), together)),
            measured: read(addTangents(s.dom)(scaleTangent(s.dom)(2, a), b)),
            terms: 2 * size(read(a)) + size(read(b)),
          }
        }
      }
    },
    s => k => entryName(tangentSpace(s.dom), k),
  )

export const adjoint = <A, B>() =>
  agreeing<A, B>(
    'the pullback is the transpose of the pushforward',
    '⟨w, J v⟩ = ⟨Jᵀ w, v⟩',
    s => p => {
      const [Jv, Jw] = [tangent(s, p), cotangent(s, p)]
      const [w, v] = [entriesOf(tangentSpace(s.cod))(p.w), entriesOf(tangentSpace(s.dom))(p.v)]
      return t => ({
        claimed: [dot(Jv(t), w)],
        measured: [dot(Jw(t), v)],
        terms: sizes(Jv(t), w) + sizes(Jw(t), v),
      })
    },
    () => () => 'the inner products',
  )

const paired = <A, B>(s: Subject<A, B>, { x, v, w }: Point<A, B>): Curve => {
  const at = moved(s.dom)(x, v)
  return curve(
    entriesOf(tangentSpace(s.cod))(w),
    t => realPart(s.cod)(s.value(at(t))),
    entriesOf(tangentSpace(s.dom))(v),
  )
}

const SEEN = 'along v, seen through w'

export const vjpMeasured = <A, B>() =>
  law<A, B>(
    'the vjp is what differences say',
    '⟨Jᵀ w, v⟩ = d/dt ⟨w, f(x + t v)⟩ at 0',
    s => (p, elsewhere) =>
      measuredBy(
        cotangent(s, p),
        entriesOf(tangentSpace(s.dom))(p.v),
        paired(s, p),
        SEEN,
        elsewhere,
      ),
    {
      terms: s => p => sizes(cotangent(s, p)(0), entriesOf(tangentSpace(s.dom))(p.v)),
      locate: s => p => {
        const [claimed, v] = [cotangent(s, p), entriesOf(tangentSpace(s.dom))(p.v)]
        const along = (part: readonly number[]): Report =>
          measuredBy(claimed, part, paired(s, { ...p, v: tangentOf(s.dom, part) }), SEEN, () => 0)
        const k = entryAtFault(v, along)
        if (k === undefined) return undefined
        const name = entryName(tangentSpace(s.dom), k)
        return atEntry(`∂⟨w, f⟩/∂x at ${name}`, along(unitOf(v.length, k)))
      },
    },
  )

export const jvpMeasured = <A, B>() =>
  law<A, B>(
    'the jvp is what differences say',
    '⟨w, J v⟩ = d/dt ⟨w, f(x + t v)⟩ at 0',
    s => (p, elsewhere) =>
      measuredBy(tangent(s, p), entriesOf(tangentSpace(s.cod))(p.w), paired(s, p), SEEN, elsewhere),
    {
      terms: s => p => sizes(tangent(s, p)(0), entriesOf(tangentSpace(s.cod))(p.w)),
      locate: s => p => {
        const [claimed, w] = [tangent(s, p), entriesOf(tangentSpace(s.cod))(p.w)]
        const through = (part: readonly number[]): Report =>
          measuredBy(claimed, part, paired(s, { ...p, w: tangentOf(s.cod, part) }), SEEN, () => 0)
        const k = entryAtFault(w, through)
        if (k === undefined) return undefined
        const name = entryName(tangentSpace(s.cod), k)
        return atEntry(`∂f along v, at ${name}`, through(unitOf(w.length, k)))
      },
    },
  )
