/**
 * Statistics of random numbers, each as a p-value: how often a perfect generator does as badly. Small
 * ones speak against; those that would also be wrong if too good are two-sided.
 */

type Numbers = readonly number[]

// -------------------------------------------------------------------------------------
// distributions
// -------------------------------------------------------------------------------------

/** log Γ(k/2) of a whole k from 1. */
const logGammaOfHalf = (k: number): number => {
  let log = k % 2 === 0 ? 0 : Math.log(Math.PI) / 2
  for (let a = k % 2 === 0 ? 1 : 0.5; a < k / 2; a++) log += Math.log(a)
  return log
}

/** P(χ² > x) with k degrees of freedom: Γ(k/2, x/2) / Γ(k/2), by its series or its continued fraction. */
export const chiSquareTail = (x: number, k: number): number => {
  if (x <= 0) return 1
  const [a, z] = [k / 2, x / 2]
  const front = Math.exp(a * Math.log(z) - z - logGammaOfHalf(k))
  if (z < a + 1) {
    let [sum, term] = [1 / a, 1 / a]
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= z / (a + n)
      sum += term
    }
    return 1 - front * sum
  }
  let b = z + 1 - a
  let [c, d] = [1e300, 1 / b]
  let h = d
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return front * h
}

/** P(|z| > x) of a standard normal z. */
export const normalTails = (x: number): number => chiSquareTail(x * x, 1)

/** The distribution function of the standard normal. */
export const phi = (x: number): number => (x > 0 ? 1 - normalTails(x) / 2 : normalTails(x) / 2)

const twoSided = (p: number): number => Math.min(1, 2 * Math.min(p, 1 - p))

/** Kolmogorov's distribution with Stephens's correction for n numbers (1970). */
export const kolmogorovTail = (distance: number, n: number): number => {
  const root = Math.sqrt(n)
  const t = distance * (root + 0.12 + 0.11 / root)
  if (t < 0.2) return 1
  let p = 0
  for (let j = 1; j <= 100; j++) p += 2 * (j % 2 === 1 ? 1 : -1) * Math.exp(-2 * j * j * t * t)
  return Math.min(1, Math.max(0, p))
}

// -------------------------------------------------------------------------------------
// statistics
// -------------------------------------------------------------------------------------

/** Kolmogorov, Smirnov: the largest distance between the numbers' distribution function and that given. */
export const kolmogorovSmirnov = (xs: Numbers, cdf: (x: number) => number): number => {
  const n = xs.length
  const far = xs
    .toSorted((a, b) => a - b)
    .reduce((most, x, i) => Math.max(most, cdf(x) - i / n, (i + 1) / n - cdf(x)), 0)
  return twoSided(kolmogorovTail(far, n))
}

/** Pearson's χ² of counts against what is expected of them. */
export const chiSquare = (
  counts: Numbers,
  expected: Numbers,
  freedom = counts.length - 1,
): number =>
  twoSided(
    chiSquareTail(
      counts.reduce((s, c, i) => s + (c - expected[i]!) ** 2 / expected[i]!, 0),
      freedom,
    ),
  )

/** The same against equal counts. */
export const evenly = (counts: Numbers): number => {
  const each = counts.reduce((a, b) => a + b, 0) / counts.length
  return chiSquare(
    counts,
    counts.map(() => each),
  )
}

/** How often each of the first `cells` whole numbers comes. */
export const counted = (xs: Numbers, cells: number): Numbers => {
  const counts = Array<number>(cells).fill(0)
  for (const x of xs) counts[x]! += 1
  return counts
}

/** Wald, Wolfowitz (1940): how many runs of equal truth values there are, given how many of each. */
export const runsOf = (signs: readonly boolean[]): number => {
  const n = signs.length
  const yes = signs.filter(s => s).length
  const pairs = 2 * yes * (n - yes)
  if (pairs === 0) return 0
  const runs = 1 + signs.filter((s, i) => i > 0 && s !== signs[i - 1]).length
  const variance = (pairs * (pairs - n)) / (n * n * (n - 1))
  return normalTails((runs - pairs / n - 1) / Math.sqrt(variance))
}

/** The correlation of two rows of numbers that do not depend on each other is normal with variance 1/n. */
export const correlated = (xs: Numbers, ys: Numbers): number => {
  const n = xs.length
  const centred = (us: Numbers): Numbers => {
    const mean = us.reduce((a, b) => a + b, 0) / n
    return us.map(u => u - mean)
  }
  const dot = (us: Numbers, vs: Numbers): number => us.reduce((s, u, i) => s + u * vs[i]!, 0)
  const [a, b] = [centred(xs), centred(ys)]
  return normalTails((Math.sqrt(n) * dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b)))
}

/** Of n balls in m cells, how many fall where one was before: nearly Poisson with mean n² / 2m. */
export const collisions = (balls: Numbers, cells: number): number => {
  const n = balls.length
  const mean = (n * (n - 1)) / (2 * cells)
  const hits = n - new Set(balls).size
  const atMost = chiSquareTail(2 * mean, 2 * (hits + 1))
  const atLeast = hits === 0 ? 1 : 1 - chiSquareTail(2 * mean, 2 * hits)
  return Math.min(1, 2 * Math.min(atMost, atLeast))
}

// -------------------------------------------------------------------------------------
// a battery
// -------------------------------------------------------------------------------------

const u = (word: number): number => word / 2 ** 32

/** Many statistics of unsigned 32-bit words, by name; meant for some 2¹⁶ of them. */
export const battery = (words: Numbers): Readonly<Record<string, number>> => {
  const n = words.length
  const us = words.map(u)
  const places = Array.from({ length: 32 }, (_, b) => b)
  const ones = places.map(b => words.filter(w => ((w >>> b) & 1) === 1).length)
  const nibble = (w: number): number => w >>> 28
  return {
    'ones at each bit': twoSided(
      chiSquareTail(
        ones.reduce((s, c) => s + (2 * c - n) ** 2 / n, 0),
        32,
      ),
    ),
    bytes: evenlyAll(
      [0, 8, 16, 24].map(b =>
        counted(
          words.map(w => (w >>> b) & 255),
          256,
        ),
      ),
    ),
    'pairs of neighbours': evenly(
      counted(
        words.flatMap((w, i) => (i % 2 === 0 ? [16 * nibble(w) + nibble(words[i + 1]!)] : [])),
        256,
      ),
    ),
    'even in [0, 1)': kolmogorovSmirnov(us, x => x),
    'runs above ½': runsOf(us.map(x => x >= 0.5)),
    'runs of the lowest bit': runsOf(words.map(w => (w & 1) === 1)),
    'serial correlation': leastOf(
      [1, 2, 3, 5, 8].map(lag => correlated(us.slice(lag), us.slice(0, -lag))),
    ),
    collisions: collisions(
      words.map(w => w >>> 4),
      2 ** 28,
    ),
  }
}

/** Several tables of counts at once. */
const evenlyAll = (tables: readonly Numbers[]): number => leastOf(tables.map(evenly))

/** The least of some p-values, as one. */
const leastOf = (ps: Numbers): number => 1 - (1 - Math.min(...ps)) ** ps.length
