/** Products over axes, of blocks and of vectors in space against loops, to every order; types; errors. */
import { type Expr, fn, tensor, tuple } from 'chainrule'
import { cross, kron, tensordot } from 'chainrule/op'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { expectMultilinear, type Term } from '../support/multilinear.js'
import { flatten, places } from '../support/places.js'
import { products, shapesOf } from '../support/products.js'
import { expectShapeError, real, sym, symOf, valuesOf } from './support.js'

type Shape = readonly number[]

describe('tensordot', () => {
  test('numbers of axes and pairs of lists', () => {
    const of = (spec: string, text: string, f: (a: Expr, b: Expr) => Expr): void => {
      const shapes = shapesOf(text)
      const [inputs, output] = spec.split('->') as [string, string]
      const { terms, out } = products(inputs.split(','), output, shapes)
      expectMultilinear((a, b) => f(a!, b!), shapes, out, terms)
    }
    of('ij,jk->ik', '2 3, 3 2', (a, b) => tensordot(a, b, { axes: 1 }))
    of('ijk,jkl->il', '2 2 3, 2 3 2', (a, b) => tensordot(a, b, { axes: 2 }))
    of('i,j->ij', '2, 3', (a, b) => tensordot(a, b, { axes: 0 }))
    of('i,i->', '3, 3', (a, b) => tensordot(a, b, { axes: [[0], [0]] }))
    of('ijk,kli->jl', '2 2 3, 3 2 2', (a, b) =>
      tensordot(a, b, {
        axes: [
          [0, -1],
          [2, 0],
        ],
      }),
    )
    of('i,jk->ijk', '2, 2 2', (a, b) => tensordot(a, b, { axes: [[], []] }))
    of('ij,kj->ik', '2 0, 3 0', (a, b) => tensordot(a, b, { axes: [[1], [1]] }))
  })

  test('literal axes give literal shapes', () => {
    const shapes: Shape[] = []
    fn(tuple(tensor(2, 3, 4), tensor(3, 4, 5)), ([a, b]) => {
      const y = tensordot(a, b, { axes: 0 })
      expectTypeOf(y).toEqualTypeOf<Expr<readonly [2, 3, 4, 3, 4, 5]>>()
      const z = tensordot(a, b, {
        axes: [
          [1, -1],
          [0, 1],
        ],
      })
      expectTypeOf(z).toEqualTypeOf<Expr<readonly [2, 5]>>()
      const t = tensordot(a, b, { axes: [[2], [1]] })
      expectTypeOf(t).toEqualTypeOf<Expr<readonly [2, 3, 3, 5]>>()
      const free = (axes: number) => tensordot(a, b, { axes })
      expectTypeOf(free).returns.toEqualTypeOf<Expr>()
      shapes.push(y.shape, z.shape, t.shape)
      return 0
    })
    expect(shapes).toEqual([
      [2, 3, 4, 3, 4, 5],
      [2, 5],
      [2, 3, 3, 5],
    ])
  })

  test('what does not meet is refused by name', () => {
    const [a, b] = [sym(2, 3), sym(4, 2)]
    expectShapeError(
      'tensordot',
      () => tensordot(a, b, { axes: 1 }),
      'axes [1] and [0]',
      '[2, 3] · [4, 2]',
    )
    expectShapeError('tensordot', () => tensordot(a, b, { axes: 3 }), 'number of axes', '3')
    expectShapeError('tensordot', () => tensordot(a, b, { axes: -1 }), '-1')
    expectShapeError('tensordot', () => tensordot(a, b, { axes: 0.5 }), '0.5')
    expectShapeError('tensordot', () => tensordot(a, b, { axes: [[0, 1], [1]] }), 'pairs')
    expectShapeError('tensordot', () => tensordot(a, b, { axes: [[2], [1]] }), 'got 2')
    expectShapeError(
      'tensordot',
      () =>
        tensordot(a, a, {
          axes: [
            [0, 0],
            [0, 1],
          ],
        }),
      'distinct',
    )
    expectShapeError(
      'tensordot',
      () => tensordot(a, symOf('bool', 3) as never, { axes: 1 }),
      'bool',
    )
  })
})

describe('kron', () => {
  const cases: readonly (readonly [Shape, Shape])[] = [
    [[2], [3]],
    [
      [2, 3],
      [3, 2],
    ],
    [
      [2, 1],
      [1, 2],
    ],
    [[2], [2, 3]],
    [[2, 2, 1], [2]],
    [[], [2, 2]],
    [[], []],
    [[0], [2]],
    [
      [1, 2, 1, 2, 1],
      [2, 1, 1, 1, 2],
    ],
  ]
  test.each(cases)('%j with %j', (s, t) => {
    const rank = Math.max(s.length, t.length)
    const full = (x: Shape): Shape => [...Array<number>(rank - x.length).fill(1), ...x]
    const [a, b] = [full(s), full(t)]
    const out = a.map((d, i) => d * b[i]!)
    const terms = places(a).flatMap(i =>
      places(b).map(j => ({
        out: flatten(
          out,
          i.map((p, axis) => p * b[axis]! + j[axis]!),
        ),
        at: [flatten(a, i), flatten(b, j)],
      })),
    )
    expectMultilinear((x, y) => kron(x!, y!), [s, t], out, terms)
  })
})

describe('cross', () => {
  test.each([
    [[3], [3], [3]],
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    [[3], [2, 3], [2, 3]],
    [
      [2, 1, 3],
      [2, 3],
      [2, 2, 3],
    ],
    [[0, 3], [3], [0, 3]],
  ] as readonly (readonly [Shape, Shape, Shape])[])('%j × %j', (s, t, out) => {
    const seen = (x: Shape, place: Shape, k: number): number => {
      const own = place.slice(place.length - x.length).map((i, axis) => (x[axis] === 1 ? 0 : i))
      return flatten(x, [...own.slice(0, -1), k])
    }
    const terms = places(out).flatMap((place): readonly Term[] => {
      const k = place.at(-1)!
      const [p, q] = [(k + 1) % 3, (k + 2) % 3]
      const to = flatten(out, place)
      return [
        { out: to, at: [seen(s, place, p), seen(t, place, q)] },
        { out: to, at: [seen(s, place, q), seen(t, place, p)], sign: -1 },
      ]
    })
    expectMultilinear((a, b) => cross(a!, b!), [s, t], out, terms)
  })

  test('other sizes are refused by name', () => {
    expectShapeError('cross', () => cross(sym(2), sym(2)), 'size 3', '[2]')
    expectShapeError('cross', () => cross(sym(3), sym()), 'size 3', '[]')
    expectShapeError('cross', () => cross(sym(2, 3), sym(4, 3)), 'broadcast', '[2, 3] and [4, 3]')
  })

  test('NaN reaches what it is multiplied into', () => {
    expect(valuesOf(cross(real([3], [Number.NaN, 0, 0]), real([3], [0, 1, 0])))).toEqual([
      0,
      Number.NaN,
      Number.NaN,
    ])
  })
})
