/** Windows that slide over axes: strides, dilations and padding, read and checked for each axis. */
import { shapeError } from '../../Errors.js'
import { type Shape, showShape } from '../../Shape.js'

/** One number for all axes, or one an axis. */
export type PerAxis = number | readonly number[]

/** Entries put in before and after along an axis. */
export type Pads = readonly [low: number, high: number]

/** What is put in at the ends: one number, one an axis or a pair an axis. */
export type Padding = number | readonly (number | Pads)[]

/** Padding, or its rule: `valid` is none, `same` gives ⌈size / stride⌉ positions, as in TensorFlow. */
export type PaddingRule = Padding | 'same' | 'valid'

/** A setting as one number an axis, checked. */
export const perAxis = (
  operation: string,
  setting: string,
  value: PerAxis,
  rank: number,
  least: number,
): readonly number[] => {
  const all = typeof value === 'number' ? Array<number>(rank).fill(value) : value
  if (all.length !== rank || !all.every(n => Number.isSafeInteger(n) && n >= least))
    throw shapeError(
      operation,
      `as ${setting} a whole number from ${least}, or ${rank} of them`,
      typeof value === 'number' ? `${value}` : showShape(value),
    )
  return all
}

/** A padding as a pair an axis, checked. */
export const padsOf = (operation: string, value: Padding, rank: number): readonly Pads[] => {
  const all = typeof value === 'number' ? Array<number>(rank).fill(value) : value
  const given: unknown = all // callers without types have others
  const listed = Array.isArray(given) ? (given as readonly (number | Pads)[]) : []
  const pairs = listed.map((p): Pads => (typeof p === 'number' ? [p, p] : p))
  const whole = pairs.every(p => p.every(n => Number.isSafeInteger(n) && n >= 0))
  if (pairs.length !== rank || !whole)
    throw shapeError(
      operation,
      `as padding a whole number from 0, or ${rank} of them or of pairs`,
      JSON.stringify(value),
    )
  return pairs
}

/** How windows slide along some axes. */
export interface Sliding {
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly pads: readonly Pads[]
  /** How many windows there are along each axis. */
  readonly counts: Shape
}

/** What is said of windows. */
export interface Slide {
  readonly stride?: PerAxis
  readonly dilation?: PerAxis
  readonly padding?: PaddingRule
}

/** How many entries a dilated window spans. */
const extent = (window: number, dilation: number): number => (window - 1) * dilation + 1

const samePads = (n: number, window: number, stride: number, dilation: number): Pads => {
  const total = Math.max((Math.ceil(n / stride) - 1) * stride + extent(window, dilation) - n, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

/** The windows of given sizes over axes of given sizes; an axis that is too short is refused. */
export const slidingOf = (
  operation: string,
  sizes: Shape,
  window: Shape,
  { stride = 1, dilation = 1, padding = 'valid' }: Slide,
): Sliding => {
  const rank = sizes.length
  const strides = perAxis(operation, 'stride', stride, rank, 1)
  const dilations = perAxis(operation, 'dilation', dilation, rank, 1)
  const pads =
    padding === 'same'
      ? sizes.map((n, i) => samePads(n, window[i]!, strides[i]!, dilations[i]!))
      : padsOf(operation, padding === 'valid' ? 0 : padding, rank)
  const spans = window.map((k, i) => extent(k, dilations[i]!))
  const lengths = sizes.map((n, i) => n + pads[i]![0] + pads[i]![1])
  if (window.some(k => k < 1) || spans.some((span, i) => span > lengths[i]!))
    throw shapeError(
      operation,
      `windows of at least one entry that fit into ${showShape(lengths)}, padding included`,
      `windows that span ${showShape(spans)}`,
    )
  const counts = lengths.map((length, i) => Math.floor((length - spans[i]!) / strides[i]!) + 1)
  return { strides, dilations, pads, counts }
}
