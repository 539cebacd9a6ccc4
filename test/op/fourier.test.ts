/** Fourier transforms of every length against the definition, in both modes, any axis; errors. */
import { type Expr, fromFlat, type Tensor } from 'chainrule'
import { concat, fft, ifft, irfft, mul, rfft, sum } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { expectBatches } from '../support/batches.js'
import { computed, expectShapeError, gradients, real, sym, symOf, valuesOf } from './support.js'

type Numbers = readonly number[]
type Pair = readonly [Numbers, Numbers]

const noise = (n: number, seed: number): Numbers =>
  Array.from({ length: n }, (_, i) => Math.sin(12.9898 * (i + seed) + 4.1 * seed * seed) * 3)

/** e^(±2πi jk/n) summed by its definition; jk mod n is exact, so that the angle is. */
const defined = ([re, im]: Pair, sign: number): Pair => {
  const n = re.length
  const sums = Array.from({ length: n }, (_, k) =>
    re.reduce<readonly [number, number]>(
      ([a, b], x, j) => {
        const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n
        const [c, s] = [Math.cos(angle), Math.sin(angle)]
        return [a + x * c - im[j]! * s, b + x * s + im[j]! * c] as const
      },
      [0, 0],
    ),
  )
  return [sums.map(z => z[0]), sums.map(z => z[1])]
}

const tensorOf = (xs: Numbers): Tensor => fromFlat<Numbers, Numbers, 'real'>(xs, [xs.length])

const norm = (...parts: readonly Numbers[]): number => Math.hypot(...parts.flat())

/** Expects complex vectors to agree within a part of their norm. */
const expectNear = (got: readonly (readonly unknown[])[], want: Pair, relative = 1e-14): void => {
  want.forEach((part, i) => {
    expect(got[i]!.length).toBe(part.length)
    const off = norm(part.map((x, k) => Number(got[i]![k]) - x))
    expect(off).toBeLessThanOrEqual(relative * norm(...want))
  })
}

const pair = (n: number): Pair => [noise(n, 1), noise(n, 2)]
const symbols = ([re, im]: Pair): readonly [Expr, Expr] => [
  real([re.length], re),
  real([im.length], im),
]

describe('lengths', () => {
  const lengths = [
    ...Array.from({ length: 40 }, (_, i) => i + 1),
    64,
    97,
    128,
    243,
    256,
    257,
    500,
    512,
  ]
  test.each(lengths)('%i', n => {
    const z = pair(n)
    const forward = fft(symbols(z)).map(e => valuesOf(e))
    expectNear(forward, defined(z, -1))
    const back = ifft(fft(symbols(z))).map(e => valuesOf(e))
    expectNear(back, z)
    const unsigned = defined(z, 1)
    expectNear(
      ifft(symbols(z)).map(e => valuesOf(e)),
      [unsigned[0].map(x => x / n), unsigned[1].map(x => x / n)],
    )
    const half = Math.floor(n / 2) + 1
    const whole = defined([z[0], z[0].map(() => 0)], -1)
    const real1 = rfft(real([n], z[0]))
    expectNear(
      real1.map(e => valuesOf(e)),
      [whole[0].slice(0, half), whole[1].slice(0, half)],
    )
    expectNear([valuesOf(irfft(real1, { n })), []], [z[0], []])
  })

  test('a long prime and a long power of two keep their energy', () => {
    for (const n of [10007, 16384]) {
      const z = pair(n)
      const y = fft(symbols(z)).map(e => valuesOf(e) as Numbers)
      expect(Math.abs(norm(...y) / (norm(...z) * Math.sqrt(n)) - 1)).toBeLessThan(1e-14)
      const back = ifft(fft(symbols(z))).map(e => valuesOf(e))
      expectNear(back, z, 2e-15 * Math.log2(n))
    }
  })

  test('an impulse gives exact quarters of a turn', () => {
    const [re, im] = fft(symbols([[0, 1, 0, 0, 0, 0, 0, 0], Array<number>(8).fill(0)]))
    const h = Math.SQRT1_2
    expectNear(
      [valuesOf(re), valuesOf(im)],
      [
        [1, h, 0, -h, -1, -h, 0, h],
        [0, -h, -1, -h, 0, h, 1, h],
      ],
      1e-16,
    )
    expect([0, 2, 4, 6].map(k => Number(valuesOf(re)[k]) + 0)).toEqual([1, 0, -1, 0])
  })
})

