import { setFlagsFromString } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { assertLaws, targetLaws } from '../../laws/index.js'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  type Diff,
  fn,
  fromFlat,
  matrix,
  type Tensor,
  toFlat,
  tuple,
  vector,
} from '../../src/index.js'
import * as op from '../../src/op/index.js'
import { compile } from '../../src/runtime/index.js'
import { fuses } from '../../src/runtime/wasm/wasm.js'
import { cases, num, type ScalarCase } from '../conformance/data.js'
import {
  anywhere,
  decays,
  numbersOf,
  type One,
  ones,
  ordinary,
  special,
  type Two,
  tails,
} from './points.js'

type RealTensor = Tensor

/** The distance from a double to the next larger in size. */
const ulp = (x: number): number => {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -1022)
  return 2 ** (exponent - 52)
}

/** How far a value is off, in units of the last place of what is right. */
const off = (y: number, right: number): number => {
  if (Object.is(y, right) || y === right) return 0
  if (!Number.isFinite(y) || !Number.isFinite(right))
    return Number.isNaN(y) && Number.isNaN(right) ? 0 : Infinity
  return Math.abs(y - right) / ulp(right)
}

// An engine that has relaxed instructions behind a flag only is given the flag.
if (!fuses()) setFlagsFromString('--experimental-wasm-relaxed-simd')

describe.each([false, ...(fuses() ? [true] : [])])('vectors of the target wasm, fma: %s', fma => {
  /** Values of an arrow on points, by vectors. */
  const valuesAt = (f: AnyDiff, at: unknown): readonly number[] =>
    toFlat(compile(f as Diff<unknown, RealTensor>, { target: 'wasm', fma })(at))
  const valuesOf = (f: One, xs: readonly number[]): readonly number[] =>
    valuesAt(
      fn(vector(xs.length), x => f(x as never)),
      numbersOf(xs),
    )
  const valuesOfTwo = (f: Two, xs: readonly (readonly [number, number])[]): readonly number[] =>
    valuesAt(
      fn(tuple(vector(xs.length), vector(xs.length)), ([a, b]) => f(a as never, b as never)),
      [0, 1].map(i => numbersOf(xs.map(x => x[i]!))),
    )

  const points = [...special, ...anywhere(20_000), ...ordinary(20_000)]

  it.each(Object.entries({ ...ones, ...decays, ...tails }))(
    'have %s as near as the host, at doubles of all magnitudes',
    (name, [f, g]) => {
      const values = valuesOf(f, points)
      // 2 ulp their own, and 1 the host's; of tails 3.3, and 6; of ψ 3 each.
      const most = name === 'digamma' ? 6 : name in tails ? 9.3 : 3
      points.forEach((x, i) => {
        if (!(off(values[i]!, g(x)) <= most)) expect([x, values[i]]).toEqual([x, g(x)])
      })
    },
  )

  const stated: Readonly<Record<string, One>> = {
    ...Object.fromEntries(
      Object.entries(ones).flatMap(([name, [f]]) => (name === 'log10' ? [] : [[name, f]])), // which they have not
    ),
    sigmoid: op.sigmoid,
    erfc: op.erfc,
    gelu: op.gelu,
  }
  const bounds: Readonly<Record<string, number>> = { erfc: 3.3, gelu: 4.5 }
  const data = cases<ScalarCase>('scalar_ops.json')
  it.for(Object.entries(stated))(
    'have %s as near the conformance data as is said, within 2 ulp unless more is',
    ([name, f], context) => {
      if (data === undefined)
        return context.skip('skipped: no scalar_ops.json in shared/conformance')
      const own = data.filter(
        c => c.op === name && c.f !== null && c.hard_parts?.includes('f') !== true,
      )
      const values = valuesOf(
        f,
        own.map(c => num(c.x!)),
      )
      own.forEach((c, i) => {
        if (!(off(values[i]!, num(c.f!)) <= (bounds[name] ?? 2)))
          expect([c.x, values[i]]).toEqual([c.x, c.f])
      })
      expect(own.length).toBeGreaterThan(10)
    },
  )

  it.each(Object.entries(ones))('keep the sign of zeros of %s', (_, [f, g]) => {
    const values = valuesOf(f, [0, -0])
    expect(values).toEqual([g(0), g(-0)])
  })

  it('have powers as near as the host', () => {
    const pairs = points.map((x, i): readonly [number, number] => [
      i % 3 === 0 ? x : Math.abs(x),
      i % 5 === 0
        ? Math.round(points[(7 * i + 3) % points.length]! % 9)
        : points[(7 * i + 3) % points.length]!,
    ])
    const near = ordinary(9000).map((x, i): readonly [number, number] => [
      1 + x * 1e-4,
      3e4 * Math.sin(i),
    ])
    const small = points.map((x): readonly [number, number] => [x, -1])
    const all = [
      ...pairs,
      ...near,
      ...small,
      ...special.flatMap(a => special.map(b => [a, b] as const)),
    ]
    const values = valuesOfTwo(op.pow, all)
    all.forEach(([a, b], i) => {
      if (!(off(values[i]!, b === 0 ? 1 : a ** b) <= 3))
        expect([a, b, values[i]]).toEqual([a, b, a ** b])
    })
    for (const b of [1, 2, 3, -1, 0.5]) {
      const xs = [...special, ...ordinary(999)]
      const powers = valuesOf(x => op.pow(x, b), xs)
      xs.forEach((x, i) => {
        if (!(off(powers[i]!, x ** b) <= 3)) expect([x, b, powers[i]]).toEqual([x, b, x ** b])
      })
    }
  })

  it('have distances as near as the host', () => {
    const everywhere = [
      ...points,
      ...special.map(x => x * 2 ** -500),
      ...special.map(x => x * 2 ** 400),
    ]
    const pairs = everywhere.map(
      (a, i) => [a, everywhere[(i * 7919) % everywhere.length]!] as const,
    )
    const near = ordinary(5000).map((a, i) => [a, a * (1 + Math.sin(i))] as const)
    const all = [...pairs, ...near, ...special.flatMap(a => special.map(b => [a, b] as const))]
    valuesOfTwo(op.hypot, all).forEach((y, i) => {
      const [a, b] = all[i]!
      if (!(off(y, Math.hypot(a, b)) <= 3)) expect([a, b, y]).toEqual([a, b, Math.hypot(a, b)])
    })
  })

  it.each(['f64', 'f32'] as const)('are the interpreter but for rounding, in %s', precision => {
    const target = <A, B>(f: Diff<A, B>) => compile(f, { target: 'wasm', precision, fma })
    assertLaws(targetLaws('wasm', target, { precision }), { runs: fma ? 150 : 500 })
  })

  it('that are off by more are caught', () => {
    const values = valuesOf(x => op.mul(op.exp(x), 1 + 2 ** -50), ordinary(100))
    expect(Math.max(...values.map((y, i) => off(y, Math.exp(ordinary(100)[i]!))))).toBeGreaterThan(
      3,
    )
  })

  it('give a value wherever it stands in a row', () => {
    const xs = ordinary(33)
    for (const [f] of Object.values(ones)) {
      const all = valuesOf(f, xs)
      expect(xs.map(x => valuesOf(f, [x])[0])).toEqual(all)
      expect(valuesOf(f, xs.slice(1))).toEqual(all.slice(1))
    }
  })
})

