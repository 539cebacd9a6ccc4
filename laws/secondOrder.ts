/** The laws of an arrow beyond the first order: derivatives have derivatives. */
import { apply, type Diff, fn } from '../src/Diff.js'
import { jvp, vjp } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import { type Tangent, tangentSpace, zero } from '../src/Space.js'
import { closeAlong } from './compare.js'
import { type Report, worst } from './Law.js'
import { curve, dot, measuredBy } from './measure.js'
import { law, type Point } from './point.js'
import { formatOf } from './precision.js'
import { remembering } from './remember.js'
import { sizes } from './sizes.js'
import { entriesOf, moved, type Subject } from './subject.js'

/** The cotangent of x as a function of x and w: what the second order differentiates. */
const pulled = <A, B>(f: Diff<A, B>): Diff<readonly [A, Tangent<B>], Tangent<A>> => {
  const back = vjp(f)
  return fn(back.dom, tangentSpace(f.dom), at => apply(back, at)[1])
}

/** The tangent of the value as a function of x and v. */
const pushed = <A, B>(f: Diff<A, B>): Diff<readonly [A, Tangent<A>], Tangent<B>> => {
  const along = jvp(f)
  return fn(along.dom, tangentSpace(f.cod), at => apply(along, at)[1])
}

export const secondOrder = <A, B>(f: Diff<A, B>) => {
  const g = pulled(f)
  const twice = run(jvp(pushed(f)))
  const still = zero(tangentSpace(f.dom))
  const [forward, reverse, value] = [run(jvp(g)), run(vjp(g)), run(g)]
  const held = zero(tangentSpace(f.cod))
  const T = tangentSpace(f.dom)
  /** The products with the second derivative at x + t v, in coordinates. */
  const products = (s: Subject<A, B>, { x, u, v, w }: Point<A, B>) => {
    const read = entriesOf(tangentSpace(T))
    const at = moved(s.dom)(x, v)
    const H = (d: Tangent<A>) =>
      remembering(t => {
        const there = [at(t), w] as const
        return read(forward([there, [d, held]])[1])
      })
    // Tangents of tangents are tangents.
    const Ru = remembering(t =>
      read(reverse([[at(t), w], u as unknown as Tangent<Tangent<A>>])[1][0]),
    )
    const wFF = remembering(t => {
      const TB = tangentSpace(f.cod)
      const second = twice([
        [at(t), v],
        [u, still],
      ])[1]
      return dot(entriesOf(tangentSpace(TB))(second), entriesOf(TB)(w))
    })
    return { wFF, us: entriesOf(T)(u), vs: entriesOf(T)(v), Hv: H(v), Hu: H(u), Ru }
  }
  const sizeOf = ({ us, vs, Hv, Hu, Ru }: ReturnType<typeof products>): number =>
    sizes(Hv(0), us) + sizes(Hu(0), vs) + sizes(Ru(0), vs)
  return law<A, B>(
    'the derivative of the derivative: symmetric, the same by both modes, and what differences say',
    '⟨u, H v⟩ = ⟨v, H u⟩ = d/dt ⟨u, ∇⟨w, f⟩(x + t v)⟩ at 0',
    s => (p, around) => {
      const { elsewhere } = around
      const made = products(s, p)
      const { us, vs, Hv, Hu, Ru, wFF } = made
      const along = curve(
        us,
        t => entriesOf(T)(value([moved(s.dom)(p.x, p.v)(t), p.w])),
        around,
        s.precision,
      )
      const over = 'forward over reverse, along v and u'
      const differences = measuredBy(Hv, us, along, over, () => elsewhere)
      const terms = sizeOf(made)
      const agree = (name: string, other: (t: number) => number): Report =>
        closeAlong(
          t => ({ claimed: [other(t)], measured: [dot(us, Hv(t))], terms }),
          () => name,
          elsewhere,
          formatOf(s.precision),
        )
      // Schwarz: symmetric where the gradient is differentiable, which only differences can tell.
      const smooth = differences.verdict !== 'inconclusive'
      return worst([
        ...(smooth
          ? [agree('symmetry', t => dot(vs, Hu(t))), agree('forward over forward', wFF)]
          : []),
        agree('reverse over reverse', t => dot(Ru(t), vs)),
        differences,
      ])
    },
    { terms: s => p => sizeOf(products(s, p)), beside: ['u'] },
  )
}
