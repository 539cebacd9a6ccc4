/** Loops of every make: carries that move and carries that do not, discrete ones, sequences, constants within; by part of what they are given. */

import { closeValues } from '../../laws/compare.js'
import { type AnyLaw, anyLaw, arbitrary, gradientLaws } from '../../laws/index.js'
import {
  type AnyDiff,
  add,
  array,
  cond,
  constant,
  cos,
  type Diff,
  type Expr,
  fn,
  fold,
  greater,
  jvp,
  less,
  mul,
  real,
  run,
  type Space,
  scan,
  sin,
  struct,
  sub,
  sum,
  tanh,
  taylor,
  tensor,
  tuple,
  vector,
  vjp,
  vmap,
  where,
  whileLoop,
} from '../../src/index.js'
import { scaleTangent, showValue, tangentSpace } from '../../src/Space.js'

type V = Expr<readonly [2]>
type R = Expr<readonly []>

/** What loops are made of: two constants of the step, two beginnings, two sequences. */
interface Given {
  readonly a: R
  readonly w: V
  readonly c: R
  readonly v: V
  readonly xs: Expr<readonly [3, 2]>
  readonly ts: Expr<readonly [3]>
}

const given: Given = {
  a: constant(0.7),
  w: constant(array([0.5, -1.25])),
  c: constant(-0.3),
  v: constant(array([1.5, 0.25])),
  xs: constant(
    array([
      [1, 2],
      [-1, 0.5],
      [0.25, -2],
    ]),
  ),
  ts: constant(array([0.5, -1, 2])),
}

const scanned =
  (options: { readonly reverse?: boolean; readonly checkpoint?: boolean } = {}) =>
  ({ a, w, c, v, xs, ts }: Given): readonly [R, Expr, Expr, Expr] => {
    const [end, ys] = scan(
      ({ n, u, up, still }, [x, t]) => {
        const next = sin(add(mul(w, u), mul(a, x)))
        const sign = where(up, 1, -1)
        return [
          { n: add(n, mul(t, mul(sign, sum(next)))), u: next, up: greater(n, 0.25), still },
          [mul(n, u), mul(t, mul(still, a))],
        ] as const
      },
      { n: c, u: v, up: greater(a, 10), still: 2 },
      [xs, ts] as const,
      options,
    )
    return [end.n, end.u, ys[0], ys[1]]
  }

const whiled = ({ a, w, c, v }: Given): readonly [R, Expr] => {
  const end = whileLoop(
    ({ k }) => less(k, 3),
    ({ k, u, n, up }) => ({
      k: add(k, 1),
      u: tanh(add(mul(w, u), mul(n, a))),
      n: where(up, cos(n), mul(n, sum(u))),
      up: greater(sum(u), 0),
    }),
    { k: 0, u: v, n: c, up: less(a, 0) },
    { maxSteps: 5 },
  )
  return [end.n, end.u]
}

/** A loop within a loop, with a choice in it. */
const nested = ({ a, w, c, v, xs }: Given): readonly [R, Expr] => {
  const end = fold(
    ([n, u], x) => [
      cond(
        greater(n, 0),
        () => sin(mul(n, sum(x))),
        () => sub(mul(a, n), sum(x)),
      ),
      fold((z, t) => sin(add(mul(z, w), mul(t, n))), u, x),
    ],
    [c, v] as const,
    xs,
  )
  return [end[0], end[1]]
}

type Part = keyof Given
const spaces: Readonly<Record<Part, Space<unknown>>> = {
  a: real,
  w: vector(2),
  c: real,
  v: vector(2),
  xs: tensor(3, 2),
  ts: vector(3),
} as Readonly<Record<Part, Space<unknown>>> // their values are not looked at here

/** A loop as a function of some of what it is given. */
const by = (loop: (g: Given) => readonly Expr[], parts: readonly Part[]): AnyDiff =>
  fn(struct(Object.fromEntries(parts.map(p => [p, spaces[p]]))), some =>
    loop({ ...given, ...(some as Partial<Given>) }),
  )

/** A function with its tangents, three times. */
type Pair = readonly [never, never]
type Nested = readonly [readonly [Pair, Pair], readonly [Pair, Pair]]

/** Coefficients of a Taylor polynomial are tangents of tangents over factorials, to the third order. */
export const taylorLaws = (f: AnyDiff): readonly AnyLaw[] => {
  const g = f as Diff<unknown, unknown>
  const dom = tuple(g.dom, tangentSpace(g.dom) as Space<unknown>)
  const coefficients = run(taylor(g, 3) as Diff<unknown, unknown>)
  const thrice = run(jvp(jvp(jvp(g))) as Diff<unknown, unknown>)
  const [none, times] = [scaleTangent(g.dom), scaleTangent(g.cod)]
  return [
    anyLaw<readonly [unknown, unknown]>({
      name: 'Taylor coefficients are derivatives over factorials',
      formula: 'cₖ = f⁽ᵏ⁾(x) vᵏ / k!',
      subject: 'a function',
      inputs: arbitrary(dom),
      check: ([x, v]) => {
        const o = none(0, v as never)
        const zeros = [o, o] as const
        const moved = [v, o] as const
        const [[[y, first]], [, [second, third]]] = thrice([
          [[x, v], moved],
          [moved, zeros],
        ]) as Nested
        return closeValues(tuple(g.cod, g.cod, g.cod, g.cod), coefficients([x, v]), [
          y,
          first,
          times(1 / 2, second),
          times(1 / 6, third),
        ])
      },
      show: showValue(dom),
    }),
  ]
}

const loops = {
  'a scan': scanned(),
  'a scan from the end': scanned({ reverse: true }),
  'a checkpointed scan': scanned({ checkpoint: true }),
  'a while-loop': whiled,
  'a loop within a loop': nested,
}

const subsets: readonly (readonly Part[])[] = [
  ['a'],
  ['w'],
  ['c'],
  ['v'],
  ['xs'],
  ['ts'],
  ['a', 'v'],
  ['c', 'xs'],
  ['w', 'ts'],
  ['a', 'w', 'c', 'v', 'xs', 'ts'],
]

/** Samples of loops, by name. */
export const looped: readonly (readonly [name: string, laws: () => readonly AnyLaw[]])[] =
  Object.entries(loops).flatMap(([name, loop]) =>
    subsets.flatMap(parts => {
      const f = (): Diff<unknown, unknown> => by(loop, parts) as Diff<unknown, unknown>
      const of = `${name} by ${parts.join(', ')}`
      return [
        [of, () => gradientLaws(f())],
        [`Taylor of ${of}`, () => taylorLaws(f())],
        [`the vjp of ${of}`, () => gradientLaws(vjp(f()))],
        [`the jvp of ${of}`, () => gradientLaws(jvp(f()))],
        [`a batch of ${of}`, () => gradientLaws(vmap(f(), 2))],
      ] as const
    }),
  )
