/** The laws of a Hessian that somebody claims: symmetric, and what second differences of the function say. */
import { dim, tangentSpace } from '../../src/Space.js'
import { type AnyLaw, anyLaw } from '../check.js'
import { type Curve, curve, dot, measuredBy, slopesOf } from '../measure.js'
import { curvature } from '../numeric.js'
import { agreeing, law, type Point, type Where } from '../point.js'
import { remembering } from '../remember.js'
import { repeatable } from '../shape.js'
import { sizes } from '../sizes.js'
import { entriesOf, moved, realPart, type Subject } from '../subject.js'

/** A function to numbers with the entries of its Hessian, row by row. */
export type Bending<A> = Subject<A, number> & Required<Pick<Subject<A, number>, 'hessian'>>

/** H v at x + t d. */
const along = <A>(s: Bending<A>, { x, v }: Pick<Point<A, number>, 'x' | 'v'>) => {
  const n = dim(s.dom)
  const at = moved(s.dom)(x, v)
  const H = remembering(t => {
    const entries = s.hessian(at(t))
    if (entries.length !== n * n)
      throw new Error(`expected ${n} × ${n} numbers, got ${entries.length}`)
    return entries
  })
  return (t: number, d: readonly number[]): readonly number[] =>
    Array.from({ length: n }, (_, i) => dot(H(t).slice(i * n, (i + 1) * n), d))
}

const symmetric = <A>() =>
  agreeing<A, number, Bending<A>>(
    'the Hessian is symmetric',
    '⟨u, H v⟩ = ⟨v, H u⟩',
    s => {
      const read = entriesOf(tangentSpace(s.dom))
      return p => {
        const product = along(s, p)
        const [u, v] = [read(p.u), read(p.v)]
        return t => {
          const [Hv, Hu] = [product(t, v), product(t, u)]
          return {
            claimed: [dot(u, Hv)],
            measured: [dot(v, Hu)],
            terms: sizes(u, Hv) + sizes(v, Hu),
          }
        }
      }
    },
    () => () => 'the inner products',
    { beside: ['u'] },
  )

const curved = <A>() =>
  law<A, number, Bending<A>>(
    'the Hessian is what second differences say',
    '⟨v, H v⟩ = d²/dt² f(x + t v) at 0',
    s =>
      (p, { room, speed, elsewhere, here }) => {
        const product = along(s, p)
        const vs = entriesOf(tangentSpace(s.dom))(p.v)
        const at = moved(s.dom)(p.x, p.v)
        const seen: Curve = curve(
          [1],
          t => realPart(s.cod)(s.value(at(t))),
          { room, speed },
          s.precision,
        )
        return measuredBy(
          t => product(t, vs),
          vs,
          seen,
          'along v, twice',
          flat => (flat ? elsewhere : here),
          slopesOf(curvature, 2),
        )
      },
    {
      terms: s => p => {
        const vs = entriesOf(tangentSpace(s.dom))(p.v)
        return sizes(along(s, p)(0, vs), vs)
      },
    },
  )

const bends = <A>(s: Subject<A, number>): s is Bending<A> => s.hessian !== undefined

/** The laws of a claimed Hessian. */
export const hessianLaws = (
  s: Subject<unknown, unknown>,
  where: Where<unknown>,
): readonly AnyLaw[] => {
  const scalar = s as Subject<unknown, number> // its values are numbers: `hessian.of` has said so
  return bends(scalar)
    ? [
        anyLaw(repeatable<unknown, number>()(scalar, where)),
        anyLaw(symmetric<unknown>()(scalar, where)),
        anyLaw(curved<unknown>()(scalar, where)),
      ]
    : []
}
