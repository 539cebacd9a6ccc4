/** The laws of spaces: tangents are a module with an inner product, with coordinates and a basis. */
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
import { fromFlat, type Tensor } from '../src/Tensor.js'
import { arbitraryTangent } from './arbitrary.js'
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
 * The laws of a space: its tangents are a commutative group and a module, the inner product is symmetric,
 * bilinear and positive, coordinates are linear, make both round trips and keep the inner product, and the
 * basis is orthonormal.
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
      coordinates: dim(s),
      inputs: fc.tuple(tangent, tangent, tangent),
      check,
      show: ts => ts.map(showValue(T)).join(', '),
    })
  // Sums of a few terms of size one.
  const near = (a: Tangent<A>, b: Tangent<A>): Report => closeValues(T, a, b, 8)
  const number = (a: number, b: number): Report =>
    close([a], [b], () => 'the number', 8 * (1 + dim(s)))
  const entry = (k: number): string => `coordinate ${k}`
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
    law('scaling acts', '1 a = a, (2 · 3) a = 2 (3 a)', ([a]) =>
      worst([near(m.scale(1, a), a), near(m.scale(6, a), m.scale(2, m.scale(3, a)))]),
    ),
    law('minus one times undoes', 'a + (−1) a = 0 = 0 a', ([a]) =>
      worst([near(m.add(a, m.scale(-1, a)), m.zero), near(m.scale(0, a), m.zero)]),
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
    law('coordinates are those of some tangent', 'flatten (unflatten x) = x', ([a]) => {
      // Not those of a tangent by `flatten`: that may be what is wrong.
      const x = Array.from({ length: dim(s) }, (_, k) => k + 1 + m.inner(a, a))
      return close(m.flatten(m.unflatten(fromFlat(x, [x.length]))).values, x, entry, 0)
    }),
    law('coordinates are linear', 'flatten (a + 3 b) = flatten a + 3 flatten b', ([a, b]) => {
      const [x, y] = [m.flatten(a).values, m.flatten(b).values]
      const sum = x.map((u, k) => u + 3 * y[k]!)
      return close(m.flatten(m.add(a, m.scale(3, b))).values, sum, entry, 8)
    }),
    law('coordinates keep the inner product', '⟨a, b⟩ = Σ flatten(a)ᵢ flatten(b)ᵢ', ([a, b]) => {
      const [x, y] = [m.flatten(a).values, m.flatten(b).values]
      return number(
        m.inner(a, b),
        x.reduce((sum, u, k) => sum + u * y[k]!, 0),
      )
    }),
    law('the basis is in the order of coordinates', 'flatten(eᵢ)ⱼ = 1 if i = j, else 0', () =>
      worst(
        [...m.basis()].map((e, i) =>
          close(
            m.flatten(e).values,
            Array.from({ length: dim(s) }, (_, j) => Number(i === j)),
            j => `coordinate ${j} of unit ${i}`,
            0,
          ),
        ),
      ),
    ),
    law('the basis is orthonormal and spans', 'a = Σ ⟨eᵢ, a⟩ eᵢ', ([a]) => {
      const es = [...m.basis()]
      const sum = es.reduce((t, e) => m.add(t, m.scale(m.inner(e, a), e)), m.zero)
      return worst([near(sum, a), agreement(es.length, dim(s), 0, 'the dimension')])
    }),
  ]
}
