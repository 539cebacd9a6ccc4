/** Places in a shape: all of them, row-major, and where one lies in the flat data. */

/** The number of entries. */
export const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Every place. */
export const places = (shape: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: count(shape) }, (_, flat) =>
    shape.map((d, axis) => Math.floor(flat / count(shape.slice(axis + 1))) % d),
  )

/** The position of a place in the flat data. */
export const flatten = (shape: readonly number[], place: readonly number[]): number =>
  place.reduce((at, i, axis) => at * shape[axis]! + i, 0)
