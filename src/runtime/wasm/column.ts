/** A matrix times a column: products summed in eight lanes, in the order of the interpreter. */
import { load, type Spot, store } from './access.js'
import { type Assembler, advance, copied } from './assembler.js'
import { simd } from './instructions.js'
import type { Multiplied, Places } from './matrices.js'

const zeroed = (a: Assembler, locals: readonly number[]): void => {
  for (const local of locals) {
    a.v128(0n)
    a.set(local)
  }
}

const vectors = (a: Assembler, n: number): readonly number[] =>
  Array.from({ length: n }, () => a.local('v128'))

/** Sums of vectors, in this order, into the first. */
const added = (
  a: Assembler,
  of: readonly number[],
  pairs: readonly (readonly [number, number])[],
) => {
  for (const [to, by] of pairs) {
    a.get(of[to]!)
    a.get(of[by]!)
    a.simd(simd.f64x2Add)
    a.set(of[to]!)
  }
}

/** A spot of which one entry is read, and 0 for the other, also where all entries are one. */
const lone = (spot: Spot, lanes: 1 | 2): Spot =>
  lanes === 1 && spot.step === 0 ? { ...spot, step: 8 } : spot

/** The bytes of a lane of two vectors. */
const both = (lane: 0 | 1): readonly number[] =>
  [8 * lane, 16 + 8 * lane].flatMap(from => Array.from({ length: 8 }, (_, i) => from + i))

/** Does something for two rows at a time, and for the last of an odd number: from where cursors are. */
const inPairs = (
  a: Assembler,
  { m, left, out }: Multiplied,
  at: Places,
  rows: (count: 1 | 2, from: number, to: number) => void,
): void => {
  const [from, to] = [copied(a, at.left), copied(a, at.out)]
  a.repeat(m >> 1, () => {
    rows(2, from, to)
    advance(a, from, 2 * left.down)
    advance(a, to, 2 * out.down)
  })
  if (m % 2 === 1) rows(1, from, to)
}

/** Rows whose entries lie side by side, or anyhow: lanes along each row. */
const alongRows = (a: Assembler, x: Multiplied, at: Places): void => {
  const { k, left, right, out } = x
  const step = right.down
  // Entries from a cursor on; the column is read once for all rows of a group.
  const rows = (count: 1 | 2, from: number, to: number): void => {
    const sums = Array.from({ length: count }, () => vectors(a, 4))
    zeroed(a, sums.flat())
    const [p, q] = [copied(a, from), copied(a, at.right)]
    const y = a.local('v128')
    const entries = (vector: number, lanes: 1 | 2): void => {
      const e = 2 * vector
      load(a, lone({ format: right.format, cursor: q, offset: e * step, step }, lanes), lanes)
      a.set(y)
      sums.forEach((lane, r) => {
        const spot: Spot = {
          format: left.format,
          cursor: p,
          offset: r * left.down + e * left.along,
          step: left.along,
        }
        a.multiplyInto(
          2,
          lane[vector % 4]!,
          () => {
            load(a, lone(spot, lanes), lanes)
          },
          () => {
            a.get(y)
          },
        )
      })
    }
    a.repeat(Math.floor(k / 8), () => {
      for (let v = 0; v < 4; v++) entries(v, 2)
      advance(a, p, 8 * left.along)
      advance(a, q, 8 * step)
    })
    const rest = k % 8
    for (let v = 0; v < rest >> 1; v++) entries(v, 2)
    if (rest % 2 === 1) entries(rest >> 1, 1)
    for (const lane of sums)
      added(a, lane, [
        [0, 1],
        [2, 3],
        [0, 2],
      ])
    // The halves of the rows' sums, each row's in a lane of its own.
    const [one, other] = [sums[0]![0]!, sums[count - 1]![0]!]
    a.get(one)
    a.get(other)
    a.shuffle(both(0))
    a.get(one)
    a.get(other)
    a.shuffle(both(1))
    a.simd(simd.f64x2Add)
    a.set(one)
    store(a, { format: out.format, cursor: to, offset: 0, step: out.down }, count, one)
  }
  inPairs(a, x, at, rows)
}

/** Columns whose entries lie side by side: two rows a vector, a vector a lane. */
const acrossRows = (a: Assembler, x: Multiplied, at: Places): void => {
  const { k, left, right, out } = x
  const rows = (lanes: 1 | 2, from: number, to: number): void => {
    const sums = vectors(a, 8)
    zeroed(a, sums)
    const [p, q] = [copied(a, from), copied(a, at.right)]
    const entry = (i: number): void => {
      const spot: Spot = { format: left.format, cursor: p, offset: i * left.along, step: left.down }
      a.multiplyInto(
        2,
        sums[i]!,
        () => {
          load(a, spot, lanes)
        },
        () => {
          load(a, { format: right.format, cursor: q, offset: i * right.down, step: 0 }, 2)
        },
      )
    }
    a.repeat(Math.floor(k / 8), () => {
      for (let i = 0; i < 8; i++) entry(i)
      advance(a, p, 8 * left.along)
      advance(a, q, 8 * right.down)
    })
    for (let i = 0; i < k % 8; i++) entry(i)
    added(a, sums, [
      [0, 2],
      [4, 6],
      [0, 4],
      [1, 3],
      [5, 7],
      [1, 5],
      [0, 1],
    ])
    store(a, { format: out.format, cursor: to, offset: 0, step: out.down }, lanes, sums[0]!)
  }
  inPairs(a, x, at, rows)
}

/** Writes a product with one column. */
export const columnBody = (a: Assembler, x: Multiplied, at: Places): void => {
  const cell = x.left.format === 'f64' ? 8 : 4
  if (x.left.along !== cell && x.left.down === cell && x.m > 1) acrossRows(a, x, at)
  else alongRows(a, x, at)
}
