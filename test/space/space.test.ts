/** Spaces: what is read off their descriptions, and the faults they name. */
import {
  array,
  bool,
  field,
  fn,
  fromFlat,
  index,
  indices,
  key,
  keyFrom,
  mask,
  matrix,
  omit,
  pick,
  real,
  run,
  struct,
  tensor,
  tuple,
  unit,
  vector,
} from 'chainrule'
import {
  addTangents,
  basis,
  dim,
  equalValues,
  equalWithin,
  flatten,
  getEq,
  getMonoid,
  getShow,
  inner,
  sameSpace,
  scaleTangent,
  showSpace,
  showValue,
  tangentSpace,
  unflatten,
  zero,
} from 'chainrule/Space'
import { describe, expect, test } from 'vitest'

const s = struct({ net: tuple(matrix(2, 2), real), label: index(10), on: bool, k: key })
const value = {
  net: [
    array([
      [1, 2],
      [3, 4],
    ]),
    0.5,
  ] as const,
  label: 3,
  on: true,
  k: keyFrom(1),
}
const tangent = {
  net: [
    array([
      [1, 0],
      [0, -1],
    ]),
    2,
  ] as const,
  label: [],
  on: [],
  k: [],
} as const

describe('interpretations', () => {
  test('text', () => {
    expect(showSpace(s)).toBe('{ k: ℤ[2], label: ℤ<10, net: (ℝ[2, 2] × ℝ), on: 𝔹 }')
    expect(showSpace(unit)).toBe('𝟙')
    expect(showSpace(tensor())).toBe('ℝ[]')
    expect(showSpace(tangentSpace(s))).toBe('{ k: 𝟙, label: 𝟙, net: (ℝ[2, 2] × ℝ), on: 𝟙 }')
    expect(showValue(struct({ a: real, t: vector(2) }))({ a: 1, t: array([1, 2]) })).toBe(
      '{ a: 1, t: Tensor<[2], real> [1, 2] }',
    )
    expect(getShow(real).show(2)).toBe('2')
  })
  test('the monoid of tangents, scaling, the inner product', () => {
    const twice = {
      ...tangent,
      net: [
        array([
          [2, 0],
          [0, -2],
        ]),
        4,
      ] as const,
    }
    expect(addTangents(s)(tangent, tangent)).toEqual(twice)
    expect(scaleTangent(s)(2, tangent)).toEqual(twice)
    expect(inner(s)(tangent, twice)).toBe(2 + 2 + 8)
    expect(getMonoid(s).concat(tangent, getMonoid(s).empty)).toEqual(tangent)
    expect(equalValues(tangentSpace(s))(zero(s), scaleTangent(s)(0, tangent))).toBe(true)
  })
  test('coordinates and the basis, discrete parts having none', () => {
    expect(dim(s)).toBe(5)
    expect(flatten(s)(tangent).values).toEqual([1, 0, 0, -1, 2])
    expect(unflatten(s)(flatten(s)(tangent))).toEqual(tangent)
    const es = [...basis(s)]
    expect(es.length).toBe(5)
    expect(es.map(e => flatten(s)(e).values.indexOf(1))).toEqual([0, 1, 2, 3, 4])
    expect([...basis(unit)]).toEqual([])
    expect(() => unflatten(s)(array([1, 2]))).toThrow('unflatten: expected [5], got [2]')
  })
  test('equality, exact and within a tolerance', () => {
    expect(equalValues(s)(value, { ...value })).toBe(true)
    expect(equalValues(s)(value, { ...value, label: 4 })).toBe(false)
    expect(equalValues(real)(Number.NaN, Number.NaN)).toBe(true)
    expect(equalValues(real)(0, -0)).toBe(true)
    expect(getEq(real).equals(1, 1 + 1e-15)).toBe(false)
    const near = equalWithin({ absolute: 1e-12, relative: 1e-9 })
    expect(near(real)(1, 1 + 1e-10)).toBe(true)
    expect(near(real)(1, 1 + 1e-8)).toBe(false)
    expect(near(real)(Infinity, Infinity)).toBe(true)
    expect(near(real)(Infinity, 1e308)).toBe(false)
    expect(near(vector(2))(array([1, 2]), array([1, 2 + 1e-3]))).toBe(false)
  })
})

describe('spaces from spaces', () => {
  test('omit, pick, field', () => {
    expect(showSpace(omit('net', 'k')(s))).toBe('{ label: ℤ<10, on: 𝔹 }')
    expect(showSpace(pick('on')(s))).toBe('{ on: 𝔹 }')
    expect(showSpace(field('label')(s))).toBe('ℤ<10')
    expect(() => omit('nothing' as 'on')(s)).toThrow("omit: expected a struct with 'nothing'")
  })
  test('the order of the fields of a struct does not matter', () => {
    const [a, b] = [struct({ x: real, y: vector(2) }), struct({ y: vector(2), x: real })]
    expect(sameSpace(a.form, b.form)).toBe(true)
    const f = fn(a, ({ x }) => x)
    expect(run(f)({ y: array([1, 2]), x: 5 })).toBe(5)
  })
  test('rank 0 and empty spaces are spaces', () => {
    expect(sameSpace(real.form, tensor().form)).toBe(false)
    expect(run(fn(tensor(), tensor(), x => x))(fromFlat([3], [])).values).toEqual([3])
    expect(run(fn(tensor(0, 3), x => x))(fromFlat([], [0, 3])).shape).toEqual([0, 3])
    expect(() => vector(1.5)).toThrow(/sizes that are whole numbers/)
  })
})

describe('values of the wrong space are refused with their path', () => {
  const f = run(fn(s, ({ net }) => net[1]))
  const refused = (v: unknown, message: string): void => {
    expect(() => f(v as typeof value)).toThrow(message)
  }
  test('each fault', () => {
    expect(f(value)).toBe(0.5)
    refused(
      { ...value, net: [array([1, 2]), 1] },
      'run: expected a real tensor of shape [2, 2] at net[0], got a real tensor of shape [2]',
    )
    refused(
      { ...value, net: [value.net[0], '1'] },
      'run: expected a real scalar at net[1], got string',
    )
    refused(
      { ...value, net: [value.net[0]] },
      'run: expected a tuple of 2 at net, got an array of 1',
    )
    refused(
      { ...value, label: 10 },
      'run: expected a index scalar at label, got 10, which is not from 0 to 9',
    )
    refused({ ...value, label: 1.5 }, 'at label, got 1.5')
    refused({ ...value, on: 1 }, 'at on, got number')
    refused({ net: value.net }, "run: expected a struct with 'k'")
    refused(null, 'run: expected a struct, got null')
  })
  test('tensors of indices and masks', () => {
    expect(() => run(fn(indices(3, 2), x => x))(array([0, 3], 'index'))).toThrow(
      /got 3, which is not from 0 to 2/,
    )
    expect(run(fn(mask(2), x => x))(array([true, false])).values).toEqual([true, false])
    expect(() => run(fn(mask(2), x => x))(array([1, 0]) as never)).toThrow(/bool tensor/)
  })
})
