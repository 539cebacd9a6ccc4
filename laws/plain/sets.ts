/** The domains that functions are mostly defined on: boxes, positive numbers, whole numbers, simplices, balls. */
import fc from 'fast-check'
import { size } from '../../src/Shape.js'
import { fromFlat } from '../../src/Tensor.js'
import { numbers } from '../draw.js'
import type { Domain, Nested } from './domain.js'
import { domain } from './set.js'

/** A power of ten, written so that its multiples come out short. */
const times = (exponent: number): ((k: number) => number) =>
  exponent < 0 ? k => k / 10 ** -exponent : k => k * 10 ** exponent

/** Directions in tenths of a unit. */
const tenths =
  (exponent: number) =>
  (n: number): fc.Arbitrary<readonly number[]> =>
    numbers(n, -10, 10, times(exponent - 1))

/** Points closer to the border than this part of the width say little: differences leave the box. */
const MARGIN = 64

/** Grid points well inside of an interval, in hundredths of about a quarter of its width. */
const inside = (low: number, high: number, exponent: number) => {
  const margin = (high - low) / MARGIN
  const at = times(exponent - 2)
  const step = at(1)
  const [first, last] = [Math.ceil((low + margin) / step), Math.floor((high - margin) / step)]
  return (n: number): fc.Arbitrary<readonly number[]> =>
    Number.isSafeInteger(first) && Number.isSafeInteger(last)
      ? numbers(n, first, last, at)
      : // Far from zero, where its grid has no numbers: steps from the low end.
        numbers(n, 7, 393, k => low + (k / 400) * (high - low))
}

/** What a shape may be given as: nothing for a number, a length, or a shape. */
type Given = number | readonly number[] | undefined

const shapeOf = (shape: Given): readonly number[] | undefined =>
  typeof shape === 'number' ? [shape] : shape

/** Numbers from `low` to `high`; a number, an array of `shape` numbers, or arrays in arrays. */
export interface Box {
  (low: number, high: number): Domain<number>
  (low: number, high: number, length: number): Domain<number[]>
  <const S extends readonly number[]>(low: number, high: number, shape: S): Domain<Nested<S>>
}

/**
 * Numbers between two ends: no difference is taken beyond them.
 *
 * @example
 * import { assertLaws, box, gradient } from 'chainrule/laws'
 *
 * const norm = gradient.of(
 *   (x: readonly number[]) => x.reduce((s, e) => s + e * e, 0),
 *   x => x.map(e => 2 * e),
 * )
 * assertLaws(norm.on(box(-2, 2, 3))) // => undefined
 *
 * @throws Error where the ends are no finite numbers in order
 */
export const box: Box = (low: number, high: number, shape?: Given): Domain<never> => {
  if (!(Number.isFinite(high - low) && low < high))
    throw new Error(`laws: expected two finite ends of a box in order, got ${low} and ${high}`)
  const exponent = Math.round(Math.log10((high - low) / 4))
  return domain({
    shape: shapeOf(shape),
    points: inside(low, high, exponent),
    directions: tenths(exponent),
    contains: xs => xs.every(x => low <= x && x <= high),
    unit: 10 ** exponent,
  })
}

/** Positive numbers; a number, an array, or arrays in arrays. */
export interface Positive {
  (): Domain<number>
  (length: number): Domain<number[]>
  <const S extends readonly number[]>(shape: S): Domain<Nested<S>>
}

/**
 * Positive numbers, tried up to 4.
 *
 * @example
 * import { assertLaws, gradient, positive } from 'chainrule/laws'
 *
 * assertLaws(gradient.of(Math.log, x => 1 / x).on(positive())) // => undefined
 */
export const positive: Positive = (shape?: Given): Domain<never> =>
  domain({
    shape: shapeOf(shape),
    points: inside(0, 4, 0),
    directions: tenths(0),
    contains: xs => xs.every(x => x > 0),
    unit: 1,
  })

