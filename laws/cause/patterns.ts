/** Patterns in which a claimed Jacobian differs from the measured one. */
import { size as countOf } from '../../src/Shape.js'
import { type AnySpace, tangentSpace } from '../../src/Space.js'
import { leaves } from '../../src/space/form.js'
import type { Subject } from '../subject.js'
import type { Cell, Jacobians } from './jacobians.js'

const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b)) + 1e-9

/** Groups of what has the same key. */
const grouped = <X>(xs: readonly X[], key: (x: X) => string): readonly (readonly X[])[] => {
  const groups = new Map<string, X[]>()
  for (const x of xs) {
    const group = groups.get(key(x))
    if (group === undefined) groups.set(key(x), [x])
    else group.push(x)
  }
  return [...groups.values()]
}

/** An entry that is right by chance at one point is not right on a branch. */
const BRANCH = 0.2

/**
 * Whether most entries that are wrong somewhere are right, and not nothing, at a good part of the other points.
 * The first point is not looked at: shrunk inputs are full of zeros, where much is right by chance.
 */
export const mixed = (cells: readonly Cell[]): boolean => {
  const entries = grouped(
    cells.filter(c => c.point > 0 && c.live),
    c => `${c.output},${c.input}`,
  ).filter(g => g.some(c => c.wrong))
  const both = entries.filter(g => g.filter(c => !c.wrong).length >= Math.max(2, BRANCH * g.length))
  return both.length > entries.length / 2
}

/** The ratio of claimed to measured, where it is one for all. */
export const constantRatio = (wrong: readonly Cell[], within: number): number | undefined => {
  const ratios = wrong.filter(c => c.live).map(c => c.claimed / c.measured)
  const [first] = ratios
  return first !== undefined &&
    Number.isFinite(first) &&
    ratios.every(r => Math.abs(r - first) <= within * Math.abs(first))
    ? first
    : undefined
}

interface Block {
  readonly start: number
  readonly shape: readonly number[]
}

/** The real leaves of a space, by the first of their coordinates. */
const blocks = (s: AnySpace): readonly Block[] => {
  let start = 0
  return leaves(tangentSpace(s).form).map(({ leaf }) => {
    const block = { start, shape: leaf.shape }
    start += countOf(leaf.shape)
    return block
  })
}

/** An index that goes over some coordinates: `of` tells it, `with` exchanges it. */
interface Axis {
  readonly side: 'output' | 'input'
  readonly block: Block
  readonly size: number
  readonly step: number
}

const axesOf = (side: Axis['side'], all: readonly Block[]): readonly Axis[] =>
  all.flatMap(block =>
    block.shape.flatMap((size, i) =>
      size < 2 ? [] : [{ side, block, size, step: countOf(block.shape.slice(i + 1)) }],
    ),
  )

const inside = ({ start, shape }: Block, k: number): boolean =>
  k >= start && k < start + countOf(shape)

/** The entry with the indices of two axes exchanged, where it has both. */
const exchanged = (
  [a, b]: readonly [Axis, Axis],
  output: number,
  input: number,
): readonly [number, number] | undefined => {
  const place = { output, input }
  if (!inside(a.block, place[a.side]) || !inside(b.block, place[b.side])) return undefined
  const index = ({ side, block, size, step }: Axis): number =>
    Math.floor((place[side] - block.start) / step) % size
  const [i, j] = [index(a), index(b)]
  place[a.side] += (j - i) * a.step
  place[b.side] += (i - j) * b.step
  return [place.output, place.input]
}

/** Whether claims are those with two axes of one size exchanged: each part of the input in its own way. */
export const transposedIn = <A, B>(s: Subject<A, B>, all: Jacobians): boolean => {
  const [inputs, outputs] = [blocks(s.dom), blocks(s.cod)]
  const axes = [...axesOf('output', outputs), ...axesOf('input', inputs)]
  const pairs = axes.flatMap((a, i) =>
    axes.slice(i + 1).flatMap(b => (a.size === b.size ? [[a, b] as const] : [])),
  )
  const faulty = inputs
    .map(block =>
      all.map(j => ({ j, wrong: j.cells.filter(c => c.wrong && inside(block, c.input)) })),
    )
    .filter(points => points.some(({ wrong }) => wrong.length > 0))
  return (
    faulty.length > 0 &&
    faulty.every(points =>
      pairs.some(pair =>
        points.every(({ j, wrong }) =>
          wrong.every(c => {
            const to = exchanged(pair, c.output, c.input)
            const other = to === undefined ? undefined : j.at(...to)
            return other !== undefined && near(c.claimed, other.measured)
          }),
        ),
      ),
    )
  )
}

/**
 * Whether an input that goes to several outputs is claimed to go to one of them only; or all entries of an
 * input are claimed to be their sum.
 */
export const broadcastIn = (all: Jacobians): boolean => {
  const columns = all
    .flatMap(j => grouped(j.cells, c => `${c.input}`))
    .filter(g => g.some(c => c.wrong))
  const partial = columns.filter(
    g => g.every(c => !c.wrong || near(c.claimed, 0)) && g.some(c => !c.wrong && c.live),
  )
  if (columns.length > 0 && partial.length > columns.length / 2) return true
  const rows = all
    .flatMap(j => grouped(j.cells, c => `${c.output}`))
    .filter(g => g.some(c => c.wrong))
  return (
    rows.length > 0 &&
    rows.every(g => {
      const wrong = g.filter(c => c.wrong)
      const total = wrong.reduce((sum, c) => sum + c.measured, 0)
      return (
        wrong.length > 1 &&
        wrong.every(c => near(c.claimed, total) || near(c.claimed, total / wrong.length))
      )
    })
  )
}

/** Whether a factor is how often an input is repeated to be as large as another. */
export const reduced = <A, B>(s: Subject<A, B>, { input }: Cell, ratio: number): boolean => {
  const all = blocks(s.dom)
  const mine = all.find(({ start, shape }) => input >= start && input < start + countOf(shape))
  if (mine === undefined) return false
  const n = countOf(mine.shape)
  return all.some(other => {
    const times = countOf(other.shape) / n
    return other !== mine && Number.isInteger(times) && times > 1 && near(1 / ratio, times)
  })
}
