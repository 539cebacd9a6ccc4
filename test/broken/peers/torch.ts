/**
 * `torch.autograd.gradcheck`, re-stated from pytorch/pytorch, torch/autograd/gradcheck.py (2.x): central
 * differences at a step of 1e-6, rtol 1e-3, atol 1e-5. The slow mode compares every entry of the Jacobian; the
 * fast one a single product between two random vectors of positive entries and norm 1, with atol times the sums
 * of their entries. Both ask twice and want the same bits, and zero for a zero cotangent.
 *
 * Left out: undefined and batched cotangents, layouts, complex numbers. With `check_forward_ad` the forward
 * mode is held against the same differences.
 */
import { type Data, each } from '../catalogue/arrays.js'
import { type Checker, type Flat, flat } from './flat.js'
import { like, uniforms } from './random.js'
import { allclose, central, units } from './steps.js'

const [EPS, ATOL, RTOL] = [1e-6, 1e-5, 1e-3]

const same = (a: readonly Data[], b: readonly Data[]): boolean =>
  a.length === b.length &&
  a.every((l, i) => l.length === b[i]!.length && l.every((e, j) => e === b[i]![j]))

/** Rows: cotangents of the unit directions of the outputs. */
const rows = (f: Flat, y: readonly Data[]): readonly Data[] =>
  units(y).map(w => f.vjp(f.x, w).flat())

const zeroForZero = (f: Flat, y: readonly Data[]): boolean => {
  const back = f.vjp(
    f.x,
    y.map(l => l.map(() => 0)),
  )
  return same(
    back,
    f.x.map(l => l.map(() => 0)),
  )
}

const slow = (f: Flat): boolean => {
  const y = f.value(f.x)
  const columns = units(f.x).map(v => central(f, v, EPS).flat())
  const [claimed, again] = [rows(f, y), rows(f, y)]
  return (
    same(claimed, again) &&
    claimed.every((row, i) =>
      allclose(
        row,
        columns.map(c => c[i]!),
        RTOL,
        ATOL,
      ),
    ) &&
    zeroForZero(f, y)
  )
}

const forwardMode = (f: Flat): boolean =>
  units(f.x).every(v => allclose(f.jvp(f.x, v).flat(), central(f, v, EPS).flat(), RTOL, ATOL))

const length = (xs: readonly Data[]): number => Math.hypot(...xs.flat())
const normed = (xs: readonly Data[]): readonly Data[] => {
  const n = length(xs)
  return n === 0 ? xs : xs.map(l => l.map(e => e / n))
}
/** One of several arrays, the others zero. */
const only = (xs: readonly Data[], k: number): readonly Data[] =>
  xs.map((l, i) => (i === k ? l : l.map(() => 0)))
const sum = (xs: readonly Data[]): number => xs.flat().reduce((s, e) => s + e, 0)

const fast = (f: Flat, seed: number): boolean => {
  const draw = uniforms(seed)
  const y = f.value(f.x)
  const us = each(f.x.length, i => i).map(i => normed(only(like(f.x, draw), i)))
  const vs = each(y.length, i => i).map(i => normed(only(like(y, draw), i)))
  const agree = vs.every((v, j) => {
    const [back, again] = [f.vjp(f.x, v), f.vjp(f.x, v)]
    return (
      same(back, again) &&
      us.every((u, i) => {
        const claimed = back[i]!.reduce((s, e, k) => s + e * u[i]![k]!, 0)
        const measured = central(f, u, EPS)[j]!.reduce((s, e, k) => s + e * v[j]![k]!, 0)
        return allclose([claimed], [measured], RTOL, ATOL * sum(u) * sum(v))
      })
    )
  })
  return agree && zeroForZero(f, y)
}

const said = (ok: boolean) => (ok ? 'passes' : 'fails')

export const torch: Checker = (s, x) => said(slow(flat(s, x)))
export const torchFast: Checker = (s, x, seed) => said(fast(flat(s, x), seed))
export const torchForward: Checker = (s, x) => {
  const f = flat(s, x)
  return said(slow(f) && forwardMode(f))
}
