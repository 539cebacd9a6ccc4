import { fromFlat, type Shape } from '../../src/index.js'

/** A tensor of numbers between −⅓ and ⅓, others for another seed. */
export const wave = <const S extends Shape>(shape: S, seed = 1) => {
  const n = shape.reduce((a, b) => a * b, 1)
  return fromFlat(
    Float64Array.from({ length: n }, (_, i) => Math.sin(seed + 1.7 * i) / 3),
    shape,
  )
}