/**
 * Probability vectors: positive numbers that add up to 1. Directions add up to 0.
 *
 * @example
 * import { assertLaws, gradient, simplex } from 'chainrule/laws'
 *
 * const entropy = gradient.of(
 *   (p: readonly number[]) => -p.reduce((s, e) => s + e * Math.log(e), 0),
 *   p => p.map(e => -Math.log(e) - 1),
 * )
 * assertLaws(entropy.on(simplex(3))) // => undefined
 *
 * @throws Error where the length is not a whole number from 2
 */
export const simplex = (length: number): Domain<number[]> => {
  if (!(Number.isInteger(length) && length >= 2))
    throw new Error(`laws: expected a simplex of 2 numbers or more, got ${length}`)
  const exponent = -Math.ceil(Math.log10(length))
  const parts = 10 ** (2 - exponent)
  return domain({
    shape: [length],
    points: n =>
      numbers(n, 1, 99, k => k).map(weights => {
        const all = weights.reduce((s, e) => s + e, 0)
        // Whole parts of a power of ten, the last one what is left.
        const whole = weights.map(e => Math.max(1, Math.floor((e / all) * parts)))
        const others = whole.slice(0, -1).reduce((s, e) => s + e, 0)
        return [...whole.slice(0, -1), parts - others].map(k => k / parts)
      }),
    directions: n =>
      numbers(n - 1, -10, 10, k => k).map(ks =>
        [...ks, -ks.reduce((s, k) => s + k, 0)].map(times(exponent - 1)),
      ),
    contains: xs => xs.every(x => x > 0) && Math.abs(xs.reduce((s, x) => s + x, 0) - 1) <= 1e-6,
    unit: 10 ** exponent,
    thin: true,
  })
}

/**
 * Arrays of a length below 1, the open unit ball.
 *
 * @example
 * import { assertLaws, ball, gradient } from 'chainrule/laws'
 *
 * const bump = gradient.of(
 *   ([x, y]: readonly number[]) => Math.log(1 - x! * x! - y! * y!),
 *   ([x, y]) => [x!, y!].map(e => (-2 * e) / (1 - x! * x! - y! * y!)),
 * )
 * assertLaws(bump.on(ball(2))) // => undefined
 */
export const ball = (length: number): Domain<number[]> =>
  domain({
    shape: [length],
    points: n =>
      numbers(n, -100, 100, times(-2)).map(us => {
        const norm = Math.sqrt(us.reduce((s, u) => s + u * u, 0))
        return us.map(u => Math.trunc((u / Math.max(1, norm / 0.98)) * 1000) / 1000)
      }),
    directions: tenths(-1),
    contains: xs => xs.reduce((s, x) => s + x * x, 0) < 1,
    unit: 0.1,
  })

/** Whole numbers from `low` to `high`; a number, an array, or arrays in arrays. */
export type Integers = Box

/**
 * Whole numbers between two ends, both among them: no derivative is claimed of them, and none is read.
 *
 * @example
 * import { assertLaws, box, gradient, integers, product } from 'chainrule/laws'
 *
 * const power = gradient.of(
 *   ([x, n]: readonly [number, number]) => x ** n,
 *   ([x, n]) => [n * x ** (n - 1), 0],
 * )
 * assertLaws(power.on(product(box(0.5, 2), integers(1, 4)))) // => undefined
 *
 * @throws Error where the ends are no whole numbers of 32 bits in order
 */
export const integers: Integers = (low: number, high: number, given?: Given): Domain<never> => {
  if (!([low, high].every(e => Number.isInteger(e) && Math.abs(e) < 2 ** 31) && low <= high))
    throw new Error(`laws: expected two whole numbers in order, got ${low} and ${high}`)
  const shape = shapeOf(given)
  const n = size(shape ?? [])
  const one = fc.integer({ min: low, max: high })
  return {
    layout:
      shape === undefined
        ? { tag: 'number', kind: 'index' }
        : { tag: 'array', kind: 'index', shape },
    points:
      shape === undefined
        ? one
        : fc
            .array(one, { minLength: n, maxLength: n })
            .map(xs => fromFlat(Int32Array.from(xs), shape, 'index')),
    directions: fc.constant([]),
    contains: () => true,
    length: () => 0,
  }
}
