/** Random words as the body of a function: Threefry-2x32 on four pairs of counters at a time. */
import { PARITY, ROTATIONS } from '../../op/random/threefry.js'
import type { Drawing } from '../plan/model.js'
import { cursorAt, type Layout } from './access.js'
import { advance, assembler, copied } from './assembler.js'
import { memory, simd } from './instructions.js'

const PAIR = 8
const LANES = 4

/** The body of what draws words. */
export const drawBody = ({ bases }: Layout, d: Drawing): Uint8Array => {
  const a = assembler()
  if (d.keys * d.pairs === 0) return a.body()
  const [key, counter, out] = [d.key, d.counter, d.out].map(({ memory: m, start }) => {
    const { origin, offset } = bases[m]!
    return cursorAt(a, { origin, offset: offset + start * 4 })
  }) as [number, number, number]
  const [x, y, first, second] = [0, 1, 2, 3].map(() => a.local('v128')) as [
    number,
    number,
    number,
    number,
  ]
  const words = [0, 1, 2].map(() => a.local('v128'))

  /** Adds a word of the key, and a number. */
  const keyed = (to: number, word: number, more = 0): void => {
    a.get(to)
    a.get(words[word % 3]!)
    a.simd(simd.i32x4Add)
    if (more > 0) {
      const n = BigInt(more)
      a.v128((n << 32n) | n)
      a.simd(simd.i32x4Add)
    }
    a.set(to)
  }
  const round = (by: number): void => {
    a.get(x)
    a.get(y)
    a.simd(simd.i32x4Add)
    a.set(x)
    a.get(y)
    a.i32(by)
    a.simd(simd.i32x4Shl)
    a.get(y)
    a.i32(32 - by)
    a.simd(simd.i32x4ShrU)
    a.simd(simd.or)
    a.get(x)
    a.simd(simd.xor)
    a.set(y)
  }
  /** Words of two vectors, by the lanes that are taken of both, into a local variable. */
  const mixed = (p: number, q: number, lanes: readonly number[], to: number): void => {
    a.get(p)
    a.get(q)
    a.shuffle(lanes.flatMap(l => [0, 1, 2, 3].map(b => 4 * l + b)))
    a.set(to)
  }
  /** Four pairs, of which so many are stored; what is read beyond the last is there, and is nobody's. */
  const four = (pairs: number): void => {
    for (const [to, offset] of [
      [first, 0],
      [second, 16],
    ] as const) {
      a.get(counter)
      a.vectorMemory(simd.load, offset)
      a.set(to)
    }
    mixed(first, second, [0, 2, 4, 6], x)
    mixed(first, second, [1, 3, 5, 7], y)
    keyed(x, 0)
    keyed(y, 1)
    for (let block = 0; block < 5; block++) {
      for (const by of ROTATIONS[block % 2]!) round(by)
      keyed(x, block + 1)
      keyed(y, block + 2, block + 1)
    }
    mixed(x, y, [0, 4, 1, 5], first)
    mixed(x, y, [2, 6, 3, 7], second)
    for (let p = 0; p < pairs; p++) {
      a.get(out)
      a.get(p < 2 ? first : second)
      a.vectorMemory(simd.store64Lane, p * PAIR, p % 2)
    }
  }
  a.repeat(d.keys, () => {
    const at = copied(a, key)
    for (const w of [0, 1]) {
      a.get(at)
      a.memory(memory.i32Load, 4 * w)
      a.simd(simd.i32x4Splat)
      a.set(words[w]!)
    }
    a.get(words[0]!)
    a.get(words[1]!)
    a.simd(simd.xor)
    a.i32(PARITY)
    a.simd(simd.i32x4Splat)
    a.simd(simd.xor)
    a.set(words[2]!)
    a.repeat(Math.floor(d.pairs / LANES), () => {
      four(LANES)
      advance(a, counter, LANES * PAIR)
      advance(a, out, LANES * PAIR)
    })
    const rest = d.pairs % LANES
    if (rest > 0) four(rest)
    advance(a, counter, rest * PAIR)
    advance(a, out, rest * PAIR)
    advance(a, key, PAIR)
  })
  return a.body()
}
