/** Codecs on input made to do harm, and on much of it: refused with a path, read without harm. */
import {
  array,
  fromFlat,
  index,
  indices,
  matrix,
  real,
  type Space,
  struct,
  tuple,
  vector,
} from 'chainrule'
import { codec, type DecodeErrors, decode, encode, showErrors } from 'chainrule/codec'
import { assertLaws, codecLaws } from 'chainrule/laws'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'

const errorsOf = <A>(s: Space<A>, u: unknown): DecodeErrors => {
  const r = decode(s)(u)
  if (E.isRight(r)) throw new Error('it was accepted')
  return r.left
}
const faults = <A>(s: Space<A>, u: unknown): readonly string[] =>
  showErrors(errorsOf(s, u)).split('\n')

const boom = (): never => {
  throw new Error('boom')
}
const revoked = (target: object): unknown => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

describe('what throws when it is read', () => {
  const s = struct({ a: real, t: vector(2) })
  test('getters', () => {
    const value = Object.defineProperty({ t: [1, 2] }, 'a', { get: boom, enumerable: true })
    expect(faults(s, value)).toEqual(['a: expected a finite number, got what throws when read'])
    const row = Object.defineProperty([1, 2], 1, { get: boom })
    expect(faults(s, { a: 1, t: row })).toEqual([
      't[1]: expected a finite number, got what throws when read',
    ])
    expect(faults(tuple(real, real), Object.defineProperty([1, 2], 0, { get: boom }))).toEqual([
      '[0]: expected a finite number, got what throws when read',
    ])
  })
  test('proxies', () => {
    const handlers: readonly ProxyHandler<object>[] = [
      { get: boom },
      { ownKeys: boom },
      { has: boom, getOwnPropertyDescriptor: boom },
    ]
    for (const handler of handlers) {
      expect(errorsOf(s, new Proxy({ a: 1, t: [1, 2] }, handler)).length).toBeGreaterThan(0)
      expect(decode(s)({ a: 1, t: new Proxy([1, 2], handler) })._tag).toMatch(/Left|Right/)
    }
    expect(faults(s, revoked({}))).toEqual([
      'the value: expected an object with a, t, got an object',
    ])
    expect(faults(vector(2), revoked([]))).toEqual([
      'the value: expected an array of 2, got an object',
    ])
    expect(faults(real, revoked([]))).toEqual([
      'the value: expected a finite number, got an object',
    ])
  })
  test('a length that is a lie, an object that says it is a number', () => {
    const lies = new Proxy([1, 2], {
      get: (t, k) => (k === 'length' ? { toString: boom } : t[+String(k)]),
    })
    expect(faults(vector(2), lies)).toEqual(['the value: expected an array of 2, got an object'])
    expect(faults(vector(2), { length: 2, 0: 1, 1: 2 })).toHaveLength(1)
    expect(faults(real, { valueOf: () => 1, toString: boom })).toEqual([
      'the value: expected a finite number, got an object',
    ])
  })
})

describe('each type that is not plain JSON', () => {
  const things: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a boxed number', Object(1)],
    ['a date', new Date(0)],
    ['a typed array', Float64Array.of(1, 2)],
    ['a tensor', array([1, 2])],
  ]
  test.each(things)('%s', (_, u) => {
    expect(faults(real, u)).toHaveLength(1)
    expect(faults(vector(2), u)).toHaveLength(1)
    expect(faults(vector(2), [u, 1])).toEqual([expect.stringMatching(/^\[0\]: expected a finite/)])
  })
})

describe('names that JavaScript gives a meaning', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  test.each(names)('a field %s is an ordinary field, and nothing is polluted', name => {
    const s = struct(Object.fromEntries([[name, real]]))
    const text = `{"${name}": 5}`
    const r = decode(s)(JSON.parse(text))
    expect(E.isRight(r) && Object.entries(r.right)).toEqual([[name, 5]])
    expect(E.isRight(r) && JSON.stringify(encode(s)(r.right))).toBe(text.replace(' ', ''))
    expect(faults(s, {})).toEqual([`${name}: expected a field, got none`])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(typeof {}.toString).toBe('function')
  })
  test('an inherited field is not there', () => {
    expect(faults(struct({ a: real }), Object.create({ a: 1 }))).toEqual([
      'a: expected a field, got none',
    ])
  })
})

