/** Tensors: made from anything, read back the same, and changed by nobody. */
import { inspect } from 'node:util'
import {
  array,
  at,
  fn,
  fromFlat,
  fromFunction,
  full,
  keyFrom,
  mul,
  run,
  tensor,
  toFlat,
  toNested,
} from 'chainrule'
import { arbitrary } from 'chainrule/laws'
import { equals, isTensor, toTypedArray } from 'chainrule/Tensor'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'

describe('constructors and access', () => {
  test('nested arrays, with their shape and kind', () => {
    const t = array([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expectTypeOf(t.shape).toEqualTypeOf<readonly [2, 3]>()
    expect([t.shape, t.kind, t.dtype]).toEqual([[2, 3], 'real', 'f64'])
    expect(at(t, 1, 2)).toBe(6)
    expect(toFlat(t)).toEqual([1, 2, 3, 4, 5, 6])
    expect(array([[true], [false]]).dtype).toBe('bool')
    expect(toNested(array([[true], [false]]))).toEqual([[true], [false]])
    expect(array([3, -1], 'index').dtype).toBe('i32')
    expect(array([]).shape).toEqual([0])
    expect(array([[], []]).shape).toEqual([2, 0])
    expect(toNested(array(7))).toBe(7)
  })
  test('flat data and typed arrays, whose kind and precision they keep', () => {
    expect(fromFlat(Float32Array.of(1.1, 2), [2]).dtype).toBe('f32')
    expect(fromFlat(Float32Array.of(1.1), [1]).values).toEqual([Math.fround(1.1)])
    expect(fromFlat(Int32Array.of(1, 2), [2]).kind).toBe('index')
    expect(fromFlat(Uint8Array.of(1, 255), [2]).kind).toBe('real')
    expect(fromFlat([true, false], [2]).kind).toBe('bool')
    expect(toNested(fromFlat([1, 2, 3, 4], [2, 1, 2]))).toEqual([[[1, 2]], [[3, 4]]])
    expect(fromFlat([], [0, 5]).shape).toEqual([0, 5])
  })
  test('functions of the index, and one value everywhere', () => {
    expect(toNested(fromFunction([2, 3], (i, j) => 10 * i + j))).toEqual([
      [0, 1, 2],
      [10, 11, 12],
    ])
    expect(fromFunction([], () => 4).values).toEqual([4])
    expect(full([2], 0.5).values).toEqual([0.5, 0.5])
    expect(keyFrom(2 ** 32 - 1).values).toEqual([0, -1])
  })
  test('round trips over generated tensors of every rank', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 }),
        fc.nat(),
        (shape, seed) => {
          const [t] = fc.sample(arbitrary(tensor(...shape)), { numRuns: 1, seed })
          expect(equals(fromFlat(toFlat(t!), shape), t!)).toBe(true)
          if (t!.values.length > 0)
            expect(toNested(array(toNested(t!) as number[]))).toEqual(toNested(t!))
        },
      ),
    )
  })
  test('faults are named', () => {
    expect(() => array([[1, 2], [3]] as never)).toThrow(
      'array: expected 2 entries at [1], got 1: rows are ragged',
    )
    expect(() => array([1, [2]] as never)).toThrow(/ragged/)
    expect(() => array([1, true] as never)).toThrow(
      'array: expected entries of kind real, got true at 1',
    )
    expect(() => array([1.5], 'index')).toThrow('array: expected 32-bit integers, got 1.5 at 0')
    expect(() => fromFlat([1, 2, 3], [2, 2])).toThrow(
      'fromFlat: expected 4 entries for [2, 2], got 3',
    )
    expect(() => fromFlat([], [-1])).toThrow(/sizes that are whole numbers/)
    expect(() => at(array([1, 2]), 2)).toThrow('at: expected an index into [2], got [2]')
    expect(() => at(array([1, 2]))).toThrow(/at:/)
    expect(() => keyFrom(0.5)).toThrow(/32-bit/)
  })
  test('text is readable, long ones are cut', () => {
    expect(String(array([1, 2.5]))).toBe('Tensor<[2], real> [1, 2.5]')
    expect(inspect(array([[true], [false]]))).toBe('Tensor<[2, 1], bool> [[true],\n [false]]')
    const long = String(full([100, 100], 1))
    expect(long).toContain('…')
    expect(long.length).toBeLessThan(300)
    expect(JSON.stringify(array([[1], [2]]))).toBe('[[1],[2]]')
  })
  test('equality is bit by bit, and test runners see contents', () => {
    expect(equals(array([Number.NaN]), array([Number.NaN]))).toBe(true)
    expect(equals(array([0]), array([-0]))).toBe(false)
    expect(equals(array([1]), array([1], 'index'))).toBe(false)
    expect(array([1, 2])).not.toEqual(array([1, 3]))
    expect([isTensor(array([1])), isTensor({}), isTensor(null)]).toEqual([true, false, false])
  })
})

describe('nobody outside can change a tensor', () => {
  const t = array([1, 2, 3])
  const intact = (): void => {
    expect(t.values).toEqual([1, 2, 3])
    expect(t.shape).toEqual([3])
    expect(run(fn(tensor(3), x => mul(1, x)))(t).values).toEqual([1, 2, 3])
  }
  const attempts: Readonly<Record<string, () => void>> = {
    'through the values': () => {
      ;(t.values as number[])[0] = 9
    },
    'through the shape': () => {
      ;(t.shape as unknown as number[])[0] = 9
    },
    'by assignment': () => {
      ;(t as { kind: string }).kind = 'bool'
    },
    'by Object.assign': () => {
      Object.assign(t, { values: [9] })
    },
    'by defining a property': () => {
      Object.defineProperty(t, 'values', { value: [9] })
    },
    'by Reflect': () => {
      if (!Reflect.set(t, 'values', [9])) throw new TypeError('refused')
    },
    'by another prototype': () => {
      Object.setPrototypeOf(t, { values: [9] })
    },
    'by deleting': () => {
      delete (t as { values?: unknown }).values
    },
    'through a typed array': () => {
      toTypedArray(t)[0] = 9
    },
    'through nested arrays': () => {
      ;(toNested(t) as number[])[0] = 9
    },
    'through symbols and hidden keys': () => {
      for (const key of Reflect.ownKeys(t)) {
        const value: unknown = Reflect.get(t, key)
        if (ArrayBuffer.isView(value)) new Uint8Array(value.buffer).fill(255)
      }
    },
    'through what run returns': () => {
      const same = run(fn(tensor(3), x => x))(t)
      ;(same.values as number[])[0] = 9
      toTypedArray(same)[0] = 9
    },
  }
  for (const [how, attempt] of Object.entries(attempts))
    test(how, () => {
      try {
        attempt()
      } catch (e) {
        expect(e).toBeInstanceOf(TypeError)
      }
      intact()
    })
  test('nor through what it was made from', () => {
    const source = Float64Array.of(1, 2, 3)
    const nested = [1, 2, 3]
    const [a, b] = [fromFlat(source, [3]), array(nested)]
    source.fill(9)
    nested.fill(9)
    expect([a.values, b.values]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })
  test('an impostor with the same fields is refused', () => {
    const fake = { ...t, _tag: 'Tensor' as const }
    expect(() => run(fn(tensor(3), x => x))(fake as typeof t)).toThrow(/not a tensor of this copy/)
  })
})
