/** Laws of plain functions: what is right holds on every domain. */
import {
  type AnyLaw,
  ball,
  box,
  checkLaws,
  custom,
  derivative,
  float32,
  float64,
  gradient,
  hessian,
  integers,
  jacobian,
  jvp,
  own,
  positive,
  positiveDefinite,
  product,
  record,
  showFailure,
  simplex,
  symmetric,
  vjp,
} from 'chainrule/laws'
import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { type Rows, seed, squares, sum, twice } from './support.js'

describe('what is right holds', () => {
  const laws: Readonly<Record<string, readonly AnyLaw[]>> = {
    'a number': gradient.of(Math.sin, Math.cos).on(box(-2, 2)),
    'an array': gradient.of(squares, twice).on(box(-2, 2, 3)),
    'no number at all': gradient.of(squares, twice).on(box(-2, 2, 0)),
    'arrays in arrays': gradient
      .of(
        (a: Rows) => squares(a.flat()),
        a => a.map(twice),
      )
      .on(box(-2, 2, [2, 3])),
    'a Float64Array': gradient.of(squares, twice).on(float64(box(-2, 2, 3))),
    'a Float32Array, in single precision': gradient
      .of(
        (x: Float32Array) => Math.fround(Math.fround(Math.sin(x[0]!)) * x[1]!),
        x => [Math.cos(x[0]!) * x[1]!, Math.sin(x[0]!)],
      )
      .on(float32(box(-2, 2, 2))),
    'positive numbers': gradient.of(Math.log, x => 1 / x).on(positive()),
    'a tiny box': gradient
      .of(
        x => x * x,
        (x: number) => 2 * x,
      )
      .on(box(0, 1e-120)),
    'a huge box': gradient
      .of(
        x => x * x,
        (x: number) => 2 * x,
      )
      .on(box(-1e120, 1e120)),
    'a box far from zero': gradient.of(Math.log, x => 1 / x).on(box(1e9, 1e9 + 1)),
    'a simplex': gradient
      .of(
        (p: readonly number[]) => -sum(p.map(e => e * Math.log(e))),
        p => p.map(e => -Math.log(e) - 1),
      )
      .on(simplex(4)),
    'a simplex, whatever is added to all entries': gradient
      .of(
        (p: readonly number[]) => squares(p),
        p => twice(p).map(e => e + 7),
      )
      .on(simplex(3)),
    'a ball': gradient
      .of(
        (x: readonly number[]) => Math.log(1 - squares(x)),
        x => x.map(e => (-2 * e) / (1 - squares(x))),
      )
      .on(ball(3)),
    'symmetric matrices': gradient
      .of(
        (a: Rows) => a[0]![1]! * 2,
        () => [
          [0, 2],
          [0, 0],
        ],
      )
      .on(symmetric(2)),
    'positive definite matrices': gradient
      .of(
        (a: Rows) => Math.log(a[0]![0]! * a[1]![1]! - a[0]![1]! ** 2),
        a => {
          const det = a[0]![0]! * a[1]![1]! - a[0]![1]! ** 2
          return [
            [a[1]![1]! / det, -a[0]![1]! / det],
            [-a[0]![1]! / det, a[0]![0]! / det],
          ]
        },
      )
      .on(positiveDefinite(2)),
    'whole numbers': gradient
      .of(
        ([x, n]: readonly [number, number]) => x ** n,
        ([x, n]) => [n * x ** (n - 1), Number.NaN],
      )
      .on(product(box(0.5, 2), integers(1, 4))),
    'records, and tuples in them': gradient
      .of(
        ({ w, b }: { readonly w: number[]; readonly b: readonly [number, number] }) =>
          sum(w) * b[0] + b[1],
        ({ w, b }) => ({ w: w.map(() => b[0]), b: [sum(w), 1] as const }),
      )
      .on(record({ w: box(-2, 2, 2), b: product(box(-1, 1), box(-1, 1)) })),
    'an object of its own': gradient
      .of(
        (p: { readonly data: readonly number[] }) => squares(p.data),
        p => ({ data: twice(p.data) }),
      )
      .on(own(box(-2, 2, 2), { write: data => ({ data }), read: p => p.data })),
    'points of its own': gradient
      .of(Math.log, x => 1 / x)
      .on(custom({ points: fc.integer({ min: 1, max: 9 }), directions: fc.constantFrom(-1, 1) })),
    'a vjp': vjp
      .of(
        ([x, y]: readonly number[]) => [y!, x! * x!],
        ([x], [w, z]) => [2 * x! * z!, w!],
      )
      .on(box(-2, 2, 2)),
    'a jvp': jvp.of(Math.exp, (x, v) => v * Math.exp(x)).on(box(-2, 2)),
    'both products': derivative
      .of((x: number) => x ** 3, { vjp: (x, w) => 3 * x * x * w, jvp: (x, v) => 3 * x * x * v })
      .on(box(-2, 2)),
    'a Jacobian': jacobian
      .of(
        ([x, y]: readonly number[]) => ({ a: y!, b: [x! * x!] }),
        ([x]) => [
          [0, 1],
          [2 * x!, 0],
        ],
      )
      .on(box(-2, 2, 2)),
    'a Hessian': hessian
      .of(
        ([x, y]: readonly number[]) => x! * x! * y!,
        ([x, y]) => [
          [2 * y!, 2 * x!],
          [2 * x!, 0],
        ],
      )
      .on(box(-2, 2, 2)),
    'a Hessian with its gradient': hessian
      .of(
        ([x, y]: readonly number[]) => x! * x! * y!,
        ([x, y]) => [
          [2 * y!, 2 * x!],
          [2 * x!, 0],
        ],
        { gradient: ([x, y]) => [2 * x! * y!, x! * x!] },
      )
      .on(box(-2, 2, 2)),
    'a batch': gradient
      .of(Math.sin, Math.cos, { batch: xs => xs.map(x => Math.sin(x)) })
      .on(box(-2, 2)),
    'a complex step': gradient
      .of(Math.exp, Math.exp, { imaginary: (x, v) => Math.exp(x) * Math.sin(v) })
      .on(box(-2, 2)),
    'declared edges': gradient
      .of(
        (x: number) => Math.max(0, x),
        x => (x > 0 ? 1 : 0),
      )
      .on(box(-2, 2), {
        edges: [
          { at: 0, value: 0 },
          { at: 0, convention: 'left' },
          { at: 5e-324, value: 5e-324, convention: { partials: [1] } },
          { at: Number.POSITIVE_INFINITY, value: Number.POSITIVE_INFINITY, convention: 'finite' },
        ],
      }),
  }
  test.each(Object.entries(laws))('%s', (_, those) => {
    for (let from = seed; from < seed + 5; from++) {
      const found = checkLaws(those, { seed: from })
      expect(isLeft(found) ? showFailure(found.left) : 'holds').toBe('holds')
    }
  })
})
