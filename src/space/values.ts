/**
 * What one can do with the values of a space, read off its description: the monoid of tangents, the
 * inner product, coordinates, equality, Show.
 */
import type { Eq } from '#fp/Eq'
import type { Monoid } from '#fp/Monoid'
import type { Show } from '#fp/Show'
import { type Dense, open, seal } from '../Dense.js'
import { shapeError } from '../Errors.js'
import { showShape, size } from '../Shape.js'
import { isTensor, type Tensor } from '../Tensor.js'
import { tangentSpace } from './constructors.js'
import { decode, encode } from './encode.js'
import { leaves, showForm } from './form.js'
import type { AnySpace, Space, Tangent } from './model.js'

const parts = <A>(operation: string, s: Space<A>) => {
  const t = tangentSpace(s)
  return { read: encode(operation, t), make: decode(t), places: leaves(t.form) }
}

const zip =
  (f: (x: number, y: number) => number) =>
  (a: Dense, b: Dense): Dense => ({
    ...a,
    data: Float64Array.from(a.data, (x, i) => f(x, b.data[i]!)),
  })

/** The zero tangent. */
export const zero = <A>(s: Space<A>): Tangent<A> => {
  const { make, places } = parts('zero', s)
  return make(places.map(({ leaf }) => ({ ...leaf, data: new Float64Array(size(leaf.shape)) })))
}

/** The sum of two tangents. */
export const addTangents =
  <A>(s: Space<A>) =>
  (a: Tangent<A>, b: Tangent<A>): Tangent<A> => {
    const { read, make } = parts('addTangents', s)
    const y = read(b)
    return make(read(a).map((x, i) => zip((u, v) => u + v)(x, y[i]!)))
  }

/** A tangent times a number. */
export const scaleTangent =
  <A>(s: Space<A>) =>
  (c: number, a: Tangent<A>): Tangent<A> => {
    const { read, make } = parts('scaleTangent', s)
    return make(read(a).map(x => zip(u => c * u)(x, x)))
  }

/**
 * The inner product ⟨a, b⟩ of two tangents: the sum of products of coordinates.
 *
 * @example
 * import { array, vector } from 'chainrule'
 * import { inner } from 'chainrule/Space'
 *
 * inner(vector(2))(array([1, 2]), array([3, 4])) // => 11
 */
export const inner =
  <A>(s: Space<A>) =>
  (a: Tangent<A>, b: Tangent<A>): number => {
    const x = flatten(s)(a).values
    const y = flatten(s)(b).values
    return x.reduce((sum, u, i) => sum + u * y[i]!, 0)
  }

/** The number of coordinates of a tangent: entries of the real leaves. */
export const dim = (s: AnySpace): number =>
  leaves(s.form).reduce((n, { leaf }) => n + (leaf.kind === 'real' ? size(leaf.shape) : 0), 0)

/**
 * The coordinates of a tangent, leaf after leaf, struct fields in order of name.
 *
 * @example
 * import { array, real, struct, toFlat, vector } from 'chainrule'
 * import { flatten } from 'chainrule/Space'
 *
 * toFlat(flatten(struct({ w: vector(2), b: real }))({ w: array([1, 2]), b: 3 })) // => [3, 1, 2]
 */
export const flatten =
  <A>(s: Space<A>) =>
  (a: Tangent<A>): Tensor<readonly [number]> => {
    const xs = parts('flatten', s).read(a)
    const data = new Float64Array(dim(s))
    xs.reduce((offset, x) => {
      data.set(x.data, offset)
      return offset + x.data.length
    }, 0)
    return seal([data.length], 'real', data)
  }

/**
 * The tangent with these coordinates.
 *
 * @throws ShapeError where their number is not `dim(s)`
 */
export const unflatten =
  <A>(s: Space<A>) =>
  (t: Tensor<readonly [number]>): Tangent<A> => {
    const { make, places } = parts('unflatten', s)
    if (t.shape[0] !== dim(s))
      throw shapeError('unflatten', showShape([dim(s)]), showShape(t.shape))
    const data = Float64Array.from(open(t))
    let offset = 0
    return make(
      places.map(({ leaf }) => {
        const start = offset
        offset += size(leaf.shape)
        return { ...leaf, data: data.slice(start, offset) }
      }),
    )
  }

/** The unit tangents, one a coordinate, in the order of `flatten`; made as they are asked for. */
export const basis = function* <A>(s: Space<A>): Generator<Tangent<A>, void, undefined> {
  const n = dim(s)
  for (let i = 0; i < n; i++)
    yield unflatten(s)(seal([n], 'real', new Float64Array(n).fill(1, i, i + 1)))
}

/** How far apart two values may lie: `|a − b| ≤ absolute + relative · max(|a|, |b|)`. */
export interface Tolerance {
  readonly absolute: number
  readonly relative: number
}

const compare =
  (same: (x: number, y: number) => boolean) =>
  <A>(s: Space<A>) =>
  (a: A, b: A): boolean => {
    const read = encode('equals', s)
    const y = read(b)
    return read(a).every((x, i) => x.data.every((u, k) => same(u, y[i]!.data[k]!)))
  }

/** Equality of values, entry by entry; a NaN equals itself, and 0 equals −0. */
export const equalValues: <A>(s: Space<A>) => (a: A, b: A) => boolean = compare(
  (x, y) => x === y || Object.is(x, y),
)

/** Equality of values within a tolerance; infinities and NaN equal only themselves. */
export const equalWithin = (tolerance: Tolerance): (<A>(s: Space<A>) => (a: A, b: A) => boolean) =>
  compare(
    (x, y) =>
      x === y ||
      Object.is(x, y) ||
      (Number.isFinite(x) &&
        Number.isFinite(y) &&
        Math.abs(x - y) <=
          tolerance.absolute + tolerance.relative * Math.max(Math.abs(x), Math.abs(y))),
  )

/** A space as text. */
export const showSpace = (s: AnySpace): string => showForm(s.form)

/** A value as text. */
export const showValue =
  <A>(s: Space<A>) =>
  (a: A): string => {
    const go = (u: unknown): string =>
      isTensor(u) || typeof u !== 'object' || u === null
        ? String(u)
        : Array.isArray(u)
          ? `[${u.map(go).join(', ')}]`
          : `{ ${Object.entries(u)
              .map(([n, x]) => `${n}: ${go(x)}`)
              .join(', ')} }`
    encode('showValue', s)(a) // of the space, or a ShapeError
    return go(a)
  }

/** The fp-ts `Monoid` of tangents under addition. */
export const getMonoid = <A>(s: Space<A>): Monoid<Tangent<A>> => ({
  concat: addTangents(s),
  // Made anew: what one holder does to its record, no other sees.
  get empty() {
    return zero(s)
  },
})

/** The fp-ts `Eq` of values. */
export const getEq = <A>(s: Space<A>): Eq<A> => ({ equals: equalValues(s) })

/** The fp-ts `Show` of values. */
export const getShow = <A>(s: Space<A>): Show<A> => ({ show: showValue(s) })
