/** Whether somebody else computes what the interpreter does: to the bit, or but for rounding. */
import type { Space } from '../../src/Space.js'
import { agreement, type Report, undecided, worstOf } from '../Law.js'
import { type Format, formatOf, type Precision } from '../precision.js'
import { size } from '../sizes.js'
import { entriesOf, entryName, moved } from '../subject.js'

/** How far two results may be apart. */
export interface Closeness {
  /** The format in which both compute; f64 unless said. */
  readonly precision?: Precision
  /** Whether they are the same to the bit; not unless said. */
  readonly exact?: boolean
}

/** So many roundings of an input may be made where the order of arithmetic is another one. */
const ROUNDINGS = 16

/** How much each result moves where the inputs do by some roundings. */
const sensitivity = <A, B>(
  dom: Space<A>,
  cod: Space<B>,
  f: (x: A) => B,
  x: A,
  v: never,
  { epsilon }: Format,
): readonly number[] => {
  const read = entriesOf(cod)
  const here = read(f(x))
  const along = moved(dom)(x, v)
  const there = [1, -1].map(side => read(f(along(side * ROUNDINGS * epsilon))))
  return here.map((y, k) => Math.max(...there.map(ys => Math.abs(ys[k]! - y))))
}

/** Holds what was computed against what the interpreter does, entry by entry. */
export const agreesWith = <A, B>(
  dom: Space<A>,
  cod: Space<B>,
  oracle: (x: A) => B,
  { x, v }: { readonly x: A; readonly v: unknown },
  got: B,
  { precision, exact = false }: Closeness,
): Report => {
  const read = entriesOf(cod)
  const [claimed, measured] = [read(got), read(oracle(x))]
  const format = formatOf(precision)
  if (claimed.length !== measured.length)
    return agreement(claimed.length, measured.length, 0, 'the number of entries')
  const moves = exact ? [] : sensitivity(dom, cod, oracle, x, v as never, format)
  const scale = size(measured.filter(Number.isFinite))
  return worstOf(
    claimed.length,
    k => {
      const [c, m] = [claimed[k]!, measured[k]!]
      if (exact || Object.is(c, m)) return agreement(c, m, 0, 'the same bits')
      const nearby = 4 * (moves[k] ?? 0)
      if (Number.isNaN(nearby)) return undecided('it is not finite nearby')
      const tolerance = format.losses * format.epsilon * scale + nearby + format.tiny
      return agreement(c, m, tolerance, 'rounding, and what roundings of the input do')
    },
    k => entryName(cod, k),
  )
}
