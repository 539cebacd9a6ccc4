/** The order in which an einsum contracts its operands, two at a time. */
import type { Contraction, Index } from './einsumSpec.js'

/** What to contract: an operand by its position, or two results. */
export type Path = number | readonly [Path, Path]

/** A partial result: how it is made, with which indices, at what cost. */
interface Part {
  readonly path: Path
  readonly indices: ReadonlySet<Index>
  readonly cost: number
}

const entries = (indices: Iterable<Index>, sizes: ReadonlyMap<Index, number>): number =>
  [...indices].reduce((n, i) => n * sizes.get(i)!, 1)

/** All ways to contract are weighed up to so many operands: 3ⁿ pairs of disjoint sets. */
const EXHAUSTIVE = 7

/** The indices of some operands that are still needed: by the result, or by others. */
const needed = (
  { terms, output }: Contraction,
  members: ReadonlySet<number>,
): ReadonlySet<Index> => {
  const outside = new Set([...output, ...terms.flatMap((t, i) => (members.has(i) ? [] : t))])
  return new Set([...members].flatMap(i => terms[i]!.filter(index => outside.has(index))))
}

const bits = (mask: number): ReadonlySet<number> =>
  new Set(Array.from({ length: 31 }, (_, i) => i).filter(i => ((mask >> i) & 1) === 1))

/** The cheapest tree by dynamic programming over sets of operands, outer products included. */
const best = (c: Contraction): Path => {
  const n = c.terms.length
  const parts: Part[] = []
  for (let mask = 1; mask < 1 << n; mask++) {
    const indices = needed(c, bits(mask))
    if ((mask & (mask - 1)) === 0) {
      parts[mask] = { path: 31 - Math.clz32(mask), indices, cost: 0 }
      continue
    }
    // Each split once: the part with the lowest operand is the left one.
    for (let left = (mask - 1) & mask; left > 0; left = (left - 1) & mask) {
      if ((left & mask & -mask) === 0) continue
      const a = parts[left]!
      const b = parts[mask ^ left]!
      const cost = a.cost + b.cost + entries(new Set([...a.indices, ...b.indices]), c.sizes)
      const known = parts[mask]
      if (known === undefined || cost < known.cost)
        parts[mask] = { path: [a.path, b.path], indices, cost }
    }
  }
  return parts[(1 << n) - 1]!.path
}

/** A part of the greedy order, whose operands may be many. */
interface Piece {
  readonly path: Path
  readonly members: ReadonlySet<number>
  readonly indices: ReadonlySet<Index>
}

/**
 * Always the pair whose result is smallest against what it takes up, of equals the cheapest; the heuristic
 * of opt_einsum (Smith, Gray, 2018).
 */
const greedy = (c: Contraction): Path => {
  const rank = (x: Piece, y: Piece): readonly [growth: number, cost: number] => {
    const z = needed(c, new Set([...x.members, ...y.members]))
    return [
      entries(z, c.sizes) - entries(x.indices, c.sizes) - entries(y.indices, c.sizes),
      entries(new Set([...x.indices, ...y.indices]), c.sizes),
    ]
  }
  let pieces = c.terms.map((_, i): Piece => {
    const members = new Set([i])
    return { path: i, members, indices: needed(c, members) }
  })
  while (pieces.length > 1) {
    let pair: readonly [Piece, Piece] = [pieces[0]!, pieces[1]!]
    let least: readonly [number, number] = [Infinity, Infinity]
    pieces.forEach((x, i) => {
      for (const y of pieces.slice(i + 1)) {
        const r = rank(x, y)
        if (r[0] < least[0] || (r[0] === least[0] && r[1] < least[1])) {
          least = r
          pair = [x, y]
        }
      }
    })
    const [x, y] = pair
    const members = new Set([...x.members, ...y.members])
    pieces = [
      ...pieces.filter(p => p !== x && p !== y),
      { path: [x.path, y.path], members, indices: needed(c, members) },
    ]
  }
  return pieces[0]!.path
}

/** A good order: the cheapest where operands are few, a greedy one where they are many. */
export const pathOf = (c: Contraction): Path => (c.terms.length <= EXHAUSTIVE ? best(c) : greedy(c))

/** Which operands a path is made of. */
export const membersOf = (path: Path): readonly number[] =>
  typeof path === 'number' ? [path] : path.flatMap(membersOf)

/** The indices that the result of a path keeps. */
export const keptBy = (c: Contraction, path: Path): ReadonlySet<Index> =>
  needed(c, new Set(membersOf(path)))
