/** The laws of the products with a Jacobian: linear, transposes of each other, accumulating, the same in a batch. */
import { size as countOf } from '../src/Shape.js'
import { addTangents, scaleTangent, tangentSpace } from '../src/Space.js'
import { leaves } from '../src/space/form.js'
import { eitherDiagnosed } from './diagnosed.js'
import { dot } from './measure.js'
import { agreeing } from './point.js'
import { size, sizes } from './sizes.js'
import { entriesOf, entryName, moved, type Pulling, type Pushing, type Subject } from './subject.js'

export const linear = <A, B>() =>
  agreeing<A, B, Pulling<A, B>>(
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
    { beside: ['z'] },
  )

export const linearForwards = <A, B>() =>
  agreeing<A, B, Pushing<A, B>>(
    'the pushforward is linear in the tangent',
    'J(2v + u) = 2 J v + J u',
    s => {
      const read = entriesOf(tangentSpace(s.cod))
      return ({ x, v, u }) => {
        const at = moved(s.dom)(x, v)
        const scaled = scaleTangent(s.dom)
        return t => {
          const [p, q] = [scaled(1 + t, v), scaled(1 + t, u)]
          const [a, b] = [s.jvp(at(t), p), s.jvp(at(t), q)]
          return {
            claimed: read(s.jvp(at(t), addTangents(s.dom)(scaled(2, p), q))),
            measured: read(addTangents(s.cod)(scaleTangent(s.cod)(2, a), b)),
            terms: 2 * size(read(a)) + size(read(b)),
          }
        }
      }
    },
    s => k => entryName(tangentSpace(s.cod), k),
    { beside: ['u'] },
  )

export const adjoint = <A, B>() =>
  agreeing<A, B, Pulling<A, B> & Pushing<A, B>>(
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
    { diagnose: eitherDiagnosed },
  )

/** A subject that tells the cotangent of an input whose value is used twice. */
export type Doubling<A, B> = Pulling<A, B> & Required<Pick<Subject<A, B>, 'doubled'>>

export const accumulates = <A, B>() =>
  agreeing<A, B, Doubling<A, B>>(
    'cotangents of an input used twice add up',
    'Jᵀ of x ↦ (f x, f x) at (w, z) = Jᵀ w + Jᵀ z',
    s => {
      const read = entriesOf(tangentSpace(s.dom))
      return ({ x, v, w, z }) => {
        const at = moved(s.dom)(x, v)
        return t => {
          const [p, q] = [scaleTangent(s.cod)(1 + t, w), scaleTangent(s.cod)(1 + t, z)]
          const [a, b] = [s.vjp(at(t), p), s.vjp(at(t), q)]
          return {
            claimed: read(s.doubled(at(t), p, q)),
            measured: read(addTangents(s.dom)(a, b)),
            terms: size(read(a)) + size(read(b)),
          }
        }
      }
    },
    s => k => entryName(tangentSpace(s.dom), k),
    { beside: ['z'] },
  )

/** A subject that takes many points at once. */
export type Batching<A, B> = Subject<A, B> & Required<Pick<Subject<A, B>, 'batch'>>

export const batched = <A, B>() =>
  agreeing<A, B, Batching<A, B>>(
    'a batch of points gives what they give one by one',
    'f [x₁, x₂, x₃] = [f x₁, f x₂, f x₃]',
    s => {
      const read = entriesOf(s.cod)
      return ({ x, v }, room) => {
        const at = moved(s.dom)(x, v)
        const apart = Math.min(1, room) / 2
        return t => {
          const xs = [at(t), at(t + apart), at(t - apart)]
          const one = xs.flatMap(x => read(s.value(x)))
          const all = s.batch(xs).flatMap(read)
          // What is not finite one by one may be the same in a batch: no difference.
          const same = one.map((e, k) => !Number.isFinite(e) && Object.is(e, all[k]))
          const measured = one.map((e, k) => (same[k] ? 0 : e))
          return { claimed: all.map((e, k) => (same[k] ? 0 : e)), measured, terms: size(measured) }
        }
      }
    },
    s => {
      const n = leaves(s.cod.form).reduce((m, { leaf }) => m + countOf(leaf.shape), 0)
      return k => `point ${Math.floor(k / n)}: ${entryName(s.cod, k % n)}`
    },
  )
