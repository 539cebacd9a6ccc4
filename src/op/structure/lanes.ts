/** The order in which entries are summed: in lanes and by a tree, which vector units and threads can keep. */
import type { Data } from '../../Dense.js'

/** The sum of eight lanes. */
export const lanesSum = (lanes: ArrayLike<number>): number =>
  lanes[0]! +
  lanes[2]! +
  (lanes[4]! + lanes[6]!) +
  (lanes[1]! + lanes[3]! + (lanes[5]! + lanes[7]!))

/** So many entries a leaf of the tree by which a run is summed. */
export const BLOCK = 128

/**
 * The sum of a run of entries, by a tree over blocks whose left branches are whole: errors grow with log n
 * only, and threads may take a branch each. A block is summed in eight lanes, entry i in lane i mod 8: an
 * order that vector units keep.
 */
export const pairwise = (x: Data, from: number, n: number): number => {
  if (n > BLOCK) {
    let half = BLOCK
    while (2 * half < n) half *= 2
    return pairwise(x, from, half) + pairwise(x, from + half, n - half)
  }
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0]
  const end = from + n
  let i = from
  for (; i + 8 <= end; i += 8) {
    a += x[i]!
    b += x[i + 1]!
    c += x[i + 2]!
    d += x[i + 3]!
    e += x[i + 4]!
    f += x[i + 5]!
    g += x[i + 6]!
    h += x[i + 7]!
  }
  if (i === end) return lanesSum([a, b, c, d, e, f, g, h])
  const lanes = [a, b, c, d, e, f, g, h]
  for (; i < end; i++) lanes[(i - from) % 8]! += x[i]!
  return lanesSum(lanes)
}
