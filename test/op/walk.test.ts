/** The walk under all kernels: rows cover every index once, in order, at the offsets strides say. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { walkRows } from '../../src/op/walk.js'

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 })
const walks = shapes.chain(shape =>
  fc.record({
    shape: fc.constant(shape),
    strides: fc.array(
      fc.array(fc.integer({ min: -3, max: 12 }), {
        minLength: shape.length,
        maxLength: shape.length,
      }),
      { maxLength: 3 },
    ),
  }),
)

/** Every index, row-major, with its offset in each operand. */
const plain = (shape: readonly number[], strides: readonly (readonly number[])[]) =>
  shape
    .reduce<readonly (readonly number[])[]>(
      (rows, d) => rows.flatMap(row => Array.from({ length: d }, (_, i) => [...row, i])),
      [[]],
    )
    .map(index => strides.map(s => index.reduce((sum, i, axis) => sum + i * s[axis]!, 0) + 100))

const visited = (shape: readonly number[], strides: readonly (readonly number[])[]) => {
  const seen: number[][] = []
  const lengths: number[] = []
  walkRows(
    shape,
    strides,
    (k, at, n, step) => {
      expect(k).toBe(seen.length)
      lengths.push(n)
      for (let p = 0; p < n; p++) seen.push(at.map((a, j) => a + p * step[j]!))
    },
    strides.map(() => 100),
  )
  return { seen, lengths }
}

test('any shape and strides', () => {
  fc.assert(
    fc.property(walks, ({ shape, strides }) => {
      expect(visited(shape, strides).seen).toEqual(plain(shape, strides))
    }),
  )
})

test('what lies contiguous is one row', () => {
  expect(
    visited(
      [2, 3, 4],
      [
        [12, 4, 1],
        [0, 0, 0],
      ],
    ).lengths,
  ).toEqual([24])
  expect(
    visited(
      [2, 3, 4],
      [
        [12, 4, 1],
        [0, 4, 1],
      ],
    ).lengths,
  ).toEqual([12, 12])
  expect(visited([2, 1, 4], [[4, 7, 1]]).lengths).toEqual([8])
  expect(visited([], [[]]).lengths).toEqual([1])
  expect(visited([3, 0], [[0, 1]]).lengths).toEqual([])
})
