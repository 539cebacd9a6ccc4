/** One broken twin for every law of fp-ts's instances, by its name: a law without one makes this fail. */
import { type Tensor, vector } from 'chainrule'
import { decode } from 'chainrule/codec'
import { type AnyLaw, codecLaws, tryLaws } from 'chainrule/laws'
import fc from 'fast-check'
import type { Applicative1 } from 'fp-ts/lib/Applicative.js'
import * as N from 'fp-ts/lib/number.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { describe, expect, test } from 'vitest'
import { groupLaws } from '../../laws/fpts/algebra.js'
import { monadLaws } from '../../laws/fpts/functor.js'
import { eqLaws, ordLaws } from '../../laws/fpts/order.js'

const seeds = Array.from({ length: 20 }, (_, k) => k + 1)
const few = { inputs: fc.integer({ min: -3, max: 3 }) }
const wholes = { ...few, eq: N.Eq }

const eq = (equals: (a: number, b: number) => boolean): readonly AnyLaw[] => eqLaws({ equals }, few)
const ord = (compare: (a: number, b: number) => number): readonly AnyLaw[] =>
  ordLaws({ ...N.Eq, compare: (a, b) => Math.sign(compare(a, b)) as -1 | 0 | 1 }, few)
const sums = { ...N.MonoidSum, inverse: (a: number) => -a }

const lists = { inputs: <A>(a: fc.Arbitrary<A>) => fc.array(a, { maxLength: 4 }), eq: RA.getEq }
const list = (wrong: Partial<typeof RA.Monad>): readonly AnyLaw[] =>
  monadLaws({ ...RA.Monad, ...wrong }, lists)
const zip: Applicative1<RA.URI>['ap'] = (fs, as) => RA.zipWith(fs, as, (f, a) => f(a))

const options = {
  inputs: <A>(a: fc.Arbitrary<A>) => fc.oneof(fc.constant(O.none), a.map(O.some)),
  eq: O.getEq,
}
const option = (wrong: Partial<typeof O.Monad>): readonly AnyLaw[] =>
  monadLaws({ ...O.Monad, ...wrong }, options)

const right: readonly AnyLaw[] = [
  ...ordLaws(N.Ord, few),
  ...groupLaws(sums, wholes),
  ...monadLaws(RA.Monad, lists),
]

/** A broken suite for each law. */
const twins: Readonly<Record<string, readonly AnyLaw[]>> = {
  'equality is reflexive': eq((a, b) => a === b && a !== 0),
  'equality is symmetric': eq((a, b) => a <= b),
  'equality is transitive': eq((a, b) => Math.abs(a - b) <= 1),
  'order is total and antisymmetric': ord((a, b) => (a < b ? -1 : 0)),
  // Scissors, paper, stone.
  'order is transitive': ord((a, b) => [0, 1, -1][(((a - b) % 3) + 3) % 3]!),
  'only equals have no order': ord((a, b) => Math.abs(a) - Math.abs(b)),
  'it is associative': groupLaws({ ...sums, concat: (a, b) => a - b }, wholes),
  'empty is a unit': groupLaws({ ...sums, empty: 1 }, wholes),
  'inverses undo': groupLaws({ ...sums, inverse: a => a }, wholes),
  'mapping the identity changes nothing': list({ map: (u, f) => u.map(f).toReversed() }),
  'mapping twice is mapping once': list({ map: (u, f) => u.slice(1).map(f) }),
  'the pure identity changes nothing': list({ ap: (fs, u) => RA.Monad.ap(fs, u.slice(1)) }),
  'of keeps application': list({ of: a => [a, a] }),
  'what is pure may change sides': list({ ap: (fs, u) => RA.Monad.ap(fs.slice(0, 1), u) }),
  'applying in turn is applying the composite': list({
    ap: (fs, u) => (u.length > 1 ? RA.Monad.ap(fs, u).slice(1) : RA.Monad.ap(fs, u)),
  }),
  'mapping is applying what is pure': list({ ap: zip }),
  'of is a unit on the left': option({ chain: () => O.none }),
  'of is a unit on the right': list({ chain: (u, k) => RA.Monad.chain(u.slice(0, 1), k) }),
  'chaining is associative': list({
    chain: (u, k) => RA.Monad.chain(u, k).toReversed(),
  }),
  'applying is chaining': list({ ap: zip }),
}

