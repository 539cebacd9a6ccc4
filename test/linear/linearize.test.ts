import {
  add,
  array,
  compose,
  constant,
  type Diff,
  exp,
  fn,
  fromFlat,
  jvp,
  matmul,
  matrix,
  mul,
  real,
  relu,
  run,
  sin,
  square,
  struct,
  sum,
  tanh,
  toFlat,
  toNested,
  vector,
  vjp,
} from 'chainrule'
import * as L from 'chainrule/Linear'
import { sech2 } from 'chainrule/op'
import { basis, flatten, type Tangent } from 'chainrule/Space'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, tangentsOf, valuesOf } from './arbitrary.js'
import { arrows } from './arrows.js'

const ROUNDING = 1e-11 // the same sums in another order, at numbers up to e⁸

const close = <A>(f: Diff<never, A>, a: Tangent<A>, b: Tangent<A>): void => {
  expect(distance(f.cod, a, b)).toBeLessThan(ROUNDING)
}

describe('linearize is the derivative', () => {
  it.each(Object.entries(arrows))(
    '%s: applied, it is jvp; transposed, vjp; as a matrix, (5)',
    (_, f) => {
      fc.assert(
        fc.property(valuesOf(f.dom), tangentsOf(f.dom), tangentsOf(f.cod), (x, v, w) => {
          const J = L.linearize(f)(x)
          close(f, L.apply(J)(v), run(jvp(f))([x, v])[1])
          expect(distance(f.dom, L.apply(L.transpose(J))(w), run(vjp(f))([x, w])[1])).toBeLessThan(
            ROUNDING,
          )
        }),
        { numRuns: 20 },
      )
    },
  )

  it.each(Object.entries(arrows))(
    '%s: the columns of its matrix are the jvps of the basis',
    (_, f) => {
      fc.assert(
        fc.property(valuesOf(f.dom), x => {
          const M = L.toMatrix(L.linearize(f)(x))
          const rows = toNested(M)
          let j = 0
          for (const e of basis(f.dom)) {
            const column = toFlat(flatten(f.cod)(run(jvp(f))([x, e])[1]))
            for (const [i, u] of column.entries()) expect(rows[i]![j]! - u).toBeCloseTo(0, 8)
            j++
          }
          expect(M.shape[1]).toBe(j)
        }),
        { numRuns: 5 },
      )
    },
  )

  it('(7): the linearization of a composition is the composition of linearizations', () => {
    const g = fn(vector(3), y => mul(tanh(y), y))
    const W = array([
      [1, -2],
      [0.5, 3],
      [-1, 0.25],
    ])
    const f = fn(vector(2), x => matmul(constant(W), sin(x)))
    fc.assert(
      fc.property(valuesOf(vector(2)), x => {
        const whole = L.linearize(compose(g, f))(x)
        const parts = L.compose(L.linearize(g)(run(f)(x)), L.linearize(f)(x))
        expect(whole).toEqual(parts)
        const [a, b] = [
          toFlat(L.toMatrix(L.linearize(g)(run(f)(x)))),
          toFlat(L.toMatrix(L.linearize(f)(x))),
        ]
        const product = toFlat(L.toMatrix(whole))
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 2; j++) {
            const sum = [0, 1, 2].reduce((s, k) => s + a[3 * i + k]! * b[2 * k + j]!, 0)
            expect(product[2 * i + j]).toBeCloseTo(sum, 10)
          }
      }),
    )
  })
})

describe('(15), (16): the Jacobian of a ridge layer is diagonal(σ′) ∘ dense(W)', () => {
  const W = array([
    [1, 2],
    [3, -4],
    [-5, 6],
  ])
  const b = array([0.5, -20, 1])
  const x = array([1, 2])
  const z = [5.5, -25, 8] // W x + b, by hand

  it('as data, for tanh', () => {
    const layer = fn(vector(2), v => tanh(add(matmul(constant(W), v), constant(b))))
    const J = L.linearize(layer)(x)
    // The very bits of tanh′ = sech², which differ from 1 − y² in the last place.
    const slope = run(fn(vector(3), u => sech2(u)))(array([z[0]!, z[1]!, z[2]!]))
    slope.values.forEach((s, i) => {
      expect(Math.abs(s - 1 / Math.cosh(z[i]!) ** 2)).toBeLessThan(1e-15)
    })
    expect(J).toEqual(L.compose(L.diagonal(vector(3), fromFlat(slope.values, [3])), L.dense(W)))
    expect(L.showLinear(J)).toBe('diag[3] ∘ dense[3×2] : ℝ[2] → ℝ[3]')
  })

  it('for ReLU, rows are 0 or those of W', () => {
    const layer = fn(vector(2), v => relu(add(matmul(constant(W), v), constant(b))))
    const J = L.linearize(layer)(x)
    expect(J).toEqual(L.compose(L.diagonal(vector(3), array([1, 0, 1])), L.dense(W)))
    expect(toNested(L.toMatrix(J))).toEqual([
      [1, 2],
      [0, 0],
      [-5, 6],
    ])
  })

  it('a network of such layers is the product of theirs, last layer first', () => {
    const layer = fn(vector(2), v => relu(add(matmul(constant(W), v), constant(b))))
    const output = fn(vector(3), y => matmul(constant(array([[1, 1, 1]])), y))
    const J = L.linearize(compose(output, layer))(x)
    expect(L.showLinear(J)).toBe('dense[1×3] ∘ diag[3] ∘ dense[3×2] : ℝ[2] → ℝ[1]')
    expect(toNested(L.toMatrix(J))).toEqual([[-4, 8]])
  })
})

