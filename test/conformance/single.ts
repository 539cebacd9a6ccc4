/** The same cases in single precision: the ordinary ones, to first order, as exact as it allows. */
import { type Num, num, type ScalarCase, type TensorCase } from './data.js'
import { type Outcome, scalarOutcomes } from './scalar.js'
import type { Run } from './target.js'
import { tensorOutcomes } from './tensor.js'
import { singleError } from './tolerance.js'

/** The target in single precision. */
const single =
  (run: Run): Run =>
  f =>
    run(f, { precision: 'f32' })

const isOrdinary = (c: { readonly tags?: readonly string[] }): boolean =>
  (c.tags ?? []).length === 0

/** How far a part moves where each argument moves by its own size: Σ |x ∂part/∂x|. */
const movement: Readonly<Record<string, readonly (readonly [x: string, slope: string])[]>> = {
  f: [
    ['x', 'd1'],
    ['a', 'da'],
    ['b', 'db'],
  ],
  d1: [['x', 'd2']],
  da: [
    ['a', 'daa'],
    ['b', 'dab'],
  ],
  db: [
    ['a', 'dab'],
    ['b', 'dbb'],
  ],
}

/** All comparisons of an operation on scalars, undefined where it is not there yet. */
export const singleScalars = (
  name: string,
  cases: readonly ScalarCase[],
  run: Run,
): readonly Outcome[] | undefined => {
  const ordinary = cases.filter(isOrdinary)
  const byId = new Map(ordinary.map(c => [c.id, c]))
  const size = (c: ScalarCase, key: string): number => {
    const value = c[key] as Num | null | undefined
    return value === undefined || value === null ? 0 : Math.abs(num(value))
  }
  return scalarOutcomes(name, ordinary, single(run))?.flatMap(o => {
    const moves = movement[o.part.replace(' (forward)', '')]
    if (moves === undefined) return []
    const c = byId.get(o.id)!
    const scale = moves.reduce((s, [x, slope]) => s + size(c, x) * size(c, slope), Math.abs(o.want))
    return [{ ...o, error: singleError(o.got, o.want, scale) }]
  })
}

/** All comparisons of a case of tensors. */
export const singleTensors = (c: TensorCase, run: Run): readonly Outcome[] | undefined => {
  const outcomes = tensorOutcomes(c, single(run))
  if (!isOrdinary(c)) return outcomes && []
  const first = outcomes?.filter(o => !o.part.startsWith('second'))
  const arrayOf = (o: Outcome): string => o.part.replace(/\[\d+\]$/, '')
  const largest = new Map<string, number>()
  for (const o of first ?? [])
    if (Number.isFinite(o.want))
      largest.set(arrayOf(o), Math.max(largest.get(arrayOf(o)) ?? 1, Math.abs(o.want)))
  return first?.map(o => ({
    ...o,
    error: singleError(o.got, o.want, 32 * (largest.get(arrayOf(o)) ?? 1)),
  }))
}
