/** Functions of the host, and the transposes of linear arrows. */
import {
  add,
  apply,
  array,
  at,
  compose,
  concat,
  constant,
  type Diff,
  external,
  fn,
  fromFunction,
  gather,
  grad,
  index,
  jvp,
  linearTranspose,
  matmul,
  matrix,
  mul,
  real,
  reshape,
  run,
  scan,
  sin,
  slice,
  square,
  struct,
  sum,
  type Tensor,
  toNested,
  transpose,
  tuple,
  vector,
  vjp,
  vmap,
} from 'chainrule'
import { assertLaws, derivativeLaws, subject } from 'chainrule/laws'
import { describe, expect, test } from 'vitest'
import { expectMapped } from '../support/batched.js'

const dom = struct({ x: vector(2), k: index(3) })
type A = typeof dom extends { readonly '~A'?: (a: infer X) => unknown } ? X : never

/** (x, k) ↦ (x₀ᵏ x₁, x₀) as a host function; the products by hand. */
const map = ({ x, k }: A): readonly [number, number] => [at(x, 0) ** k * at(x, 1), at(x, 0)]
const slope = ({ x, k }: A): number => (k === 0 ? 0 : k * at(x, 0) ** (k - 1) * at(x, 1))
const back = (x: A, [a, b]: readonly [number, number]) => ({
  x: array([a * slope(x) + b, a * at(x.x, 0) ** x.k]),
  k: [] as const,
})
const push = (x: A, { x: v }: { readonly x: Tensor<readonly [2]> }): readonly [number, number] => [
  slope(x) * at(v, 0) + at(x.x, 0) ** x.k * at(v, 1),
  at(v, 0),
]

const arrows = {
  both: external(dom, tuple(real, real), map, { vjp: back, jvp: push }),
  'a vjp': external(dom, tuple(real, real), map, { vjp: back }),
  'a jvp': external(dom, tuple(real, real), map, { jvp: push }),
}

describe('external', () => {
  const point = { x: array([3, 5] as [number, number]), k: 2 }
  const points = [
    point,
    { x: array([2, -1] as [number, number]), k: 1 },
    { x: array([1, 0] as [number, number]), k: 0 },
  ]

  test.each(Object.entries(arrows))('given %s has both modes', (_, f) => {
    expect(run(f)(point)).toEqual([45, 3])
    expect(toNested(run(vjp(f))([point, [1, 10]])[1].x)).toEqual([40, 9])
    expect(run(jvp(f))([point, { x: array([1, 100]), k: [] }])[1]).toEqual([930, 1])
  })

  test.each(Object.entries(arrows))(
    'given %s composes, and is called for each example of a batch',
    (_, f) => {
      expectMapped(f, points)
      expectMapped(
        vjp(f),
        points.map((x, i) => [x, [1, i]] as const),
      )
      const loss = fn(dom, x => {
        const [a, b] = apply(f, x)
        return mul(sin(a), square(b))
      })
      expectMapped(grad(loss), points)
      expect(
        run(vmap(f, 0))({ x: fromFunction([0, 2], () => 0), k: array([], 'index') } as never)[0]
          .shape,
      ).toEqual([0])
    },
  )

  test('what the host is given it may keep: nobody writes to it', () => {
    const kept: Tensor<readonly [1]>[] = []
    const spy = external(vector(1), vector(1), x => {
      kept.push(x)
      return x
    })
    const f = fn(vector(1), x => scan((c, _) => [add(apply(spy, c), 1), []], x, 3)[0])
    expect(run(f)(array([5])).values).toEqual([8])
    expect(kept.map(t => t.values[0])).toEqual([5, 6, 7])
  })

  test('a wrong derivative is caught by the laws, a right one is not', () => {
    const f = (factor: number): Diff<number, number> =>
      external(real, real, Math.exp, { vjp: (x, w) => factor * w * Math.exp(x) })
    const laws = (g: Diff<number, number>) => derivativeLaws(subject(g, 'exp'))
    assertLaws(laws(f(1)), { runs: 20 })
    expect(() => {
      assertLaws(laws(f(1.001)), { runs: 20 })
    }).toThrow(/exp/)
  })

  test('what is not there is refused: derivatives when they are built, wrong results when it runs', () => {
    const plain = external(real, real, x => x)
    expect(() => grad(plain)).toThrow(/external: expected a vjp, to be differentiated/)
    expect(() => grad(grad(arrowOf))).toThrow(/external.vjp: expected a vjp, to be differentiated/)
    const wrong = external(vector(2), vector(2), x => concat3(x), {}, 'wrong')
    expect(() => run(wrong)(array([1, 2]))).toThrow(/wrong: expected a real tensor of shape \[2\]/)
  })
  const arrowOf = external(real, real, x => x, { vjp: (_, w) => w })
  const concat3 = (x: Tensor<readonly [2]>) => array([...x.values, 1]) as never
})

describe('linearTranspose', () => {
  const linear: Readonly<Record<string, Diff<Tensor<readonly [4]>, Tensor>>> = {
    'a slice': fn(vector(4), x => slice(x, [{ step: -2 }])),
    'a matrix': fn(vector(4), x =>
      matmul(constant(fromFunction([3, 4], (i, j) => i! - j! * j!)), x),
    ),
    'a reshape and a transpose': fn(vector(4), x => transpose(reshape(x, [2, 2]))),
    'sums of parts': fn(vector(4), x =>
      concat([mul(2, x), gather(x, constant(array([0, 0, 3], 'index')))]),
    ),
    'a loop': fn(vector(4), x => scan((c, y) => [add(mul(0.5, c), y), add(c, mul(3, y))], 0, x)[1]),
    'an affine map, without its constant': fn(vector(4), x => add(mul(3, x), 1)),
    'a composition': compose(
      fn(vector(4), x => mul(2, x)),
      fn(vector(4), x => slice(x, [{ step: -1 }]) as typeof x),
    ),
  } as never
  test.each(Object.entries(linear))('⟨w, f v⟩ = ⟨fᵀ w, v⟩: %s', (_, f) => {
    const v = [0.5, -2, 1, 3]
    const zero = run(f)(array([0, 0, 0, 0])).values
    const y = run(f)(array(v) as never)
    const w = y.values.map((_, i) => 1 + ((3 * i) % 5))
    const t = run(linearTranspose(f))(
      fromFunction(y.shape, (...at) => w[flat(at, y.shape)]!),
    ).values
    const left = w.reduce((s, a, i) => s + a * (y.values[i]! - zero[i]!), 0)
    expect(Math.abs(left - v.reduce((s, a, i) => s + a * t[i]!, 0))).toBeLessThan(1e-12)
  })
  const flat = (at: readonly number[], shape: readonly number[]): number =>
    at.reduce((k, i, axis) => k * shape[axis]! + i, 0)

  test('the transpose of the transpose is the map', () => {
    const f = fn(matrix(2, 3), x => sum(x, { axis: 0 }))
    const x = fromFunction([2, 3], (i, j) => i * 3 + j)
    expect(toNested(run(linearTranspose(linearTranspose(f)))(x))).toEqual(toNested(run(f)(x)))
  })

  test('what is not linear is refused', () => {
    expect(() => linearTranspose(fn(real, x => sin(x)))).toThrow(
      /linearTranspose: expected a linear arrow/,
    )
    expect(() => linearTranspose(fn(real, x => mul(x, x)))).toThrow(/depends on the point/)
    expect(() => linearTranspose(fn(index(3), i => i))).toThrow(/spaces of real numbers/)
  })
})
