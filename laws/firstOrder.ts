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

const NEARBY = 2 ** -20

export const repeatable = <A, B>() =>
  law<A, B>(
    'the same input gives the same bits, and is left as it was',
    'f(x) ≡ f(x), x ≡ x afterwards',
    s =>
      ({ x, w, v }) => {
        const [TA, TB] = [tangentSpace(s.dom), tangentSpace(s.cod)]
        const inputs = () => [...entriesOf(s.dom)(x), ...entriesOf(TB)(w), ...entriesOf(TA)(v)]
        const call = () => ({ y: s.value(x), back: s.vjp(x, w), forth: s.jvp(x, v) })
        const read = ({ y, back, forth }: ReturnType<typeof call>) => [
          ...entriesOf(s.cod)(y),
          ...entriesOf(TA)(back),
          ...entriesOf(TB)(forth),
        ]
        const before = inputs()
        const held = call()
        // Read at once: a record that is given again and again would always equal itself.
        const first = read(held)
        const again = read(call())
        s.value(moved(s.dom)(x, v)(NEARBY))
        const same = (as: readonly number[], bs: readonly number[], what: string): Report =>
          worst(as.map((a, k) => agreement(a, bs[k] ?? Number.NaN, 0, 'the same bits', what)))
        return worst([
          same(again, first, 'asked again'),
          same(inputs(), before, 'an input, afterwards'),
          same(read(held), first, 'what was given before'),
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

/** A value that is flat may hide a slope below its last digit: that of its terms, which nobody sees. */
const whereFlat =
  (elsewhere: () => number) =>
  (flat: boolean): number =>
    flat ? elsewhere() : 0

/** Jᵀw at x + t v, and J v there; w and v grow with t, too, so that what is rounded is rounded anew. */
const cotangent = <A, B>(s: Subject<A, B>, { x, v, w }: Point<A, B>) =>
  remembering(t =>
    entriesOf(tangentSpace(s.dom))(s.vjp(moved(s.dom)(x, v)(t), scaleTangent(s.cod)(1 + t, w))),
  )

const tangent = <A, B>(s: Subject<A, B>, { x, v }: Point<A, B>) =>
  remembering(t =>
    entriesOf(tangentSpace(s.cod))(s.jvp(moved(s.dom)(x, v)(t), scaleTangent(s.dom)(1 + t, v))),
  )

export const linear = <A, B>() =>
  agreeing<A, B>(
    'the pullback is linear in the cotangent',
    'Jᵀ(2w + z) = 2 Jᵀw + Jᵀz',
    s => {
      const read = entriesOf(tangentSpace(s.dom))
      return ({ x, v, w, z }) => {
        const at = moved(s.dom)(x, v)
        const scaled = scaleTangent(s.cod)
        return t => {
          // The cotangents move, too: of a linear function it is they that are rounded.
          const [p, q] = [scaled(1 + t, w), scaled(1 + t, z)]
          const [a, b] = [s.vjp(at(t), p), s.vjp(at(t), q)]
          return {
            claimed: read(s.vjp(at(t), addTangents(s.cod)(scaled(2, p), q))),
            measured: read(addTangents(s.dom)(scaleTangent(s.dom)(2, a), b)),
            terms: 2 * size(read(a)) + size(read(b)),
          }
        }
      }
    },
    s => k => entryName(tangentSpace(s.dom), k),
    ['z'],
  )

export const adjoint = <A, B>() =>
  agreeing<A, B>(
    'the pullback is the transpose of the pushforward',
    '⟨w, J v⟩ = ⟨Jᵀ w, v⟩',
    s =>
      ({ x, v, w }) => {
        const [readA, readB] = [entriesOf(tangentSpace(s.dom)), entriesOf(tangentSpace(s.cod))]
        const at = moved(s.dom)(x, v)
        return t => {
          const [u, z] = [scaleTangent(s.dom)(1 + t, v), scaleTangent(s.cod)(1 + t, w)]
          const [Ju, Jz] = [readB(s.jvp(at(t), u)), readA(s.vjp(at(t), z))]
          return {
            claimed: [dot(Ju, readB(z))],
            measured: [dot(Jz, readA(u))],
            terms: sizes(Ju, readB(z)) + sizes(Jz, readA(u)),
          }
        }
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
        whereFlat(elsewhere),
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
      measuredBy(
        tangent(s, p),
        entriesOf(tangentSpace(s.cod))(p.w),
        paired(s, p),
        SEEN,
        whereFlat(elsewhere),
      ),
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
