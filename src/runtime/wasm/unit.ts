/** Registers of products: two doubles or four singles, how they are loaded, multiplied, added and stored. */
import type { Format } from '../plan/model.js'
import { load, type Spot, store, wholeSpot } from './access.js'
import type { Assembler } from './assembler.js'
import { simd } from './instructions.js'

/** Vectors of one kind of numbers. */
export interface Unit {
  /** How many numbers a vector holds, and the format in which copies of operands are kept. */
  readonly width: number
  readonly format: Format
  /** Pushes so many numbers from a spot on, 0 in lanes that have none. */
  readonly load: (a: Assembler, spot: Spot, lanes: number) => void
  /** Pushes a number in all lanes. */
  readonly splat: (a: Assembler, spot: Spot) => void
  readonly store: (a: Assembler, spot: Spot, lanes: number, value: number) => void
}

const upToTwo = (lanes: number): 1 | 2 => (lanes >= 2 ? 2 : 1)

/** Two doubles; numbers of single precision become doubles when they are loaded. */
export const doubles: Unit = {
  width: 2,
  format: 'f64',
  load: (a, spot, lanes) => {
    load(a, spot, upToTwo(lanes))
  },
  splat: (a, spot) => {
    load(a, { ...spot, step: 0 }, 2)
  },
  store: (a, spot, lanes, value) => {
    store(a, spot, upToTwo(lanes), value)
  },
}

/** Four numbers of single precision. */
export const singles: Unit = {
  width: 4,
  format: 'f32',
  load: (a, spot, lanes) => {
    const { step } = spot
    if (lanes >= 4 && step === 4) {
      a.vectorMemory(simd.load, wholeSpot(a, spot))
      return
    }
    const rest = Array.from({ length: Math.min(lanes, 4) - 1 }, (_, i) => i + 1)
    // An instruction takes its address from below the vector: the last is pushed first.
    const offsets = rest.toReversed().map(i => wholeSpot(a, spot, i * step))
    a.vectorMemory(simd.load32Zero, wholeSpot(a, spot))
    for (const i of rest) a.vectorMemory(simd.load32Lane, offsets[rest.length - i]!, i)
  },
  splat: (a, spot) => {
    a.vectorMemory(simd.load32Splat, wholeSpot(a, spot))
  },
  store: (a, spot, lanes, value) => {
    if (lanes >= 4 && spot.step === 4) {
      const at = wholeSpot(a, spot)
      a.get(value)
      a.vectorMemory(simd.store, at)
      return
    }
    for (let i = 0; i < Math.min(lanes, 4); i++) {
      const at = wholeSpot(a, spot, i * spot.step)
      a.get(value)
      a.vectorMemory(simd.store32Lane, at, i)
    }
  },
}
