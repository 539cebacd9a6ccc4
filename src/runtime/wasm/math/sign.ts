/** Signs that are known of nodes before anything is computed. */
import { simd } from '../instructions.js'
import type { Vectors } from '../vectors.js'
import { SIGN } from './lanes.js'

const absolutes: ReadonlySet<number> = new Set([simd.f64x2Abs, simd.f32x4Abs])
const opposites: ReadonlySet<number> = new Set([simd.f64x2Neg, simd.f32x4Neg])
const products: ReadonlySet<number> = new Set([simd.f64x2Mul, simd.f32x4Mul])

/** So many nodes deep it is looked for. */
const DEPTH = 8

/** The sign of what a node holds, if what it is made of tells; zeros and what is not a number have any. */
export const signOf = (v: Vectors, i: number, depth = DEPTH): 1 | -1 | undefined => {
  const node = v.nodes[i]!
  if (node.op === 'constant') return (node.bits & SIGN) === 0n ? 1 : -1
  if (node.op !== 'simd' || depth === 0) return undefined
  if (absolutes.has(node.code)) return 1
  const [a, b] = node.args as readonly [number, number]
  if (opposites.has(node.code)) return signOf(v, a, depth - 1) === 1 ? -1 : undefined
  if (!products.has(node.code)) return undefined
  if (a === b) return 1
  const [first, second] = [signOf(v, a, depth - 1), signOf(v, b, depth - 1)]
  return first === undefined || second === undefined ? undefined : first === second ? 1 : -1
}
