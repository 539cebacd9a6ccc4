import {
  array,
  index,
  matrix,
  real,
  type Space,
  struct,
  tensor,
  toFlat,
  toNested,
  tuple,
  unit,
  vector,
} from 'chainrule'
import * as L from 'chainrule/Linear'
import { addTangents, inner, scaleTangent, type Tangent } from 'chainrule/Space'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, matrices, valuesOf } from './arbitrary.js'

const ROUNDING = 1e-12 // a few dozen operations on numbers of size 2, in double precision

const A = struct({ w: matrix(2, 2), b: real })
const B = tuple(vector(3), real)
const C = vector(4)

/** Maps between two spaces, built from every constructor that can be between them. */
const maps = <X, Y>(
  dom: Space<X>,
  cod: Space<Y>,
  m: number,
  n: number,
): fc.Arbitrary<L.Linear<X, Y>> => {
  const leaf = fc.oneof(
    { weight: 1, arbitrary: fc.constant(L.zero(dom, cod)) },
    { weight: 4, arbitrary: matrices(m, n).map(M => L.fromMatrix(dom, cod, M)) },
    { weight: 2, arbitrary: matrices(n, m).map(M => L.transpose(L.fromMatrix(cod, dom, M))) },
  )
  const within = fc.oneof(
    leaf,
    fc.tuple(leaf, endo(dom)).map(([f, d]) => L.compose(f, d)),
    fc.tuple(endo(cod), leaf).map(([d, f]) => L.compose(d, f)),
  )
  return fc.oneof(
    within,
    fc.tuple(within, within).map(([f, g]) => L.add(f, g)),
    within.map(f => L.add(f, f)),
    within.map(f => L.transpose(L.transpose(f))),
    within.map(f =>
      L.compose<X, readonly [Y, Y], readonly [Y, Y], Y>(
        L.project(tuple(cod, cod), 1),
        L.fork(f, f),
      ),
    ),
  )
}

const endo = <X>(s: Space<X>): fc.Arbitrary<L.Linear<X, X>> =>
  fc.oneof(
    fc.constant(L.identity(s)),
    fc.constantFrom(0, -1, 2).map(c => L.scale(s, c)),
    valuesOf(s).map(d => L.diagonal(s, d)),
  )

const same = <X>(s: Space<X>, a: unknown, b: unknown): void => {
  expect(distance(s, a as Tangent<X>, b as Tangent<X>)).toBeLessThan(ROUNDING)
}

const ab = maps(A, B, 4, 5)
const bc = maps(B, C, 4, 4)

describe('the laws at the head of Linear.ts', () => {
  it('1: apply is a functor', () => {
    fc.assert(
      fc.property(ab, bc, valuesOf(A), (f, g, v) => {
        same(C, L.apply(L.compose(g, f))(v), L.apply(g)(L.apply(f)(v)))
      }),
    )
    fc.assert(fc.property(valuesOf(A), v => same(A, L.apply(L.identity(A))(v), v)))
  })

  it('1: identities vanish on either side, zero absorbs', () => {
    fc.assert(
      fc.property(ab, f => {
        expect(L.compose(f, L.identity(A))).toBe(f)
        expect(L.compose(L.identity(B), f)).toBe(f)
        expect(L.compose(f, L.zero(C, A)).term.tag).toBe('zero')
        expect(L.compose(L.zero(B, C), f).term.tag).toBe('zero')
        expect(L.add(f, L.zero(A, B))).toBe(f)
      }),
    )
  })

  it('1: composition is associative', () => {
    fc.assert(
      fc.property(ab, bc, maps(C, A, 5, 4), valuesOf(A), (f, g, h, v) => {
        const left = L.compose(L.compose(h, g), f)
        const right = L.compose(h, L.compose(g, f))
        same(A, L.apply(left)(v), L.apply(right)(v))
      }),
    )
  })

  it('2: apply of a sum', () => {
    fc.assert(
      fc.property(ab, ab, valuesOf(A), (f, g, v) => {
        const sum = addTangents(B)(L.apply(f)(v), L.apply(g)(v))
        same(B, L.apply(L.add(f, g))(v), sum)
      }),
    )
  })

  it('each map is linear', () => {
    fc.assert(
      fc.property(ab, valuesOf(A), valuesOf(A), fc.constantFrom(-2, 0.5, 3), (f, u, v, c) => {
        const together = L.apply(f)(addTangents(A)(scaleTangent(A)(c, u), v))
        const apart = addTangents(B)(scaleTangent(B)(c, L.apply(f)(u)), L.apply(f)(v))
        same(B, together, apart)
      }),
    )
  })

  it('3: the transpose reverses compositions, and twice is nothing', () => {
    fc.assert(
      fc.property(ab, bc, valuesOf(C), valuesOf(A), (f, g, w, v) => {
        const left = L.transpose(L.compose(g, f))
        const right = L.compose(L.transpose(f), L.transpose(g))
        same(A, L.apply(left)(w), L.apply(right)(w))
        same(B, L.apply(L.transpose(L.transpose(f)))(v), L.apply(f)(v))
      }),
    )
  })

  it('4: adjointness', () => {
    fc.assert(
      fc.property(ab, valuesOf(A), valuesOf(B), (f, v, w) => {
        const left = inner(B)(L.apply(f)(v), w)
        const right = inner(A)(v, L.apply(L.transpose(f))(w))
        expect(Math.abs(left - right)).toBeLessThan(ROUNDING * Math.max(1, Math.abs(left)) * 100)
      }),
    )
  })

  it('5: the matrix of a matrix is itself, of a composition the product, of the transpose the transpose', () => {
    fc.assert(
      fc.property(matrices(4, 5), matrices(4, 4), (M, N) => {
        const f = L.fromMatrix(A, B, M)
        const g = L.fromMatrix(B, C, N)
        expect(toNested(L.toMatrix(f))).toEqual(
          toNested(M).map(r => (r as number[]).map(x => x + 0)),
        )
        const product = Array.from({ length: 4 }, (_, i) =>
          Array.from({ length: 5 }, (_, j) =>
            [0, 1, 2, 3].reduce((s, k) => s + N.values[i * 4 + k]! * M.values[k * 5 + j]!, 0),
          ),
        )
        const got = toFlat(L.toMatrix(L.compose(g, f)))
        for (const [k, x] of product.flat().entries()) expect(got[k]).toBeCloseTo(x, 10)
        const back = toNested(L.toMatrix(L.transpose(f))) as number[][]
        expect(back).toEqual(
          toNested(L.toMatrix(f))[0]!.map((_, j) => toNested(L.toMatrix(f)).map(r => r[j])),
        )
      }),
    )
  })
})

