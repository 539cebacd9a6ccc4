import { expect, it } from 'vitest'
import { programOf } from '../../src/diff/stages.js'
import { exp, fn, vector } from '../../src/index.js'
import { lower } from '../../src/runtime/plan/lower.js'
import { coded } from '../../src/runtime/wasm/code.js'
import { kernelBody } from '../../src/runtime/wasm/kernel.js'
import { approximate } from '../../src/runtime/wasm/math/math.js'
import { quads } from '../../src/runtime/wasm/math/quads.js'

/** The instructions of exp along a row. */
const bytes = (): readonly number[] => {
  const { memories, statements } = lower(programOf(fn(vector(1000), x => exp(x))), 'f64')
  const [kernel] = statements.flatMap(s => (s.tag === 'kernel' ? [s] : []))
  const expansions = { doubles: approximate, quads }
  const code = coded(kernel!, m => memories[m]!.format, expansions, false)
  const bases = memories.map((_, i) => ({ origin: undefined, offset: 8000 * i }))
  const setting = { memories, bases, params: 0, nameOf: () => 0, tree: 0 }
  return [...kernelBody(kernel!, code, setting)]
}
/** Where bytes stand that follow each other. */
const places = (all: readonly number[], wanted: readonly number[]): readonly number[] =>
  all.flatMap((_, i) => (wanted.every((b, k) => all[i + k] === b) ? [i] : []))

// What an engine keeps in the order in which it is written is written in the order that is quick.
it('constants are made before all loops', () => {
  const all = bytes()
  const [loop] = places(all, [0x03, 0x40])
  const constants = places(all, [0xfd, 0x0c])
  expect(constants.length).toBeGreaterThan(12)
  expect(constants.filter(i => i > loop!)).toEqual([])
})

it('four vectors are computed side by side', () => {
  const all = bytes()
  const roundings = places(all, [0xfd, 0xac, 0x01]) // i32x4.shr_s, once a vector
  expect(roundings.length).toBe(4)
  expect(roundings.at(-1)! - roundings[0]!).toBeLessThan(50)
})
