/** The laws that come before any derivative: values and products of the right shape, and pure. */
import { dim, scaleTangent, tangentSpace } from '../src/Space.js'
import { isPending } from './ask.js'
import { sameValues } from './compare.js'
import { agreement, type Report, undecided, worst } from './Law.js'
import { law } from './point.js'
import { entriesOf, moved, type Subject } from './subject.js'

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

/** Whether an answer was given, of another shape. */
const misshapen = (read: () => unknown): boolean => {
  try {
    read()
    return false
  } catch (e) {
    return e instanceof Error && /expected .*, got /.test(e.message)
  }
}

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
            if (isPending(e)) throw e
            return {
              ...agreement(Number.NaN, expected, 0, 'the number of coordinates'),
              verdict: 'fails',
              detail: `${what}: ${e instanceof Error ? e.message : String(e)}`,
            }
          }
        }
        const [TA, TB] = [tangentSpace(s.dom), tangentSpace(s.cod)]
        const { vjp, jvp } = s
        return worst([
          ...(vjp ? [count(() => entriesOf(TA)(vjp(x, w)), dim(s.dom), 'the vjp')] : []),
          ...(jvp ? [count(() => entriesOf(TB)(jvp(x, v)), dim(s.cod), 'the jvp')] : []),
        ])
      },
    {
      // What is thrown by the code under test itself says why in its own words.
      diagnose:
        s =>
        ({ x, w, v }) =>
          misshapen(() => s.vjp && entriesOf(tangentSpace(s.dom))(s.vjp(x, w))) ||
          misshapen(() => s.jvp && entriesOf(tangentSpace(s.cod))(s.jvp(x, v)))
            ? {
                where: [],
                cause:
                  'an unreduced broadcast: what an input was repeated for is not summed over again',
              }
            : { where: [] },
    },
  )

const NEARBY = 2 ** -20

export const repeatable = <A, B>() =>
  law<A, B>(
    'the same input gives the same bits in whatever order of calls, and is left as it was',
    'f(x) ≡ f(x), x ≡ x afterwards',
    s =>
      ({ x, w, v, z }, { room }) => {
        const [TA, TB] = [tangentSpace(s.dom), tangentSpace(s.cod)]
        const inputs = () => [
          ...entriesOf(s.dom)(s.given?.(x) ?? x),
          ...entriesOf(TB)(w),
          ...entriesOf(TA)(v),
        ]
        const value = () => entriesOf(s.cod)(s.value(x))
        const { vjp, jvp } = s
        // Read against their spaces, and as late as asked: what is given may be changed later.
        const held = [
          [() => s.value(x), entriesOf(s.cod)] as const,
          ...(vjp ? [[() => vjp(x, w), entriesOf(TA)] as const] : []),
          ...(jvp ? [[() => jvp(x, v), entriesOf(TB)] as const] : []),
        ]
        const before = inputs()
        const given = held.map(([call, read]) => [call(), read] as const)
        const read = () => given.map(([answer, entries]) => entries(answer))
        // Read at once: a record that is given again and again would always equal itself.
        const first = read()
        const again = held.map(([call, entries]) => entries(call()))
        // Elsewhere in between, and then in the other order: what is remembered of the last call is seen.
        const aside = moved(s.dom)(x, v)(Math.min(NEARBY, room))
        s.value(aside)
        vjp?.(aside, z)
        jvp?.(aside, scaleTangent(s.dom)(2, v))
        // What was given before, while what it is given in may be in use for something else.
        const later = read()
        const backwards = held.toReversed().map(([call, entries]) => entries(call()))
        const same = (
          as: readonly (readonly number[])[],
          bs: readonly (readonly number[])[],
          what: string,
        ): Report =>
          worst(
            as.map((a, i) => {
              const b = bs[i]!
              if (a.length !== b.length)
                return agreement(a.length, b.length, 0, 'the number of entries', what)
              const k = a.findIndex((e, at) => !Object.is(e, b[at]))
              return agreement(a[k] ?? 0, b[k] ?? 0, 0, 'the same bits', what)
            }),
          )
        return worst([
          same(again, first, 'asked again'),
          same([inputs()], [before], 'an input, afterwards'),
          same([value()], [first[0]!], 'asked after the products'),
          same(backwards.toReversed(), first, 'asked in another order'),
          same(later, first, 'what was given before'),
        ])
      },
  )

const finite = (xs: readonly number[]): boolean => xs.every(Number.isFinite)

/** That nothing comes of nothing, where what comes of something is finite. */
const nothing = (
  something: readonly number[],
  of: () => readonly number[],
  what: string,
): Report =>
  finite(something)
    ? worst(of().map(e => agreement(e === 0 ? 0 : e, 0, 0, 'exactly zero', what)))
    : undecided('the partial derivatives are not finite')

export const zeroed = <A, B>() =>
  law<A, B>(
    'a zero cotangent gives zero, and so does a zero tangent',
    'Jᵀ0 = 0, J0 = 0',
    (s: Subject<A, B>) =>
      ({ x, v, w }) => {
        const [readA, readB] = [entriesOf(tangentSpace(s.dom)), entriesOf(tangentSpace(s.cod))]
        const { vjp, jvp } = s
        return worst([
          ...(vjp
            ? [
                nothing(
                  readA(vjp(x, w)),
                  () => readA(vjp(x, scaleTangent(s.cod)(0, w))),
                  'of a zero cotangent',
                ),
              ]
            : []),
          ...(jvp
            ? [
                nothing(
                  readB(jvp(x, v)),
                  () => readB(jvp(x, scaleTangent(s.dom)(0, v))),
                  'of a zero tangent',
                ),
              ]
            : []),
        ])
      },
  )
