/**
 * A multilinear function against its definition, a list of products: value, both modes, the second order,
 * single precision and batches, all exact, since every number is a small whole one.
 */
import {
  apply,
  constant,
  type Diff,
  type Expr,
  fn,
  fromFlat,
  jvp,
  run,
  type Tensor,
  tensor,
  tuple,
  vjp,
} from 'chainrule'
import { reshape } from 'chainrule/op'
import { expect } from 'vitest'
import { computed } from '../op/support.js'
import { expectBatches } from './batches.js'

type Numbers = readonly number[]

/** A product: where it goes, the position of its factor in each operand, and its sign. */
export interface Term {
  readonly out: number
  readonly at: Numbers
  readonly sign?: number
}

const count = (shape: Numbers): number => shape.reduce((a, b) => a * b, 1)
const whole = (n: number, seed: number): Numbers =>
  Array.from({ length: n }, (_, i) => ((5 * i + 3 * seed + ((i * i) % 3)) % 7) - 3)
const tensorOf = (shape: Numbers, xs: Numbers): Tensor =>
  fromFlat<Numbers, Numbers, 'real'>(xs, shape)

type Factors = readonly Numbers[]

const product = ({ at, sign = 1 }: Term, factors: Factors, but: Numbers = []): number =>
  factors.reduce((p, x, j) => (but.includes(j) ? p : p * x[at[j]!]!), sign)

/** What goes to each of n places, by the terms. */
const gathered = (
  n: number,
  terms: readonly Term[],
  of: (t: Term) => readonly [place: number, value: number],
): Numbers => {
  const sums = Array<number>(n).fill(0)
  for (const t of terms) {
    const [place, value] = of(t)
    sums[place]! += value
  }
  return sums
}

const plain = (xs: readonly unknown[]): Numbers => xs.map(x => Number(x) + 0)

/** Expects a function to be the sum of the products listed, to every order. */
export const expectMultilinear = (
  f: (...xs: readonly Expr[]) => Expr,
  shapes: readonly Numbers[],
  out: Numbers,
  terms: readonly Term[],
): void => {
  const n = count(out)
  const operands = shapes.map((_, j) => j)
  const xs = shapes.map((s, j) => whole(count(s), j))
  const vs = shapes.map((s, j) => whole(count(s), j + 5))
  const w = whole(n, 11)

  const symbols = shapes.map((s, j): Expr => constant(tensorOf(s, xs[j]!)))
  const value = gathered(n, terms, t => [t.out, product(t, xs)])
  for (const precision of ['f64', 'f32'] as const) {
    const y = computed(f(...symbols), precision)
    expect(y.shape).toEqual(out)
    expect(plain(y.values)).toEqual(value)
  }

  const dom = tuple(...shapes.map(s => tensor(...s)))
  const flat = fn(dom, tuple(tensor(n)), ys => [
    reshape(f(...(ys as unknown as readonly Expr[])), [n]),
  ]) as unknown as Diff<readonly Tensor[], readonly Tensor[]>
  const at = shapes.map((s, j) => tensorOf(s, xs[j]!))
  const along = shapes.map((s, j) => tensorOf(s, vs[j]!))
  const cotangent = tensorOf([n], w)
  const entries = (ts: readonly unknown[]): readonly Numbers[] =>
    ts.map(t => plain(typeof t === 'number' ? [t] : (t as Tensor).values))

  const pulled = run(vjp(flat))([at, [cotangent]] as never) as readonly [
    unknown,
    readonly unknown[],
  ]
  expect(entries(pulled[1])).toEqual(
    operands.map(k =>
      gathered(count(shapes[k]!), terms, t => [t.at[k]!, w[t.out]! * product(t, xs, [k])]),
    ),
  )
  expect(entries(run(jvp(flat))([at, along])[1])).toEqual([
    gathered(n, terms, t => [
      t.out,
      operands.reduce((s, k) => s + vs[k]![t.at[k]!]! * product(t, xs, [k]), 0),
    ]),
  ])
  const back = fn(
    dom,
    dom,
    ys =>
      (apply(vjp(flat), [ys, [constant(cotangent)]] as never) as readonly unknown[])[1] as never,
  ) as unknown as Diff<readonly Tensor[], readonly Tensor[]>
  expect(entries(run(jvp(back))([at, along])[1])).toEqual(
    operands.map(k =>
      gathered(count(shapes[k]!), terms, t => [
        t.at[k]!,
        operands
          .filter(j => j !== k)
          .reduce((s, j) => s + w[t.out]! * vs[j]![t.at[j]!]! * product(t, xs, [j, k]), 0),
      ]),
    ),
  )
  expectBatches((...ys) => [f(...ys)], shapes)
}
