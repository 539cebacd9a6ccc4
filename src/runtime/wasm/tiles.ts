/** Products by tiles: four rows by two vectors held in registers, operands packed where they lie badly. */
import type { Format } from '../plan/model.js'
import { bytesOf } from '../plan/place.js'
import { load, store } from './access.js'
import { type Assembler, advance, copied } from './assembler.js'
import { simd } from './instructions.js'
import type { Multiplied, Places } from './matrices.js'

/** How a product is cut. */
export interface Tiling {
  /** Rows and columns of a tile. */
  readonly rows: number
  readonly columns: number
  /** Columns, and products a sum, that are done before others. */
  readonly band: number
  readonly depth: number
  /** Whether operands are copied so that tiles read them in order. */
  readonly packLeft: boolean
  readonly packRight: boolean
  /** The bytes of the copies. */
  readonly scratch: number
}

const BAND = 256
const DEPTH = 256
/** So many entries stay near: they need no packing. */
const NEAR = 2048

const evenly = (n: number, most: number): number => Math.ceil(n / Math.max(Math.ceil(n / most), 1))
const upTo = (n: number, unit: number): number => Math.ceil(n / unit) * unit

/** How a product is cut best. */
export const tilingOf = ({ m, n, k, left, right, out }: Multiplied): Tiling => {
  const rows = Math.min(m, 4)
  const columns = m >= 3 ? 4 : m === 2 ? 8 : 16
  const band = n <= BAND ? n : upTo(evenly(n, BAND), columns)
  // Sums are kept in double: those of single precision cannot wait in the result.
  const depth = out.format === 'f64' ? evenly(k, DEPTH) : k
  const packRight = right.along !== bytesOf[right.format] || (m > 8 && depth * band > NEAR)
  const packLeft = left.along !== bytesOf[left.format] && m > 1 && n > 16
  const scratch =
    (packRight ? depth * upTo(band, columns) * 8 : 0) + (packLeft ? depth * upTo(rows, 2) * 8 : 0)
  return { rows, columns, band, depth, packLeft, packRight, scratch: scratch + 32 }
}

/** An operand as a tile reads it. */
interface Panel {
  readonly format: Format
  readonly cursor: number
  /** From a row or column of the tile to the next. */
  readonly between: number
  /** From a product to the next. */
  readonly step: number
}

/** Writes a tile: so many rows and columns, sums of so many products added to what is there, or to nothing. */
const tile = (
  a: Assembler,
  [rows, columns, depth]: readonly [number, number, number],
  [left, right]: readonly [Panel, Panel],
  out: { readonly format: Format; readonly cursor: number; readonly down: number },
  onto: boolean,
): void => {
  const vectors = Math.ceil(columns / 2)
  const sums = Array.from({ length: rows }, () =>
    Array.from({ length: vectors }, () => a.local('v128')),
  )
  const lanesOf = (v: number): 1 | 2 => (2 * v + 2 <= columns ? 2 : 1)
  const cell = bytesOf[out.format]
  const spot = (r: number, v: number) => ({
    format: out.format,
    cursor: out.cursor,
    offset: r * out.down + 2 * v * cell,
    step: cell,
  })
  sums.forEach((row, r) => {
    row.forEach((sum, v) => {
      if (onto) load(a, spot(r, v), lanesOf(v))
      else a.v128(0n)
      a.set(sum)
    })
  })
  const [p, q] = [copied(a, left.cursor), copied(a, right.cursor)]
  const ys = Array.from({ length: vectors }, () => a.local('v128'))
  const x = a.local('v128')
  a.repeat(depth, () => {
    ys.forEach((y, v) => {
      const offset = 2 * v * right.between
      load(a, { format: right.format, cursor: q, offset, step: right.between }, 2)
      a.set(y)
    })
    sums.forEach((row, r) => {
      load(a, { format: left.format, cursor: p, offset: r * left.between, step: 0 }, 2)
      a.set(x)
      row.forEach((sum, v) => {
        a.get(sum)
        a.get(x)
        a.get(ys[v]!)
        a.simd(simd.f64x2Mul)
        a.simd(simd.f64x2Add)
        a.set(sum)
      })
    })
    advance(a, p, left.step)
    advance(a, q, right.step)
  })
  sums.forEach((row, r) => {
    row.forEach((sum, v) => {
      store(a, spot(r, v), lanesOf(v), sum)
    })
  })
}

