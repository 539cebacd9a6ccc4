import { setFlagsFromString } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { assertLaws, targetLaws } from '../../laws/index.js'
import type { AnyDiff } from '../../src/diff/model.js'
import {
  type Diff,
  type Expr,
  fn,
  fromFlat,
  matrix,
  type Tensor,
  toFlat,
  tuple,
  vector,
} from '../../src/index.js'
import * as op from '../../src/op/index.js'
import { erfOf } from '../../src/op/scalar/erf.js'
import { logGamma } from '../../src/op/scalar/logGamma.js'
import { compile } from '../../src/runtime/index.js'
import { fuses } from '../../src/runtime/wasm/wasm.js'
import { cases, num, type ScalarCase } from '../conformance/data.js'

type RealTensor = Tensor
type One = (x: Expr) => Expr
type Two = (a: Expr, b: Expr) => Expr

const numbersOf = (xs: readonly number[]) => fromFlat(Float64Array.from(xs), [xs.length])

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

/** Doubles of all magnitudes and signs, by their bits; and those that are special. */
const anywhere = (count: number): readonly number[] => {
  let state = 88172645463325252n
  const bits = BigUint64Array.from({ length: count }, () => {
    state ^= BigInt.asUintN(64, state << 13n)
    state ^= state >> 7n
    state ^= BigInt.asUintN(64, state << 17n)
    return state
  })
  return [...new Float64Array(bits.buffer)]
}
const special = [
  0,
  1,
  2,
  0.5,
  1e-320,
  2 ** -1022,
  2 ** -1074,
  2 ** 1023,
  Number.MAX_VALUE,
  Infinity,
  710,
  745.2,
  746,
  709.78,
  Math.PI / 2,
  Math.PI,
  32768,
  1e22,
  1 - 2 ** -53,
  1 + 2 ** -52,
  1e-8,
  0.55,
  0.35,
  Math.SQRT1_2,
  Math.SQRT2,
  50,
]
  .flatMap(x => [x, -x])
  .concat(Number.NaN)
const ordinary = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => 40 * Math.sin(i * 12.9898) * Math.cos(i * 1.7) ** 3)

const ones: Readonly<Record<string, readonly [One, (x: number) => number]>> = {
  exp: [op.exp, Math.exp],
  expm1: [op.expm1, Math.expm1],
  log: [op.log, Math.log],
  log1p: [op.log1p, Math.log1p],
  sin: [op.sin, Math.sin],
  cos: [op.cos, Math.cos],
  tanh: [op.tanh, Math.tanh],
  erf: [op.erf, erfOf],
  lgamma: [op.lgamma, logGamma],
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

  it.each(Object.entries(ones))(
    'have %s as near as the host, at doubles of all magnitudes',
    (_, [f, g]) => {
      const values = valuesOf(f, points)
      points.forEach((x, i) => {
        // 2 ulp their own, and 1 the host's.
        if (!(off(values[i]!, g(x)) <= 3)) expect([x, values[i]]).toEqual([x, g(x)])
      })
    },
  )

  const stated: Readonly<Record<string, One>> = {
    ...Object.fromEntries(Object.entries(ones).map(([name, [f]]) => [name, f])),
    sigmoid: op.sigmoid,
  }
  const data = cases<ScalarCase>('scalar_ops.json')
  it.for(Object.entries(stated))(
    'have %s within 2 ulp of the conformance data',
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
        if (!(off(values[i]!, num(c.f!)) <= 2)) expect([c.x, values[i]]).toEqual([c.x, c.f])
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

/** The same in single precision: of what a double says is right. */
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
    toFlat(compile(f as Diff<unknown, RealTensor>, { target: 'wasm', precision: 'f32' })(at))
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
  it.each(Object.entries(ones))('have %s within 0.51 ulp', (_, [f, g]) => {
    const [error, at] = worst(f, g)
    expect([error > 0.51, at]).toEqual([false, at])
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
