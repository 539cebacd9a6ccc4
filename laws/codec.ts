/** The laws of codecs: values survive a round trip, data too, and what is damaged is refused by a value. */
import fc from 'fast-check'
import type { Dense } from '../src/Dense.js'
import { dim, equalValues, type Space, showSpace, showValue } from '../src/Space.js'
import { decode as make, encode as read } from '../src/space/encode.js'
import { arbitrary } from './arbitrary.js'
import { type AnyLaw, anyLaw } from './check.js'
import { damaged, sameData } from './damage.js'
import { agreement, type Report, undecided, worst } from './Law.js'

/** What turns values into something else, and back if it can. */
export interface RoundTrip<A, E> {
  readonly encode: (a: A) => E
  readonly decode: (
    e: E,
  ) =>
    | { readonly _tag: 'Left'; readonly left: unknown }
    | { readonly _tag: 'Right'; readonly right: A }
}

/** What is claimed of a codec beside that it makes the round trip. */
export interface ClaimedCodec<E> {
  /** Whether what is encoded is plain JSON, which text keeps; true unless said. */
  readonly json?: boolean
  /** Whether numbers that are not finite make the round trip, too. */
  readonly nonFinite?: boolean
  /**
   * Data with a fault in them, near the place of a number from 0, that ought to be refused; by default a part is
   * changed, missing, or too many.
   */
  readonly damage?: (e: E, where: number) => readonly unknown[]
}

/** Numbers that codecs lose: at the ends of doubles, with all their bits, zeros. */
const edges = [
  -0,
  5e-324,
  -2.2250738585072014e-308,
  0.1 + 0.2,
  1 / 3,
  2 ** 53 + 2,
  -Number.MAX_VALUE,
]

const nonFinite = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

/** More of what is damaged nobody reads. */
const LONGEST = 200

interface Input<A> {
  readonly a: A
  readonly where: number
}

/** Values of a space, some of whose real numbers are awkward ones. */
const awkward = <A>(s: Space<A>, numbers: readonly number[]): fc.Arbitrary<A> => {
  const change = (a: A, xs: readonly number[]): A =>
    make(s)(
      read(
        'codecLaws',
        s,
      )(a).map((leaf): Dense => {
        if (leaf.kind !== 'real') return leaf
        const data = Float64Array.from(leaf.data, (x, i) => xs[i % xs.length] ?? x)
        return { ...leaf, data }
      }),
    )
  const some = fc.array(fc.constantFrom(...numbers), { minLength: 1, maxLength: 4 })
  return fc.oneof(
    arbitrary(s),
    fc.tuple(arbitrary(s), some).map(([a, xs]) => change(a, xs)),
  )
}

const says = (error: unknown): boolean =>
  error !== undefined && error !== null && error !== '' && !(Array.isArray(error) && !error.length)

/**
 * The laws of a codec: what was encoded is decoded to the same value, bit by bit but for the sign of 0, also
 * after it was text; what was decoded is encoded to the same data; and data with a fault in it, a surplus field
 * among them, are refused with an error that is a value and never thrown.
 *
 * @example
 * import { struct, vector } from 'chainrule'
 * import { decode, encode } from 'chainrule/codec'
 * import { assertLaws, codecLaws } from 'chainrule/laws'
 *
 * const s = struct({ w: vector(3) })
 * assertLaws(codecLaws(s, { encode: encode(s), decode: decode(s) })) // => undefined
 */
export const codecLaws = <A, E>(
  s: Space<A>,
  { encode, decode }: RoundTrip<A, E>,
  { json = true, nonFinite: beyond = false, damage }: ClaimedCodec<E> = {},
): readonly AnyLaw[] => {
  const inputs = fc.record({
    a: awkward(s, beyond ? [...edges, ...nonFinite] : edges),
    where: fc.nat(),
  })
  const broken = damage ?? ((e: E, where: number) => damaged(e, json ? where : 0))
  const law = (name: string, formula: string, check: (input: Input<A>) => Report): AnyLaw =>
    anyLaw<Input<A>>({
      name,
      formula,
      subject: `the codec of ${showSpace(s)}`,
      coordinates: dim(s),
      inputs,
      check,
      show: ({ a }) => showValue(s)(a),
    })
  const returns = (e: E, a: A): Report => {
    const back = decode(e)
    return back._tag === 'Left'
      ? agreement(0, 1, 0, 'a value', 'it was refused')
      : agreement(Number(equalValues(s)(back.right, a)), 1, 0, 'the same value')
  }
  const refusal = (data: unknown): Report => {
    const no = (what: string): Report =>
      agreement(0, 1, 0, 'a refusal', `${what} ${fc.stringify(data).slice(0, LONGEST)}`)
    try {
      const found = decode(data as E) // not of it: that is what it ought to find
      if (found._tag === 'Right') return no('it accepted')
      return says(found.left) ? agreement(1, 1, 0, 'a refusal') : no('it said nothing of')
    } catch (e) {
      return no(`it threw «${e instanceof Error ? e.message : String(e)}» at`)
    }
  }
  return [
    law('what is encoded decodes to itself', 'decode (encode a) = right a', ({ a }) =>
      returns(encode(a), a),
    ),
    law('what is decoded encodes to itself', 'encode (decode e) = e', ({ a }) => {
      const e = encode(a)
      const back = decode(e)
      return back._tag === 'Left'
        ? agreement(0, 1, 0, 'data', 'they were refused')
        : agreement(Number(sameData(encode(back.right), e)), 1, 0, 'the same data')
    }),
    ...(json
      ? [
          law(
            'what is encoded survives being text',
            'decode (parse (text (encode a))) = right a',
            // What the text holds is of `E` if JSON keeps it, which is the law.
            ({ a }) => returns(JSON.parse(JSON.stringify(encode(a))) as E, a),
          ),
        ]
      : []),
    law(
      'what is damaged is refused by a value',
      'decode (damage (encode a)) = left …',
      ({ a, where }) => {
        const all = broken(encode(a), where)
        return all.length === 0 ? undecided('nothing was damaged') : worst(all.map(refusal))
      },
    ),
  ]
}
