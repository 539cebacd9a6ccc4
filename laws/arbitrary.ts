/** Values of a space for fast-check, on a grid of short decimals, so that counterexamples can be read. */
import fc from 'fast-check'
import { shapeError } from '../src/Errors.js'
import { size } from '../src/Shape.js'
import {
  bool,
  type Form,
  fromForm,
  index,
  indices,
  type Leaf,
  mask,
  real,
  type Space,
  struct,
  type Tangent,
  tangentSpace,
  tensor,
  tuple,
  unit,
} from '../src/Space.js'
import { fromFlat } from '../src/Tensor.js'
import { numbers } from './draw.js'

/** Where real numbers lie: from `min` to `max`, in steps of `step`, perhaps only some of them. */
export interface Range {
  readonly min?: number
  readonly max?: number
  /** One over a whole number, so that short decimals come out short; 0.01 unless said. */
  readonly step?: number
  readonly only?: 'positive' | 'non-zero'
}

/** So many real numbers on a grid; they shrink towards the one nearest to zero. */
const reals = (
  n: number,
  { min = -2, max = 2, step = 0.01, only }: Range,
): fc.Arbitrary<readonly number[]> => {
  const scale = Math.round(1 / step)
  // The ends belong to it, though 0.29 · 100 is less than 29.
  const slack = 1e-9 * Math.max(1, Math.abs(min * scale), Math.abs(max * scale))
  const [low, high] = [Math.ceil(min * scale - slack), Math.floor(max * scale + slack)]
  const least = only === 'positive' ? Math.max(1, low) : low
  const empty = least > high || (only === 'non-zero' && least === 0 && high === 0)
  if (!(step > 0 && Math.abs(1 / step - scale) <= 1e-6 * scale) || !(least <= high) || empty)
    throw shapeError(
      'arbitrary',
      'a range with numbers on its grid, of a step that is one over a whole number',
      `${only ?? 'numbers'} from ${min} to ${max} in steps of ${step}`,
    )
  return numbers(n, least, high, k => k / scale, only === 'non-zero')
}

const WIDEST = 2 ** 31 - 1

const leaf = ({ kind, shape, scalar, bound }: Leaf, range: Range): fc.Arbitrary<unknown> => {
  const n = size(shape)
  const many = <X>(one: fc.Arbitrary<X>): fc.Arbitrary<readonly X[]> =>
    fc.array(one, { minLength: n, maxLength: n })
  if (kind === 'real') {
    const xs = reals(n, range)
    return scalar ? xs.map(([x]) => x) : xs.map(all => fromFlat(all, shape, 'real'))
  }
  if (kind === 'index') {
    const i = fc.integer({
      min: bound === undefined ? -WIDEST - 1 : 0,
      max: (bound ?? WIDEST + 1) - 1,
    })
    return scalar ? i : many(i).map(xs => fromFlat(xs, shape, 'index'))
  }
  return scalar ? fc.boolean() : many(fc.boolean()).map(xs => fromFlat(xs, shape, 'bool'))
}

const form = (f: Form, range: Range): fc.Arbitrary<unknown> => {
  switch (f.tag) {
    case 'leaf':
      return leaf(f, range)
    case 'tuple':
      return fc.tuple(...f.parts.map(p => form(p, range)))
    case 'struct':
      return fc
        .tuple(...f.fields.map(([, p]) => form(p, range)))
        .map(xs => Object.fromEntries(f.fields.map(([name], i) => [name, xs[i]])))
  }
}

/**
 * Values of a space; real numbers from −2 to 2 in hundredths unless said, indices within their bounds. Of more
 * than a hundred numbers in one leaf nobody reads any: they are not on the grid, and do not shrink.
 *
 * @example
 * import { index, struct, vector } from 'chainrule'
 * import { arbitrary } from 'chainrule/laws'
 * import fc from 'fast-check'
 *
 * const [value] = fc.sample(arbitrary(struct({ x: vector(3), y: index(2) })), 1)
 * value?.x.shape // => [3]
 * const [scales] = fc.sample(arbitrary(vector(9), { max: 5, only: 'positive' }), 1)
 * scales?.values.every(x => x > 0) // => true
 *
 * @throws ShapeError where the range has no number on its grid, or the step is not one over a whole number
 */
export const arbitrary = <A>(s: Space<A>, range: Range = {}): fc.Arbitrary<A> =>
  form(s.form, range) as fc.Arbitrary<A> // made as the form says, which carries A

/**
 * Directions at the points of a space, from −1 to 1 in tenths; what is discrete has none.
 *
 * @example
 * import { index, real, struct } from 'chainrule'
 * import { arbitraryTangent } from 'chainrule/laws'
 * import fc from 'fast-check'
 *
 * const [v] = fc.sample(arbitraryTangent(struct({ x: real, label: index(3) })), 1)
 * Math.abs(v?.x ?? 2) <= 1 // => true
 */
export const arbitraryTangent = <A>(s: Space<A>): fc.Arbitrary<Tangent<A>> =>
  arbitrary(tangentSpace(s), { min: -1, max: 1, step: 0.1 })

const shapes = fc.oneof(
  fc.constant<readonly number[]>([]),
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
  fc.constant<readonly number[]>([1, 2, 1, 2, 1]),
)

const anything = <A>(s: Space<A>): Space<unknown> => fromForm<unknown>(s.form)

/**
 * Small spaces of every make: scalars, empty, size-1 and rank-5 leaves, nested tuples and structs.
 *
 * @example
 * import { arbitrarySpace, assertLaws, spaceLaws } from 'chainrule/laws'
 * import fc from 'fast-check'
 *
 * const [s] = fc.sample(arbitrarySpace, 1)
 * assertLaws(spaceLaws(s!), { runs: 3 }) // => undefined
 */
export const arbitrarySpace: fc.Arbitrary<Space<unknown>> = fc.letrec<{
  readonly space: Space<unknown>
}>(tie => ({
  space: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.oneof(
      fc.constant(anything(real)),
      fc.constant(anything(bool)),
      fc.constant(anything(unit)),
      fc.integer({ min: 1, max: 5 }).map(n => anything(index(n))),
      shapes.map(s => anything(tensor(...s))),
      shapes.map(s => anything(indices(4, ...s))),
      shapes.map(s => anything(mask(...s))),
    ),
    fc.array(tie('space'), { maxLength: 3 }).map(parts => anything(tuple(...parts))),
    fc
      .array(tie('space'), { maxLength: 3 })
      .map(parts => anything(struct(Object.fromEntries(parts.map((s, i) => [`f${i}`, s]))))),
  ),
})).space
