/**
 * aᵇ = 2^{b log₂ a}, with log₂ a and its product with b in two doubles (the scheme of fdlibm): error below
 * 1 ulp. Small whole b are products. What is not a positive normal number, or nearly too large or too small,
 * is left to the host.
 */
import { bitsOf, type Expansion, type Vectors } from '../vectors.js'
import { halves, remainder } from './exponential.js'
import { type Lanes, lanes, nearest } from './lanes.js'
import { isOrdinary, parts } from './logarithm.js'

/** 3 (log((1 + s)/(1 − s)) / 2s − 1) = s² + s⁴ R(s²), by Chebyshev interpolation at 60 digits. */
const R = [
  0.6, 0.42857142857144065, 0.3333333333247392, 0.2727272750533399, 0.23076892204158003,
  0.20002220060530518, 0.17559006192025226, 0.1758840680471312,
]

/** 2 / (3 log 2): whole, of few bits, the rest. */
const SCALE = [0.9617966939259756, 0.9617962837219238, 4.102040517767816e-7] as const

/** log 2: whole, of few bits, the rest. */
const LOG2 = [Math.LN2, 0.6931467056274414, 4.7493250390316726e-7] as const

/** log₂ of a positive normal number, in two parts. */
const log2 = (l: Lanes, x: number): readonly [number, number] => {
  const { k, m } = parts(l, x)
  const f = l.sub(m, l.number(1))
  const sum = l.add(f, l.number(2))
  const inverse = l.div(l.number(1), sum)
  // s = f / sum in two parts; so is sum.
  const s = l.mul(f, inverse)
  const sHead = l.head(s)
  const sumHead = l.head(sum)
  const sumRest = l.sub(f, l.sub(sumHead, l.number(2)))
  const sRest = l.mul(inverse, l.sub(l.sub(f, l.mul(sHead, sumHead)), l.mul(sHead, sumRest)))
  const z = l.mul(s, s)
  const series = l.add(l.mul(l.mul(z, z), l.polynomial(R, z)), l.mul(sRest, l.add(sHead, s)))
  // 3 + s² + …, in two parts.
  const square = l.mul(sHead, sHead)
  const whole = l.head(l.add(l.add(l.number(3), square), series))
  const wholeRest = l.sub(series, l.sub(l.sub(whole, l.number(3)), square))
  // Times s.
  const product = l.mul(sHead, whole)
  const rest = l.add(l.mul(sRest, whole), l.mul(wholeRest, s))
  const high = l.head(l.add(product, rest))
  const low = l.sub(rest, l.sub(high, product))
  // Times 2 / (3 log 2), and k.
  const scaled = l.mul(l.number(SCALE[1]), high)
  const scaledRest = l.add(l.mul(l.number(SCALE[2]), high), l.mul(low, l.number(SCALE[0])))
  const head = l.head(l.add(l.add(scaled, scaledRest), k))
  return [head, l.sub(scaledRest, l.sub(l.sub(head, k), scaled))]
}

const general: Expansion = (v, a, b) => {
  const l = lanes(v)
  const [high, low] = log2(l, a)
  const bHead = l.head(b)
  const most = l.mul(bHead, high)
  const rest = l.add(l.mul(l.sub(b, bHead), high), l.mul(b, low))
  const exponent = l.add(most, rest)
  const { bits, whole } = nearest(l, exponent)
  // What is left, times log 2, in two parts.
  const left = l.sub(most, whole)
  const head = l.head(l.add(left, rest))
  const u = l.mul(head, l.number(LOG2[1]))
  const w = l.add(
    l.mul(l.sub(rest, l.sub(head, left)), l.number(LOG2[0])),
    l.mul(head, l.number(LOG2[2])),
  )
  const r = l.add(u, w)
  const lost = l.sub(w, l.sub(r, u))
  const p = l.add(remainder(l, r), lost)
  const [first, second] = halves(l, bits)
  const value = l.add(l.number(1), l.add(r, p))
  const easy = l.and(isOrdinary(l, a), l.less(l.abs(exponent), l.number(1020)))
  return v.patch(Math.pow, l.not(easy), l.mul(l.mul(value, first), second), a, b)
}

/** Products that a power by a number is, where that is as near. */
export const products = (v: Vectors, a: number, b: number): number | undefined => {
  const l = lanes(v)
  const node = v.nodes[b]!
  if (node.op !== 'constant') return undefined
  const is = (x: number): boolean => node.bits === bitsOf(x)
  if (is(2)) return l.mul(a, a)
  if (is(1)) return a
  if (is(3)) return l.mul(l.mul(a, a), a)
  if (is(-1)) return l.div(l.number(1), a)
  return undefined
}

/** aᵇ. */
export const pow: Expansion = (v, a, b) => products(v, a, b) ?? general(v, a, b)
