/** A point of a space of vectors, the same in every run. */
import { fromFlat, type Tensor } from 'chainrule'
import { each } from '../catalogue/arrays.js'
import { uniforms } from './random.js'

export const at = (n: number): Tensor<readonly [number]> => {
  const draw = uniforms(7)
  return fromFlat(
    each(n, () => Math.round((draw() * 2 - 1) * 100) / 100),
    [n],
  )
}
