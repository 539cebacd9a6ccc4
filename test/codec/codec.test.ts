/** Codecs: round trips over generated spaces, and every fault named by its path. */
import {
  array,
  bool,
  fromFlat,
  index,
  indices,
  key,
  keyFrom,
  mask,
  matrix,
  real,
  type Space,
  struct,
  tensor,
  tuple,
  unit,
  vector,
} from 'chainrule'
import { codec, decode, encode, showErrors } from 'chainrule/codec'
import { arbitrary, arbitrarySpace, assertLaws, codecLaws } from 'chainrule/laws'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'

const faults = <A>(s: Space<A>, u: unknown, options = {}): readonly string[] => {
  const r = decode(s, options)(u)
  return E.isLeft(r) ? showErrors(r.left).split('\n') : []
}

describe('round trip', () => {
  test('over spaces of every make, also through JSON text', () => {
    fc.assert(
      fc.property(arbitrarySpace, fc.nat(), (s, seed) => {
        assertLaws(codecLaws(s, { encode: encode(s), decode: decode(s) }), { runs: 4, seed })
        const lax = { encode: encode(s), decode: decode(s, { nonFinite: 'allow' }) }
        assertLaws(codecLaws(s, lax, { nonFinite: true }), { runs: 4, seed })
        const [value] = fc.sample(arbitrary(s), { numRuns: 1, seed })
        expect(codec(s).is(value)).toBe(true)
        expect(codec(s).encode(value)).toEqual(encode(s)(value))
      }),
      { numRuns: 60 },
    )
  })

  test('numbers that are not finite are spelt, and let in only where allowed', () => {
    const s = vector(3)
    const json = encode(s)(array([Number.NaN, Infinity, -Infinity]))
    expect(json).toEqual(['NaN', 'Infinity', '-Infinity'])
    expect(faults(s, json)).toEqual([
      "[0]: expected a finite number, got 'NaN'",
      "[1]: expected a finite number, got 'Infinity'",
      "[2]: expected a finite number, got '-Infinity'",
    ])
    expect(decode(s, { nonFinite: 'allow' })(json)).toEqual(
      E.right(array([Number.NaN, Infinity, -Infinity])),
    )
    expect(faults(real, Number.NaN)).toEqual(['the value: expected a finite number, got NaN'])
    expect(faults(real, 'nan', { nonFinite: 'allow' })).toHaveLength(1)
    expect(faults(real, 'toString', { nonFinite: 'allow' })).toHaveLength(1)
  })

  test('a key, a mask, an empty tensor, the unit', () => {
    expect(encode(key)(keyFrom(7))).toEqual([0, 7])
    expect(encode(mask(2))(array([true, false]))).toEqual([true, false])
    expect(decode(tensor(2, 0))([[], []])).toEqual(E.right(fromFlat([], [2, 0])))
    expect(decode(unit)([])).toEqual(E.right([]))
  })
})

describe('faults are named by their path', () => {
  const s = struct({ net: struct({ W: matrix(2, 3), b: real }), y: index(10), ok: bool })
  const good = {
    net: {
      W: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      b: 0.5,
    },
    y: 3,
    ok: true,
  }

  test('a right input has none', () => {
    expect(faults(s, good)).toEqual([])
  })
  test('wrong length, ragged rows', () => {
    expect(
      faults(s, {
        ...good,
        net: {
          W: [
            [1, 2, 3],
            [4, 5],
          ],
          b: 0,
        },
      }),
    ).toEqual(['net.W[1]: expected an array of 3, got an array of 2'])
    expect(faults(s, { ...good, net: { W: [[1, 2, 3]], b: 0 } })).toEqual([
      'net.W: expected an array of 2, got an array of 1',
    ])
    expect(faults(tuple(real, real), [1])).toEqual([
      'the value: expected an array of 2, got an array of 1',
    ])
  })
  test('wrong types, several at once', () => {
    const bad = {
      net: {
        W: [
          [1, '2', 3],
          [4, null, [6]],
        ],
        b: true,
      },
      y: 'seven',
      ok: 1,
    }
    expect(faults(s, bad)).toEqual([
      "net.W[0][1]: expected a finite number, got '2'",
      'net.W[1][1]: expected a finite number, got null',
      'net.W[1][2]: expected a finite number, got an array of 1',
      'net.b: expected a finite number, got true',
      'ok: expected true or false, got 1',
      "y: expected a whole number from 0 to 9, got 'seven'",
    ])
  })
  test('indices out of bounds or not whole', () => {
    expect(faults(indices(3, 4), [0, 3, -1, 1.5])).toEqual([
      '[1]: expected a whole number from 0 to 2, got 3',
      '[2]: expected a whole number from 0 to 2, got -1',
      '[3]: expected a whole number from 0 to 2, got 1.5',
    ])
    expect(faults(key, [0, 2 ** 31])).toHaveLength(1)
  })
  test('fields missing, unknown, inherited', () => {
    expect(faults(struct({ a: real }), {})).toEqual(['a: expected a field, got none'])
    expect(faults(struct({ a: real }), { a: 1, b: 2 })).toEqual([
      'b: expected no such field, got one',
    ])
    expect(faults(struct({ toString: real }), {})).toEqual(['toString: expected a field, got none'])
    expect(faults(struct({ a: real }), [1])).toEqual([
      'the value: expected an object with a, got an array of 1',
    ])
  })
  test('hostile input is refused without harm', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}') as unknown
    expect(faults(struct({ a: real }), hostile)).toEqual([
      '__proto__: expected no such field, got one',
    ])
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(faults(vector(2), Array(2))).toHaveLength(2)
    let deep: unknown = 1
    for (let i = 0; i < 100_000; i++) deep = [deep]
    expect(faults(vector(1), deep)).toEqual(['[0]: expected a finite number, got an array of 1'])
  })
  test('io-ts carries the path in its context and the message', () => {
    const r = codec(s).decode({ ...good, y: 11 })
    expect(E.isLeft(r) && r.left.map(e => [e.context.map(c => c.key), e.message])).toEqual([
      [['', 'y'], 'y: expected a whole number from 0 to 9, got 11'],
    ])
    expect(codec(s).is(good)).toBe(false)
  })
})
