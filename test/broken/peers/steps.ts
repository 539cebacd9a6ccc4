/** What the peers have in common: steps along a direction, Jacobians, and closeness. */
import type { Data } from '../catalogue/arrays.js'
import type { Flat } from './flat.js'

/** x + t v. */
export const along = (x: readonly Data[], v: readonly Data[], t: number): readonly Data[] =>
  x.map((list, i) => list.map((e, j) => e + t * v[i]![j]!))

/** The directions of single entries, list by list. */
export const units = (x: readonly Data[]): readonly (readonly Data[])[] =>
  x.flatMap((list, i) =>
    list.map((_, j) => x.map((other, k) => other.map((__, l) => (k === i && l === j ? 1 : 0)))),
  )

/** Central differences along a direction. */
export const central = (f: Flat, v: readonly Data[], h: number): readonly Data[] => {
  const [up, down] = [f.value(along(f.x, v, h)), f.value(along(f.x, v, -h))]
  return up.map((list, i) => list.map((e, j) => (e - down[i]![j]!) / (2 * h)))
}

export const inner = (a: readonly Data[], b: readonly Data[]): number =>
  a.reduce((s, list, i) => list.reduce((t, e, j) => t + e * b[i]![j]!, s), 0)

/** NumPy's closeness, entry by entry: |a - b| ≤ atol + rtol |b|; NaN is close to nothing. */
export const allclose = (a: Data, b: Data, rtol: number, atol: number): boolean =>
  a.length === b.length &&
  a.every((e, i) => e === b[i] || Math.abs(e - b[i]!) <= atol + rtol * Math.abs(b[i]!))
