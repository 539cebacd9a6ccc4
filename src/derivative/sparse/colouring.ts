/**
 * Colourings that compress a matrix: columns of one colour have no row in common, so that their sum, one
 * product with the matrix, tells all of their entries apart (Curtis, Powell, Reid 1974).
 *
 * Greedy, on the bipartite graph of rows and columns, as a partial distance-2 colouring (Gebremedhin,
 * Manne, Pothen 2005, What color is your Jacobian?, §3.4). Each row holds the colours of its columns as
 * bits, so that the time is that of the entries times a 32nd of the colours.
 */
import { seal } from '../../Dense.js'
import { bitsOf, firstFree } from './bits.js'
import { flipped, type Indices, type Pattern, type Rows, rowsOf } from './formats.js'

/** A colour for each column or row; −1 for those without entries, which need none. */
export interface Colouring {
  readonly colours: Indices
  readonly count: number
}

/** A colouring as it is worked with, and how many entries of the pattern were looked at to find it. */
export interface Coloured {
  readonly colours: Int32Array
  readonly count: number
  readonly visits: number
}

/** The vertices as they stand, and from the one with most entries to the one with least. */
export const orders = (vertices: number, degree: (i: number) => number): readonly Int32Array[] => {
  const natural = Int32Array.from({ length: vertices }, (_, i) => i)
  let most = 0
  for (let i = 0; i < vertices; i++) most = Math.max(most, degree(i))
  const next = new Int32Array(most + 2)
  for (let i = 0; i < vertices; i++) next[most - degree(i) + 1]!++
  for (let d = 0; d <= most; d++) next[d + 1]! += next[d]!
  const largest = new Int32Array(vertices)
  for (let i = 0; i < vertices; i++) largest[next[most - degree(i)]!++] = i
  return [natural, largest]
}

/** The colouring with least colours of some orders; one that needs no more than `least` is the best there is. */
export const fewest = (
  tried: readonly Int32Array[],
  colour: (order: Int32Array) => Coloured,
  least: number,
): Coloured =>
  tried.slice(1).reduce((best, order) => {
    if (best.count <= least) return best
    const other = colour(order)
    const visits = best.visits + other.visits
    return { ...(other.count < best.count ? other : best), visits }
  }, colour(tried[0]!))

/** Colours of the columns of a pattern, given also by columns, in an order. */
const greedy = (p: Rows, byColumn: Rows, order: Int32Array): Coloured => {
  const used = bitsOf(p.rows)
  const colours = new Int32Array(p.columns).fill(-1)
  let count = 0
  let visits = 0
  for (const j of order) {
    const [from, to] = [byColumn.starts[j]!, byColumn.starts[j + 1]!]
    if (from === to) continue
    const colour = firstFree(word => {
      let taken = 0
      for (let k = from; k < to; k++) taken |= used.word(byColumn.items[k]!, word)
      visits += to - from
      return taken
    })
    for (let k = from; k < to; k++) used.add(byColumn.items[k]!, colour)
    colours[j] = colour
    count = Math.max(count, colour + 1)
  }
  return { colours, count, visits }
}

/** The most entries in a row: as many colours are needed at least. */
export const widest = ({ rows, starts }: Rows): number => {
  let most = 0
  for (let i = 0; i < rows; i++) most = Math.max(most, starts[i + 1]! - starts[i]!)
  return most
}

/** Colours of the columns of a pattern. */
export const colouredColumns = (p: Rows, byColumn: Rows = flipped(p)): Coloured =>
  fewest(
    orders(p.columns, j => byColumn.starts[j + 1]! - byColumn.starts[j]!),
    order => greedy(p, byColumn, order),
    widest(p),
  )

/** A colouring for others to hold. */
export const sealed = ({ colours, count }: Coloured): Colouring => ({
  colours: seal([colours.length], 'index', colours),
  count,
})

/**
 * A colour for each column of a pattern, such that no two of one colour have an entry in the same row.
 *
 * @example
 * import { fn, mul, slice, toNested, vector } from 'chainrule'
 * import { colourColumns, sparsityPattern } from 'chainrule/sparse'
 *
 * const f = fn(vector(4), x => mul(slice(x, [{ stop: 3 }]), slice(x, [{ start: 1 }])))
 * toNested(colourColumns(sparsityPattern(f)).colours) // => [0, 1, 0, 1]
 */
export const colourColumns = (pattern: Pattern): Colouring =>
  sealed(colouredColumns(rowsOf(pattern)))

/** A colour for each row of a pattern, such that no two of one colour have an entry in the same column. */
export const colourRows = (pattern: Pattern): Colouring =>
  sealed(colouredColumns(flipped(rowsOf(pattern))))
