/** The laws of a function with claimed products with its Jacobian: shape, linearity, adjointness, differences. */
import { addTangents, dim, inner, scaleTangent, tangentSpace } from '../src/Space.js'
import { close, closeValues, sameValues } from './compare.js'
import { agreement, type Report, undecided, worst } from './Law.js'
import { type Curve, curve, measuredBy, nowhere, still } from './measure.js'
import { finite, law, type Point, size, sizes } from './point.js'
import { entriesOf, moved, realPart, type Subject } from './subject.js'

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

export const linear = <A, B>() =>
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

export const adjoint = <A, B>() =>
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

export const vjpMeasured = <A, B>() =>
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

export const jvpMeasured = <A, B>() =>
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
