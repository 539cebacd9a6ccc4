/** The laws that hold a product with the Jacobian against differences of the function. */
import { scaleTangent, tangentSpace } from '../src/Space.js'
import { diagnosed, forwards } from './diagnosed.js'
import type { Hidden } from './Law.js'
import { type Curve, curve, measuredBy } from './measure.js'
import { type Around, law, type Point } from './point.js'
import { remembering } from './remember.js'
import { sizes } from './sizes.js'
import { entriesOf, moved, type Pulling, type Pushing, realPart, type Subject } from './subject.js'

/** A value that is flat may hide a slope below its last digit: that of its terms, which nobody sees. */
const whereFlat =
  ({ elsewhere, here }: Around) =>
  (flat: boolean): Hidden =>
    flat ? elsewhere : here

/** Jᵀw at x + t v, and J v there; w and v grow with t, too, so that what is rounded is rounded anew. */
const cotangent = <A, B>(s: Pulling<A, B>, { x, v, w }: Point<A, B>) =>
  remembering(t =>
    entriesOf(tangentSpace(s.dom))(s.vjp(moved(s.dom)(x, v)(t), scaleTangent(s.cod)(1 + t, w))),
  )

const tangent = <A, B>(s: Pushing<A, B>, { x, v }: Point<A, B>) =>
  remembering(t =>
    entriesOf(tangentSpace(s.cod))(s.jvp(moved(s.dom)(x, v)(t), scaleTangent(s.dom)(1 + t, v))),
  )

/** So small a step that its square is nothing. */
const IMAGINARY = 2 ** -300

const paired = <A, B>(
  s: Subject<A, B>,
  { x, v, w }: Point<A, B>,
  around: Pick<Curve, 'room' | 'speed'>,
): Curve => {
  const at = moved(s.dom)(x, v)
  const ws = entriesOf(tangentSpace(s.cod))(w)
  const along = curve(ws, t => realPart(s.cod)(s.value(at(t))), around, s.precision)
  const { imaginary } = s
  if (imaginary === undefined) return along
  return {
    ...along,
    complexStep: () => {
      const step = imaginary(x, scaleTangent(s.dom)(IMAGINARY, v))
      const slopes = entriesOf(tangentSpace(s.cod))(step).map(e => e / IMAGINARY)
      return [ws.reduce((sum, e, k) => sum + e * slopes[k]!, 0), sizes(ws, slopes)]
    },
  }
}

const SEEN = 'along v, seen through w'

export const vjpMeasured = <A, B>() =>
  law<A, B, Pulling<A, B>>(
    'the vjp is what differences say',
    '⟨Jᵀ w, v⟩ = d/dt ⟨w, f(x + t v)⟩ at 0',
    s => (p, around) =>
      measuredBy(
        cotangent(s, p),
        entriesOf(tangentSpace(s.dom))(p.v),
        paired(s, p, around),
        SEEN,
        whereFlat(around),
      ),
    {
      terms: s => p => sizes(cotangent(s, p)(0), entriesOf(tangentSpace(s.dom))(p.v)),
      diagnose: diagnosed,
    },
  )

export const jvpMeasured = <A, B>() =>
  law<A, B, Pushing<A, B>>(
    'the jvp is what differences say',
    '⟨w, J v⟩ = d/dt ⟨w, f(x + t v)⟩ at 0',
    s => (p, around) =>
      measuredBy(
        tangent(s, p),
        entriesOf(tangentSpace(s.cod))(p.w),
        paired(s, p, around),
        SEEN,
        whereFlat(around),
      ),
    {
      terms: s => p => sizes(tangent(s, p)(0), entriesOf(tangentSpace(s.cod))(p.w)),
      diagnose: s => diagnosed(forwards(s)),
    },
  )
