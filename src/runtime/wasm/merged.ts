/** Products of many matrices with one, as one product: what is a batch becomes rows. */
import { size } from '../../Shape.js'
import type { Plan, Product, Statement, View } from '../plan/model.js'

/** The axes but the last two of a view as one, if it walks them as one: how many there are, and how far apart. */
const batchOf = ({
  shape,
  strides,
}: View): readonly [count: number, stride: number] | undefined => {
  const axes = shape.slice(0, -2).flatMap((d, i) => (d === 1 ? [] : [[d, strides[i]!] as const]))
  const even = axes.every(([, s], i) => {
    const next = axes[i + 1]
    return next === undefined || s === next[0] * next[1]
  })
  return axes.length > 0 && even
    ? [size(axes.map(([d]) => d)), axes[axes.length - 1]![1]]
    : undefined
}

const isAlone = ({ shape, strides }: View): boolean =>
  shape.slice(0, -2).every((d, i) => d === 1 || strides[i] === 0)

const matrix = (v: View, shape: readonly number[], strides: readonly number[]): View => ({
  memory: v.memory,
  start: v.start,
  shape,
  strides,
})

/** Rows of a batch against one matrix: sums are what they were. */
const rows = ({ a, b, out }: Product): Product | undefined => {
  const batch = batchOf(a)
  if (batch === undefined || !isAlone(b)) return undefined
  const [count, stride] = batch
  const [m, k] = a.shape.slice(-2) as [number, number]
  const [down, along] = a.strides.slice(-2) as [number, number]
  const n = b.shape[b.shape.length - 1]!
  if (n === 1 || count * m * n !== size(out.shape) || (m > 1 && stride !== m * down))
    return undefined
  return {
    tag: 'product',
    a: matrix(a, [count * m, k], [m > 1 ? down : stride, along]),
    b: matrix(b, [k, n], b.strides.slice(-2)),
    out: matrix(out, [count * m, n], [n, 1]),
  }
}

/** One matrix against a batch of columns: the columns are rows of a product with its transpose, whose sums are in another order. */
const columns = ({ a, b, out }: Product): Product | undefined => {
  const batch = batchOf(b)
  if (batch === undefined || !isAlone(a) || b.shape[b.shape.length - 1] !== 1) return undefined
  const [count, stride] = batch
  const [m, k] = a.shape.slice(-2) as [number, number]
  const [down, along] = a.strides.slice(-2) as [number, number]
  if (m === 1 || count * m !== size(out.shape)) return undefined
  return {
    tag: 'product',
    a: matrix(b, [count, k], [stride, b.strides[b.strides.length - 2]!]),
    b: matrix(a, [k, m], [along, down]),
    out: matrix(out, [count, m], [m, 1]),
  }
}

/** A product as it is done best; in the order of the interpreter where it is to be `exact`. */
const merged = (p: Product, exact: boolean): Product =>
  rows(p) ?? (exact ? undefined : columns(p)) ?? p

/** A plan with its products as they are done best. */
export const withMerged = (plan: Plan, exact: boolean): Plan => {
  const all = (statements: readonly Statement[]): readonly Statement[] => statements.map(one)
  const one = (s: Statement): Statement =>
    s.tag === 'product'
      ? merged(s, exact)
      : s.tag === 'loop'
        ? { ...s, head: all(s.head), body: all(s.body) }
        : s.tag === 'branch'
          ? { ...s, cases: s.cases.map(all) }
          : s
  return plan.without.has('merge') ? plan : { ...plan, statements: all(plan.statements) }
}
