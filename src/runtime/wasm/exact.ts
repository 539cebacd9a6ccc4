/** Functions of the host that vectors have as instructions, with the same bits. */
import type { HostFunction } from '../../op/Scalars.js'
import { simd } from './instructions.js'
import type { Expansion } from './vectors.js'

const one =
  (code: number): Expansion =>
  (v, ...xs) =>
    v.simd(code, ...xs)

/** Instructions by function. */
export const exact: ReadonlyMap<HostFunction, Expansion> = new Map<HostFunction, Expansion>([
  [Math.abs, one(simd.f64x2Abs)],
  [Math.sqrt, one(simd.f64x2Sqrt)],
  [Math.floor, one(simd.f64x2Floor)],
  [Math.ceil, one(simd.f64x2Ceil)],
  [Math.trunc, one(simd.f64x2Trunc)],
  [Math.max, one(simd.f64x2Max)],
  [Math.min, one(simd.f64x2Min)],
  [Math.fround, (v, x) => v.simd(simd.promote, v.simd(simd.demote, x))],
])
