/**
 * Generated programs of control flow, loops in choices in batches in gradients: reverse mode is forward
 * mode, `vmap` is the map, and Hessians agree, whatever is inside of what.
 */
import {
  add,
  apply,
  array,
  call,
  cond,
  constant,
  type Diff,
  type Expr,
  fn,
  fold,
  gather,
  grad,
  gradOf,
  greater,
  hessian,
  jvp,
  less,
  mul,
  real,
  run,
  scan,
  sin,
  square,
  sum,
  tanh,
  tuple,
  vjp,
  vmapOf,
  whileLoop,
} from 'chainrule'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectMapped } from '../support/batched.js'

type Scalar = Expr<readonly []>
type Body = (a: Scalar, b: Scalar) => Scalar
type Point = readonly [number, number]

/** A function of two numbers, and how it is written. */
interface Made {
  readonly text: string
  readonly body: Body
}

const made = (text: string, body: Body): Made => ({ text, body })
const entries = (xs: readonly number[]): Expr => constant(array([...xs])) as Expr

const leaf: fc.Arbitrary<Made> = fc.constantFrom(
  made('a', a => a),
  made('b', (_, b) => b),
  made('a b', (a, b) => mul(a, b)),
  made('tanh(a + b)', (a, b) => tanh(add(a, b))),
  made('sin a', a => sin(a)),
  made('tanh² b', (_, b) => square(tanh(b))),
)

/** One construct around smaller programs. */
const around = (f: Made, g: Made, n: number, flag: boolean): readonly Made[] => [
  made(`tanh(${f.text} ∘ ${g.text})`, (a, b) => tanh(f.body(g.body(a, b), b))),
  made(
    `(a > ${n / 10} ? ${f.text} : ${g.text})`,
    (a, b) =>
      cond(
        greater(a, n / 10 + 0.0137),
        () => f.body(a, b),
        () => g.body(b, a),
      ) as Scalar,
  ),
  made(`fold[${n}](${f.text})`, (a, b) => {
    const xs = entries([0.3, -0.7, 1.1, 0.2])
    const step = (c: Scalar, i: Expr<readonly [], 'index'>): Scalar =>
      tanh(f.body(c, mul(b, gather(xs, i) as Scalar)))
    return fold(step, a, n, { reverse: flag, checkpoint: n > 2 })
  }),
  made(`scan(${f.text}, ${g.text})`, (a, b) => {
    const step = (c: Scalar, y: Scalar): readonly [Scalar, Scalar] => [
      tanh(f.body(c, y)),
      g.body(y, c),
    ]
    const xs = mul(a, entries([0.5, -1, 0.25])) as Expr<readonly [number]>
    const [c, ys] = scan((s, y) => step(s, y as Scalar), b, xs)
    return add(c, sum(ys)) as Scalar
  }),
  made(`while[${n}](${f.text})`, (a, b) => {
    const [, c] = whileLoop(
      ([k, s]) => less(add(k, square(s)), n / 2),
      ([k, s]) => [add(k, 0.37), tanh(f.body(s, add(a, b) as Scalar))],
      [0, b] as const,
    )
    return c
  }),
  made(`call(${f.text})`, (a, b) => {
    const h = call(fn(tuple(real, real), real, ([x, y]) => f.body(x, y)))
    return apply(h, [a, apply(h, [b, a])])
  }),
  made(`Σ vmap(${f.text})`, (a, b) => {
    const ys = vmapOf(x => f.body(mul(a, x as Scalar), b), entries([0.5, -1.5]))
    return sum(ys as Expr<readonly [number]>)
  }),
  made(`∂(${f.text})`, (a, b) => gradOf(x => f.body(x as Scalar, b), mul(0.5, a)) as Scalar),
]

const { program } = fc.letrec<{ readonly program: Made }>(tie => ({
  program: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc
      .tuple(tie('program'), tie('program'), fc.nat(4), fc.boolean(), fc.nat(7))
      .map(([f, g, n, flag, which]) => around(f, g, n, flag)[which]!),
  ),
}))

// Off the grid of the choices, so that no point lies on a jump.
const point: fc.Arbitrary<Point> = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }))
  .map(([a, b]): Point => [a / 7 + 0.00371, b / 7 - 0.00513])

const close = (x: number, y: number): void => {
  expect(Math.abs(x - y), `${x} is ${y}`).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(x)))
}

test('both modes, batches and second order of generated programs', { timeout: 120_000 }, () => {
  const shown = program.map(p => Object.assign(p.body, { [fc.toStringMethod]: () => p.text }))
  fc.assert(
    fc.property(shown, fc.array(point, { minLength: 2, maxLength: 3 }), (body, points) => {
      const f: Diff<Point, number> = fn(tuple(real, real), real, ([a, b]) => body(a, b))
      const H = hessian(f)
      const R = hessian(f, { mode: 'reverse' })
      for (const p of points) {
        run(grad(f))(p).forEach((slope, i) => {
          close(slope, run(jvp(f))([p, [1 - i, i]])[1])
        })
        const other = run(R)(p)
        run(H)(p).forEach((row, i) => {
          row.forEach((h, j) => {
            close(h, other[i]![j]!)
          })
        })
      }
      expectMapped(f, points)
      expectMapped(
        vjp(f),
        points.map((p, i) => [p, i + 1] as const),
      )
      expectMapped(R, points)
    }),
    { numRuns: 500 },
  )
})
