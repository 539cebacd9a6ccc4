/** Entries of memory as lanes of vectors: at a cursor, a local variable that walks, and a fixed offset. */
import type { Access, Format, Memory } from '../plan/model.js'
import { bytesOf } from '../plan/place.js'
import { type Assembler, advance } from './assembler.js'
import { memory, plain, simd } from './instructions.js'

/** Where a memory begins: so many bytes after a parameter of the function, or after 0. */
export interface Base {
  readonly origin: number | undefined
  readonly offset: number
}

/** The memories of a function, and where they begin. */
export interface Layout {
  readonly memories: readonly Memory[]
  readonly bases: readonly Base[]
}

/** Pushes an address. */
export const pushBase = (a: Assembler, { origin, offset }: Base): void => {
  if (origin === undefined) {
    a.i32(offset)
    return
  }
  a.get(origin)
  if (offset === 0) return
  a.i32(offset)
  a.plain(plain.i32Add)
}

/** A local variable that holds an address. */
export const cursorAt = (a: Assembler, base: Base): number => {
  const local = a.local('i32')
  pushBase(a, base)
  a.set(local)
  return local
}

/** An access as bytes: its format, where it begins, and its steps along the axes of a kernel. */
export interface Walk extends Base {
  readonly format: Format
  readonly steps: readonly number[]
}

/** An access as bytes. */
export const walkOf = ({ memories, bases }: Layout, { memory, start, steps }: Access): Walk => {
  const { format } = memories[memory]!
  const { origin, offset } = bases[memory]!
  const b = bytesOf[format]
  return { format, origin, offset: offset + start * b, steps: steps.map(s => s * b) }
}

/** Where a walk is: an address that is a cursor and an offset. */
export interface Spot {
  readonly format: Format
  readonly cursor: number
  readonly offset: number
  /** From an entry to the next, in bytes. */
  readonly step: number
}

/** Cursors by how they move: walks that move alike share one. */
export interface Cursors {
  readonly spot: (walk: Walk, entry: number) => Spot
  /** All of them at their beginnings. */
  readonly begin: () => void
  /** Moves all by so many steps along an axis, and so many back along the next. */
  readonly move: (axis: number, by: number, back: number) => void
}

/** Cursors for walks over axes. */
export const cursors = (a: Assembler, walks: readonly Walk[]): Cursors => {
  // What walks backwards has a cursor of its own, since offsets are never negative.
  const back = ({ steps }: Walk): boolean => steps.some(s => s < 0)
  const keyOf = (walk: Walk): string =>
    `${walk.origin ?? ''} ${walk.steps.join()} ${back(walk) ? walk.offset : ''}`
  const beginOf = (walk: Walk): number => (back(walk) ? walk.offset : 0)
  const known = new Map<string, { readonly local: number; readonly walk: Walk }>()
  for (const walk of walks)
    if (!known.has(keyOf(walk))) known.set(keyOf(walk), { local: a.local('i32'), walk })
  const all = [...known.values()]
  return {
    begin: () => {
      for (const { local, walk } of all) {
        pushBase(a, { origin: walk.origin, offset: beginOf(walk) })
        a.set(local)
      }
    },
    spot: (walk, entry) => {
      const step = walk.steps[walk.steps.length - 1]!
      const offset = walk.offset - beginOf(walk) + entry * step
      return { format: walk.format, cursor: known.get(keyOf(walk))!.local, offset, step }
    },
    move: (axis, by, back) => {
      for (const { local, walk } of all)
        advance(a, local, by * walk.steps[axis]! - back * (walk.steps[axis + 1] ?? 0))
    },
  }
}

/** Pushes the address of a spot, so many bytes further; what is left for the offset. */
export const wholeSpot = (a: Assembler, { cursor, offset }: Spot, by = 0): number => {
  a.get(cursor)
  if (offset + by >= 0) return offset + by
  a.i32(offset + by)
  a.plain(plain.i32Add)
  return 0
}

const convert: Readonly<Record<Format, number | undefined>> = {
  f64: undefined,
  f32: simd.promote,
  i32: simd.convertI32,
  u8: simd.convertU32,
}

/** Makes doubles of what was loaded; what is `single` stays so. */
const converted = (a: Assembler, format: Format, single: boolean): void => {
  const conversion = single && format === 'f32' ? undefined : convert[format]
  if (conversion !== undefined) a.simd(conversion)
}