describe('every law of an instance', () => {
  test('has a broken twin, and no twin is of a law that is not there', () => {
    expect(Object.keys(twins).toSorted()).toEqual(right.map(law => law.name).toSorted())
  })
  test.each(Object.entries(twins))('«%s» rejects its twin, on every seed', (name, laws) => {
    const law = laws.filter(l => l.name === name)
    expect(law).toHaveLength(1)
    for (const seed of seeds) {
      expect(law[0]!.reports(50, seed).map(r => r.verdict)).toContain('fails')
      expect(tryLaws(law, { seed })[0]!.holds).toBe(false)
    }
  })
  test('holds for what is right, on every seed', () => {
    for (const seed of seeds)
      for (const s of tryLaws(right, { seed, runs: 20 })) expect(s).toMatchObject({ holds: true })
  })
})

describe('codecs that do harm with what is damaged', () => {
  const s = vector(2)
  type V = Tensor<readonly [2]>
  const good = { encode: (a: V) => a.values, decode: decode(s) }
  const harm: Readonly<Record<string, (e: unknown) => ReturnType<typeof good.decode>>> = {
    throws: e => {
      const r = good.decode(e)
      if (r._tag === 'Left') throw new Error('not two numbers')
      return r
    },
    'refuses without a word': e => {
      const r = good.decode(e)
      return r._tag === 'Left' ? { ...r, left: [] as never } : r
    },
    'reads the text of numbers, and null': e =>
      good.decode(Array.isArray(e) && e.length === 2 ? e.map(Number) : e),
    'reads what is no array': e =>
      e === null || e === undefined ? good.decode([0, 0]) : good.decode(e),
    'fills what is missing': e => good.decode(Array.isArray(e) ? [...e, 0].slice(0, 2) : e),
  }
  test.each(Object.entries(harm))('one that %s', (_, wrong) => {
    const law = codecLaws(s, { ...good, decode: wrong })
    for (const seed of seeds)
      expect(
        tryLaws(law, { seed })
          .filter(r => !r.holds)
          .map(r => r.law),
      ).toEqual(['what is damaged is refused by a value'])
  })
  const rounding = (x: number): number => Math.fround(x)
  test('one of single precision is caught by numbers of many bits', () => {
    const single = { ...good, encode: (a: V) => a.values.map(rounding) }
    for (const seed of seeds) expect(tryLaws(codecLaws(s, single), { seed })[0]!.holds).toBe(false)
  })
  test('one that is said to keep NaN, and turns it into null', () => {
    const lax = { encode: good.encode, decode: decode(s, { nonFinite: 'allow' }) }
    for (const seed of seeds)
      expect(
        tryLaws(codecLaws(s, lax, { nonFinite: true }), { seed })
          .filter(r => !r.holds)
          .map(r => r.law),
      ).toEqual(['what is encoded survives being text'])
  })
  test('bytes are no JSON: only the rest is asked, and damage of one’s own', () => {
    const bytes = {
      encode: (a: V) => Float64Array.from(a.values),
      decode: (e: Float64Array) =>
        decode(s)(e instanceof Float64Array ? Array.from(e) : { not: 'bytes' }),
    }
    const cut = codecLaws(s, bytes, {
      json: false,
      damage: (e, where) => [e.slice(0, where % e.length)],
    })
    for (const laws of [codecLaws(s, bytes, { json: false }), cut])
      for (const r of tryLaws(laws, { seed: 1 })) expect(r).toMatchObject({ holds: true })
    expect(cut).toHaveLength(3)
    const padded = {
      ...bytes,
      decode: (e: Float64Array) => bytes.decode(Float64Array.from([...e, 0, 0].slice(0, 2))),
    }
    const wrong = codecLaws(s, padded, { json: false, damage: e => [e.slice(1)] })
    expect(tryLaws(wrong, { seed: 1 }).map(r => r.holds)).toEqual([true, true, false])
    const none = codecLaws(s, bytes, { json: false, damage: () => [] })
    expect(tryLaws(none, { seed: 1 }).map(r => r.holds)).toEqual([true, true, false])
  })
})