describe('much input', () => {
  test('200,000 faults are all told, in order, each a record', () => {
    const n = 200_000
    const errors = errorsOf(vector(n), Array<string>(n).fill('x'))
    expect(errors.length).toBe(n)
    expect(errors[n - 1]).toEqual({
      _tag: 'DecodeError',
      path: [n - 1],
      expected: 'a finite number',
      got: "'x'",
    })
    expect(showErrors(errors).length).toBeGreaterThan(n)
    expect(codec(vector(n)).decode(Array<string>(n).fill('x'))._tag).toBe('Left')
  })
  test('a million entries are read in a second or two', () => {
    const row = Array.from({ length: 1000 }, (_, i) => i / 7)
    const start = performance.now()
    const r = decode(matrix(1000, 1000))(Array<readonly number[]>(1000).fill(row))
    expect(performance.now() - start).toBeLessThan(5000)
    expect(E.isRight(r) && r.right.values[999_999]).toBe(999 / 7)
  })
  test('a long string and a big bound are told shortly', () => {
    const [text] = faults(real, 'x'.repeat(1e6))
    expect(text!.length).toBeLessThan(100)
    expect(faults(indices(2 ** 31 - 1, 1), [2 ** 31 - 1])).toEqual([
      '[0]: expected a whole number from 0 to 2147483646, got 2147483647',
    ])
  })
})

describe('bits', () => {
  test('−0 and subnormal numbers keep theirs in memory; text has no −0', () => {
    const s = vector(3)
    const x = array([-0, 5e-324, 0.1])
    const json = encode(s)(x)
    const back = decode(s)(json)
    expect(E.isRight(back) && back.right.values.map(v => Object.is(v, -0))).toEqual([
      true,
      false,
      false,
    ])
    const text = JSON.stringify(json)
    expect(text).toBe('[0,5e-324,0.1]')
    expect(decode(s)(JSON.parse(text))).toEqual(E.right(array([0, 5e-324, 0.1])))
  })
  test('single precision is read back as doubles of the same value', () => {
    const x = fromFlat(Float32Array.of(0.1, 3), [2])
    const back = decode(vector(2))(encode(vector(2))(x))
    expect(E.isRight(back) && [back.right.dtype, back.right.values]).toEqual(['f64', x.values])
  })
  test('what is not finite makes the round trip where it is allowed', () => {
    const s = struct({ x: vector(3), y: real })
    const value = { x: array([Number.NaN, Infinity, -1e308]), y: -Infinity }
    const lax = decode(s, { nonFinite: 'allow' })(JSON.parse(JSON.stringify(encode(s)(value))))
    expect(lax).toEqual(E.right(value))
    expect(faults(s, encode(s)(value)).map(t => t.split(':')[0])).toEqual(['x[0]', 'x[1]', 'y'])
  })
  test('encode refuses a value of another space, with the path', () => {
    const s = struct({ x: vector(3), y: index(2) })
    expect(() => encode(s)({ x: array([1, 2]), y: 0 } as never)).toThrow(/encode: .* at x/)
    expect(() => encode(s)({ x: array([1, 2, 3]), y: 2 })).toThrow(/encode: .* at y/)
  })
})

describe('a wrong codec is caught', () => {
  const s = tuple(vector(2), index(3))
  const right = { encode: encode(s), decode: decode(s) }
  const wrong: Readonly<Record<string, typeof right>> = {
    'one that rounds': {
      ...right,
      encode: ([x, y]) => [x.values.map(v => Math.round(v * 10) / 10), y],
    },
    'one that turns rows round': {
      ...right,
      encode: ([x, y]) => [x.values.toReversed(), y],
    },
    'one that refuses what it wrote': { ...right, encode: ([x, y]) => [x.values, y + 3] },
    'one that forgets the label': {
      ...right,
      decode: u => {
        const r = decode(s)(u)
        return E.isLeft(r) ? r : E.right([r.right[0], 0] as const)
      },
    },
  }
  test('the right one is not', () => {
    assertLaws(codecLaws(s, right), { seed: 1 })
  })
  test.each(Object.entries(wrong))('%s', (_, c) => {
    expect(() => assertLaws(codecLaws(s, c), { seed: 1 })).toThrow()
  })
})