describe('products', () => {
  it('project after fork is each part', () => {
    fc.assert(
      fc.property(ab, maps(A, C, 4, 5), valuesOf(A), (f, g, v) => {
        const both = L.fork(f, g)
        const P = tuple(B, C)
        same(B, L.apply(L.compose(L.project(P, 0), both))(v), L.apply(f)(v))
        same(C, L.apply(L.compose(L.project(P, 1), both))(v), L.apply(g)(v))
      }),
    )
  })

  it('the projections and their transposes add up to the identity', () => {
    const p = L.project(A, 'w')
    const q = L.project(A, 'b')
    const sum = L.add(L.compose(L.transpose(p), p), L.compose(L.transpose(q), q))
    fc.assert(fc.property(valuesOf(A), v => same(A, L.apply(sum)(v), v)))
  })

  it('works on the empty product and on rank 0', () => {
    expect(L.apply(L.zero(unit, vector(2)))([])).toMatchObject({ values: [0, 0] })
    expect(L.apply(L.identity(unit))([])).toEqual([])
    expect(toFlat(L.apply(L.scale(tensor(), 2))(L.apply(L.zero(real, tensor()))(1)))).toEqual([0])
    expect(L.toMatrix(L.zero(vector(2), unit)).shape).toEqual([0, 2])
  })
})

describe('mistakes', () => {
  it('are named where maps are built', () => {
    const f = L.dense(
      array([
        [1, 2],
        [3, 4],
      ]),
    )
    // @ts-expect-error the spaces do not meet
    expect(() => L.compose(f, L.identity(vector(3)))).toThrow('compose: expected ℝ[2], got ℝ[3]')
    expect(() => L.add(L.identity(vector(2)), L.identity(vector(3)) as never)).toThrow(/add:/)
    expect(() => L.project(A, 'x' as never)).toThrow(/a product with a part 'x'/)
    // @ts-expect-error three factors for two coordinates
    expect(() => L.diagonal(vector(2), array([1, 2, 3]))).toThrow(/diagonal: expected/)
    expect(() => L.fromMatrix(vector(2), real, array([[1, 2, 3]]))).toThrow(
      '[1, 2], got real [1, 3]',
    )
    // @ts-expect-error a vector of another size
    expect(() => L.apply(f)(array([1, 2, 3]))).toThrow(/expected a real tensor of shape \[2\]/)
  })

  it('discrete spaces have no linear maps', () => {
    expect(() => L.identity(index(3))).toThrow(/identity: expected a space of real leaves, got ℤ<3/)
  })
})
