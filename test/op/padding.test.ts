/** Margins in every mode against definitions by index, wider than the tensor too; kinds; what is refused. */
import { type Expr, fn, matrix } from 'chainrule'
import { pad } from 'chainrule/op'
import { describe, expect, test } from 'vitest'
import { type At, expectArranged } from './arranged.js'
import { bool, computed, expectShapeError, index, real, sym, valuesOf } from './support.js'

const within = (shape: readonly number[], i: readonly number[]): boolean =>
  i.every((k, axis) => k >= 0 && k < shape[axis]!)

/** A margin of a constant in front of a tensor. */
const inside =
  (shape: readonly number[], before: readonly number[], value = 0): At =>
  (...i) => {
    const at = i.map((k, axis) => k - before[axis]!)
    return within(shape, at) ? at : value
  }

describe('a constant margin', () => {
  test('zeros', () => {
    expectArranged(x => pad(x, [[1, 2]]), [2], [5], inside([2], [1]))
    expectArranged(
      x =>
        pad(x, [
          [0, 1],
          [2, 0],
        ]),
      [2, 3],
      [3, 5],
      inside([2, 3], [0, 2]),
    )
    expectArranged(x => pad(x, [[1, 1]]), [1, 2], [3, 2], inside([1, 2], [1, 0]))
    expectArranged(
      x => pad(x, [[2, 1]]),
      [0],
      [3],
      () => 0,
    )
    expectArranged(
      x => pad(x, []),
      [],
      [],
      () => [],
    )
    expectArranged(
      x =>
        pad(x, [
          [0, 0],
          [0, 0],
        ]),
      [2, 2],
      [2, 2],
      (...i) => i,
    )
    const five = [2, 1, 2, 1, 2]
    const margins = [
      [0, 1],
      [1, 0],
      [0, 0],
      [2, 0],
      [0, 1],
    ] as const
    expectArranged(x => pad(x, margins), five, [3, 2, 2, 3, 3], inside(five, [0, 1, 0, 2, 0]))
  })

  test('another value, of any kind', () => {
    const at = inside([2, 3], [1, 2], -1.5)
    expectArranged(
      x =>
        pad(
          x,
          [
            [1, 0],
            [2, 1],
          ],
          { value: -1.5 },
        ),
      [2, 3],
      [3, 6],
      at,
    )
    expect(valuesOf(pad(real([1], [3]), [[1, 1]], { value: Infinity }))).toEqual([
      Infinity,
      3,
      Infinity,
    ])
    expect(valuesOf(pad(real([1], [NaN]), [[1, 0]]))).toEqual([0, NaN])
    expect(valuesOf(pad(real([1], [1]), [[1, 0]], { value: NaN }))).toEqual([NaN, 1])
    expect(valuesOf(pad(index([2], [7, 8]), [[1, 1]]))).toEqual([0, 7, 8, 0])
    expect(valuesOf(pad(index([1], [7]), [[1, 0]], { value: -3 }))).toEqual([-3, 7])
    expect(valuesOf(pad(bool([1], [true]), [[1, 0]]))).toEqual([false, true])
    expect(valuesOf(pad(bool([1], [false]), [[0, 1]], { value: true }))).toEqual([false, true])
  })

  test('the rank stays, in types', () => {
    fn(matrix(2, 3), x => {
      const y: Expr<readonly [number, number]> = pad(x, [[1, 1]])
      return y
    })
  })
})

describe('a margin of entries', () => {
  /** What Python's numpy.pad puts around 0 … n − 1, written down. */
  const known = {
    edge: [
      [3, [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2]],
      [1, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ],
    reflect: [
      [3, [0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2]],
      [1, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ],
    symmetric: [
      [3, [2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0]],
      [2, [0, 1, 1, 0, 0, 1, 1, 0, 0, 1]],
    ],
    wrap: [
      [3, [2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0]],
      [2, [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]],
    ],
  } as const

  test.each(Object.entries(known))('%s', (mode, cases) => {
    for (const [n, at] of cases) {
      const options = { mode: mode as keyof typeof known }
      const positions: readonly number[] = at
      expectArranged(
        x => pad(x, [[4, 4]], options),
        [n],
        [n + 8],
        i => [positions[i!]!],
      )
      expectArranged(
        x =>
          pad(
            x,
            [
              [0, 0],
              [4, 0],
            ],
            options,
          ),
        [2, n],
        [2, n + 4],
        (r, c) => [r!, positions[c!]!],
      )
    }
  })

  test('along several axes', () => {
    const options = { mode: 'edge' } as const
    const clip = (i: number, n: number): number => Math.min(Math.max(i, 0), n - 1)
    expectArranged(
      x =>
        pad(
          x,
          [
            [1, 1],
            [2, 0],
          ],
          options,
        ),
      [2, 2],
      [4, 4],
      (r, c) => [clip(r! - 1, 2), clip(c! - 2, 2)],
    )
    expect(valuesOf(pad(bool([2], [true, false]), [[0, 1]], options))).toEqual([true, false, false])
    expect(
      computed(
        pad(
          real([0, 2], []),
          [
            [0, 0],
            [1, 1],
          ],
          options,
        ),
      ).shape,
    ).toEqual([0, 4])
  })
})

test('what is refused', () => {
  expectShapeError(
    'pad',
    () =>
      pad(sym(2), [
        [1, 1],
        [0, 0],
      ]),
    'at most one margin',
    '2',
  )
  expectShapeError('pad', () => pad(sym(2), [[-1, 1]]), '-1')
  expectShapeError('pad', () => pad(sym(2), [[0, 0.5]]), '0.5')
  expectShapeError('pad', () => pad(sym(2), [[1] as never]), '[before, after]', '[1]')
  expectShapeError('pad', () => pad(sym(0), [[1, 0]], { mode: 'edge' }), 'axis 0', '[0]')
  expectShapeError('pad', () => pad(sym(2), [[1, 0]], { value: true as never }), 'real', 'true')
  expectShapeError('pad', () => pad(index([1], [0]), [[1, 0]], { value: 0.5 }), 'index', '0.5')
  expectShapeError('pad', () => pad(bool([1], [true]), [[1, 0]], { value: 1 as never }), 'bool')
})
