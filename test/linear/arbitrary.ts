/** Generated values of a space, on a short-decimal grid so that counterexamples can be read. */
import { fromFlat, type Space, toFlat } from 'chainrule'
import { type Form, flatten, type Leaf, type Tangent, tangentSpace } from 'chainrule/Space'
import fc from 'fast-check'

const grid = fc.integer({ min: -16, max: 16 }).map(k => k / 8)

const leafValue = (leaf: Leaf): fc.Arbitrary<unknown> => {
  const n = leaf.shape.reduce((a, b) => a * b, 1)
  const list = <X>(x: fc.Arbitrary<X>): fc.Arbitrary<X[]> =>
    fc.array(x, { minLength: n, maxLength: n })
  if (leaf.kind === 'real')
    return list(grid).map(xs => (leaf.scalar ? xs[0] : fromFlat(xs, leaf.shape)))
  if (leaf.kind === 'index')
    return list(fc.nat((leaf.bound ?? 8) - 1)).map(xs =>
      leaf.scalar ? xs[0] : fromFlat(Int32Array.from(xs), leaf.shape),
    )
  return list(fc.boolean()).map(xs => (leaf.scalar ? xs[0] : fromFlat(xs, leaf.shape, 'bool')))
}

const formValue = (form: Form): fc.Arbitrary<unknown> => {
  switch (form.tag) {
    case 'leaf':
      return leafValue(form)
    case 'tuple':
      return fc.tuple(...form.parts.map(formValue))
    case 'struct':
      return fc.record(Object.fromEntries(form.fields.map(([n, f]) => [n, formValue(f)])))
  }
}

/** The values of a space. */
export const valuesOf = <A>(s: Space<A>): fc.Arbitrary<A> => formValue(s.form) as fc.Arbitrary<A>

/** The tangents at the points of a space. */
export const tangentsOf = <A>(s: Space<A>): fc.Arbitrary<Tangent<A>> => valuesOf(tangentSpace(s))

/** Matrices of a shape. */
export const matrices = <M extends number, N extends number>(m: M, n: N) =>
  fc
    .array(grid, { minLength: m * n, maxLength: m * n })
    .map(xs => fromFlat(xs, [m, n] as readonly [M, N]))

/** The largest distance of coordinates, relative to the larger of one and their size. */
export const distance = <A>(s: Space<A>, a: Tangent<A>, b: Tangent<A>): number => {
  const x = toFlat(flatten(s)(a))
  const y = toFlat(flatten(s)(b))
  return Math.max(
    0,
    ...x.map((u, i) => {
      const v = y[i] ?? Number.NaN
      const d =
        Object.is(u, v) || u === v ? 0 : Math.abs(u - v) / Math.max(1, Math.abs(u), Math.abs(v))
      return Number.isNaN(d) ? Number.POSITIVE_INFINITY : d
    }),
  )
}
