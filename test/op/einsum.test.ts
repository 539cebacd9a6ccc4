/** Einsums and their kin against loops over all indices, to every order; orders of contraction; errors. */
import { type Expr, fn, matrix, tensor, tuple, vector } from 'chainrule'
import { einsum } from 'chainrule/op'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { postorder } from '../../src/Expr.js'
import { membersOf, type Path, pathOf } from '../../src/op/contraction/einsumPath.js'
import { contractionOf } from '../../src/op/contraction/einsumSpec.js'
import { operationOf } from '../../src/op/table.js'
import { expectMultilinear } from '../support/multilinear.js'
import { count } from '../support/places.js'
import { products, shapesOf } from '../support/products.js'
import { computed, expectShapeError, real, sym, symOf, valuesOf } from './support.js'

type Shape = readonly number[]

const expectEinsum = (spec: string, shapes: readonly Shape[], plainly = spec): void => {
  const [inputs, output] = plainly.split('->') as [string, string]
  const { terms, out } = products(inputs.split(','), output, shapes)
  expectMultilinear((...xs) => einsum(spec, ...xs), shapes, out, terms)
}

describe('einsum', () => {
  /** A spec, the shapes, and a spec without ellipsis, spaces and unsaid output that says the same. */
  const cases: readonly (readonly [spec: string, shapes: string, plainly?: string])[] = [
    ['i->i', '3'],
    ['i->', '3'],
    ['->', ''],
    ['ij->ji', '2 3'],
    ['ij->j', '2 3'],
    ['ii->i', '3 3'],
    ['ii->', '3 3'],
    ['iii->i', '2 2 2'],
    ['iji->ij', '2 3 2'],
    ['ijji->ji', '2 3 3 2'],
    ['bii->bi', '2 3 3'],
    ['i,i->', '3, 3'],
    ['i,i->i', '3, 3'],
    ['i,j->ij', '2, 3'],
    ['i,j->ji', '2, 3'],
    ['i,j->', '2, 3'],
    [',i->i', ', 3'],
    ['ij,j->i', '2 3, 3'],
    ['ij,jk->ik', '2 3, 3 2'],
    ['ij,jk->ki', '2 3, 3 2'],
    ['ji,kj->ik', '3 2, 2 3'],
    ['ij,ij->', '2 3, 2 3'],
    ['ij,ji->', '2 3, 3 2'],
    ['ij,ij->j', '2 3, 2 3'],
    ['ii,ij->j', '2 2, 2 3'],
    ['ij,kk->', '2 3, 2 2'],
    ['bij,bjk->bik', '2 2 3, 2 3 2'],
    ['bhqd,bhkd->bhqk', '1 2 3 2, 1 2 2 2'],
    ['abcd,dcae->eba', '2 1 2 3, 3 2 2 2'],
    ['i,ij,j->', '2, 2 3, 3'],
    ['ij,jk,kl->il', '2 3, 3 2, 2 2'],
    ['i,i,i->i', '3, 3, 3'],
    ['ia,ja,ka->ijk', '2 2, 2 2, 1 2'],
    ['ij,j', '2 3, 3', 'ij,j->i'],
    ['ba', '2 3', 'ba->ab'],
    ['ii', '3 3', 'ii->'],
    ['jB,aB', '2 2, 3 2', 'jB,aB->aj'],
    [' i j , j k -> i k ', '2 3, 3 2', 'ij,jk->ik'],
    ['...->...', '2 3', 'ij->ij'],
    ['...j->j...', '2 3', 'ij->ji'],
    ['...', '2 3', 'ij->ij'],
    ['i...i->...', '2 3 2', 'iji->j'],
    ['...ij,...jk->...ik', '2 2 3, 2 3 1', 'bij,bjk->bik'],
    ['...i,...i', '2 2 3, 2 3', 'abi,bi->ab'],
    ['...,...', '2 3, ', 'ij,->ij'],
    ['i...,...->i...', '2 3, 3', 'ij,j->ij'],
    ['...k,k->...', '3, 3', 'k,k->'],
    ['ij,jk->ik', '2 0, 0 2'],
    ['ij,jk->ik', '0 2, 2 2'],
    ['ii->i', '0 0'],
    ['ij,ij->', '1 1, 1 1'],
    ['abcde->ebcda', '1 2 2 1 2'],
  ]
  for (const [spec, shapes, plainly] of cases)
    test(`${spec} at ${shapes}`, () => {
      expectEinsum(spec, shapesOf(shapes), plainly)
    })

  test('many operands', () => {
    const spec = 'ab,bc,cd,de,ef,fg,gh,hi->ai'
    const chain = Array.from(
      { length: 8 },
      (_, i): Shape => [i === 0 ? 2 : 1 + ((i - 1) % 2), 1 + (i % 2)],
    )
    const { terms, out } = products(spec.split('->')[0]!.split(','), 'ai', chain)
    const xs = chain.map(([m, n], j) =>
      real(
        [m!, n!],
        Array.from({ length: m! * n! }, (_, i) => ((i + j) % 3) - 1.5),
      ),
    )
    const values = xs.map(x => computed(x).values as Shape)
    const want = Array<number>(count(out)).fill(0)
    for (const t of terms) want[t.out]! += t.at.reduce((p, i, j) => p * values[j]![i]!, 1)
    expect(valuesOf(einsum(spec, ...xs))).toEqual(want)
  })

  test('NaN and infinities are summed, where they are multiplied', () => {
    const y = einsum('ij,j->i', real([2, 2], [1, Number.NaN, Infinity, 0]), real([2], [1, 1]))
    expect(valuesOf(y)).toEqual([Number.NaN, Infinity])
  })

  test('products of matrices are products of matrices: no transpose where none is needed', () => {
    const [a, b] = [sym(4, 2, 3), sym(4, 3, 5)]
    const ops = postorder([einsum('bij,bjk->bik', a, b)]).map(e => e.op)
    expect(ops).toEqual(['parameter', 'parameter', 'matmul'])
    const flipped = postorder([einsum('bij,bjk->bki', a, b)]).map(e => e.op)
    expect(flipped.filter(name => name === 'transpose').length).toBe(2) // of operands, not of the result
  })

  test('what cannot be read or does not fit is refused by name', () => {
    const x = sym(2, 3)
    expectShapeError('einsum', () => einsum('ij->ik' as string, x), 'index k', "'ij->ik'")
    expectShapeError('einsum', () => einsum('ij->ii' as string, x), 'once')
    expectShapeError('einsum', () => einsum('ij,jk' as string, x), '2 operands', 'got 1')
    expectShapeError('einsum', () => einsum('ij' as string, x, x), '1 operands', 'got 2')
    expectShapeError('einsum', () => einsum('ijk' as string, x), 'rank 3', '[2, 3]')
    expectShapeError('einsum', () => einsum('i' as string, x), 'rank 1', '[2, 3]')
    expectShapeError('einsum', () => einsum('...ijk' as string, x), 'rank 3 or more', '[2, 3]')
    expectShapeError('einsum', () => einsum('ii' as string, x), 'along i', '2 and 3')
    expectShapeError(
      'einsum',
      () => einsum('ij,jk' as string, x, sym(1, 4)),
      '3 and 1',
      'not broadcast',
    )
    expectShapeError(
      'einsum',
      () => einsum('...i,...i', sym(1, 3), sym(2, 3)),
      '1 and 2',
      'not broadcast',
    )
    expectShapeError('einsum', () => einsum('...i->i', x), 'ellipsis in the output')
    expectShapeError('einsum', () => einsum('...i...', x), 'one ellipsis')
    expectShapeError('einsum', () => einsum('i..', x), 'letters')
    expectShapeError('einsum', () => einsum('i1' as string, x), 'letters')
    expectShapeError('einsum', () => einsum('ij->i->j' as string, x), 'one ->')
    expectShapeError(
      'einsum',
      () => einsum('ij' as string, symOf('index', 2, 3) as never),
      'kind real',
    )
    expectShapeError('einsum', () => einsum('' as string), '1 operands', '0')
  })

  test('shapes of literal specs are known', () => {
    const shapes: Shape[] = []
    fn(tuple(tensor(5, 2, 3), tensor(5, 3, 4), matrix(4, 4), vector(2)), ([a, b, c, d]) => {
      const y = einsum('bij,bjk->bik', a, b)
      expectTypeOf(y).toEqualTypeOf<Expr<readonly [5, 2, 4]>>()
      const z = einsum('bij,bjk,kk,i->ib', a, b, c, d)
      expectTypeOf(z).toEqualTypeOf<Expr<readonly [2, 5]>>()
      const t = einsum('kk', c)
      expectTypeOf(t).toEqualTypeOf<Expr<readonly []>>()
      const u = einsum('bij', a)
      expectTypeOf(u).toEqualTypeOf<Expr<readonly [5, 2, 3]>>()
      const v = einsum('zba,zac', a, b)
      expectTypeOf(v).toEqualTypeOf<Expr<readonly [2, 4]>>()
      const w = einsum('...ij->...ji', a)
      expectTypeOf(w).toEqualTypeOf<Expr>()
      const of = (spec: string) => einsum(spec, a)
      expectTypeOf(of).returns.toEqualTypeOf<Expr>()
      const s = einsum('ij,jk->ik', sym(2, 3), sym(3, 4)) // of ranks not known
      expectTypeOf(s).toEqualTypeOf<Expr<readonly [number, number]>>()
      shapes.push(y.shape, z.shape, t.shape, u.shape, v.shape, w.shape, s.shape)
      return 0
    })
    expect(shapes).toEqual([[5, 2, 4], [2, 5], [], [5, 2, 3], [2, 4], [5, 3, 2], [2, 4]])
  })
})

