/** `vmap` is the map: under and over every derivative, nested, along any axis, through control flow. */
import {
  add,
  apply,
  array,
  compose,
  cond,
  constant,
  type Diff,
  div,
  type Expr,
  exp,
  fn,
  fold,
  fromFlat,
  gather,
  grad,
  gradOf,
  greater,
  hessian,
  index,
  jacobian,
  jvp,
  key,
  keyFrom,
  less,
  log,
  logsumexp,
  matmul,
  matrix,
  max,
  mul,
  real,
  rule,
  run,
  type Shape,
  type Space,
  scan,
  sin,
  slice,
  softmax,
  square,
  struct,
  sub,
  sum,
  switchCase,
  tanh,
  toNested,
  transpose,
  tuple,
  vector,
  vjp,
  vmap,
  vmapOf,
  where,
  whileLoop,
} from 'chainrule'
import { programOf } from 'chainrule/Diff'
import { arbitrary } from 'chainrule/laws'
import { normal, uniform } from 'chainrule/op'
import { type AnySpace, tangentSpace } from 'chainrule/Space'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { size } from '../../src/Shape.js'
import { encode } from '../../src/space/encode.js'
import { assemble, leaves } from '../../src/space/form.js'
import { expectMapped, stackValues } from '../support/batched.js'

const scalars = [-1.25, 0.5, 2, 0]
const vectors = [
  [1, 2, 3],
  [0.5, -1, 4],
  [0, 0, 1],
].map(xs => array(xs as [number, number, number]))

const network = fn(
  struct({ W: matrix(3, 3), b: vector(3), x: vector(3), y: index(3) }),
  ({ W, b, x, y }) => {
    const logits = add(matmul(W, tanh(add(matmul(transpose(W), x), b))), b)
    return add(gather(logits, y), logsumexp(logits))
  },
)
const W = array([
  [0.5, -1, 2],
  [0.25, 0, 1],
  [-2, 1, 0.5],
])
const examples = [0, 1, 2].map(k => ({ W, b: vectors[k]!, x: vectors[2 - k]!, y: k }))

const loop = fn(tuple(real, real), ([a, x]) =>
  whileLoop(
    c => less(c, 50),
    c => mul(a, add(c, 1)),
    square(x),
  ),
)
const loops = [
  [2, 1],
  [3, 8], // no step
  [1.5, 0],
] as const

/** Σ over a batch of x of the slope in x of a scan whose carry depends on b alone. */
const slopes = fn(tuple(real, real), ([a, b]) => {
  const total = (x: Expr): Expr =>
    sum(scan((c, y) => [tanh(c), mul(y, c)], b, mul(x, constant(array([0.5, -1]))))[1])
  const each = vmapOf(x => gradOf(total, x as Expr) as Expr, mul(a, constant(array([0.5, -1.5]))))
  return sum(each as Expr)
})

