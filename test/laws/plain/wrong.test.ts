/** Laws of plain functions: what is wrong is named by its law. */
import {
  type AnyLaw,
  assertLaws,
  box,
  custom,
  derivative,
  gradient,
  hessian,
  jacobian,
  jvp,
  product,
  vjp,
} from 'chainrule/laws'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failing, seed, twice } from './support.js'

const line = (x: readonly number[]): number => x[0]! + 2 * x[1]!
let calls = 0
const moody = (x: number): number => x + (calls++ % 2) * 1e-9
const seen: { x?: number } = {}

describe('what is wrong is named by its law', () => {
  const wrong: Readonly<Record<string, readonly [law: RegExp, laws: readonly AnyLaw[]]>> = {
    'a value that is no number': [
      /has a value of numbers/,
      vjp
        .of(
          () => 'one' as never,
          () => 1,
        )
        .on(box(-2, 2)),
    ],
    'a value that throws': [
      /the value is in the codomain/,
      gradient
        .of(
          (): number => {
            throw new Error('no')
          },
          () => 1,
        )
        .on(box(-2, 2)),
    ],
    'a gradient of another shape': [
      /has the shape of the input/,
      gradient.of(line, () => [1]).on(box(-2, 2, 2)),
    ],
    'an answer that changes': [/the same bits/, gradient.of(moody, () => 1).on(box(-2, 2))],
    'an input that is sorted': [
      /the same bits/,
      gradient
        .of(
          (x: number[]) => line(x.sort()),
          () => [1, 2],
        )
        .on(box(-2, 2, 2)),
    ],
    'a residual of the last call': [
      /the same bits/,
      gradient
        .of(
          (x: number) => {
            seen.x = x
            return x * x
          },
          () => 2 * (seen.x ?? 0),
        )
        .on(box(-2, 2)),
    ],
    'something of nothing': [
      /a zero cotangent/,
      vjp
        .of(
          (x: number) => 3 * x,
          (_, w) => 3 * w + 1e-9,
        )
        .on(box(-2, 2)),
    ],
    'a cotangent that is clipped': [
      /linear in the cotangent/,
      vjp
        .of(
          (x: number) => x,
          (_, w) => Math.min(w, 0.5),
        )
        .on(box(-2, 2)),
    ],
    'a tangent that is squared': [
      /linear in the tangent/,
      jvp
        .of(
          (x: number) => x,
          (_, v) => v * Math.abs(v),
        )
        .on(box(-2, 2)),
    ],
    'products that disagree': [
      /transpose of the pushforward/,
      derivative
        .of((x: number) => x * x, { vjp: (x, w) => 2 * x * w, jvp: (x, v) => x * v })
        .on(box(-2, 2)),
    ],
    'a slope of half': [
      /vjp is what differences say/,
      gradient
        .of(
          (x: number) => x * x,
          x => x,
        )
        .on(box(-2, 2)),
    ],
    'a jvp of half': [
      /jvp is what differences say/,
      jvp
        .of(
          (x: number) => x * x,
          (x, v) => x * v,
        )
        .on(box(-2, 2)),
    ],
    'a Jacobian that is transposed': [
      /vjp is what differences say/,
      jacobian
        .of(
          ([x, y]: readonly number[]) => [y!, x! * x!],
          ([x]) => [
            [0, 2 * x!],
            [1, 0],
          ],
        )
        .on(box(-2, 2, 2)),
    ],
    'a Hessian that is not symmetric': [
      /Hessian is symmetric/,
      hessian
        .of(
          ([x, y]: readonly number[]) => x! * x! * y!,
          ([x, y]) => [
            [2 * y!, 4 * x!],
            [0, 0],
          ],
        )
        .on(box(-2, 2, 2)),
    ],
    'a Hessian of half': [
      /what second differences say/,
      hessian
        .of(
          (x: number) => x * x,
          () => 1,
        )
        .on(box(-2, 2)),
    ],
    'the same object twice': [
      /given twice/,
      gradient
        .of(
          ([a, b]: readonly [readonly number[], readonly number[]]) => a[0]! * b[0]!,
          ([a, b]) => (a === b ? [twice(a), twice(b)] : [b, a]),
        )
        .on(product(box(-2, 2, 1), box(-2, 2, 1))),
    ],
    'a batch that is the first point': [
      /a batch of points/,
      gradient
        .of(Math.sin, Math.cos, { batch: xs => xs.map(() => Math.sin(xs[0]!)) })
        .on(box(-2, 2)),
    ],
    'a number at a kink that neither side says': [
      /at its edges/,
      gradient
        .of(
          (x: number) => Math.abs(x),
          x => (x === 0 ? 2 : Math.sign(x)),
        )
        .on(box(-2, 2), { edges: [{ at: 0 }] }),
    ],
    'a value at an edge': [
      /at its edges/,
      gradient
        .of(
          (x: number) => x / Math.hypot(x),
          () => 0,
        )
        .on(box(1, 2), { edges: [{ at: 0, value: 0, convention: 'finite' }] }),
    ],
  }
  test.each(Object.entries(wrong))('%s', (_, [law, laws]) => {
    for (let from = seed; from < seed + 10; from++) {
      const failure = failing(laws, from)
      expect(failure.tag).toBe('broken')
      expect(failure.law).toMatch(law)
      expect(failure.formula).not.toBe('')
    }
  })
  test('where nothing can be told the failure is of its own kind', () => {
    const kinks = gradient
      .of(
        x => Math.abs(x),
        (x: number) => Math.sign(x),
      )
      .on(custom({ points: fc.constant(0), directions: fc.constant(1) }))
    expect(failing(kinks)).toMatchObject({ tag: 'inconclusive', decided: 0 })
    expect(() => {
      assertLaws(kinks, { seed })
    }).toThrow(expect.objectContaining({ name: 'LawInconclusive' }))
  })
})
