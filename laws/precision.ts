/** What a floating-point format can tell: its rounding, and the steps over which differences show something. */

/** The format in which a function computes. */
export type Precision = 'f64' | 'f32' | 'f16'

/** What is known of a format. */
export interface Format {
  /** The distance from 1 to the next number. */
  readonly epsilon: number
  /** What underflow may hide. */
  readonly tiny: number
  /** The widest error bar that tells anything, in units of what is measured. */
  readonly widest: number
  /** The most noise that excuses a difference, in units of what is compared: above it nothing can be told. */
  readonly noisiest: number
  /** The largest step of a difference. */
  readonly largest: number
  /**
   * The steps over which noise is looked for, of several numbers each: no two in a simple ratio, since rounding
   * can be the same at all multiples of one; the largest sees staircases as wide as that.
   */
  readonly fine: readonly number[]
  /** What sums of products may lose, in units of ε times their largest term. */
  readonly losses: number
}

/** Each format: binary64, binary32 and binary16 of IEEE 754. */
const formats: Readonly<Record<Precision, Format>> = {
  f64: {
    epsilon: 2 ** -52,
    tiny: Number.MIN_VALUE,
    widest: 1e-6,
    noisiest: 1e-8,
    largest: 2 ** -3,
    fine: [2 ** -26, Math.SQRT2 * 2 ** -24, Math.E * 2 ** -22, Math.sqrt(3) * 2 ** -17],
    losses: 2 ** 12,
  },
  f32: {
    epsilon: 2 ** -23,
    tiny: 2 ** -126,
    widest: 1e-3,
    noisiest: 1e-3,
    largest: 2 ** -2,
    fine: [2 ** -12, Math.SQRT2 * 2 ** -11, Math.E * 2 ** -10, Math.sqrt(3) * 2 ** -8],
    losses: 2 ** 8,
  },
  f16: {
    epsilon: 2 ** -10,
    tiny: 2 ** -14,
    widest: 0.1,
    noisiest: 0.1,
    largest: 2 ** -1,
    fine: [2 ** -6, Math.SQRT2 * 2 ** -6, Math.E * 2 ** -6, Math.sqrt(3) * 2 ** -5],
    losses: 2 ** 4,
  },
}

/** What is known of a precision; f64 unless said. */
export const formatOf = (precision: Precision = 'f64'): Format => formats[precision]
