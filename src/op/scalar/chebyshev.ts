/** Chebyshev series: how the special functions are computed. */

/** Σ cₖ Tₖ(t) for t in [−1, 1], by Clenshaw's recurrence (1955). */
export const chebyshev = (cs: readonly number[], t: number): number => {
  let [a, b] = [0, 0]
  for (let k = cs.length - 1; k > 0; k--) [a, b] = [2 * t * a - b + cs[k]!, a]
  return t * a - b + cs[0]!
}
