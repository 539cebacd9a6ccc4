/** The laws of spaces and of codecs: tangents are a module with an inner product, values survive a round trip. */
import fc from 'fast-check'
import {
  addTangents,
  basis,
  dim,
  equalValues,
  flatten,
  inner,
  type Space,
  scaleTangent,
  showSpace,
  showValue,
  type Tangent,
  tangentSpace,
  unflatten,
  zero,
} from '../src/Space.js'
import type { Tensor } from '../src/Tensor.js'
import { arbitrary, arbitraryTangent } from './arbitrary.js'
import { type AnyLaw, anyLaw } from './check.js'
import { close, closeValues, sameValues } from './compare.js'
import { agreement, type Report, worst } from './Law.js'

/** What is done with the tangents of a space; by default what the space says. */
export interface Module<T> {
  readonly zero: T
  readonly add: (a: T, b: T) => T
  readonly scale: (c: number, a: T) => T
  readonly inner: (a: T, b: T) => number
  readonly flatten: (a: T) => Tensor<readonly [number]>
  readonly unflatten: (t: Tensor<readonly [number]>) => T
  readonly basis: () => Iterable<T>
}

/**
 * The laws of a space: its tangents are a monoid and a module, the inner product is symmetric and
 * bilinear, coordinates make a round trip, and the basis is orthonormal.
 *
 * @example
 * import { real, struct, vector } from 'chainrule'
 * import { assertLaws, spaceLaws } from 'chainrule/laws'
 *
 * assertLaws(spaceLaws(struct({ w: vector(3), b: real }))) // => undefined
 */
export const spaceLaws = <A>(
  s: Space<A>,
  module: Partial<Module<Tangent<A>>> = {},
): readonly AnyLaw[] => {
  const T = tangentSpace(s)
  const m: Module<Tangent<A>> = {
    zero: zero(s),
    add: addTangents(s),
    scale: scaleTangent(s),
    inner: inner(s),
    flatten: flatten(s),
    unflatten: unflatten(s),
    basis: () => basis(s),
    ...module,
  }
  const tangent = arbitraryTangent(s)
  type Triple = readonly [Tangent<A>, Tangent<A>, Tangent<A>]
  const law = (name: string, formula: string, check: (t: Triple) => Report): AnyLaw =>
    anyLaw<Triple>({
      name,
      formula,
      subject: `the space ${showSpace(s)}`,
      inputs: fc.tuple(tangent, tangent, tangent),
      check,
      show: ts => ts.map(showValue(T)).join(', '),
    })
  // Sums of a few terms of size one.
  const near = (a: Tangent<A>, b: Tangent<A>): Report => closeValues(T, a, b, 8)
  const number = (a: number, b: number): Report =>
    close([a], [b], () => 'the number', 8 * (1 + dim(s)))
  return [
    law('zero is a unit', 'a + 0 = a = 0 + a', ([a]) =>
      worst([near(m.add(a, m.zero), a), near(m.add(m.zero, a), a)]),
    ),
    law('addition is associative', '(a + b) + c = a + (b + c)', ([a, b, c]) =>
      near(m.add(m.add(a, b), c), m.add(a, m.add(b, c))),
    ),
    law('addition is commutative', 'a + b = b + a', ([a, b]) => near(m.add(a, b), m.add(b, a))),
    law('scaling distributes', '2 (a + b) = 2 a + 2 b, (2 + 3) a = 2 a + 3 a', ([a, b]) =>
      worst([
        near(m.scale(2, m.add(a, b)), m.add(m.scale(2, a), m.scale(2, b))),
        near(m.scale(5, a), m.add(m.scale(2, a), m.scale(3, a))),
      ]),
    ),
    law(
      'the inner product is symmetric and bilinear',
      '⟨a, b⟩ = ⟨b, a⟩, ⟨a + c, b⟩ = ⟨a, b⟩ + ⟨c, b⟩',
      ([a, b, c]) =>
        worst([
          number(m.inner(a, b), m.inner(b, a)),
          number(m.inner(m.add(a, c), b), m.inner(a, b) + m.inner(c, b)),
          number(m.inner(m.scale(3, a), b), 3 * m.inner(a, b)),
        ]),
    ),
    law('the inner product is positive', '⟨a, a⟩ ≥ 0, and 0 only at 0', ([a]) => {
      const n = m.inner(a, a)
      const nothing = equalValues(T)(a, zero(s))
      return agreement(Number(n > 0), Number(!nothing), 0, 'the sign of ⟨a, a⟩')
    }),
    law('coordinates make a round trip', 'unflatten (flatten a) = a', ([a]) =>
      sameValues(T, m.unflatten(m.flatten(a)), a),
    ),
    law('the basis is orthonormal and spans', 'a = Σ ⟨eᵢ, a⟩ eᵢ', ([a]) => {
      const es = [...m.basis()]
      const sum = es.reduce((t, e) => m.add(t, m.scale(m.inner(e, a), e)), m.zero)
      return worst([near(sum, a), agreement(es.length, dim(s), 0, 'the dimension')])
    }),
  ]
}

/** What turns values into something else, and back if it can. */
export interface RoundTrip<A, E> {
  readonly encode: (a: A) => E
  readonly decode: (
    e: E,
  ) => { readonly _tag: 'Left' } | { readonly _tag: 'Right'; readonly right: A }
}

/**
 * The law of a codec: what was encoded is decoded to the same value, bit by bit but for the sign of 0.
 *
 * @example
 * import { struct, vector } from 'chainrule'
 * import { decode, encode } from 'chainrule/codec'
 * import { assertLaws, codecLaws } from 'chainrule/laws'
 *
 * const s = struct({ w: vector(3) })
 * assertLaws(codecLaws(s, { encode: encode(s), decode: decode(s) })) // => undefined
 */
export const codecLaws = <A, E>(s: Space<A>, codec: RoundTrip<A, E>): readonly AnyLaw[] => [
  anyLaw<A>({
    name: 'what is encoded decodes to itself',
    formula: 'decode (encode a) = right a',
    subject: `the codec of ${showSpace(s)}`,
    inputs: arbitrary(s),
    check: a => {
      const back = codec.decode(codec.encode(a))
      return back._tag === 'Left'
        ? agreement(0, 1, 0, 'a value', 'it was refused')
        : agreement(Number(equalValues(s)(back.right, a)), 1, 0, 'the same value')
    },
    show: showValue(s),
  }),
]
