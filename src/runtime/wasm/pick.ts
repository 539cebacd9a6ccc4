/** Rows at positions along an axis as the body of a function: copied, one way or the other, or added. */
import type { Picking } from '../plan/model.js'
import { bytesOf } from '../plan/place.js'
import { cursorAt, type Layout, load, type Spot, store } from './access.js'
import { type Assembler, advance, assembler, copied } from './assembler.js'
import { memory, plain, simd } from './instructions.js'

/** Rows up to so many bytes are copied by instructions of their own. */
const SHORT = 128

/** Copies bytes from where one cursor is to where the other is. */
const copyRow = (a: Assembler, from: number, to: number, bytes: number): void => {
  if (bytes > SHORT) {
    a.get(to)
    a.get(from)
    a.i32(bytes)
    a.copy()
    return
  }
  for (let k = 0; k < bytes; ) {
    const size = [16, 8, 4, 1].find(s => s <= bytes - k)!
    a.get(to)
    a.get(from)
    if (size === 16) {
      a.vectorMemory(simd.load, k)
      a.vectorMemory(simd.store, k)
    } else if (size === 8) {
      a.memory(memory.f64Load, k)
      a.memory(memory.f64Store, k)
    } else {
      a.memory(size === 4 ? memory.i32Load : memory.i32Load8U, k)
      a.memory(size === 4 ? memory.i32Store : memory.i32Store8, k)
    }
    k += size
  }
}

/** The body of what takes, puts or adds rows. */
export const pickBody = ({ memories, bases }: Layout, p: Picking): Uint8Array => {
  const a = assembler()
  const { blocks, between, positions, rows, row } = p
  if (blocks * positions * row === 0) return a.body()
  const { format } = memories[p.whole.memory]!
  const cell = bytesOf[format]
  const bytes = row * cell
  const [whole, index, part] = [p.whole, p.index, p.part].map(({ memory: m, start }) => {
    const { origin, offset } = bases[m]!
    return cursorAt(a, { origin, offset: offset + start * bytesOf[memories[m]!.format] })
  }) as [number, number, number]
  const at = a.local('i32')
  const value = a.local('v128')

  /** Entries of a row, two at a time: spots in the whole and in the part. */
  const entries = (each: (whole: Spot, part: Spot, lanes: 1 | 2) => void): void => {
    const [from, to] = [copied(a, at), copied(a, part)]
    const spot = (cursor: number): Spot => ({ format, cursor, offset: 0, step: cell })
    a.repeat(row >> 1, () => {
      each(spot(from), spot(to), 2)
      advance(a, from, 2 * cell)
      advance(a, to, 2 * cell)
    })
    if (row % 2 === 1) each(spot(from), spot(to), 1)
  }
  const inside = (): void => {
    if (p.how !== 'add') {
      const [from, to] = p.how === 'take' ? [at, part] : [part, at]
      copyRow(a, from, to, bytes)
      return
    }
    entries((to, from, lanes) => {
      load(a, to, lanes)
      load(a, from, lanes)
      a.simd(simd.f64x2Add)
      a.set(value)
      store(a, to, lanes, value)
    })
  }
  const outside = (): void => {
    if (p.how !== 'take') return
    a.f64(p.outside)
    a.simd(simd.f64x2Splat)
    a.set(value)
    entries((_, to, lanes) => {
      store(a, to, lanes, value)
    })
  }
  const onePosition = (): void => {
    a.get(index)
    a.memory(memory.i32Load, 0)
    a.tee(at)
    a.i32(rows)
    a.plain(plain.i32LtU)
    a.either(() => {
      a.get(at)
      a.i32(bytes)
      a.plain(plain.i32Mul)
      a.get(whole)
      a.plain(plain.i32Add)
      a.set(at)
      inside()
    }, outside)
    advance(a, index, 4)
    advance(a, part, bytes)
  }
  a.repeat(blocks / between, () => {
    const first = copied(a, index)
    a.repeat(between, () => {
      a.get(first)
      a.set(index)
      a.repeat(positions, onePosition)
      advance(a, whole, rows * bytes)
    })
  })
  return a.body()
}
