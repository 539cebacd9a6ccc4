/** Positions put in order by merging runs (Knuth 1998, 5.2.4): stable, NaN after all numbers. */

/** Runs of so many are put in order by insertion. */
const SHORT = 8

/** The positions of entries in order, or from the largest down; of equals those that come first. */
export const stableOrder = (xs: ArrayLike<number>, descending: boolean): Int32Array => {
  const n = xs.length
  let [order, spare] = [new Int32Array(n), new Int32Array(n)]
  let numbers = 0
  for (let i = 0; i < n; i++) if (!Number.isNaN(xs[i])) order[numbers++] = i
  for (let i = 0, at = numbers; at < n; i++) if (Number.isNaN(xs[i])) order[at++] = i
  const sign = descending ? -1 : 1
  const key = new Float64Array(n)
  for (let i = 0; i < n; i++) key[i] = sign * xs[i]!
  for (let from = 0; from < numbers; from += SHORT)
    for (let i = from + 1; i < Math.min(from + SHORT, numbers); i++) {
      const moving = order[i]!
      const x = key[moving]!
      let k = i
      for (; k > from && key[order[k - 1]!]! > x; k--) order[k] = order[k - 1]!
      order[k] = moving
    }
  for (let run = SHORT; run < numbers; run *= 2) {
    spare.set(order.subarray(numbers), numbers)
    for (let from = 0; from < numbers; from += 2 * run) {
      const [middle, end] = [Math.min(from + run, numbers), Math.min(from + 2 * run, numbers)]
      let [a, b] = [from, middle]
      for (let k = from; k < end; k++) {
        const left = b >= end || (a < middle && key[order[a]!]! <= key[order[b]!]!)
        spare[k] = order[left ? a++ : b++]!
      }
    }
    ;[order, spare] = [spare, order]
  }
  return order
}