test('any axis, others empty or not', () => {
  const [a, b] = [noise(24, 3), noise(24, 4)]
  const shape = [2, 3, 4]
  const y = fft([real(shape, a), real(shape, b)], { axis: 1 }).map(e => computed(e))
  expect(y.map(t => t.shape)).toEqual([shape, shape])
  for (const i of [0, 1])
    for (const k of [0, 1, 2, 3]) {
      const line = (xs: readonly unknown[]): Numbers =>
        [0, 1, 2].map(j => Number(xs[i * 12 + j * 4 + k]))
      expectNear(
        y.map(t => line(t.values)),
        defined([line(a), line(b)], -1),
      )
    }
  expect(computed(fft([real([0, 4], []), real([0, 4], [])])[0]).values).toEqual([])
  expect(computed(ifft([real([4, 0], []), real([4, 0], [])])[1]).values).toEqual([])
  expect(computed(rfft(real([2, 3], noise(6, 1)), { axis: 0 })[0]).shape).toEqual([2, 3])
  const z = rfft(real([5, 2], noise(10, 1)), { axis: 0 })
  expect(z[0].shape).toEqual([3, 2])
  expectNear([valuesOf(irfft(z, { n: 5, axis: -2 })), []], [noise(10, 1), []])
})

test('the cotangent is the transform with the other sign, of each part and of both', () => {
  for (const n of [4, 6]) {
    const w = pair(n)
    const dot = ([a, b]: readonly (Expr | undefined)[], parts: readonly number[]): Expr => {
      const y = fft([a!, b!])
      return concat(parts.map(i => mul(y[i as 0 | 1], symbols(w)[i]!)))
    }
    const tensors = pair(n).map(tensorOf)
    const zero = Array<number>(n).fill(0)
    const of = (parts: readonly number[]) =>
      gradients((a, b) => sum(dot([a, b], parts)) as Expr, tensors)
    expectNear(of([0, 1]), defined(w, 1))
    expectNear(of([0]), defined([w[0], zero], 1))
    expectNear(of([1]), defined([zero, w[1]], 1))
  }
})

test('batches of either part, of both, and of the pullback', () => {
  expectBatches((a, b) => fft([a!, b!]), [[5], [5]], 1e-12)
  expectBatches(
    (a, b) => ifft([a!, b!], { axis: 0 }),
    [
      [4, 2],
      [4, 2],
    ],
    1e-12,
  )
  expectBatches(a => rfft(a!), [[2, 3]], 1e-12)
  expectBatches((a, b) => [irfft([a!, b!])], [[3], [3]], 1e-12)
})

test('NaN and infinities spread, nothing throws', () => {
  const [re] = fft(
    symbols([
      [1, Number.NaN, 0],
      [0, 0, 0],
    ]),
  )
  expect(valuesOf(re)).toEqual([Number.NaN, Number.NaN, Number.NaN])
  const [sum0] = fft(
    symbols([
      [Infinity, 1],
      [0, 0],
    ]),
  )
  expect(valuesOf(sum0)).toEqual([Infinity, Infinity])
})

test('single precision is computed in double', () => {
  const n = 100
  const z = pair(n).map(xs => xs.map(Math.fround)) as unknown as Pair
  const y = fft(symbols(z)).map(e => computed(e, 'f32'))
  expect(y.map(t => t.dtype)).toEqual(['f32', 'f32'])
  expectNear(
    y.map(t => t.values),
    defined(z, -1),
    1e-7,
  )
})

test('what does not fit is refused by name', () => {
  expectShapeError('fft', () => fft([sym(3), sym(4)]), 'one shape', '[3] and [4]')
  expectShapeError('ifft', () => ifft([sym(3), sym(4)]), 'one shape')
  expectShapeError('fft', () => fft([sym(3), sym(3)], { axis: 1 }), 'got 1')
  expectShapeError('fft', () => fft([sym(), sym()]), 'an axis')
  expectShapeError('fft', () => fft([symOf('index', 3) as never, sym(3)]), 'kind real')
  expectShapeError('rfft', () => rfft(sym(0)), 'entries', '[0]')
  expectShapeError('rfft', () => rfft(symOf('bool', 3) as never), 'kind real')
  expectShapeError('irfft', () => irfft([sym(3), sym(3)], { n: 6 }), 'n = 6', 'got 3')
  expectShapeError('irfft', () => irfft([sym(1), sym(1)]), 'n = 0')
  expectShapeError('irfft', () => irfft([sym(2), sym(2)], { n: 2.5 }), 'n = 2.5')
})
