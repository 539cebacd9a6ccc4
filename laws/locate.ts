/** Which entry of a claimed product is at fault: halving the direction until one entry is left. */
import { type Space, type Tangent, unflatten } from '../src/Space.js'
import { fromFlat } from '../src/Tensor.js'
import type { Report } from './Law.js'

/** The tangent with these coordinates. */
export const tangentOf = <A>(s: Space<A>, xs: readonly number[]): Tangent<A> =>
  unflatten(s)(fromFlat(xs, [xs.length], 'real'))

/**
 * The entry at which a check fails, among those of a direction: `check` is given the direction with the
 * other entries zero. What fails in a sum fails in one of its halves, unless it is hidden by their tolerances.
 */
export const entryAtFault = (
  direction: readonly number[],
  check: (part: readonly number[]) => Report,
): number | undefined => {
  let kept = direction.flatMap((e, i) => (e === 0 ? [] : [i]))
  while (kept.length > 1) {
    const middle = Math.ceil(kept.length / 2)
    const failing = [kept.slice(0, middle), kept.slice(middle)].find(half => {
      const members = new Set(half)
      return check(direction.map((e, i) => (members.has(i) ? e : 0))).verdict === 'fails'
    })
    if (failing === undefined) return undefined
    kept = failing
  }
  return kept[0]
}

/** The unit direction of one entry. */
export const unitOf = (n: number, k: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => (i === k ? 1 : 0))

/** What is found at one entry, in a few words. */
export const atEntry = (what: string, { claimed, measured, tolerance }: Report): string =>
  `${what}: claimed ${claimed}, measured ${measured} ± ${tolerance.toExponential(1)}`
