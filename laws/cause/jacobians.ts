/** The claimed and the measured Jacobian at a few points, or a block of them where they are large. */
import { dim } from '../../src/Space.js'
import { isPending } from '../ask.js'
import { claimedAt } from '../claimed.js'
import { type Entry, productsAt } from '../entries.js'
import { tangentOf, unitOf } from '../locate.js'
import { size } from '../sizes.js'
import { moved, realPart, type Subject } from '../subject.js'

/** One entry at one point. */
export interface Cell {
  readonly point: number
  readonly output: number
  readonly input: number
  readonly claimed: number
  readonly measured: number
  readonly wrong: boolean
  /** Whether it is not nothing on both sides. */
  readonly live: boolean
}

/** The entries at one point, those that could be measured. */
export interface Jacobian {
  readonly cells: readonly Cell[]
  readonly at: (output: number, input: number) => Cell | undefined
}

export type Jacobians = readonly Jacobian[]

/** So many rows and columns are looked at whole; of more, the first and those at fault. */
const WHOLE = 16
const FIRST = 5

const chosen = (n: number, faulty: readonly number[]): readonly number[] =>
  n <= WHOLE
    ? Array.from({ length: n }, (_, i) => i)
    : [...new Set([...faulty, ...Array.from({ length: FIRST }, (_, i) => i)])]

const STEP = 2 ** -11

/** A kink bends a curve by more than this part of its slopes over one step, what is smooth by far less. */
const KINK = 0.05

/** A difference of fourth order, good to some nine digits; NaN at a kink. */
const difference = (y: (t: number) => readonly number[], i: number): number => {
  const at = (t: number): number => y(t)[i]!
  const d = (h: number): number => (at(h) - at(-h)) / (2 * h)
  const [left, right] = [(at(0) - at(-STEP)) / STEP, (at(STEP) - at(0)) / STEP]
  if (Math.abs(right - left) > KINK * Math.max(Math.abs(left), Math.abs(right))) {
    // Near an extremum both slopes are small, too: a smooth bend halves with the step, a kink's does not.
    const bend = (h: number): number => Math.abs(at(h) - 2 * at(0) + at(-h)) / h
    if (bend(STEP / 4) > bend(STEP) / 2) return Number.NaN
  }
  return (4 * d(STEP / 2) - d(STEP)) / 3
}

/** Wrong by more than this part is worth a diagnosis. */
const NOTABLE = 1e-5

/** What rounding of the value does to a difference, in units of the value. */
const BLUR = 1e-9

const cell = (
  point: number,
  output: number,
  input: number,
  claimed: number,
  measured: number,
  scale: number,
): Cell => {
  const larger = Math.max(Math.abs(claimed), Math.abs(measured))
  return {
    point,
    output,
    input,
    claimed,
    measured,
    wrong: Math.abs(claimed - measured) > NOTABLE * larger + BLUR * scale,
    live: larger > 10 * BLUR * scale,
  }
}

const jacobianAt = <A, B>(
  s: Subject<A, B>,
  x: A,
  point: number,
  rows: readonly number[],
  columns: readonly number[],
): Jacobian => {
  const claimed = claimedAt(s, x, rows, columns)
  const { along } = productsAt(s, x)
  const n = dim(s.dom)
  const scale = size(realPart(s.cod)(s.value(x)).filter(Number.isFinite))
  const cells = columns.flatMap(j => {
    const y = along(unitOf(n, j))
    return rows.map(i => cell(point, i, j, claimed(i, j), difference(y, i), scale))
  })
  const finite = cells.filter(c => Number.isFinite(c.claimed) && Number.isFinite(c.measured))
  const known = new Map(finite.map(c => [`${c.output},${c.input}`, c]))
  return { cells: finite, at: (i, j) => known.get(`${i},${j}`) }
}

/** At each point where there is something to see: a point where a function throws says nothing here. */
export const jacobiansAt = <A, B>(
  s: Subject<A, B>,
  points: readonly A[],
  entries: readonly Entry[],
): Jacobians => {
  const rows = chosen(
    dim(s.cod),
    entries.map(e => e.output),
  )
  const columns = chosen(
    dim(s.dom),
    entries.map(e => e.input),
  )
  return points.flatMap((x, k) => {
    try {
      return [jacobianAt(s, x, k, rows, columns)]
    } catch (e) {
      if (isPending(e)) throw e
      return []
    }
  })
}

/** One entry as its input moves: claimed and measured. */
export interface Scan {
  readonly ts: readonly number[]
  readonly claimed: readonly number[]
  readonly measured: readonly number[]
}

const SCANNED = 33

/** An entry along its own input, around the point at which it was seen. */
export const scanned = <A, B>(s: Subject<A, B>, points: readonly A[], seen: Cell): Scan => {
  const x = points[seen.point]
  const none: Scan = { ts: [], claimed: [], measured: [] }
  if (x === undefined) return none
  const at = moved(s.dom)(x, tangentOf(s.dom, unitOf(dim(s.dom), seen.input)))
  // Off the grid, where zeros would be met exactly.
  const ts = Array.from({ length: SCANNED }, (_, k) => (k - (SCANNED - 1) / 2) / 8 + 0.013)
  const cells = ts.flatMap(t => {
    try {
      const there = jacobianAt(s, at(t), 0, [seen.output], [seen.input])
      return there.cells.map(c => ({ t, ...c }))
    } catch (e) {
      if (isPending(e)) throw e
      return []
    }
  })
  return {
    ts: cells.map(c => c.t),
    claimed: cells.map(c => c.claimed),
    measured: cells.map(c => c.measured),
  }
}