describe('the order of contraction', () => {
  const flops = (e: Expr): number =>
    postorder([e]).reduce(
      (n, { op, args, attrs, ...out }) => n + operationOf(op).flops(args, out, attrs),
      0,
    )

  test('a chain of matrices is contracted from its thin end', () => {
    const [a, b, x] = [sym(50, 50), sym(50, 50), sym(50, 1)]
    const right = contractionOf(
      'ij,jk,kl->il',
      [a, b, x].map(t => t.shape),
    )
    expect(pathOf(right)).toEqual([0, [1, 2]])
    const left = contractionOf('li,ij,jk->lk', [
      [1, 50],
      [50, 50],
      [50, 50],
    ])
    expect(pathOf(left)).toEqual([[0, 1], 2])
    expect(flops(einsum('ij,jk,kl->il', a, b, x))).toBe(2 * 2 * 50 * 50)
  })

  test('two small operands meet first, though no index joins them', () => {
    const c = contractionOf('a,abc,b->c', [[2], [2, 2, 1000], [2]])
    expect(pathOf(c)).toEqual([[0, 2], 1])
  })

  test('many operands are contracted greedily, each once', () => {
    const n = 12
    const letters = 'abcdefghijklm'
    const spec = Array.from({ length: n }, (_, i) => letters.slice(i, i + 2)).join(',')
    const shapes = Array.from({ length: n }, (_, i): Shape => [30, i === n - 1 ? 1 : 30])
    const path = pathOf(contractionOf(spec, shapes))
    expect(membersOf(path).toSorted((x, y) => x - y)).toEqual(shapes.map((_, i) => i))
    const depth = (p: Path): number => (typeof p === 'number' ? 0 : 1 + Math.max(...p.map(depth)))
    expect(depth(path)).toBe(n - 1) // from the vector at the end, never two matrices
    const xs = shapes.map(s => sym(...s))
    expect(flops(einsum(spec, ...xs))).toBeLessThan(2 * n * 30 * 30 + n * 30)
  })
})
