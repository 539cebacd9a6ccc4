/** Entries of tensors: which are not finite, where they stand, and which entry of an operand meets one of a result. */
import type { Data, Dense } from '../Dense.js'
import { broadcastStrides, type Shape, strides } from '../Shape.js'

/** The first entry that is not finite, by its place in memory; −1 where there is none. */
export const firstBad = ({ kind, data }: Dense): number =>
  kind === 'real' ? data.findIndex(x => !Number.isFinite(x)) : -1

/** Whether an entry is not finite. */
export const isBad = ({ kind, data }: Dense, k: number): boolean =>
  kind === 'real' && !Number.isFinite(data[k])

/** All entries that are not finite. */
export const bads = (x: Dense): readonly number[] => {
  const found: number[] = []
  x.data.forEach((_, k) => {
    if (isBad(x, k)) found.push(k)
  })
  return found
}

/** The position of an entry. */
export const position = (shape: Shape, k: number): readonly number[] => {
  let rest = k
  return strides(shape).map(s => {
    const i = Math.floor(rest / s)
    rest -= i * s
    return i
  })
}

/** The entry of an operand that meets an entry of a result to which it is broadcast. */
export const aligned = (operand: Shape, result: Shape, k: number): number => {
  const steps = broadcastStrides(operand, result)
  return position(result, k).reduce((sum, i, axis) => sum + i * steps[axis]!, 0)
}

/** A position as it is written: `[3, 0]`, and nothing for a scalar. */
export const showPosition = (at: readonly number[]): string =>
  at.length === 0 ? '' : `[${at.join(', ')}]`

/** The least and the largest entry, NaN left out. */
export const range = (data: Data): readonly [number, number] => {
  let least = Number.POSITIVE_INFINITY
  let largest = Number.NEGATIVE_INFINITY
  data.forEach(x => {
    if (x < least) least = x
    if (x > largest) largest = x
  })
  return [least, largest]
}
