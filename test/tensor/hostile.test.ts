/** Tensors against what types do not stop: entries that are none, impostors, tampering with what computes. */
import {
  array,
  fn,
  fromFlat,
  fromFunction,
  isShapeError,
  mul,
  run,
  sin,
  tensor,
  toNested,
} from 'chainrule'
import { operations } from 'chainrule/op'
import { isTensor, toTypedArray } from 'chainrule/Tensor'
import { describe, expect, test } from 'vitest'
import { operationOf } from '../../src/op/table.js'

describe('entries of another type are refused, with their place', () => {
  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    ['a hole', Object.assign([1], { 2: 3 }), /kind real, got undefined at 1/],
    ['an array of holes', new Array(2), /kind real, got undefined at 0/],
    ['undefined', [1, undefined], /kind real, got undefined at 1/],
    ['null', [1, null], /kind real, got null at 1/],
    ['text', ['2'], /kind real, got string at 0/],
    ['a bigint', [1n], /kind real, got bigint at 0/],
    ['an object', [{ valueOf: () => 1 }], /kind real, got object at 0/],
    ['a number among truth values', [true, 0], /kind bool, got 0 at 1/],
    ['null alone', null, /kind real, got null at 0/],
    ['a row among numbers', [1, [2]], /rows are ragged/],
    ['a number among rows', [[1], 2], /rows are ragged/],
    ['a row with a hole', [[1, 2], new Array(2)], /kind real, got undefined at 2/],
    ['rows of several depths', [[[1]], [[[1]]]], /rows are ragged/],
  ]
  test.each(bad)('%s', (_, nested, message) => {
    expect(() => array(nested as number[])).toThrow(message)
    try {
      array(nested as number[])
    } catch (e) {
      expect(isShapeError(e)).toBe(true)
    }
  })
  test('in flat data too', () => {
    expect(() => fromFlat([1, undefined] as never, [2])).toThrow(/got undefined at 1/)
    expect(() => fromFlat(new Array<number>(2), [2])).toThrow(/got undefined at 0/)
    expect(() => fromFlat([Number.NaN], [1], 'index')).toThrow(/32-bit integers, got NaN/)
    expect(() => fromFlat([2 ** 31], [1], 'index')).toThrow(/32-bit integers, got 2147483648/)
    expect(() => fromFlat(Float64Array.of(0.5), [1], 'index')).toThrow(/32-bit integers/)
    expect(() => fromFlat([1], [1], 'bool')).toThrow(/kind bool, got 1 at 0/)
  })
  test('shapes that are none', () => {
    for (const shape of [[-1], [1.5], [Number.NaN], [Infinity], [2 ** 31, 2 ** 31]])
      expect(() => fromFunction(shape, () => 0)).toThrow(
        /sizes that are whole numbers|at most 2³² − 1 entries/,
      )
  })
})

test('labels are printed to the last digit', () => {
  expect(String(array([123456789, -1], 'index'))).toBe('Tensor<[2], index> [123456789, -1]')
  expect(String(array([123456789.5]))).toBe('Tensor<[1], real> [123457000]')
})

describe('impostors', () => {
  const t = array([1, 2])
  const use = (u: unknown) => run(fn(tensor(2), x => mul(2, x)))(u as typeof t)
  test('a copy of the fields, a clone, an heir, a proxy', () => {
    expect(() => use({ ...t })).toThrow('not a tensor of this copy of chainrule')
    expect(() => use(structuredClone(t))).toThrow('not a tensor of this copy of chainrule')
    expect(() => use(Object.create(t))).toThrow('not a tensor of this copy of chainrule')
    expect(() => use(new Proxy(t, {}))).toThrow('not a tensor of this copy of chainrule')
    expect(isTensor(structuredClone({ a: 1 }))).toBe(false)
  })
  test('a clone has the entries, and JSON too', () => {
    expect(structuredClone(t).values).toEqual([1, 2])
    expect(JSON.parse(JSON.stringify({ t }))).toEqual({ t: [1, 2] })
  })
})

describe('what computes cannot be tampered with', () => {
  const t = array([1, 2, 3])
  const sine = fn(tensor(3), x => sin(x))
  const intact = (): void => {
    expect(t.values).toEqual([1, 2, 3])
    expect(run(fn(tensor(3), x => sin(x)))(t).values).toEqual([1, 2, 3].map(Math.sin))
  }
  const spoil = (args: readonly { readonly data: { fill: (x: number) => unknown } }[]): never => {
    args[0]!.data.fill(9)
    throw new Error('spoilt')
  }
  test('operations are frozen, and their table is a copy', () => {
    expect(() => Object.assign(operationOf('sin'), { evaluate: spoil })).toThrow(TypeError)
    expect(() => Object.assign(operationOf('sin').print, { text: spoil })).toThrow(TypeError)
    expect(() => Object.assign(operationOf('sin').edges, [spoil])).toThrow(TypeError)
    expect(operations.get('constant')).not.toHaveProperty('evaluate')
    expect(() => Object.assign(operationOf('sin').derivative, { form: 'none' })).toThrow(TypeError)
    ;(operations as Map<string, unknown>).set('sin', { ...operationOf('sin'), evaluate: spoil })
    ;(operations as Map<string, unknown>).delete('mul')
    run(sine)(t)
    intact()
  })
  test('the operation a function carries is not what evaluates', () => {
    const carried = sin as unknown as { operation: unknown }
    expect(() => {
      carried.operation = { ...operationOf('sin'), evaluate: spoil }
    }).toThrow(TypeError)
    intact()
  })
  test('pollution of prototypes changes no contents', () => {
    const polluted: readonly (readonly [object, string])[] = [
      [Object.prototype, 'values'],
      [Object.prototype, 'dtype'],
      [Array.prototype, '0'],
      [Function.prototype, 'data'],
    ]
    const made = polluted.map(([prototype, name]) => {
      Object.defineProperty(prototype, name, {
        configurable: true,
        get: () => 9,
        set: () => {},
      })
      try {
        return [t.values.slice(), t.dtype, toNested(t)]
      } finally {
        Reflect.deleteProperty(prototype, name)
      }
    })
    expect(made).toEqual(polluted.map(() => [[1, 2, 3], 'f64', [1, 2, 3]]))
    intact()
  })
  test('copies are of their own memory, whole', () => {
    const copy = toTypedArray(t)
    new Uint8Array(copy.buffer).fill(255)
    const moved = toTypedArray(t)
    structuredClone(moved.buffer, { transfer: [moved.buffer as ArrayBuffer] })
    intact()
  })
  test('a view of larger memory is copied as it was', () => {
    const memory = Float64Array.of(0, 1, 2, 3, 4)
    const part = fromFlat(memory.subarray(1, 4), [3])
    memory.fill(7)
    expect(part.values).toEqual([1, 2, 3])
    expect(toTypedArray(part).buffer.byteLength).toBe(24)
  })
})
