/** Random numbers of a seed, as the peers draw them. */
import { type Data, each } from '../catalogue/arrays.js'

/** Numbers from 0 to 1 (mulberry32). */
export const uniforms = (seed: number): (() => number) => {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Normal numbers (Box and Muller). */
export const normals = (seed: number): (() => number) => {
  const u = uniforms(seed)
  return () => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u())
}

/** Lists like these, filled. */
export const like = (lists: readonly Data[], draw: () => number): readonly Data[] =>
  lists.map(list => each(list.length, draw))