describe('structure', () => {
  const shown = <A, B>(f: Diff<A, B>, x: A): string => L.showLinear(L.linearize(f)(x))

  it.each([
    ['a constant added vanishes', fn(real, x => add(x, 3)), 'id : ℝ → ℝ'],
    ['a negative sign is a scale', fn(real, x => add(3, mul(-1, x))), 'scale(-1) : ℝ → ℝ'],
    ['a constant factor is a scale', fn(real, x => mul(2, x)), 'scale(2) : ℝ → ℝ'],
    ['x + x is twice x', fn(real, x => add(x, x)), 'scale(2) : ℝ → ℝ'],
    ['a constant function is zero', fn(real, () => 3), '0 : ℝ → ℝ'],
  ])('%s', (_, f, text) => {
    expect(shown(f, 0.5)).toBe(text)
  })

  it('what is used twice is one map, named once where it is shown', () => {
    const f = fn(vector(2), x => {
      const y = exp(sin(x))
      return add(sin(y), square(y))
    })
    expect(shown(f, array([0, 0]))).toBe(
      ['diag[2] ∘ L1 + diag[2] ∘ L1 : ℝ[2] → ℝ[2]', 'where', '  L1 = diag[2] ∘ diag[2]'].join('\n'),
    )
  })

  it('other linear operations are themselves, between their sizes', () => {
    const f = fn(struct({ M: matrix(2, 3), x: vector(3) }), ({ M, x }) => sum(mul(M, x)))
    const at = {
      M: array([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      x: array([1, 2, 3]),
    }
    expect(shown(f, at)).toBe(
      'sum[2×3 → 1] ∘ (diag[2×3] ∘ select(M) + diag[2×3] ∘ broadcastTo[3 → 2×3] ∘ select(x)) ' +
        ': { M: ℝ[2, 3], x: ℝ[3] } → ℝ',
    )
    expect(L.showLinear(L.transpose(L.linearize(f)(at)))).toMatch(/^\(sum.*\)ᵀ : ℝ → \{/)
  })

  it('a ladder of squares, 2⁶⁰ paths, is linear in its sixty rungs', () => {
    const f = fn(real, x => {
      let y = x
      for (let i = 0; i < 60; i++) y = add(sin(y), y)
      return y
    })
    const J = L.linearize(f)(1e-3)
    const slope = run(jvp(f))([1e-3, 1])[1]
    expect(L.apply(J)(1)).toBeCloseTo(slope, 5)
    expect(L.apply(L.transpose(J))(1)).toBeCloseTo(slope, 5)
    expect(L.showLinear(J).length).toBeLessThan(10_000)
  })
})

describe('size', () => {
  const N = 100_000

  it(`a body of ${N} operations`, () => {
    const f = fn(vector(2), x => {
      let y = x
      for (let i = 0; i < N; i++) y = i % 2 === 0 ? add(sin(y), y) : mul(y, 0.5)
      return y
    })
    const x = array([1, 2])
    const J = L.linearize(f)(x)
    const v = array([1, -1])
    const expected = run(jvp(f))([x, v])[1]
    expect(toFlat(L.apply(J)(v))).toEqual(toFlat(expected))
    // In the other order each factor rounds once more: N units in the last place at most.
    toFlat(L.apply(L.transpose(J))(v)).forEach((u, i) => {
      const want = toFlat(expected)[i]!
      expect(Math.abs(u - want)).toBeLessThan(N * 2 ** -52 * Math.abs(want))
    })
    expect(L.showLinear(J).length).toBeLessThan(100 * N)
  })

  it(`a composition of ${N} maps, nested to either side, and transposes inside transposes`, () => {
    const d = L.diagonal(vector(2), array([-1, 1]))
    const deep = (step: (f: L.Linear<V, V>) => L.Linear<V, V>): L.Linear<V, V> => {
      let f = d
      for (let i = 0; i < N; i++) f = step(f)
      return f
    }
    const expected = [-1, 1]
    const v = array([1, 1])
    for (const f of [
      deep(f => L.compose(d, f)),
      deep(f => L.compose(f, d)),
      deep(f => L.transpose(L.compose(d, f))),
    ]) {
      expect(toFlat(L.apply(f)(v))).toEqual(expected)
      expect(toFlat(L.apply(L.transpose(f))(v))).toEqual(expected)
      expect(L.showLinear(f)).toContain('diag[2] ∘ diag[2]')
    }
  })

  it(`a sum of ${N} maps`, () => {
    let f: L.Linear<V, V> = L.identity(vector(2))
    for (let i = 0; i < N; i++) f = L.add(f, L.identity(vector(2)))
    expect(toFlat(L.apply(f)(array([1, 2])))).toEqual([N + 1, 2 * (N + 1)])
    expect(toFlat(L.apply(L.transpose(f))(array([1, 2])))).toEqual([N + 1, 2 * (N + 1)])
  })
})

type V = ReturnType<typeof array<readonly [number, number]>>
