/** Where plain functions are tried: a space with constraints, its points, and directions that stay in it. */
import fc from 'fast-check'
import { size } from '../../src/Shape.js'
import type { Precision } from '../precision.js'
import { numbersIn, reader, writer } from './convert.js'
import { type Layout, layoutOf, type Own, recordOf, typedLayout } from './layout.js'

/** A set of plain values. Points and directions are values of the space of its layout, in coordinates a part. */
export interface Domain<X> {
  readonly layout: Layout
  readonly points: fc.Arbitrary<unknown>
  readonly directions: fc.Arbitrary<unknown>
  readonly contains: (x: unknown) => boolean
  /** How long a direction is, in units of the domain's own size. */
  readonly length: (v: unknown) => number
  readonly precision?: Precision
  /** Whether some of its coordinates depend on others: no coordinate can be moved alone. */
  readonly thin?: boolean
  /** What type its values have: never there. */
  readonly _X?: X
}

/** Arrays in arrays, of as many axes as the shape. */
export type Nested<S extends readonly number[]> = S extends readonly [number, ...infer R]
  ? R extends readonly number[]
    ? Nested<R>[]
    : never
  : S extends readonly []
    ? number
    : unknown

/**
 * Domains side by side: a tuple of what they hold.
 *
 * @example
 * import { assertLaws, box, gradient, product } from 'chainrule/laws'
 *
 * const times = gradient.of(([a, b]: readonly [number, number]) => a * b, ([a, b]) => [b, a])
 * assertLaws(times.on(product(box(-2, 2), box(-2, 2)))) // => undefined
 */
export const product = <Xs extends readonly unknown[]>(
  ...parts: { readonly [K in keyof Xs]: Domain<Xs[K]> }
): Domain<Xs> => {
  const all: readonly Domain<unknown>[] = parts
  const each = (x: unknown): readonly unknown[] => x as readonly unknown[] // of this layout
  return together(
    all,
    { tag: 'tuple', parts: all.map(d => d.layout) },
    fc.tuple(...all.map(d => d.points)),
    fc.tuple(...all.map(d => d.directions)),
    each,
  )
}

/**
 * Domains by name: a record of what they hold.
 *
 * @example
 * import { assertLaws, box, gradient, record } from 'chainrule/laws'
 *
 * const line = gradient.of(
 *   ({ a, b }: { readonly a: number; readonly b: number }) => 3 * a + b,
 *   () => ({ a: 3, b: 1 }),
 * )
 * assertLaws(line.on(record({ a: box(-2, 2), b: box(-2, 2) }))) // => undefined
 */