it('an engine that multiplies and adds at once is there', context => {
  if (!fuses()) context.skip('skipped: no relaxed instructions here, and so no tests with fma')
  expect(fuses()).toBe(true)
})

describe('a product and a sum', () => {
  // Where an engine has no such instruction, nothing is to be tested but that it says so.
  const f = () =>
    fn(tuple(vector(5), vector(5), vector(5)), ([a, b, c]) => [
      op.add(op.mul(a, b), c),
      op.sub(op.neg(c), op.mul(a, b)),
    ])
  const [x, y] = [1 + 2 ** -30, 1 - 2 ** -30] // x y = 1 − 2⁻⁶⁰
  const at = [x, y, -1].map(z => numbersOf(Array(5).fill(z))) as never
  const both = (fma: boolean) => {
    const made = compile(f(), { target: 'wasm', fma })
    const [sum, difference] = made(at)
    return { values: [toFlat(sum)[4], toFlat(difference)[4]], notes: made.report.notes }
  }
  it('are rounded once where that is allowed and possible, else twice', () => {
    expect(both(false)).toEqual({ values: [0, 0], notes: [] })
    const notes = fuses() ? [] : ['no fma: this engine has none']
    expect(both(true)).toEqual({ values: fuses() ? [-(2 ** -60), 2 ** -60] : [0, 0], notes })
  })
  it('are rounded twice by targets that cannot do otherwise, which is said', () => {
    const { report } = compile(f(), { target: 'javascript', fma: true })
    expect(report.notes).toEqual(['no fma: the target javascript has none'])
  })
  it('are one instruction in products of matrices', () => {
    const dot = fn(tuple(matrix(3, 2), matrix(2, 4)), ([a, b]) => op.matmul(a, b))
    const a = fromFlat([1, x, 1, x, 1, x], [3, 2])
    const b = fromFlat([-1, -1, -1, -1, y, y, y, y], [2, 4])
    const entry = (fma: boolean) => toFlat(compile(dot, { target: 'wasm', fma })([a, b]))[11]
    expect(entry(false)).toBe(0)
    if (fuses()) expect(entry(true)).toBe(-(2 ** -60))
  })
})
