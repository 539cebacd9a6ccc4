/** The definition of a contraction, spelt as an einsum: the products that it adds up. */
import type { Term } from './multilinear.js'
import { flatten, places } from './places.js'

type Shape = readonly number[]

/** All products of an einsum without ellipsis: one for each value of all indices. */
export const products = (inputs: readonly string[], output: string, shapes: readonly Shape[]) => {
  const sizes = new Map(
    inputs.flatMap((t, j) => Array.from(t).map((c, a) => [c, shapes[j]![a]!] as const)),
  )
  const letters = [...sizes.keys()]
  const at = (term: string, place: Shape): number =>
    flatten(
      Array.from(term).map(c => sizes.get(c)!),
      Array.from(term).map(c => place[letters.indexOf(c)]!),
    )
  const terms = places([...sizes.values()]).map(
    (place): Term => ({ out: at(output, place), at: inputs.map(t => at(t, place)) }),
  )
  return { terms, out: Array.from(output).map(c => sizes.get(c)!) }
}

/** Shapes as text: sizes apart by spaces, shapes by commas. */
export const shapesOf = (text: string): readonly Shape[] =>
  text.split(',').map(s => s.split(' ').flatMap(d => (d === '' ? [] : [Number(d)])))