/** Copies lines of an operand side by side, as doubles, from where a cursor is; the cursor moves behind them. */
const packed = (a: Assembler, lines: number, depth: number, from: Panel, to: number): void => {
  const source = copied(a, from.cursor)
  a.repeat(depth, () => {
    for (let v = 0; 2 * v < lines; v++) {
      a.get(to)
      const offset = 2 * v * from.between
      const lanes = 2 * v + 2 <= lines ? 2 : 1
      load(a, { format: from.format, cursor: source, offset, step: from.between }, lanes)
      a.vectorMemory(simd.store, 16 * v)
    }
    advance(a, source, from.step)
    advance(a, to, 8 * upTo(lines, 2))
  })
}

/** Does something for each full part, and for the rest. */
const parts = (a: Assembler, whole: number, part: number, each: (length: number) => void): void => {
  a.repeat(Math.floor(whole / part), () => {
    each(part)
  })
  if (whole % part !== 0) each(whole % part)
}

/** Writes a product by tiles. */
export const tiled = (a: Assembler, x: Multiplied, t: Tiling, at: Places): void => {
  const { m, n, k, left, right, out } = x
  const onto = k > t.depth
  if (onto) {
    a.get(at.out)
    a.i32(0)
    a.i32(m * out.down)
    a.fill()
  }
  const constant = (n: number): number => {
    const local = a.local('i32')
    a.i32(n)
    a.set(local)
    return local
  }
  const packedRight = at.scratch
  const packedLeft = at.scratch + (t.packRight ? t.depth * upTo(t.band, t.columns) * 8 : 0)
  const leftOf = (cursor: number): Panel => ({
    format: left.format,
    cursor,
    between: left.down,
    step: left.along,
  })
  const rightOf = (cursor: number): Panel => ({
    format: right.format,
    cursor,
    between: right.along,
    step: right.down,
  })
  const near = (cursor: number, lines: number): Panel => ({
    format: 'f64',
    cursor,
    between: 8,
    step: 8 * upTo(lines, 2),
  })

  /** Rows of a band against its columns. */
  const panelsOf = (
    depth: number,
    columns: number,
    from: number,
    to: number,
    rows: number,
    leftAt: number,
  ): void => {
    const own = t.packLeft ? near(constant(packedLeft), rows) : leftOf(leftAt)
    if (t.packLeft) packed(a, rows, depth, leftOf(leftAt), constant(packedLeft))
    const [panel, result] = [t.packRight ? constant(packedRight) : copied(a, from), copied(a, to)]
    parts(a, columns, t.columns, width => {
      const other = t.packRight ? near(panel, width) : rightOf(panel)
      tile(a, [rows, width, depth], [own, other], { ...out, cursor: result }, onto)
      advance(a, panel, t.packRight ? depth * 8 * upTo(width, 2) : width * right.along)
      advance(a, result, width * bytesOf[out.format])
    })
  }
  const [p, q] = [copied(a, at.left), copied(a, at.right)]
  parts(a, k, t.depth, depth => {
    const [from, to] = [copied(a, q), copied(a, at.out)]
    parts(a, n, t.band, columns => {
      if (t.packRight) {
        const [source, target] = [copied(a, from), constant(packedRight)]
        parts(a, columns, t.columns, width => {
          packed(a, width, depth, rightOf(source), target)
          advance(a, source, width * right.along)
        })
      }
      const [leftAt, result] = [copied(a, p), copied(a, to)]
      parts(a, m, t.rows, rows => {
        panelsOf(depth, columns, from, result, rows, leftAt)
        advance(a, leftAt, rows * left.down)
        advance(a, result, rows * out.down)
      })
      advance(a, from, columns * right.along)
      advance(a, to, columns * bytesOf[out.format])
    })
    advance(a, p, depth * left.along)
    advance(a, q, depth * right.down)
  })
}