const arrows: Readonly<Record<string, readonly [Diff<never, never>, readonly unknown[]]>> = {
  'a function of a number': [fn(real, x => mul(x, sin(x))) as never, scalars],
  'a product of matrices': [network as never, examples],
  'its gradient': [grad(network) as never, examples],
  'a softmax and its Jacobian': [jacobian(fn(vector(3), x => softmax(x))) as never, vectors],
  'a Hessian': [hessian(fn(vector(3), x => exp(sum(sin(x))))) as never, vectors],
  'a shared extreme': [grad(fn(vector(3), x => max(x))) as never, vectors],
  'a composition': [
    compose(
      fn(vector(3), x => sum(x)),
      fn(vector(3), x => square(x)),
    ) as never,
    vectors,
  ],
  'what has no input': [fn(real, _ => ({ one: 1, xs: constant(array([1, 2])) })) as never, scalars],
  'a fold': [fn(vector(3), x => fold((c, y) => mul(c, y), 2, x)) as never, vectors],
  'the gradient of a fold': [
    grad(fn(vector(3), x => fold((c, y) => sin(mul(c, y)), 2, x))) as never,
    vectors,
  ],
  'a scan of which the carry alone differs': [
    fn(real, a =>
      scan((c, i) => [mul(c, a), add(c, gather(constant(array([1, 2, 3])), i))], a, 3),
    ) as never,
    scalars,
  ],
  'a scan in chunks': [
    grad(fn(vector(3), x => fold((c, y) => sin(add(c, y)), 2, x, { checkpoint: true }))) as never,
    vectors,
  ],
  'a while-loop of as many steps as each takes': [loop as never, loops],
  'its gradient, by reverse mode': [grad(loop) as never, loops],
  'its Hessian': [hessian(loop) as never, loops],
  'its Hessian, reverse over reverse': [hessian(loop, { mode: 'reverse' }) as never, loops],
  'a while-loop that all leave together': [
    grad(
      fn(
        real,
        x =>
          whileLoop(
            ([k]) => less(k, 3),
            ([k, c]) => [add(k, 1), mul(c, sin(c))],
            [0, x] as const,
          )[1],
      ),
    ) as never,
    scalars,
  ],
  'a choice': [
    fn(real, x =>
      cond(
        greater(x, 0),
        () => [log(x), x],
        () => [div(1, sub(x, 1)), 0],
      ),
    ) as never,
    scalars,
  ],
  'the gradient of a choice, where the other branch has none': [
    grad(
      fn(real, x =>
        cond(
          greater(x, 0),
          () => log(x),
          () => mul(3, x),
        ),
      ),
    ) as never,
    scalars,
  ],
  'a choice of three': [
    grad(
      fn(tuple(index(3), real), ([i, x]) =>
        switchCase(i, [() => sin(x), () => square(x), () => mul(x, x)]),
      ),
    ) as never,
    [0, 1, 2, 1].map((i, k) => [i, scalars[k]!]),
  ],
  'a custom derivative': [
    vjp(rule(vector(3), vector(3), x => sin(x), { vjp: (x, w) => mul(mul(x, w), 2) })) as never,
    vectors.map(x => [x, vectors[0]!]),
  ],
  'random numbers': [
    fn(key, k => [uniform(k, [3]), normal(k, [])]) as never,
    [1, 2, 3].map(keyFrom),
  ],
  'a gradient in a batch in a gradient, of a loop whose carry has no batch': [
    grad(slopes) as never,
    [
      [0.1, 0.2],
      [0.3, -0.7],
    ],
  ],
  'a slice and a choice by entries': [
    grad(
      fn(vector(3), x => sum(where(greater(x, 1), square(x), slice(x, [{ step: -1 }])))),
    ) as never,
    vectors,
  ],
}

/** Numbers for a tangent of a space, other ones for each example. */
const tangent = (s: AnySpace, k: number): unknown => {
  const t = tangentSpace(s as Space<unknown>)
  let next = k
  return assemble(
    t.form,
    leaves(t.form).map(({ leaf }) => {
      const data = Array.from({ length: size(leaf.shape) }, () => ((3 * next++) % 7) / 4 - 0.5)
      return leaf.scalar ? data[0] : fromFlat<Shape, readonly number[], 'real'>(data, leaf.shape)
    }),
  )
}

const sameLeaves = (s: AnySpace, a: unknown, b: unknown): void => {
  const read = encode('test', s as Space<unknown>)
  const y = read(b)
  read(a).forEach(({ data }, i) => {
    data.forEach((x, j) => {
      const z = y[i]!.data[j]!
      expect(
        Object.is(x + 0, z + 0) || Math.abs(x - z) <= 1e-11 * (1 + Math.abs(x)),
        `${x} is ${z}`,
      ).toBe(true)
    })
  })
}

type Any = Diff<unknown, unknown>

describe('vmap(f) is the map of f', () => {
  test.each(Object.entries(arrows))('%s', (_, [f, values]) => {
    expectMapped(f as unknown as Any, values)
  })

  test.each(Object.entries(arrows))('of both modes: %s', (_, [f, values]) => {
    const g = f as unknown as Any
    expectMapped(
      vjp(g) as Any,
      values.map((x, k) => [x, tangent(g.cod, k)]),
    )
    expectMapped(
      jvp(g) as Any,
      values.map((x, k) => [x, tangent(g.dom, k)]),
    )
  })

  test.each(Object.entries(arrows))('under both modes: %s', (_, [f, values]) => {
    const g = f as unknown as Any
    const n = values.length
    const [back, push] = [vjp(g), jvp(g)] as readonly Any[]
    const ws = stackValues(
      back!,
      values.map((x, k) => [x, tangent(g.cod, k)]),
    )
    const vs = stackValues(
      push!,
      values.map((x, k) => [x, tangent(g.dom, k)]),
    )
    const one = [vmap(back!, n), vmap(push!, n)] as readonly Any[]
    const two = [vjp(vmap(g, n)), jvp(vmap(g, n))] as readonly Any[]
    sameLeaves(two[0]!.cod, run(two[0]!)(ws), run(one[0]!)(ws))
    sameLeaves(two[1]!.cod, run(two[1]!)(vs), run(one[1]!)(vs))
  })

  test('over generated batches of a network', () => {
    const one = arbitrary(network.dom)
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), xs => {
        expectMapped(grad(network), xs)
      }),
      { numRuns: 30 },
    )
  })
})