export const record = <R extends Readonly<Record<string, unknown>>>(
  parts: {
    readonly [K in keyof R]: Domain<R[K]>
  },
): Domain<R> => {
  const named = Object.entries<Domain<unknown>>(parts).sort(([a], [b]) => (a < b ? -1 : 1))
  const of = (pick: (d: Domain<unknown>) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.record(Object.fromEntries(named.map(([name, d]) => [name, pick(d)])))
  return together(
    named.map(([, d]) => d),
    recordOf(Object.fromEntries(named.map(([name, d]) => [name, d.layout]))),
    of(d => d.points),
    of(d => d.directions),
    x => named.map(([name]) => (x as Readonly<Record<string, unknown>>)[name]), // of this layout
  )
}

const together = (
  all: readonly Domain<unknown>[],
  layout: Layout,
  points: fc.Arbitrary<unknown>,
  directions: fc.Arbitrary<unknown>,
  each: (x: unknown) => readonly unknown[],
): Domain<never> => {
  const precision = all.find(d => d.precision !== undefined)?.precision
  return {
    layout,
    points,
    directions,
    contains: x => each(x).every((part, i) => all[i]!.contains(part)),
    length: v => Math.hypot(...each(v).map((part, i) => all[i]!.length(part))),
    thin: all.some(d => d.thin === true),
    ...(precision === undefined ? {} : { precision }),
  }
}

/**
 * A domain whose values are of somebody's own type, made from numbers in arrays and read as those.
 *
 * @example
 * import { assertLaws, box, gradient, own } from 'chainrule/laws'
 *
 * const points = own(box(-2, 2, 2), { write: ([x, y]) => ({ x: x!, y: y! }), read: p => [p.x, p.y] })
 * const norm = gradient.of(
 *   (p: { readonly x: number; readonly y: number }) => p.x ** 2 + p.y ** 2,
 *   p => ({ x: 2 * p.x, y: 2 * p.y }),
 * )
 * assertLaws(norm.on(points)) // => undefined
 */
export const own = <X, Y>(
  inner: Domain<X>,
  { write, read }: { readonly write: (x: X) => Y; readonly read: (y: Y) => unknown },
): Domain<Y> => {
  const { _X, ...rest } = inner
  // Only what the inner domain holds is written, and only what was written, or claimed, is read.
  return { ...rest, layout: { tag: 'own', inner: inner.layout, own: { write, read } as Own } }
}

const typed = <Y>(inner: Domain<number[]>, like: (xs: readonly number[]) => Y): Domain<Y> => {
  const { layout } = inner
  if (layout.tag !== 'array' || layout.shape.length !== 1)
    throw new Error(`laws: expected a domain of arrays of numbers, got ${layout.tag}`)
  const { _X, ...rest } = inner
  return { ...rest, layout: typedLayout(size(layout.shape), like) }
}

/**
 * The same numbers as `Float64Array`.
 *
 * @throws Error where the domain is not one of arrays of numbers
 */
export const float64 = (inner: Domain<number[]>): Domain<Float64Array> =>
  typed(inner, xs => Float64Array.from(xs))

/**
 * The same numbers as `Float32Array`, of a function that computes in single precision.
 *
 * @example
 * import { assertLaws, box, float32, gradient } from 'chainrule/laws'
 *
 * const total = gradient.of((x: Float32Array) => Math.fround(x[0]! + x[1]!), () => [1, 1])
 * assertLaws(total.on(float32(box(-2, 2, 2)))) // => undefined
 *
 * @throws Error where the domain is not one of arrays of numbers
 */
export const float32 = (inner: Domain<number[]>): Domain<Float32Array> => ({
  ...typed(inner, xs => Float32Array.from(xs)),
  precision: 'f32',
})

/** A domain that somebody describes. */
export interface Custom<X> {
  readonly points: fc.Arbitrary<X>
  /** Directions that stay in it, where not all do. */
  readonly directions: fc.Arbitrary<X>
  readonly contains?: (x: X) => boolean
  /** How long a direction is; its Euclidean length unless said. */
  readonly length?: (v: X) => number
  readonly thin?: boolean
}

/**
 * A domain of one's own: plain points of one layout, and directions.
 *
 * @example
 * import { assertLaws, custom, gradient } from 'chainrule/laws'
 * import fc from 'fast-check'
 *
 * const even = custom({
 *   points: fc.integer({ min: 1, max: 9 }).map(k => 2 * k),
 *   directions: fc.constantFrom(-1, 1),
 * })
 * assertLaws(gradient.of(Math.log, x => 1 / x).on(even)) // => undefined
 *
 * @throws Error where its first point holds something else than numbers
 */
export const custom = <X>({ points, directions, contains, length, thin }: Custom<X>): Domain<X> => {
  const [example] = fc.sample(points, { numRuns: 1, seed: 0 })
  const layout = layoutOf(example)
  const [read, write] = [reader(layout), writer(layout)]
  const plain = (x: unknown): X => write(x) as X // of this layout
  return {
    layout,
    points: points.map(read),
    directions: directions.map(read),
    contains: x => contains?.(plain(x)) ?? true,
    length: v => length?.(plain(v)) ?? Math.hypot(...numbersIn(plain(v))),
    ...(thin === undefined ? {} : { thin }),
  }
}
