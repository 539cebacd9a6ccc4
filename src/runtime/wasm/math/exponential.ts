/**
 * exp and its kin: x = n log 2 + r, |r| ≤ log 2 / 2, eʳ − 1 by a polynomial (Cody, Waite 1980), 2ⁿ by its bits.
 * What has one argument shares its reduction. Errors below 1.1 ulp, of expm1 1.6, of tanh 1.3; of four singles 1.5.
 */
import type { Expansion, Vectors } from '../vectors.js'
import { type Lanes, LOG2, lanes, nearest, powerOfTwo } from './lanes.js'
import { signOf } from './sign.js'

/** What the forms are filled in with. */
interface Constants {
  readonly log2: readonly [number, number]
  /** (eʳ − 1 − r) / r² on |r| ≤ log 2 / 2, by Chebyshev interpolation at 60 digits, as all here. */
  readonly series: readonly number[]
  /** Where eˣ is 0 from, and where it is infinite from; and n of a 2ⁿ that makes all 2ⁿ of n ≤ 0 ordinary. */
  readonly range: readonly [number, number]
  readonly lift: number
  /** (1 − tanh x / x) / x² as a quotient in x² on [0, 0.625²]. */
  readonly tanh: { readonly over: readonly number[]; readonly under: readonly number[] }
}

/** For doubles; errors 1.3e-17 of r² q, and 2e-18. */
const DOUBLE: Constants = {
  log2: LOG2[2],
  series: [
    0.5, 0.16666666666666669, 0.041666666666623824, 0.008333333333330039, 0.0013888888917367081,
    0.00019841269863171557, 2.4801521057868204e-5, 2.7557268276905696e-6, 2.7620201591031547e-7,
    2.5100472505694996e-8,
  ],
  range: [-746, 710],
  lift: 64,
  tanh: {
    over: [0.3333333333333333, 0.020498799708498872, 0.0001991780435861287],
    under: [1, 0.4614963991254931, 0.02329133187629886, 0.0002065337374875025],
  },
}

/** For four singles; errors 1e-8, and 1.3e-8. */
const SINGLE: Constants = {
  log2: LOG2[4],
  series: [
    0.5, 0.1666657626628875, 0.04166655242443085, 0.008363176137208939, 0.0013926352839916945,
  ],
  range: [-104, 89],
  lift: 32,
  tanh: {
    over: [0.333333283662796, 0.0015510664088651538],
    under: [1, 0.4046468138694763],
  },
}

/** eʳ − 1 − r for small r. */
export const remainder = (l: Lanes, r: number, series = DOUBLE.series): number =>
  l.mul(l.mul(r, r), l.polynomial(series, r))

/** 2ⁿ for n in the lowest bits, as two factors, so that neither leaves the range of numbers. */
export const halves = (l: Lanes, bits: number): readonly [number, number] => {
  const half = l.half(bits)
  return [powerOfTwo(l, half), powerOfTwo(l, l.rest(bits, half))]
}

const exponentials = (width: 2 | 4, { log2, series, range, lift, tanh: quotient }: Constants) => {
  /** eˣ = (1 + r + p) · 2ⁿ, x a little more if asked; 2ⁿ as two factors, of which one is always the same where n ≤ 0. */
  const reduced = (v: Vectors, given: number, little?: number) => {
    const l = lanes(v, width)
    const small = signOf(v, given) === -1
    const above = l.atLeast(given, l.number(range[0]))
    const x = small ? above : l.atMost(above, l.number(range[1]))
    const { bits, whole } = nearest(l, l.mul(x, l.number(Math.LOG2E)))
    const high = l.sub(x, l.mul(whole, l.number(log2[0])))
    const low = l.mul(whole, l.number(log2[1]))
    const r = l.sub(high, little === undefined ? low : l.sub(low, little))
    const lowered = [powerOfTwo(l, bits, lift), l.number(2 ** -lift)] as const
    return { l, r, p: remainder(l, r, series), factors: small ? lowered : halves(l, bits) }
  }

  const exp = (v: Vectors, x: number, little?: number): number => {
    const { l, r, p, factors } = reduced(v, x, little)
    return l.mul(l.mul(l.add(l.number(1), l.add(r, p)), factors[0]), factors[1])
  }

  // 2ⁿ (1 + r) − 1, which is exact where it matters, and the rest.
  const expm1: Expansion = (v, x) => {
    const { l, r, p, factors } = reduced(v, x)
    const power = l.mul(...factors)
    const most = l.add(l.mul(power, r), l.sub(power, l.number(1)))
    const value = l.add(most, l.mul(power, p))
    // Beyond 50 the 1 does not matter, and 2ⁿ may be infinite; 0 keeps its sign.
    const large = l.choose(l.less(l.number(50), x), exp(v, x), value)
    return l.choose(l.equal(x, l.number(0)), x, large)
  }

  // With the sign of x: |x| less a quotient of polynomials up to 0.625, and beyond 1 less 2e / (1 + e) with
  // e = e^{−2|x|}. Both are one division.
  const tanh: Expansion = (v, x) => {
    const l = lanes(v, width)
    const size = l.abs(x)
    const beyond = l.less(l.number(0.625), size)
    const e = exp(v, l.mul(l.number(-2), size))
    const z = l.mul(x, x)
    const over = l.choose(
      beyond,
      l.add(e, e),
      l.mul(l.mul(size, z), l.polynomial(quotient.over, z)),
    )
    const under = l.choose(beyond, l.add(l.number(1), e), l.polynomial(quotient.under, z))
    const value = l.sub(l.choose(beyond, l.number(1), size), l.div(over, under))
    return l.or(value, l.sign(x))
  }

  return { exp, expm1, tanh }
}

/** Of doubles: eˣ, also of x and a little more, eˣ − 1, and tanh. */
export const { exp, expm1, tanh } = exponentials(2, DOUBLE)

/** The same of four singles. */
export const quadExponentials = exponentials(4, SINGLE)
