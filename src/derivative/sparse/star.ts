/**
 * Star colourings, which compress a symmetric matrix: neighbours differ, and every path of four vertices
 * has three colours. Then each entry, or its mirror image, stands alone in a column of the product with the
 * seeds, and is read there (Coleman, Moré 1984; Gebremedhin, Manne, Pothen 2005, §4.3).
 *
 * The vertices of two colours make stars. As in Gebremedhin, Tarafdar, Manne, Pothen 2007 (New acyclic and
 * star coloring algorithms) it is the hubs that are kept, here as bits of colours at each vertex, so that
 * the time is that of the entries times the number of colours at most.
 */
import { bitsOf, firstFree } from './bits.js'
import { type Coloured, type Colouring, fewest, orders, sealed } from './colouring.js'
import { type Pattern, type Rows, rowNumbers, rowsOf, symmetric } from './formats.js'

const greedy = (p: Rows, order: Int32Array): Coloured => {
  const { rows: n, starts, items } = p
  const colours = new Int32Array(n).fill(-1)
  const once = bitsOf(n) // the colours of the neighbours of each vertex
  const twice = bitsOf(n) // those that two or more of them have: of these it is the hub
  const hubs = bitsOf(n) // the colours of the hubs of the stars that each vertex is a leaf of
  let count = 0
  let visits = 0
  /** Calls with each neighbour. */
  const around = (v: number, visit: (w: number) => void): void => {
    visits += starts[v + 1]! - starts[v]!
    for (let k = starts[v]!; k < starts[v + 1]!; k++) if (items[k] !== v) visit(items[k]!)
  }
  for (const v of order) {
    if (starts[v] === starts[v + 1]) continue
    const colour = firstFree(word => {
      let taken = 0
      around(v, w => {
        const c = colours[w]!
        if (c < 0) return
        if (c >> 5 === word) taken |= 1 << (c & 31)
        taken |= hubs.word(w, word)
        // Two neighbours of one colour make v their hub: none of their neighbours may be of its colour.
        if (twice.has(v, c)) taken |= once.word(w, word)
      })
      return taken
    })
    colours[v] = colour
    count = Math.max(count, colour + 1)
    around(v, w => {
      const c = colours[w]!
      // v as the hub of those of its neighbours that share a colour
      if (c >= 0 && twice.has(v, c)) hubs.add(w, colour)
      // w as the hub of v and of others of its colour
      if (once.has(w, colour)) {
        if (c >= 0) {
          if (twice.has(w, colour)) hubs.add(v, c)
          else
            around(w, x => {
              if (colours[x] === colour) hubs.add(x, c)
            })
        }
        twice.add(w, colour)
      } else once.add(w, colour)
    })
  }
  return { colours, count, visits }
}

/** Colours of the vertices of a symmetric pattern. */
export const colouredStars = (p: Rows): Coloured => {
  const least = p.items.length === 0 ? 0 : rowNumbers(p).every((i, k) => p.items[k] === i) ? 1 : 2
  return fewest(
    orders(p.rows, i => p.starts[i + 1]! - p.starts[i]!),
    order => greedy(p, order),
    least,
  )
}

/**
 * Where to read each entry of a symmetric matrix in its product with the seeds, laid out colour after
 * colour: in its own row, if no other neighbour has the colour of its column, else in that of its mirror image.
 */
export const readPlaces = (p: Rows, colours: Int32Array): Int32Array => {
  const { rows: n, items } = p
  const once = bitsOf(n)
  const twice = bitsOf(n)
  const rows = rowNumbers(p)
  rows.forEach((i, k) => {
    const c = colours[items[k]!]!
    if (once.has(i, c)) twice.add(i, c)
    else once.add(i, c)
  })
  return Int32Array.from(rows, (i, k) => {
    const j = items[k]!
    return twice.has(i, colours[j]!) ? colours[i]! * n + j : colours[j]! * n + i
  })
}

/**
 * A colour for each column of a symmetric pattern, such that neighbours differ and every path of four has
 * three colours; one that is not symmetric is joined with its transpose.
 *
 * @example
 * import { fn, grad, mul, slice, sum, toNested, vector } from 'chainrule'
 * import { colourStars, sparsityPattern } from 'chainrule/sparse'
 *
 * // An arrow: the first coordinate meets all others.
 * const f = fn(vector(4), x => sum(mul(slice(x, [{ stop: 1 }]), slice(x, [{ start: 1 }]))))
 * toNested(colourStars(sparsityPattern(grad(f))).colours) // => [0, 1, 1, 1]
 */
export const colourStars = (pattern: Pattern): Colouring =>
  sealed(colouredStars(symmetric(rowsOf(pattern))))
