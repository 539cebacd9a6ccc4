/** A function near 0, sampled: what it may be off there, and whether small steps say the same as large ones. */
import { IRREGULAR, ROWS } from './extrapolate.js'
import { noiseOf } from './noise.js'
import type { Format } from './precision.js'
import { remembering } from './remember.js'

/** A function near 0, asked once for each number, with what it may be off there. */
export interface Sampled {
  readonly at: (t: number) => number
  readonly g0: number
  /** What g may be off at ±h. */
  readonly off: (h: number) => number
  readonly size: number
}

export const sampled = (
  g: (t: number) => number,
  terms: number,
  format: Format,
  largest: number,
): Sampled => {
  const at = remembering(g)
  const g0 = at(0)
  const rounding = 4 * format.epsilon
  const level = Math.max(
    noiseOf(t => [at(t)], format)[0]!,
    rounding * Math.max(Math.abs(g0), terms),
    stairs(at, g0, largest),
  )
  return {
    at,
    g0,
    // Where g(0) is 0, what g loses by rounding shows only aside from it.
    off: h => Math.max(level, rounding * Math.max(Math.abs(at(h)), Math.abs(at(-h)))),
    size: Math.max(Math.abs(g0), terms),
  }
}

/** How large g is nearby, so that the verdict on c·g is the verdict on g. */
export const scaleOf = ({ at, size }: Sampled, value: number, largest: number): number => {
  const reach = Math.max(Math.abs(at(largest)), Math.abs(at(-largest))) / largest
  const here = Math.max(Math.abs(value), size)
  return Number.isFinite(reach) ? Math.max(here, reach) : here
}

/**
 * Why what was measured is not of this point: beside a pole nearer than the smallest step both sides may agree,
 * and far from a kink so do all large steps, of something else.
 */
export const aside = (
  s: Sampled,
  value: number,
  error: number,
  largest: number,
): string | undefined => {
  const h = (IRREGULAR * largest) / 2 ** (ROWS - 1)
  const slopes = Math.abs(value) + error + scaleOf(s, value, largest)
  if ([h, -h].some(t => Math.abs(s.at(t) - s.g0) > 8 * slopes * h + 2 * s.off(h)))
    return 'it is not continuous at the steps tried'
  const near = (s.at(h) - s.at(-h)) / (2 * h)
  return Math.abs(near - value) > error + (4 * s.off(h)) / h + 1e-9 * slopes
    ? 'its slope is another one at the smallest step'
    : undefined
}

const FINE = 8

/** Where stairs may show themselves further on: this often between one half of the way and the next. */
const PER_OCTAVE = 4

/** One step is told from a jump of the function itself by how small it is beside the value. */
const SMALL = 2 ** -8

/**
 * How high the stairs are that g goes by, where it is one: flat up to some step, of few other values up to
 * twice that, and of many over the whole way. Large terms that cancelled leave stairs, wider than what noise is
 * looked for at; one jump, as the gradient of a maximum has it, is none.
 */
const stairs = (at: (t: number) => number, g0: number, largest: number): number => {
  const both = (t: number): readonly number[] => [at(t), at(-t)]
  const distinct = (ys: readonly number[]): number => new Set([g0, ...ys]).size
  for (let i = 1; i < ROWS; i++) {
    const h = (IRREGULAR * largest) / 2 ** i
    if (both(h).some(y => y !== g0)) continue
    const near = Array.from({ length: FINE }, (_, k) => both(h * (1 + (k + 1) / FINE))).flat()
    if (distinct(near) > 4) return 0
    const far = Array.from({ length: i * PER_OCTAVE }, (_, k) =>
      both(h * 2 ** ((k + 1) / PER_OCTAVE)),
    ).flat()
    const heights = [...new Set([...near, ...far].map(y => Math.abs(y - g0)))].filter(y => y > 0)
    // Steps as wide as the way itself are two at most, or one, which is then a small part of the value.
    const least = Math.max(...heights) <= SMALL * Math.abs(g0) ? 1 : i < 3 ? 2 : 3
    return distinct([...near, ...far]) > least ? Math.max(...near.map(y => Math.abs(y - g0))) : 0
  }
  return 0
}
