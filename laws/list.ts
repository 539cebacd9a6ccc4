/** Numbers in memory as a list: an iterator takes ten times as long. */

/** The numbers of an array of any make. */
export const listOf = (data: ArrayLike<number>): readonly number[] => {
  const xs = new Array<number>(data.length)
  for (let i = 0; i < xs.length; i++) xs[i] = data[i]!
  return xs
}
