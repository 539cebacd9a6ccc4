import { describe, expect, it } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  type Diff,
  fn,
  fromFlat,
  matrix,
  type Tensor,
  toFlat,
  transpose,
  tuple,
  vector,
} from '../../src/index.js'
import * as op from '../../src/op/index.js'
import { logistic, sech2Of } from '../../src/op/scalar/logistic.js'
import { compile } from '../../src/runtime/index.js'
import { decays, numbersOf, type One, ones, ordinary, special, tails } from './points.js'

/** How far a number of single precision is off, in units of its last place, of what a double says is right. */
const offInSingle = (y: number, right: number): number => {
  const rounded = Math.fround(right)
  if (Object.is(y, rounded)) return 0
  if (!Number.isFinite(y) || !Number.isFinite(rounded))
    return Number.isNaN(y) && Number.isNaN(rounded) ? 0 : Infinity
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(right))), -126)
  return Math.abs(y - right) / 2 ** (exponent - 23)
}

/** Numbers of single precision of all magnitudes and signs, by their bits. */
const singles = [
  ...new Float32Array(Uint32Array.from({ length: 60_000 }, (_, i) => i * 71_583 + 12_345).buffer),
  ...[...special, ...ordinary(20_000)].map(Math.fround),
  ...[2 ** -126, 2 ** -149, 2 ** 127, 88.7, 88.8, -87.4, -103.9, -104].map(Math.fround),
]

describe('vectors in single precision', () => {
  const valuesAt = (f: AnyDiff, at: unknown): readonly number[] =>
    toFlat(compile(f as Diff<unknown, Tensor>, { target: 'wasm', precision: 'f32' })(at))
  const worst = (f: One, g: (x: number) => number): readonly [number, number] => {
    const arrow = fn(vector(singles.length), x => f(x as never))
    return valuesAt(arrow, numbersOf(singles)).reduce<readonly [number, number]>(
      (most, y, i) => {
        const error = offInSingle(y, g(singles[i]!))
        return error > most[0] ? [error, singles[i]!] : most
      },
      [0, 0],
    )
  }
  // Rounded from doubles, or four at a time and in single precision.
  const quads: Readonly<Record<string, number>> = {
    exp: 1.1,
    'exp −|x|': 1.1,
    log: 0.9,
    sin: 1.5,
    cos: 1.5,
    tanh: 1.5,
    sech2: 3.8,
  }
  const all: typeof ones = {
    ...ones,
    ...decays,
    ...tails,
    sech2: [op.sech2, sech2Of],
    sigmoid: [op.sigmoid, logistic],
  }
  it.each(Object.entries(all))('have %s as near as is said', (name, [f, g]) => {
    const [error, at] = worst(f, g)
    expect([error > (quads[name] ?? 0.51), at]).toEqual([false, at])
    if (name in quads) expect(error).toBeGreaterThan(0.6) // or they are not the functions that are thought
  })
  it('keep the sign of zeros', () => {
    for (const [f, g] of Object.values(all)) {
      const arrow = fn(vector(5), x => f(x as never))
      expect(valuesAt(arrow, numbersOf([0, -0, 1, 0, -0])).slice(3)).toEqual(
        [0, -0].map(x => Math.fround(g(x))),
      )
    }
  })
  it('give a value wherever it stands in a row, and rows however they lie', () => {
    const xs = ordinary(33).map(Math.fround)
    for (const [f] of Object.values(all)) {
      const values = (of: readonly number[]) => {
        const arrow = fn(vector(of.length), x => f(x as never))
        return valuesAt(arrow, numbersOf(of))
      }
      const whole = values(xs)
      for (const from of [1, 2, 3, 30, 31, 32])
        expect(values(xs.slice(from))).toEqual(whole.slice(from))
      const column = fn(matrix(11, 3), x => f(op.flip(transpose(x), { axis: 1 }) as never))
      const turned = [0, 1, 2].flatMap(j => Array.from({ length: 11 }, (_, i) => 3 * (10 - i) + j))
      expect(valuesAt(column, fromFlat(xs, [11, 3]))).toEqual(turned.map(k => whole[k]))
    }
  })
  it('have powers within 0.51 ulp', () => {
    const pairs = singles
      .slice(0, 60_000)
      .map((a, i) => [a, singles[(i * 7919) % 80_000]!] as const)
    const at = [0, 1].map(k => numbersOf(pairs.map(p => p[k]!)))
    const n = pairs.length
    const f = fn(tuple(vector(n), vector(n)), ([a, b]) => op.pow(a, b))
    valuesAt(f, at).forEach((y, i) => {
      const [a, b] = pairs[i]!
      if (!(offInSingle(y, a ** b) <= 0.51)) expect([a, b, y]).toEqual([a, b, a ** b])
    })
  })
  it('that are off by more are caught', () => {
    const f: One = x => op.mul(op.exp(x), 1 + 2 ** -23)
    expect(worst(f, Math.exp)[0]).toBeGreaterThan(0.9)
  })
})
