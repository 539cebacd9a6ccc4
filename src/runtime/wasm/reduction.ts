/** Reductions as instructions: what gathers entries of a row, and what becomes of it when the row ends. */
import type { Reduce } from '../plan/model.js'
import { bytesOf } from '../plan/place.js'
import { type Cursors, cursorAt, type Layout, load, pushBase, store, type Walk } from './access.js'
import { type Assembler, advance } from './assembler.js'
import { memory, plain, simd } from './instructions.js'
import { bitsOf, singleBitsOf } from './vectors.js'

/** A reduction, step by step; each step writes its instructions. */
export interface Reducing {
  /** Before all rows. */
  readonly open: () => void
  /** Before a row. */
  readonly start: () => void
  /** Before a block of it. */
  readonly begin: () => void
  /** Takes lanes of a local variable: those of an entry, and how many vectors they are after a turn of the lanes. */
  readonly take: (lanes: 1 | 2, value: number, entry: number, vector: number) => void
  /** Lanes turn, so that so many vectors later each gathers what it should. */
  readonly turn: (vectors: number) => void
  /** After a block of a row, whose lanes have turned by so many vectors. */
  readonly end: (turned: number) => void
  /** After a row of so many blocks. */
  readonly finish: (turned: number, blocks: number) => void
  /** After all rows. */
  readonly close: () => void
}

/** What a reduction needs of its kernel: the function that sums sums of blocks, and how long a row is. */
export interface Surroundings {
  readonly tree: number
  readonly row: number
}

/** In rows of so many entries the largest is looked for in four lanes. */
const MANY = 32

const identity = { sum: 0, max: -Infinity, min: Infinity } as const
const pick = { sum: simd.f64x2Add, max: simd.f64x2Max, min: simd.f64x2Min } as const
const pickScalar = { sum: plain.f64Add, max: plain.f64Max, min: plain.f64Min } as const

/** Fills memory with what a reduction begins with. */
const cleared = (a: Assembler, { memories, bases }: Layout, { how, to, sums }: Reduce): void => {
  const m = how === 'sum' ? sums.memory : to.memory
  const { format, length } = memories[m]!
  const vectors = Math.ceil((length * bytesOf[format]) / 16)
  if (how === 'sum') {
    pushBase(a, bases[m]!)
    a.i32(0)
    a.i32(16 * vectors)
    a.fill()
    return
  }
  const x = identity[how]
  const cursor = cursorAt(a, bases[m]!)
  a.repeat(vectors, () => {
    a.get(cursor)
    a.v128(format === 'f64' ? bitsOf(x) : singleBitsOf(x))
    a.vectorMemory(simd.store, 0)
    advance(a, cursor, 16)
  })
}

/** Puts sums that were kept in double where they are asked for, if any, two at a time; rooms are padded. */
const narrowed = (
  a: Assembler,
  { memories, bases }: Layout,
  { how, single, to, sums }: Reduce,
): void => {
  if (how !== 'sum' || single || sums.memory === to.memory) return
  const [read, write] = [cursorAt(a, bases[sums.memory]!), cursorAt(a, bases[to.memory]!)]
  a.repeat(Math.ceil(memories[to.memory]!.length / 2), () => {
    a.get(write)
    a.get(read)
    a.vectorMemory(simd.load, 0)
    a.simd(simd.demote)
    a.vectorMemory(simd.store64Lane, 0, 0)
    advance(a, read, 16)
    advance(a, write, 8)
  })
}

/** A reduction over an axis that is not the last: each entry of the result takes one of each row. */
const across = (
  a: Assembler,
  layout: Layout,
  reduce: Reduce,
  kept: Walk,
  walks: Cursors,
): Reducing => {
  const nothing = (): void => undefined
  const taken = a.local('v128')
  return {
    open: () => {
      cleared(a, layout, reduce)
    },
    start: nothing,
    begin: nothing,
    take: (lanes, value, entry) => {
      const spot = walks.spot(kept, entry)
      load(a, spot, lanes)
      a.get(value)
      a.simd(pick[reduce.how])
      a.set(taken)
      store(a, spot, lanes, taken)
    },
    turn: nothing,
    end: nothing,
    finish: nothing,
    close: () => {
      narrowed(a, layout, reduce)
    },
  }
}

