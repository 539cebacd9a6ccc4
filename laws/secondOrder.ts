/** The laws of an arrow beyond the first order: cotangents accumulate, and derivatives have derivatives. */
import { apply, type Diff, fn, fork } from '../src/Diff.js'
import { jvp, vjp } from '../src/derivative/index.js'
import { run } from '../src/runtime/run.js'
import { addTangents, type Tangent, tangentSpace, zero } from '../src/Space.js'
import { close, closeValues } from './compare.js'
import { undecided, worst } from './Law.js'
import { curve, measuredBy, nowhere, still } from './measure.js'
import { finite, law, size, sizes } from './point.js'
import { entriesOf, moved } from './subject.js'

export const accumulates = <A, B>(f: Diff<A, B>) => {
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

export const secondOrder = <A, B>(f: Diff<A, B>) => {
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
