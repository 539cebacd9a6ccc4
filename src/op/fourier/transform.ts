/**
 * The kernel of Fourier transforms: lengths that are powers of two by halves (Cooley, Tukey, 1965), others
 * as a convolution of such a length (Bluestein, 1970). Everything in double precision.
 */

/** A line of complex numbers. */
export interface Line {
  readonly re: Float64Array
  readonly im: Float64Array
}

const line = (n: number): Line => ({ re: new Float64Array(n), im: new Float64Array(n) })

/** e^(2πi k/n), the angle brought into the first eighth of a turn, where it is most accurate. */
const root = (k: number, n: number): readonly [cos: number, sin: number] => {
  const quarters = (4 * (k % n)) / n
  const turns = Math.floor(quarters)
  const rest = 4 * (k % n) - turns * n // quarters of a turn, times n
  const low = 2 * rest <= n
  const angle = (Math.PI / 2) * ((low ? rest : n - rest) / n)
  const [near, far] = [Math.cos(angle), Math.sin(angle)]
  const [c, s] = low ? [near, far] : [far, near]
  return turns === 0 ? [c, s] : turns === 1 ? [-s, c] : turns === 2 ? [-c, -s] : [s, -c]
}

/** e^(2πi k/n) for the first half of a turn; of the other sign, the imaginary parts negated. */
const rootsOf = (n: number, count: number, sign: number): Line => {
  const roots = line(count)
  for (let k = 0; k < count; k++) {
    const [c, s] = root(k, n)
    roots.re[k] = c
    roots.im[k] = sign * s
  }
  return roots
}

/** Entries to places whose binary digits are reversed. */
const reverse = ({ re, im }: Line): void => {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit
    j ^= bit
    if (i >= j) continue
    const [a, b] = [re[i]!, im[i]!]
    re[i] = re[j]!
    im[i] = im[j]!
    re[j] = a
    im[j] = b
  }
}

/** In place, for a length that is a power of two, given its roots. */
const halves = (x: Line, roots: Line): void => {
  reverse(x)
  const { re, im } = x
  const n = re.length
  for (let half = 1; half < n; half *= 2) {
    const stride = n / (2 * half)
    for (let start = 0; start < n; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const c = roots.re[k * stride]!
        const s = roots.im[k * stride]!
        const i = start + k
        const j = i + half
        const a = re[j]! * c - im[j]! * s
        const b = re[j]! * s + im[j]! * c
        re[j] = re[i]! - a
        im[j] = im[i]! - b
        re[i]! += a
        im[i]! += b
      }
  }
}

/** a · b, entry by entry, into a. */
const times = (a: Line, b: Line, n: number): void => {
  for (let k = 0; k < n; k++) {
    const [c, s] = [a.re[k]!, a.im[k]!]
    a.re[k] = c * b.re[k]! - s * b.im[k]!
    a.im[k] = c * b.im[k]! + s * b.re[k]!
  }
}

/** e^(±πi k²/n): as jk = (j² + k² − (k − j)²) / 2, they turn a transform into a convolution. */
const chirp = (n: number, sign: number): Line => {
  const c = line(n)
  let square = 0 // k² less whole turns
  for (let k = 0; k < n; k++) {
    const [re, im] = root(square, 2 * n)
    c.re[k] = re
    c.im[k] = sign * im
    square = (square + 2 * k + 1) % (2 * n)
  }
  return c
}

/** The chirp's conjugate about 0, in a circle of m, transformed and divided by m. */
const filter = ({ re, im }: Line, m: number, roots: Line): Line => {
  const n = re.length
  const b = line(m)
  for (let k = 0; k < n; k++) {
    b.re[k] = re[k]!
    b.im[k] = -im[k]!
    if (k === 0) continue
    b.re[m - k] = re[k]!
    b.im[m - k] = -im[k]!
  }
  halves(b, roots)
  for (let k = 0; k < m; k++) {
    b.re[k]! /= m
    b.im[k]! /= m
  }
  return b
}

/** Σ_j x_j e^(±2πi jk/n) in place, for any number of lines of one length. */
export const transformOf = (n: number, sign: number): ((x: Line) => void) => {
  if (n < 2) return () => undefined
  if ((n & (n - 1)) === 0) {
    const roots = rootsOf(n, n / 2, sign)
    return x => {
      halves(x, roots)
    }
  }
  const m = 2 ** Math.ceil(Math.log2(2 * n - 1))
  const roots = rootsOf(m, m / 2, -1)
  const c = chirp(n, sign)
  const spectrum = filter(c, m, roots)
  const a = line(m)
  const swapped = { re: a.im, im: a.re } // whose transform is that of the other sign, swapped
  return x => {
    times(x, c, n)
    a.re.fill(0)
    a.im.fill(0)
    a.re.set(x.re)
    a.im.set(x.im)
    halves(a, roots)
    times(a, spectrum, m)
    halves(swapped, roots)
    times(a, c, n)
    x.re.set(a.re.subarray(0, n))
    x.im.set(a.im.subarray(0, n))
  }
}
