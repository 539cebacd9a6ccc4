/** Products by tiles: four rows by two vectors held in registers, operands packed where they lie badly. */
import type { Format } from '../plan/model.js'
import { bytesOf } from '../plan/place.js'
import { type Assembler, advance, copied } from './assembler.js'
import { plain, simd } from './instructions.js'
import type { Multiplied, Places } from './matrices.js'
import { SCRATCH } from './module.js'
import { doubles, singles, type Unit } from './unit.js'

/** How a product is cut. */
export interface Tiling {
  readonly unit: Unit
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

/** How a product is cut best; `exact` where sums are to be those of the interpreter, which are in double. */
export const tilingOf = ({ m, n, k, left, right, out }: Multiplied, exact: boolean): Tiling => {
  const formats = [left, right, out].map(x => x.format)
  const unit = exact || formats.some(f => f !== 'f32') ? doubles : singles
  const rows = Math.min(m, 4)
  const columns = (m >= 3 ? 2 : m === 2 ? 4 : 8) * unit.width
  const band = n <= BAND ? n : upTo(evenly(n, BAND), columns)
  // Sums are kept in double: those of single precision cannot wait in the result.
  const depth = out.format === unit.format ? evenly(k, DEPTH) : k
  const packRight = right.along !== bytesOf[right.format] || (m > 8 && depth * band > NEAR)
  const packLeft = left.along !== bytesOf[left.format] && m > 1 && n > 16
  const cell = bytesOf[unit.format]
  const beside = packRight ? depth * upTo(band, columns) * cell : 0
  const above = packLeft ? depth * upTo(rows, unit.width) * cell : 0
  return { unit, rows, columns, band, depth, packLeft, packRight, scratch: beside + above + 32 }
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
  unit: Unit,
  [rows, columns, depth]: readonly [number, number, number],
  [left, right]: readonly [Panel, Panel],
  out: { readonly format: Format; readonly cursor: number; readonly down: number },
  onto: boolean,
): void => {
  const vectors = Math.ceil(columns / unit.width)
  const sums = Array.from({ length: rows }, () =>
    Array.from({ length: vectors }, () => a.local('v128')),
  )
  const lanesOf = (v: number): number => Math.min(columns - unit.width * v, unit.width)
  const cell = bytesOf[out.format]
  const spot = (r: number, v: number) => ({
    format: out.format,
    cursor: out.cursor,
    offset: r * out.down + unit.width * v * cell,
    step: cell,
  })
  sums.forEach((row, r) => {
    row.forEach((sum, v) => {
      if (onto) unit.load(a, spot(r, v), lanesOf(v))
      else a.v128(0n)
      a.set(sum)
    })
  })
  const [p, q] = [copied(a, left.cursor), copied(a, right.cursor)]
  const ys = Array.from({ length: vectors }, () => a.local('v128'))
  const x = a.local('v128')
  a.repeat(depth, () => {
    ys.forEach((y, v) => {
      const offset = unit.width * v * right.between
      const spot = { format: right.format, cursor: q, offset, step: right.between }
      unit.load(a, spot, unit.width)
      a.set(y)
    })
    sums.forEach((row, r) => {
      unit.splat(a, { format: left.format, cursor: p, offset: r * left.between, step: 0 })
      a.set(x)
      row.forEach((sum, v) => {
        a.multiplyInto(
          unit.width,
          sum,
          () => {
            a.get(x)
          },
          () => {
            a.get(ys[v]!)
          },
        )
      })
    })
    advance(a, p, left.step)
    advance(a, q, right.step)
  })
  sums.forEach((row, r) => {
    row.forEach((sum, v) => {
      unit.store(a, spot(r, v), lanesOf(v), sum)
    })
  })
}

/** Copies lines of an operand side by side, from where a cursor is; the other moves behind the copy. */
const packed = (
  a: Assembler,
  unit: Unit,
  [lines, depth]: readonly [number, number],
  from: Panel,
  to: number,
): void => {
  const source = copied(a, from.cursor)
  const { width } = unit
  a.repeat(depth, () => {
    for (let v = 0; width * v < lines; v++) {
      a.get(to)
      const offset = width * v * from.between
      const spot = { format: from.format, cursor: source, offset, step: from.between }
      unit.load(a, spot, Math.min(lines - width * v, width))
      a.vectorMemory(simd.store, 16 * v)
    }
    advance(a, source, from.step)
    advance(a, to, bytesOf[unit.format] * upTo(lines, width))
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
  const { unit } = t
  const size = bytesOf[unit.format]
  if (onto) {
    const bytes = n * bytesOf[out.format]
    const whole = out.down === bytes
    const row = copied(a, at.out)
    a.repeat(whole ? 1 : m, () => {
      a.get(row)
      a.i32(0)
      a.i32(whole ? m * bytes : bytes)
      a.fill()
      advance(a, row, out.down)
    })
  }
  // A local variable so many bytes after the beginning of scratch.
  const beside = (bytes: number): number => {
    const local = a.local('i32')
    a.global(SCRATCH)
    a.i32(bytes)
    a.plain(plain.i32Add)
    a.set(local)
    return local
  }
  const packedRight = 0
  const packedLeft = t.packRight ? t.depth * upTo(t.band, t.columns) * size : 0
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
    format: unit.format,
    cursor,
    between: size,
    step: size * upTo(lines, unit.width),
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
    const own = t.packLeft ? near(beside(packedLeft), rows) : leftOf(leftAt)
    if (t.packLeft) packed(a, unit, [rows, depth], leftOf(leftAt), beside(packedLeft))
    const [panel, result] = [t.packRight ? beside(packedRight) : copied(a, from), copied(a, to)]
    parts(a, columns, t.columns, width => {
      const other = t.packRight ? near(panel, width) : rightOf(panel)
      tile(a, unit, [rows, width, depth], [own, other], { ...out, cursor: result }, onto)
      advance(a, panel, t.packRight ? depth * size * upTo(width, unit.width) : width * right.along)
      advance(a, result, width * bytesOf[out.format])
    })
  }
  const [p, q] = [copied(a, at.left), copied(a, at.right)]
  parts(a, k, t.depth, depth => {
    const [from, to] = [copied(a, q), copied(a, at.out)]
    parts(a, n, t.band, columns => {
      if (t.packRight) {
        const [source, target] = [copied(a, from), beside(packedRight)]
        parts(a, columns, t.columns, width => {
          packed(a, unit, [width, depth], rightOf(source), target)
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
