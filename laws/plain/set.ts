/** One number, or one array of numbers, as a domain: given in coordinates. */
import type fc from 'fast-check'
import { toDense } from '../../src/Dense.js'
import { size } from '../../src/Shape.js'
import { fromFlat, type Tensor } from '../../src/Tensor.js'
import { listOf } from '../list.js'
import type { Domain } from './domain.js'
import type { Layout } from './layout.js'

/** A set of lists of coordinates. */
interface Coordinates {
  readonly shape: readonly number[] | undefined
  readonly points: (n: number) => fc.Arbitrary<readonly number[]>
  readonly directions: (n: number) => fc.Arbitrary<readonly number[]>
  readonly contains: (xs: readonly number[]) => boolean
  readonly unit: number
  readonly thin?: boolean
}

/** The numbers of a value of one leaf. */
const flat = (x: unknown): readonly number[] =>
  typeof x === 'number' ? [x] : listOf(toDense(x as Tensor).data) // of its space

/** The domain of a number, or of an array of this shape. */
export const domain = ({
  shape,
  points,
  directions,
  contains,
  unit,
  thin = false,
}: Coordinates): Domain<never> => {
  const n = size(shape ?? [])
  const value = (xs: readonly number[]): unknown =>
    shape === undefined ? xs[0] : fromFlat(xs, shape, 'real')
  const layout: Layout =
    shape === undefined ? { tag: 'number', kind: 'real' } : { tag: 'array', kind: 'real', shape }
  return {
    layout,
    points: points(n).map(value),
    directions: directions(n).map(value),
    contains: x => contains(flat(x)),
    length: v => Math.sqrt(flat(v).reduce((s, e) => s + (e / unit) ** 2, 0)),
    thin,
  }
}