/** A reduction along rows: sums in eight lanes, and by a tree over blocks. */
const along = (
  a: Assembler,
  layout: Layout,
  reduce: Reduce,
  [to, kept]: readonly [Walk, Walk],
  walks: Cursors,
  { tree, row }: Surroundings,
): Reducing => {
  const { how, single, blocks } = reduce
  // The order of a sum is the lanes'; the largest may be found in any, and in more of them none waits for another.
  const count = how === 'sum' || row >= MANY ? 4 : 1
  const lanes = Array.from({ length: count }, () => a.local('v128'))
  const whole = a.local('v128')
  const block = blocks === undefined ? undefined : a.local('i32')
  const empty = (): void => {
    for (const lane of lanes) {
      a.v128(bitsOf(identity[how]))
      a.set(lane)
    }
  }
  // The sum of the lanes, as a double on the stack.
  const total = (turned: number): void => {
    const lane = (i: number): void => {
      a.get(lanes[(i + 4 - (turned % 4)) % 4]!)
    }
    lane(0)
    lane(1)
    a.simd(simd.f64x2Add)
    lane(2)
    lane(3)
    a.simd(simd.f64x2Add)
    a.simd(simd.f64x2Add)
    a.set(whole)
    both(plain.f64Add)
  }
  const both = (operation: number): void => {
    a.get(whole)
    a.lane(simd.f64x2ExtractLane, 0)
    a.get(whole)
    a.lane(simd.f64x2ExtractLane, 1)
    a.plain(operation)
  }
  return {
    open: () => {
      if (!single) cleared(a, layout, reduce)
    },
    start: () => {
      if (how !== 'sum') empty()
      if (block === undefined) return
      pushBase(a, layout.bases[blocks!]!)
      a.set(block)
    },
    begin: () => {
      if (how === 'sum') empty()
    },
    take: (own, value, _, vector) => {
      const lane = lanes[vector % count]!
      a.get(lane)
      a.get(value)
      if (own === 1) {
        a.f64(identity[how])
        a.lane(simd.f64x2ReplaceLane, 1)
      }
      a.simd(pick[how])
      a.set(lane)
    },
    turn: vectors => {
      if (how !== 'sum' || vectors % 4 === 0) return
      lanes.forEach((_, i) => {
        a.get(lanes[(i + vectors) % 4]!)
      })
      for (const lane of lanes.toReversed()) a.set(lane)
    },
    end: turned => {
      if (block === undefined) return
      a.get(block)
      total(turned)
      a.memory(memory.f64Store, 0)
      advance(a, block, 8)
    },
    finish: (turned, parts) => {
      if (how !== 'sum') {
        lanes.forEach((lane, i) => {
          a.get(lane)
          if (i > 0) a.simd(pick[how])
        })
        a.set(whole)
        both(pickScalar[how])
      } else if (blocks === undefined) total(turned)
      else {
        pushBase(a, layout.bases[blocks]!)
        a.i32(parts)
        a.call(tree)
      }
      a.simd(simd.f64x2Splat)
      const spot = walks.spot(single || how !== 'sum' ? to : kept, 0)
      if (!single) {
        load(a, spot, 1)
        a.simd(pick[how])
      }
      a.set(whole)
      store(a, spot, 1, whole)
    },
    close: () => {
      narrowed(a, layout, reduce)
    },
  }
}

/** A reduction of a kernel, its results at `to`, its sums at `kept`. */
export const reducing = (
  a: Assembler,
  layout: Layout,
  reduce: Reduce,
  [to, kept]: readonly [Walk, Walk],
  walks: Cursors,
  around: Surroundings,
): Reducing =>
  reduce.inner
    ? along(a, layout, reduce, [to, kept], walks, around)
    : across(a, layout, reduce, reduce.how === 'sum' ? kept : to, walks)