describe('axes', () => {
  const f = fn(tuple(matrix(2, 3), vector(3)), ([A, x]) => ({ y: matmul(A, x), s: sum(A) }))
  const A = array([
    [1, 0, 2],
    [0, 1, -1],
  ])
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ] as const

  test('what all share has none, and may have none in the result', () => {
    const g = vmap(f, 2, { in: [null, 0], out: { y: 0, s: null } })
    const { y, s } = run(g)([A, array(rows)])
    expect(toNested(y)).toEqual([
      [7, -1],
      [16, -1],
    ])
    expect(s).toBe(3)
  })

  test('any axis, counted from either end', () => {
    const columns = array([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    const g = vmap(f, 2, { in: [null, 1], out: { y: -1, s: 0 } })
    const { y, s } = run(g)([A, columns])
    expect(toNested(y)).toEqual([
      [7, 16],
      [-1, -1],
    ])
    expect(toNested(s)).toEqual([3, 3])
  })

  test('a batch of batches, along different axes, and of none', () => {
    const g = vmap(
      vmap(
        fn(vector(2), x => sum(square(x))),
        3,
        { in: 1 },
      ),
      2,
    )
    const x = array([
      [
        [1, 2, 3],
        [0, 1, 0],
      ],
      [
        [0, 0, 1],
        [2, 0, 0],
      ],
    ])
    expect(toNested(run(g)(x))).toEqual([
      [1, 5, 9],
      [4, 0, 1],
    ])
    const none = run(vmap(f, 0, { in: [null, 0] }))([A, fromFlat([], [0, 3])])
    expect(none.y.shape).toEqual([0, 2])
  })

  test('what is wrong is refused when it is built', () => {
    expect(() => vmap(f, 2, { in: [null, 3] })).toThrow(
      /vmap: expected an axis from -2 to 1, got 3/,
    )
    expect(() => vmap(f, 2, { in: [0] })).toThrow(
      /vmap: expected axes for the parts of \(ℝ\[2, 3\] × ℝ\[3\]\)/,
    )
    expect(() => vmap(f, -1)).toThrow(/vmap/)
    expect(() => vmap(f, 2, { out: null })).toThrow(/all examples share/)
  })
})

describe('it is one program, not a loop of calls', () => {
  test('of as many instructions for a thousand examples as for two', () => {
    const count = (n: number): number => programOf(vmap(grad(network), n)).instructions.length
    expect(count(1000)).toBe(count(2))
  })

  test('a Jacobian is the pullback on a batch of unit cotangents', () => {
    const f = fn(vector(3), x => softmax(mul(x, sum(x))))
    const x = array([0.5, -1, 2])
    const back = fn(vector(3), w => apply(vjp(f), [constant(x), w])[1])
    const units = array([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ])
    expect(toNested(run(vmap(back, 3))(units))).toEqual(
      toNested(run(jacobian(f, { mode: 'reverse' }))(x)),
    )
  })
})

describe('vmapOf', () => {
  test('uses what is around it, whose cotangents add up over the batch', () => {
    const f = fn(tuple(vector(2), matrix(3, 2)), ([w, xs]) =>
      sum(vmapOf(x => square(sum(mul(w, x))), xs)),
    )
    const xs = array([
      [1, 0],
      [0, 1],
      [1, 1],
    ])
    const w = array([2, 3])
    expect(run(f)([w, xs])).toBe(4 + 9 + 25)
    expect(toNested(run(grad(f))([w, xs])[0])).toEqual([4 + 10, 6 + 10])
  })

  test('sequences of different lengths are refused', () => {
    expect(() =>
      fn(tuple(vector(2), vector(3)), ([a, b]) => vmapOf(([x]) => x, [a, b] as const)),
    ).toThrow(/vmapOf: expected sequences of one length, got \[2\], \[3\]/)
  })
})

describe('what is not the map is caught', () => {
  const f = fn(real, x => square(x))
  const values = [1, 2, 3]
  const mapped = vmap(f, 3)
  const wrong: Readonly<Record<string, Diff<never, unknown>>> = {
    'examples in another order': compose(
      fn(vector(3), x => slice(x, [{ step: -1 }]) as typeof x),
      mapped,
    ),
    'the first example for all': compose(
      fn(vector(3), x => mul(gather(x, constant(array([0, 0, 0], 'index'))), 1)),
      mapped,
    ),
    'a factor in one place': compose(
      fn(vector(3), x => mul(x, constant(array([1, 1, 1 + 1e-9])))),
      mapped,
    ),
  } as never
  test.each(Object.entries(wrong))('%s', (_, g) => {
    expect(() => {
      expectMapped(f, values, () => g)
    }).toThrow(/example \d/)
  })
})
