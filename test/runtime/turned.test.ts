import { describe, expect, it } from 'vitest'
import { programOf } from '../../src/diff/stages.js'
import {
  add,
  type Expr,
  fn,
  fromFlat,
  indices,
  mask,
  mul,
  run,
  sin,
  sum,
  tensor,
  transpose,
  tuple,
} from '../../src/index.js'
import * as op from '../../src/op/index.js'
import { compile } from '../../src/runtime/index.js'
import { lower } from '../../src/runtime/plan/lower.js'
import type { Access, Kernel, Output } from '../../src/runtime/plan/model.js'
import { turned } from '../../src/runtime/plan/turned.js'
import { wave } from './wave.js'

const at = (memory: number, ...steps: number[]): Access => ({ memory, start: 3, steps })
const copying = (sizes: readonly number[], from: Access, to: Access): Kernel => ({
  tag: 'kernel',
  sizes,
  code: [{ op: 'load', load: 0, args: [] }],
  loads: [from],
  outputs: [{ tag: 'store', value: 0, to }],
})
/** An output as what is added up. */
const summed = ({ value, to }: Output): Output => {
  const kept = { inner: false, single: false, sums: to, blocks: undefined }
  return { tag: 'reduce', how: 'sum', value, to, ...kept }
}
const turnedOf = (k: Kernel) => turned(k, () => 'f64')

describe('a loop across lines of memory', () => {
  const columns = copying([43, 32], at(0, 1, 512), at(1, 32, 1))
  it('is turned, a line at a time, and what is left over is not', () => {
    expect(turnedOf(columns).map(k => [k.sizes, k.loads, k.outputs.map(o => o.to)])).toEqual([
      [[5, 32, 8], [at(0, 8, 512, 1)], [at(1, 256, 1, 32)]],
      [[3, 32], [{ ...at(0, 1, 512), start: 43 }], [{ ...at(1, 32, 1), start: 1283 }]],
    ])
  })
  it.each([
    ['whose lines have room side by side', copying([43, 32], at(0, 1, 520), at(1, 32, 1))],
    ['of few lines', copying([43, 8], at(0, 1, 512), at(1, 8, 1))],
    ['along no axis', copying([43, 32], at(0, 3, 512), at(1, 32, 1))],
    ['of few columns', copying([7, 32], at(0, 1, 512), at(1, 32, 1))],
    ['that reads where it writes', copying([43, 32], at(1, 1, 512), at(1, 32, 1))],
    ['that writes to one place more than once', copying([43, 32], at(0, 1, 512), at(1, 0, 1))],
    ['that adds up', { ...columns, outputs: columns.outputs.map(summed) }],
  ] as const)('%s is left as it is', (_, k) => {
    expect(turnedOf(k)).toEqual([k])
  })
})

describe.each(['javascript', 'wasm'] as const)('transposes on the target %s', target => {
  type Case = readonly [shape: readonly number[], move: (x: Expr) => Expr]
  const cases: Readonly<Record<string, Case>> = {
    'a matrix': [[24, 1024], x => transpose(x)],
    'a matrix with columns left over': [
      [24, 1024],
      x => transpose(op.slice(x, [{}, { start: 2, stop: 1023 }])),
    ],
    'channels to the end': [[2, 32, 1024], x => transpose(x, [0, 2, 1])],
    'all axes': [[17, 2, 1024], x => transpose(x, [2, 1, 0])],
  }
  it.each(Object.entries(cases))('of %s are what they are', (_, [shape, move]) => {
    const f = fn(tensor(...shape), x => mul(sin(move(x)), 2))
    const { statements } = lower(programOf(f), 'f64')
    expect(statements.some(s => s.tag === 'kernel' && s.sizes.at(-1) === 8)).toBe(true)
    const x = wave(shape) as never
    for (const precision of ['f64', 'f32'] as const) {
      const options = { target, precision, math: 'host' } as const
      const without = compile(f, { ...options, without: ['layout'] })
      expect(compile(f, options)(x)).toEqual(without(x))
      if (precision === 'f64') expect(without(x)).toEqual(run(f)(x))
    }
  })
  it('of integers and truth values are what they are', () => {
    const n = 24 * 4096
    const f = fn(tuple(indices(9, 24, 4096), mask(24, 4096)), ([i, p]) => [
      op.toReal(transpose(i)),
      op.not(transpose(p)),
    ])
    const x = [
      fromFlat(
        Int32Array.from({ length: n }, (_, k) => (7 * k) % 9),
        [24, 4096],
      ),
      fromFlat(
        Array.from({ length: n }, (_, k) => k % 3 === 0),
        [24, 4096],
      ),
    ] as const
    expect(compile(f, { target })(x as never)).toEqual(run(f)(x as never))
  })
  it('and what is read along with them and added up is what it is', () => {
    const f = fn(tuple(tensor(64, 512), tensor(512, 64)), ([a, b]) => {
      const both = add(transpose(a), b)
      return [both, sum(both, { axis: 0 }), sum(both, { axis: 1 })]
    })
    const x = [wave([64, 512]), wave([512, 64], 2)] as const
    expect(compile(f, { target, math: 'host' })(x)).toEqual(run(f)(x))
  })
})