/** Loads the entry at a spot into both lanes. */
const splat = (a: Assembler, spot: Spot, single: boolean): void => {
  const at = wholeSpot(a, spot)
  if (spot.format === 'u8') {
    a.memory(memory.i32Load8U, at)
    a.plain(plain.f64ConvertI32U)
    a.simd(simd.f64x2Splat)
    return
  }
  a.vectorMemory(spot.format === 'f64' ? simd.load64Splat : simd.load32Splat, at)
  converted(a, spot.format, single)
}

/** So many entries, those of a vector: two, or four of single precision. */
export type Count = 1 | 2 | 3 | 4

/** Loads entries of four or eight bytes one after the other, where they are not side by side. */
const gathered = (a: Assembler, spot: Spot, lanes: Count, wide: boolean): void => {
  const offsets: number[] = []
  for (let lane = lanes - 1; lane > 0; lane--) offsets.push(wholeSpot(a, spot, lane * spot.step))
  a.vectorMemory(wide ? simd.load64Zero : simd.load32Zero, wholeSpot(a, spot))
  for (let lane = 1; lane < lanes; lane++)
    a.vectorMemory(wide ? simd.load64Lane : simd.load32Lane, offsets.pop()!, lane)
}

/** Loads entries of four bytes that are side by side. */
const words = (a: Assembler, spot: Spot, lanes: Count): void => {
  const third = lanes === 3 ? wholeSpot(a, spot, 2 * spot.step) : 0
  const code = lanes === 4 ? simd.load : lanes === 1 ? simd.load32Zero : simd.load64Zero
  a.vectorMemory(code, wholeSpot(a, spot))
  if (lanes === 3) a.vectorMemory(simd.load32Lane, third, 2)
}

/**
 * Loads so many entries, one or two, as doubles, or as they are, up to four, if they are `single` and may be so; a lane
 * that has none holds 0.
 */
export const load = (a: Assembler, spot: Spot, lanes: Count, single = false): void => {
  const { format, step } = spot
  if (step === 0) {
    splat(a, spot, single)
    return
  }
  if (format === 'u8') {
    // A byte each in lanes of 32 bits.
    const second = lanes === 2 ? wholeSpot(a, spot, step) : 0
    const first = wholeSpot(a, spot)
    a.v128(0n)
    a.vectorMemory(simd.load8Lane, first, 0)
    if (lanes === 2) a.vectorMemory(simd.load8Lane, second, 4)
  } else if (step !== bytesOf[format]) gathered(a, spot, lanes, format === 'f64')
  else if (format !== 'f64') words(a, spot, lanes)
  else a.vectorMemory(lanes === 1 ? simd.load64Zero : simd.load, wholeSpot(a, spot))
  converted(a, format, single)
}

/**
 * Stores a value at a spot, so many lanes of it: doubles, unless it is `single` as its place; what is pushed is
 * pushed after the address.
 */
export const store = (
  a: Assembler,
  spot: Spot,
  lanes: Count,
  value: number,
  single = false,
): void => {
  const { format, step } = spot
  const narrow = (): void => {
    a.get(value)
    if (single) return
    if (format === 'f32') a.simd(simd.demote)
    else if (format !== 'f64') a.simd(simd.truncToI32)
  }
  if (format === 'u8') {
    for (let lane = 0; lane < lanes; lane++) {
      const at = wholeSpot(a, spot, lane * step)
      narrow()
      a.lane(simd.i32x4ExtractLane, lane)
      a.memory(memory.i32Store8, at)
    }
    return
  }
  const wide = format === 'f64'
  if (lanes > 1 && step === bytesOf[format]) {
    const at = wholeSpot(a, spot)
    narrow()
    if (wide || lanes === 4) a.vectorMemory(simd.store, at)
    else a.vectorMemory(simd.store64Lane, at, 0)
    if (lanes !== 3) return
    const third = wholeSpot(a, spot, 2 * step)
    narrow()
    a.vectorMemory(simd.store32Lane, third, 2)
    return
  }
  // Where all entries go to one place, the last stays.
  for (let lane = 0; lane < lanes; lane++) {
    const at = wholeSpot(a, spot, lane * step)
    narrow()
    a.vectorMemory(wide ? simd.store64Lane : simd.store32Lane, at, lane)
  }
}
